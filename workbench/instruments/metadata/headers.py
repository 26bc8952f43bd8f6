"""Pieces that movie and track headers share: dates, times, matrices, handlers."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.instruments.metadata.exif import text_value

_TO_1970_S = 2_082_844_800
"""Seconds from 1904, where QuickTime counts from, to 1970."""
_LARGE = struct.Struct(">QQIQ")
_SMALL = struct.Struct(">IIII")


def header_times(body: bytes) -> tuple[int, int, int, int, int] | None:
    """Created, modified, the 32-bit number after them (time scale or track id), duration, and
    where the rest begins; versions 0 and 1 of `mvhd` and `mdhd`."""
    layout = _LARGE if body[:1] == b"\1" else _SMALL
    if len(body) < 4 + layout.size:
        return None
    created, modified, number, duration = layout.unpack_from(body, 4)
    return created, modified, number, duration, 4 + layout.size


def date_text(seconds: int) -> str:
    """Seconds since 1904 as ExifTool writes a date; some writers count from 1970 instead, and 0
    means that nobody set it."""
    if seconds >= _TO_1970_S:
        seconds -= _TO_1970_S
    if not seconds or seconds > 1 << 40:
        return "0000:00:00 00:00:00"
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return "0000:00:00 00:00:00"
    return f"{at:%Y:%m:%d %H:%M:%S}"


def in_seconds(units: int, scale: int) -> int | float:
    return plain(units / scale) if scale else units


def plain(value: float) -> int | float:
    return int(value) if value.is_integer() else float(f"{value:.15g}")


def matrix_text(body: bytes, at: int) -> str:
    """16.16 fixed point but for the last column, which is 2.30."""
    numbers = struct.unpack_from(">9i", body, at)
    scaled = (n / (1 << 30) if place % 3 == 2 else n / 65536 for place, n in enumerate(numbers))
    return " ".join(f"{plain(value)}" for value in scaled)


def handler_tags(body: bytes, group: str) -> dict[str, Any]:
    if len(body) < 20:
        return {}
    tags: dict[str, Any] = {}
    for name, word in (("HandlerClass", body[4:8]), ("HandlerVendorID", body[12:16])):
        if word.strip(b"\0"):
            tags[name] = word.decode("latin-1")
    tags["HandlerType"] = body[8:12].decode("latin-1")
    name_bytes = body[24:]
    # QuickTime counts the name's bytes in front of it, ISO ends it with NUL.
    if name_bytes[:1] and name_bytes[0] < 32 and len(name_bytes) >= 1 + name_bytes[0]:
        name_bytes = name_bytes[1 : 1 + name_bytes[0]]
    description = name_bytes.split(b"\0", 1)[0].decode("utf-8", "replace")
    if description:
        tags["HandlerDescription"] = text_value(description)
    return {f"{group}:{name}": value for name, value in tags.items()}
