"""Times: when a file says that it was recorded, encoded, changed; and whether the zone is known.

A zone is known where the file states an offset with the time, or the time comes from GPS. The times
of a QuickTime or ISO movie are in UTC by the specification, but cameras write their local time
there as well: their zone counts as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


class Meaning(StrEnum):
    """What happened at a time."""

    CAPTURE = "capture"
    ENCODE = "encode"
    MODIFY = "modify"
    GPS = "gps"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class _Stated:
    """A tag that holds a time, and the tags that belong to it."""

    tag: str
    meaning: Meaning
    offset: str | None = None
    fraction: str | None = None


_STATED = (
    _Stated(
        "ExifIFD:DateTimeOriginal",
        Meaning.CAPTURE,
        "ExifIFD:OffsetTimeOriginal",
        "ExifIFD:SubSecTimeOriginal",
    ),
    _Stated(
        "ExifIFD:CreateDate",
        Meaning.CAPTURE,
        "ExifIFD:OffsetTimeDigitized",
        "ExifIFD:SubSecTimeDigitized",
    ),
    _Stated("IFD0:ModifyDate", Meaning.MODIFY, "ExifIFD:OffsetTime", "ExifIFD:SubSecTime"),
    _Stated("Keys:CreationDate", Meaning.CAPTURE),
    _Stated("UserData:ContentCreateDate", Meaning.CAPTURE),
    _Stated("ItemList:ContentCreateDate", Meaning.CAPTURE),
    _Stated("UserData:DateTimeOriginal", Meaning.CAPTURE),
    _Stated("QuickTime:CreateDate", Meaning.ENCODE),
    _Stated("QuickTime:ModifyDate", Meaning.MODIFY),
    _Stated("XMP-exif:DateTimeOriginal", Meaning.CAPTURE),
    _Stated("XMP-photoshop:DateCreated", Meaning.CAPTURE),
    _Stated("XMP-xmp:CreateDate", Meaning.CAPTURE),
    _Stated("XMP-xmp:ModifyDate", Meaning.MODIFY),
    _Stated("RIFF:DateTimeOriginal", Meaning.CAPTURE),
    _Stated("Matroska:DateTimeOriginal", Meaning.ENCODE),
)
_TRACK_DATE = re.compile(r"Track\d+:(?:TrackCreateDate|MediaCreateDate)\Z")
_OTHER_CREATION = re.compile(r"(?!QuickTime|Track)[A-Za-z0-9-]+:CreationTime\Z")
_TIME = re.compile(
    r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
    r"\s*(Z|[+-]\d\d:?\d\d)?\Z"
)
_NOT_SET = ("1904-01-01T00:00:00", "1970-01-01T00:00:00")


def times_of(tags: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every time in the tags as `inspect` gives it; without a zone it is written without offset."""
    times = [found for stated in _STATED if (found := _time(tags, stated)) is not None]
    gps = _gps_time(tags)
    if gps is not None:
        times.insert(0, gps)
    return times + _further(tags, {str(one["at"]) for one in times})


def _further(tags: Mapping[str, Any], known: set[str]) -> list[dict[str, Any]]:
    """Times of tracks that differ from those of the movie, and of other containers."""
    times = []
    for name in tags:
        if _TRACK_DATE.match(name) or _OTHER_CREATION.match(name):
            found = _time(tags, _Stated(name, Meaning.ENCODE), trust_zone=False)
            if found is not None and found["at"] not in known:
                known.add(found["at"])
                times.append(found)
    return times


def _time(
    tags: Mapping[str, Any], stated: _Stated, trust_zone: bool = True
) -> dict[str, Any] | None:
    offset = tags.get(stated.offset) if stated.offset else None
    fraction = tags.get(stated.fraction) if stated.fraction else None
    read = iso_time(
        tags.get(stated.tag),
        offset if isinstance(offset, str) else None,
        fraction if isinstance(fraction, str) else None,
        trust_zone=trust_zone,
    )
    if read is None:
        return None
    at, zone_known = read
    return {
        "at": at,
        "zone_known": zone_known,
        "meaning": stated.meaning.value,
        "from": stated.tag,
    }


def _gps_time(tags: Mapping[str, Any]) -> dict[str, Any] | None:
    date, clock = tags.get("GPS:GPSDateStamp"), tags.get("GPS:GPSTimeStamp")
    read = iso_time(f"{date} {clock}", "+00:00") if date and clock else None
    if read is None:
        return None
    return {
        "at": read[0],
        "zone_known": True,
        "meaning": Meaning.GPS.value,
        "from": "GPS:GPSTimeStamp",
    }


def iso_time(
    text: Any,
    offset: str | None = None,
    fraction: str | None = None,
    trust_zone: bool = True,
) -> tuple[str, bool] | None:
    """ISO 8601 and whether its zone is known; None where the text is no time, or one that devices
    write instead of none."""
    found = _TIME.match(text.strip()) if isinstance(text, str) else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        # UTC only to be checked and written by datetime; the zone is added below, if it is known.
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None
    written = at.replace(tzinfo=None).isoformat()
    if written in _NOT_SET or year < 1800:
        return None
    part = found[7] or (fraction or "").strip()
    written += f".{part[:9]}" if part.isdigit() else ""
    zone = _zone(found[8] or offset) if trust_zone else None
    return written + (zone or ""), zone is not None


def _zone(text: str | None) -> str | None:
    if text is None:
        return None
    if text.strip() == "Z":
        return "+00:00"
    found = re.match(r"([+-])(\d\d):?(\d\d)\Z", text.strip())
    if not found or int(found[2]) > 14 or int(found[3]) > 59:
        return None
    return f"{found[1]}{found[2]}:{found[3]}"
