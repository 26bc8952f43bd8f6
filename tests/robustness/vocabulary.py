"""`python -m tests.robustness.vocabulary`: makes resources/matching/words.bin anew.

From the footage of the sample case. Libraries do not depend on it: words are only looked up in
memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tests.robustness import sources
from tests.robustness.shelf import Shelf
from tests.robustness.trial import known
from workbench.matching.words import HALF_BYTES, WORDS, Words
from workbench.resources import path

ROUNDS = 12
Bits = NDArray[np.uint8]


def main() -> None:
    found = [
        known(sources.Source(file, file.stem), Shelf()) for file in sorted(sources.SAMPLE.iterdir())
    ]
    tracks = [one.footage.features for one in found if one is not None]
    bits = np.concatenate([f.bits for track in tracks if track is not None for f in track.frames])
    halves = [np.ascontiguousarray(half) for half in np.split(bits, 2, axis=1)]
    words = np.stack([learnt(half) for half in halves])
    path("matching", "words.bin").write_bytes(words.tobytes())
    print(f"{len(bits)} features, {words.nbytes} bytes")


def learnt(halves: Bits) -> Bits:
    """The words (WORDS, 8) around which halves of descriptors (n, 8) lie: means of bits, rounded
    (k-majority, Grana et al. 2013); the same halves always give the same words."""
    chance = np.random.default_rng(0)
    words = halves[chance.choice(len(halves), WORDS, replace=False)].copy()
    bits = np.unpackbits(halves, axis=1).astype(np.float32)
    for _ in range(ROUNDS):
        nearest = Words(np.stack([words, words])).of(np.tile(halves, 2))[:, 0]
        total = np.zeros((WORDS, 8 * HALF_BYTES), np.float32)
        np.add.at(total, nearest, bits)
        count = np.bincount(nearest, minlength=WORDS)
        words = np.packbits(total / np.maximum(count, 1)[:, None] > 0.5, axis=1)
        empty = np.flatnonzero(count == 0)
        words[empty] = halves[chance.choice(len(halves), len(empty))]
    return words


if __name__ == "__main__":
    main()
