"""Frame times: where the frames of a clip lie on the presentation clock, for the screen. No Qt.

Everything here looks at the frames in view by bisection: nothing takes longer for a longer clip.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil

import numpy as np
from numpy.typing import NDArray

from workbench.gui.geometry import TimeMapping
from workbench.records.frame import FrameTable

_ROUNDING_S = 1e-7
"""Far below one unit of any time base: a float may fall short of the frame it was made from."""
_ROUND_STEPS = (1, 2, 5)
_NESTED_STEPS = (1, 2, 3)
"""Times a power of two: pictures of a wider step are met again at a narrower one."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameTimes:
    """When each frame begins, in seconds, and when the last one ends."""

    begins_s: NDArray[np.float64]
    """(n,) ascending, n ≥ 1: PTS × time base − start offset."""
    key: NDArray[np.bool_]
    end_s: float
    shortest_s: float = field(init=False)
    """The shortest time that a frame is on screen."""

    def __post_init__(self) -> None:
        lasting = np.diff(self.begins_s, append=self.end_s)
        lasting = lasting[lasting > _ROUNDING_S]
        shortest = float(lasting.min()) if len(lasting) else 1.0
        object.__setattr__(self, "shortest_s", shortest)

    def __len__(self) -> int:
        return len(self.begins_s)

    def index_at(self, time_s: float) -> int:
        """The frame on screen at a time: the last one that has begun, or the first."""
        at = int(np.searchsorted(self.begins_s, time_s + _ROUNDING_S, side="right"))
        return max(at - 1, 0)

    def begin_s(self, index: int) -> float:
        return float(self.begins_s[index])

    def until_s(self, index: int) -> float:
        """When the next frame takes its place."""
        return float(self.begins_s[index + 1]) if index + 1 < len(self) else self.end_s

    def edge_near(self, time_s: float) -> float:
        """The boundary of frames nearest to a time: where one begins, or the last one ends."""
        index = self.index_at(time_s)
        begin, until = self.begin_s(index), self.until_s(index)
        return begin if time_s - begin <= until - time_s else until

    def seen(self, mapping: TimeMapping) -> range:
        """The frames that are in view, also in part."""
        end_s = min(mapping.end_s, mapping.duration_s)
        return range(self.index_at(mapping.start_s), self.index_at(end_s) + 1)

    def mean_px(self, mapping: TimeMapping) -> float:
        """How wide a frame in view is in the mean."""
        seen = self.seen(mapping)
        span_s = self.until_s(seen[-1]) - self.begin_s(seen[0])
        return span_s * mapping.px_per_s / len(seen)


def times_of(table: FrameTable | None) -> FrameTimes | None:
    """The times of a frame table; None where there are no frames."""
    if table is None or not len(table):
        return None
    begins = table.pts.astype(np.float64) * float(table.time_base) - float(table.start_offset_s)
    return FrameTimes(begins, table.key, float(table.end_s))


def round_step(frame_px: float, *, apart_px: float) -> int:
    """The smallest round number of frames that is at least so wide."""
    power = 1
    while True:
        for part in _ROUND_STEPS:
            if part * power * frame_px >= apart_px:
                return part * power
        power *= 10


def marked_indices(frames: FrameTimes, mapping: TimeMapping, *, apart_px: float) -> list[int]:
    """The frames in view whose index is written: round ones, so many pixels apart in the mean."""
    step = round_step(max(frames.mean_px(mapping), 1e-9), apart_px=apart_px)
    seen = frames.seen(mapping)
    return list(range(ceil(seen[0] / step) * step, seen[-1] + 1, step))


def pictured(frames: FrameTimes, mapping: TimeMapping, *, width_px: float) -> list[tuple[int, int]]:
    """The frames whose pictures make the strip, each with the frame that it gives way to.

    Every n-th frame, n such that a picture has room in the mean, so that the same ones come back
    when the view moves. At a variable rate those are left out that would lie on a picture before
    them, and others fill the room where frames last longer.
    """
    step = _nested_step(max(frames.mean_px(mapping), 1e-9), width_px)
    seen = frames.seen(mapping)
    regular = [i for i in range(seen[0] // step * step, seen[-1] + 1, step) if i < len(frames)]
    chosen: list[int] = []
    for index in regular:
        _fill(frames, mapping, chosen, index, width_px)
        if _free(frames, mapping, chosen, width_px) <= mapping.to_px(frames.begin_s(index)) + 0.5:
            chosen.append(index)
    _fill(frames, mapping, chosen, min(seen[-1] + 1, len(frames)), width_px)
    return list(zip(chosen, [*chosen[1:], min(seen[-1] + 1, len(frames))], strict=True))


def _free(frames: FrameTimes, mapping: TimeMapping, chosen: list[int], width_px: float) -> float:
    """Where the last picture ends."""
    return mapping.to_px(frames.begin_s(chosen[-1])) + width_px if chosen else -1e12


def _fill(
    frames: FrameTimes, mapping: TimeMapping, chosen: list[int], before: int, width_px: float
) -> None:
    """Choose frames between the last one chosen and another while their pictures have room."""
    end_s = frames.begin_s(before) if before < len(frames) else frames.end_s
    end_px = min(mapping.to_px(end_s), mapping.left_px + mapping.width_px + width_px)
    while chosen:
        free = max(_free(frames, mapping, chosen, width_px), mapping.left_px)
        after_s = mapping.start_s + (free - mapping.left_px) / mapping.px_per_s
        index = max(frames.index_at(after_s), chosen[-1])
        if index == chosen[-1] or mapping.to_px(frames.begin_s(index)) < free - 0.5:
            index += 1
        if index >= before or mapping.to_px(frames.begin_s(index)) + width_px > end_px + 0.5:
            return
        chosen.append(index)


def _nested_step(frame_px: float, width_px: float) -> int:
    power = 1
    while True:
        for part in _NESTED_STEPS:
            if part * power * frame_px >= width_px - 0.5:
                return part * power
        power *= 2
