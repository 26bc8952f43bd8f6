"""Features: local marks of stills, and of a frame of a clip every second or so, for the proof that
two pictures show the same and for finding heavy crops.

SIFT (Lowe 2004) at 512 pixels; of each descriptor only one bit a value is kept: above its median
or not. That is a sixteenth of the bytes, and 25 of 25 photographs were proven after each of JPEG
quality 25, half size, a crop of 20 % a side, a caption of 30 %, a frame in a frame, perspective and
noise, as with whole descriptors. They are taken from all over the picture, not where they are
clearest: lettering is clearest, and a crop shows a part that may have few clear ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Fold, Instrument, Material, Picture, Reads
from workbench.records.features import FrameFeatures, pack_features
from workbench.records.item import MediaKind
from workbench.records.run import Measurement

SIDE_PX = 512
FIELDS = 6
"""Of 6 x 6 fields of a picture each gives its clearest feature, then its next, and so on."""
LEAST_CONTRAST, PLAIN_CONTRAST = 0.02, 0.008
FEW = 100
"""Pictures with fewer features than this are looked at once more, more closely."""
LOOK_PX = 16
SAME_LEVELS = 2.0
"""A frame that differs from the last one looked at by less in the mean is left out."""
LONGEST_STEPS = 8
"""But not for longer than this."""
DENSER = ((10, 4), (60, 2))
"""Clips shorter than so many seconds are looked at so many times as densely: the time at which a
frame was taken is known no better than that of its neighbours."""
GOLDEN = Fraction(618, 1000)
"""Frames are taken at uneven times, each moved by this part of the step further than the one
before: so of two clips that were looked at once a second some frames lie close to each other,
whatever lies between their beginnings."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class FeaturesParams:
    """How many features are kept, and how often."""

    still_count: int = field(
        default=800, metadata={"help": "features of a still", "range": (50, 4000)}
    )
    clip_count: int = field(
        default=400, metadata={"help": "features of a frame of a clip", "range": (50, 4000)}
    )
    step_s: float = field(
        default=1.0,
        metadata={
            "help": "seconds between two frames of a clip; less in clips under a minute",
            "range": (0.1, 60.0),
        },
    )


class _Moments:
    """When frames are due: on average one in each step, at uneven times."""

    def __init__(self, step_s: Fraction) -> None:
        self._step_s = step_s
        self._next_s: Fraction | None = None

    def due(self, time_s: Fraction) -> bool:
        if self._next_s is not None and time_s < self._next_s:
            return False
        number = (time_s / self._step_s).__floor__()
        while (moment_s := self._moment_s(number)) <= time_s:
            number += 1
        self._next_s = moment_s
        return True

    def _moment_s(self, number: int) -> Fraction:
        return (number + number * GOLDEN % 1) * self._step_s


class _Looking(Fold):
    """One run."""

    def __init__(self, params: FeaturesParams, material: Material) -> None:
        self._still = material.medium.kind is MediaKind.STILL
        self._count = params.still_count if self._still else params.clip_count
        duration_s = material.medium.duration_s
        denser = [times for below_s, times in DENSER if duration_s < below_s] if duration_s else []
        self._step_s = Fraction(params.step_s) / max([1, *denser])
        self._moments = _Moments(self._step_s)
        self._sifts: list[Any] = []
        self._frames: list[FrameFeatures] = []
        self._last_s: Fraction | None = None
        self._look: NDArray[np.float32] | None = None
        self._left_out: tuple[int | None, Pixels] | None = None

    def frame(self, frame: Picture) -> None:
        time_s = frame.time_s
        if time_s is not None and not self._moments.due(time_s):
            return
        look = frame.small_luma(LOOK_PX, LOOK_PX).astype(np.float32)
        if time_s is not None and self._last_s is not None and self._look is not None:
            same = float(np.abs(look - self._look).mean()) < SAME_LEVELS
            if same and time_s - self._last_s < LONGEST_STEPS * self._step_s:
                self._left_out = frame.pts, _reduced(frame).copy()
                return
        self._look, self._last_s, self._left_out = look, time_s, None
        self._frames.append(self._features(frame.pts, _reduced(frame)))

    def _features(self, pts: int | None, luma: Pixels) -> FrameFeatures:
        import cv2

        if not self._sifts:
            self._sifts = [
                cv2.SIFT_create(contrastThreshold=least)  # type: ignore[attr-defined]
                for least in (LEAST_CONTRAST, PLAIN_CONTRAST)
            ]
        height, width = luma.shape
        points = self._sifts[0].detect(luma, None)
        if len(points) < FEW:
            points = self._sifts[1].detect(luma, None)
        points = _from_all_over(points, width, height, self._count)
        points, descriptors = self._sifts[0].compute(luma, points) if points else ([], None)
        if descriptors is None or not len(points):
            return FrameFeatures(
                pts, width, height, np.empty((0, 2), np.float32), np.empty((0, 16), np.uint8)
            )
        places = np.array([p.pt for p in points], np.float32)
        above = descriptors > np.median(descriptors, axis=1, keepdims=True)
        return FrameFeatures(pts, width, height, places, np.packbits(above, axis=1))

    def finish(self) -> Iterable[Measurement]:
        if self._left_out is not None:  # the last one, which says how far the clip goes
            self._frames.append(self._features(*self._left_out))
        facts = {
            "frames": len(self._frames),
            "features": sum(len(one) for one in self._frames),
            "side_px": SIDE_PX,
        }
        yield Measurement("features", facts, pack_features(self._frames))


def _reduced(frame: Picture) -> Pixels:
    """The luma at the size at which features are looked for."""
    height, width = frame.luma().shape
    scale = min(1.0, SIDE_PX / max(width, height))
    size = max(round(width * scale), 1), max(round(height * scale), 1)
    return frame.small_luma(*size) if scale < 1 else np.ascontiguousarray(frame.luma())


def _from_all_over(points: Any, width: int, height: int, count: int) -> list[Any]:
    """So many of the points: of each field of the picture its clearest, in turn."""
    if len(points) <= count:
        return list(points)
    clear = np.array([p.response for p in points])
    across, down = (np.array([p.pt[axis] for p in points]) for axis in (0, 1))
    column = np.clip(across * FIELDS // width, 0, FIELDS - 1)
    row = np.clip(down * FIELDS // height, 0, FIELDS - 1)
    place = (row * FIELDS + column).astype(np.intp)
    order = np.lexsort((-clear, place))
    begins = np.searchsorted(place[order], place[order])
    turn = np.empty(len(points), np.intp)
    turn[order] = np.arange(len(points)) - begins
    return [points[int(n)] for n in np.lexsort((-clear, turn))[:count]]


FEATURES = Instrument(
    name="features",
    version="2",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL}),
    params=FeaturesParams,
    begin=_Looking,
    at_import=False,  # a frame takes 30 ms: as long as ten fingerprints in all their variants
)
