"""What others do, for the same footage: vPDQ as documented, and pHash frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.matching.footage import Footage, Shown
from workbench.matching.distance import hamming
from workbench.matching.track import VariantTrack
from workbench.records.fingerprint import Variant

VPDQ_BITS, VPDQ_QUALITY, VPDQ_SHARE = 31, 50, 0.8
PHASH_BITS, PHASH_SHARE = 10, 0.5
"""Of 64 bits, as is usual. An entry is found if half of the frames are near one of it."""
SAMPLED_HZ = Fraction(10)


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    """A piece of footage as the others keep it."""

    vpdq: NDArray[np.uint8]
    phash: NDArray[np.uint64]


def bags_of(footage: Footage, tracks: Sequence[VariantTrack]) -> Bags:
    """Both have ten hashes a second, which is more than vPDQ asks for: so it finds more."""
    plain = next(track for track in tracks if track.variant is Variant.RAW).track
    good = plain.bits[plain.quality >= VPDQ_QUALITY]
    hashes = [phash(frame) for frame in _sampled(footage.frames)]
    return Bags(np.unique(good, axis=0), np.unique(np.array(hashes, np.uint64)))


def found_by_vpdq(query: Bags, reference: Bags) -> bool:
    if not len(query.vpdq) or not len(reference.vpdq):
        return False
    near = (hamming(query.vpdq, reference.vpdq) <= VPDQ_BITS).any(axis=1)
    return bool(near.mean() >= VPDQ_SHARE)


def found_by_phash(query: Bags, reference: Bags) -> bool:
    apart = np.bitwise_count(query.phash[:, None] ^ reference.phash[None])
    return bool((apart <= PHASH_BITS).any(axis=1).mean() >= PHASH_SHARE)


def phash(frame: Shown) -> int:
    """64 bits: the low 8 x 8 of a 32 x 32 cosine transform against their median."""
    low = cv2.dct(frame.small_luma(32, 32).astype(np.float32))[:8, :8]
    above = (low > np.median(low)).ravel()
    return int.from_bytes(np.packbits(above).tobytes(), "big")


def _sampled(frames: Sequence[Shown]) -> list[Shown]:
    chosen, last = [], None
    for frame in frames:
        tick = None if frame.time_s is None else int(frame.time_s * SAMPLED_HZ)
        if tick is None or tick != last:
            chosen.append(frame)
            last = tick
    return chosen
