"""Repeats: frames that show the frame before them again, to the last sample or nearly.

A frozen picture gives a long run; a rate that was padded, as from 24 to 30 frames a second, gives
single repeats evenly all over. Every frame is compared by the small luma that shots need as well;
all samples are compared only where that is equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Fold, Instrument, Material, Picture, Reads
from workbench.instruments.shots import CELLS
from workbench.records.item import MediaKind
from workbench.records.packed import MAX_FRAMES
from workbench.records.run import Measurement

NEAR_MEAN = 0.25
NEAR_CELL = 2.0
"""In 8-bit levels: the mean change of the cells, and that of the cell that changes most, at which a
picture still nearly is what it was when it began to stand."""
MAX_RUNS = 300
FROZEN_FRAMES = 6
"""A run of so many frames is no padding."""
PADDED_FRAMES = 24
PADDED_REPEATS = 5
PADDED_RATIO = (1.03, 6.0)
PADDED_OFF = 1.5
"""Frames by which new pictures may stray from even distances."""
_NEAR, _EXACT = 1, 2


@dataclass(frozen=True, slots=True)
class RepeatParams:
    """When a picture nearly is the one before."""

    near_mean: float = field(
        default=NEAR_MEAN,
        metadata={
            "help": "Mean change, in 8-bit levels, under which a picture nearly stands still.",
            "range": (0.0, 10.0),
        },
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """Frames in a row, the first of which all others repeat."""

    first: int
    frames: int


class _Repeats(Fold):
    def __init__(self, params: RepeatParams, material: Material) -> None:
        self._params = params
        self._time_base = material.medium.time_base or Fraction(1)
        self._offset_s = material.medium.start_offset_s
        self._pts: list[int] = []
        self._end_pts = 0
        self._codes = bytearray()
        """Of each frame: whether it repeats the one before, and how exactly."""
        self._before: Picture | None = None
        self._luma: NDArray[np.uint8] | None = None
        self._standing: NDArray[np.uint8] | None = None
        """The small luma of the frame with which the picture began to stand."""

    def frame(self, frame: Picture) -> None:
        if frame.pts is None or len(self._pts) >= MAX_FRAMES:
            return
        luma = frame.sampled_luma(*CELLS)
        code = self._code(frame, luma)
        if not code:
            self._standing = luma
        self._codes.append(code)
        self._pts.append(frame.pts)
        self._end_pts = frame.pts + max(frame.duration, 1)
        self._time_base = frame.time_base or self._time_base
        self._before, self._luma = frame, luma

    def _code(self, frame: Picture, luma: NDArray[np.uint8]) -> int:
        import cv2

        if self._luma is None or self._standing is None or self._before is None:
            return 0
        if not cv2.norm(luma, self._luma, cv2.NORM_INF) and frame.equals(self._before):
            return _EXACT
        if cv2.norm(luma, self._standing, cv2.NORM_INF) > NEAR_CELL:
            return 0
        mean = cv2.norm(luma, self._standing, cv2.NORM_L1) / luma.size
        return _NEAR if mean <= self._params.near_mean else 0

    def finish(self) -> Iterable[Measurement]:
        if not self._pts:
            return ()
        codes = np.frombuffer(bytes(self._codes), np.uint8)
        exact = runs_of(codes == _EXACT)
        nearly = [r for r in runs_of(codes > 0) if _has_near(codes, r)]
        facts = {
            "frames": len(self._pts),
            "exact": self._listed(exact, int((codes == _EXACT).sum())),
            "near": self._listed(nearly, int((codes == _NEAR).sum())),
            "padded": self._padded(codes),
        }
        return (Measurement("repeats", facts),)

    def _listed(self, runs: Sequence[_Run], repeats: int) -> dict[str, Any]:
        """The longest runs, in order of time."""
        longest = sorted(runs, key=lambda run: -run.frames)[:MAX_RUNS]
        longest.sort(key=lambda run: run.first)
        return {
            "repeats": repeats,
            "count": len(runs),
            "runs": [self._run(run) for run in longest],
            "left_out": len(runs) - len(longest),
        }

    def _run(self, run: _Run) -> dict[str, Any]:
        after = run.first + run.frames
        end = self._pts[after] if after < len(self._pts) else self._end_pts
        return {
            "index": run.first,
            "frames": run.frames,
            "pts": self._pts[run.first],
            "at_s": self._seconds(self._pts[run.first] - self._offset_s / self._time_base),
            "length_s": self._seconds(Fraction(end - self._pts[run.first])),
        }

    def _seconds(self, units: Fraction) -> float:
        return round(float(units * self._time_base), 6)

    def _padded(self, codes: NDArray[np.uint8]) -> dict[str, Any] | None:
        """The longest stretch with single repeats evenly all over."""
        found = max(
            (one for one in _stretches(codes) if is_padded(codes[one[0] : one[1]])),
            key=lambda one: one[1] - one[0],
            default=None,
        )
        if found is None:
            return None
        first, end = found
        part = codes[first:end]
        new = int((part == 0).sum())
        last_pts = self._pts[end] if end < len(self._pts) else self._end_pts
        length_s = (last_pts - self._pts[first]) * self._time_base
        return {
            **self._run(_Run(first, end - first)),
            "new": new,
            "exact": int((part == _EXACT).sum()),
            "rate_hz": round(float(len(part) / length_s), 3) if length_s > 0 else None,
            "new_rate_hz": round(float(new / length_s), 3) if length_s > 0 else None,
        }


def runs_of(repeats: NDArray[np.bool_]) -> list[_Run]:
    """Runs, with the frame that each of them repeats."""
    edges = np.diff(np.concatenate(([False], repeats, [False])).astype(np.int8))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    pairs = zip(firsts.tolist(), ends.tolist(), strict=True)
    return [_Run(first - 1, end - first + 1) for first, end in pairs]


def _has_near(codes: NDArray[np.uint8], run: _Run) -> bool:
    return bool((codes[run.first + 1 : run.first + run.frames] == _NEAR).any())


def _stretches(codes: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """What lies between frozen pictures."""
    frozen = [run for run in runs_of(codes > 0) if run.frames >= FROZEN_FRAMES]
    starts = [0, *(run.first + run.frames for run in frozen)]
    ends = [*(run.first for run in frozen), len(codes)]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if b - a >= PADDED_FRAMES]


def is_padded(codes: NDArray[np.uint8]) -> bool:
    """Whether new pictures follow each other at an even distance of more than one frame."""
    new = np.flatnonzero(codes == 0)
    if len(new) < 2 or len(codes) - len(new) < PADDED_REPEATS:
        return False
    ratio = (new[-1] - new[0]) / (len(new) - 1)
    if not PADDED_RATIO[0] <= ratio <= PADDED_RATIO[1]:
        return False
    off = new - (new[0] + ratio * np.arange(len(new)))
    return bool(off.max() - off.min() <= PADDED_OFF)


REPEATS = Instrument(
    name="repeats",
    version="1",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.CLIP}),
    params=RepeatParams,
    begin=_Repeats,
    preload=("cv2",),
)
