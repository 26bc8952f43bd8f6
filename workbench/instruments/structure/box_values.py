"""What boxes say of the movie, its tracks, its items, and what users and makers wrote into it.

ISO/IEC 14496-12, ISO/IEC 23008-12, QuickTime File Format, 3GPP TS 26.244."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from workbench.instruments.structure.box_words import (
    MAX_LIST,
    MAX_TEXT_CHARS,
    Fields,
    bits,
    date,
    fixed,
    four,
    full,
    matrix,
    text,
    words,
)


def _ftyp(body: bytes) -> Fields:
    brands = [four(body[at : at + 4]) for at in range(8, len(body) - 3, 4)]
    return {
        "major_brand": four(body[:4]),
        "minor_version": struct.unpack_from(">I", body, 4)[0],
        "compatible_brands": brands[:MAX_LIST],
    }


def _times(body: bytes) -> tuple[Fields, int]:
    """Version, dates, the number after them (time scale or track), duration; and what follows."""
    large = body[0] == 1
    layout = ">QQI" if large else ">III"
    created, modified, number = struct.unpack_from(layout, body, 4)
    at = 4 + struct.calcsize(layout)
    fields = {
        **full(body),
        "creation_time": created,
        "creation_date": date(created),
        "modification_time": modified,
        "modification_date": date(modified),
        "number": number,
    }
    return fields, at


def _duration(body: bytes, at: int) -> tuple[int | None, int]:
    layout = ">Q" if body[0] == 1 else ">I"
    value = struct.unpack_from(layout, body, at)[0]
    unknown = (1 << (64 if body[0] == 1 else 32)) - 1
    return (None if value == unknown else value), at + struct.calcsize(layout)


def _mvhd(body: bytes) -> Fields:
    fields, at = _times(body)
    fields["timescale"] = fields.pop("number")
    fields["duration"], at = _duration(body, at)
    rate, volume = struct.unpack_from(">ih", body, at)
    fields |= {"rate": fixed(rate), "volume": fixed(volume, 8), "matrix": matrix(body, at + 16)}
    fields["next_track_id"] = struct.unpack_from(">I", body, at + 76)[0]
    return fields


def _tkhd(body: bytes) -> Fields:
    fields, at = _times(body)
    fields["track_id"] = fields.pop("number")
    fields["duration"], at = _duration(body, at + 4)
    layer, group, volume = struct.unpack_from(">hhh", body, at + 8)
    width, height = struct.unpack_from(">II", body, at + 52)
    return fields | {
        "enabled": bool(fields["flags"] & 1),
        "layer": layer,
        "alternate_group": group,
        "volume": fixed(volume, 8),
        "matrix": matrix(body, at + 16),
        "width": fixed(width),
        "height": fixed(height),
    }


def _mdhd(body: bytes) -> Fields:
    fields, at = _times(body)
    fields["timescale"] = fields.pop("number")
    fields["duration"], at = _duration(body, at)
    language = struct.unpack_from(">H", body, at)[0]
    fields["language"] = (
        "".join(chr((language >> shift & 31) + 0x60) for shift in (10, 5, 0))
        if language >= 0x400
        else f"macintosh {language}"
    )
    return fields


def _hdlr(body: bytes) -> Fields:
    name = body[24:]
    if name[:1] and name[0] < 32 and len(name) >= 1 + name[0]:
        name = name[1 : 1 + name[0]]  # QuickTime counts the bytes, ISO ends with NUL
    return {
        **full(body),
        "component_type": four(body[4:8]).strip("\0"),
        "handler_type": four(body[8:12]),
        "manufacturer": four(body[12:16]).strip("\0"),
        "name": text(name.split(b"\0", 1)[0]),
    }


def _data(body: bytes) -> Fields:
    """The value of an item list: well-known types 1 UTF-8, 2 UTF-16, 21 and 22 integers, 23 and
    24 floats (QuickTime File Format, "Well-known types")."""
    kind, locale = struct.unpack_from(">II", body)
    raw = body[8:]
    value: Any = bits(raw)
    if kind == 1:
        value = text(raw)
    elif kind == 2:
        value = raw.decode("utf-16-be", "replace")[:MAX_TEXT_CHARS]
    elif kind in (21, 22, 65, 66, 67, 74, 75, 76, 77, 78) and 0 < len(raw) <= 8:
        value = int.from_bytes(raw, "big", signed=kind in (21, 65, 66, 67, 74))
    elif kind in (23, 24) and len(raw) in (4, 8):
        value = struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
    elif kind == 0 and len(raw) <= 16:
        value = raw.hex()
    return {"type": kind, "locale": locale, "value": value}


def _keys(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    keys: list[str] = []
    at = 8
    while at + 8 <= len(body) and len(keys) < min(count, 256):
        size, space = struct.unpack_from(">I4s", body, at)
        if size < 8:
            break
        keys.append(f"{four(space)}:{text(body[at + 8 : at + size])}")
        at += size
    return {**full(body), "entry_count": count, "keys": keys}


def _loci(body: bytes) -> Fields:
    """3GPP TS 26.244, 8.9: a place in 16.16 fixed point behind its name."""
    name, rest = body[6:].split(b"\0", 1)
    if name[:2] in (b"\xfe\xff", b"\xff\xfe"):
        raise ValueError("a name in UTF-16")
    longitude, latitude, altitude = struct.unpack_from(">iii", rest, 1)
    return {
        **full(body),
        "name": text(name),
        "role": rest[0],
        "longitude_deg": fixed(longitude),
        "latitude_deg": fixed(latitude),
        "altitude_m": fixed(altitude),
    }


def user_text(body: bytes) -> Fields:
    """User data that nothing else is known of: international text, plain text, or bytes."""
    if len(body) >= 4:
        size, language = struct.unpack_from(">HH", body)
        if 0 < size <= len(body) - 4:
            return {"text": text(body[4 : 4 + size]), "language": language}
    stripped = body.strip(b"\0")
    if stripped and len(stripped) <= MAX_TEXT_CHARS and _is_text(stripped):
        return {"text": text(stripped)}
    return bits(body)


def _is_text(raw: bytes) -> bool:
    try:
        return all(c.isprintable() or c in "\r\n\t" for c in raw.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def track_reference(body: bytes) -> Fields:
    return {"track_ids": [int(n) for n in words(body, 0, len(body) // 4, 1)[:MAX_LIST, 0]]}


def _space(body: bytes) -> Fields:
    """Free space: whether anything was left in it."""
    return {"empty": not body.strip(b"\0")} | ({} if not body.strip(b"\0") else bits(body))


def _ispe(body: bytes) -> Fields:
    width, height = struct.unpack_from(">II", body, 4)
    return {**full(body), "width": width, "height": height}


def _irot(body: bytes) -> Fields:
    return {"rotation_deg_anticlockwise": (body[0] & 3) * 90}


def _imir(body: bytes) -> Fields:
    return {"axis": "horizontal" if body[0] & 1 else "vertical"}


def _auxc(body: bytes) -> Fields:
    return {**full(body), "aux_type": text(body[4:].split(b"\0", 1)[0])}


def _pixi(body: bytes) -> Fields:
    return {**full(body), "bits_per_channel": list(body[5 : 5 + body[4]][:MAX_LIST])}


def _pitm(body: bytes) -> Fields:
    layout = ">H" if body[0] == 0 else ">I"
    return {**full(body), "item_id": struct.unpack_from(layout, body, 4)[0]}


def _infe(body: bytes) -> Fields:
    fields = full(body)
    if fields["version"] < 2:
        fields["item_id"] = struct.unpack_from(">H", body, 4)[0]
        return fields
    layout = ">HH4s" if fields["version"] == 2 else ">IH4s"
    item, _, kind = struct.unpack_from(layout, body, 4)
    name = body[4 + struct.calcsize(layout) :].split(b"\0")
    fields |= {"item_id": item, "item_type": four(kind), "item_name": text(name[0])}
    if kind == b"mime" and len(name) > 1:
        fields["content_type"] = text(name[1])
    return fields


def _iloc(body: bytes) -> Fields:
    layout = ">H" if body[0] < 2 else ">I"
    return {**full(body), "item_count": struct.unpack_from(layout, body, 6)[0]}


def _vmhd(body: bytes) -> Fields:
    mode, *colour = struct.unpack_from(">4H", body, 4)
    return {**full(body), "graphicsmode": mode, "opcolor": colour}


def _smhd(body: bytes) -> Fields:
    return {**full(body), "balance": fixed(struct.unpack_from(">h", body, 4)[0], 8)}


def _xmp(body: bytes) -> Fields:
    """A box that is told by its UUID; the others are bytes."""
    return bits(body[16:])


def _mean(body: bytes) -> Fields:
    return {**full(body), "text": text(body[4:])}


FIELDS: dict[bytes, Callable[[bytes], Fields]] = {
    b"ftyp": _ftyp,
    b"styp": _ftyp,
    b"mvhd": _mvhd,
    b"tkhd": _tkhd,
    b"mdhd": _mdhd,
    b"hdlr": _hdlr,
    b"data": _data,
    b"keys": _keys,
    b"loci": _loci,
    b"free": _space,
    b"skip": _space,
    b"wide": _space,
    b"ispe": _ispe,
    b"irot": _irot,
    b"imir": _imir,
    b"auxC": _auxc,
    b"pixi": _pixi,
    b"pitm": _pitm,
    b"infe": _infe,
    b"iloc": _iloc,
    b"vmhd": _vmhd,
    b"smhd": _smhd,
    b"uuid": _xmp,
    b"mean": _mean,
    b"name": _mean,
}
"""By type, wherever the box lies."""
