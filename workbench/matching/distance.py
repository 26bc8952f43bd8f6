"""Hamming distance of 256-bit fingerprints."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_WORDS = 4


def hamming(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """Every distance (n, m) between (n, 32) and (m, 32)."""
    first, second = words(a), words(b)
    total = np.zeros((len(first), len(second)), np.uint16)
    for k in range(_WORDS):
        total += np.bitwise_count(first[:, k, None] ^ second[None, :, k])
    return total


def paired(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.uint16]:
    """The distance (n,) of each row of (n, 32) to the same row of the other."""
    return np.asarray(np.bitwise_count(words(a) ^ words(b)).sum(axis=1), np.uint16)


def words(bits: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Fingerprints (n, 32) as four words each; a copy where the rows lie apart."""
    return np.ascontiguousarray(bits).view(np.uint64).reshape(-1, _WORDS)
