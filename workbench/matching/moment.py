"""Moment: a picture that both sides show where nothing says when: stills, and footage at rest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.matching.distance import hamming
from workbench.matching.index import Seeds
from workbench.matching.pair import Pair
from workbench.records.match import Segment

SAME_PICTURE_BITS = 4
"""Frames this little farther than the nearest show the same picture."""
APART_S = 1.0
"""The same picture counts again only so long after."""
MAX_MOMENTS = 32


def moments_of(pair: Pair, seeds: Seeds) -> list[Segment]:
    """Where a still, or one of very few frames, is shown: each stretch of like frames once."""
    moments: list[Segment] = []
    while len(seeds) and len(moments) < MAX_MOMENTS:
        best = int(np.argmin(seeds.distance))
        limit = int(seeds.distance[best]) + SAME_PICTURE_BITS
        moment = moment_at(pair, int(seeds.query_row[best]), int(seeds.reference_row[best]), limit)
        moments.append(moment)
        reference_s = pair.reference_s[seeds.reference_row]
        query_s = pair.query_s[seeds.query_row]
        seeds = seeds.where(
            (reference_s < moment.reference_start_s - APART_S)
            | (reference_s > moment.reference_end_s + APART_S)
            | (query_s < moment.query_start_s - APART_S)
            | (query_s > moment.query_end_s + APART_S)
        )
    return moments


def moment_at(pair: Pair, row: int, at: int, limit: int) -> Segment:
    """The stretch around two like frames in which each side resembles the other's frame."""
    to_reference = hamming(pair.query_bits[row : row + 1], pair.reference_bits)[0]
    to_query = hamming(pair.reference_bits[at : at + 1], pair.query_bits)[0]
    first, last = _stretch(to_reference <= limit, at)
    begin, end = _stretch(to_query <= limit, row)
    return Segment(
        query_start_s=float(pair.query_s[begin]),
        query_end_s=float(pair.query_s[end]),
        reference_start_s=float(pair.reference_s[first]),
        reference_end_s=float(pair.reference_s[last]),
        rate=1.0,
        mirrored=pair.mirrored,
        rotated_deg=0,
        crop=pair.crop,
        frames=end - begin + 1,
        distance_median=float(to_reference[at]),
        inliers=None,
        uncertainty_s=pair.uncertainty_s,
    )


def _stretch(like: NDArray[np.bool_], at: int) -> tuple[int, int]:
    """The first and last of the true values around `at`, which is true."""
    unlike = np.flatnonzero(~like)
    before, after = unlike[unlike < at], unlike[unlike > at]
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) - 1 if len(after) else len(like) - 1
    return first, last
