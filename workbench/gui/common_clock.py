"""Common clock: one time for two pieces of footage. Knows no Qt.

Times are exact presentation seconds; what runs on the clock is A, and B is told from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.match import Segment

RATE_SLACK = 0.005
"""A match's rate this near to 1 is 1: it is estimated from samples."""


@dataclass(frozen=True, slots=True)
class CommonClock:
    """B's time = A's time × rate + offset."""

    offset_s: Fraction = Fraction(0)
    rate: Fraction = Fraction(1)

    def to_b(self, a_s: Fraction) -> Fraction:
        return a_s * self.rate + self.offset_s

    def to_a(self, b_s: Fraction) -> Fraction:
        return (b_s - self.offset_s) / self.rate

    def together(self, a_s: Fraction, b_s: Fraction) -> CommonClock:
        """The same rate, so that these two times are one."""
        return replace(self, offset_s=b_s - a_s * self.rate)


@dataclass(frozen=True, slots=True)
class Times:
    """When a piece of footage has frames. A still has none and is there always."""

    medium: Medium
    table: FrameTable | None

    @property
    def timed(self) -> bool:
        return self.medium.kind is MediaKind.CLIP

    @property
    def counted(self) -> bool:
        return self.table is not None and len(self.table) > 0

    @property
    def start_s(self) -> Fraction:
        if self.table is not None and len(self.table):
            return self.table.time_s(0)
        return Fraction(0)

    @property
    def end_s(self) -> Fraction:
        """When the last frame ends; one whose length is not stated lasts as long as the one
        before it."""
        table = self.table
        if table is None or not len(table):
            return self.medium.duration_s or Fraction(0)
        if table.duration[-1] > 0 or len(table) < 2:
            return max(table.end_s, table.time_s(len(table) - 1) + table.time_base)
        return 2 * table.time_s(len(table) - 1) - table.time_s(len(table) - 2)

    def has(self, time_s: Fraction) -> bool:
        """Whether a frame is on screen then."""
        return not self.timed or self.start_s <= time_s < self.end_s

    def held(self, time_s: Fraction) -> Fraction:
        """The nearest time that has a frame."""
        if self.table is not None and len(self.table):
            return min(max(time_s, self.start_s), self.table.time_s(len(self.table) - 1))
        return min(max(time_s, Fraction(0)), self.end_s)

    def time_of(self, moment: Moment) -> Fraction:
        """When the frame at a moment begins, or would; the start where it cannot be told."""
        if moment.kind is MomentKind.SECONDS:
            return moment.value
        table = self.table
        if moment.kind is MomentKind.PTS:
            base = self.medium.time_base
            offset = self.medium.start_offset_s
            return self.start_s if base is None else moment.value * base - offset
        if table is None or not len(table):
            return self.start_s
        return table.time_s(min(max(int(moment.value), 0), len(table) - 1))

    def begin_of(self, time_s: Fraction) -> Fraction:
        """When the frame that is on screen then begins."""
        if self.table is None or not len(self.table):
            return time_s
        return self.table.time_s(self.table.index_at(time_s))

    def nearest(self, time_s: Fraction) -> Fraction:
        """When the frame begins that begins nearest to a time."""
        table = self.table
        if table is None or not len(table):
            return time_s
        index = table.index_at(time_s)
        after = table.time_s(min(index + 1, len(table) - 1))
        return min(table.time_s(index), after, key=lambda begin: abs(begin - time_s))

    def stepped(self, time_s: Fraction, frames: int) -> Fraction | None:
        """When the frame begins that lies so many after the one on screen then; None where there
        is none, or frames are not counted."""
        if self.table is None or not len(self.table):
            return None
        index = self.table.index_at(time_s) + frames
        return self.table.time_s(index) if 0 <= index < len(self.table) else None


NOTHING = Times(Medium(MediaKind.UNKNOWN, "", MediaStatus.OK, None, 0), None)
"""Where no footage is."""


def of_segment(
    segment: Segment, a: Times, b: Times, *, a_is_query: bool
) -> tuple[Fraction, Fraction, Fraction]:
    """The first instant that a match finds on both sides, and the rate: A's and B's time, begins
    of frames where these are counted, and B's seconds for one of A's."""
    rate = Fraction(segment.rate).limit_denominator(10_000)
    if abs(segment.rate - 1) <= RATE_SLACK or segment.query_end_s <= segment.query_start_s:
        rate = Fraction(1)
    query = _seconds((segment.query_start_s + segment.query_end_s) / 2)
    first = _seconds(segment.query_start_s)
    reference = _seconds(segment.reference_start_s) + (query - first) * rate
    if a_is_query:
        return a.nearest(query), b.nearest(reference), rate
    return a.nearest(reference), b.nearest(query), 1 / rate


def _seconds(at_s: float) -> Fraction:
    return Fraction(at_s).limit_denominator(1_000_000)


@dataclass(frozen=True, slots=True)
class Position:
    """Where both sides are on the common clock. While they are not linked one moves alone, and
    the clock is set anew by where both are."""

    clock: CommonClock = CommonClock()
    a_s: Fraction = Fraction(0)
    b_s: Fraction = Fraction(0)
    linked: bool = True

    def gone_to(self, a: Times, b: Times, time_s: Fraction, *, of_a: bool) -> Position:
        """One side brought to a time of its own, the other with it while they are linked."""
        time_s = (a if of_a else b).held(time_s)
        at = replace(self, a_s=time_s) if of_a else replace(self, b_s=time_s)
        if not (a.timed and b.timed):
            return at
        if not self.linked:
            return replace(at, clock=self.clock.together(at.a_s, at.b_s))
        if of_a:
            return replace(at, b_s=self.clock.to_b(time_s))
        return replace(at, a_s=self.clock.to_a(time_s))

    def stepped(self, a: Times, b: Times, frames: int, *, of_a: bool) -> Position:
        """So many frames of one side on; where there is none, nowhere."""
        side, now = (a, self.a_s) if of_a else (b, self.b_s)
        then = side.stepped(now, frames)
        if then is None and not side.counted:
            then = now + frames * frame_s(side.medium)
        return self if then is None else self.gone_to(a, b, then, of_a=of_a)

    def nudged(self, a: Times, b: Times, frames: int, *, of_a: bool) -> Position:
        """One side alone moved by frames: from now on both frames begin at the same instant."""
        here = replace(self, a_s=a.begin_of(self.a_s), b_s=b.begin_of(self.b_s), linked=False)
        return replace(here.stepped(a, b, frames, of_a=of_a), linked=self.linked)

    def aligned(self, clock: CommonClock) -> Position:
        """A stays, B goes to where another clock has it."""
        return replace(self, clock=clock, b_s=clock.to_b(self.a_s))


def frame_s(medium: Medium) -> Fraction:
    """How long a frame lasts by the stated rate, where frames are not counted."""
    rate = medium.video.average_rate if medium.video is not None else None
    return 1 / rate if rate else Fraction(1, 25)
