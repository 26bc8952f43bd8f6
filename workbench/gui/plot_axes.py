"""Plot axes: how two times lie on a plane, one across and one up. Knows no Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

LEAST_SPAN_S = 0.05
"""So much of each axis is seen at the closest."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis: what of it is seen, and where that lies. `end_px` may be before `start_px`."""

    whole_s: tuple[float, float]
    """All that there is."""
    start_s: float
    end_s: float
    start_px: float
    end_px: float

    @property
    def px_per_s(self) -> float:
        return (self.end_px - self.start_px) / (self.end_s - self.start_s)

    def to_px(self, at_s: float) -> float:
        return self.start_px + (at_s - self.start_s) * self.px_per_s

    def to_s(self, at_px: float) -> float:
        return self.start_s + (at_px - self.start_px) / self.px_per_s

    def ticks_s(self, apart_px: float) -> list[float]:
        """Round times in view, at least so far apart."""
        step_s = round_step_s(apart_px / abs(self.px_per_s))
        first = math.ceil(self.start_s / step_s - 1e-9)
        last = math.floor(self.end_s / step_s + 1e-9)
        return [n * step_s for n in range(first, last + 1)]

    def zoomed(self, factor: float, at_px: float) -> Axis:
        """Closer by `factor`, the time under `at_px` staying where it is."""
        at_s = self.to_s(at_px)
        span_s = (self.end_s - self.start_s) / factor
        span_s = min(max(span_s, LEAST_SPAN_S), self.whole_s[1] - self.whole_s[0])
        share = (at_s - self.start_s) / (self.end_s - self.start_s)
        return self._from(at_s - share * span_s, span_s)

    def moved(self, by_px: float) -> Axis:
        """What is seen moves with the pointer."""
        span_s = self.end_s - self.start_s
        return self._from(self.start_s - by_px / self.px_per_s, span_s)

    def placed(self, start_px: float, end_px: float) -> Axis:
        """The same stretch at another place."""
        return replace(self, start_px=start_px, end_px=end_px)

    def _from(self, start_s: float, span_s: float) -> Axis:
        low, high = self.whole_s
        start_s = min(max(start_s, low), high - span_s)
        return replace(self, start_s=start_s, end_s=start_s + span_s)


def whole(span_s: tuple[float, float], start_px: float, end_px: float) -> Axis:
    """All of a stretch of time, with a little room at both ends."""
    room = max((span_s[1] - span_s[0]) * 0.02, LEAST_SPAN_S)
    low, high = span_s[0] - room, span_s[1] + room
    return Axis((low, high), low, high, start_px, end_px)


def round_step_s(least_s: float) -> float:
    """The least of 1, 2 and 5 times a power of ten, or of the round parts of a minute and an hour,
    that is not below `least_s`."""
    for step_s in (60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0):
        if step_s >= least_s > 20.0:
            return step_s
    power = 10.0 ** math.floor(math.log10(max(least_s, 1e-3)))
    return next(n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power >= least_s - 1e-12)
