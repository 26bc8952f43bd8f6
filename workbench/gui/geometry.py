"""Where things lie: picture ↔ view, time ↔ pixels, and what the pointer is on. Knows no Qt.

Picture positions are in pixels of the upright picture before aspect scaling, as in
`records.frame.Region`. View positions are in the widget's own pixels. Times are presentation
seconds.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.records.frame import Region
from workbench.records.mediatime import clock_text
from workbench.records.placement import Placement

MIN_SCALE = 1 / 64
MAX_SCALE = 32.0
WHOLE_FROM = 4.0
SMALL_STEP = 0.8, 1.25
"""Of the keys and of a notch of the wheel."""
MAX_PX_PER_S = 120_000.0
"""Enough to set the frames of a 1000 fps clip 120 px apart."""


@dataclass(frozen=True, slots=True)
class PictureMapping:
    """How a picture lies in a view: `scale` view pixels for one picture pixel downwards."""

    width_px: int
    height_px: int
    aspect: float
    """Width of a picture pixel over its height."""
    scale: float
    left_px: float
    """Where the picture's left edge lies in the view."""
    top_px: float
    placement: Placement | None = None
    """Where the points of the original lie on a picture that was turned, mirrored or cropped."""

    @property
    def scale_across(self) -> float:
        return self.scale * self.aspect

    @property
    def shown_width_px(self) -> float:
        return self.width_px * self.scale_across

    @property
    def shown_height_px(self) -> float:
        return self.height_px * self.scale

    def to_view(self, x_px: float, y_px: float) -> tuple[float, float]:
        """From a point of the original."""
        if self.placement is not None:
            x_px, y_px = self.placement.to_adjusted(x_px, y_px)
        return self.left_px + x_px * self.scale_across, self.top_px + y_px * self.scale

    def to_picture(self, x_px: float, y_px: float) -> tuple[float, float]:
        """To a point of the original, which may lie outside of it."""
        x, y = (x_px - self.left_px) / self.scale_across, (y_px - self.top_px) / self.scale
        return (x, y) if self.placement is None else self.placement.to_original(x, y)

    def steps(self) -> tuple[float, float]:
        """View pixels for one step across and one step down on the original, however turned."""
        start, across, down = (self.to_view(*at) for at in ((0, 0), (1, 0), (0, 1)))
        return math.dist(start, across), math.dist(start, down)

    def unplaced(self) -> PictureMapping:
        """The same for points of the picture itself, as it was turned, mirrored and cropped."""
        return replace(self, placement=None)

    def zoomed(self, factor: float, x_px: float, y_px: float) -> PictureMapping:
        """Scaled by `factor`, the picture point under the view position staying where it is."""
        scale = min(max(self.scale * factor, MIN_SCALE), MAX_SCALE)
        true = scale / self.scale
        return replace(
            self,
            scale=scale,
            left_px=x_px - (x_px - self.left_px) * true,
            top_px=y_px - (y_px - self.top_px) * true,
        )

    def panned(self, right_px: float, down_px: float) -> PictureMapping:
        return replace(self, left_px=self.left_px + right_px, top_px=self.top_px + down_px)

    def held_in(self, view_width_px: float, view_height_px: float) -> PictureMapping:
        """Centred where the picture is smaller than the view, without a gap where it is larger."""
        return replace(
            self,
            left_px=_held(self.left_px, self.shown_width_px, view_width_px),
            top_px=_held(self.top_px, self.shown_height_px, view_height_px),
        )


def _held(start_px: float, size_px: float, view_px: float) -> float:
    if size_px <= view_px:
        return (view_px - size_px) / 2
    return min(max(start_px, view_px - size_px), 0.0)


def fitted(
    size_px: tuple[int, int],
    aspect: float,
    view_width_px: float,
    view_height_px: float,
    placement: Placement | None = None,
) -> PictureMapping:
    """The whole picture, as large as the view allows, in its middle. `size_px` and `aspect` are
    of the picture as it was turned, mirrored and cropped."""
    width, height = size_px
    scale = min(view_width_px / (width * aspect), view_height_px / height)
    mapping = PictureMapping(width, height, aspect, max(scale, MIN_SCALE), 0.0, 0.0, placement)
    return mapping.held_in(view_width_px, view_height_px)


def zoomed_to(zoom: float, factor: float) -> float:
    """The zoom after one more step, in screen pixels for one picture pixel. Where that is four or
    more it is whole, so that all pixels look of one size; a step of a quarter stops at each
    doubling, so that 100, 200 and 1600 % are come by."""
    wanted = min(zoom * factor, MAX_SCALE)
    doubling = 2.0 ** round(math.log2(wanted))
    passed = zoom < doubling < wanted or wanted < doubling < zoom
    if passed and SMALL_STEP[0] <= factor <= SMALL_STEP[1]:
        wanted = doubling
    if wanted < WHOLE_FROM:
        return wanted
    whole = float(round(wanted))
    if (factor > 1 and whole <= zoom) or (factor < 1 and whole >= zoom):
        whole += 1 if factor > 1 else -1
    return min(whole, MAX_SCALE)


class Handle(StrEnum):
    """The part of a region that a pointer takes hold of."""

    BODY = "body"
    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"


_MOVES: dict[Handle, tuple[int, int, int, int]] = {
    # Which of left, top, right and bottom a handle moves.
    Handle.BODY: (1, 1, 1, 1),
    Handle.LEFT: (1, 0, 0, 0),
    Handle.RIGHT: (0, 0, 1, 0),
    Handle.TOP: (0, 1, 0, 0),
    Handle.BOTTOM: (0, 0, 0, 1),
    Handle.TOP_LEFT: (1, 1, 0, 0),
    Handle.TOP_RIGHT: (0, 1, 1, 0),
    Handle.BOTTOM_LEFT: (1, 0, 0, 1),
    Handle.BOTTOM_RIGHT: (0, 0, 1, 1),
}


def handle_places(region: Region) -> dict[Handle, tuple[float, float]]:
    """Where the eight grips of a box lie on the picture; none for a point."""
    if region.is_point:
        return {}
    left, top = region.left_px, region.top_px
    right, bottom = left + region.width_px, top + region.height_px
    across, down = (left + right) / 2, (top + bottom) / 2
    return {
        Handle.TOP_LEFT: (left, top),
        Handle.TOP: (across, top),
        Handle.TOP_RIGHT: (right, top),
        Handle.RIGHT: (right, down),
        Handle.BOTTOM_RIGHT: (right, bottom),
        Handle.BOTTOM: (across, bottom),
        Handle.BOTTOM_LEFT: (left, bottom),
        Handle.LEFT: (left, down),
    }


def handle_at(
    region: Region, mapping: PictureMapping, x_px: float, y_px: float, *, grip_px: float
) -> Handle | None:
    """The part of the region under a view position; grips win over edges, edges over the body."""
    # In steps of the original that are as long as the view's pixels: there the box is upright.
    across_px, down_px = mapping.steps()
    x, y = mapping.to_picture(x_px, y_px)
    x_px, y_px = x * across_px, y * down_px
    left, top = region.left_px * across_px, region.top_px * down_px
    right, bottom = left + region.width_px * across_px, top + region.height_px * down_px
    if region.is_point:
        near = max(abs(x_px - left), abs(y_px - top)) <= grip_px
        return Handle.BODY if near else None
    inside_x = left - grip_px <= x_px <= right + grip_px
    inside_y = top - grip_px <= y_px <= bottom + grip_px
    if not (inside_x and inside_y):
        return None
    across = _edge(x_px, left, right, grip_px, "left", "right")
    down = _edge(y_px, top, bottom, grip_px, "top", "bottom")
    name = "_".join(part for part in (down, across) if part)
    return Handle(name) if name else Handle.BODY


def _edge(at: float, low: float, high: float, grip_px: float, first: str, last: str) -> str:
    to_low, to_high = abs(at - low), abs(at - high)
    near = min(to_low, to_high)
    # Inside a small region a quarter from each edge is grip, so that its middle can be taken too.
    if near > grip_px or (low < at < high and near > (high - low) / 4):
        return ""
    return first if to_low <= to_high else last


def region_at(
    regions: Sequence[tuple[int, Region]],
    mapping: PictureMapping,
    x_px: float,
    y_px: float,
    *,
    grip_px: float,
) -> tuple[int, Handle] | None:
    """The region under a view position and its part; the smallest where several lie there."""
    found: tuple[float, int, Handle] | None = None
    for key, region in regions:
        handle = handle_at(region, mapping, x_px, y_px, grip_px=grip_px)
        area = region.width_px * region.height_px
        if handle is not None and (found is None or area < found[0]):
            found = (area, key, handle)
    return None if found is None else found[1:]


def region_between(
    start: tuple[float, float], end: tuple[float, float], size_px: tuple[int, int]
) -> Region:
    """The box between two picture positions, cut to the picture."""
    xs = sorted(min(max(x, 0.0), size_px[0]) for x in (start[0], end[0]))
    ys = sorted(min(max(y, 0.0), size_px[1]) for y in (start[1], end[1]))
    return Region(xs[0], ys[0], xs[1] - xs[0], ys[1] - ys[0])


def region_dragged(
    region: Region,
    handle: Handle,
    right_px: float,
    down_px: float,
    size_px: tuple[int, int],
) -> Region:
    """The region after its handle was moved by so many picture pixels, kept in the picture."""
    width, height = size_px
    if handle is Handle.BODY:
        left = min(max(region.left_px + right_px, 0.0), width - region.width_px)
        top = min(max(region.top_px + down_px, 0.0), height - region.height_px)
        return replace(region, left_px=left, top_px=top)
    moves = _MOVES[handle]
    left = region.left_px + moves[0] * right_px
    top = region.top_px + moves[1] * down_px
    right = region.left_px + region.width_px + moves[2] * right_px
    bottom = region.top_px + region.height_px + moves[3] * down_px
    return region_between((left, top), (right, bottom), size_px)


@dataclass(frozen=True, slots=True)
class TimeMapping:
    """How time lies along a view: `px_per_s` view pixels for one second from `left_px` on."""

    start_s: float
    """The time at `left_px`."""
    px_per_s: float
    left_px: float
    width_px: float
    duration_s: float
    most_px_per_s: float = MAX_PX_PER_S
    """Nothing is to be seen any closer."""

    @property
    def end_s(self) -> float:
        return self.start_s + self.width_px / self.px_per_s

    @property
    def fit_px_per_s(self) -> float:
        return max(self.width_px, 1.0) / max(self.duration_s, 1e-6)

    def to_px(self, time_s: float) -> float:
        return self.left_px + (time_s - self.start_s) * self.px_per_s

    def to_time(self, x_px: float) -> float:
        """Kept within the duration."""
        time_s = self.start_s + (x_px - self.left_px) / self.px_per_s
        return min(max(time_s, 0.0), self.duration_s)

    def zoomed(self, factor: float, x_px: float) -> TimeMapping:
        """Scaled by `factor`, the time under the view position staying where it is."""
        px_per_s = min(max(self.px_per_s * factor, self.fit_px_per_s), self.most_px_per_s)
        px_per_s = max(px_per_s, self.fit_px_per_s)
        anchor = self.start_s + (x_px - self.left_px) / self.px_per_s
        start = anchor - (x_px - self.left_px) / px_per_s
        return replace(self, px_per_s=px_per_s, start_s=start).held()

    def panned(self, right_px: float) -> TimeMapping:
        return replace(self, start_s=self.start_s - right_px / self.px_per_s).held()

    def held(self) -> TimeMapping:
        """Without a gap before the start or after the end."""
        last = max(self.duration_s - self.width_px / self.px_per_s, 0.0)
        return replace(self, start_s=min(max(self.start_s, 0.0), last))

    def resized(self, left_px: float, width_px: float) -> TimeMapping:
        """The same stretch in a view of another width; a whole that was fitted stays fitted."""
        was_whole = self.px_per_s <= self.fit_px_per_s * (1 + 1e-9)
        moved = replace(self, left_px=left_px, width_px=max(width_px, 1.0))
        wanted = moved.fit_px_per_s if was_whole else max(moved.px_per_s, moved.fit_px_per_s)
        return replace(moved, px_per_s=wanted).held()

    def following(self, time_s: float) -> TimeMapping:
        """Turned over like a page when a time runs out of view; moved to it when it leaps."""
        if self.start_s <= time_s <= self.end_s:
            return self
        length_s = self.width_px / self.px_per_s
        ahead = 0 <= time_s - self.end_s <= length_s / 2
        behind = 0 <= self.start_s - time_s <= length_s / 2
        part = 0.08 if ahead else 0.92 if behind else 0.5
        return replace(self, start_s=time_s - part * length_s).held()

    def spread(self, start_s: float, end_s: float, *, margin: float = 0.0) -> TimeMapping:
        """A stretch of time across the view, with a part of its length free on each side."""
        length_s = max(end_s - start_s, 1e-6) * (1 + 2 * margin)
        px_per_s = min(max(self.width_px / length_s, self.fit_px_per_s), self.most_px_per_s)
        middle = (start_s + end_s) / 2
        start = middle - self.width_px / px_per_s / 2
        return replace(self, px_per_s=px_per_s, start_s=start).held()


def whole_time(
    duration_s: float, left_px: float, width_px: float, most_px_per_s: float = MAX_PX_PER_S
) -> TimeMapping:
    """The whole duration across a view."""
    width = max(width_px, 1.0)
    scale = width / max(duration_s, 1e-6)
    return TimeMapping(0.0, scale, left_px, width, duration_s, max(most_px_per_s, scale))


def snapped(
    time_s: float, targets_s: Sequence[float], mapping: TimeMapping, *, reach_px: float
) -> float | None:
    """The nearest target within reach of a time, or None. `targets_s` is sorted."""
    if not len(targets_s):
        return None
    at = bisect_left(targets_s, time_s)
    near = min(
        (targets_s[i] for i in (at - 1, at) if 0 <= i < len(targets_s)),
        key=lambda target: abs(target - time_s),
    )
    return near if abs(near - time_s) * mapping.px_per_s <= reach_px else None


_STEPS_S = (
    *(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    *(1.0, 2.0, 5.0, 10.0, 15.0, 30.0),
    *(60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 21600.0),
)


def tick_step_s(px_per_s: float, *, apart_px: float) -> float:
    """The smallest round step whose ticks lie at least so far apart."""
    return next((s for s in _STEPS_S if s * px_per_s >= apart_px), _STEPS_S[-1])


def ticks_s(mapping: TimeMapping, *, apart_px: float) -> list[float]:
    """The round times in view."""
    step = tick_step_s(mapping.px_per_s, apart_px=apart_px)
    first = int(mapping.start_s / step)
    last = int(min(mapping.end_s, mapping.duration_s) / step)
    return [i * step for i in range(first, last + 1) if i * step >= mapping.start_s]


def stacked(ranges: Sequence[tuple[float, float]]) -> list[int]:
    """A row for each range so that no two of one row overlap; rows are filled from the top."""
    ends: list[float] = []
    rows = [0] * len(ranges)
    for i in sorted(range(len(ranges)), key=lambda i: ranges[i]):
        start, end = ranges[i]
        row = next((r for r, taken in enumerate(ends) if taken <= start), len(ends))
        if row == len(ends):
            ends.append(end)
        ends[row] = end
        rows[i] = row
    return rows


def clock_at(time_s: float) -> str:
    """`HH:MM:SS.mmm` of a time on screen; a float may fall short of the frame it stands for."""
    return clock_text(time_s + 1e-6)
