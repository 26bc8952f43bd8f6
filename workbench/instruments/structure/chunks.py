"""Chunked stills: PNG (ISO/IEC 15948), GIF89a, BMP, TIFF (TIFF 6.0 and BigTIFF)."""

from __future__ import annotations

import struct
import zlib
from typing import Any

from workbench.instruments.structure.tree import Bytes, Node

MAX_CHECKED_BYTES = 64 << 20
_PNG_TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt"})


def walk_png(bytes_: Bytes) -> list[Node]:
    nodes = [Node("(signature)", 0, min(8, bytes_.size_bytes))]
    at = 8
    while at + 8 <= bytes_.size_bytes and bytes_.take_part():
        length, kind = struct.unpack(">I4s", bytes_.read(at, 8))
        if not kind.isalpha():
            break
        size = length + 12
        node = Node(kind.decode("latin-1"), at, min(size, bytes_.size_bytes - at))
        if size > node.size_bytes:
            node.promised_bytes = size
        elif size <= MAX_CHECKED_BYTES:
            body = bytes_.read(at + 4, length + 4)
            stated = int.from_bytes(bytes_.read(at + size - 4, 4), "big")
            node.fields = _png_fields(kind, body[4:])
            if zlib.crc32(body) != stated:
                node.fields["checksum_holds"] = False
        nodes.append(node)
        at += size
        if kind == b"IEND":
            break
    return nodes


def _png_fields(kind: bytes, body: bytes) -> dict[str, Any]:
    if kind == b"IHDR" and len(body) >= 13:
        names = (
            "width",
            "height",
            "bit_depth",
            "colour_type",
            "compression",
            "filter",
            "interlace",
        )
        return dict(zip(names, struct.unpack_from(">IIBBBBB", body), strict=True))
    if kind in _PNG_TEXT:
        key, _, rest = body.partition(b"\0")
        fields: dict[str, Any] = {"keyword": key.decode("latin-1")}
        if kind == b"tEXt":
            fields["text"] = rest.decode("latin-1")[:2000]
        return fields
    if kind == b"pHYs" and len(body) >= 9:
        across, down, unit = struct.unpack_from(">IIB", body)
        return {"pixels_per_unit": [across, down], "unit": "metre" if unit else None}
    if kind == b"tIME" and len(body) >= 7:
        year, *clock = struct.unpack_from(">HBBBBB", body)
        return {"time": "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}".format(year, *clock)}
    if kind == b"gAMA" and len(body) >= 4:
        return {"gamma": int.from_bytes(body[:4], "big") / 100_000}
    if kind == b"iCCP":
        return {"profile_name": body.split(b"\0")[0].decode("latin-1")}
    if kind == b"acTL" and len(body) >= 8:
        frames, plays = struct.unpack_from(">II", body)
        return {"frames": frames, "plays": plays}
    return {}


def walk_gif(bytes_: Bytes) -> list[Node]:
    head = bytes_.read(0, 13)
    if len(head) < 13:
        return []
    width, height, flags = struct.unpack_from("<HHB", head, 6)
    table = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
    fields = {"version": head[3:6].decode("latin-1"), "width": width, "height": height}
    nodes = [Node("(screen)", 0, min(13 + table, bytes_.size_bytes), fields)]
    at = 13 + table
    while at < bytes_.size_bytes and bytes_.take_part():
        introducer = bytes_.read(at, 10)
        if introducer[:1] == b";":
            nodes.append(Node("(trailer)", at, 1))
            break
        node = _gif_block(bytes_, at, introducer)
        if node is None:
            break
        nodes.append(node)
        at = node.end
    return nodes


def _gif_block(bytes_: Bytes, at: int, head: bytes) -> Node | None:
    if head[:1] == b"!" and len(head) >= 2:
        names = {0xF9: "(graphic control)", 0xFE: "(comment)", 0xFF: "(application)", 1: "(text)"}
        end = _gif_sub_blocks(bytes_, at + 2)
        node = Node(names.get(head[1], f"(extension {head[1]:02x})"), at, end - at)
        body = bytes_.read(at + 3, head[2] if len(head) > 2 else 0)
        if head[1] == 0xF9 and len(body) >= 4:
            node.fields = {"delay_s": int.from_bytes(body[1:3], "little") / 100}
        elif head[1] in (0xFE, 0xFF):
            node.fields = {"text": body.decode("latin-1")}
        return node
    if head[:1] == b"," and len(head) >= 10:
        left, top, width, height, flags = struct.unpack_from("<HHHHB", head, 1)
        table = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
        end = _gif_sub_blocks(bytes_, at + 11 + table)
        box = {"left": left, "top": top, "width": width, "height": height}
        return Node("(image)", at, end - at, box)
    return None


def _gif_sub_blocks(bytes_: Bytes, at: int) -> int:
    while at < bytes_.size_bytes:
        size = bytes_.read(at, 1)[0]
        at += 1 + size
        if not size:
            break
    return min(at, bytes_.size_bytes)


def walk_bmp(bytes_: Bytes) -> list[Node]:
    head = bytes_.read(0, 54)
    if len(head) < 26:
        return []
    stated, _, start, header = struct.unpack_from("<IIII", head, 2)
    fields: dict[str, Any] = {"stated_bytes": stated, "header_bytes": header}
    if header >= 40 and len(head) >= 54:
        names = ("width", "height", "planes", "bits", "compression")
        fields |= dict(zip(names, struct.unpack_from("<iiHHI", head, 18), strict=True))
    top = min(max(start, 14 + header), bytes_.size_bytes)
    end = min(max(stated, top), bytes_.size_bytes)
    return [
        Node("(header)", 0, top, fields),
        Node("(pixels)", top, end - top, promised_bytes=stated - top if stated > end else None),
    ]


_TIFF_BYTES = (0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8)
MAX_DIRECTORIES = 64


def walk_tiff(bytes_: Bytes) -> list[Node]:
    """Directories in the order in which they refer to each other; they lie anywhere in the file,
    and so they tile nothing."""
    head = bytes_.read(0, 16)
    order = "<" if head[:2] == b"II" else ">"
    big = head[2:4] in (b"+\0", b"\0+")
    first = struct.unpack_from(order + ("Q" if big else "I"), head, 8 if big else 4)[0]
    nodes = [Node("(header)", 0, 16 if big else 8, {"byte_order": head[:2].decode("latin-1")})]
    seen: set[int] = set()
    waiting = [("IFD", first)]
    while waiting and len(seen) < MAX_DIRECTORIES:
        name, at = waiting.pop(0)
        if at in seen or not 0 < at < bytes_.size_bytes or not bytes_.take_part():
            continue
        seen.add(at)
        node, onward = _directory(bytes_, name, at, order, big)
        nodes.append(node)
        waiting += onward
    return nodes


def _directory(
    bytes_: Bytes, name: str, at: int, order: str, big: bool
) -> tuple[Node, list[tuple[str, int]]]:
    count_bytes, entry_bytes, word = (8, 20, "Q") if big else (2, 12, "I")
    count = int.from_bytes(bytes_.read(at, count_bytes), "little" if order == "<" else "big")
    held = min(count, 4096)
    size = count_bytes + entry_bytes * held + struct.calcsize(word)
    raw = bytes_.read(at, size)
    node = Node(name, at, len(raw), {"entries": count, "tags": []})
    onward: list[tuple[str, int]] = []
    for place in range(held):
        start = count_bytes + entry_bytes * place
        if start + entry_bytes > len(raw):
            node.promised_bytes = size
            break
        tag, kind = struct.unpack_from(f"{order}HH", raw, start)
        number, value = struct.unpack_from(f"{order}{word}{word}", raw, start + 4)
        if len(node.fields["tags"]) < 200:
            node.fields["tags"].append(tag)
        inner = {0x8769: "ExifIFD", 0x8825: "GPS", 0xA005: "InteropIFD", 0x014A: "SubIFD"}.get(tag)
        if inner and number == 1:
            onward.append((inner, value))
        elif inner and kind < len(_TIFF_BYTES):
            table = bytes_.read(value, min(number, 32) * struct.calcsize(word))
            step = struct.calcsize(word)
            onward += [
                (inner, struct.unpack_from(order + word, table, step * n)[0])
                for n in range(len(table) // step)
            ]
    if len(raw) == size:
        after = struct.unpack_from(order + word, raw, size - struct.calcsize(word))[0]
        if after:
            onward.append((name, after))
    return node, onward
