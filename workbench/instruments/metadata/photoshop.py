"""Image resources of Photoshop (Adobe Photoshop File Formats Specification), as ExifTool names
them: where IPTC lies in JPEG and TIFF, and what Photoshop itself keeps."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterator
from typing import Any

from workbench.instruments.metadata.exif import binary, text_value

MAX_RESOURCES = 500
_IPTC, _THUMBNAIL = 0x0404, 0x040C
_TYPES = (b"8BIM", b"PHUT", b"DCSR", b"AgHg", b"MeSa")


def resource_tags(block: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What the resources say, and the IPTC blocks among them."""
    tags: dict[str, Any] = {}
    iptc: list[bytes] = []
    for number, data in _resources(block):
        if number == _IPTC:
            iptc.append(data)
            continue
        read = _READERS.get(number)
        try:
            found = read(data) if read is not None else {}
        except (struct.error, IndexError):
            continue
        for name, value in found.items():
            tags.setdefault(f"Photoshop:{name}", value)
    return tags, iptc


def thumbnail_of(block: bytes) -> bytes | None:
    """The JPEG that Photoshop keeps for its browser; the older kind has red and blue swapped."""
    return next((data[28:] for number, data in _resources(block) if number == _THUMBNAIL), None)


def iptc_digest(block: bytes) -> str:
    """What Photoshop compares its own note of the block with."""
    return hashlib.md5(block, usedforsecurity=False).hexdigest()


def _resources(block: bytes) -> Iterator[tuple[int, bytes]]:
    return ((number, data) for number, data, _at in blocks_in(block))


def blocks_in(block: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Number, data, and where the data begin in the block."""
    at = count = 0
    while at + 12 <= len(block) and block[at : at + 4] in _TYPES and count < MAX_RESOURCES:
        count += 1
        number = struct.unpack_from(">H", block, at + 4)[0]
        name_bytes = block[at + 6] + 1
        at += 6 + name_bytes + (name_bytes & 1)
        if at + 4 > len(block):
            return
        size = struct.unpack_from(">I", block, at)[0]
        yield number, block[at + 4 : at + 4 + size], at + 4
        at += 4 + size + (size & 1)


def _resolution(data: bytes) -> dict[str, Any]:
    across, across_unit, _, down, down_unit = struct.unpack_from(">IHHIH", data)
    return {
        "XResolution": round(across / 65536, 10),
        "DisplayedUnitsX": across_unit,
        "YResolution": round(down / 65536, 10),
        "DisplayedUnitsY": down_unit,
    }


def _unicode(data: bytes, at: int) -> tuple[str, int]:
    count = struct.unpack_from(">I", data, at)[0]
    end = at + 4 + 2 * min(count, 1000)
    return data[at + 4 : end].decode("utf-16-be", "replace"), end


def _version(data: bytes) -> dict[str, Any]:
    writer, after = _unicode(data, 5)
    return {
        "HasRealMergedData": data[4],
        "WriterName": text_value(writer),
        "ReaderName": text_value(_unicode(data, after)[0]),
    }


def _print_scale(data: bytes) -> dict[str, Any]:
    style, left, top, scale = struct.unpack_from(">Hfff", data)
    return {"PrintStyle": style, "PrintPosition": f"{left:g} {top:g}", "PrintScale": scale}


def _slices(data: bytes) -> dict[str, Any]:
    if data[:4] != b"\0\0\0\6":
        return {}
    name, after = _unicode(data, 20)
    return {
        "SlicesGroupName": text_value(name),
        "NumSlices": struct.unpack_from(">I", data, after)[0],
    }


def _quality(data: bytes) -> dict[str, Any]:
    quality, kind = struct.unpack_from(">hH", data)
    tags = {"PhotoshopQuality": quality, "PhotoshopFormat": kind}
    if kind == 0x101:
        tags["ProgressiveScans"] = struct.unpack_from(">H", data, 4)[0]
    return tags


def _links(data: bytes) -> dict[str, Any]:
    count = struct.unpack_from(">I", data)[0]
    found: list[Any] = []
    at = 4
    for _ in range(min(count, 100)):
        text, at = _unicode(data, at + 8)
        found.append(text_value(text))
    return {"URL_List": found}


_READERS: dict[int, Callable[[bytes], dict[str, Any]]] = {
    0x03ED: _resolution,
    0x0406: _quality,
    0x0409: lambda data: {"PhotoshopBGRThumbnail": binary(data[28:])},
    0x040A: lambda data: {"CopyrightFlag": data[0]},
    0x040B: lambda data: {"URL": text_value(data.decode("latin-1"))},
    0x040C: lambda data: {"PhotoshopThumbnail": binary(data[28:])},
    0x040D: lambda data: {"GlobalAngle": struct.unpack(">I", data)[0]},
    0x0419: lambda data: {"GlobalAltitude": struct.unpack(">I", data)[0]},
    0x041A: _slices,
    0x041E: _links,
    0x0421: _version,
    0x0425: lambda data: {"IPTCDigest": data.hex()},
    0x0426: _print_scale,
    0x0428: lambda data: {"PixelAspectRatio": struct.unpack_from(">d", data, 4)[0]},
    0x0BB7: lambda data: {"ClippingPathName": text_value(data[1 : 1 + data[0]].decode("latin-1"))},
}
