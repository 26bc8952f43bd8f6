"""Known date: how the date of known footage is written."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_QUOTES = (('"', '"'), ("“", "”"), ("«", "»"), ("„", "“"))


def is_known_date(text: str) -> bool:
    """Whether it is `2020`, `2020-08`, `2020-08-09`, two of them with a slash between, the earlier
    one first, or free words in quotes."""
    return _is_in_quotes(text) or _is_time(text)


def _is_in_quotes(text: str) -> bool:
    return any(
        text.startswith(opening) and text.endswith(closing) and bool(text[1:-1].strip())
        for opening, closing in _QUOTES
        if len(text) > 2  # Two quotes with nothing between say nothing.
    )


def _is_time(text: str) -> bool:
    return days_of(text) is not None


def days_of(text: str) -> tuple[date, date] | None:
    """The first and the last day that a date in figures, or two with a slash between, can mean;
    None for words."""
    spans = [_days_of(part) for part in text.split("/")]
    if len(spans) > 2:  # Where it began and where it ended.
        return None
    first, last = spans[0], spans[-1]
    if first is None or last is None or first[0] > last[1]:
        return None
    return first[0], last[1]


def _days_of(text: str) -> tuple[date, date] | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        last = day or monthrange(year, month or 12)[1]
        return date(year, month or 1, day or 1), date(year, month or 12, last)
    except ValueError:  # IllegalMonthError is one.
        return None
