"""Segments of a JPEG file (ITU-T T.81), with what its tables tell of the encoder.

The entropy-coded data of a scan is one part. After the end of the picture come further pictures
(multi-picture format, gain maps), a clip (motion photos), or bytes that nobody announced.
"""

from __future__ import annotations

import re
import struct
from typing import Any

import numpy as np

from workbench.instruments.structure import jpeg_tables
from workbench.instruments.structure.tree import Bytes, Node

_NAMES = {
    0xC4: "DHT", 0xC8: "JPG", 0xCC: "DAC", 0xD8: "SOI", 0xD9: "EOI", 0xDA: "SOS", 0xDB: "DQT",
    0xDC: "DNL", 0xDD: "DRI", 0xDE: "DHP", 0xDF: "EXP", 0xFE: "COM", 0x01: "TEM",
} | {0xE0 + n: f"APP{n}" for n in range(16)} | {
    0xC0 + n: f"SOF{n}" for n in range(16) if n not in (4, 8, 12)
}  # fmt: skip
_FRAMES = frozenset(0xC0 + n for n in range(16) if n not in (4, 8, 12))
_PROGRESSIVE = frozenset((0xC2, 0xC6, 0xCA, 0xCE))
_CHUNK_BYTES = 4 << 20
MAX_SEGMENT_BYTES = 0xFFFF + 2


def walk(bytes_: Bytes) -> list[Node]:
    """The segments of the first picture, then whatever follows it."""
    nodes, at = _picture(bytes_, 0)
    return nodes + _after(bytes_, at)


def _picture(bytes_: Bytes, at: int) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    tables: dict[int, list[int]] = {}
    while at + 2 <= bytes_.size_bytes and bytes_.take_part():
        head = bytes_.read(at, 4)
        if head[0] != 0xFF:
            break
        if head[1] == 0xFF:  # fill bytes before a marker belong to it
            at += 1
            continue
        marker = head[1]
        name = _NAMES.get(marker, f"0x{marker:02X}")
        if marker in (0xD8, 0xD9, 0x01) or 0xD0 <= marker <= 0xD7:
            nodes.append(Node(name, at, 2))
            at += 2
            if marker == 0xD9:
                return nodes, at
            continue
        if len(head) < 4:
            break
        size = 2 + struct.unpack_from(">H", head, 2)[0]
        node = Node(name, at, min(size, bytes_.size_bytes - at))
        if size > node.size_bytes:
            node.promised_bytes = size
        body = bytes_.read(at + 4, node.size_bytes - 4)
        try:
            node.fields = _fields(marker, body, tables)
        except (struct.error, IndexError, ValueError):
            node.fields["unreadable"] = True
        nodes.append(node)
        at += size
        if marker == 0xDA and at < bytes_.size_bytes:
            end, restarts = _scan_end(bytes_, at)
            bytes_.take_part()
            nodes.append(Node("(scan)", at, end - at, {"restart_markers": restarts}))
            at = end
    return nodes, min(at, bytes_.size_bytes)


def _scan_end(bytes_: Bytes, at: int) -> tuple[int, int]:
    """Where the next marker that ends a scan begins, and how many restart markers came before."""
    restarts = 0
    while at < bytes_.size_bytes:
        chunk = np.frombuffer(bytes_.read(at, _CHUNK_BYTES), np.uint8)
        places = np.flatnonzero(chunk[:-1] == 0xFF)
        after = chunk[places + 1]
        restart = (after >= 0xD0) & (after <= 0xD7)
        ends = np.flatnonzero((after != 0) & (after != 0xFF) & ~restart)
        if len(ends):
            return at + int(places[ends[0]]), restarts + int(restart[: ends[0]].sum())
        restarts += int(restart.sum())
        if at + len(chunk) >= bytes_.size_bytes:
            break
        at += len(chunk) - 1  # a marker may lie across
    return bytes_.size_bytes, restarts


def _after(bytes_: Bytes, at: int) -> list[Node]:
    """What follows the end of the picture: pictures as long as one begins at once or after
    padding, then the rest by what it begins with."""
    nodes: list[Node] = []
    while at < bytes_.size_bytes and bytes_.take_part():
        head = bytes_.read(at, 64)
        if head.startswith(b"\xff\xd8\xff"):
            inner, end = _picture(bytes_, at)
            said = {"holds": "gain map"} if _is_gain_map(bytes_, inner) else {}
            nodes.append(Node("(picture)", at, end - at, said, inner, at))
            at = end
            continue
        kind = "(clip)" if head[4:8] == b"ftyp" else "(trailing)"
        if kind == "(trailing)":
            step = _next_known(bytes_, at)
            fields: dict[str, Any] = {
                "empty": not bytes_.read(at, min(step - at, 1 << 16)).strip(b"\0")
            }
            fields["begins_with"] = head[:16].hex()
            nodes.append(Node(kind, at, step - at, fields))
            at = step
        else:
            nodes.append(Node(kind, at, bytes_.size_bytes - at))
            break
    return nodes


_GAIN_MAPS = (
    b"http://ns.adobe.com/hdr-gain-map/1.0/",
    b"http://ns.apple.com/HDRGainMap/1.0/",
    b"urn:iso:std:iso:ts:21496:-1\0",
    b"urn:com:apple:photo:2020:aux:hdrgainmap",
)
"""What names a picture that says how much brighter each place of the first one is."""


def _is_gain_map(bytes_: Bytes, segments: list[Node]) -> bool:
    """By its own words: Adobe's and Google's (Ultra HDR), Apple's, and ISO 21496-1."""
    words = [one for one in segments if one.type in ("APP1", "APP2")]
    heads = (bytes_.read(one.offset, min(one.size_bytes, MAX_SEGMENT_BYTES)) for one in words[:16])
    return any(name in head for head in heads for name in _GAIN_MAPS)


def _next_known(bytes_: Bytes, at: int) -> int:
    """Where the next picture or clip begins after bytes that are neither; the end else."""
    start = at
    while at < bytes_.size_bytes:
        chunk = bytes_.read(at, _CHUNK_BYTES)
        places = [chunk.find(b"\xff\xd8\xff\xe1"), chunk.find(b"\xff\xd8\xff\xe0")]
        box = chunk.find(b"ftyp")
        if box >= 4 and chunk[box - 4 : box - 2] == b"\0\0":
            places.append(box - 4)
        found = [at + place for place in places if place >= 0 and at + place > start]
        if found:
            return min(found)
        at += max(len(chunk) - 16, 1) if at + len(chunk) < bytes_.size_bytes else len(chunk)
    return bytes_.size_bytes


def _fields(marker: int, body: bytes, tables: dict[int, list[int]]) -> dict[str, Any]:
    if marker == 0xDB:
        return _quantisation(body, tables)
    if marker == 0xC4:
        return jpeg_tables.huffman(body)
    if marker in _FRAMES:
        return _frame(marker, body)
    if marker == 0xDA:
        count = body[0]
        first, last, approximation = body[1 + 2 * count : 4 + 2 * count]
        return {
            "components": count,
            "spectral_selection": [first, last],
            "successive_approximation": [approximation >> 4, approximation & 15],
        }
    if marker == 0xDD:
        return {"restart_interval": struct.unpack_from(">H", body)[0]}
    if marker == 0xFE:
        return {"comment": body.rstrip(b"\0").decode("utf-8", "replace")[:2000]}
    if 0xE0 <= marker <= 0xEF:
        return _application(marker, body)
    return {}


def _quantisation(body: bytes, tables: dict[int, list[int]]) -> dict[str, Any]:
    found: dict[str, Any] = {"tables": []}
    at = 0
    while at < len(body):
        precision, number = body[at] >> 4, body[at] & 15
        layout = ">64H" if precision else ">64B"
        values = list(struct.unpack_from(layout, body, at + 1))
        at += 1 + struct.calcsize(layout)
        tables[number] = values
        found["tables"].append({"number": number, "bits": 16 if precision else 8, "zigzag": values})
    return found | jpeg_tables.encoder(tables)


def _frame(marker: int, body: bytes) -> dict[str, Any]:
    precision, height, width, count = struct.unpack_from(">BHHB", body)
    sampling = [(body[6 + 3 * n + 1] >> 4, body[6 + 3 * n + 1] & 15) for n in range(count)]
    return {
        "progressive": marker in _PROGRESSIVE,
        "arithmetic": marker >= 0xC9,
        "precision": precision,
        "height": height,
        "width": width,
        "components": count,
        "sampling": [f"{across}x{down}" for across, down in sampling],
        "chroma_subsampling": jpeg_tables.subsampling(sampling),
    }


_IDENTIFIERS = (
    (b"JFIF\0", "JFIF"), (b"JFXX\0", "JFXX"), (b"Exif\0\0", "EXIF"),
    (b"http://ns.adobe.com/xap/1.0/\0", "XMP"),
    (b"http://ns.adobe.com/xmp/extension/\0", "extended XMP"), (b"ICC_PROFILE\0", "ICC"),
    (b"Photoshop 3.0\0", "Photoshop"), (b"Adobe\0", "Adobe"), (b"Adobe", "Adobe"),
    (b"MPF\0", "MPF"), (b"JP", "JUMBF"), (b"Ducky", "Ducky"), (b"HDR_RI", "HDR"),
    (b"urn:iso:std:iso:ts:21496:-1\0", "gain map"), (b"FPXR\0", "FlashPix"), (b"CIFF", "CIFF"),
    (b"AROT", "AROT"), (b"SEAL\0", "SEAL"), (b"II", "maker"), (b"FLIR\0", "FLIR"),
)  # fmt: skip


def _application(marker: int, body: bytes) -> dict[str, Any]:
    name = next((name for head, name in _IDENTIFIERS if body.startswith(head)), None)
    if name is None:
        name = re.sub(r"[^ -~]", "", body[:24].split(b"\0")[0].decode("latin-1"))
    fields: dict[str, Any] = {"identifier": name}
    if name == "JFIF":
        major, minor, unit, across, down = struct.unpack_from(">BBBHH", body, 5)
        fields |= {"version": f"{major}.{minor:02d}", "unit": unit, "density": [across, down]}
        fields["thumbnail"] = list(body[12:14])
    elif name == "Adobe" and marker == 0xEE:
        version, flags0, flags1, transform = struct.unpack_from(">HHHB", body, 5)
        fields |= {"version": version, "flags": [flags0, flags1], "transform": transform}
    elif name == "ICC":
        fields |= {"chunk": body[12], "chunks": body[13]}
    elif name == "extended XMP":
        size, offset = struct.unpack_from(">II", body, 67)
        fields |= {"digest": body[35:67].decode("latin-1"), "bytes": size, "offset": offset}
    return fields
