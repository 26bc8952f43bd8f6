"""Align: where the frames of a query lie in a reference, from pairs of like fingerprints.

Chance pairs scatter; frames of the same footage vote for one offset. Along that line the pair is
then compared more tolerantly, and each unbroken run that holds enough frames is a segment. Where
shifting the query changes nothing, because nothing moves, one picture is all that was found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.index import RADIUS, Seeds
from workbench.matching.line import Line, through, voted
from workbench.matching.moment import APART_S, moment_at, moments_of
from workbench.matching.pair import BAND_S, CHANCE_BITS, Pair, Rows, pair_of
from workbench.matching.track import VariantTrack
from workbench.records.match import Alignment, Basis, Segment

CORE_RADIUS = 63
"""Along a line that many frames vote for, chance is out of play."""
EDGE_RADIUS = 79
"""Up to here a run is followed: where the picture moves fast, the copy was sampled in between."""
WIDE_S = 1.0
"""How far off the line frames are looked at when it is corrected."""
REFINEMENTS = 3
JUMP_S, LEAST_JUMP_S = 5.0, 0.5
"""How far off the line the other side of a cut is looked for, and how far off it must be."""
PARTING_BITS = 6.0
GAP_S = 1.2
LEAST_FRAMES = 4
LEAST_FAINT_FRAMES = 12
"""Instead, where not one of them is within the radius of pictures that are alike."""
LEAST_SPAN_S = 1.5
LEAST_SHARE = 0.5
"""Of the frames inside a run, so many must correspond."""
RICH_QUALITY = 80
LEAST_CORE_SHARE = 0.3
PINNING_SHIFTS_S = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0)
PINNING_BITS = 2.0
"""One line is told from another if its frames are nearer by this many bits in the mean."""
SLACK_STEPS_S = (0.1, 0.2, 0.3, 0.4, 0.5)
SLACK_BITS = 1.0
REPLAY_BITS = 4.0
MAX_SEGMENTS = 32
MAX_FAILURES = 12


@dataclass(slots=True, eq=False)
class _Run:
    """Query frames in a row that correspond along a line."""

    line: Line
    rows: Rows
    """Query rows that correspond."""
    at: Rows
    """Their reference rows."""
    distance: NDArray[np.uint16]


def align(
    query: VariantTrack,
    reference: VariantTrack,
    seeds: Seeds,
    weight: NDArray[np.float64] | None = None,
) -> Alignment | None:
    """How one variant of a query lies in one of a reference, or None.

    `seeds` are rows of the two tracks, best with a distance of up to `VOTING_RADIUS`; those of
    poor quality are ignored. `weight` (rows of the query) says how much a frame tells; 1 where it
    is not given.
    """
    few = min(len(query.telling()), len(reference.telling())) < LEAST_FRAMES
    if few:
        seeds = seeds.where(_believed(query, reference, seeds))
    pair, seeds = pair_of(query, reference, seeds, weight)
    if not len(seeds):
        return None
    timed: list[_Run] = []
    shown: list[Segment] = []
    if few:
        shown = moments_of(pair, seeds)
    else:
        timed, resting = _runs(pair, seeds)
        shown = [] if timed else [s for s in (_resting(pair, run) for run in resting) if s]
    if timed:
        timed = _shared_out(pair, timed)
        ordered = sorted(timed, key=lambda run: -_votes(pair, run))
        segments = tuple(_segment(pair, run) for run in ordered)
        score = sum(_votes(pair, run) for run in timed)
        return Alignment(segments, Basis.PICTURE, still=False, score=round(score, 3))
    if shown:
        shown.sort(key=lambda segment: (segment.distance_median, segment.reference_start_s))
        score = max(s.frames * (1 - s.distance_median / CHANCE_BITS) for s in shown)
        return Alignment(tuple(shown), Basis.PICTURE, still=True, score=round(score, 3))
    return None


def _believed(query: VariantTrack, reference: VariantTrack, seeds: Seeds) -> NDArray[np.bool_]:
    """Which seeds count alone, without a line. A still may have been taken between two samples of
    a clip, and is then farther from both; of rich pictures that is believed."""
    alike = seeds.distance <= RADIUS
    if query.still == reference.still:
        return np.asarray(alike, np.bool_)
    quality = np.minimum(
        query.track.quality[seeds.query_row], reference.track.quality[seeds.reference_row]
    )
    return np.asarray(alike | (quality >= RICH_QUALITY), np.bool_)


def _runs(pair: Pair, seeds: Seeds) -> tuple[list[_Run], list[_Run]]:
    """Segments on a line, and runs in which nothing moves."""
    timed: list[_Run] = []
    resting: list[_Run] = []
    failures = 0
    while len(seeds) and len(timed) + len(resting) < MAX_SEGMENTS and failures < MAX_FAILURES:
        line, found = _best(pair, seeds)
        if not found:
            failures += 1
            seeds = seeds.where(~_beside(pair, seeds, line))
        for run in found:
            gain = _shifted(pair, run)
            if gain >= PINNING_BITS:
                if _new(run, timed):
                    timed.append(run)
                seeds = _without(pair, seeds, run, replays=True)
            elif gain > -PINNING_BITS:
                if not any(_overlap(run, other) for other in timed):
                    resting.append(run)
                seeds = _without(pair, seeds, run, replays=False)
            else:
                failures += 1
                seeds = seeds.where(~_beside(pair, seeds, run.line))
    return timed, resting


def _best(pair: Pair, seeds: Seeds) -> tuple[Line, list[_Run]]:
    """The line with the most votes, and the runs on it. Another speed is believed only if the
    frames that fit at the original one fit clearly better: slow footage fits many lines somehow."""
    plain, *changed = voted(
        pair.query_s[seeds.query_row],
        pair.reference_s[seeds.reference_row],
        (1 - seeds.distance / 64) * pair.weight[seeds.query_row],
        seeds.query_row,
    )
    found = [run for run in _along(pair, plain) if _enough(pair, run)]
    for line in changed:
        runs = [run for run in _along(pair, line) if _enough(pair, run)]
        if runs and all(_better(pair, runs, run) for run in found):
            return line, runs
    return plain, found


def _better(pair: Pair, runs: list[_Run], run: _Run) -> bool:
    """Whether one of the runs explains the frames of another run clearly better than that does."""
    least = min(pair.cost(other.line, run.rows) for other in runs)
    return least <= pair.cost(run.line, run.rows) - PINNING_BITS


def _agreement(pair: Pair, run: _Run) -> float:
    """How much closer than chance the frames of a run are, summed."""
    return len(run.rows) * (CHANCE_BITS - pair.cost(run.line, run.rows))


def _along(pair: Pair, line: Line) -> list[_Run]:
    """The runs on a line, each followed as far as its own frames lead."""
    runs: list[_Run] = []
    for run in _split(pair, line):
        if any(_overlap(run, other) for other in runs):
            continue
        better = _refined(pair, run)
        again = [other for other in _split(pair, better) if _overlap(run, other)]
        best = max([run, *again], key=lambda other: _agreement(pair, other))
        runs.extend(_parted(pair, best))
    return runs


def _refined(pair: Pair, run: _Run) -> Line:
    """The line of a run, moved or tilted where its frames then fit clearly better."""
    line = run.line
    for _ in range(REFINEMENTS):
        distance, at = pair.along(line, WIDE_S)
        rows = run.rows[distance[run.rows] <= EDGE_RADIUS]
        other = through(pair.query_s[rows], pair.reference_s[at[rows]])
        if other is None or pair.cost(other, run.rows) > pair.cost(line, run.rows) - PINNING_BITS:
            break
        line = other
    rest_s = pair.reference_s[run.at] - line.at(pair.query_s[run.rows])
    moved = Line(line.rate, line.offset_s + float(np.median(rest_s)))
    return moved if pair.cost(moved, run.rows) <= pair.cost(line, run.rows) else line


def _parted(pair: Pair, run: _Run) -> list[_Run]:
    """The run, or its two sides if each fits a line of its own clearly better: the sides of a cut
    inside slow footage fit one line too, often a tilted one."""
    distance, at = pair.along(run.line, JUMP_S)
    rows = run.rows[distance[run.rows] <= EDGE_RADIUS]
    if len(rows) < 2 * LEAST_FRAMES:
        return [run]
    offset_s = pair.reference_s[at[rows]] - pair.query_s[rows]
    third = len(rows) // 3
    sides = [Line(1.0, float(np.median(part))) for part in (offset_s[:third], offset_s[-third:])]
    before, after = (
        np.minimum(pair.along(line, pair.nearest_s)[0][run.rows], CHANCE_BITS).astype(np.int64)
        for line in sides
    )
    costs = np.cumsum(before) + after.sum() - np.cumsum(after)
    where = int(np.argmin(costs)) + 1
    gain = pair.cost(run.line, run.rows) - costs.min() / len(run.rows)
    if gain < PARTING_BITS or abs(sides[0].offset_s - sides[1].offset_s) < LEAST_JUMP_S:
        return [run]
    parts = zip(sides, (run.rows[:where], run.rows[where:]), strict=True)
    return [_on(pair, line, part) for line, part in parts if len(part)]


def _on(pair: Pair, line: Line, rows: Rows) -> _Run:
    distance, at = pair.along(line)
    return _Run(line, rows, at[rows], distance[rows])


def _split(pair: Pair, line: Line) -> list[_Run]:
    distance, at = pair.along(line)
    rows = np.flatnonzero(distance <= EDGE_RADIUS)
    if not len(rows):
        return []
    breaks = np.flatnonzero(np.diff(pair.query_s[rows]) > GAP_S) + 1
    return [_Run(line, part, at[part], distance[part]) for part in np.split(rows, breaks)]


def _enough(pair: Pair, run: _Run) -> bool:
    """Whether a run is more than a few chance pairs."""
    core = int((run.distance <= CORE_RADIUS).sum())
    alike = bool((run.distance <= RADIUS).any())
    if core < (LEAST_FRAMES if alike else LEAST_FAINT_FRAMES):
        return False
    shorter_s = min(np.ptp(pair.query_s), np.ptp(pair.reference_s))
    if np.ptp(pair.query_s[run.rows]) < min(LEAST_SPAN_S, 0.6 * shorter_s):
        return False
    inside = int(run.rows[-1] - run.rows[0]) + 1
    return len(run.rows) >= LEAST_SHARE * inside and core >= LEAST_CORE_SHARE * len(run.rows)


def _shifted(pair: Pair, run: _Run) -> float:
    """By how many bits the frames of a run fit worse, in the mean, when the query is moved in time
    to where that is the least. About 0 where nothing moves; less than 0 on a wrong line."""
    least = float("inf")
    for shift_s in PINNING_SHIFTS_S:
        distance, _ = pair.along(Line(run.line.rate, run.line.offset_s + shift_s))
        there = distance[run.rows] < 256
        if there.sum() >= 2:
            worse = distance[run.rows][there].astype(float) - run.distance[there]
            least = min(least, float(worse.mean()))
    return least


def _new(run: _Run, known: list[_Run]) -> bool:
    """Whether a run may stand beside those found before: of frames that are explained already only
    a replay of the same quality is believed."""
    return all(
        np.median(run.distance) <= np.median(other.distance) + REPLAY_BITS
        for other in known
        if _overlap(run, other)
    )


def _shared_out(pair: Pair, runs: list[_Run]) -> list[_Run]:
    """The runs without the frames that fit another run better: after a cut inside one shot, both
    sides fit either line, one of them worse. A replay fits both alike and keeps its frames."""
    along = [pair.along(run.line)[0].astype(np.int16) for run in runs]
    shared: list[_Run] = []
    for number, run in enumerate(runs):
        keep = np.ones(len(run.rows), bool)
        for other, distance in zip(runs, along, strict=True):
            if other is run or not _overlap(run, other):
                continue
            inside = (run.rows >= other.rows[0]) & (run.rows <= other.rows[-1])
            worse = along[number][run.rows] - distance[run.rows]
            keep &= ~inside | (_smooth(worse) <= REPLAY_BITS)
        first, last = _longest(keep)
        part = slice(first, last)
        rest = _Run(run.line, run.rows[part], run.at[part], run.distance[part])
        if last > first and _enough(pair, rest):
            shared.append(rest)
    return shared or runs[:1]


def _smooth(values: NDArray[np.int16]) -> NDArray[np.float64]:
    """Median of five neighbours."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(values, 2, mode="edge"), 5)
    return np.asarray(np.median(around, axis=1), np.float64)


def _longest(true: NDArray[np.bool_]) -> tuple[int, int]:
    """Begin and end of the longest stretch of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], true.view(np.int8), [0]))))
    if not len(edges):
        return 0, 0
    best = int(np.argmax(edges[1::2] - edges[::2]))
    return int(edges[2 * best]), int(edges[2 * best + 1])


def _overlap(run: _Run, other: _Run) -> bool:
    return bool(run.rows[0] <= other.rows[-1] and other.rows[0] <= run.rows[-1])


def _without(pair: Pair, seeds: Seeds, run: _Run, replays: bool) -> Seeds:
    """The seeds that a run does not explain. Of its own frames none is left, or only, with
    `replays`, those as near elsewhere in the reference."""
    query_s = pair.query_s[seeds.query_row]
    reference_s = pair.reference_s[seeds.reference_row]
    inside = (query_s >= pair.query_s[run.rows[0]]) & (query_s <= pair.query_s[run.rows[-1]])
    if replays:
        low, high = pair.reference_s[run.at].min(), pair.reference_s[run.at].max()
        within = (reference_s >= low - APART_S) & (reference_s <= high + APART_S)
        limit = np.full(len(pair.query_s), np.inf)
        limit[run.rows] = run.distance + 2 * REPLAY_BITS
        inside &= within | (seeds.distance > limit[seeds.query_row])
    return seeds.where(~(inside | _beside(pair, seeds, run.line)))


def _beside(pair: Pair, seeds: Seeds, line: Line) -> NDArray[np.bool_]:
    off_s = line.at(pair.query_s[seeds.query_row]) - pair.reference_s[seeds.reference_row]
    near: NDArray[np.bool_] = np.abs(off_s) <= BAND_S
    return near


def _votes(pair: Pair, run: _Run) -> float:
    return float(((1 - run.distance / CHANCE_BITS) * pair.weight[run.rows]).sum())


def _slack_s(pair: Pair, run: _Run) -> float:
    """How far the query can be moved before its frames fit noticeably worse."""
    least = pair.cost(run.line, run.rows) + SLACK_BITS
    slack_s = 0.0
    for sign in (-1, 1):
        for step_s in SLACK_STEPS_S:
            moved = Line(run.line.rate, run.line.offset_s + sign * step_s)
            if pair.cost(moved, run.rows) > least:
                break
            slack_s = max(slack_s, step_s)
    return slack_s


def _reached(pair: Pair, run: _Run) -> tuple[float, float]:
    """From when to when the query shows what the reference does: the run, and what is beside it
    where both are too plain to be compared by themselves and look the same."""
    start_s, end_s = float(pair.query_s[run.rows[0]]), float(pair.query_s[run.rows[-1]])
    plain_s = pair.whole.plain_s(run.line, RADIUS)
    for time_s in plain_s[plain_s > end_s]:
        if time_s - end_s > GAP_S:
            break
        end_s = float(time_s)
    for time_s in plain_s[plain_s < start_s][::-1]:
        if start_s - time_s > GAP_S:
            break
        start_s = float(time_s)
    return start_s, end_s


def _segment(pair: Pair, run: _Run) -> Segment:
    start_s, end_s = _reached(pair, run)
    low_s, high_s = run.line.at(np.array([start_s, end_s]))
    return Segment(
        query_start_s=float(start_s),
        query_end_s=float(end_s),
        reference_start_s=float(max(low_s, pair.whole.reference_start_s)),
        reference_end_s=float(min(high_s, pair.whole.reference_end_s)),
        rate=run.line.rate,
        mirrored=pair.mirrored,
        rotated_deg=0,
        crop=pair.crop,
        frames=len(run.rows),
        distance_median=float(np.median(run.distance)),
        inliers=None,
        uncertainty_s=pair.uncertainty_s + _slack_s(pair, run),
    )


def _resting(pair: Pair, run: _Run) -> Segment | None:
    """A run without movement: from when to when both show that picture."""
    best = int(np.argmin(run.distance))
    if run.distance[best] > RADIUS:
        return None
    return moment_at(pair, int(run.rows[best]), int(run.at[best]), RADIUS)
