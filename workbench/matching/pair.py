"""Pair: the comparable frames of a query and a reference, and their distance along a line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.distance import paired
from workbench.matching.index import Seeds
from workbench.matching.line import Line
from workbench.matching.track import LEAST_QUALITY, Box, VariantTrack

BAND_S = 0.2
"""Frames so near a line in time are compared."""
CHANCE_BITS = 128
"""The distance of pictures that have nothing in common, in the mean."""

Rows = NDArray[np.intp]


@dataclass(slots=True, eq=False)
class Whole:
    """All frames of both sides, in order of time: also those that are too plain to be compared by
    themselves, and say something only where it is known what to expect."""

    query: VariantTrack
    query_rows: Rows
    reference: VariantTrack
    reference_rows: Rows

    def plain_s(self, line: Line, most_bits: int) -> NDArray[np.float64]:
        """When the query shows a plain picture, or one that is opposite to a plain one, and both
        are within so many bits."""
        query, reference = self.query, self.reference
        query_s = query.times_s[self.query_rows]
        distance, at = _along(
            line.at(query_s),
            query.track.bits[self.query_rows],
            reference.times_s[self.reference_rows],
            reference.track.bits[self.reference_rows],
            BAND_S,
        )
        quality = np.minimum(
            query.track.quality[self.query_rows],
            reference.track.quality[self.reference_rows][at],
        )
        found: NDArray[np.float64] = query_s[(distance <= most_bits) & (quality < LEAST_QUALITY)]
        return found

    @property
    def reference_start_s(self) -> float:
        return float(self.reference.times_s[self.reference_rows[0]])

    @property
    def reference_end_s(self) -> float:
        return float(self.reference.times_s[self.reference_rows[-1]])


@dataclass(slots=True, eq=False)
class Pair:
    """The comparable frames of both sides."""

    query_s: NDArray[np.float64]
    query_bits: NDArray[np.uint8]
    reference_s: NDArray[np.float64]
    reference_bits: NDArray[np.uint8]
    mirrored: bool
    crop: Box
    uncertainty_s: float
    nearest_s: float
    weight: NDArray[np.float64]
    whole: Whole

    def along(self, line: Line, band_s: float = BAND_S) -> tuple[NDArray[np.uint16], Rows]:
        """For each query frame the least distance in the band around the line, and the reference
        frame that has it; 256 and 0 where the reference has no frame."""
        return _along(
            line.at(self.query_s), self.query_bits, self.reference_s, self.reference_bits, band_s
        )

    def cost(self, line: Line, rows: Rows) -> float:
        """Mean distance of these query frames from the frames nearest in time on the line;
        that of chance where there is none."""
        distance, _ = self.along(line, self.nearest_s)
        return float(np.minimum(distance[rows], CHANCE_BITS).mean())


def _along(
    centre_s: NDArray[np.float64],
    query_bits: NDArray[np.uint8],
    reference_s: NDArray[np.float64],
    reference_bits: NDArray[np.uint8],
    band_s: float,
) -> tuple[NDArray[np.uint16], Rows]:
    """As `Pair.along`; `centre_s` is where each query frame lies on the line."""
    low = np.searchsorted(reference_s, centre_s - band_s)
    high = np.searchsorted(reference_s, centre_s + band_s, side="right")
    best = np.full(len(centre_s), 256, np.uint16)
    where = np.zeros(len(centre_s), np.intp)
    for step in range(int((high - low).max(initial=0))):
        rows = np.flatnonzero(low + step < high)
        at = low[rows] + step
        distance = paired(query_bits[rows], reference_bits[at])
        # Of equally near frames the one nearest to the line counts.
        nearer = distance < best[rows]
        tie = (distance == best[rows]) & (
            np.abs(reference_s[at] - centre_s[rows])
            < np.abs(reference_s[where[rows]] - centre_s[rows])
        )
        better = nearer | tie
        best[rows[better]] = distance[better]
        where[rows[better]] = at[better]
    return best, where


def pair_of(
    query: VariantTrack,
    reference: VariantTrack,
    seeds: Seeds,
    weight: NDArray[np.float64] | None,
) -> tuple[Pair, Seeds]:
    query_rows, reference_rows = _ordered(query), _ordered(reference)
    to_query = np.full(len(query.track), -1, np.intp)
    to_query[query_rows] = np.arange(len(query_rows))
    to_reference = np.full(len(reference.track), -1, np.intp)
    to_reference[reference_rows] = np.arange(len(reference_rows))
    moved = Seeds(to_query[seeds.query_row], to_reference[seeds.reference_row], seeds.distance)
    weights = np.ones(len(query.track)) if weight is None else weight
    pair = Pair(
        query_s=query.times_s[query_rows],
        query_bits=query.track.bits[query_rows],
        reference_s=reference.times_s[reference_rows],
        reference_bits=reference.track.bits[reference_rows],
        mirrored=query.variant.mirrored != reference.variant.mirrored,
        crop=reference.box,
        uncertainty_s=(_step_s(query) + _step_s(reference)) / 2,
        nearest_s=0.6 * _step_s(reference),
        weight=weights[query_rows],
        whole=Whole(
            query,
            np.argsort(query.times_s, kind="stable"),
            reference,
            np.argsort(reference.times_s, kind="stable"),
        ),
    )
    return pair, moved.where((moved.query_row >= 0) & (moved.reference_row >= 0))


def _ordered(track: VariantTrack) -> Rows:
    rows = track.telling()
    return rows[np.argsort(track.times_s[rows], kind="stable")]


def _step_s(track: VariantTrack) -> float:
    """How far apart the frames were taken."""
    return float(np.median(np.diff(track.times_s))) if len(track.track) > 1 else 0.0
