"""Values of sidecars: JSON read with limits, trees cut to a bound, texts, numbers and times."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from workbench.records.errors import MediaError, MediaFault

MAX_VALUES = 10_000
"""Of a tree: lists of formats and captions of a downloader have more."""
MAX_DEPTH = 24
MAX_TEXT_CHARS = 4000
MAX_LINE_CHARS = 500
_LARGEST = 2**63
_DAY = re.compile(r"(\d{4})-?([01]\d)-?([0-3]\d)\Z", re.ASCII)
_STAMP = re.compile(
    r"(\d{4})[-:](\d\d)[-:](\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?"
    r"\s*(Z|UTC|[+-]\d\d:?\d\d)?\Z",
    re.ASCII,
)


def document(content: bytes) -> Any:
    """The JSON value that these bytes are. MediaError(DAMAGED) where they are none, or are nested
    deeper than can be read."""
    try:
        return json.loads(content, parse_constant=str)
    except (ValueError, RecursionError) as wrong:
        # A UnicodeDecodeError would print the bytes.
        raise MediaError(MediaFault.DAMAGED, detail=type(wrong).__name__) from None


class Pruned:
    """A tree with as many values as are kept, and the number of those that are not."""

    def __init__(self, value: Any) -> None:
        self._room = MAX_VALUES
        self.left_out = 0
        self.tree = self._kept(value, MAX_DEPTH)

    def _kept(self, value: Any, depth: int) -> Any:
        self._room -= 1
        if isinstance(value, dict | list):
            if depth == 0:
                self.left_out += 1
                return None
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            kept: list[tuple[Any, Any]] = []
            for key, one in inner:
                if self._room <= 0:
                    self.left_out += len(value) - len(kept)
                    break
                kept.append((key, self._kept(one, depth - 1)))
            if isinstance(value, dict):
                return {plain(str(key), MAX_LINE_CHARS): one for key, one in kept}
            return [one for _key, one in kept]
        if isinstance(value, str):
            return plain(value)
        if isinstance(value, float) and not math.isfinite(value):
            return str(value)
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LARGEST:
            return plain(hex(value))
        return value


def plain(text: str, most: int = MAX_TEXT_CHARS) -> str:
    """Text that can be stored: no half of a surrogate pair, and not longer than `most`."""
    kept = text[:most].encode("utf-8", "replace").decode()
    return kept if len(text) <= most else f"{kept}…"


def text(value: Any, most: int = MAX_LINE_CHARS) -> str | None:
    """The text or the number that a value is, as text; None for nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    said = plain(str(value).strip(), most)
    return said or None


def first(content: Mapping[str, Any], *names: str) -> str | None:
    """The first of these fields that says something."""
    return next((said for name in names if (said := text(content.get(name))) is not None), None)


def words(content: Mapping[str, Any], *names: str) -> str | None:
    """The same for what may be long."""
    found = (text(content.get(name), MAX_TEXT_CHARS) for name in names)
    return next((said for said in found if said is not None), None)


def number(value: Any) -> float | None:
    """The finite number that a value is or says."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def whole(value: Any) -> int | None:
    """The count of pixels that a value says."""
    found = number(value)
    return int(found) if found is not None and 0 < found < 1_000_000 else None


def unix_time(value: Any) -> str | None:
    """Seconds since 1970 as ISO 8601 in UTC; None for zero, which stands for nothing."""
    seconds = number(value)
    if seconds is None or not 0 < seconds < 253_402_300_800:
        return None
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def stated_time(value: Any, zone: str | None = None) -> str | None:
    """A time in any of the forms of ISO 8601 and EXIF, with the zone that it states, or else
    `zone`; a day alone stays a day."""
    said = text(value)
    if said is None:
        return None
    if day := _DAY.match(said):
        return _checked("-".join(day.groups()))
    stamp = _STAMP.match(said)
    if stamp is None:
        return None
    year, month, date, hour, minute, second, stated = stamp.groups()
    return _checked(f"{year}-{month}-{date}T{hour}:{minute}:{second or '00'}", stated or zone)


def _checked(at: str, zone: str | None = None) -> str | None:
    try:
        moment = datetime.fromisoformat(at)
        if zone is not None:
            moment = moment.replace(tzinfo=_zone(zone))
    except ValueError:
        return None
    return moment.date().isoformat() if len(at) == len("2020-08-09") else moment.isoformat()


def _zone(stated: str) -> timezone:
    if stated in ("Z", "UTC"):
        return UTC
    sign = -1 if stated[0] == "-" else 1
    digits = stated[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))


def coordinates(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """A place in degrees; None for 0, 0, which is written where there is none."""
    north, east = number(latitude), number(longitude)
    if north is None or east is None or not (abs(north) <= 90 and abs(east) <= 180):
        return None
    return (north, east) if (north, east) != (0.0, 0.0) else None
