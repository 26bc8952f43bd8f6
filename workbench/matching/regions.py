"""Regions: footage that fingerprints of whole pictures cannot find, because the copy shows a part
of it, or shows it as a part: found by features that are alike, and proven like everything else.

Slower than fingerprints: each feature of some frames of the query is looked up among those of all
references, exactly; references in which many find a fellow are then compared frame by frame.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.matching.geometry import PAIR_BITS, Proof, distances, prove_side, telling
from workbench.matching.proof import QUARTER_DEG, FeatureTrack
from workbench.records.features import DESCRIPTOR_BYTES, FrameFeatures, mirrored
from workbench.records.match import Alignment, Basis, Segment

MOST_ASKED = 24
"""Frames of a query that are looked up."""
FELLOWS = 3
"""Of each feature so many nearest fellows have a vote."""
LEAST_VOTES = 7
MOST_PROVEN = 5
"""Frames of references that are compared with one frame of a query."""
SAME_LINE_S = 1.6
"""Frames lie on one line if their offsets differ by less: each side has one frame a second."""
LEAST_FRAMES = 2
LONE_INLIERS = 30
"""A clip of which one frame alone is found needs so many."""
SCAN_ALONE = 30_000
CHANCE_BITS = 128.0


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A frame of the query found in a frame of a reference."""

    query_s: float
    reference_s: float
    proof: Proof


class RegionIndex:
    """The features of references, by number from 0, ready to be searched."""

    def __init__(self, references: Sequence[FeatureTrack | None]) -> None:
        self._references = references
        bits: list[NDArray[np.uint8]] = [np.empty((0, DESCRIPTOR_BYTES), np.uint8)]
        owner: list[tuple[int, int]] = []
        counts: list[int] = []
        for number, track in enumerate(references):
            for row, frame in enumerate(track.frames if track is not None else ()):
                if telling(frame):
                    bits.append(frame.bits)
                    owner.append((number, row))
                    counts.append(len(frame))
        self._bits = np.concatenate(bits)
        self._owner = owner
        self._frame_of = np.repeat(np.arange(len(owner), dtype=np.intp), counts)
        self._flat: Any = None

    def candidates(self, bits: NDArray[np.uint8], skip: Collection[int]) -> list[tuple[int, int]]:
        """Frames of references (number, row) in which many of these features find a fellow."""
        if not len(self._bits):
            return []
        near, distance = self._nearest(bits)
        frames = self._frame_of[near[distance <= PAIR_BITS]]
        votes = np.bincount(frames, minlength=len(self._owner))
        order = np.argsort(-votes, kind="stable")
        likely = [self._owner[int(n)] for n in order[: 4 * MOST_PROVEN] if votes[n] >= LEAST_VOTES]
        return [one for one in likely if one[0] not in skip][:MOST_PROVEN]

    def _nearest(self, bits: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
        """The nearest features of each, and their distances; (n, FELLOWS)."""
        count = min(FELLOWS, len(self._bits))
        if len(self._bits) <= SCAN_ALONE:
            far = distances(bits, self._bits)
            near = np.argpartition(far, count - 1, axis=1)[:, :count]
            return near, np.take_along_axis(far, near, axis=1).astype(np.int64)
        if self._flat is None:
            import faiss

            self._flat = faiss.IndexBinaryFlat(8 * DESCRIPTOR_BYTES)
            self._flat.add(np.ascontiguousarray(self._bits))
        distance, near = self._flat.search(np.ascontiguousarray(bits), count)
        return near.astype(np.intp), distance.astype(np.int64)

    def search(
        self, query: FeatureTrack, skip: Collection[int] = ()
    ) -> list[tuple[int, Alignment]]:
        """How a query lies in the references, found by features alone; best first."""
        seen: dict[int, list[_Seen]] = {}
        for row in asked_rows(query):
            frame = query.frames[row]
            for number, one in self._seen(frame, float(query.times_s[row]), skip):
                seen.setdefault(number, []).append(one)
        found = []
        for number, several in seen.items():
            reference = self._references[number]
            assert reference is not None
            alignment = _alignment(several, query, reference)
            if alignment is not None:
                found.append((number, alignment))
        return sorted(found, key=lambda one: (one[1].still, -one[1].score, one[0]))

    def _seen(
        self, frame: FrameFeatures, time_s: float, skip: Collection[int]
    ) -> list[tuple[int, _Seen]]:
        found = []
        for mirror, one in ((False, frame), (True, mirrored(frame))):
            for number, row in self.candidates(one.bits, skip):
                track = self._references[number]
                assert track is not None
                proof = prove_side(frame, track.frames[row], mirror)
                if proof is not None and proof.copy:
                    found.append((number, _Seen(time_s, float(track.times_s[row]), proof)))
        return found


def asked_rows(query: FeatureTrack) -> list[int]:
    """The frames of a query that are looked up."""
    rows = [row for row, frame in enumerate(query.frames) if telling(frame)]
    if len(rows) <= MOST_ASKED:
        return rows
    return [rows[int(n)] for n in np.linspace(0, len(rows) - 1, MOST_ASKED)]


def _alignment(
    several: list[_Seen], query: FeatureTrack, reference: FeatureTrack
) -> Alignment | None:
    if query.still or reference.still:
        best = max(several, key=lambda one: one.proof.inliers)
        segments = [_segment([best])]
        still = True
    else:
        segments = [_segment(line) for line in _lines(several)]
        still = False
    if not segments:
        return None
    score = sum((one.inliers or 0) / CHANCE_BITS * one.frames for one in segments)
    return Alignment(tuple(segments), Basis.PICTURE, still=still, score=round(score, 3))


def _lines(several: list[_Seen]) -> list[list[_Seen]]:
    """Frames with one offset and one mirroring, the fullest line first; each frame once."""
    left = sorted(several, key=lambda one: one.reference_s - one.query_s)
    lines = []
    while left:
        groups = []
        for first, one in enumerate(left):
            begin = one.reference_s - one.query_s
            groups.append(
                [
                    other
                    for other in left[first:]
                    if other.reference_s - other.query_s <= begin + SAME_LINE_S
                    and other.proof.mirrored == one.proof.mirrored
                ]
            )
        best = max(groups, key=lambda group: (_moments(group), _inliers(group)))
        lone = max(one.proof.inliers for one in best) >= LONE_INLIERS
        if _moments(best) < LEAST_FRAMES and not lone:
            break
        lines.append(best)
        taken = {one.query_s for one in best}
        left = [one for one in left if one.query_s not in taken]
    return lines


def _moments(group: Sequence[_Seen]) -> int:
    return len({one.query_s for one in group})


def _inliers(group: Sequence[_Seen]) -> int:
    return sum(one.proof.inliers for one in group)


def _segment(line: Sequence[_Seen]) -> Segment:
    """From the first to the last frame that was found; what lies beyond is not known. Offset and
    rectangle are means in which frames that agree most count most: of the two frames around a
    moment the nearer one does."""
    best = max(line, key=lambda one: one.proof.inliers)
    first_s, last_s = min(one.query_s for one in line), max(one.query_s for one in line)
    weight = np.array([one.proof.inliers for one in line], np.float64) ** 2
    offset_s = float(np.average([one.reference_s - one.query_s for one in line], weights=weight))
    edges = np.average([one.proof.crop for one in line], axis=0, weights=weight)
    left, top, right, bottom = (round(float(edge), 4) for edge in edges)
    turned = round(best.proof.rotated_deg / QUARTER_DEG) * QUARTER_DEG % 360
    moments = _moments(line)
    return Segment(
        query_start_s=first_s,
        query_end_s=last_s,
        reference_start_s=max(first_s + offset_s, 0.0),
        reference_end_s=max(last_s + offset_s, 0.0),
        rate=1.0,
        mirrored=best.proof.mirrored,
        rotated_deg=turned,
        crop=(left, top, right, bottom),
        frames=moments,
        distance_median=CHANCE_BITS,
        inliers=best.proof.inliers,
        uncertainty_s=0.0 if first_s == last_s == 0 else 1.0,
    )
