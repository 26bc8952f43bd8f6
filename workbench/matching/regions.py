"""Regions: footage that fingerprints of whole pictures cannot find, because the copy shows a part
of it, or shows it as a part: found by features that are alike, and proven like everything else.

The features of some frames of the query are looked up among those of all references, by words
(`postings.py`); frames in which many find a fellow are compared, and those that show the same tell
on which line the two clips run (`course.py`).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.course import (
    Agreement,
    Course,
    agreement,
    fitted,
    pinned,
    step_s,
    stretches,
)
from workbench.matching.geometry import Proof, prove_side, stance, telling
from workbench.matching.line import FASTEST, SLOWEST, Line
from workbench.matching.postings import Postings
from workbench.matching.proof import FeatureTrack, turned
from workbench.records.features import FrameFeatures, mirrored
from workbench.records.match import Alignment, Basis, Segment

MOST_ASKED = 16
"""Frames of a query that are looked up, from all over it."""
VOTING_BITS = 16
"""Nine of ten pairs of a feature and its copy are so near, and of others one in three hundred of
those that are near enough to be paired."""
LEAST_VOTES = 4.0
"""So many features must have a fellow in a frame, and the more the more references they are in."""
MOST_REFERENCES = 6
MOST_FRAMES = 2
"""References that are compared with one frame of a query, and frames of each."""
MOST_PROVEN = 3
"""Pairs of frames from which the rectangle is told."""
SAME_LINE_S = 1.6
"""Frames so far apart across a line may lie on it: they were taken half as far apart."""
MOST_SLANTED, LEAST_SLANT_S = 24, 2.0
"""Lines at another speed are tried through the clearest frames, two so far apart."""
RATE_GAIN, LEAST_SLANTED = 1.3, 4
"""It takes so many times the frames, and so many of them."""
NEARER = 0.8
"""And those of the line at the original speed so much nearer."""
LEAST_FRAMES = 2
LONE_INLIERS = 30
"""A clip of which one frame alone is found needs so many."""
STANDING_SHARE = 0.8
"""A frame shows the same picture if so many features agree, of those that do in the best."""
MOST_STANDING = 40
"""Frames on either side that are looked at for that."""
CHANCE_BITS = 128.0

Tracks = Callable[[int], FeatureTrack | None]
"""The features of a reference by its number; None where there are none any more."""


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A frame of the query found in a frame of a reference."""

    query_s: float
    reference_s: float
    proof: Proof
    lies: NDArray[np.float64]
    """`geometry.stance`"""

    def off_s(self, line: Line) -> float:
        return self.reference_s - line.rate * self.query_s - line.offset_s


class RegionIndex:
    """The features of references, by number from 0."""

    def __init__(self, references: Sequence[FeatureTrack | None] = ()) -> None:
        self._owner: list[int] = []
        self._row: list[int] = []
        self.postings = Postings()
        for number, one in enumerate(references):
            if one is not None:
                self.add(number, one)

    def copy(self) -> RegionIndex:
        """Another one of the same, to which more can be added."""
        made = RegionIndex()
        made._owner, made._row = list(self._owner), list(self._row)
        made.postings = self.postings.copy()
        return made

    def add(self, number: int, reference: FeatureTrack) -> None:
        """One more, whose number is above those that are there; what is there stays as it is."""
        for row, frame in enumerate(reference.frames):
            if telling(frame):
                cells = None if reference.cells is None else reference.cells[row]
                self.postings.add(len(self._owner), frame.bits, cells)
                self._owner.append(number)
                self._row.append(row)
        self.postings.settle()

    def candidates(
        self, frame: FrameFeatures, skip: Collection[int]
    ) -> list[tuple[int, int, float]]:
        """Frames of references (number, row) in which many of a frame's features find a fellow,
        and their votes; of the most voted for references the most voted for frames."""
        near = self.postings.near(frame.bits, VOTING_BITS)
        if not len(near.frame):
            return []
        # A feature has one vote in each frame, and less of one if many references have it.
        frames = len(self._owner)
        once = np.unique(near.asked * frames + near.frame)
        asked, at = once // frames, once % frames
        owner = np.array(self._owner, np.intp)[at]
        references = self._owner[-1] + 1
        spread = np.bincount(
            np.unique(asked * references + owner) // references, minlength=len(frame)
        )
        weight = 1 / (1 + np.log2(np.maximum(spread, 1)))
        found, where = np.unique(at, return_inverse=True)
        votes = np.bincount(where, weight[asked])
        likely: list[tuple[int, int, float]] = []
        taken: dict[int, int] = {}
        for n in np.argsort(-votes, kind="stable"):
            number = self._owner[int(found[n])]
            if votes[n] < LEAST_VOTES or (len(taken) == MOST_REFERENCES and number not in taken):
                break
            if number not in skip and taken.get(number, 0) < MOST_FRAMES:
                taken[number] = taken.get(number, 0) + 1
                likely.append((number, self._row[int(found[n])], float(votes[n])))
        return likely

    def search(
        self, query: FeatureTrack, tracks: Tracks, skip: Collection[int] = ()
    ) -> list[tuple[int, Alignment]]:
        """How a query lies in the references, found by features alone; best first. `tracks` gives
        the features of a reference."""
        seen: dict[int, list[_Seen]] = {}
        for row in asked_rows(query):
            frame = query.frames[row]
            for number, one in self._seen(frame, float(query.times_s[row]), tracks, skip):
                seen.setdefault(number, []).append(one)
        found = []
        for number, several in seen.items():
            reference = tracks(number)
            alignment = None if reference is None else _alignment(several, query, reference)
            if alignment is not None:
                found.append((number, alignment))
        return sorted(found, key=lambda one: (one[1].still, -one[1].score, one[0]))

    def _seen(
        self, frame: FrameFeatures, time_s: float, tracks: Tracks, skip: Collection[int]
    ) -> list[tuple[int, _Seen]]:
        found = []
        for mirror, one in ((False, frame), (True, mirrored(frame))):
            for number, row, _ in self.candidates(one, skip):
                track = tracks(number)
                if track is None:
                    continue
                proof = prove_side(frame, track.frames[row], mirror)
                if proof is not None and proof.copy:
                    lies = stance(proof, frame, track.frames[row])
                    at_s = float(track.times_s[row])
                    found.append((number, _Seen(time_s, at_s, proof, lies)))
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
    segments: list[Segment] = []
    still = query.still or reference.still
    if not still:
        segments = _timed(several, query, reference)
    if not segments:
        best = max(several, key=lambda one: one.proof.inliers)
        if not still and not _believed(several):
            return None
        segments, still = [_moment(best, query, reference)], True
    score = sum((one.inliers or 0) / CHANCE_BITS * one.frames for one in segments)
    return Alignment(tuple(segments), Basis.PICTURE, still=still, score=round(score, 3))


def _believed(group: Sequence[_Seen]) -> bool:
    moments = {one.query_s for one in group}
    return len(moments) >= LEAST_FRAMES or max(s.proof.inliers for s in group) >= LONE_INLIERS


def _timed(several: list[_Seen], query: FeatureTrack, reference: FeatureTrack) -> list[Segment]:
    """The segments that lie on lines; none where nothing moves, so that any line does."""
    segments: list[Segment] = []
    left = list(several)
    while left:
        line, group = _fullest(left)
        if not _believed(group):
            break
        best = max(group, key=lambda one: one.proof.inliers)
        agreed = agreement(query, reference, best.proof, best.lies, line)
        line = fitted(agreed, line)
        taken = {id(one) for one in group}
        told = pinned(agreed, line, query, reference, best.proof.mirrored)
        for one in stretches(agreed, line)[:1]:
            if told:
                made = _segment(one, agreed, best.proof, query, reference)
                if all(_replays(made, other) for other in segments):
                    segments.append(made)
            taken |= {id(s) for s in left if one.start_s <= s.query_s <= one.end_s}
        left = [one for one in left if id(one) not in taken]
    return segments


def _fullest(seen: Sequence[_Seen]) -> tuple[Line, list[_Seen]]:
    """The line beside which most frames of the query were seen, and those; another speed than the
    original one only if clearly more were, and if those beside the original line lie nearer to it:
    of a picture that hardly moves any frame is seen anywhere, and a slow line passes by more."""
    plain = _most(seen, _plain)
    assert plain is not None
    line, group = plain
    others = _most(seen, _slanted)
    if others is not None and _explains_more(seen, others, plain):
        line, group = others
    weight = [one.proof.inliers**2 for one in group]
    moved_s = float(np.average([one.off_s(line) for one in group], weights=weight))
    return Line(line.rate, line.offset_s + moved_s), group


def _replays(segment: Segment, before: Segment) -> bool:
    """Whether a segment may stand beside a clearer one: what that shows of the reference is shown
    once more only if it is shown as well. Of a picture that hardly moves every moment resembles
    every other."""
    if (
        segment.reference_start_s > before.reference_end_s
        or before.reference_start_s > segment.reference_end_s
    ):
        return True
    return (segment.inliers or 0) >= STANDING_SHARE * (before.inliers or 0)


def _explains_more(
    seen: Sequence[_Seen], slanted: tuple[Line, list[_Seen]], plain: tuple[Line, list[_Seen]]
) -> bool:
    """Whether more frames lie beside the slanted line, and those of the plain one nearer to it."""
    if _moments(slanted[1]) < max(RATE_GAIN * _moments(plain[1]), LEAST_SLANTED):
        return False
    before, after = (_astray_s(seen, plain[1], line) for line, _ in (plain, slanted))
    return after <= NEARER * before


def _most(
    seen: Sequence[_Seen], lines: Callable[[Sequence[_Seen]], list[Line]]
) -> tuple[Line, list[_Seen]] | None:
    """The line with most frames beside it, and those."""
    found = []
    for mirror in (False, True):
        side = [one for one in seen if one.proof.mirrored == mirror]
        for line in lines(side):
            group = [one for one in side if abs(one.off_s(line)) <= SAME_LINE_S / 2]
            value = _moments(group) + 1e-4 * sum(one.proof.inliers for one in group)
            found.append((value, line, group))
    if not found:
        return None
    _, line, group = max(found, key=lambda one: one[0])
    return line, group


def _moments(group: Sequence[_Seen]) -> int:
    """How many frames of the query."""
    return len({one.query_s for one in group})


def _astray_s(seen: Sequence[_Seen], group: Sequence[_Seen], line: Line) -> float:
    """How far from a line the frames of a group were seen, in the mean, where they were nearest to
    it; at most as far as what is still beside it."""
    nearest_s = dict.fromkeys((one.query_s for one in group), SAME_LINE_S / 2)
    for one in seen:
        if one.query_s in nearest_s and one.proof.mirrored == group[0].proof.mirrored:
            nearest_s[one.query_s] = min(nearest_s[one.query_s], abs(one.off_s(line)))
    return float(np.mean(list(nearest_s.values())))


def _plain(seen: Sequence[_Seen]) -> list[Line]:
    """At the original speed, through each."""
    return [Line(1.0, one.reference_s - one.query_s) for one in seen]


def _slanted(seen: Sequence[_Seen]) -> list[Line]:
    """Through each two that are far enough apart."""
    lines = []
    clearest = sorted(seen, key=lambda one: -one.proof.inliers)[:MOST_SLANTED]
    for one, other in itertools.permutations(clearest, 2):
        across_s = other.query_s - one.query_s
        if across_s >= LEAST_SLANT_S:
            rate = (other.reference_s - one.reference_s) / across_s
            if SLOWEST <= rate <= FASTEST:
                lines.append(Line(rate, one.reference_s - rate * one.query_s))
    return lines


def _segment(
    course: Course,
    agreed: Agreement,
    proof: Proof,
    query: FeatureTrack,
    reference: FeatureTrack,
) -> Segment:
    """What a course says; where nothing speaks against it, to the ends of both."""
    line, start_s, end_s = course.line, course.start_s, course.end_s
    if not course.bounded[0]:
        start_s = min(start_s, float(query.times_s[0]))
    if not course.bounded[1]:
        end_s = max(end_s, query.end_s)
    start_s = max(start_s, (float(reference.times_s[0]) - line.offset_s) / line.rate)
    end_s = max(min(end_s, (reference.end_s - line.offset_s) / line.rate), start_s)
    proofs = agreed.clearest(line, MOST_PROVEN)
    left, top, right, bottom = np.median([one.crop for one in proofs], axis=0)
    return Segment(
        query_start_s=start_s,
        query_end_s=end_s,
        reference_start_s=line.rate * start_s + line.offset_s,
        reference_end_s=line.rate * end_s + line.offset_s,
        rate=line.rate,
        mirrored=proof.mirrored,
        rotated_deg=turned(proof),
        crop=(float(left), float(top), float(right), float(bottom)),
        frames=course.frames,
        distance_median=CHANCE_BITS,
        inliers=max(one.inliers for one in proofs),
        uncertainty_s=course.slack_s + step_s(query) / 2,
    )


def _moment(seen: _Seen, query: FeatureTrack, reference: FeatureTrack) -> Segment:
    """One frame in another, and from when to when each side shows that picture: as long as no
    frame shows it clearly less well."""
    mirror, row, at = (
        seen.proof.mirrored,
        _row(query, seen.query_s),
        _row(reference, seen.reference_s),
    )
    frame, other = query.frames[row], reference.frames[at]
    start_s, end_s = _stretch_s(
        query, row, lambda one: _shows(prove_side(one, other, mirror), seen.proof)
    )
    low_s, high_s = _stretch_s(
        reference, at, lambda one: _shows(prove_side(frame, one, mirror), seen.proof)
    )
    return Segment(
        query_start_s=start_s,
        query_end_s=end_s,
        reference_start_s=low_s,
        reference_end_s=high_s,
        rate=1.0,
        mirrored=mirror,
        rotated_deg=turned(seen.proof),
        crop=seen.proof.crop,
        frames=1,
        distance_median=CHANCE_BITS,
        inliers=seen.proof.inliers,
        uncertainty_s=0.0 if seen.query_s == seen.reference_s == 0 else 1.0,
    )


def _row(track: FeatureTrack, time_s: float) -> int:
    return int(np.abs(track.times_s - time_s).argmin())


def _shows(proof: Proof | None, clearest: Proof) -> bool:
    """Whether a frame shows a picture nearly as well as the one that shows it best."""
    return proof is not None and proof.copy and proof.inliers >= STANDING_SHARE * clearest.inliers


def _stretch_s(
    track: FeatureTrack, row: int, shows: Callable[[FrameFeatures], bool]
) -> tuple[float, float]:
    """The first and last of the frames around one that show what it does."""
    first = last = row
    while first > max(row - MOST_STANDING, 0) and shows(track.frames[first - 1]):
        first -= 1
    while last < min(row + MOST_STANDING, len(track.frames) - 1) and shows(track.frames[last + 1]):
        last += 1
    if track.still or first == last:
        return float(track.times_s[row]), float(track.times_s[row])
    return float(track.times_s[first]), float(track.times_s[last])
