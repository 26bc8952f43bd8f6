"""Adjustment: one step that changes how a picture is looked at, and the ordered stack of them.

Steps are never applied to an original. Each has a `kind`, which tells it apart as JSON, bounded
parameters with their units, and can be switched off. Lengths are pixels of the picture that the
step receives; turns are clockwise.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, replace
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, NewType, get_args

from workbench.records.codec import to_json
from workbench.records.custody import canonical_json

StackId = NewType("StackId", int)

MAX_STEPS = 64
MAX_SIDE_PX = 65_535


class Unit(StrEnum):
    """What a parameter is counted in."""

    PERCENT = "percent"
    PIXELS = "pixels"
    DEGREES = "degrees"
    LEVEL = "level"
    """Of 255: the value of a channel."""
    FACTOR = "factor"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a number may be. Both ends are allowed."""

    lowest: float
    highest: float
    unit: Unit
    decimals: int
    """Figures after the point that matter; 0 for whole numbers."""
    by_ratio: bool = False
    """Whether equal ratios, not equal differences, look like equal steps."""


def _number(default: float, lowest: float, highest: float, unit: Unit, decimals: int = 0) -> Any:
    bounds = Bounds(lowest, highest, unit, decimals, by_ratio=unit is Unit.FACTOR)
    return field(default=default, metadata={"bounds": bounds})


def bounds_of(parameter: Field[Any]) -> Bounds | None:
    """The bounds of a field of a step; None for one that is chosen from words."""
    found: Bounds | None = parameter.metadata.get("bounds")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What all steps have. Raises ValueError for a number out of bounds."""

    on: bool = True

    def __post_init__(self) -> None:
        for one in fields(self):
            bounds = bounds_of(one)
            if bounds is None:
                continue
            value = getattr(self, one.name)
            if not (math.isfinite(value) and bounds.lowest <= value <= bounds.highest):
                raise ValueError(f"{one.name} is {value}, not {bounds.lowest} to {bounds.highest}")
            # One setting, one text of it: 2 and 2.0 are the same.
            plain = round(float(value), bounds.decimals) + 0.0
            object.__setattr__(self, one.name, plain if bounds.decimals else int(plain))


@dataclass(frozen=True, slots=True, kw_only=True)
class Brightness(_Step):
    """Adds the same to every channel."""

    kind: Literal["brightness"] = "brightness"
    percent: int = _number(0, -100, 100, Unit.PERCENT)
    """Of the whole range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(_Step):
    """Stretches or squeezes every channel around the middle."""

    kind: Literal["contrast"] = "contrast"
    percent: int = _number(100, 0, 500, Unit.PERCENT)
    """100 changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gamma(_Step):
    """Brightens (above 1) or darkens (below 1) the middle; black and white stay."""

    kind: Literal["gamma"] = "gamma"
    gamma: float = _number(1.0, 0.1, 10.0, Unit.FACTOR, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels(_Step):
    """What is at `black` becomes 0, what is at `white` 255, with a gamma between."""

    kind: Literal["levels"] = "levels"
    black: int = _number(0, 0, 254, Unit.LEVEL)
    white: int = _number(255, 1, 255, Unit.LEVEL)
    middle: float = _number(1.0, 0.1, 10.0, Unit.FACTOR, 2)

    def __post_init__(self) -> None:
        _Step.__post_init__(self)
        if self.black >= self.white:
            raise ValueError(f"black {self.black} is not below white {self.white}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalContrast(_Step):
    """Equalises the luma of each part of the picture by itself, with limited steepness."""

    kind: Literal["local_contrast"] = "local_contrast"
    limit: float = _number(3.0, 1.0, 40.0, Unit.FACTOR, 1)
    """How many times steeper than before at most."""
    tiles: int = _number(8, 1, 32, Unit.COUNT)
    """Parts across and parts down."""


class ChannelView(StrEnum):
    """One property of colour, shown in grey."""

    RED = "red"
    GREEN = "green"
    BLUE = "blue"
    LUMA = "luma"
    """After BT.709."""
    BLUE_DIFFERENCE = "blue_difference"
    """Chroma Cb after BT.709; 128 is none."""
    RED_DIFFERENCE = "red_difference"
    """Chroma Cr after BT.709; 128 is none."""
    SATURATION = "saturation"
    """(largest - smallest) / largest of the three channels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(_Step):
    """Shows one channel alone."""

    kind: Literal["channel"] = "channel"
    channel: ChannelView = ChannelView.LUMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharpen(_Step):
    """Unsharp mask on luma: adds the difference to a picture blurred by a Gaussian."""

    kind: Literal["sharpen"] = "sharpen"
    radius_px: float = _number(1.5, 0.3, 10.0, Unit.PIXELS, 1)
    """Standard deviation of the Gaussian."""
    percent: int = _number(100, 0, 500, Unit.PERCENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Denoise(_Step):
    """Each channel of each pixel becomes the median of the square around it."""

    kind: Literal["denoise"] = "denoise"
    radius_px: int = _number(1, 1, 2, Unit.PIXELS)
    """1 is a square of 3 x 3, 2 of 5 x 5."""


class FieldMethod(StrEnum):
    """How two woven fields become one picture."""

    TOP = "top"
    """Lines 0, 2, 4, … stay; the others are the mean of their neighbours."""
    BOTTOM = "bottom"
    """Lines 1, 3, 5, … stay."""
    BLEND = "blend"
    """Every line is averaged with its neighbours, 1 : 2 : 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deinterlace(_Step):
    """Takes woven fields apart. Only meaningful before the picture is turned or cropped."""

    kind: Literal["deinterlace"] = "deinterlace"
    method: FieldMethod = FieldMethod.TOP


@dataclass(frozen=True, slots=True, kw_only=True)
class Invert(_Step):
    """Shows the negative."""

    kind: Literal["invert"] = "invert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotate(_Step):
    """Turns clockwise. Quarter turns move pixels; other angles interpolate between them."""

    kind: Literal["rotate"] = "rotate"
    degrees: float = _number(90.0, -180.0, 180.0, Unit.DEGREES, 2)


class MirrorAxis(StrEnum):
    """What changes places."""

    LEFT_RIGHT = "left_right"
    TOP_BOTTOM = "top_bottom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror(_Step):
    """Exchanges left and right, or top and bottom."""

    kind: Literal["mirror"] = "mirror"
    axis: MirrorAxis = MirrorAxis.LEFT_RIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop(_Step):
    """Shows a part of the picture. What of it lies outside of the picture is left away."""

    kind: Literal["crop"] = "crop"
    left_px: int = _number(0, 0, MAX_SIDE_PX, Unit.PIXELS)
    top_px: int = _number(0, 0, MAX_SIDE_PX, Unit.PIXELS)
    width_px: int = _number(MAX_SIDE_PX, 1, MAX_SIDE_PX, Unit.PIXELS)
    height_px: int = _number(MAX_SIDE_PX, 1, MAX_SIDE_PX, Unit.PIXELS)


Step = (
    Brightness
    | Contrast
    | Gamma
    | Levels
    | LocalContrast
    | Channel
    | Sharpen
    | Denoise
    | Deinterlace
    | Invert
    | Rotate
    | Mirror
    | Crop
)
STEPS: tuple[type[Step], ...] = get_args(Step)
"""Every kind of step, in the order in which they are offered."""


def parameters(kind: type[Step]) -> Iterator[Field[Any]]:
    """The fields of a step that can be set, in their order."""
    return (one for one in fields(kind) if one.name not in ("on", "kind"))


@dataclass(frozen=True, slots=True)
class Stack:
    """Steps in the order in which they are done."""

    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if len(self.steps) > MAX_STEPS:
            raise ValueError(f"more than {MAX_STEPS} steps")

    @property
    def active(self) -> Stack:
        """The steps that are switched on: what is done."""
        return Stack(tuple(step for step in self.steps if step.on))

    def added(self, step: Step, at: int | None = None) -> Stack:
        """With a step more: at the end, or before step number `at`."""
        at = len(self.steps) if at is None else at
        return Stack((*self.steps[:at], step, *self.steps[at:]))

    def without(self, at: int) -> Stack:
        return Stack(self.steps[:at] + self.steps[at + 1 :])

    def with_step(self, at: int, step: Step) -> Stack:
        """With another step in the place of number `at`."""
        return Stack((*self.steps[:at], step, *self.steps[at + 1 :]))

    def moved(self, at: int, to: int) -> Stack:
        """With step number `at` as number `to`."""
        return self.without(at).added(self.steps[at], to)

    def switched(self, at: int) -> Stack:
        """With step number `at` off where it was on, and on where it was off."""
        return self.with_step(at, replace(self.steps[at], on=not self.steps[at].on))

    def text(self) -> str:
        """The one text of this stack, as JSON."""
        return canonical_json(to_json(self)).decode()


@dataclass(frozen=True, slots=True)
class NamedStack:
    """A stack kept in the case under a name of the analyst's. A judgement: edited, and undone."""

    id: StackId
    name: str
    stack: Stack


@dataclass(frozen=True, slots=True)
class Adjusted:
    """How an extracted picture was made from its frame: "received A, did B, produced C"."""

    stack: Stack
    """What was done, in order; all of it is on."""
    pixel_aspect: Fraction
    """Width of a pixel over its height before the first step: turning depends on it."""
    width_px: int
    height_px: int
    pixels_sha256: str
    """Over the RGB24 rows that came out."""
