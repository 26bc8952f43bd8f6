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


@pytest.mark.parametrize("radius", [0, 1, 15, 16, 30, 31, 32, FARTHEST])
def test_bands_find_what_a_scan_finds(radius: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.matching.bands.AT_ONCE", 2000)
    bits = crowd(4000, 1)
    asked = bits[::97]
    found, whole = BandIndex(bits).near(asked, radius), scan(asked, bits, radius)
    assert len(found[0]) >= len(asked)
    assert np.array_equal(found[0], whole.query_row)
    assert np.array_equal(found[1], whole.reference_row)
    assert np.array_equal(found[2], whole.distance)


@pytest.mark.parametrize("differing", [1, 2])
def test_the_farthest_pair_that_must_be_found_is_found(differing: int) -> None:
    """So many bits in one band and one more in each of the others: the worst case."""
    query = np.zeros((1, 32), np.uint8)
    other = np.zeros(256, np.uint8)
    for band in range(16):
        other[16 * band : 16 * band + (differing if band == 5 else differing + 1)] = 1
    farthest = 16 * (differing + 1) - 1
    assert other.sum() == farthest
    found = BandIndex(np.packbits(other)[None]).near(query, farthest)
    assert [column.tolist() for column in found] == [[0], [0], [farthest]]


def test_bands_refuse_a_radius_at_which_they_would_miss_something() -> None:
    with pytest.raises(ValueError, match="47"):
        BandIndex(crowd(40, 2)).near(crowd(40, 2), FARTHEST + 1)


def test_nothing_is_found_of_no_queries() -> None:
    assert [len(column) for column in BandIndex(crowd(40, 2)).near(crowd(40, 2)[:0], 31)] == [0] * 3


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
