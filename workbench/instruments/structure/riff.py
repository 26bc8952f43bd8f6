"""Chunks of RIFF files: AVI, WAV with its broadcast extension (EBU Tech 3285), WebP; AIFF."""

from __future__ import annotations

import struct
from typing import Any

from workbench.instruments.structure.tree import MAX_DEPTH, Bytes, Node

_LISTS = frozenset({b"RIFF", b"LIST", b"RF64", b"RIFX", b"FORM"})
_BODY_BYTES = 4096
_MOVIE = b"movi"


def walk(bytes_: Bytes) -> list[Node]:
    order = ">" if bytes_.read(0, 4) in (b"FORM", b"RIFX") else "<"
    sizes = _large_sizes(bytes_) if bytes_.read(0, 4) == b"RF64" else {}
    return _inside(bytes_, 0, bytes_.size_bytes, order, 0, sizes)


def _large_sizes(bytes_: Bytes) -> dict[bytes, int]:
    """RF64 keeps the sizes that do not fit in 32 bits in its first chunk."""
    head = bytes_.read(12, 24)
    if head[:4] != b"ds64" or len(head) < 24:
        return {}
    whole, data = struct.unpack_from("<QQ", head, 8)
    return {b"RF64": whole, b"data": data}


def _inside(
    bytes_: Bytes, at: int, end: int, order: str, depth: int, sizes: dict[bytes, int]
) -> list[Node]:
    nodes: list[Node] = []
    while at + 8 <= end and bytes_.take_part():
        kind, length = struct.unpack(f"{order}4sI", bytes_.read(at, 8))
        if length == 0xFFFFFFFF:
            length = sizes.get(kind, length)
        size = 8 + length + (length & 1)
        if at + 8 + length == end:
            size = 8 + length  # the last one is often not padded
        node = Node(_name(kind), at, min(size, end - at))
        if size > node.size_bytes:
            node.promised_bytes = size
        _look_into(bytes_, node, kind, order, depth, sizes)
        nodes.append(node)
        at += size
    return nodes


def _name(kind: bytes) -> str:
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in kind.decode("latin-1"))


def _look_into(
    bytes_: Bytes, node: Node, kind: bytes, order: str, depth: int, sizes: dict[bytes, int]
) -> None:
    body = bytes_.read(node.offset + 8, min(node.size_bytes - 8, _BODY_BYTES))
    if kind in _LISTS and depth < MAX_DEPTH:
        node.fields["form"] = body[:4].decode("latin-1")
        if body[:4] == _MOVIE:
            return  # one chunk for each packet: as many as the clip has frames
        node.content_offset = node.offset + 12
        node.inner = _inside(bytes_, node.offset + 12, node.end, order, depth + 1, sizes)
        return
    try:
        node.fields |= _fields(kind, body)
    except (struct.error, IndexError):
        node.fields["unreadable"] = True


def _fields(kind: bytes, body: bytes) -> dict[str, Any]:
    decode = {
        b"avih": _main_header, b"strh": _stream_header, b"fmt ": _wave_format, b"bext": _broadcast,
        b"VP8X": _webp, b"ANIM": _webp_animation, b"ANMF": _webp_frame, b"idx1": _index,
        b"ds64": _large,
    }.get(kind)  # fmt: skip
    if decode is not None:
        return decode(body)
    if (kind[:1] == b"I" and kind.isalnum() and kind.isupper()) or kind in (b"strn", b"NAME"):
        return {"text": body.split(b"\0")[0].decode("utf-8", "replace")}
    return {}


def _main_header(body: bytes) -> dict[str, Any]:
    words = struct.unpack_from("<10I", body)
    return {
        "microseconds_per_frame": words[0],
        "max_bytes_per_second": words[1],
        "flags": words[3],
        "total_frames": words[4],
        "streams": words[6],
        "width": words[8],
        "height": words[9],
    }


def _stream_header(body: bytes) -> dict[str, Any]:
    kind, handler = body[:4].decode("latin-1"), body[4:8].decode("latin-1").strip("\0")
    scale, rate, start, length = struct.unpack_from("<IIII", body, 20)
    return {
        "type": kind, "handler": handler, "scale": scale, "rate": rate, "start": start,
        "length": length,
    }  # fmt: skip


def _wave_format(body: bytes) -> dict[str, Any]:
    names = ("format", "channels", "sample_rate_hz", "bytes_per_second", "block_bytes", "bits")
    return dict(zip(names, struct.unpack_from("<HHIIHH", body), strict=True))


def _broadcast(body: bytes) -> dict[str, Any]:
    def text(start: int, size: int) -> str:
        return body[start : start + size].split(b"\0")[0].decode("utf-8", "replace")

    low, high, version = struct.unpack_from("<IIH", body, 338)
    return {
        "description": text(0, 256),
        "originator": text(256, 32),
        "originator_reference": text(288, 32),
        "origination_date": text(320, 10),
        "origination_time": text(330, 8),
        "samples_since_midnight": high << 32 | low,
        "version": version,
    }


def _webp(body: bytes) -> dict[str, Any]:
    flags = body[0]
    names = {0x20: "icc", 0x10: "alpha", 0x08: "exif", 0x04: "xmp", 0x02: "animation"}
    return {
        "holds": [name for bit, name in names.items() if flags & bit],
        "width": int.from_bytes(body[4:7], "little") + 1,
        "height": int.from_bytes(body[7:10], "little") + 1,
    }


def _webp_animation(body: bytes) -> dict[str, Any]:
    return {"background": body[:4].hex(), "loops": int.from_bytes(body[4:6], "little")}


def _webp_frame(body: bytes) -> dict[str, Any]:
    return {"duration_s": int.from_bytes(body[12:15], "little") / 1000}


def _index(body: bytes) -> dict[str, Any]:
    return {"entry_bytes": 16}


def _large(body: bytes) -> dict[str, Any]:
    names = ("riff_bytes", "data_bytes", "samples")
    return dict(zip(names, struct.unpack_from("<QQQ", body), strict=True))
