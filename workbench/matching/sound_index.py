"""Sound index: pairs of landmarks of many sounds, and where those of a query lie among them.

A pair says three things that a copy keeps: two frequencies and the time between them. At another
speed it says them otherwise; so a query is asked again as it would sound at each speed, with its
pitch following (as on a tape) and with its pitch kept (as players and editors do it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.records.landmarks import Landmarks

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

ANCHORS_HZ = 22
"""So many of the strongest landmarks of each second are paired."""
ZONES_S = (0.04, 0.3, 0.55, 0.8, 1.1, 1.4)
"""Each with the strongest of those that follow between these."""
PARTNERS, QUERY_PARTNERS = 1, 2
"""A query is asked with the second strongest too."""
BEND_HZ = 1000.0
"""Cells of frequency are as wide everywhere below this, and in proportion above."""
CELL_HZ = 18.0
CELLS = 128
CELL_S = 0.024
SPAN_CELLS = 64
WINDOW_S = 10.0
"""Votes are counted for so much of the query at a time, by halves of it."""
OFFSET_S = 0.04
ROUGH_OFFSET_S = 0.08
"""At a speed that is only nearly right."""
LEAST_VOTES = 5
LEAST_ROUGH_VOTES = 8
MOST_PLACES = 4
"""Places in one reference that are looked at more closely, at one speed."""
SPEED_STEP = 1.022
SLOWEST, FASTEST = 0.66, 1.52
"""Reference seconds for one query second: a query at 0.66 to 1.5 times the speed."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """How a query was changed in speed."""

    rate: float
    """Reference seconds for one query second."""
    follows: bool
    """Whether the pitch went with it."""

    @property
    def frequency(self) -> float:
        """Reference frequency over query frequency."""
        return 1 / self.rate if self.follows else 1.0


PLAIN = Pitch(1.0, True)


def speeds() -> Iterator[Pitch]:
    """Every speed that is tried beside the plain one."""
    steps = int(np.floor(np.log(FASTEST) / np.log(SPEED_STEP)))
    lowest = int(np.ceil(np.log(SLOWEST) / np.log(SPEED_STEP)))
    for step in range(lowest, steps + 1):
        if step:
            yield Pitch(SPEED_STEP**step, True)
            yield Pitch(SPEED_STEP**step, False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a query may lie in a reference."""

    reference: int
    pitch: Pitch
    query_s: float
    reference_s: float
    """What is heard at `query_s` of the query may be heard here."""
    votes: int


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of landmarks of one sound."""

    anchor_s: Floats
    low: Floats
    """Frequency of the anchor, in hertz."""
    high: Floats
    """And of its partner."""
    span_s: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Sorted:
    """Pairs of some sounds in the order of their keys."""

    keys: NDArray[np.int32]
    times_s: Floats
    owners: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.keys)


class LandmarkIndex:
    """Sounds, by number from 0; None where there is none. What is added becomes a block, and
    blocks of like size become one."""

    def __init__(self, sounds: Sequence[Landmarks | None] = ()) -> None:
        self._length_s = np.zeros(0)
        self._landmarks: Whole = np.zeros(0, np.int64)
        self._blocks: list[_Sorted] = []
        self.add(len(sounds), [(n, s) for n, s in enumerate(sounds) if s is not None])

    def add(self, count: int, sounds: Sequence[tuple[int, Landmarks]]) -> None:
        """`count` more numbers, and the sounds of some of them, each with its place among those. A
        shallow copy that was made before does not change."""
        first = len(self._length_s)
        parts, length_s, landmarks = [], np.zeros(count), np.zeros(count, np.int64)
        for number, sound in sounds:
            length_s[number], landmarks[number] = sound.end_s - sound.start_s, len(sound)
            if len(sound) < 2:
                continue
            pairs = pairs_of(sound, PARTNERS)
            keys = _key(*_cells(pairs, PLAIN)).astype(np.int32)
            owners = np.full(len(keys), first + number, np.int32)
            parts.append(_Sorted(keys, pairs.anchor_s, owners))
        self._length_s = np.concatenate([self._length_s, length_s])
        self._landmarks = np.concatenate([self._landmarks, landmarks])
        if not parts:
            return
        blocks = [*self._blocks, _sorted(parts)]
        while len(blocks) > 1 and len(blocks[-2]) < 2 * len(blocks[-1]):
            blocks[-2:] = [_sorted(blocks[-2:])]
        self._blocks = blocks

    def __len__(self) -> int:
        return sum(len(one) for one in self._blocks)

    def without(self, skip: Collection[int]) -> tuple[int, int]:
        """Sounds that can be found where these are skipped, and the landmarks of those."""
        counts = self._landmarks.copy()
        counts[[number for number in skip if number < len(counts)]] = 0
        return int(np.count_nonzero(counts)), int(counts.sum())

    def places(self, pairs: Pairs, pitch: Pitch, skip: Collection[int] = ()) -> list[Place]:
        """Where most pairs of a query agree, in each reference; the likeliest first."""
        if not len(self) or not len(pairs.anchor_s):
            return []
        rough = pitch != PLAIN
        found = [(one, *_alike(one, pairs, pitch)) for one in self._blocks]
        query_s = np.concatenate([asked_s for _, asked_s, _ in found])
        times_s = np.concatenate([one.times_s[row] for one, _, row in found])
        owners = np.concatenate([one.owners[row] for one, _, row in found])
        if skip:
            kept = ~np.isin(owners, list(skip))
            query_s, times_s, owners = query_s[kept], times_s[kept], owners[kept]
        return _voted(query_s, times_s, owners, pitch, self._length_s, rough)


def _sorted(parts: Sequence[_Sorted]) -> _Sorted:
    every = np.concatenate([one.keys for one in parts])
    order = np.argsort(every, kind="stable")
    return _Sorted(
        every[order],
        np.concatenate([one.times_s for one in parts])[order],
        np.concatenate([one.owners for one in parts])[order],
    )


def _alike(known: _Sorted, pairs: Pairs, pitch: Pitch) -> tuple[Floats, Whole]:
    """The query time and the row of the known ones of each two pairs that are alike. A value
    near the edge of its cell is looked up in the cell next to it as well."""
    low, high, span = _cells(pairs, pitch)
    found_s, found_row = [], []
    asked = np.arange(len(low))
    nearer = [np.where(v - np.floor(v) < 0.5, -1, 1) for v in (low, high, span)]
    for corner in range(8):
        moved = [
            np.floor(v) + (n if corner >> axis & 1 else 0)
            for axis, (v, n) in enumerate(zip((low, high, span), nearer, strict=True))
        ]
        key = _key(*moved)
        first = np.searchsorted(known.keys, key, side="left")
        count = np.searchsorted(known.keys, key, side="right") - first
        many = np.repeat(asked, count)
        within = np.arange(len(many)) - np.repeat(np.cumsum(count) - count, count)
        found_s.append(pairs.anchor_s[many])
        found_row.append(np.repeat(first, count) + within)
    return np.concatenate(found_s), np.concatenate(found_row).astype(np.int64)


def pairs_of(sound: Landmarks, partners: int) -> Pairs:
    """Each of the strongest landmarks with the strongest in each of some zones after it: a partner
    is chosen by its strength, so that further, weaker landmarks do not change the pairs."""
    rows = _strongest(sound)
    times, hertz = sound.times_s[rows], sound.frequency_hz[rows].astype(np.float64)
    strength = sound.strength_db[rows]
    anchors, others = [], []
    for start_s, end_s in pairwise(ZONES_S):
        first = np.searchsorted(times, times + start_s)
        end = np.searchsorted(times, times + end_s)
        for other in _best(first, end, strength, partners):
            good = np.flatnonzero(other >= 0)
            anchors.append(good)
            others.append(other[good])
    anchor, other = np.concatenate(anchors), np.concatenate(others)
    return Pairs(times[anchor], hertz[anchor], hertz[other], times[other] - times[anchor])


def _best(first: Whole, end: Whole, strength: NDArray[np.float32], count: int) -> list[Whole]:
    """Of each range of rows the one or the two strongest; -1 where there is none."""
    best = np.full(len(first), -1)
    second = best.copy()
    top = np.full(len(first), -np.inf)
    next_ = top.copy()
    for n in range(int((end - first).max(initial=0))):
        row = first + n
        here = np.where(row < end, strength[np.minimum(row, len(strength) - 1)], -np.inf)
        wins, follows = here > top, (here > next_) & (here <= top)
        second = np.where(wins, best, np.where(follows, row, second))
        next_ = np.where(wins, top, np.where(follows, here, next_))
        best, top = np.where(wins, row, best), np.where(wins, here, top)
    return [best, second][:count]


def _strongest(sound: Landmarks) -> Whole:
    second = np.floor(sound.times_s - sound.start_s)
    order = np.lexsort((-sound.strength_db, second))
    starts = np.searchsorted(second[order], second[order])
    return np.sort(order[np.arange(len(order)) - starts < ANCHORS_HZ])


def _cells(pairs: Pairs, pitch: Pitch) -> tuple[Floats, Floats, Floats]:
    """The three values in cells, not yet whole."""
    return (
        _bent(pairs.low * pitch.frequency),
        _bent(pairs.high * pitch.frequency),
        pairs.span_s * pitch.rate / CELL_S,
    )


def _bent(hertz: Floats) -> Floats:
    return np.log1p(hertz / BEND_HZ) * (BEND_HZ / CELL_HZ)


def _key(low: Floats, high: Floats, span: Floats) -> Whole:
    low, high, span = np.floor(low), np.floor(high), np.floor(span)
    inside = (low >= 0) & (low < CELLS) & (high >= 0) & (high < CELLS)
    inside &= (span >= 0) & (span < SPAN_CELLS)
    key = (low * CELLS + high) * SPAN_CELLS + span
    return np.where(inside, key, -1).astype(np.int64)


def _voted(
    query_s: Floats,
    reference_s: Floats,
    owner: NDArray[np.int32],
    pitch: Pitch,
    length_s: Floats,
    rough: bool,
) -> list[Place]:
    """Places with more votes than chance gives, at most `MOST_PLACES` in each reference."""
    if not len(query_s):
        return []
    width_s = ROUGH_OFFSET_S if rough else OFFSET_S
    found: list[Place] = []
    for half in (0.0, 0.5):
        window = np.floor(query_s / WINDOW_S + half).astype(np.int64)
        middle_s: Floats = ((window - half + 0.5) * WINDOW_S).astype(np.float64)
        shift_s = reference_s - pitch.rate * (query_s - middle_s)
        for lag in (0.0, 0.5):
            bin_ = np.floor(shift_s / width_s + lag).astype(np.int64)
            found += _counted(window, bin_, owner, middle_s, shift_s, pitch, length_s, width_s)
    return _apart(found)


def _counted(
    window: Whole,
    bin_: Whole,
    owner: NDArray[np.int32],
    middle_s: Floats,
    shift_s: Floats,
    pitch: Pitch,
    length_s: Floats,
    width_s: float,
) -> list[Place]:
    order = np.lexsort((bin_, window, owner))
    of_window, every = (
        _begins(owner[order], window[order]),
        _begins(owner[order], window[order], bin_[order]),
    )
    starts = np.flatnonzero(every)
    votes = np.diff(np.append(starts, len(order)))
    # What chance gives: the votes of a window, spread over the whole reference.
    number = np.cumsum(of_window) - 1
    own = owner[order][starts]
    chance = np.bincount(number)[number[starts]] * width_s / (length_s[own] + WINDOW_S)
    least = LEAST_ROUGH_VOTES if pitch != PLAIN else LEAST_VOTES
    good = votes >= np.maximum(least, chance + 4 * np.sqrt(chance) + 2)
    places = []
    for n in np.flatnonzero(good)[np.argsort(-votes[good], kind="stable")][:200]:
        rows = order[starts[n] : starts[n] + votes[n]]
        places.append(
            Place(
                reference=int(own[n]),
                pitch=pitch,
                query_s=float(middle_s[rows[0]]),
                reference_s=float(np.median(shift_s[rows])),
                votes=int(votes[n]),
            )
        )
    return places


def _begins(*sorted_values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where one of several arrays begins another value."""
    begins = np.zeros(len(sorted_values[0]), bool)
    begins[0] = True
    for values in sorted_values:
        begins[1:] |= np.diff(values) != 0
    return begins


def _apart(found: list[Place]) -> list[Place]:
    """The best of those that say the same, and at most `MOST_PLACES` of each reference."""
    kept: list[Place] = []
    count: dict[int, int] = {}
    for place in sorted(found, key=lambda one: -one.votes):
        if count.get(place.reference, 0) >= MOST_PLACES:
            continue
        if any(_same(place, other) for other in kept if other.reference == place.reference):
            continue
        kept.append(place)
        count[place.reference] = count.get(place.reference, 0) + 1
    return kept


def _same(one: Place, other: Place) -> bool:
    there_s = other.reference_s + one.pitch.rate * (one.query_s - other.query_s)
    slack_s = 0.1 + 0.03 * abs(one.query_s - other.query_s) * (one.pitch != PLAIN)
    return abs(there_s - one.reference_s) <= slack_s
