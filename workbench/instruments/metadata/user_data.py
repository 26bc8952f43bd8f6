"""User data of a movie: `udta` texts, and the items of `meta` with or without keys.

A place is written in four ways: `©xyz` as ISO 6709 text (Android), `loci` in fixed point (3GPP,
FFmpeg), a key of `meta` (Apple), an item `©xyz` of the `ilst`.
"""

from __future__ import annotations

import re
import struct
from typing import Any

from workbench.instruments.metadata.boxes import Box, Boxes
from workbench.instruments.metadata.exif import binary, text_value
from workbench.instruments.metadata.location import coordinates_text

MAX_ITEMS = 300

_TEXTS = {
    b"\xa9xyz": "GPSCoordinates",
    b"\xa9day": "ContentCreateDate",
    b"\xa9nam": "Title",
    b"\xa9cmt": "Comment",
    b"\xa9ART": "Artist",
    b"\xa9alb": "Album",
    b"\xa9gen": "Genre",
    b"\xa9wrt": "Composer",
    b"\xa9cpy": "Copyright",
    b"\xa9des": "Description",
    b"\xa9inf": "Information",
    b"\xa9fmt": "Format",
    b"\xa9swr": "SoftwareVersion",
    b"\xa9dir": "Director",
    b"\xa9prd": "Producer",
    b"\xa9req": "Requirements",
}
_USER_DATA = {
    **_TEXTS,
    b"\xa9mak": "Make",
    b"\xa9mod": "Model",
    b"\xa9enc": "EncoderID",
    b"\xa9too": "Encoder",
    b"\xa9com": "Composer",
    b"\xa9TIM": "StartTimecode",
    b"\xa9TSC": "StartTimeScale",
    b"\xa9TSZ": "StartTimeSampleSize",
}
_PLAIN_TEXTS = {
    b"FIRM": "FirmwareVersion",
    b"LENS": "LensSerialNumber",
    b"SDLN": "PlayMode",
    b"name": "Name",
    b"date": "DateTimeOriginal",
    b"manu": "Make",
    b"modl": "Model",
}
_ITEMS = {
    **_TEXTS,
    b"\xa9too": "Encoder",
    b"\xa9enc": "EncodedBy",
    b"\xa9grp": "Grouping",
    b"\xa9lyr": "Lyrics",
    b"\xa9mvn": "MovementName",
    b"\xa9mak": "Make",
    b"\xa9mod": "Model",
    b"aART": "AlbumArtist",
    b"desc": "Description",
    b"ldes": "LongDescription",
    b"cprt": "Copyright",
    b"keyw": "Keyword",
    b"catg": "Category",
    b"covr": "CoverArt",
    b"tmpo": "BeatsPerMinute",
    b"soar": "SortArtist",
    b"soal": "SortAlbum",
    b"tvsh": "TVShow",
    b"trkn": "TrackNumber",
    b"disk": "DiskNumber",
    b"cpil": "Compilation",
    b"pgap": "PlayGap",
    b"rtng": "Rating",
    b"stik": "MediaType",
    b"hdvd": "HDVideo",
    b"pcst": "Podcast",
    b"\xa9mvc": "MovementCount",
    b"\xa9mvi": "MovementNumber",
    b"purd": "PurchaseDate",
    b"sonm": "SortName",
    b"soco": "SortComposer",
    b"gnre": "Genre",
}
_KEYS = {
    "location.ISO6709": "GPSCoordinates",
    "location.accuracy.horizontal": "LocationAccuracyHorizontal",
    "creationdate": "CreationDate",
    "content.identifier": "ContentIdentifier",
    "version": "AndroidVersion",
    "capture.fps": "AndroidCaptureFPS",
}
_PREFIXES = (
    "com.apple.quicktime.",
    "com.apple.photos.",
    "com.android.",
    "com.apple.",
    "com.",
    "org.",
)
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?)?\Z")
_DATES = frozenset({"ContentCreateDate", "CreationDate", "DateTimeOriginal"})


def user_data_tags(boxes: Boxes, box: Box) -> dict[str, Any]:
    """Texts and places that lie directly in `udta`."""
    tags: dict[str, Any] = {}
    value: str | None
    for one in boxes.inside(box.start, box.end):
        if len(tags) >= MAX_ITEMS:
            break
        if one.type in _USER_DATA:
            name = _USER_DATA[one.type]
            value = _international_text(boxes.body(one, 65536))
        elif one.type in _PLAIN_TEXTS:
            name, value = _PLAIN_TEXTS[one.type], _plain_text(boxes.body(one, 4096))
        elif one.type == b"loci":
            name, value = "LocationInformation", _place_text(boxes.body(one, 4096))
        else:
            continue
        if value:
            tags.setdefault(f"UserData:{name}", _valued(name, value))
    return tags


def _international_text(body: bytes) -> str:
    """16-bit length and language, then the text; some writers leave these out."""
    if len(body) >= 4:
        size, _language = struct.unpack_from(">HH", body)
        if size and size + 4 <= len(body):
            body = body[4 : 4 + size]
    return _decoded(body)


def _plain_text(body: bytes) -> str:
    return _decoded(body)


def _decoded(body: bytes) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        # QuickTime texts of the last century are in the Macintosh's characters.
        text = body.decode("mac_roman", "replace")
    return text.split("\0", 1)[0]


def _place_text(body: bytes) -> str | None:
    """3GPP TS 26.244, 8.2: name, role, longitude, latitude, altitude in 16.16, body, notes."""
    name, _, rest = body[6:].partition(b"\0")
    if len(rest) < 13:
        return None
    role, longitude, latitude, altitude = struct.unpack_from(">Biii", rest)
    roles = {0: "shooting", 1: "real", 2: "fictional"}
    planet, _, remarks = rest[13:].partition(b"\0")
    parts = [
        _decoded(name) or "(none)",
        f"Role={roles.get(role, role)}",
        f"Lat={latitude / 65536:.5f}",
        f"Lon={longitude / 65536:.5f}",
        f"Alt={altitude / 65536:.2f}",
        f"Body={_decoded(planet)}",
        f"Notes={_decoded(remarks)}",
    ]
    return " ".join(parts)


def item_tags(boxes: Boxes, meta: Box) -> tuple[dict[str, Any], bytes | None]:
    """Items of a `meta` box as `Keys:` or `ItemList:`, and the content of its handler box."""
    # In MP4 `meta` has a version in front of its boxes, in QuickTime it has not.
    start = meta.start if boxes.body(meta, 8)[4:8] == b"hdlr" else meta.start + 4
    keys: list[str] = []
    tags: dict[str, Any] = {}
    handler: bytes | None = None
    for box in boxes.inside(start, meta.end):
        if box.type == b"hdlr":
            handler = boxes.body(box, 512)
        elif box.type == b"keys":
            keys = _keys(boxes.body(box))
        elif box.type == b"ilst":
            for item in boxes.inside(box.start, box.end):
                if len(tags) >= MAX_ITEMS:
                    break
                _item(boxes, item, keys, tags)
    return tags, handler


def _keys(body: bytes) -> list[str]:
    names: list[str] = []
    at = 8
    while at + 8 <= len(body) and len(names) < MAX_ITEMS:
        size = struct.unpack_from(">I", body, at)[0]
        if size < 8:
            break
        names.append(_decoded(body[at + 8 : at + size]))
        at += size
    return names


def _item(boxes: Boxes, item: Box, keys: list[str], tags: dict[str, Any]) -> None:
    place = int.from_bytes(item.type, "big")
    if 1 <= place <= len(keys):
        group, name = "Keys", _key_name(keys[place - 1])
    elif item.type in _ITEMS:
        group, name = "ItemList", _ITEMS[item.type]
    else:
        return
    data = boxes.child(item, b"data")
    if data is None or data.end - data.start < 8:
        return
    value = _item_value(boxes.body(data), data.end - data.start - 8, name)
    if value is not None:
        tags.setdefault(f"{group}:{name}", value)


def _key_name(key: str) -> str:
    for prefix in _PREFIXES:
        if key.startswith(prefix):
            key = key[len(prefix) :]
            break
    if key in _KEYS:
        return _KEYS[key]
    words = re.split(r"[^A-Za-z0-9]+", key)
    return "".join(word[:1].upper() + word[1:] for word in words if word) or "Unknown"


_UTF8, _UTF16, _SIGNED, _UNSIGNED, _FLOAT, _DOUBLE = 1, 2, 21, 22, 23, 24


def _item_value(body: bytes, size_bytes: int, name: str) -> Any:
    kind = struct.unpack_from(">I", body)[0] & 0xFFFFFF
    data = body[8:]
    if name in ("TrackNumber", "DiskNumber") and len(data) >= 6:
        number, of = struct.unpack_from(">HH", data, 2)
        return f"{number} of {of}" if of else number
    if kind == 0 and len(data) <= 2 and data:
        return int.from_bytes(data, "big")
    if kind == _UTF8:
        return _valued(name, data.decode("utf-8", "replace"))
    if kind == _UTF16:
        return _valued(name, data.decode("utf-16-be", "replace"))
    if kind in (_SIGNED, _UNSIGNED) and 1 <= len(data) <= 8:
        return int.from_bytes(data, "big", signed=kind == _SIGNED)
    if kind == _FLOAT and len(data) == 4:
        return _finite(struct.unpack(">f", data)[0])
    if kind == _DOUBLE and len(data) == 8:
        return _finite(struct.unpack(">d", data)[0])
    return binary(data) if size_bytes == len(data) else None


def _finite(value: float) -> float | None:
    return float(f"{value:.8g}") if abs(value) < 1e300 else None


def _valued(name: str, text: str) -> Any:
    text = text.split("\0", 1)[0]
    if name == "GPSCoordinates":
        return coordinates_text(text) or text_value(text)
    date = _DATE.match(text)
    if name in _DATES and date:
        year, month, day, clock, zone = date.groups()
        if zone and zone != "Z" and ":" not in zone:
            zone = f"{zone[:3]}:{zone[3:]}"
        return f"{year}:{month}:{day}" + (f" {clock}{zone or ''}" if clock else "")
    return text_value(text)
