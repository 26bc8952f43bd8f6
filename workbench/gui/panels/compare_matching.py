"""Compare matching: a match as two sides, with the clock and the laying that it found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
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
    at_s: tuple[float, float] | None = None
    """Seconds of A and of B to be at; None, the middle of the stretch."""
    settled: bool = False
    """Whether the analyst has moved something since: then it says no more where to be."""
    laid: Registration | None = None
    """How B lies on A by the pictures themselves, where they were looked at."""

    @property
    def footage(self) -> tuple[ItemId | LibraryReference, ItemId | LibraryReference]:
        """What stands on A and on B."""
        pair = (self.match.query, self.match.reference)
        return pair if self.a_is_query else (pair[1], pair[0])

    def swapped(self) -> Opened:
        return replace(self, a_is_query=not self.a_is_query, settled=True, laid=None)

    def position(self, a: Times, b: Times) -> Position:
        """Both at the middle of the stretch, or where it was asked for; the clock as found."""
        a_s, b_s, rate = common_clock.of_segment(self.segment, a, b, a_is_query=self.a_is_query)
        if self.at_s is not None:
            a_s, b_s = (
                side.nearest(Fraction(at_s).limit_denominator(1_000_000))
                for side, at_s in zip((a, b), self.at_s, strict=True)
            )
        return Position(CommonClock(rate=rate).together(a_s, b_s), a_s, b_s)

    def registration(self, a: Extent, b: Extent) -> Registration:
        if self.laid is not None:
            return self.laid
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


def opened(match: Match, item: ItemId, at_s: tuple[float, float] | None = None) -> Opened | None:
    """A match as `item` sees it: the item is A; laid as the stretch at `at_s` is, or the clearest.
    None for a match without a stretch."""
    segments, a_is_query = match.alignment.segments, match.query == item
    if not segments:
        return None
    here_s = None if at_s is None else at_s[0]
    chosen = next((s for s in segments if _holds(s, a_is_query, here_s)), segments[0])
    return Opened(match, chosen, a_is_query, at_s)


def _holds(segment: Segment, a_is_query: bool, a_s: float | None) -> bool:
    query = segment.query_start_s, segment.query_end_s
    reference = segment.reference_start_s, segment.reference_end_s
    start_s, end_s = query if a_is_query else reference
    return a_s is not None and start_s <= a_s <= end_s
