"""Placement: where the points of an upright original lie on its turned, mirrored, cropped picture.

Points are continuous: pixel 0 reaches from 0.0 to 1.0. So marks, which are kept in the original,
can be drawn on what is looked at, and what is drawn there is kept in the original.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

from workbench.records.adjustment import Crop, Mirror, MirrorAxis, Rotate, Stack, Step

_GRAIN = 2**30
"""Sine and cosine are cut to this grain, so that every processor computes with the same ones."""


class OutsidePicture(ValueError):
    """A crop of which nothing lies on the picture."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A picture and the way from the original to it: `x' = xx*x + xy*y + x0`, the same for y."""

    width_px: int
    height_px: int
    aspect: Fraction
    """Width of one of its pixels over its height."""
    xx: float = 1.0
    xy: float = 0.0
    x0: float = 0.0
    yx: float = 0.0
    yy: float = 1.0
    y0: float = 0.0

    @property
    def size_px(self) -> tuple[int, int]:
        return self.width_px, self.height_px

    def to_adjusted(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Where a point of the original lies on the picture."""
        return (
            self.xx * x_px + self.xy * y_px + self.x0,
            self.yx * x_px + self.yy * y_px + self.y0,
        )

    def to_original(self, x_px: float, y_px: float) -> tuple[float, float]:
        """Which point of the original lies at a point of the picture."""
        x, y = x_px - self.x0, y_px - self.y0
        scale = self.xx * self.yy - self.xy * self.yx
        return (self.yy * x - self.xy * y) / scale, (self.xx * y - self.yx * x) / scale

    def after(self, step: Step) -> Placement:
        """The placement after one more step. Raises OutsidePicture."""
        if isinstance(step, Rotate):
            quarters, rest_deg = quarters_of(step.degrees)
            turned = self
            for _quarter in range(quarters):
                turned = turned._quarter_turned()
            return turned._turned(rest_deg) if rest_deg else turned
        if isinstance(step, Mirror):
            return self._mirrored(step.axis)
        if isinstance(step, Crop):
            return self._cropped(step)
        return self

    def _then(
        self, across: tuple[float, float, float], down: tuple[float, float, float]
    ) -> Placement:
        rows = []
        for on_x, on_y, shift in (across, down):
            rows += [
                on_x * self.xx + on_y * self.yx,
                on_x * self.xy + on_y * self.yy,
                on_x * self.x0 + on_y * self.y0 + shift,
            ]
        xx, xy, x0, yx, yy, y0 = rows
        return replace(self, xx=xx, xy=xy, x0=x0, yx=yx, yy=yy, y0=y0)

    def _quarter_turned(self) -> Placement:
        turned = self._then((0, -1, self.height_px), (1, 0, 0))
        return replace(
            turned, width_px=self.height_px, height_px=self.width_px, aspect=1 / self.aspect
        )

    def _turned(self, degrees: float) -> Placement:
        """Turned by any angle on a ground that holds all of it, middle on middle."""
        angle, aspect = math.radians(degrees), float(self.aspect)
        cosine, sine = (round(f(angle) * _GRAIN) / _GRAIN for f in (math.cos, math.sin))
        to_x, to_y = sine / aspect, sine * aspect
        width = self.width_px * abs(cosine) + self.height_px * abs(to_x)
        height = self.width_px * abs(to_y) + self.height_px * abs(cosine)
        wide, high = math.ceil(width - 1e-6), math.ceil(height - 1e-6)
        middle_x, middle_y = self.width_px / 2, self.height_px / 2
        turned = self._then(
            (cosine, -to_x, wide / 2 - cosine * middle_x + to_x * middle_y),
            (to_y, cosine, high / 2 - to_y * middle_x - cosine * middle_y),
        )
        return replace(turned, width_px=wide, height_px=high)

    def _mirrored(self, axis: MirrorAxis) -> Placement:
        if axis is MirrorAxis.LEFT_RIGHT:
            return self._then((-1, 0, self.width_px), (0, 1, 0))
        return self._then((1, 0, 0), (0, -1, self.height_px))

    def _cropped(self, step: Crop) -> Placement:
        left, top, right, bottom = box_in(step, self.width_px, self.height_px)
        moved = self._then((1, 0, -left), (0, 1, -top))
        return replace(moved, width_px=right - left, height_px=bottom - top)


def quarters_of(degrees: float) -> tuple[int, float]:
    """A clockwise turn as whole quarter turns, 0 to 3, and the rest, -45 to 45 degrees."""
    quarters = math.floor((degrees + 45) / 90)
    return quarters % 4, degrees - 90 * quarters


def box_in(step: Crop, width_px: int, height_px: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of a crop on a picture of this size. Raises OutsidePicture."""
    right = min(step.left_px + step.width_px, width_px)
    bottom = min(step.top_px + step.height_px, height_px)
    if step.left_px >= right or step.top_px >= bottom:
        raise OutsidePicture(f"{step.left_px}, {step.top_px} of {width_px} x {height_px}")
    return step.left_px, step.top_px, right, bottom


def placed(stack: Stack, size_px: tuple[int, int], aspect: Fraction = Fraction(1)) -> Placement:
    """The placement of an upright original of this size after a stack. Raises OutsidePicture."""
    placement = Placement(*size_px, aspect)
    for step in stack.active.steps:
        placement = placement.after(step)
    return placement
