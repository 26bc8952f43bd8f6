"""`python -m tests.robustness.speed`: the table of search times from 10^5 to 10^7 fingerprints.

Half of the fingerprints are random, half are those of real frames with some bits changed, which
crowd together as those of footage do. The queries are 240, a minute of footage.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tests.matching.footage import read_clip
from tests.robustness.sources import SAMPLE
from workbench.matching.index import RADIUS, _Block

QUERIES = 240
MOST_CHANGED = 100
"""Bits by which a copy of a real frame differs."""


def main() -> None:
    real = _real()
    print(
        "| fingerprints | bytes | by | made, CPU s | 240 queries, CPU s | as it passed, s | found |"
    )
    print("|---|---|---|---|---|---|---|")
    for count in (10**5, 10**6, 10**7):
        rng = np.random.default_rng(count)
        bits = _mixed(real, count, rng)
        queries = _changed(bits[rng.integers(0, count, QUERIES)], 20, rng)
        whole = _row("scan", _Scanned, bits, queries)
        banded = _row("bands", _Banded, bits, queries)
        assert whole == banded, "the bands missed something"


class _Banded(_Block):
    """Looks everything up by bands, however few there are."""

    within = _Block.looked_up


class _Scanned(_Block):
    """Looks at everything, however much there is."""

    within = _Block.scanned


def _row(
    name: str,
    make: Callable[[NDArray[np.uint8]], _Block],
    bits: NDArray[np.uint8],
    queries: NDArray[np.uint8],
) -> int:
    begun = time.process_time()
    index = make(bits)
    index.within(queries[:1], RADIUS)
    made_s = time.process_time() - begun
    begun, passed = time.process_time(), time.perf_counter()
    found = len(index.within(queries, RADIUS))
    cpu_s, passed_s = time.process_time() - begun, time.perf_counter() - passed
    print(
        f"| {len(bits):.0e} | {bits.nbytes / 1e6:.0f} MB | {name} | {made_s:.1f} | {cpu_s:.2f} "
        f"| {passed_s:.2f} | {found} |",
        flush=True,
    )
    return found


def _real() -> NDArray[np.uint8]:
    clip = read_clip(SAMPLE / "space-needle.mp4", limit=300)
    assert clip is not None
    return clip.tracks()[0].track.bits


def _mixed(real: NDArray[np.uint8], count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    bits = rng.integers(0, 256, (count, 32), np.uint8)
    at = rng.permutation(count)[: count // 2]
    for part in np.array_split(at, max(len(at) // 100_000, 1)):
        bits[part] = _changed(real[rng.integers(0, len(real), len(part))], MOST_CHANGED, rng)
    return bits


def _changed(bits: NDArray[np.uint8], most: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """With up to about so many bits flipped."""
    share = rng.uniform(0, most / 256, (len(bits), 1))
    return bits ^ np.packbits(rng.random((len(bits), 256), np.float32) < share, axis=1)


if __name__ == "__main__":
    main()
