"""Selection: which frames of an item are to be extracted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import Moment, MomentKind


@dataclass(frozen=True, slots=True)
class Moments:
    """The frames at these moments."""

    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """The frame on screen at 0, `seconds`, 2 x `seconds`, … of presentation time."""

    seconds: Fraction


@dataclass(frozen=True, slots=True)
class EveryNth:
    """Frames 0, `frames`, 2 x `frames`, …, counted from the first one there is to choose from."""

    frames: int


class ShotFrame(StrEnum):
    """Which frame stands for a shot."""

    FIRST = "first"
    MIDDLE = "middle"
    SHARPEST = "sharpest"


@dataclass(frozen=True, slots=True)
class PerShot:
    """One frame of each shot."""

    which: ShotFrame = ShotFrame.MIDDLE


@dataclass(frozen=True, slots=True)
class KeyFrames:
    """Every key frame."""


@dataclass(frozen=True, slots=True)
class EveryFrame:
    """All of them."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """The frame of each annotation; of a range, its first."""


Selection = Moments | Every | EveryNth | PerShot | KeyFrames | EveryFrame | Annotated


@dataclass(frozen=True, slots=True)
class Within:
    """From one frame to another, both among them: nothing outside is chosen."""

    first: Moment
    last: Moment


@dataclass(frozen=True, slots=True)
class Filters:
    """Which of the chosen frames are left out after all; None leaves none out."""

    least_sharpness: int | None = None
    """0 to 100, as `instruments.sharpness` measures it; a frame with less is blurred."""
    least_distance: int | None = None
    """Bits by which a frame's PDQ differs at least from that of the last one kept; below it the
    two are alike."""


NO_FILTERS = Filters()
BLURRED_BELOW = 30
"""Proposed for `Filters.least_sharpness`: see docs/extraction.md."""
ALIKE_BELOW = 32
"""Proposed for `Filters.least_distance`: up to 31 bits apart, PDQ calls pictures the same."""


def moment_from_text(text: str) -> Moment:
    """A time as people and scripts write it: `12.48`, `HH:MM:SS.mmm`, `f374`, `@1149952`.

    Raises Refusal(BAD_TIME) for anything else.
    """
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise Refusal(RefusalCode.BAD_TIME, value=text[:100])
    if found["index"]:
        return Moment(MomentKind.INDEX, Fraction(found["index"]))
    if found["pts"]:
        return Moment(MomentKind.PTS, Fraction(found["pts"]))
    seconds = Fraction(0)
    for part in found["clock"].split(":"):
        seconds = seconds * 60 + Fraction(part)
    return Moment(MomentKind.SECONDS, seconds)


# Not whatever int and Fraction read: an exponent would cost as much time as it likes.
_MOMENT = re.compile(
    r"f(?P<index>[0-9]{1,12})|@(?P<pts>-?[0-9]{1,19})"
    r"|(?P<clock>([0-9]{1,9}:){0,2}[0-9]{1,12}(\.[0-9]{1,12})?)"
)
