"""Matching: opening a library of a million fingerprints, adding to it, and searching it."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.benchmarks import libraries
from tests.benchmarks.figures import Figure, Figures, medians
from workbench.jobs.compare import find_known
from workbench.library import shelf
from workbench.library.library import Library
from workbench.library.shelf import Shelf
from workbench.matching.find import Footage
from workbench.matching.index import RADIUS, FingerprintIndex
from workbench.matching.proof import FeatureTrack
from workbench.matching.track import VariantTrack
from workbench.records.features import FrameFeatures
from workbench.records.fingerprint import Variant
from workbench.records.item import Digest
from workbench.records.packed import FingerprintTrack

CLIPS, LENGTH = 1000, 1000
"""A million fingerprints: a thousand clips of a hundred seconds."""
STILLS = 200_000
MANY = 10_000_000
ASKED = 240
"""Fingerprints of a minute, four a second."""
MINUTE = 600
REPEATS = 3
NOISE = 0.03
"""Share of the bits that differ in a copy."""
VARIANTS = (Variant.RAW, Variant.RAW_MIRRORED, Variant.TRIMMED, Variant.TRIMMED_MIRRORED)
OPENED_S, ANSWERED_S, SEARCHED_S, SEARCHED_MANY_S, MANY_MB = 1.0, 3.0, 0.3, 1.0, 1500
WHICH_CLIP, FROM = 417, 300
NEVER = Digest("0" * 64)
FRAME_FEATURES = 400


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    path = libraries.make(tmp_path_factory.mktemp("clips") / "clips.fvl", [LENGTH] * CLIPS)
    with closing(Library.open(path)) as library:
        libraries.give_features(library, WHICH_CLIP + 1, LENGTH // libraries.RATE_HZ)
        yield library


def opened(library: Library) -> tuple[float, float]:
    """Seconds of processor time until it can be searched, and as they passed."""
    shelf._KEPT._stocks.clear()
    gc.collect()
    return timed(lambda: Shelf(library))


def timed(do: Callable[[], object]) -> tuple[float, float]:
    cpu_s, began_s = time.process_time(), time.perf_counter()
    do()
    return time.process_time() - cpu_s, time.perf_counter() - began_s


def read(library: Library) -> tuple[float, float]:
    """What reading the fingerprints as they lie in the file takes."""
    return timed(lambda: library.query("SELECT entry, blob FROM track WHERE kind = 'pdq'"))


def told(figures: Figures, what: str, pairs: list[tuple[tuple[float, float], ...]]) -> None:
    (cpu, wall), (bare, _) = (medians([one[n] for one in pairs]) for n in (0, 1))
    figures.add(Figure(f"{what}: CPU", cpu, "s", "reading the bytes", bare, most=OPENED_S))
    figures.add(Figure(f"{what}: time", wall, "s", "its CPU", cpu))


def test_a_library_of_a_million_fingerprints_is_opened(figures: Figures, clips: Library) -> None:
    told(figures, "open 1000 clips", [(opened(clips), read(clips)) for _ in range(REPEATS)])


def test_a_library_of_very_many_entries_is_opened(figures: Figures, tmp_path: Path) -> None:
    path = libraries.make(tmp_path / "stills.fvl", [1] * STILLS)
    with closing(Library.open(path)) as library:
        pairs = [(opened(library), read(library)) for _ in range(REPEATS)]
        told(figures, "open 200 000 pictures", pairs)


def test_adding_to_a_library_makes_nothing_again(figures: Figures, clips: Library) -> None:
    whole, _ = medians([opened(clips) for _ in range(REPEATS)])
    grown = []
    for n in range(REPEATS):
        libraries.add(clips, [LENGTH], seed=100 + n)
        grown.append(timed(lambda: Shelf(clips)))
    what = "search again after a clip was added: CPU"
    figures.add(Figure(what, medians(grown)[0], "s", "opening it", whole, most=0.5 * whole))


def test_an_hour_of_features_is_opened(
    figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a new process, where its cells are known from an earlier one, and where they are not."""
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path))
    lengths = [MINUTE] * 60
    path = libraries.make(tmp_path / "hour.fvl", lengths)
    with closing(Library.open(path)) as library:
        for entry in range(1, len(lengths) + 1):
            libraries.give_features(library, entry, MINUTE // libraries.RATE_HZ)
        first, _ = opened(library)
        again, _ = medians([opened(library) for _ in range(REPEATS)])
    what = "open an hour with features: CPU"
    figures.add(Figure(what, again, "s", "the first time", first, most=OPENED_S))


def test_a_minute_is_answered_with_proof(figures: Figures, clips: Library) -> None:
    known = Shelf(clips)
    which = next(n for n in range(len(known)) if known.reference(n).entry == str(WHICH_CLIP + 1))
    query = minute(known.references._footage(which))

    def answer() -> None:
        shelf_now = Shelf(clips)
        found, named = find_known(query, shelf_now, libraries.clip_medium(MINUTE), NEVER)
        assert [one.entry for one in named] == [str(WHICH_CLIP + 1)]
        assert found.alignments[0][1].segments[0].inliers

    def scan() -> None:
        bare.range_search(asked, RADIUS + 1)

    import faiss

    bare = faiss.IndexBinaryFlat(256)
    bare.add(np.random.default_rng(1).integers(0, 256, (CLIPS * LENGTH, 32), np.uint8))
    asked = np.concatenate([one.track.bits[::3][:ASKED] for one in query.tracks])
    answer()
    pairs = [(*timed(answer), *timed(scan)) for _ in range(REPEATS)]
    cpu, wall, scan_cpu, _ = medians(pairs)
    what = "a minute in all variants among 10^6, with proof"
    figures.add(Figure(f"{what}: CPU", cpu, "s", "a scan by faiss", scan_cpu, most=ANSWERED_S))
    figures.add(Figure(f"{what}: time", wall, "s", "its CPU", cpu))


def minute(footage: Footage) -> Footage:
    """A copy of a minute of footage, in all variants of a query, of which the first is right."""
    random = np.random.default_rng(5)
    (known,) = footage.tracks
    flips = np.packbits(random.random((MINUTE, 256)) < NOISE, axis=1)
    other = [random.integers(0, 256, (MINUTE, 32), np.uint8) for _ in VARIANTS[1:]]
    bits = [known.track.bits[FROM : FROM + MINUTE] ^ flips, *other]
    tracks = [track(one, variant) for one, variant in zip(bits, VARIANTS, strict=True)]
    features = footage.features
    assert features is not None
    first = FROM // libraries.RATE_HZ
    frames = features.frames[first : first + MINUTE // libraries.RATE_HZ]
    changed = tuple(_copied(one, n, random) for n, one in enumerate(frames))
    return Footage(tuple(tracks), FeatureTrack(np.arange(len(frames), dtype=float), changed, 60.0))


def _copied(one: FrameFeatures, second: int, random: np.random.Generator) -> FrameFeatures:
    flips = np.packbits(random.random((len(one), 128)) < NOISE, axis=1)
    return FrameFeatures(second, one.width_px, one.height_px, one.places, one.bits ^ flips)


def track(bits: NDArray[np.uint8], variant: Variant) -> VariantTrack:
    pts = np.arange(len(bits), dtype=np.int64)
    quality = np.full(len(bits), 100, np.uint8)
    return VariantTrack(variant, pts / libraries.RATE_HZ, FingerprintTrack(pts, quality, bits))


@pytest.mark.parametrize(
    ("count", "most_s"), [(1_000_000, SEARCHED_S), (MANY, SEARCHED_MANY_S)], ids=["10^6", "10^7"]
)
def test_fingerprints_are_searched(figures: Figures, count: int, most_s: float) -> None:
    import faiss

    random = np.random.default_rng(count)
    bits = random.integers(0, 256, (count, 32), np.uint8)
    asked = bits[random.integers(0, count, ASKED)]
    index, bare = FingerprintIndex(bits), faiss.IndexBinaryFlat(256)
    made = timed(lambda: index.within(asked[:1], RADIUS))
    bare.add(bits)
    pairs = []
    for _ in range(REPEATS):
        mine = timed(lambda: index.within(asked, RADIUS))
        pairs.append((*mine, *timed(lambda: bare.range_search(asked, RADIUS + 1))))
    cpu, wall, scan_cpu, _ = medians(pairs)
    what = f"240 fingerprints among {count:,}"
    figures.add(Figure(f"{what}: CPU", cpu, "s", "a scan by faiss", scan_cpu, most=most_s))
    figures.add(Figure(f"{what}: time", wall, "s", "its CPU", cpu))
    figures.add(Figure(f"{what}: bands made", made[0], "s", "one search", cpu))
    assert count < MANY or cpu < scan_cpu
    memory_mb = index.bytes / 1e6
    figures.add(
        Figure(f"{what}: memory", memory_mb, "MB", "the bits", bits.nbytes / 1e6, most=MANY_MB)
    )
