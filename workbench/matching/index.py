"""Index: every fingerprint within a radius of a query, exactly.

A scan of all of them, or bands where they are very many; approximate indexes miss neighbours, and
what was not found counts here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.matching.bands import FARTHEST, BandIndex
from workbench.matching.distance import hamming

BITS = 256
RADIUS = 31
"""The distance up to which the makers of PDQ call two pictures alike."""
VOTING_RADIUS = 47
"""The distance up to which frames have a vote. Of real footage that is not the same, no two frames
came nearer than 76; what decides is that many of them agree on one line."""
SCAN_ALONE = 20_000
"""Below so many fingerprints NumPy is done before faiss would be loaded."""
PAIRS_AT_ONCE = 16_000_000
BANDS_FROM = 100_000
"""So many fingerprints in one piece are looked up by bands: with the making of these a search of
240 takes half as long as a scan, or, within `VOTING_RADIUS`, as long (`docs/search.md`)."""
VOTING_UP_TO = 500_000
"""Among more fingerprints than these, `RADIUS` finds the footage that is looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """Pairs of rows that resemble each other; three arrays of one length, by query row."""

    query_row: NDArray[np.intp]
    reference_row: NDArray[np.intp]
    distance: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.query_row)

    def where(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Seeds:
        return Seeds(self.query_row[chosen], self.reference_row[chosen], self.distance[chosen])


class FingerprintIndex:
    """Fingerprints that can be searched, in blocks: what is added becomes a block, and blocks of
    like size become one, so that little of what was there is made again."""

    def __init__(self, bits: NDArray[np.uint8]) -> None:
        self._blocks: list[_Block] = []
        self.add(bits)

    def __len__(self) -> int:
        return sum(len(one.bits) for one in self._blocks)

    def add(self, bits: NDArray[np.uint8]) -> None:
        """More fingerprints (n, 32), whose rows follow those that are there."""
        more = np.ascontiguousarray(bits, np.uint8).reshape(-1, BITS // 8)
        if not len(more):
            return
        blocks = [*self._blocks, _Block(more)]
        while len(blocks) > 1 and len(blocks[-2].bits) < 2 * len(blocks[-1].bits):
            last, before = blocks.pop(), blocks.pop()
            blocks.append(_Block(np.concatenate((before.bits, last.bits))))
        self._blocks = blocks  # a copy that is being searched keeps its own

    @property
    def bits(self) -> NDArray[np.uint8]:
        """All of them, (n, 32)."""
        empty = np.empty((0, BITS // 8), np.uint8)
        return np.concatenate([empty, *(one.bits for one in self._blocks)])

    @property
    def bytes(self) -> int:
        """What it holds in memory: fingerprints, and bands where they were made."""
        return sum(one.bytes for one in self._blocks)

    @property
    def voting_radius(self) -> int:
        """The distance up to which all are asked: less where there are very many."""
        return RADIUS if len(self) > VOTING_UP_TO else VOTING_RADIUS

    def within(self, queries: NDArray[np.uint8], radius: int = RADIUS) -> Seeds:
        """All pairs of a query (m, 32) and a fingerprint whose distance is at most `radius`."""
        before, found = 0, []
        for one in self._blocks:
            seeds = one.within(queries, radius)
            found.append(Seeds(seeds.query_row, seeds.reference_row + before, seeds.distance))
            before += len(one.bits)
        whole = _joined(found)
        return whole.where(np.argsort(whole.query_row, kind="stable"))


class _Block:
    """Fingerprints in one piece."""

    def __init__(self, bits: NDArray[np.uint8]) -> None:
        self.bits = bits

    @property
    def bytes(self) -> int:
        return self.bits.nbytes + (self._bands.bytes if "_bands" in self.__dict__ else 0)

    def within(self, queries: NDArray[np.uint8], radius: int) -> Seeds:
        if len(self.bits) >= BANDS_FROM and radius <= FARTHEST:
            return self.looked_up(queries, radius)
        return self.scanned(queries, radius)

    def looked_up(self, queries: NDArray[np.uint8], radius: int) -> Seeds:
        """By bands."""
        return Seeds(*self._bands.near(queries, radius))

    def scanned(self, queries: NDArray[np.uint8], radius: int) -> Seeds:
        """By looking at all of them."""
        step = max(PAIRS_AT_ONCE // len(self.bits), 1)
        found = []
        for start in range(0, len(queries), step):
            seeds = self._found(queries[start : start + step], radius)
            found.append(Seeds(seeds.query_row + start, seeds.reference_row, seeds.distance))
        return _joined(found)

    def _found(self, queries: NDArray[np.uint8], radius: int) -> Seeds:
        if len(self.bits) < SCAN_ALONE or self._faiss is None:
            return scan(queries, self.bits, radius)
        # faiss finds what is nearer than its radius, not at it.
        limits, distance, rows = self._faiss.range_search(np.ascontiguousarray(queries), radius + 1)
        counts = np.diff(limits.astype(np.intp))
        return Seeds(
            np.repeat(np.arange(len(queries), dtype=np.intp), counts),
            rows.astype(np.intp),
            distance.astype(np.uint16),
        )

    @cached_property
    def _bands(self) -> BandIndex:
        return BandIndex(self.bits)

    @cached_property
    def _faiss(self) -> Any:
        """The faiss index, or None where faiss is not installed."""
        try:
            import faiss
        except ImportError:
            return None
        index = faiss.IndexBinaryFlat(BITS)
        index.add(self.bits)
        return index


def _joined(found: list[Seeds]) -> Seeds:
    if not found:
        return Seeds(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.uint16))
    return Seeds(
        np.concatenate([f.query_row for f in found]),
        np.concatenate([f.reference_row for f in found]),
        np.concatenate([f.distance for f in found]),
    )


def scan(queries: NDArray[np.uint8], bits: NDArray[np.uint8], radius: int) -> Seeds:
    """As `FingerprintIndex.within`, with NumPy alone."""
    distance = hamming(queries, bits)
    query_row, reference_row = np.nonzero(distance <= radius)
    return Seeds(query_row, reference_row, distance[query_row, reference_row])
