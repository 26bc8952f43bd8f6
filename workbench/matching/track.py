"""Track: the fingerprints of one variant of an item with their times, ready to be compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.records.fingerprint import Variant
from workbench.records.item import Medium
from workbench.records.packed import NO_PTS, FingerprintTrack, unpack_fingerprints
from workbench.records.run import Measurement

Box = tuple[float, float, float, float]
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

LEAST_QUALITY = 50
"""A frame of less quality is too plain: the fingerprints of flat frames resemble each other."""


@dataclass(frozen=True, slots=True, eq=False)
class VariantTrack:
    """`times_s` (n,) float64 presentation seconds, in order; 0 for a still."""

    variant: Variant
    times_s: NDArray[np.float64]
    track: FingerprintTrack
    box: Box = WHOLE
    """What was fingerprinted: left, top, right, bottom as fractions of the upright picture."""

    @property
    def still(self) -> bool:
        return len(self.track) == 1 and int(self.track.pts[0]) == NO_PTS

    def telling(self) -> NDArray[np.intp]:
        """Rows that can be compared: those of sufficient quality."""
        return np.flatnonzero(self.track.quality >= LEAST_QUALITY)


def variant_track(measurement: Measurement, medium: Medium) -> VariantTrack:
    """From one part of what the fingerprint instrument measured; `ValueError` if malformed."""
    if measurement.blob is None:
        raise ValueError("fingerprints: no blob")
    track = unpack_fingerprints(measurement.blob)
    return VariantTrack(
        variant=Variant(measurement.part),
        times_s=_times_s(track, medium),
        track=track,
        box=_box(measurement.facts.get("box", WHOLE)),
    )


def _times_s(track: FingerprintTrack, medium: Medium) -> NDArray[np.float64]:
    if medium.time_base is None:
        return np.zeros(len(track))
    times_s = track.pts.astype(np.float64) * float(medium.time_base) - float(medium.start_offset_s)
    times_s[track.pts == NO_PTS] = 0.0
    return times_s


def _box(value: Sequence[float]) -> Box:
    left, top, right, bottom = (float(v) for v in value)
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise ValueError("fingerprints: impossible box")
    return left, top, right, bottom
