"""Times in file names: what each program means by the date it writes into a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NameTime(StrEnum):
    """What happened at the time that a name states."""

    CAPTURED = "captured"
    DOWNLOADED = "downloaded"
    RECEIVED = "received"
    SAVED = "saved"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time in a file name, on a clock of which the zone is not known."""

    writer: str
    meaning: NameTime
    at: datetime
    """Naive: the name states no zone."""
    to_the_day: bool


_DAY = r"(?P<Y>(?:19|20)\d\d)-?(?P<m>[01]\d)-?(?P<d>[0-3]\d)"
_CLOCK = r"(?P<H>[0-2]\d)[-.:h]?(?P<M>[0-5]\d)[-.:m]?(?P<S>[0-5]\d)"
_TELEGRAM = r"^(?:photo|video|audio|document)_(?:\d+@)?"
_SCREEN = r"^(?:Screenshot|Screenrecorder|Screen Recording|Capture)[-_ ]"
_NAMES = (
    # tdesktop issues 1586, 7963: the time of downloading, not of posting
    (
        "Telegram Desktop",
        NameTime.DOWNLOADED,
        rf"{_TELEGRAM}(?P<d>\d\d)-(?P<m>\d\d)-(?P<Y>\d{{4}})_{_CLOCK}",
    ),
    ("Telegram Desktop", NameTime.DOWNLOADED, rf"{_TELEGRAM}{_DAY}_{_CLOCK}"),
    ("WhatsApp", NameTime.RECEIVED, rf"^(?:IMG|VID|AUD|PTT|STK|DOC)-{_DAY}-WA\d{{4}}"),
    ("WhatsApp", NameTime.SAVED, rf"^WhatsApp (?:Image|Video|Audio) {_DAY} at {_CLOCK}"),
    # Signal-Desktop issue 7900
    ("Signal", NameTime.SAVED, rf"^signal-{_DAY}-{_CLOCK}"),
    ("Signal", NameTime.SAVED, rf"^signal-{_DAY}-\d"),
    ("Viber", NameTime.RECEIVED, rf"^(?:IMG|VID)[-_ ]{_DAY}[-_ ]{_CLOCK}[-_]viber"),
    ("Viber", NameTime.RECEIVED, rf"^viber_(?:image|video)[-_ ]{_DAY}[-_ ]{_CLOCK}"),
    ("Android", NameTime.CAPTURED, rf"^(?:IMG|VID|PXL|MVIMG|PANO|BURST)[-_]{_DAY}[-_]{_CLOCK}"),
    ("Samsung", NameTime.CAPTURED, rf"^{_DAY}_{_CLOCK}(?:\(\d+\))?\.\w+$"),
    ("Windows Phone", NameTime.CAPTURED, rf"^WP_{_DAY}(?:_{_CLOCK})?"),
    ("screenshot", NameTime.CAPTURED, rf"{_SCREEN}{_DAY}[-_ ]{_CLOCK}"),
    ("", NameTime.UNKNOWN, rf"(?<!\d){_DAY}[-_ T]{_CLOCK}(?!\d)"),
    ("", NameTime.UNKNOWN, rf"(?<!\d){_DAY}(?!\d)"),
)
_PATTERNS = tuple((writer, meaning, re.compile(text)) for writer, meaning, text in _NAMES)


def time_in(name: str) -> NamedTime | None:
    """The time in a file name, by the first writer whose way of naming it fits."""
    for writer, meaning, pattern in _PATTERNS:
        found = pattern.search(name[:255])
        if found is None:
            continue
        part = found.groupdict()
        hour, minute, second = (int(part.get(key) or 0) for key in ("H", "M", "S"))
        year, month, day = (int(part[key]) for key in ("Y", "m", "d"))
        try:
            at = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        except ValueError:
            continue
        return NamedTime(writer, meaning, at, to_the_day=part.get("H") is None)
    return None
