"""Bands: very many fingerprints searched without looking at all of them, and still exactly.

A fingerprint is 16 bands of 16 bits. Two that differ by at most 31 bits have a band in which they
differ by at most one (else they differed by 32). So it suffices to look at the fingerprints that
share a band with the query, or have it but for one bit: 272 short lists.
Method: Norouzi, Punjani, Fleet, "Fast exact search in Hamming space with multi-index
hashing", 2014.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.matching.distance import words

BANDS = 16
FARTHEST = 2 * BANDS - 1
"""The largest radius at which nothing is missed."""
_KEYS = 1 << 16
_FLIPS = np.concatenate(([0], 1 << np.arange(16))).astype(np.uint16)


class BandIndex:
    """Fingerprints (n, 32), n below 2^32, with their rows in the order of each band."""

    def __init__(self, bits: NDArray[np.uint8]) -> None:
        self._words = words(bits)
        keys = np.ascontiguousarray(bits).view(np.uint16)
        self._rows = np.empty((BANDS, len(bits)), np.uint32)
        self._starts = np.empty((BANDS, _KEYS + 1), np.int64)
        for band in range(BANDS):
            column = np.ascontiguousarray(keys[:, band])
            self._rows[band] = np.argsort(column, kind="stable")
            counts = np.bincount(column, minlength=_KEYS)
            self._starts[band] = np.concatenate(([0], np.cumsum(counts)))

    @property
    def bytes(self) -> int:
        """What it holds in memory, beside the fingerprints themselves."""
        return self._rows.nbytes + self._starts.nbytes

    def near(
        self, query: NDArray[np.uint8], radius: int
    ) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
        """The rows within `radius`, at most `FARTHEST`, of one query (32,), and their distances."""
        if radius > FARTHEST:
            raise ValueError(f"bands find nothing surely beyond {FARTHEST} bits")
        keys = np.ascontiguousarray(query).view(np.uint16)
        asked = words(query[None])[0]
        rows, distances = [], []
        for band in range(BANDS):
            probes = keys[band] ^ _FLIPS
            starts, ends = self._starts[band, probes], self._starts[band, probes.astype(int) + 1]
            lists = [self._rows[band, a:b] for a, b in zip(starts, ends, strict=True) if b > a]
            if not lists:
                continue
            candidates = np.concatenate(lists)
            distance = self._distance(candidates, asked)
            close = distance <= radius
            rows.append(candidates[close])
            distances.append(distance[close])
        if not rows:
            return np.empty(0, np.intp), np.empty(0, np.uint16)
        row, first = np.unique(np.concatenate(rows), return_index=True)
        return row.astype(np.intp), np.concatenate(distances)[first]

    def _distance(
        self, candidates: NDArray[np.uint32], asked: NDArray[np.uint64]
    ) -> NDArray[np.uint16]:
        taken = np.take(self._words, candidates, axis=0)
        taken ^= asked
        counts = np.bitwise_count(taken)
        total = np.add(counts[:, 0], counts[:, 1], dtype=np.uint16)
        total += counts[:, 2]
        total += counts[:, 3]
        return total
