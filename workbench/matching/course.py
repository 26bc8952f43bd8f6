"""Course: which moments of a clip lie opposite which of another, by frames that are proven to show
the same.

How the one picture lies in the other is the same throughout, however the camera moved: so the line
is the one on which it comes out the same for all frames, each taken between the two of the
reference beside it. Where no camera moves, frames of one moment agree in more features than others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.geometry import Proof, prove_side, stance, telling, through
from workbench.matching.line import FASTEST, SLOWEST, Line
from workbench.matching.proof import FeatureTrack
from workbench.records.features import FrameFeatures, mirrored

MOST_LOOKED_AT = 32
"""Frames of the query, from all over it."""
BAND_S = 1.1
"""How far off the line frames are compared."""
MOST_BESIDE = 4
LEAST_GUIDED = 8
"""Beside frames that are proven so many features that agree are enough."""
LEAST_EXPECTED = 40
"""Frames with fewer features in the part that both show are not refuted by not being proven."""
SAME_SCALE, SAME_PLACE = 0.12, 0.3
"""But then the picture lies there much as it does elsewhere on the line."""
LONGEST_GAP_S = 2.0
"""Between frames of the reference farther apart nothing is told of what lies between."""
SHIFTS_S = np.arange(-0.9, 0.901, 0.03)
RATES = (0.94, 0.97, 1.0, 1.03, 1.06)
LEAST_BETWEEN = 3
FLAT, LEAST_MOVED = 0.7, 0.006
"""The line is told by the places if elsewhere they fit worse by this, and things do move."""
MOVES_S = np.arange(-1.1, 1.101, 0.05)
NEARLY = 0.9
"""Of the features that agree, so many: it might as well be there."""
CONTRADICTED_S = 0.27
"""So far from where the places say it may be where most features agree."""
REACH_S = 0.5
GAP_S = 1.2
LEAST_DOUBT = 0.05
"""Frames that are not proven end a segment if so many in a row would be as unlikely inside it."""
PINNED_S, APART_S = 0.35, 0.7
PINNED_RATIO = 0.93

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """What is proven of n frames of the query, at `query_s` (n,) in `rows`, and m of the reference
    at `reference_s` (m,)."""

    query_s: Floats
    rows: NDArray[np.intp]
    reference_s: Floats
    count: NDArray[np.int32]
    """(n, m): features that agree, 0 where it is not proven; -1 where it was not looked at."""
    place: Floats
    """(n, m, 3): `geometry.stance`, where one is a copy of the other."""
    proofs: dict[tuple[int, int], Proof]

    def clearest(self, line: Line, count: int) -> list[Proof]:
        """The proofs nearest to a line, those that are of copies first."""
        near = sorted(
            self.proofs,
            key=lambda pair: (
                abs(self._off_s(line, *pair)) > REACH_S,
                not self.proofs[pair].copy,
                abs(self._off_s(line, *pair)),
            ),
        )
        return [self.proofs[pair] for pair in near[:count]]

    def _off_s(self, line: Line, row: int, at: int) -> float:
        return float(self.reference_s[at] - line.rate * self.query_s[row] - line.offset_s)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A stretch of the query that lies on a line."""

    line: Line
    start_s: float
    end_s: float
    """Of the query."""
    bounded: tuple[bool, bool]
    """Whether there are frames beyond either end that do not belong to it."""
    frames: int
    slack_s: float
    """How far the ends may be off."""


def agreement(
    query: FeatureTrack, reference: FeatureTrack, proof: Proof, like: Floats, line: Line
) -> Agreement:
    """Proofs of frames beside a line, on the side that is proven already; `like` is the stance of
    that proof. They need not be copies: with a lens that shakes a moment's frames are alone."""
    rows = np.flatnonzero([telling(frame) for frame in query.frames])
    if len(rows) > MOST_LOOKED_AT:
        rows = rows[np.linspace(0, len(rows) - 1, MOST_LOOKED_AT).astype(np.intp)]
    query_s = query.times_s[rows]
    count = np.full((len(rows), len(reference.frames)), -1, np.int32)
    place = np.full((*count.shape, 3), np.nan)
    proofs: dict[tuple[int, int], Proof] = {}
    for n, row in enumerate(rows):
        frame = query.frames[int(row)]
        for at in _beside(reference, line.rate * float(query_s[n]) + line.offset_s):
            other = reference.frames[at]
            count[n, at] = 0 if _expected(frame, other, proof) >= LEAST_EXPECTED else -1
            found = prove_side(frame, other, proof.mirrored, LEAST_GUIDED)
            if found is None:
                continue
            lies = stance(found, frame, other)
            off = np.abs(lies - like)
            if off[2] <= SAME_SCALE and off[:2].max() <= SAME_PLACE:
                count[n, at], proofs[n, at] = found.inliers, found
                if found.copy:
                    place[n, at] = lies
    return Agreement(query_s, rows, reference.times_s, count, place, proofs)


def _expected(query: FrameFeatures, reference: FrameFeatures, proof: Proof) -> int:
    """Of the side that has fewer, the features in the part of the picture that both show."""
    frame = mirrored(query) if proof.mirrored else query
    ours = through(proof.matrix, frame.places.astype(np.float64))
    left, top, right, bottom = proof.crop
    size = np.array([reference.width_px, reference.height_px], np.float64)
    low, high = np.array([left, top]) * size, np.array([right, bottom]) * size
    return min(
        int(((places >= low) & (places <= high)).all(axis=1).sum())
        for places in (ours, reference.places)
    )


def _beside(reference: FeatureTrack, at_s: float) -> list[int]:
    """Frames around a moment that can be told from others."""
    if at_s < float(reference.times_s[0]) - BAND_S or at_s > reference.end_s + BAND_S:
        return []
    off_s = np.abs(reference.times_s - at_s)
    near = [int(n) for n in np.argsort(off_s, kind="stable")[:MOST_BESIDE] if off_s[n] <= BAND_S]
    return [n for n in sorted({*near, *reference.beside(at_s)}) if telling(reference.frames[n])]


def step_s(track: FeatureTrack) -> float:
    """How far apart its frames are."""
    return float(np.median(np.diff(track.times_s))) if len(track.times_s) > 1 else 0.0


def fitted(agreed: Agreement, line: Line) -> Line:
    """The line moved, and where that fits better tilted, to where the frames say: by where the
    picture lies, unless clearly more agrees elsewhere, as where what moved it was a hand that holds
    the camera which films the screen."""
    if not agreed.proofs:
        return line
    told = _told_by_places(agreed, line)
    if told is None:
        return _heaviest(agreed, line)
    moved_s, wide_s = _peak_s(_agreeing(agreed, told, np.arange(len(agreed.rows))))
    return _heaviest(agreed, told) if abs(moved_s) > max(wide_s, CONTRADICTED_S) else told


def _by_places(agreed: Agreement, line: Line) -> bool:
    return bool(agreed.proofs) and _told_by_places(agreed, line) is not None


def _told_by_places(agreed: Agreement, line: Line) -> Line | None:
    """The line beside one on which the picture lies in the same place for all frames; None where it
    does so on many, or too little is known."""
    middle_s = float(agreed.query_s.mean())
    lines = [
        Line(line.rate * rate, line.offset_s + float(shift_s) + line.rate * (1 - rate) * middle_s)
        for rate in RATES
        if SLOWEST <= line.rate * rate <= FASTEST
        for shift_s in SHIFTS_S
    ]
    spread = np.array([_spread(agreed, one) for one in lines])
    if np.isfinite(spread).sum() < len(SHIFTS_S) / 2:
        return None
    plain = [n for n, one in enumerate(lines) if one.rate == line.rate]
    best = int(np.argmin(spread))
    known = spread[plain][np.isfinite(spread[plain])]
    if not len(known):
        return None
    flat = float(np.median(known))
    if known.min() <= 1.15 * spread[best]:
        best = plain[int(np.argmin(spread[plain]))]
    return lines[best] if spread[best] < min(FLAT * flat, flat - LEAST_MOVED) else None


def _spread(agreed: Agreement, line: Line) -> float:
    """How differently the picture lies in the reference for the frames on a line, each taken
    between those beside it; infinite where too few can be."""
    at_s = line.at(agreed.query_s)
    after = np.searchsorted(agreed.reference_s, at_s, side="right")
    usable = (after > 0) & (after < len(agreed.reference_s))
    row, after = np.flatnonzero(usable), after[usable]
    before = after - 1
    gap_s = agreed.reference_s[after] - agreed.reference_s[before]
    known = np.isfinite(agreed.place[:, :, 0])
    both = known[row, before] & known[row, after] & (gap_s <= LONGEST_GAP_S)
    if both.sum() < LEAST_BETWEEN:
        return float("inf")
    row, before, after, gap_s = row[both], before[both], after[both], gap_s[both]
    part = ((at_s[row] - agreed.reference_s[before]) / gap_s)[:, None]
    lies = agreed.place[row, before] * (1 - part) + agreed.place[row, after] * part
    off = np.abs(lies - np.median(lies, axis=0))
    # Fewer frames would fit more easily.
    return float(np.median(off, axis=0).sum() + off.mean(axis=0).sum() + 1e-3) * (
        1 + 2 / int(both.sum())
    )


def _heaviest(agreed: Agreement, line: Line) -> Line:
    """The line moved to where most features agree."""
    moved_s, _ = _peak_s(_agreeing(agreed, line, np.arange(len(agreed.rows))))
    return Line(line.rate, line.offset_s + moved_s)


def _agreeing(agreed: Agreement, line: Line, rows: NDArray[np.intp]) -> Floats:
    """For each of `MOVES_S` how much these frames of the query agree with what the reference shows
    at that distance from the line, each against the most that it does, in the mean. Between two
    frames of the reference it is taken to change evenly: so the middle counts of what is seen in
    several, and not the one frame of the reference that happens to be sharpest."""
    off_s = agreed.reference_s[None] - line.at(agreed.query_s)[:, None]
    total = np.zeros(len(MOVES_S))
    for row in rows:
        told = (agreed.count[row] >= 0) & (np.abs(off_s[row]) <= 2 * BAND_S)
        most = agreed.count[row, told].max(initial=0)
        if most > 0:
            share = agreed.count[row, told] / most
            total += np.interp(MOVES_S, off_s[row, told], share, left=0.0, right=0.0)
    return total / max(len(rows), 1)


def _peak_s(agreeing: Floats) -> tuple[float, float]:
    """Where it is highest, and how far from there it is nearly as high."""
    if not agreeing.any():
        return 0.0, 0.0
    high = agreeing >= NEARLY * agreeing.max()
    top = int(np.argmax(agreeing))
    first, last = top, top
    while first > 0 and high[first - 1]:
        first -= 1
    while last < len(high) - 1 and high[last + 1]:
        last += 1
    part = slice(first, last + 1)
    peak_s = float(np.average(MOVES_S[part], weights=agreeing[part]))
    return peak_s, float(MOVES_S[last] - MOVES_S[first]) / 2


def stretches(agreed: Agreement, line: Line) -> list[Course]:
    """The runs of frames that are proven along a line, longest first."""
    best = _along(agreed, line)
    told, proven = best >= 0, best > 0
    rows = np.flatnonzero(proven)
    if not len(rows):
        return []
    parts, begin = [], 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or _parted(agreed, told, rows, n):
            parts.append(rows[begin:n])
            begin = n
    placed = _is_placed(agreed, line)
    courses = [_course(agreed, line, part, told & ~proven, placed) for part in parts]
    return sorted(courses, key=lambda one: -one.frames)


def _along(agreed: Agreement, line: Line) -> NDArray[np.int32]:
    """Of each frame of the query the most that agrees beside the line; -1 where nothing is told."""
    off_s = np.abs(line.at(agreed.query_s)[:, None] - agreed.reference_s[None])
    near = np.where(off_s <= BAND_S, agreed.count, -1)
    after = np.searchsorted(agreed.reference_s, line.at(agreed.query_s), side="right") - 1
    standing = np.where(after >= 0, agreed.count[np.arange(len(after)), after], -1)
    return np.asarray(np.maximum(near.max(axis=1), standing), np.int32)


def _parted(agreed: Agreement, told: NDArray[np.bool_], rows: NDArray[np.intp], n: int) -> bool:
    """Whether between two proven frames too many, and for too long, are not."""
    if agreed.query_s[rows[n]] - agreed.query_s[rows[n - 1]] <= GAP_S:
        return False
    return _unlikely(int(told[rows[n - 1] + 1 : rows[n]].sum()), told, rows)


def _unlikely(failed: int, told: NDArray[np.bool_], rows: NDArray[np.intp]) -> bool:
    """Whether so many failures in a row are not to be expected where these frames are proven."""
    inside = int(told[rows[0] : rows[-1] + 1].sum())
    share = (len(rows) + 1) / (inside + 2)
    return failed >= 2 and (1 - share) ** failed < LEAST_DOUBT


def _course(
    agreed: Agreement,
    line: Line,
    rows: NDArray[np.intp],
    refuted: NDArray[np.bool_],
    placed: bool,
) -> Course:
    times_s = agreed.query_s
    told = refuted.copy()
    told[rows] = True
    before, after = np.flatnonzero(refuted[: rows[0]]), np.flatnonzero(refuted[rows[-1] + 1 :])
    start_s, end_s, slack_s = float(times_s[rows[0]]), float(times_s[rows[-1]]), 0.0
    bounded = _unlikely(len(before), told, rows), _unlikely(len(after), told, rows)
    if bounded[0]:
        gap_s = start_s - float(times_s[before[-1]])
        start_s, slack_s = start_s - gap_s / 2, gap_s / 2
    if bounded[1]:
        gap_s = float(times_s[rows[-1] + 1 + after[0]]) - end_s
        end_s, slack_s = end_s + gap_s / 2, max(slack_s, gap_s / 2)
    slack_s = max(slack_s, _doubt_s(agreed, line, rows, placed))
    return Course(line, start_s, end_s, bounded, len(rows), slack_s)


def _doubt_s(agreed: Agreement, line: Line, rows: NDArray[np.intp], placed: bool) -> float:
    """How far the line may be off: as far as frames of the reference are apart and, unless the
    places tell it, as nearly as many features agree."""
    off_s = np.abs(line.at(agreed.query_s[rows])[:, None] - agreed.reference_s[None])
    apart_s = float(np.median(off_s.min(axis=1)))
    if placed:
        return apart_s
    moved_s, wide_s = _peak_s(_agreeing(agreed, line, rows))
    return max(apart_s, abs(moved_s) + wide_s)


def _is_placed(agreed: Agreement, line: Line) -> bool:
    """Whether the line is the one that the places tell."""
    told = _told_by_places(agreed, line)
    middle_s = np.array([agreed.query_s.mean()])
    return told is not None and bool(
        np.abs(line.at(middle_s) - told.at(middle_s))[0] <= CONTRADICTED_S
    )


def pinned(
    agreed: Agreement, line: Line, query: FeatureTrack, reference: FeatureTrack, mirror: bool
) -> bool:
    """Whether frames farther off the line agree less: of a picture at rest they agree as well, and
    no moment is told."""
    if _by_places(agreed, line):
        return True
    off_s = np.abs(line.at(agreed.query_s)[:, None] - agreed.reference_s[None])
    looked = agreed.count >= 0
    shares = []
    for row in np.flatnonzero(agreed.count.max(axis=1, initial=-1) > 0):
        on = agreed.count[row, looked[row] & (off_s[row] <= PINNED_S)]
        off = agreed.count[row, looked[row] & (off_s[row] >= APART_S)]
        if len(on) and len(off) and on.max() > 0:
            shares.append(float(off.mean() / on.max()))
    if shares:
        return float(np.median(shares)) < PINNED_RATIO
    on = agreed.count[agreed.count.max(axis=1, initial=-1) >= 0].max(axis=1, initial=0)
    off = np.array(_elsewhere(agreed, off_s, query, reference, mirror), np.float64)
    return len(off) > 0 and float(off.mean()) < PINNED_RATIO * float(on.mean())


def _elsewhere(
    agreed: Agreement,
    off_s: Floats,
    query: FeatureTrack,
    reference: FeatureTrack,
    mirror: bool,
) -> list[int]:
    """What agrees of the clearest frames with those of the reference that are nearest to where they
    lie but not there."""
    counts = []
    for row in np.argsort(-agreed.count.max(axis=1), kind="stable")[:MOST_BESIDE]:
        apart = [int(n) for n in np.argsort(off_s[row]) if off_s[row, n] >= APART_S][:2]
        for at in apart:
            frame = query.frames[int(agreed.rows[row])]
            found = prove_side(frame, reference.frames[at], mirror, LEAST_GUIDED)
            counts.append(0 if found is None else found.inliers)
    return counts
