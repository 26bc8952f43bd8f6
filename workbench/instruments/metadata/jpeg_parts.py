"""Blocks and head of a JPEG file (ITU-T T.81, T.871; CIPA DC-008 for what the segments hold)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from workbench.instruments.metadata.blocks import Blocks, exif_order
from workbench.instruments.metadata.exif import text_value
from workbench.instruments.metadata.mpf import mpf_tags
from workbench.instruments.metadata.trailers import trailing_iptc

MAX_SEGMENTS = 5000
_EXIF = b"Exif\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_FURTHER_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_ICC = b"ICC_PROFILE\0"
_PHOTOSHOP = b"Photoshop 3.0\0"
_FRAMES = frozenset(0xC0 + n for n in range(16) if n not in (4, 8, 12))
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
MAX_FURTHER_XMP_BYTES = 8 << 20


def jpeg_blocks(file: BinaryIO) -> Blocks:
    """What lies before the first scan; what can be read of a damaged head."""
    blocks = Blocks()
    further: dict[bytes, dict[int, bytes]] = {}
    profile: dict[int, bytes] = {}
    announced: int | None = None
    for marker, offset, body in _segments(file):
        blocks.tags |= _stated(marker, body)
        if marker == 0xE1 and body.startswith(_EXIF) and blocks.exif is None:
            blocks.exif, blocks.exif_offset = body[6:], offset + 6
        elif marker == 0xE1 and body.startswith(_XMP):
            blocks.xmp.append(body[len(_XMP) :])
        elif marker == 0xE1 and body.startswith(_FURTHER_XMP):
            _take_further(further, body[len(_FURTHER_XMP) :])
        elif marker == 0xE2 and body.startswith(_ICC) and len(body) > 14:
            profile[body[12]] = body[14:]
        elif marker == 0xE2 and body.startswith(b"MPF\0"):
            announced = offset + 4
        elif marker == 0xED and body.startswith(_PHOTOSHOP):
            blocks.photoshop += body[len(_PHOTOSHOP) :]
    if announced is not None:
        blocks.tags |= mpf_tags(file, announced)
    if profile:
        blocks.profiles.append(b"".join(profile[part] for part in sorted(profile)))
    blocks.xmp += _joined(further)
    blocks.trailing_iptc = trailing_iptc(file)
    order = exif_order(blocks.exif)
    if order is not None:
        blocks.tags["File:ExifByteOrder"] = order
    return blocks


def _segments(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Marker, place and content of each segment up to the first scan."""
    file.seek(0)
    if file.read(2) != b"\xff\xd8":
        return
    at = 2
    for _ in range(MAX_SEGMENTS):
        file.seek(at)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            return
        marker = head[1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in (0xD9, 0xDA):
            return
        size = struct.unpack_from(">H", head, 2)[0]
        if size < 2:
            return
        yield marker, at + 4, file.read(size - 2)
        at += 2 + size


def _stated(marker: int, body: bytes) -> dict[str, Any]:
    """What a segment says by itself."""
    if marker in _FRAMES and len(body) >= 6:
        return _frame(marker, body)
    if marker == 0xE0 and body.startswith(b"JFIF\0") and len(body) >= 12:
        return _jfif(body)
    if marker == 0xEE and body.startswith(b"Adobe") and len(body) >= 12:
        return _adobe(body)
    if marker == 0xFE:
        return {"File:Comment": text_value(_text(body))}
    return {}


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")


def _frame(marker: int, body: bytes) -> dict[str, Any]:
    bits, height, width, count = struct.unpack_from(">BHHB", body)
    tags: dict[str, Any] = {
        "File:EncodingProcess": marker - 0xC0,
        "File:BitsPerSample": bits,
        "File:ImageHeight": height,
        "File:ImageWidth": width,
        "File:ColorComponents": count,
    }
    sampling = [body[7 + 3 * n] for n in range(count) if len(body) > 7 + 3 * n]
    across, down = [s >> 4 for s in sampling], [s & 15 for s in sampling]
    if count == 3 and len(sampling) == 3 and min(across) and min(down):
        tags["File:YCbCrSubSampling"] = f"{max(across) // min(across)} {max(down) // min(down)}"
    return tags


def _jfif(body: bytes) -> dict[str, Any]:
    major, minor, unit, across, down = struct.unpack_from(">BBBHH", body, 5)
    return {
        "JFIF:JFIFVersion": f"{major} {minor}",
        "JFIF:ResolutionUnit": unit,
        "JFIF:XResolution": across,
        "JFIF:YResolution": down,
    }


def _adobe(body: bytes) -> dict[str, Any]:
    version, flags0, flags1, transform = struct.unpack_from(">HHHB", body, 5)
    return {
        "Adobe:DCTEncodeVersion": version,
        "Adobe:APP14Flags0": flags0,
        "Adobe:APP14Flags1": flags1,
        "Adobe:ColorTransform": transform,
    }


def _take_further(further: dict[bytes, dict[int, bytes]], body: bytes) -> None:
    """A part of extended XMP: the digest of the whole, its size, where this part belongs."""
    if len(body) < 40 or sum(len(p) for parts in further.values() for p in parts.values()) > (
        MAX_FURTHER_XMP_BYTES
    ):
        return
    offset = struct.unpack_from(">I", body, 36)[0]
    further.setdefault(body[:32], {})[offset] = body[40:]


def _joined(further: dict[bytes, dict[int, bytes]]) -> list[bytes]:
    """Extended packets whose parts follow each other without a gap."""
    whole = []
    for parts in further.values():
        packet = b""
        for offset in sorted(parts):
            if offset != len(packet):
                break
            packet += parts[offset]
        whole.append(packet)
    return whole
