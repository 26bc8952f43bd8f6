"""Sound search: which sounds have a stretch in common with a query, and where."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.matching.sound_index import (
    PARTNERS,
    PLAIN,
    QUERY_PARTNERS,
    WINDOW_S,
    LandmarkIndex,
    Place,
    pairs_of,
    speeds,
)
from workbench.matching.sound_line import DRIFT
from workbench.matching.sound_proof import Heard, heard_at
from workbench.records.landmarks import Landmarks

ENOUGH = 0.8
"""Where so much of a query is found at the plain speed no other is tried."""
TELLING_HZ = 4.0
"""A second with fewer landmarks tells nothing."""
QUIET_S = 3.0
"""Shorter pauses are not worth saying."""
MOST_SPEED_S = 120.0
"""Other speeds are sought with so much of a query, from its most telling part."""
SLACK_S = 0.15
MOST_STRETCHES = 8
"""Of one pair: music that is made of loops is like itself in many places."""


class Sounds:
    """Sounds, by number from 0, ready to be searched; None where there is none."""

    def __init__(self, index: LandmarkIndex, sounds: Callable[[int], Landmarks | None]) -> None:
        """`sounds` gives a sound by its number, or None where it is not there any more."""
        self._sounds, self._index = sounds, index

    @classmethod
    def listed(cls, sounds: Sequence[Landmarks | None]) -> Sounds:
        return cls(LandmarkIndex(sounds), list(sounds).__getitem__)

    def search(
        self, query: Landmarks, skip: Collection[int] = ()
    ) -> list[tuple[int, tuple[Heard, ...]]]:
        """The stretches that each sound has in common with the query, the surest first."""
        found: dict[int, list[Heard]] = {}
        plain = pairs_of(query, QUERY_PARTNERS)
        self._look(query, self._index.places(plain, PLAIN, skip), found)
        if not _is_covered(query, found):
            part = pairs_of(_most_telling(query), PARTNERS)
            for pitch in speeds():
                self._look(query, self._index.places(part, pitch, skip), found)
        chosen = [(number, _apart(heard)) for number, heard in found.items()]
        return sorted(chosen, key=lambda one: (-one[1][0].nats, one[0]))

    def _look(
        self, query: Landmarks, places: Sequence[Place], found: dict[int, list[Heard]]
    ) -> None:
        for place in places:
            known = found.get(place.reference, [])
            if any(_explains(one, place, query) for one in known):
                continue
            reference = self._sounds(place.reference)
            heard = [] if reference is None else heard_at(query, reference, place)
            if heard:
                found.setdefault(place.reference, []).extend(heard)


def telling_seconds(sound: Landmarks) -> NDArray[np.bool_]:
    """Of each second from the start: whether there is enough to be compared."""
    length = max(int(np.ceil(sound.end_s - sound.start_s)), 1)
    second = np.floor(sound.times_s - sound.start_s).astype(np.int64)
    return np.bincount(second[second < length], minlength=length) >= TELLING_HZ


def quiet_stretches(sound: Landmarks) -> list[tuple[float, float]]:
    """The stretches of which nothing can be said, in seconds."""
    quiet = ~telling_seconds(sound)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.view(np.int8), [0]))))
    found = [
        (sound.start_s + float(first), min(sound.start_s + float(end), sound.end_s))
        for first, end in zip(edges[::2], edges[1::2], strict=True)
    ]
    return [one for one in found if one[1] - one[0] >= QUIET_S or quiet.all()]


def _is_covered(query: Landmarks, found: dict[int, list[Heard]]) -> bool:
    wanted = ENOUGH * max(int(telling_seconds(query).sum()), 1)
    return any(
        sum(one.query_end_s - one.query_start_s for one in _apart(heard)) >= wanted
        for heard in found.values()
    )


def _most_telling(query: Landmarks) -> Landmarks:
    """The stretch of `MOST_SPEED_S` with most landmarks."""
    if query.end_s - query.start_s <= MOST_SPEED_S:
        return query
    end = np.searchsorted(query.times_s, query.times_s + MOST_SPEED_S)
    first = int(np.argmax(end - np.arange(len(query))))
    rows = slice(first, int(end[first]))
    start_s = float(query.times_s[first])
    return Landmarks(
        start_s,
        start_s + MOST_SPEED_S,
        query.times_s[rows],
        query.frequency_hz[rows],
        query.strength_db[rows],
    )


def _explains(one: Heard, place: Place, query: Landmarks) -> bool:
    """Whether a place lies on a stretch that is known and that no nearer speed could lengthen."""
    pitch = one.line.pitch
    there_s = pitch.rate * place.query_s + one.line.offset_s
    inside = one.query_start_s - WINDOW_S / 2 <= place.query_s <= one.query_end_s + WINDOW_S / 2
    slow = abs(pitch.rate - place.pitch.rate) <= DRIFT / 2 and place.pitch == PLAIN
    whole = one.query_end_s - one.query_start_s >= 0.6 * (query.end_s - query.start_s)
    return inside and (slow or whole) and abs(there_s - place.reference_s) <= SLACK_S


def _apart(heard: Sequence[Heard]) -> tuple[Heard, ...]:
    """Those that do not say the same, the surest first."""
    kept: list[Heard] = []
    for one in sorted(heard, key=lambda h: -h.nats):
        if len(kept) < MOST_STRETCHES and not any(_same(one, other) for other in kept):
            kept.append(one)
    return tuple(kept)


def _same(one: Heard, other: Heard) -> bool:
    """Whether two stretches are mostly the same seconds of the query: a second of it is one second
    of a recording; that music repeats itself is of no interest."""
    low = max(one.query_start_s, other.query_start_s)
    high = min(one.query_end_s, other.query_end_s)
    shorter = min(one.query_end_s - one.query_start_s, other.query_end_s - other.query_start_s, 1e9)
    return high - low >= 0.5 * max(shorter, 1e-3)
