"""Claimed: the place and the time that somebody says of footage, read from words.

Only forms that can mean one thing are read: coordinates, days and times in figures. What was read
is shown to whoever wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from workbench.records.claim import Answer, Claim, Question
from workbench.records.claimed import Basis
from workbench.records.known_date import days_of
from workbench.records.match import LibraryReference
from workbench.records.stated_time import StatedTime

MAX_CHARS = 4000


@dataclass(frozen=True, slots=True)
class Claimed:
    """A place or a time, or both, that footage is said to be of."""

    basis: Basis
    record: str
    """Number of the claim, title of the entry."""
    place: tuple[float, float] | None = None
    """Latitude and longitude in degrees."""
    time: StatedTime | None = None


def of_claims(claims: Iterable[Claim]) -> Iterator[Claimed]:
    """What claims and the answers about them say of place and time."""
    for claim in claims:
        said = Claimed(Basis.CLAIM, str(claim.id), place_in(claim.text), time_in(claim.text))
        if said.place is not None or said.time is not None:
            yield said
        for answer in claim.answers:
            place, time = read(answer)
            if place is not None or time is not None:
                yield Claimed(Basis.ANSWER, str(claim.id), place, time)


def read(answer: Answer) -> tuple[tuple[float, float] | None, StatedTime | None]:
    """The place that an answer to the question of place gives, the time for that of time."""
    if answer.question is Question.LOCATION:
        return place_in(answer.text), None
    return None, time_in(answer.text) if answer.question is Question.DATE else None


def of_entry(reference: LibraryReference) -> Claimed | None:
    """What an entry of a library vouches for."""
    place = place_in(reference.place or "")
    days = days_of(reference.date or "")
    time = _days(*days) if days is not None else None
    if place is None and time is None:
        return None
    return Claimed(Basis.ENTRY, reference.title, place, time)


_SIGNED = r"([+-]?\d{1,3}(?:[.,]\d{1,15})?)"
_DECIMALS = r"([+-]?\d{1,3}\.\d{3,15})"
_PLACES = (
    # geo URIs and addresses of maps say by what stands before them that they are coordinates
    re.compile(
        r"(?:geo:|/@|[?&](?:q|ll|center|query)=)([+-]?\d{1,3}(?:\.\d{1,15})?)(?:,|%2C)"
        r"([+-]?\d{1,3}(?:\.\d{1,15})?)"
    ),
    re.compile(
        rf"(?<![\d.,]){_DECIMALS}\s*°?\s*([NSns]?)\s*[,;\s]\s*{_DECIMALS}\s*°?\s*([EWew]?)"
        r"(?![\d.])"
    ),
)
_DEGREES = re.compile(
    r"(\d{1,3})\s*°\s*(\d{1,2}(?:\.\d+)?)\s*['′’]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”]|''))?\s*"
    r"([NS])[\s,;]*"
    r"(\d{1,3})\s*°\s*(\d{1,2}(?:\.\d+)?)\s*['′’]\s*(?:(\d{1,2}(?:\.\d+)?)\s*(?:[\"″”]|''))?\s*"
    r"([EW])"
)


def place_in(words: str) -> tuple[float, float] | None:
    """The one pair of coordinates in a text: decimal degrees with three places or more, degrees
    with minutes, a `geo:` address or that of a map."""
    found = {_near(place) for place in _all_places(words[:MAX_CHARS])}
    return found.pop() if len(found) == 1 else None


def _all_places(words: str) -> Iterator[tuple[float, float]]:
    for latitude, longitude in _PLACES[0].findall(words):
        yield from _possible(float(latitude), float(longitude))
    for latitude, south, longitude, west in _PLACES[1].findall(words):
        north = -float(latitude) if south.upper() == "S" else float(latitude)
        yield from _possible(north, -float(longitude) if west.upper() == "W" else float(longitude))
    for parts in _DEGREES.findall(words):
        yield from _possible(_angle(*parts[:4]), _angle(*parts[4:]))


def _angle(degrees: str, minutes: str, seconds: str, side: str) -> float:
    found = float(degrees) + float(minutes) / 60 + float(seconds or 0) / 3600
    return -found if side in "SW" else found


def _possible(latitude: float, longitude: float) -> Iterator[tuple[float, float]]:
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        yield latitude, longitude


def _near(place: tuple[float, float]) -> tuple[float, float]:
    """To a millionth of a degree, a tenth of a metre."""
    return round(place[0], 6), round(place[1], 6)


_DAY = r"(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)\.(\d\d)\.(\d{4}))"
_CLOCK = r"(\d\d?):(\d\d)(?::(\d\d))?"
_ZONE = (
    r"(?:\s*(Z\b|UTC(?:\s*[+-]\d\d?(?::?\d\d)?)?|\+\d\d:?\d\d"
    # No zone is further west than -12, and none has another behind it: that is when it ended.
    r"|-(?:0\d|1[0-2]):?\d\d(?!\s*(?:Z\b|UTC|[+-]\d\d:?\d\d))))?"
)
_TIME = re.compile(rf"(?<!\d){_DAY}(?:(?:T|\s+|,\s*){_CLOCK}{_ZONE})?(?![\d:])")
_UNTIL = re.compile(rf"\s*(?:–|—|-|/|\.\.|…)\s*(?:{_CLOCK}{_ZONE}(?![\d:.-])|(?={_DAY}))")
_ZONE_OR_END = re.compile(r"(?:\s|,)\d\d?:\d\d-\d\d:\d\d")
"""`09:00-10:00`: nine o'clock ten hours west of Greenwich, or from nine to ten."""
_ALONE = re.compile(r"\s*((?:19|20)\d\d)(?:-(\d\d))?\s*")


def time_in(words: str) -> StatedTime | None:
    """The one time or span of time in a text: `2020-08-09`, `09.08.2020`, either with a clock time
    and its zone (`20:14 +03:00`), two of them with a dash or a slash between, a year or a month
    that stands alone."""
    alone = _ALONE.fullmatch(words[:MAX_CHARS])
    if alone is not None:
        days = days_of("-".join(part for part in alone.groups() if part))
        return _days(*days) if days is not None else None
    found: list[StatedTime] = []
    at = 0
    while time := _TIME.search(words, at, MAX_CHARS):
        at = time.end()
        either = _ZONE_OR_END.search(time[0])
        if either is not None and either.end() == len(time[0]):
            return None
        moment = _moment(time)
        until = _UNTIL.match(words, at)
        if moment is not None and until is not None:
            moment, at = _span(moment, words, until)
        if moment is not None:
            found.append(moment)
    return found[0] if len(set(found)) == 1 else None


def _span(begin: StatedTime, words: str, until: re.Match[str]) -> tuple[StatedTime | None, int]:
    """From the beginning of one time to the end of the next, or to a clock time of the same day;
    and where the text goes on."""
    if until[1] is not None:
        end = _at(begin.begin.date(), until[1], until[2], until[3], until[4])
        if end is None:
            return None, until.end()
        start = begin.begin
        if end.tzinfo is not None and start.tzinfo is None:
            start = start.replace(tzinfo=end.tzinfo)
        elif start.tzinfo is not None and end.tzinfo is None:
            end = end.replace(tzinfo=start.tzinfo)
        end = end if end >= start else end + timedelta(days=1)
        return StatedTime(start, end), until.end()
    following = _TIME.match(words, until.end())
    last = _moment(following) if following is not None else None
    if following is None or last is None:
        return None, until.end()
    if last.zoned != begin.zoned or last.end < begin.begin:
        return None, following.end()
    return StatedTime(begin.begin, last.end), following.end()


def _moment(found: re.Match[str]) -> StatedTime | None:
    year, month, day, day2, month2, year2, hour, minute, second, zone = found.groups()
    try:
        on = date(int(year or year2), int(month or month2), int(day or day2))
    except ValueError:
        return None
    if hour is None:
        return _days(on, on)
    at = _at(on, hour, minute, second, zone)
    if at is None:
        return None
    return StatedTime(at, at if second else at + timedelta(seconds=59))


def _at(on: date, hour: str, minute: str, second: str | None, zone: str | None) -> datetime | None:
    try:
        return datetime(
            *(on.year, on.month, on.day, int(hour), int(minute), int(second or 0)),
            tzinfo=_zone(zone) if zone else None,
        )
    except ValueError:
        return None


def _zone(stated: str) -> timezone:
    figures = re.search(r"([+-])(\d\d?):?(\d\d)?", stated)
    if figures is None:
        return UTC
    offset = timedelta(hours=int(figures[2]), minutes=int(figures[3] or 0))
    return timezone(-offset if figures[1] == "-" else offset)


def _days(first: date, last: date) -> StatedTime:
    begin = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    end = datetime(last.year, last.month, last.day, 23, 59, 59)  # noqa: DTZ001
    return StatedTime(begin, end)
