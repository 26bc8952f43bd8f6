"""Timeline grip: what the pointer takes hold of on a timeline, and where it brings it. No Qt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from workbench.gui.frame_times import FrameTimes
from workbench.gui.geometry import TimeMapping, snapped

SNAP_PX = 6
EDGE_PX = 5
"""How near to its end a stretch is taken by the end."""
CLICK_PX = 4
"""A pointer that moved less was pressed to choose, not to drag."""


class Grip(StrEnum):
    """What a pressed pointer does."""

    SCRUB = "scrub"
    PAN = "pan"
    START = "start"
    """Moves the start of a stretch or of the range, as END does the end and BODY both."""
    END = "end"
    BODY = "body"
    CHOOSE = "choose"


@dataclass(frozen=True, slots=True)
class Hold:
    """A pointer that is pressed, and what it holds."""

    grip: Grip
    x_px: float
    mapping: TimeMapping
    key: int | None = None
    """Of the stretch that is held; None for the range."""
    span_s: tuple[float, float] = (0.0, 0.0)
    """Where what is held lay when it was taken."""
    moved: bool = False

    @property
    def drags(self) -> bool:
        """Whether it moves a stretch or the range, and not the view or the playhead."""
        return self.grip in (Grip.START, Grip.END, Grip.BODY)

    def after(self, x_px: float) -> Hold:
        """The same once the pointer is there; a small tremble is no movement."""
        return replace(self, moved=self.moved or abs(x_px - self.x_px) > CLICK_PX)


def grip_on(left_px: float, right_px: float, x_px: float) -> Grip:
    """The part of a stretch under the pointer. Of a narrow one the inside stays to move it by."""
    near = min(EDGE_PX, (right_px - left_px) / 4)
    if x_px < left_px + near:
        return Grip.START
    return Grip.END if x_px > right_px - near else Grip.BODY


@dataclass(frozen=True, slots=True)
class Dropped:
    """Where something that is dragged would come to lie."""

    span_s: tuple[float, float]
    hairline_s: float | None
    """The edge that it has met, if any."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What things on a timeline are dragged over: frames, and edges that they snap to."""

    frames: FrameTimes | None
    edges_s: Collection[float]
    duration_s: float

    def met(self, time_s: float, mapping: TimeMapping, but: Collection[float]) -> float | None:
        """The edge within reach of a time, other than those left out."""
        targets = sorted(edge for edge in self.edges_s if edge not in but)
        return snapped(time_s, targets, mapping, reach_px=SNAP_PX)

    def placed(self, time_s: float) -> float:
        """On a boundary of frames, and within the item."""
        time_s = min(max(time_s, 0.0), self.duration_s)
        return time_s if self.frames is None else self.frames.edge_near(time_s)

    def dropped(self, hold: Hold, x_px: float, *, snaps: bool) -> Dropped:
        """Where what is held lies while the pointer is at `x_px`; it always keeps one frame."""
        start, end = hold.span_s
        moved_s = (x_px - hold.x_px) / hold.mapping.px_per_s
        but = hold.span_s
        if hold.grip is Grip.BODY:
            return self._moved(hold, start + moved_s, end - start, snaps=snaps)
        at = (start if hold.grip is Grip.START else end) + moved_s
        hairline = self.met(at, hold.mapping, but) if snaps else None
        at = self.placed(at if hairline is None else hairline)
        if hold.grip is Grip.START:
            at = min(at, self._before(end))
            return Dropped((at, end), _still(hairline, at))
        at = max(at, self._after(start))
        return Dropped((start, at), _still(hairline, at))

    def _moved(self, hold: Hold, start: float, length: float, *, snaps: bool) -> Dropped:
        start = min(max(start, 0.0), max(self.duration_s - length, 0.0))
        hairline = None
        if snaps:
            hairline = self.met(start, hold.mapping, hold.span_s)
            if hairline is not None:
                start = hairline
            else:
                hairline = self.met(start + length, hold.mapping, hold.span_s)
                start = start if hairline is None else hairline - length
        start = min(self.placed(start), self._before(self.duration_s))
        end = max(self.placed(start + length), self._after(start))
        met = hairline is not None and (start == hairline or end == hairline)
        return Dropped((start, end), hairline if met else None)

    def _before(self, end_s: float) -> float:
        """The latest start for something that ends there."""
        if self.frames is None:
            return max(end_s - 0.001, 0.0)
        frame = self.frames.index_at(end_s)
        if self.frames.begin_s(frame) >= end_s and frame > 0:
            frame -= 1
        return self.frames.begin_s(frame)

    def _after(self, start_s: float) -> float:
        """The earliest end for something that starts there."""
        if self.frames is None:
            return min(start_s + 0.001, self.duration_s)
        return self.frames.until_s(self.frames.index_at(start_s))


def _still(hairline: float | None, at: float) -> float | None:
    return hairline if hairline == at else None
