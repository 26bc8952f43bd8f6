"""Shots: where recording was interrupted. Cuts by how far a frame stands out from its neighbours,
fades by darkness, dissolves (`dissolves`) by one picture turning evenly into another.

A cut is a frame whose difference from the one before is large, and several times the difference
that the frames around it have (Breakthrough/PySceneDetect calls this adaptive detection). A flash
is not a cut: after it the picture is what it was before.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.dissolves import Dissolve, Dissolves, Kept
from workbench.instruments.instrument import Fold, Instrument, Material, Picture, Reads
from workbench.instruments.likeness import BRIGHT_LUMA, difference, is_new_picture
from workbench.records.item import MediaKind
from workbench.records.run import Measurement
from workbench.records.shot import Transition

CELLS = (64, 36)
"""Columns and rows of the small picture that frames are compared by."""
_SPREAD = np.clip(np.round((np.arange(256) - 16) * 255 / 219), 0, 255).astype(np.uint8)
"""Limited range over 0 to 255."""
_WINDOW = 2
"""Frames on each side that a cut is compared with."""
_AHEAD = 4
"""Frames looked at after a possible cut, to tell a flash from it."""
_FLASH_SHARE = 0.5
"""After a flash the picture differs from the one before it by less than this share of the jump."""
_DARK_LUMA = 8.0
"""A dark frame has less in the mean, and little above `BRIGHT_LUMA` (a logo may stay in view)."""
_BRIGHT_SHARE = 0.06
_DARK_FRAMES = 3
_RAMP = 3.0
"""By how much the mean luma falls or rises, without turning, over the frames next to a fade."""
_QUIET = 1.0
"""Difference under which neighbours count as standing still."""
_GRADUAL = 12
"""Frames around a cut or a fade in which no dissolve begins or ends: fading is mixing, too."""
_MIXED = 60.0
"""Strength of a dissolve beside that of cuts, which is their change in 8-bit levels."""
MAX_SHOTS = 2000
"""More do not fit into one message; then only the strongest cuts are kept, and the rest counted."""


@dataclass(frozen=True, slots=True)
class ShotParams:
    """When a change of picture is a cut."""

    threshold: float = field(
        default=3.0,
        metadata={
            "help": "How many times the change of its neighbours a cut has.",
            "range": (1.5, 20.0),
        },
    )
    min_change: float = field(
        default=9.0,
        metadata={
            "help": "Least mean change of the picture at a cut, in 8-bit levels.",
            "range": (1.0, 100.0),
        },
    )
    min_length_s: float = field(
        default=0.25,
        metadata={
            "help": "Shots are not made shorter than this.",
            "range": (0.0, 10.0),
        },
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What is kept of a frame while later ones may still speak about it."""

    index: int
    pts: int
    end_pts: int
    luma: NDArray[np.uint8]
    brightness: float
    dark: bool
    change: float


@dataclass(frozen=True, slots=True)
class _Boundary:
    index: int
    pts: int
    strength: float
    begins_with: Transition
    first: int
    last: int
    """The frames that it takes: of a cut this one alone, of a fade those in the dark."""

    def is_near(self, other: _Boundary) -> bool:
        """Whether there is no room for a shot between the two."""
        return self.first - _GRADUAL <= other.last and other.first - _GRADUAL <= self.last


class _Shots(Fold):
    def __init__(self, params: ShotParams, material: Material) -> None:
        self._params = params
        self._time_base = material.medium.time_base or Fraction(1)
        self._start: _Boundary | None = None
        self._last: _Seen | None = None
        self._near: deque[_Seen] = deque(maxlen=1 + 2 * _AHEAD)
        self._boundaries: list[_Boundary] = []
        self._dark: list[tuple[int, int]] = []
        self._faded = False
        self._limited: bool | None = None
        self._left_out = 0
        self._dissolves = Dissolves()
        self._mixed: list[_Boundary] = []

    def frame(self, frame: Picture) -> None:
        if frame.pts is None:
            return
        seen = self._look(frame, frame.pts)
        if self._start is None:
            self._start = _boundary(seen, 0.0, Transition.START)
            self._time_base = frame.time_base or self._time_base
        self._last = seen
        self._near.append(seen)
        if len(self._near) > _AHEAD:
            self._decide(len(self._near) - 1 - _AHEAD)
        kept = Kept(seen.index, seen.pts, seen.luma)
        self._dissolved(self._dissolves.feed(kept, self._time_base))

    def _dissolved(self, found: Dissolve | None) -> None:
        if found is not None and len(self._mixed) < MAX_SHOTS:
            how = Transition.DISSOLVE
            at = found.index, found.pts, _MIXED, how, found.first, found.last
            self._mixed.append(_Boundary(*at))

    def _look(self, frame: Picture, pts: int) -> _Seen:
        import cv2

        small = frame.sampled_luma(*CELLS)
        if self._limited is None:
            self._limited = _is_limited(small, frame.small_luma(*CELLS))
        luma = np.asarray(cv2.LUT(small, _SPREAD), np.uint8) if self._limited else small
        before = self._last
        change = 0.0 if before is None else difference(luma, before.luma)
        end = pts + max(frame.duration, 1)
        brightness = int(luma.sum()) / luma.size
        dark = brightness < _DARK_LUMA and float((luma > BRIGHT_LUMA).mean()) < _BRIGHT_SHARE
        return _Seen(frame.index, pts, end, luma, brightness, dark, change)

    def _decide(self, place: int) -> None:
        """Whether a shot begins at `self._near[place]`, now that the frames after it are known."""
        seen = self._near[place]
        self._watch_darkness(place)
        if place == 0 or seen.change < self._params.min_change:
            return
        around = [
            self._near[at].change
            for at in range(place - _WINDOW, place + _WINDOW + 1)
            if at != place and 0 < at < len(self._near)
        ]
        usual = max(sum(around) / len(around) if around else 0.0, _QUIET)
        if seen.change < self._params.threshold * usual:
            return
        if not is_new_picture(seen.luma, self._near[place - 1].luma) or self._is_flash(place):
            return
        self._add(_boundary(seen, seen.change, Transition.CUT))

    def _is_flash(self, place: int) -> bool:
        """Whether the picture soon is again what it was before, or was so a moment ago."""
        seen, before = self._near[place], self._near[place - 1]
        limit = _FLASH_SHARE * seen.change
        after = [self._near[at] for at in range(place + 1, len(self._near))]
        if any(difference(one.luma, before.luma) < limit for one in after):
            return True
        earlier = [self._near[at] for at in range(max(place - _AHEAD, 0), place - 1)]
        return any(difference(seen.luma, one.luma) < limit for one in earlier)

    def _watch_darkness(self, place: int) -> None:
        """A shot begins in the middle of darkness that the picture fell into or rose out of."""
        seen = self._near[place]
        if seen.dark:
            if not self._dark:
                falling = [self._near[at].brightness for at in range(place + 1)]
                self._faded = _is_ramp(falling[::-1])
            self._dark.append((seen.index, seen.pts))
            return
        dark, self._dark = self._dark, []
        if not dark or self._start is None or dark[0][0] == self._start.index:
            return
        rises = _is_ramp([self._near[at].brightness for at in range(place, len(self._near))])
        if len(dark) < _DARK_FRAMES:
            turned = is_new_picture(self._near[-1].luma, self._near[0].luma)
            if not (self._faded and rises and turned):
                return
        elif not (self._faded or rises):
            return
        first, last = dark[0][0], dark[-1][0]
        begun = [one.index for one in self._boundaries[-2:] if first <= one.index <= seen.index]
        at_once = seen.change >= self._params.min_change or not rises
        if begun and (begun != [first] or len(dark) < _DARK_FRAMES or at_once):
            return
        # Where it was cut to black, the black is a shot, and what comes out of it another.
        index, pts = (seen.index, seen.pts) if begun else dark[len(dark) // 2]
        self._add(_Boundary(index, pts, 255.0, Transition.FADE, first, last))

    def _add(self, boundary: _Boundary) -> None:
        """Keep it, unless it is too near to a stronger one."""
        previous = self._boundaries[-1] if self._boundaries else self._start
        if previous is None:
            return
        apart_s = (boundary.pts - previous.pts) * self._time_base
        if apart_s >= self._params.min_length_s:
            self._boundaries.append(boundary)
        elif self._boundaries and boundary.strength > previous.strength:
            self._boundaries[-1] = boundary
        if len(self._boundaries) > 4 * MAX_SHOTS:
            self._keep_strongest(2 * MAX_SHOTS)

    def _keep_strongest(self, count: int) -> None:
        if len(self._boundaries) <= count:
            return
        self._left_out += len(self._boundaries) - count
        strongest = sorted(self._boundaries, key=lambda one: -one.strength)[:count]
        self._boundaries = sorted(strongest, key=lambda one: one.index)

    def finish(self) -> Iterable[Measurement]:
        if self._start is None or self._last is None:
            return ()
        for place in range(max(len(self._near) - _AHEAD, 0), len(self._near)):
            self._decide(place)
        self._dissolved(self._dissolves.finish())
        for one in self._mixed:
            if not any(one.is_near(other) for other in self._boundaries):
                self._boundaries.append(one)
        self._boundaries.sort(key=lambda one: one.index)
        self._keep_strongest(MAX_SHOTS - 1)
        starts = [self._start, *self._boundaries]
        ends = [(one.index - 1, one.pts) for one in starts[1:]]
        ends.append((self._last.index, self._last.end_pts))
        shots = [_facts(*pair) for pair in zip(starts, ends, strict=True)]
        facts = {
            "time_base": f"{self._time_base.numerator}/{self._time_base.denominator}",
            "shots": shots,
            "left_out": self._left_out,
        }
        return (Measurement("shots", facts),)


def _boundary(seen: _Seen, strength: float, how: Transition) -> _Boundary:
    return _Boundary(seen.index, seen.pts, strength, how, seen.index, seen.index)


def _facts(start: _Boundary, end: tuple[int, int]) -> dict[str, Any]:
    return {
        "first_index": start.index,
        "last_index": end[0],
        "start_pts": start.pts,
        "end_pts": end[1],
        "begins_with": start.begins_with.value,
    }


def _is_limited(luma: NDArray[np.uint8], full: NDArray[np.uint8]) -> bool:
    """Whether the luma plane is in limited range: which reading is nearer to the full one."""
    return difference(_SPREAD[luma], full) < difference(luma, full)


def _is_ramp(brightness: list[float]) -> bool:
    """Whether the light rises along these frames without turning back."""
    steps = np.diff(brightness)
    return bool(len(steps) >= 2 and steps.min() >= -0.5 and brightness[-1] - brightness[0] >= _RAMP)


SHOTS = Instrument(
    name="shots",
    version="2",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.CLIP}),
    params=ShotParams,
    begin=_Shots,
    preload=("cv2",),
)
