"""`python -m tests.robustness.speed`: the tables of search times.

From 10^5 to 10^7 fingerprints: half of them are random, half are those of real frames with some
bits changed, which crowd together as those of footage do; the queries are 240, a minute of footage.
From one to a hundred hours of features: around those of real frames, with a quarter of the bits
changed; the queries are 16 frames as they are and mirrored, what a search asks for.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from tests.matching.footage import Footage, read_clip
from tests.robustness.sources import SAMPLE
from workbench.instruments.features import FEATURES, FeaturesParams
from workbench.matching.index import RADIUS, _Block
from workbench.matching.postings import Postings
from workbench.records.features import unpack_features

QUERIES = 240
ON_DISK_BYTES = 8 + 1 + 32
"""Of a fingerprint with its time and quality, in clips."""
MOST_CHANGED = 100
"""Bits by which a copy of a real frame differs."""


HOUR_FRAMES, FRAME_FEATURES = 3600, 400
"""Features of an hour of footage that moves all the time; of other footage there are fewer."""
ASKED_FRAMES = 2 * 16
"""Of a query, as it is and mirrored."""
FELLOW_BITS = 16


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.robustness.speed", description=__doc__)
    parser.add_argument("--most", type=int, default=10**7, help="fingerprints")
    parser.add_argument("--hours", type=int, nargs="*", default=[1, 10, 100])
    chosen = parser.parse_args()
    clip = read_clip(SAMPLE / "space-needle.mp4", limit=300)
    assert clip is not None
    fingerprints(clip.tracks()[0].track.bits, chosen.most)
    regions(_features(clip), chosen.hours)


def fingerprints(real: NDArray[np.uint8], most: int) -> None:
    """The table of fingerprints."""
    print(
        "| fingerprints | on disk | by | in memory | made, CPU s | 240 queries, CPU s "
        "| as it passed, s | found |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for count in (n for n in (10**5, 10**6, 10**7) if n <= most):
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
        f"| {len(bits):.0e} | {len(bits) * ON_DISK_BYTES / 1e6:.0f} MB | {name} "
        f"| {index.bytes / 1e6:.0f} MB | {made_s:.1f} | {cpu_s:.2f} "
        f"| {passed_s:.2f} | {found} |",
        flush=True,
    )
    return found


def regions(real: NDArray[np.uint8], hours: Sequence[int]) -> None:
    """The table of features. Of more than ten hours the same ten are there several times over, so
    that they take the time of so many, and the memory of ten; what it would be is stated."""
    print("\n| hours | features | MB | made, CPU s | 32 frames, CPU s | by a scan, s | found |")
    print("|---|---|---|---|---|---|---|")
    rng = np.random.default_rng(1)
    for count in hours:
        whole = min(count, 10)
        frames = whole * HOUR_FRAMES
        begun, made, spent_s = time.process_time(), Postings(), 0.0
        asked: list[tuple[int, NDArray[np.uint8]]] = []
        for frame in range(frames):
            bits = _like(real, FRAME_FEATURES, rng)
            begun = time.process_time()
            made.add(frame, bits)
            made.settle()
            spent_s += time.process_time() - begun
            if frame % (frames // ASKED_FRAMES) == 0 and len(asked) < ASKED_FRAMES:
                asked.append((frame, _flipped(bits, 0.06, rng)))
        made.blocks *= count // whole
        begun, found = time.process_time(), 0
        for frame, bits in asked:
            near = made.near(bits, FELLOW_BITS)
            votes = np.bincount(near.frame, minlength=frames)
            found += int(np.argmax(votes)) == frame
        taken_s = time.process_time() - begun
        size = made.bytes / 1e6
        print(
            f"| {count} | {len(made):,} | {size:.0f} | {spent_s * count / whole:.1f} "
            f"| {taken_s:.2f} | {_scan_s(len(made)):.0f} | {found} of {len(asked)} |",
            flush=True,
        )


def _scan_s(features: int) -> float:
    """What a scan of so many for all asked features takes, from one of a million."""
    import faiss

    rng = np.random.default_rng(2)
    index = faiss.IndexBinaryFlat(128)
    index.add(rng.integers(0, 256, (10**6, 16), np.uint8))
    asked = rng.integers(0, 256, (FRAME_FEATURES, 16), np.uint8)
    begun = time.process_time()
    index.search(asked, 3)
    return (time.process_time() - begun) * ASKED_FRAMES * features / 10**6


def _features(clip: Footage) -> NDArray[np.uint8]:
    """Descriptors of real frames."""
    fold = FEATURES.begin(FeaturesParams(), clip)
    for frame in clip.frames:
        fold.frame(frame)
    (measured,) = fold.finish()
    assert measured.blob is not None
    return np.concatenate([one.bits for one in unpack_features(measured.blob)])


def _like(real: NDArray[np.uint8], count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Descriptors around real ones, a quarter of whose bits differ."""
    return _flipped(real[rng.integers(0, len(real), count)], 0.25, rng)


def _flipped(bits: NDArray[np.uint8], share: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    return bits ^ np.packbits(rng.random((len(bits), 128), np.float32) < share, axis=1)


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
