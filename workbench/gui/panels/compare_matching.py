"""Compare matching: a match as two sides, with the clock and the laying that it found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.gui import common_clock, registration
from workbench.gui.common_clock import CommonClock, Position, Times
from workbench.gui.registration import Extent, Registration
from workbench.records.item import ItemId
from workbench.records.match import LibraryReference, Match, Segment

if TYPE_CHECKING:
    pass

Stretch = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Opened:
    """A match seen from A, which is its query or its reference."""

    match: Match
    segment: Segment
    a_is_query: bool
    settled: bool = False
    """Whether the analyst has moved something since: then it says no more where to be."""

    @property
    def footage(self) -> tuple[ItemId | LibraryReference, ItemId | LibraryReference]:
        """What stands on A and on B."""
        pair = (self.match.query, self.match.reference)
        return pair if self.a_is_query else (pair[1], pair[0])

    def swapped(self) -> Opened:
        return replace(self, a_is_query=not self.a_is_query, settled=True)

    def position(self, a: Times, b: Times) -> Position:
        """Both at the middle of the stretch, the clock as the match has it."""
        a_s, b_s, rate = common_clock.of_segment(self.segment, a, b, a_is_query=self.a_is_query)
        return Position(CommonClock(rate=rate).together(a_s, b_s), a_s, b_s)

    def registration(self, a: Extent, b: Extent) -> Registration:
        one = self.segment
        return registration.of_match(
            *(a, b, one.crop),
            mirrored=one.mirrored,
            rotated_deg=one.rotated_deg,
            a_is_query=self.a_is_query,
        )

    def stretches(self) -> tuple[list[Stretch], list[Stretch]]:
        """What corresponds, in seconds of A and in seconds of B."""
        segments = self.match.alignment.segments
        query = [(s.query_start_s, s.query_end_s) for s in segments]
        reference = [(s.reference_start_s, s.reference_end_s) for s in segments]
        return (query, reference) if self.a_is_query else (reference, query)


def opened(match: Match, item: ItemId) -> Opened | None:
    """A match as `item` sees it: the item is A. None for a match without a stretch."""
    segments = match.alignment.segments
    return Opened(match, segments[0], match.query == item) if segments else None
