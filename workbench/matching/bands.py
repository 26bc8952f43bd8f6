"""Bands: very many fingerprints searched without looking at all of them, and still exactly.

A fingerprint is 16 bands of 16 bits. Two that differ by at most 31 bits have a band in which they
differ by at most one (else they differed by 32). So it suffices to look at the fingerprints that
share a band with the query, or have it but for one bit: 272 short lists. Up to 47 bits there is a
band with at most two: 2192 lists, eight times as much to look at.
Method: Norouzi, Punjani, Fleet, "Fast exact search in Hamming space with multi-index
hashing", 2014.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from workbench.matching.distance import words

BANDS = 16
FARTHEST = 3 * BANDS - 1
"""The largest radius at which nothing is missed."""
AT_ONCE = 1 << 18
"""Fingerprints that are looked at together by one thread."""
THREADS = 4
_KEYS = 1 << 16
_ONE = 1 << np.arange(16)
_FLIPS = (
    np.array([0], np.uint16),
    np.array([0, *_ONE], np.uint16),
    np.array([0, *_ONE, *(a | b for a, b in combinations(_ONE.tolist(), 2))], np.uint16),
)
"""By how many bits of a band may differ."""

_Pairs = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint16]]
_NO_PAIRS = np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.uint16)


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
        self, queries: NDArray[np.uint8], radius: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.uint16]]:
        """The pairs of a query (m, 32) and a fingerprint within `radius`, at most `FARTHEST`: rows
        of the queries, ascending, rows of the fingerprints, and distances."""
        if radius > FARTHEST:
            raise ValueError(f"bands find nothing surely beyond {FARTHEST} bits")
        if not len(queries):
            return _NO_PAIRS
        keys = np.ascontiguousarray(queries).view(np.uint16).reshape(len(queries), BANDS)
        probes = (keys[:, :, None] ^ _FLIPS[radius // BANDS]).astype(np.intp)
        band = np.arange(BANDS)[:, None]
        first = self._starts[band, probes]
        counts = (self._starts[band, probes + 1] - first).reshape(len(queries), -1)
        first = (first + band * self._rows.shape[1]).reshape(len(queries), -1)
        reach = np.cumsum(counts.sum(axis=1))
        parts, start = [], 0
        while start < len(queries):
            done = int(reach[start - 1]) if start else 0
            end = max(int(np.searchsorted(reach, done + AT_ONCE, side="right")), start + 1)
            parts.append(slice(start, end))
            start = end
        asked = words(queries)

        def look(part: slice) -> _Pairs:
            rows, at, distance = self._compared(first[part], counts[part], asked[part], radius)
            return rows + part.start, at, distance

        with ThreadPoolExecutor(THREADS) as pool:
            found = [_NO_PAIRS, *pool.map(look, parts)]
        query_row, row, distance = (np.concatenate(column) for column in zip(*found, strict=True))
        return query_row, row, distance

    def _compared(
        self,
        first: NDArray[np.int64],
        counts: NDArray[np.int64],
        asked: NDArray[np.uint64],
        radius: int,
    ) -> _Pairs:
        each = counts.ravel()
        before = np.cumsum(each) - each
        at = np.repeat(first.ravel() - before, each) + np.arange(int(each.sum()))
        rows = np.take(self._rows.ravel(), at)
        query_row = np.repeat(np.arange(len(asked)), counts.sum(axis=1))
        taken = np.take(self._words, rows, axis=0)
        taken ^= np.take(asked, query_row, axis=0)
        bits = np.bitwise_count(taken)
        distance = np.add(bits[:, 0], bits[:, 1], dtype=np.uint16)
        distance += bits[:, 2]
        distance += bits[:, 3]
        close = np.flatnonzero(distance <= radius)
        # A near one is met in several bands.
        pair, once = np.unique(query_row[close] * len(self._words) + rows[close], return_index=True)
        return pair // len(self._words), pair % len(self._words), distance[close[once]]
