"""Stated time: when something happened, as files and people say it, as precisely as they do.

A time without a zone may be of any zone on Earth; a day may be any clock time of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

CLOCK_SLACK = timedelta(minutes=2)
"""Clocks of cameras are set by hand."""
ZONES = timedelta(hours=14)
"""The furthest zone from UTC, either way from -12 to +14."""
_DAY_CHARS = len("2020-08-09")


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A stated time: the earliest and the latest that it can mean."""

    begin: datetime
    end: datetime
    """Both naive where no zone is stated."""

    @property
    def zoned(self) -> bool:
        return self.begin.tzinfo is not None

    @property
    def text(self) -> str:
        """One time, or two with a slash between; a day as a day."""
        whole_day = timedelta(days=1) - timedelta(seconds=1)
        midnight = self.begin.time() == time.min
        if not self.zoned and midnight and self.end - self.begin == whole_day:
            return self.begin.date().isoformat()
        if self.begin == self.end:
            return self.begin.isoformat()
        return f"{self.begin.isoformat()}/{self.end.isoformat()}"


def time_stated(text: str | None) -> StatedTime | None:
    """The moment that ISO 8601 text states; None where it states none."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= _DAY_CHARS:
        return StatedTime(at, at + timedelta(days=1) - timedelta(seconds=1))
    return StatedTime(at, at)


def after(one: StatedTime, other: StatedTime) -> timedelta | None:
    """How much later `one` is than `other` at the least, whatever their zones; None where it need
    not be later."""
    least = _utc(one.begin) - _utc(other.end) - _doubt(one, other)
    return least if least > CLOCK_SLACK else None


def apart(one: StatedTime, other: StatedTime) -> timedelta | None:
    """How far they are apart at the least; None where they can be one."""
    return after(one, other) or after(other, one)


def _doubt(one: StatedTime, other: StatedTime) -> timedelta:
    return timedelta(0) if one.zoned == other.zoned else ZONES


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at
