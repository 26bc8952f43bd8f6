"""Proof: what fingerprints found is looked at once more, picture by picture.

A segment is proven where features of frames that lie opposite each other agree on one turn, scale
and shift. It is refuted where there were features enough and they do not agree. Where there were
not, nothing can be told, and the segment says so by having no inliers.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
from numpy.typing import NDArray

from workbench.matching.align import CORE_RADIUS
from workbench.matching.geometry import Proof, prove, telling
from workbench.records.features import FrameFeatures, unpack_features
from workbench.records.item import Medium
from workbench.records.match import Alignment, Segment
from workbench.records.run import Measurement

MOST_PAIRS = 6
NEAR_S = 1.5
"""Opposite frames with features may lie this far from each other: there is one a second."""
CERTAIN_INLIERS = 40
LEAST_REFUTING = 2
"""Pairs of frames that must fail before a segment of a clip is refuted; a still has one."""
QUARTER_DEG = 90


@dataclass(frozen=True, slots=True, eq=False)
class FeatureTrack:
    """The features of an item: `times_s` (n,) presentation seconds, in order; 0 for a still."""

    times_s: NDArray[np.float64]
    frames: tuple[FrameFeatures, ...]
    length_s: float = 0.0
    """Of the item, 0 where that is not known."""
    cells: tuple[NDArray[np.uint32], ...] | None = None
    """Of each frame (n,) the cells of its features (`words.py`), where they are known already."""

    @property
    def end_s(self) -> float:
        """When its last frame is shown, as far as that is known."""
        last_s = float(self.times_s[-1]) if len(self.times_s) else 0.0
        return max(last_s, self.length_s)

    @property
    def still(self) -> bool:
        return len(self.frames) == 1 and self.frames[0].pts is None

    def beside(self, time_s: float) -> list[int]:
        """The frames that may show what is on screen at a time: the last one before, which stands
        until something changes, and the next."""
        if self.still:
            return [0]
        after = int(np.searchsorted(self.times_s, time_s, side="right"))
        near = [after - 1] if after else []
        if after < len(self.frames) and self.times_s[after] - time_s <= NEAR_S:
            near.append(after)
        return sorted(near, key=lambda row: abs(self.times_s[row] - time_s))


def feature_track(measurement: Measurement, medium: Medium) -> FeatureTrack:
    """From what the features instrument measured; ValueError if malformed."""
    if measurement.blob is None:
        raise ValueError("features: no blob")
    frames = unpack_features(measurement.blob)
    base, start_s = float(medium.time_base or 0), float(medium.start_offset_s)
    times = [0.0 if one.pts is None else one.pts * base - start_s for one in frames]
    return FeatureTrack(np.array(times, np.float64), frames, float(medium.duration_s or 0))


class Outcome(Enum):
    """What looking at a segment gave."""

    PROVEN = auto()
    REFUTED = auto()
    UNTOLD = auto()


def proven(
    alignment: Alignment, query: FeatureTrack | None, reference: FeatureTrack | None
) -> Alignment | None:
    """The alignment with the segments that are not refuted, each with what was proven of it; None
    where none is left."""
    if query is None or reference is None:
        return alignment
    kept = []
    for segment in alignment.segments:
        outcome, proof = look_at(segment, query, reference)
        if outcome is Outcome.PROVEN and proof is not None:
            kept.append(described(segment, proof))
        elif outcome is Outcome.UNTOLD:
            kept.append(segment)
    return dataclasses.replace(alignment, segments=tuple(kept)) if kept else None


def look_at(
    segment: Segment, query: FeatureTrack, reference: FeatureTrack
) -> tuple[Outcome, Proof | None]:
    """Whether frames of a segment that lie opposite each other show the same."""
    best: Proof | None = None
    failed = 0
    for row, at in _opposite(segment, query, reference):
        one, other = query.frames[row], reference.frames[at]
        if not (telling(one) and telling(other)):
            continue
        found = prove(one, other)
        if found is None:
            failed += 1
        elif best is None or found.inliers > best.inliers:
            best = found
        if best is not None and best.inliers >= CERTAIN_INLIERS:
            break
    if best is not None:
        return Outcome.PROVEN, best
    enough = 1 if query.still or reference.still else LEAST_REFUTING
    return (Outcome.REFUTED if failed >= enough else Outcome.UNTOLD), None


def _opposite(
    segment: Segment, query: FeatureTrack, reference: FeatureTrack
) -> list[tuple[int, int]]:
    """Pairs of rows of frames that a segment puts opposite each other, from all over it."""
    if query.still:
        rows = [0]
    else:
        inside = (query.times_s >= segment.query_start_s - NEAR_S) & (
            query.times_s <= segment.query_end_s + NEAR_S
        )
        rows = [int(row) for row in np.flatnonzero(inside)]
        rows = rows or query.beside(segment.query_start_s)
    if len(rows) > MOST_PAIRS:
        rows = [rows[int(n)] for n in np.linspace(0, len(rows) - 1, MOST_PAIRS)]
    pairs = []
    for row in sorted(rows, key=lambda row: -len(query.frames[row])):
        passed_s = 0.0 if query.still else float(query.times_s[row]) - segment.query_start_s
        across = reference.beside(segment.reference_start_s + passed_s * segment.rate)
        pairs += [(row, at) for at in across]
    return pairs[: 2 * MOST_PAIRS]


def turned(proof: Proof) -> int:
    """By which quarter turn the query is turned, in degrees."""
    return round(proof.rotated_deg / QUARTER_DEG) * QUARTER_DEG % 360


def described(segment: Segment, proof: Proof) -> Segment:
    """The segment with what its proof says of the pictures. Where fingerprints agree, the picture
    is that of which they were taken, to 3 % a side: features that lie opposite each other but for
    half a second know that less exactly, while a camera moves."""
    quarters = turned(proof)
    alike = segment.distance_median <= CORE_RADIUS and segment.mirrored == proof.mirrored
    return dataclasses.replace(
        segment,
        mirrored=proof.mirrored,
        rotated_deg=quarters,
        crop=segment.crop if alike and not quarters else proof.crop,
        inliers=proof.inliers,
    )


def all_proven(
    alignments: Sequence[tuple[int, Alignment]],
    query: FeatureTrack | None,
    references: Callable[[int], FeatureTrack | None],
) -> list[tuple[int, Alignment]]:
    """Those of some alignments that are not refuted, by number of their reference."""
    kept = []
    for number, alignment in alignments:
        left = proven(alignment, query, references(number))
        if left is not None:
            kept.append((number, left))
    return kept
