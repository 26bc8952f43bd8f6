"""The index finds every fingerprint within the radius, and no other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from workbench.matching.distance import hamming, paired
from workbench.matching.index import SCAN_ALONE, FingerprintIndex, scan


def pairs(seeds) -> set[tuple[int, int, int]]:
    return set(
        zip(
            seeds.query_row.tolist(),
            seeds.reference_row.tolist(),
            seeds.distance.tolist(),
            strict=True,
        )
    )


def near(bits: np.ndarray, flips: int, rng: np.random.Generator) -> np.ndarray:
    """A copy of one fingerprint with so many bits changed."""
    plain = np.unpackbits(bits)
    plain[rng.choice(256, flips, replace=False)] ^= 1
    return np.packbits(plain)


def test_distance_counts_the_bits_that_differ() -> None:
    rng = np.random.default_rng(0)
    a = rng.integers(0, 256, (7, 32), np.uint8)
    b = rng.integers(0, 256, (9, 32), np.uint8)
    expected = [
        [sum(int(x ^ y).bit_count() for x, y in zip(r, s, strict=True)) for s in b] for r in a
    ]
    assert hamming(a, b).tolist() == expected
    assert paired(a, b[:7]).tolist() == [expected[k][k] for k in range(7)]


@pytest.mark.parametrize("size", [500, SCAN_ALONE + 1])
def test_the_radius_is_inside_and_one_bit_more_is_not(size: int) -> None:
    rng = np.random.default_rng(1)
    bits = rng.integers(0, 256, (size, 32), np.uint8)
    query = rng.integers(0, 256, (3, 32), np.uint8)
    bits[10], bits[11], bits[12] = (near(query[1], n, rng) for n in (0, 31, 32))
    assert pairs(FingerprintIndex(bits).within(query, 31)) == {(1, 10, 0), (1, 11, 31)}


def test_both_ways_of_searching_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faiss")
    rng = np.random.default_rng(2)
    seeds = rng.integers(0, 256, (50, 32), np.uint8)
    bits = np.stack([near(seeds[k % 50], int(rng.integers(0, 70)), rng) for k in range(3000)])
    monkeypatch.setattr("workbench.matching.index.SCAN_ALONE", 0)
    monkeypatch.setattr("workbench.matching.index.PAIRS_AT_ONCE", 3000 * 7)
    found = pairs(FingerprintIndex(bits).within(seeds, 47))
    assert found == pairs(scan(seeds, bits, 47))
    assert len(found) > 1000


def test_nothing_is_found_in_nothing() -> None:
    bits = np.zeros((4, 32), np.uint8)
    assert len(FingerprintIndex(np.empty((0, 32), np.uint8)).within(bits)) == 0
    assert len(FingerprintIndex(bits).within(np.empty((0, 32), np.uint8))) == 0


def test_the_references_own_needles_are_found_in_its_haystack(media_dir: Path) -> None:
    folder = media_dir / "threatexchange" / "pdq" / "data" / "reg-test-input"
    if not folder.is_dir():
        pytest.skip("no reference fingerprints here")
    needles, haystack = (_read(folder / f"{name}.txt") for name in ("needles", "haystack"))
    found = pairs(FingerprintIndex(haystack).within(needles, 31))
    expected = {
        (q, r, d)
        for q, needle in enumerate(needles)
        for r, straw in enumerate(haystack)
        if (d := int(np.bitwise_count(needle ^ straw).sum())) <= 31
    }
    assert found == expected


def _read(path: Path) -> np.ndarray:
    lines = [line.strip() for line in path.read_text().splitlines() if len(line.strip()) == 64]
    return np.array([list(bytes.fromhex(line)) for line in lines], np.uint8)
