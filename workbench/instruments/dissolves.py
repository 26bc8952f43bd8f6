"""Dissolves: stretches in which one picture turns into another without a cut.

In a dissolve from picture A to picture B every frame between is A + share x (B - A), with a share
that rises from 0 to 1. A frame of a pan between two such pictures lies nowhere near that line,
which is what tells the two apart; how far it lies from it is measured as the energy that the line
does not explain, as a share of that of B - A.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.likeness import difference, is_new_picture

_SPANS = (10, 13, 17, 22, 28, 36)
"""Kept frames from one picture to the other that are tried."""
_EACH = 4
"""It is looked for at each fourth kept frame."""
_KEPT_HZ = 30
"""So many frames a second are kept; more would only make each step smaller."""
_LEAST_CHANGE = 8.0
"""Mean difference, in 8-bit levels, of the two pictures."""
_MOST_UNEXPLAINED = 0.08
_NEAR = 0.3
"""How far from the line a frame in the middle may lie in the mean, before all are measured."""
_LEAST = 6
"""Kept frames that lie between the two pictures."""
_MOST_STEP = 0.34
"""A larger step of the share is a cut, or a flash."""
_BACK = 0.04
"""By so much a share may fall from one frame to the next: coding moves it a little."""
_AROUND = 8
"""Kept frames before and after it, in which the pictures have to stay what they are."""
_STRAYS = 0.25
"""By so much of the way from one to the other they may move then; a change of light goes on."""
_DARK_LUMA, _DARK_SPREAD = 20.0, 9.0
"""A picture with less mean and standard deviation is darkness: what comes out of it fades in."""
_PATIENCE = 4
"""Looks without a better one, after which the best one is said."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A frame that a dissolve may begin, go through, or end at."""

    index: int
    pts: int
    luma: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Dissolve:
    """From the first frame that is no longer the old picture to the last that is not yet the new
    one; `index` and `pts` are those of the first frame in which the new one prevails."""

    first: int
    last: int
    index: int
    pts: int
    unexplained: float


class Dissolves:
    """Fed with every frame in turn; says a dissolve some frames after its end."""

    def __init__(self) -> None:
        self._ring: deque[Kept] = deque(maxlen=max(_SPANS) + 2 * _AROUND + 1)
        self._best: Dissolve | None = None
        self._looks = 0
        self._said_to = -1
        self._number = 0
        self._last_pts = 0

    def feed(self, frame: Kept, time_base: Fraction) -> Dissolve | None:
        """One that is over and has been seen whole, if this frame shows that."""
        since = (frame.pts - self._last_pts) * time_base.numerator
        if self._number and since * 10 * _KEPT_HZ < 9 * time_base.denominator:
            return None
        self._last_pts = frame.pts
        self._ring.append(frame)
        self._number += 1
        if self._number % _EACH:
            return None
        found, best = self._look(), self._best
        self._looks += 1
        if found is not None and (best is None or found.unexplained < best.unexplained):
            self._best, self._looks = found, 0
        if best is None or self._looks < _PATIENCE:
            return None
        return self.finish()

    def finish(self) -> Dissolve | None:
        """The best one so far, if any; it is said once."""
        best, self._best = self._best, None
        if best is not None:
            self._said_to = best.last
        return best

    def _look(self) -> Dissolve | None:
        """The dissolve in the frames that are kept, if they show one whole."""
        end = len(self._ring) - 1 - _AROUND
        for span in _SPANS:
            begin = end - span
            if begin < 0:
                return None
            old, new = self._ring[begin], self._ring[end]
            if old.index <= self._said_to or difference(old.luma, new.luma) < _LEAST_CHANGE:
                continue
            if not _is_between(self._ring[(begin + end) // 2].luma, old.luma, new.luma):
                continue
            found = self._through(begin, end)
            if found is not None:
                return found
        return None

    def _through(self, begin: int, end: int) -> Dissolve | None:
        """The dissolve between two kept frames, if it is one."""
        before = max(begin - _AROUND, 0)
        frames = [self._ring[place] for place in range(before, end + _AROUND + 1)]
        old, new = self._ring[begin].luma, self._ring[end].luma
        line = new.astype(np.float32).ravel() - old.ravel()
        energy = float(line @ line)
        away = np.stack([one.luma for one in frames]).reshape(len(frames), -1).astype(np.float32)
        away -= old.ravel()
        shares = away @ line / energy
        inside = slice(begin - before, end - before + 1)
        share, outside = shares[inside], np.delete(shares, inside)
        steps = np.diff(share)
        if steps.max() > _MOST_STEP or steps.min() < -_BACK:
            return None
        if np.abs(outside - (outside > 0.5)).max() > _STRAYS:
            return None
        unexplained = np.einsum("ij,ij->i", away, away)[inside] / energy - share * share
        if float(unexplained.max()) > _MOST_UNEXPLAINED or not is_new_picture(new, old):
            return None
        under_way = [begin + place for place, x in enumerate(share) if 0.05 < x < 0.95]
        if len(under_way) < _LEAST or _is_darkness(old) or _is_darkness(new):
            return None
        middle = self._ring[begin + int(np.argmax(share >= 0.5))]
        first, last = self._ring[under_way[0]].index, self._ring[under_way[-1]].index
        return Dissolve(first, last, middle.index, middle.pts, float(unexplained.mean()))


def _is_between(luma: NDArray[np.uint8], old: NDArray[np.uint8], new: NDArray[np.uint8]) -> bool:
    """Whether a picture may lie on the line from one to the other: quickly, so that moving
    footage, in which most do not, costs little."""
    import cv2

    share = difference(luma, old) / max(difference(new, old), 1.0)
    mixed = np.asarray(cv2.addWeighted(old, 1 - min(share, 1.0), new, min(share, 1.0), 0), np.uint8)
    return difference(luma, mixed) < _NEAR * difference(new, old)


def _is_darkness(luma: NDArray[np.uint8]) -> bool:
    return float(luma.mean()) < _DARK_LUMA and float(luma.std()) < _DARK_SPREAD
