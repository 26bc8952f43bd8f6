"""Frame pairs: which frames of two pieces of footage look alike, all against all: what a match is
read off, for the eye to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.distance import hamming
from workbench.matching.track import VariantTrack

FARTHEST_BITS = 63
"""Pairs farther apart than this are chance, or nearly: what a match may be extended through."""
MOST_FRAMES = 1_500
"""Of each side; of longer footage frames at even distances are compared."""
MOST_PAIRS = 60_000
"""The nearest are kept: still footage has very many that all say the same."""


@dataclass(frozen=True, slots=True, eq=False)
class FramePairs:
    """Pairs of frames that look alike, the farthest first; arrays of one length."""

    query_s: NDArray[np.float64]
    """Presentation seconds of the query's frame."""
    reference_s: NDArray[np.float64]
    distance: NDArray[np.uint16]
    """Bits of 256 that differ."""
    mirrored: NDArray[np.bool_]
    """Whether they look alike when one of the two is mirrored."""
    query_span_s: tuple[float, float]
    """From the first frame that was compared to the last; alike for the reference."""
    reference_span_s: tuple[float, float]

    def __len__(self) -> int:
        return len(self.query_s)


def frame_pairs(query: Sequence[VariantTrack], reference: Sequence[VariantTrack]) -> FramePairs:
    """All pairs within `FARTHEST_BITS` of a query and a reference, given in all their variants, as
    far as they are not too plain to be compared."""
    found = [
        _pairs(one, other)
        for one in query
        for other in reference
        if not other.variant.mirrored  # one side is enough
    ]
    rows = np.concatenate([np.empty((0, 4)), *found])
    rows = _nearest_of_each(rows)
    rows = rows[np.argsort(-rows[:, 2], kind="stable")][-MOST_PAIRS:]
    return FramePairs(
        query_s=rows[:, 0],
        reference_s=rows[:, 1],
        distance=rows[:, 2].astype(np.uint16),
        mirrored=rows[:, 3].astype(bool),
        query_span_s=_span_s(query),
        reference_span_s=_span_s(reference),
    )


def _pairs(query: VariantTrack, reference: VariantTrack) -> NDArray[np.float64]:
    """Rows of query second, reference second, distance, mirrored."""
    asked, known = _spread(query), _spread(reference)
    distance = hamming(query.track.bits[asked], reference.track.bits[known])
    at, of = np.nonzero(distance <= FARTHEST_BITS)
    return np.stack(
        [
            query.times_s[asked[at]],
            reference.times_s[known[of]],
            distance[at, of].astype(np.float64),
            np.full(len(at), float(query.variant.mirrored)),
        ],
        axis=1,
    )


def _spread(track: VariantTrack) -> NDArray[np.intp]:
    """The rows that can be compared, or `MOST_FRAMES` of them at even distances."""
    rows = track.telling()
    if len(rows) <= MOST_FRAMES:
        return rows
    return rows[np.linspace(0, len(rows) - 1, MOST_FRAMES).round().astype(np.intp)]


def _nearest_of_each(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the same two frames in several variants the nearest pair."""
    if not len(rows):
        return rows
    order = np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))
    rows = rows[order]
    first = np.ones(len(rows), bool)
    first[1:] = np.any(rows[1:, :2] != rows[:-1, :2], axis=1)
    return rows[first]


def _span_s(tracks: Sequence[VariantTrack]) -> tuple[float, float]:
    ends = [(float(t.times_s.min()), float(t.times_s.max())) for t in tracks if len(t.times_s)]
    return (min(e[0] for e in ends), max(e[1] for e in ends)) if ends else (0.0, 0.0)
