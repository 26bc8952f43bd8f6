"""What cells the features of a library fall into is made once, and never believed blindly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from workbench.library import kept_cells as module
from workbench.library.kept_cells import KeptCells, kept_cells
from workbench.matching.words import Words, words
from workbench.records.features import FrameFeatures, pack_features

LIBRARY = "0c9ba2e8-33aa-4d2b-8d3c-77f0e2a3a511"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WORKBENCH_SETTINGS", str(tmp_path))
    return tmp_path / "cache" / "cells" / LIBRARY


def features(seed: int, counts: tuple[int, ...] = (40, 0, 300)) -> tuple[FrameFeatures, ...]:
    random = np.random.default_rng(seed)
    return tuple(
        FrameFeatures(
            *(second, 640, 360),
            random.uniform(0, 360, (count, 2)).astype(np.float32),
            random.integers(0, 256, (count, 16), np.uint8),
        )
        for second, count in enumerate(counts)
    )


def cells_of(*several: tuple[FrameFeatures, ...]) -> list[list[list[int]]]:
    with kept_cells(LIBRARY) as kept:
        return [[part.tolist() for part in kept.of(pack_features(one), one)] for one in several]


def right(*several: tuple[FrameFeatures, ...]) -> list[list[list[int]]]:
    return [[words().cells(frame.bits).tolist() for frame in one] for one in several]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many features were put into cells, each time."""
    counts: list[int] = []
    find = Words.cells

    def counted(self: Words, descriptors: np.ndarray) -> np.ndarray:
        counts.append(len(descriptors))
        return find(self, descriptors)

    monkeypatch.setattr(Words, "cells", counted)
    return counts


def test_cells_are_made_once(made: list[int]) -> None:
    one, other = features(1), features(2)
    assert cells_of(one) == right(one)
    made.clear()
    assert cells_of(one, other, ()) == [*cells_of(one), *right(other), []]
    assert made[0] == sum(len(frame) for frame in other)
    made.clear()
    cells_of(one, other)
    assert made == []


@pytest.mark.parametrize("where", [0, 9, 30, 60, -1])
def test_what_is_damaged_is_made_anew(own_cache: Path, where: int) -> None:
    one, other = features(3), features(4)
    cells_of(one, other)
    damaged = bytearray(own_cache.read_bytes())
    damaged[where] ^= 4
    own_cache.write_bytes(damaged)
    assert cells_of(one, other) == right(one, other)
    assert cells_of(one, other) == right(one, other)


@pytest.mark.parametrize("missing", [7, 4 * 340 + 5])
def test_what_is_cut_short_is_made_anew(own_cache: Path, made: list[int], missing: int) -> None:
    """In the cells of the second, or in what stands before them."""
    one, other = features(5), features(6)
    cells_of(one, other)
    own_cache.write_bytes(own_cache.read_bytes()[:-missing])
    assert cells_of(one, other) == right(one, other)
    made.clear()
    cells_of(other)
    assert made == []


def test_cells_of_other_words_are_not_taken(own_cache: Path) -> None:
    one = features(7)
    others = Words(np.roll(words().bits, 1, axis=1))
    kept = KeptCells(own_cache, others)
    kept.of(pack_features(one), one)
    kept.save()
    assert cells_of(one) == right(one)


def test_a_folder_that_cannot_be_written_is_no_hindrance(own_cache: Path) -> None:
    own_cache.parent.parent.mkdir()
    own_cache.parent.write_text("not a folder")
    one = features(8)
    assert cells_of(one) == right(one)


def test_a_file_that_grew_too_much_is_begun_again(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells_of(features(9), features(10))
    size = own_cache.stat().st_size
    monkeypatch.setattr(module, "MOST_BYTES", size)
    one = features(11)
    assert cells_of(one) == right(one)
    assert own_cache.stat().st_size < size
