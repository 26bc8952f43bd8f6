"""Sound proof: whether two sounds correspond along a line of their clocks, and in which seconds.

Where they do, a landmark of the one has one of the other beside it far more often than where the
same two sounds are laid on each other at other offsets. Those other offsets give what chance gives
for just these two sounds: a steady hum or a loop agrees with itself everywhere, and so proves
nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.sound_index import Pitch, Place
from workbench.matching.sound_line import (
    BESIDE_HZ,
    BESIDE_S,
    BESIDE_SHARE,
    LEAST_AGREEING,
    SoundLine,
    line_near,
)
from workbench.records.landmarks import Landmarks

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ELSEWHERE_S = tuple(
    sign * value
    for value in (0.31, 0.47, 0.73, 1.09, 1.37, 1.83, 2.29, 2.71, 3.37, 4.13, 5.03, 5.9)
    for sign in (1, -1)
)
"""Other offsets, no multiples of each other."""
LEAST_NATS = 55.0
"""A stretch is believed when chance gives it less often than once in e to this. Were landmarks
independent, 32 would do for all speeds, places and stretches of a large library; but one voice that
says the same words twice reaches 50 in two seconds."""
LEAST_S = 1.2
"""Shorter stretches are words, notes and bangs."""
OVER_CHANCE = 1.8
OVER_RIVAL = 1.35
"""Times as much as at the best of all other offsets: what beats or ticks agrees with itself at each
of its beats."""
RIVAL_S = (0.2, 6.0)
"""Other offsets that are that far, in steps of half of `BESIDE_S`."""
RIVAL_CELL_HZ = 25.0
RIVAL_KEY_S = 1e6
DROP_NATS = 14.0
"""A stretch ends where so much speaks against its going on."""
PAUSE_S = 1.0
"""A shorter one, or other sound that is as short, does not divide a stretch."""
OWN_SHARE, OWN_WEAK_SHARE = 0.55, 0.42
"""See `Heard.own`."""
WEAK = 1 / 3


@dataclass(frozen=True, slots=True)
class Heard:
    """A stretch in which two sounds correspond."""

    line: SoundLine
    query_start_s: float
    query_end_s: float
    landmarks: int
    """Of the query, in this stretch."""
    agreeing: int
    chance: float
    """So many would agree by chance."""
    share: float
    """Of the landmarks that agree: the smaller one of both sides."""
    weak_share: float
    """The same of the weakest third of them, where noise and echo are."""
    uncertainty_s: float
    nats: float

    @property
    def own(self) -> bool:
        """Whether not only what is loud corresponds but the noise and the echo too: it is one
        recording. Else it is that with other sound over it, or one source recorded twice."""
        return self.share >= OWN_SHARE and self.weak_share >= OWN_WEAK_SHARE

    @property
    def reference_start_s(self) -> float:
        return self.line.pitch.rate * self.query_start_s + self.line.offset_s

    @property
    def reference_end_s(self) -> float:
        return self.line.pitch.rate * self.query_end_s + self.line.offset_s


def heard_at(query: Landmarks, reference: Landmarks, place: Place) -> tuple[Heard, ...]:
    """The stretches that correspond on the line near a place; none where it is refuted."""
    line = line_near(query, reference, place)
    if line is None:
        return ()
    return heard_along(query, reference, line)


def heard_along(query: Landmarks, reference: Landmarks, line: SoundLine) -> tuple[Heard, ...]:
    """The stretches that correspond on a line, in order of time."""
    inside = _inside(query, reference, line)
    if inside.stop - inside.start < LEAST_AGREEING:
        return ()
    agree = _agreeing(query, reference, line, inside)
    elsewhere = _elsewhere(query, reference, line, inside)
    chance = float(max(elsewhere.mean(), 1e-3))
    found = []
    runs = _stretches(agree, chance)
    for first, end in _without_pauses(runs, query.times_s[inside]):
        rows = slice(inside.start + first, inside.start + end)
        one = _proven(query, reference, line, rows, agree[first:end])
        if one is not None:
            found.append(one)
    return tuple(found)


def _inside(query: Landmarks, reference: Landmarks, line: SoundLine) -> slice:
    """The rows of the query that lie on the reference."""
    rate = line.pitch.rate
    return query.between(
        (reference.start_s - line.offset_s) / rate, (reference.end_s - line.offset_s) / rate
    )


def _agreeing(
    query: Landmarks,
    reference: Landmarks,
    line: SoundLine,
    rows: slice,
    aside_s: float = 0.0,
) -> Flags:
    """Which landmarks of the query have one of the reference beside them."""
    return _near_count(
        line.at(query.times_s[rows]) + aside_s,
        query.frequency_hz[rows] * line.pitch.frequency,
        reference,
        line.beside_s,
    )


def _near_count(
    times_s: Floats, hertz: NDArray[np.float32], reference: Landmarks, within_s: float
) -> Flags:
    first = np.searchsorted(reference.times_s, times_s - within_s)
    end = np.searchsorted(reference.times_s, times_s + within_s)
    beside_hz = np.maximum(BESIDE_HZ, BESIDE_SHARE * hertz)
    found = np.zeros(len(times_s), bool)
    last = len(reference) - 1
    for n in range(int((end - first).max(initial=0))):
        row = np.minimum(first + n, last)
        close = np.abs(reference.frequency_hz[row] - hertz) <= beside_hz
        found |= (first + n < end) & close
    return found


def _elsewhere(query: Landmarks, reference: Landmarks, line: SoundLine, rows: slice) -> Floats:
    """The share that agrees at each of the other offsets."""
    shares = []
    for aside_s in ELSEWHERE_S:
        there = line.at(query.times_s[rows]) + aside_s
        on = (there >= reference.start_s) & (there <= reference.end_s)
        if on.sum() >= max(0.5 * len(on), 1):
            agree = _agreeing(query, reference, line, rows, aside_s)
            shares.append(float(agree[on].mean()))
    if not shares:  # a reference that is shorter than the steps aside
        return np.array([_by_density(query, reference, line, rows)])
    return np.array(shares)


def _best_rival(query: Landmarks, reference: Landmarks, line: SoundLine, rows: slice) -> float:
    """The share that agrees at the best other offset: of all landmarks of like frequency the
    differences in time are counted."""
    nearest_s, farthest_s = RIVAL_S
    hertz = query.frequency_hz[rows] * line.pitch.frequency
    expected_s = line.at(query.times_s[rows])
    beside_hz = np.maximum(BESIDE_HZ, BESIDE_SHARE * hertz)
    # In rows of like frequency, each in order of time.
    cell = np.floor(reference.frequency_hz / RIVAL_CELL_HZ)
    order = np.lexsort((reference.times_s, cell))
    key = cell[order] * RIVAL_KEY_S + reference.times_s[order] - reference.start_s
    width_s = line.beside_s / 2
    count = np.zeros(int(2 * farthest_s / width_s) + 2)
    here = np.floor(hertz / RIVAL_CELL_HZ)
    since_s = expected_s - reference.start_s
    for aside in (-1, 0, 1):
        base = (here + aside) * RIVAL_KEY_S
        first = np.searchsorted(key, base + np.maximum(since_s - farthest_s, 0))
        end = np.searchsorted(key, base + np.maximum(since_s + farthest_s, 0))
        many = np.repeat(np.arange(len(hertz)), end - first)
        within = np.arange(len(many)) - np.repeat(
            np.cumsum(end - first) - (end - first), end - first
        )
        row = order[first[many] + within]
        like = np.abs(reference.frequency_hz[row] - hertz[many]) <= beside_hz[many]
        differ_s = reference.times_s[row[like]] - expected_s[many[like]]
        bins = np.floor((differ_s + farthest_s) / width_s).astype(np.int64)
        count += np.bincount(np.clip(bins, 0, len(count) - 1), minlength=len(count))
    together = np.convolve(count, np.ones(4), mode="same")
    apart_s = (np.arange(len(count)) + 0.5) * width_s - farthest_s
    return float(together[np.abs(apart_s) >= nearest_s].max()) / max(len(hertz), 1)


def _by_density(query: Landmarks, reference: Landmarks, line: SoundLine, rows: slice) -> float:
    """What chance gives where there is no room to measure it: frequencies at random times."""
    hertz = query.frequency_hz[rows] * line.pitch.frequency
    beside_hz = np.maximum(BESIDE_HZ, BESIDE_SHARE * hertz)
    ordered = np.sort(reference.frequency_hz)
    near = np.searchsorted(ordered, hertz + beside_hz) - np.searchsorted(ordered, hertz - beside_hz)
    length_s = max(reference.end_s - reference.start_s, 0.1)
    return float(np.mean(1 - np.exp(-near * 2 * line.beside_s / length_s))) if len(hertz) else 0.0


def _stretches(agree: Flags, chance: float) -> list[tuple[int, int]]:
    """Runs of rows, each as far as more speaks for it than against it."""
    window = min(len(agree), 120)
    total = np.concatenate(([0], np.cumsum(agree)))
    best = float((total[window:] - total[:-window]).max()) / window
    share = min(max(best, 1.5 * chance, chance + 0.02), 0.95)
    gains = (float(np.log((1 - share) / (1 - chance))), float(np.log(share / chance)))
    found, first, score, top, top_at = [], 0, 0.0, 0.0, 0
    for n, one in enumerate(agree.tolist()):
        score += gains[one]
        if score <= 0 or top - score > DROP_NATS:
            if top >= LEAST_NATS / 2:
                found.append((first, top_at))
            first, score, top = n + 1, 0.0, 0.0
        elif score > top:
            top, top_at = score, n + 1
    if top >= LEAST_NATS / 2:
        found.append((first, top_at))
    return found


def _without_pauses(runs: list[tuple[int, int]], times_s: Floats) -> list[tuple[int, int]]:
    """Runs that are hardly apart as one."""
    joined: list[tuple[int, int]] = []
    for first, end in runs:
        if joined and times_s[first] - times_s[joined[-1][1] - 1] <= PAUSE_S:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((first, end))
    return joined


def _proven(
    query: Landmarks, reference: Landmarks, line: SoundLine, rows: slice, agree: Flags
) -> Heard | None:
    """What a stretch says; None where chance may give it."""
    elsewhere = _elsewhere(query, reference, line, rows)
    chance = float(max(elsewhere.mean(), 1e-3))
    count, landmarks = int(agree.sum()), len(agree)
    share = count / landmarks
    nats = landmarks * _divergence(share, chance) if share > chance else 0.0
    if count < LEAST_AGREEING or nats < LEAST_NATS or share < OVER_CHANCE * chance:
        return None
    if share < OVER_RIVAL * _best_rival(query, reference, line, rows):
        return None
    times_s = query.times_s[rows][agree]
    if np.ptp(times_s) < LEAST_S:
        return None
    back, back_weak = _backwards(query, reference, line, float(times_s[0]), float(times_s[-1]))
    weak = query.strength_db[rows] <= np.quantile(query.strength_db[rows], WEAK)
    return Heard(
        line=line,
        query_start_s=float(times_s[0]),
        query_end_s=float(times_s[-1]),
        landmarks=landmarks,
        agreeing=count,
        chance=chance * landmarks,
        share=min(share, back),
        weak_share=min(float(agree[weak].mean()), back_weak),
        uncertainty_s=round(0.03 + 2 * float(np.ptp(times_s)) / count, 3),
        nats=nats,
    )


def _backwards(
    query: Landmarks, reference: Landmarks, line: SoundLine, start_s: float, end_s: float
) -> tuple[float, float]:
    """The share of the reference's landmarks that agree, and that of its weakest third."""
    rate = line.pitch.rate
    back = SoundLine(Pitch(1 / rate, line.pitch.follows), -line.offset_s / rate)
    first_s, last_s = line.at(np.array([start_s, end_s]))
    rows = reference.between(float(first_s), float(last_s))
    agree = _agreeing(reference, query, back, rows)
    if not len(agree):
        return 0.0, 0.0
    strength = reference.strength_db[rows]
    weak = strength <= np.quantile(strength, WEAK)
    return float(agree.mean()), float(agree[weak].mean())


def _divergence(share: float, chance: float) -> float:
    """Chernoff: the chance of so large a share is at most e to the minus this, each landmark."""
    kept = min(share, 1 - 1e-9)
    return float(kept * np.log(kept / chance) + (1 - kept) * np.log((1 - kept) / (1 - chance)))


def likelihood(
    query: Landmarks,
    reference: Landmarks,
    pitch: Pitch,
    within_s: float,
    span_s: tuple[float, float],
    reference_start_s: float,
) -> float:
    """How many nats speak for a correspondence of these query seconds with what begins at a time of
    the reference, at the best offset that is not farther away than `within_s`; for nothing 0."""
    rows = query.between(*span_s)
    if rows.stop - rows.start < LEAST_AGREEING:
        return 0.0
    offset_s = reference_start_s - pitch.rate * span_s[0]
    lines = [
        SoundLine(pitch, offset_s + aside_s)
        for aside_s in np.arange(-within_s, within_s + 1e-9, BESIDE_S / 2)
    ]
    shares = [float(_agreeing(query, reference, line, rows).mean()) for line in lines]
    best = int(np.argmax(shares))
    chance = float(max(_elsewhere(query, reference, lines[best], rows).mean(), 1e-3))
    if shares[best] <= chance:
        return 0.0
    # The best of so many offsets is better than chance by as many tries.
    tries = math.log(len(lines))
    speaks = float((rows.stop - rows.start) * _divergence(shares[best], chance))
    return max(speaks - tries, 0.0)
