"""The bands find exactly what a scan of everything finds."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.matching.bands import FARTHEST, BandIndex
from workbench.matching.index import FingerprintIndex, scan


def crowd(count: int, seed: int) -> np.ndarray:
    """Fingerprints of which many resemble each other, as those of footage do."""
    rng = np.random.default_rng(seed)
    seeds = rng.integers(0, 256, (count // 20, 32), np.uint8)
    bits = np.unpackbits(np.repeat(seeds, 20, axis=0), axis=1)
    for row in bits:
        row[rng.choice(256, rng.integers(0, 40), replace=False)] ^= 1
    return np.packbits(bits, axis=1)


@pytest.mark.parametrize("radius", [0, 1, 15, 30, FARTHEST])
def test_bands_find_what_a_scan_finds(radius: int) -> None:
    bits = crowd(4000, 1)
    index = BandIndex(bits)
    asked = bits[::97]
    for query in asked:
        rows, distances = index.near(query, radius)
        whole = scan(query[None], bits, radius)
        assert np.array_equal(rows, whole.reference_row)
        assert np.array_equal(distances, whole.distance)


def test_the_farthest_pair_that_must_be_found_is_found() -> None:
    """One bit in one band and two in each of the others: the worst case of 31 bits."""
    query = np.zeros(256, np.uint8)
    other = np.zeros(256, np.uint8)
    for band in range(16):
        other[16 * band : 16 * band + (1 if band == 5 else 2)] = 1
    assert other.sum() == FARTHEST
    rows, distances = BandIndex(np.packbits(other)[None]).near(np.packbits(query), FARTHEST)
    assert (rows.tolist(), distances.tolist()) == ([0], [FARTHEST])


def test_bands_refuse_a_radius_at_which_they_would_miss_something() -> None:
    with pytest.raises(ValueError, match="31"):
        BandIndex(crowd(40, 2)).near(crowd(40, 2)[0], FARTHEST + 1)


def test_a_large_index_answers_by_bands_what_a_small_one_answers_by_a_scan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bits = crowd(3000, 3)
    plain = FingerprintIndex(bits).within(bits[:50])
    monkeypatch.setattr("workbench.matching.index.BANDS_FROM", 1000)
    banded = FingerprintIndex(bits).within(bits[:50])
    for one, other in (
        (plain.query_row, banded.query_row),
        (plain.reference_row, banded.reference_row),
        (plain.distance, banded.distance),
    ):
        assert np.array_equal(one, other)
