"""Features are found by words: nearly all that a scan of everything finds, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.matching.geometry import distances
from workbench.matching.postings import WAITING, Near, Postings
from workbench.matching.words import ASKED_CELLS, CELLS, WORDS, words

RADIUS = 16
FRAME = 300


def described(count: int, seed: int) -> np.ndarray:
    """Descriptors that crowd as those of pictures do: around the words, with some bits changed."""
    rng = np.random.default_rng(seed)
    known = words().bits
    halves = [known[half][rng.integers(0, WORDS, count)] for half in (0, 1)]
    return changed(np.concatenate(halves, axis=1), 0.12, rng)


def changed(bits: np.ndarray, share: float, rng: np.random.Generator) -> np.ndarray:
    flips = np.packbits(rng.random((len(bits), 128)) < share, axis=1)
    return bits ^ flips


def triples(near: Near) -> set[tuple[int, int, int]]:
    return set(zip(near.asked.tolist(), near.frame.tolist(), near.distance.tolist(), strict=True))


def scanned(asked: np.ndarray, bits: np.ndarray) -> set[tuple[int, int, int]]:
    far = distances(asked, bits)
    row, at = np.nonzero(far <= RADIUS)
    return set(
        zip(row.tolist(), (at // FRAME).tolist(), far[row, at].astype(int).tolist(), strict=True)
    )


def postings(bits: np.ndarray) -> Postings:
    made = Postings()
    for frame in range(len(bits) // FRAME):
        made.add(frame, bits[frame * FRAME : (frame + 1) * FRAME])
        made.settle()
    return made


def test_of_like_features_nine_in_ten_are_found_and_nothing_else_is() -> None:
    bits = described(200 * FRAME, 1)
    rng = np.random.default_rng(2)
    asked = changed(bits[rng.integers(0, len(bits), 500)], 0.05, rng)
    made = postings(bits)
    found, whole = triples(made.near(asked, RADIUS)), scanned(asked, bits)
    assert len(whole) >= 450
    assert found <= whole
    assert len(found) >= 0.9 * len(whole)


def test_what_waits_for_its_block_is_found_exactly() -> None:
    bits = described(10 * FRAME, 3)
    assert len(bits) < WAITING
    made = postings(bits)
    assert not made.blocks
    asked = bits[::50]
    assert triples(made.near(asked, RADIUS)) == scanned(asked, bits)


def test_adding_leaves_most_blocks_as_they_are_and_all_is_found_as_if_added_at_once() -> None:
    bits = described(400 * FRAME, 4)
    made = Postings()
    rebuilt, before = 0, []
    for frame in range(400):
        made.add(frame, bits[frame * FRAME : (frame + 1) * FRAME])
        made.settle()
        rebuilt += sum(len(one) for one in made.blocks if not any(one is b for b in before))
        before = list(made.blocks)
    assert len(made) == len(bits)
    sizes = [len(one) for one in made.blocks]
    assert sizes == sorted(sizes, reverse=True)
    assert rebuilt <= 7 * len(bits)
    one_go = Postings()
    for frame in range(400):
        one_go.add(frame, bits[frame * FRAME : (frame + 1) * FRAME])
    one_go.settle()
    assert len(one_go.blocks) == 1
    asked = bits[::997]
    one, other = triples(made.near(asked, RADIUS)), triples(one_go.near(asked, RADIUS))
    assert len(one) >= len(asked)
    # What still waits is looked at whole: a few more are found there.
    assert other <= one
    assert len(one - other) <= 0.02 * len(one)


def test_a_feature_lies_in_its_own_cell_first() -> None:
    bits = described(1000, 5)
    cells, near = words().cells(bits), words().near(bits)
    assert near.shape == (1000, ASKED_CELLS)
    assert int(near.max()) < CELLS
    assert (near == cells[:, None]).any(axis=1).mean() >= 0.99
    assert all(len(set(row)) == ASKED_CELLS for row in near.tolist())


@pytest.mark.parametrize("asked", [0, 3])
def test_nothing_is_found_in_nothing(asked: int) -> None:
    assert len(Postings().near(described(asked, 6), RADIUS).frame) == 0
    made = postings(described(60 * FRAME, 7))
    assert len(made.near(described(0, 8), RADIUS).frame) == 0
