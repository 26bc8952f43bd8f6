"""Times in file names: what each program means by the date, or the number, it writes into a name.

Some numbers of posts hold the time at which they were given: they are as good as a date, and in
UTC. A name can be given by anybody; `strength` says how much it carries where nobody did.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from workbench.records.provenance import Strength


class NameTime(StrEnum):
    """What happened at the time that a name states."""

    CAPTURED = "captured"
    DOWNLOADED = "downloaded"
    RECEIVED = "received"
    SAVED = "saved"
    POSTED = "posted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class NamedTime:
    """A time in a file name."""

    writer: str
    meaning: NameTime
    at: datetime
    """Naive where the name is in local time: it states no zone."""
    to_the_day: bool
    strength: Strength = Strength.MODERATE

    @property
    def text(self) -> str:
        """ISO 8601, to the day where no clock time is named."""
        return self.at.date().isoformat() if self.to_the_day else self.at.isoformat()


_DAY = r"(?P<Y>(?:19|20)\d\d)-?(?P<m>[01]\d)-?(?P<d>[0-3]\d)"
_CLOCK = r"(?P<H>[0-2]\d)[-.:h]?(?P<M>[0-5]\d)[-.:m]?(?P<S>[0-5]\d)"
_STAMP = rf"{_DAY}[-_ T]?{_CLOCK}"
_TWELVE = r"(?P<H>\d{1,2})[.:](?P<M>[0-5]\d)[.:](?P<S>[0-5]\d)[ \u202f]?(?P<P>[AP]M)"
_TELEGRAM = r"^(?:photo|video|audio|document|round_video|voice|sticker|animation)_"
_SCREEN = r"^(?:Screenshot|Screenrecorder|Screen[ _-]?Recording|Screen_recorder|Capture|SVID)[-_ ]"
_MAC = (
    r"^(?:Screenshot|Screen Shot|Screen Recording|Снимок экрана|Запись экрана|Знімок екрана|"
    r"Запис екрана|Здымак экрана) "
)
_AT = r"(?:at|в|о|у|,)"
_WEAK, _MODERATE, _STRONG = Strength.WEAK, Strength.MODERATE, Strength.STRONG
_Row = tuple[str, NameTime, Strength, str]
_LOCAL: tuple[_Row, ...] = (
    # Of an export: the time of the message (tdesktop, PrepareFileNameDatePart); elsewhere the time
    # of downloading, not of posting (tdesktop issues 1586, 7963).
    (
        *("Telegram export", NameTime.POSTED, _STRONG),
        rf"{_TELEGRAM}\d+@(?P<d>\d\d)-(?P<m>\d\d)-(?P<Y>\d{{4}})_{_CLOCK}",
    ),
    (
        *("Telegram Desktop", NameTime.DOWNLOADED, _MODERATE),
        rf"{_TELEGRAM}(?:\d+@)?(?P<d>\d\d)-(?P<m>\d\d)-(?P<Y>\d{{4}})_{_CLOCK}",
    ),
    ("Telegram Desktop", NameTime.DOWNLOADED, _MODERATE, rf"{_TELEGRAM}{_DAY}_{_CLOCK}"),
    (
        *("WhatsApp", NameTime.RECEIVED, _MODERATE),
        rf"^(?:IMG|VID|AUD|PTT|STK|DOC)-{_DAY}-WA\d{{4}}",
    ),
    (
        "WhatsApp",
        NameTime.SAVED,
        _MODERATE,
        rf"^WhatsApp (?:Image|Video|Audio|Ptt) {_DAY} at {_TWELVE}",
    ),
    (
        "WhatsApp",
        NameTime.SAVED,
        _MODERATE,
        rf"^WhatsApp (?:Image|Video|Audio|Ptt) {_DAY} at {_CLOCK}",
    ),
    (
        *("WhatsApp", NameTime.RECEIVED, _MODERATE),  # of a chat exported on an iPhone
        rf"^(?:\d{{8}}-)?(?:PHOTO|VIDEO|AUDIO|GIF)-{_DAY}-{_CLOCK}",
    ),
    # Signal-Desktop issue 7900
    ("Signal", NameTime.SAVED, _MODERATE, rf"^signal-(?:attachment-)?{_DAY}-{_CLOCK}"),
    ("Signal", NameTime.SAVED, _MODERATE, rf"^signal-(?:attachment-)?{_DAY}-\d"),
    ("Viber", NameTime.RECEIVED, _MODERATE, rf"^(?:IMG|VID)[-_ ]{_DAY}[-_ ]{_CLOCK}[-_]viber"),
    ("Viber", NameTime.RECEIVED, _MODERATE, rf"^viber_(?:image|video)[-_ ]{_DAY}[-_ ]{_CLOCK}"),
    (
        *("Viber", NameTime.SAVED, _MODERATE),
        rf"^(?:изображение_viber|зображення_viber|viber image)[-_ ]{_DAY}[-_ ]{_CLOCK}",
    ),
    ("Snapchat", NameTime.SAVED, _MODERATE, rf"^{_DAY}_[0-9A-Fa-f-]{{36}}-(?:main|overlay)\b"),
    ("DJI", NameTime.CAPTURED, _MODERATE, rf"^DJI_{_DAY}{_CLOCK}_"),
    ("Windows Phone", NameTime.CAPTURED, _MODERATE, rf"^WP_{_DAY}(?:_{_CLOCK})?"),
    ("screenshot", NameTime.CAPTURED, _MODERATE, rf"{_MAC}{_DAY} {_AT} {_TWELVE}"),
    ("screenshot", NameTime.CAPTURED, _MODERATE, rf"{_MAC}{_DAY} {_AT} {_CLOCK}"),
    ("screenshot", NameTime.CAPTURED, _MODERATE, rf"{_SCREEN}{_STAMP}"),
    # Telegram and Instagram for Android save under such names too, with milliseconds.
    ("Android", NameTime.CAPTURED, _WEAK, rf"^(?:IMG|VID)_{_DAY}_{_CLOCK}_\d{{3}}\b"),
    (
        *("Android", NameTime.CAPTURED, _MODERATE),
        rf"^(?:IMG|VID|MVIMG|PANO|BURST|TRIM)[-_]{_DAY}[-_]?{_CLOCK}",
    ),
    ("Samsung", NameTime.CAPTURED, _MODERATE, rf"^{_DAY}_{_CLOCK}(?:\(\d+\)|_\d{{3}})?\.\w+$"),
    ("OBS", NameTime.CAPTURED, _WEAK, rf"^{_DAY} {_CLOCK}\.(?:mkv|mp4|flv|mov)$"),
    ("", NameTime.UNKNOWN, _WEAK, rf"(?<!\d){_DAY}[-_ T]{_CLOCK}(?!\d)"),
    ("", NameTime.UNKNOWN, _WEAK, rf"(?<!\d){_DAY}(?!\d)"),
)
_UTC: tuple[_Row, ...] = (
    # Pixels name files in UTC, to the millisecond.
    ("Pixel", NameTime.CAPTURED, _MODERATE, rf"^PXL_{_DAY}_{_CLOCK}"),
)


def _unix_ms(digits: str) -> float:
    return int(digits) / 1000


def _snowflake(digits: str) -> float:
    """X since November 2010: 42 bits of milliseconds before 22 others (twitter/snowflake)."""
    return ((int(digits) >> 22) + 1_288_834_974_657) / 1000


def _tiktok(digits: str) -> float:
    """TikTok: seconds since 1970 in the upper 32 bits of the number."""
    return float(int(digits) >> 32)


def _media_key(key: str) -> float:
    """Names of media on X: the snowflake in the first eight bytes of base64url."""
    return _snowflake(str(int.from_bytes(base64.urlsafe_b64decode(f"{key}=")[:8], "big")))


_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def _shortcode(code: str) -> float:
    """Instagram: 64 bits in base64, the upper 41 milliseconds since 24 August 2011 (Instagram
    Engineering, Sharding & IDs)."""
    number = 0
    for character in code:
        number = number * 64 + _ALPHABET.index(character)
    return _media_number(str(number))


def _media_number(digits: str) -> float:
    return ((int(digits) >> 23) + 1_314_220_021_721) / 1000


_Number = tuple[str, NameTime, Strength, Callable[[str], float], str]
_NUMBERS: tuple[_Number, ...] = (
    ("Facebook", NameTime.SAVED, _MODERATE, _unix_ms, r"^FB_(?:IMG|VID)_(1\d{12})\b"),
    ("WeChat", NameTime.SAVED, _MODERATE, _unix_ms, r"^mmexport(1\d{12})\b"),
    ("WeChat", NameTime.CAPTURED, _MODERATE, _unix_ms, r"^wx_camera_(1\d{12})\b"),
    ("LINE", NameTime.SAVED, _MODERATE, _unix_ms, r"^LINE_(?:MOVIE|ALBUM)?_?(1\d{12})\b"),
    ("Android", NameTime.SAVED, _WEAK, _unix_ms, r"^(?:IMG|VID)_(1\d{12})\b"),
    ("ssstik", NameTime.DOWNLOADED, _MODERATE, _unix_ms, r"^ssstik\.io_(?:@?[\w.]+_)?(1\d{12})\b"),
    ("iPhone screen", NameTime.CAPTURED, _MODERATE, float, r"^RPReplay_Final(1\d{9})\b"),
    (
        *("Instagram", NameTime.POSTED, _MODERATE, _shortcode),
        r"(?i:instagram|insta|^Video by |^Photo by |^reel).*?(?<![\w-])([A-D][\w-]{10})(?![\w-])",
    ),
    (
        *("Instagram", NameTime.POSTED, _MODERATE, _media_number),
        r"(?i:instagram|insta).*?(?<!\d)([1-4]\d{18})(?!\d)",
    ),
    # of the bits behind the time the machine's number is small, hence the letters in the middle
    (
        *("X", NameTime.POSTED, _MODERATE, _media_key),
        r"^([C-H][\w-]{6}[UVWX][\w-]A[\w-]{5})(?![A-Za-z0-9])",
    ),
    ("TikTok", NameTime.POSTED, _MODERATE, _tiktok, r"(?<!\d)([67]\d{18})(?!\d)"),
    ("X", NameTime.POSTED, _MODERATE, _snowflake, r"(?<!\d)(1[0-9]\d{17})(?!\d)"),
    ("X", NameTime.POSTED, _WEAK, _snowflake, r"(?<!\d)([2-9]\d{17})(?!\d)"),
)
_LOCALS = tuple((*row[:3], re.compile(row[3])) for row in _LOCAL)
_UTCS = tuple((*row[:3], re.compile(row[3])) for row in _UTC)
_BY_NUMBER = tuple((*row[:4], re.compile(row[4])) for row in _NUMBERS)
_EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def time_in(name: str) -> NamedTime | None:
    """The time in a file name, by the first writer whose way of naming it fits; what is known by
    its writer before what is only a date, or only a number."""
    name = name[:255]
    for rows, utc in ((_UTCS, True), (_LOCALS[:-2], False)):
        found = _dated(rows, name, utc)
        if found is not None:
            return found
    return _numbered(name) or _dated(_LOCALS[-2:], name, False)


def _dated(
    rows: tuple[tuple[str, NameTime, Strength, re.Pattern[str]], ...], name: str, utc: bool
) -> NamedTime | None:
    for writer, meaning, strength, pattern in rows:
        found = pattern.search(name)
        at = None if found is None else _at(found.groupdict(), utc)
        if found is not None and at is not None:
            return NamedTime(writer, meaning, at, "H" not in _given(found), strength)
    return None


def _given(found: re.Match[str]) -> set[str]:
    return {key for key, value in found.groupdict().items() if value is not None}


def _at(part: dict[str, str | None], utc: bool) -> datetime | None:
    hour, minute, second = (int(part.get(key) or 0) for key in ("H", "M", "S"))
    if part.get("P"):
        hour = hour % 12 + (12 if part["P"] == "PM" else 0)
    year, month, day = (int(part[key] or 0) for key in ("Y", "m", "d"))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC if utc else None)
    except ValueError:
        return None


def _numbered(name: str) -> NamedTime | None:
    for writer, meaning, strength, seconds, pattern in _BY_NUMBER:
        found = pattern.search(name)
        if found is None:
            continue
        try:
            at = datetime.fromtimestamp(int(seconds(found[1])), UTC)
        except (ValueError, OverflowError, OSError):
            continue
        if _EARLIEST <= at < _LATEST:
            return NamedTime(writer, meaning, at, False, strength)
    return None
