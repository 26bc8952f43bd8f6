"""Media time, exact: an integer presentation timestamp (PTS) and the time base it counts in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A presentation time: `pts` units of `time_base` seconds, on the clock of the stream."""

    pts: int
    time_base: Fraction

    @property
    def seconds(self) -> Fraction:
        """The exact time in seconds; a float of it exists only on screen and in JSON."""
        return self.pts * self.time_base

    def __lt__(self, other: Timestamp) -> bool:
        return self.seconds < other.seconds

    def __le__(self, other: Timestamp) -> bool:
        return self.seconds <= other.seconds


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, from `start` up to, not including, `end`."""

    start: Timestamp
    end: Timestamp

    @property
    def duration_s(self) -> Fraction:
        return self.end.seconds - self.start.seconds


def clock_text(seconds: Fraction | float) -> str:
    """`HH:MM:SS.mmm`, the millisecond cut off and never rounded up into the next frame."""
    milliseconds = (
        int(Fraction(seconds) * 1000) if seconds >= 0 else -int(Fraction(-seconds) * 1000)
    )
    sign = "-" if milliseconds < 0 else ""
    whole, milliseconds = divmod(abs(milliseconds), 1000)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    return f"{sign}{hours:02d}:{minute:02d}:{second:02d}.{milliseconds:03d}"
