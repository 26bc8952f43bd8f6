"""Matching: a clip searched for among a million fingerprints."""

from __future__ import annotations

import statistics
import time

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.figures import Figure, Figures
from workbench.matching.search import ReferenceIndex, search
from workbench.matching.track import VariantTrack
from workbench.records.fingerprint import Variant
from workbench.records.packed import FingerprintTrack

CLIPS, LENGTH, RATE_HZ = 1000, 1000, 10
"""Known footage: a thousand clips of a hundred seconds."""
ASKED = 200
"""A query of twenty seconds."""
REPEATS = 5
NOISE = 0.03
"""Share of the bits that differ in a copy."""
TIMES_SCAN = 2.0


def track(bits: NDArray[np.uint8], variant: Variant = Variant.RAW) -> VariantTrack:
    count = len(bits)
    quality = np.full(count, 100, np.uint8)
    pts = np.arange(count, dtype=np.int64)
    return VariantTrack(variant, pts / RATE_HZ, FingerprintTrack(pts, quality, bits))


def test_a_clip_among_a_million_fingerprints(figures: Figures) -> None:
    import faiss

    random = np.random.default_rng(3)
    known = random.integers(0, 256, (CLIPS, LENGTH, 32), np.uint8)
    index = ReferenceIndex([(track(bits),) for bits in known])
    flips = np.packbits(random.random((ASKED, 256)) < NOISE, axis=1)
    query = [
        track(known[417, 300 : 300 + ASKED] ^ flips),
        track(random.integers(0, 256, (ASKED, 32), np.uint8), Variant.RAW_MIRRORED),
    ]
    bare = faiss.IndexBinaryFlat(256)
    bare.add(known.reshape(-1, 32))
    found = search(query, index)
    assert [number for number, _ in found.alignments] == [417]

    def search_ms() -> float:
        began_s = time.perf_counter()
        search(query, index)
        return (time.perf_counter() - began_s) * 1000

    def scan_ms() -> float:
        """The same frames that the search asks for: two a second of both variants."""
        asked = np.concatenate([one.track.bits[:: RATE_HZ // 2] for one in query])
        began_s = time.perf_counter()
        bare.range_search(np.ascontiguousarray(asked), 48)
        return (time.perf_counter() - began_s) * 1000

    pairs = [(search_ms(), scan_ms()) for _ in range(REPEATS)]
    mine, scan = (statistics.median(column) for column in zip(*pairs, strict=True))
    what = "a clip of 20 s among a million fingerprints"
    figures.add(Figure(what, mine, "ms", "a bare scan by faiss", scan))
