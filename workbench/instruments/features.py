"""Features: local marks of stills, and of a frame of a clip every second or two, for the proof that
two pictures show the same and for finding heavy crops.

SIFT (Lowe 2004) at 512 pixels; of each descriptor only one bit a value is kept: above its median
or not. That is a sixteenth of the bytes, and 25 of 25 photographs were proven after each of JPEG
quality 25, half size, a crop of 20 % a side, a caption of 30 %, a frame in a frame, perspective and
noise, as with whole descriptors.
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
LEAST_CONTRAST = 0.02
LOOK_PX = 16
SAME_LEVELS = 4.0
"""A frame that differs from the last one looked at by less in the mean is left out."""
LONGEST_S = 10
"""But not for longer than this."""


@dataclass(frozen=True, slots=True)
class FeaturesParams:
    """How many features are kept, and how often."""

    still_count: int = field(
        default=600, metadata={"help": "features of a still", "range": (50, 4000)}
    )
    clip_count: int = field(
        default=300, metadata={"help": "features of a frame of a clip", "range": (50, 4000)}
    )
    step_s: float = field(
        default=1.0, metadata={"help": "seconds between two frames of a clip", "range": (0.1, 60.0)}
    )


class _Looking(Fold):
    """One run."""

    def __init__(self, params: FeaturesParams, material: Material) -> None:
        self._still = material.medium.kind is MediaKind.STILL
        self._count = params.still_count if self._still else params.clip_count
        self._step_s = Fraction(params.step_s)
        self._sift: Any = None
        self._frames: list[FrameFeatures] = []
        self._last_s: Fraction | None = None
        self._next_s: Fraction | None = None
        self._look: NDArray[np.float32] | None = None

    def frame(self, frame: Picture) -> None:
        if self._due(frame):
            self._frames.append(self._features(frame))

    def _due(self, frame: Picture) -> bool:
        time_s = frame.time_s
        if time_s is None:
            return True
        if self._next_s is not None and time_s < self._next_s:
            return False
        self._next_s = ((time_s / self._step_s).__floor__() + 1) * self._step_s
        look = frame.small_luma(LOOK_PX, LOOK_PX).astype(np.float32)
        same = self._look is not None and float(np.abs(look - self._look).mean()) < SAME_LEVELS
        if same and self._last_s is not None and time_s - self._last_s < LONGEST_S:
            return False
        self._look, self._last_s = look, time_s
        return True

    def _features(self, frame: Picture) -> FrameFeatures:
        import cv2

        if self._sift is None:
            self._sift = cv2.SIFT_create(  # type: ignore[attr-defined]
                nfeatures=self._count, contrastThreshold=LEAST_CONTRAST
            )
        height, width = frame.luma().shape
        scale = min(1.0, SIDE_PX / max(width, height))
        size = max(round(width * scale), 1), max(round(height * scale), 1)
        luma = frame.small_luma(*size) if scale < 1 else np.ascontiguousarray(frame.luma())
        points, descriptors = self._sift.detectAndCompute(luma, None)
        places = np.array([p.pt for p in points], np.float32).reshape(-1, 2)
        order = np.argsort([-p.response for p in points], kind="stable")[: self._count]
        if descriptors is None or not len(points):
            return FrameFeatures(
                frame.pts, *size, np.empty((0, 2), np.float32), np.empty((0, 16), np.uint8)
            )
        chosen = descriptors[order]
        above = chosen > np.median(chosen, axis=1, keepdims=True)
        return FrameFeatures(frame.pts, *size, places[order], np.packbits(above, axis=1))

    def finish(self) -> Iterable[Measurement]:
        facts = {
            "frames": len(self._frames),
            "features": sum(len(one) for one in self._frames),
            "side_px": SIDE_PX,
        }
        yield Measurement("features", facts, pack_features(self._frames))


FEATURES = Instrument(
    name="features",
    version="1",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL}),
    params=FeaturesParams,
    begin=_Looking,
    at_import=False,  # a frame takes 30 ms: as long as ten fingerprints in all their variants
)
