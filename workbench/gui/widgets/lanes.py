"""Lanes: what a timeline shows of an item, and where each lane and each stretch lies."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from workbench.gui import theme
from workbench.gui.frame_times import FrameTimes
from workbench.gui.geometry import TimeMapping, stacked
from workbench.gui.widgets.waveform import Waveform
from workbench.records.shot import Transition

STRIP_PX = 44
FOLDED_PX = 12
SEPARATION_PX = 1
ROW_PX = 23
"""Each further row of stretches that overlap."""
NARROW_PX = 8


class Lane(StrEnum):
    """The lanes of a timeline, from top to bottom."""

    STRIP = "strip"
    SHOTS = "shots"
    SOUND = "sound"
    ANNOTATIONS = "annotations"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A bar on a lane, by the key of what it stands for."""

    key: int
    start_s: float
    end_s: float
    text: str
    detail: str
    """Shown while the pointer rests on it."""
    faded: bool = False
    begins_with: Transition | None = None
    """Of a shot."""
    heard: bool = False
    """Of a match: by sound alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A small picture of the frame at a time."""

    time_s: float
    image: QImage


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """All that a timeline shows of one item. Pictures and stretches are in order of their start."""

    duration_s: float = 0.0
    frames: FrameTimes | None = None
    """None for sound, and before the frames are counted."""
    has_pictures: bool = False
    aspect: float = 16 / 9
    """Width of the pictures over their height."""
    pictures: tuple[Picture, ...] = ()
    shots: tuple[Stretch, ...] = ()
    sound: Waveform | None = None
    annotations: tuple[Stretch, ...] = ()
    known: tuple[Stretch, ...] = ()
    empty: dict[Lane, str] = field(default_factory=dict)
    """What an empty lane says: not measured yet, or nothing there."""

    def stretches(self, lane: Lane) -> tuple[Stretch, ...]:
        return {
            Lane.SHOTS: self.shots,
            Lane.ANNOTATIONS: self.annotations,
            Lane.KNOWN: self.known,
        }.get(lane, ())

    def picture_near(self, time_s: float) -> Picture | None:
        """The stored picture nearest to a time."""
        at = bisect_left(self.pictures, time_s, key=lambda p: p.time_s)
        near = self.pictures[max(at - 1, 0) : at + 1]
        return min(near, key=lambda p: abs(p.time_s - time_s), default=None)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a lane lies, and how its stretches are set in rows."""

    lane: Lane
    top_px: int
    """From the top of the first lane."""
    height_px: int
    folded: bool
    stretches: tuple[Stretch, ...] = ()
    rows: tuple[int, ...] = ()
    """Of each stretch."""
    starts_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    reach_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """The latest end of all stretches up to each: what begins earlier may end later."""

    def seen(self, start_s: float, end_s: float) -> range:
        """The stretches between two times, with a few that end before."""
        first = int(np.searchsorted(self.reach_s, start_s, side="left"))
        return range(first, int(np.searchsorted(self.starts_s, end_s, side="right")))

    def box(self, number: int, mapping: TimeMapping) -> QRectF:
        """Where a stretch lies, at least `NARROW_PX` wide to be seen and hit."""
        stretch = self.stretches[number]
        left, right = mapping.to_px(stretch.start_s), mapping.to_px(stretch.end_s)
        if self.lane is not Lane.SHOTS and right - left < NARROW_PX:
            right = left + NARROW_PX
        if self.folded:
            return QRectF(left, self.top_px + 2, right - left, FOLDED_PX - 4)
        inset = 3 if self.lane is Lane.SHOTS else 4
        top = self.top_px + self.rows[number] * ROW_PX + inset
        return QRectF(left, top, right - left, theme.LANE - 2 * inset)

    def boxes(self, mapping: TimeMapping) -> list[tuple[Stretch, QRectF]]:
        """The stretches in view; of shots that end on one pixel the first."""
        margin_s = (NARROW_PX + 2) / mapping.px_per_s
        seen = self.seen(mapping.start_s - margin_s, mapping.end_s + margin_s)
        numbers: Iterable[int] = seen
        if self.lane is Lane.SHOTS and len(seen) > mapping.width_px / 4:
            pixels = np.floor(self.reach_s[seen.start : seen.stop] * mapping.px_per_s)
            numbers = (np.flatnonzero(np.diff(pixels, prepend=-1)) + seen.start).tolist()
        return [(self.stretches[number], self.box(number, mapping)) for number in numbers]


def places(
    content: Content, hidden: Collection[Lane] = (), folded: Collection[Lane] = ()
) -> list[Place]:
    """The lanes from top to bottom; one that holds overlapping stretches grows by rows."""
    top = 0
    laid = []
    for lane in Lane:
        seen = lane in (Lane.STRIP, Lane.SHOTS)
        if lane in hidden or (seen and not content.has_pictures):
            continue
        made = _place(content, lane, top, lane in folded)
        laid.append(made)
        top += made.height_px + SEPARATION_PX
    return laid


def _place(content: Content, lane: Lane, top_px: int, folded: bool) -> Place:
    found = content.stretches(lane)
    rows = _rows(content, lane)
    if folded:
        height = FOLDED_PX
    elif lane is Lane.STRIP:
        height = STRIP_PX
    else:
        height = theme.LANE + ROW_PX * max(rows, default=0)
    starts = np.fromiter((s.start_s for s in found), np.float64, len(found))
    ends = np.fromiter((s.end_s for s in found), np.float64, len(found))
    reach = np.maximum.accumulate(ends)
    return Place(lane, top_px, height, folded, found, tuple(rows), starts, reach)


def _rows(content: Content, lane: Lane) -> list[int]:
    if lane is Lane.SHOTS:
        return [0] * len(content.shots)
    # A moment takes room too, so that two marks on one frame do not hide each other.
    least = content.duration_s / 100
    return stacked([(s.start_s, max(s.end_s, s.start_s + least)) for s in content.stretches(lane)])
