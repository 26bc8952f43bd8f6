"""Items and properties of HEIF and AVIF files (ISO/IEC 23008-12), named as ExifTool does."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from workbench.instruments.metadata.blocks import MAX_BLOCK_BYTES, Blocks, exif_order
from workbench.instruments.metadata.boxes import Box, Boxes
from workbench.instruments.metadata.codec_boxes import av1_tags, colour_tags, hevc_tags

MAX_ITEMS = 2000


@dataclass(slots=True)
class _Items:
    """The items of a `meta` box: types, places, properties, and which one is the picture."""

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Offset in the file and size of each piece."""
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    of_item: dict[int, list[int]] = field(default_factory=dict)
    """Numbers of properties, from 1."""


def heif_blocks(file: BinaryIO) -> Blocks:
    blocks = Blocks()
    boxes = Boxes(file, file.seek(0, os.SEEK_END))
    meta = next((box for box in boxes.top() if box.type == b"meta"), None)
    if meta is None:
        return blocks
    items = _Items()
    for box in boxes.inside(meta.start + 4, meta.end):
        # One broken box must not hide what the others say.
        with suppress(struct.error, IndexError):
            _take(boxes, box, items, blocks)
    _properties(items, blocks)
    for item, kind in items.kinds.items():
        if kind == b"Exif" and blocks.exif is None:
            _exif(file, items.places.get(item, []), blocks)
        elif kind == b"mime":
            blocks.xmp += [
                packet for packet in _bodies(file, items, item) if b"xmp" in packet[:999]
            ]
    order = exif_order(blocks.exif)
    if order is not None:
        blocks.tags["File:ExifByteOrder"] = order
    return blocks


def _take(boxes: Boxes, box: Box, items: _Items, blocks: Blocks) -> None:
    body = boxes.body(box)
    if box.type == b"pitm" and len(body) >= 6:
        items.primary = struct.unpack_from(">I" if body[0] and len(body) >= 8 else ">H", body, 4)[0]
        blocks.tags["Meta:PrimaryItemReference"] = items.primary
    elif box.type == b"iinf" and len(body) >= 6:
        for entry in boxes.inside(box.start + (8 if body[0] else 6), box.end):
            _item(boxes.body(entry, 64), items)
    elif box.type == b"iloc":
        items.places = dict(_places(body))
    elif box.type == b"idat" and len(body) == 8:
        blocks.tags["Meta:MetaImageSize"] = "{} {} {} {}".format(*struct.unpack(">4H", body))
    elif box.type == b"iprp":
        for inner in boxes.inside(box.start, box.end):
            if inner.type == b"ipco":
                for one in boxes.inside(inner.start, inner.end):
                    items.properties.append((one.type, boxes.body(one, MAX_BLOCK_BYTES)))
            elif inner.type == b"ipma":
                items.of_item |= dict(_associations(boxes.body(inner)))


def _item(body: bytes, items: _Items) -> None:
    if len(body) < 12 or body[0] < 2 or len(items.kinds) >= MAX_ITEMS:
        return
    number, at = (
        (struct.unpack_from(">I", body, 4)[0], 10) if body[0] >= 3
        else (struct.unpack_from(">H", body, 4)[0], 8)
    )  # fmt: skip
    items.kinds[number] = body[at : at + 4]


def _places(body: bytes) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """ISO/IEC 14496-12, 8.11.3: sizes of the fields come first."""
    if len(body) < 8:
        return
    version, sizes = body[0], struct.unpack_from(">H", body, 4)[0]
    offset_bytes, length_bytes, base_bytes, index_bytes = (sizes >> s & 15 for s in (12, 8, 4, 0))
    wide = version == 2
    at = 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > len(body):
            raise struct.error("iloc ends early")
        return int.from_bytes(body[at - size : at], "big")

    try:
        for _ in range(min(number(4 if wide else 2), MAX_ITEMS)):
            item = number(4 if wide else 2)
            method = number(2) & 15 if version else 0
            number(2)
            base = number(base_bytes)
            pieces = []
            for _piece in range(min(number(2), MAX_ITEMS)):
                number(index_bytes if version else 0)
                offset, length = number(offset_bytes), number(length_bytes)
                pieces.append((base + offset, length))
            if method == 0:
                yield item, pieces
    except struct.error:
        return


def _associations(body: bytes) -> Iterator[tuple[int, list[int]]]:
    if len(body) < 8:
        return
    wide_item, wide_property = body[0] >= 1, body[3] & 1
    count, at = min(struct.unpack_from(">I", body, 4)[0], MAX_ITEMS), 8
    for _ in range(count):
        size = 4 if wide_item else 2
        if at + size + 1 > len(body):
            return
        item, held = int.from_bytes(body[at : at + size], "big"), body[at + size]
        at += size + 1
        step = 2 if wide_property else 1
        raw = body[at : at + step * held]
        at += step * held
        mask = 0x7FFF if wide_property else 0x7F
        yield (
            item,
            [int.from_bytes(raw[n : n + step], "big") & mask for n in range(0, len(raw), step)],
        )


def _properties(items: _Items, blocks: Blocks) -> None:
    """Those of the picture that is shown, then what only others have."""
    shown = [n - 1 for n in items.of_item.get(items.primary, []) if 0 < n <= len(items.properties)]
    others = [n for n in range(len(items.properties)) if n not in shown]
    for place in [*shown, *others]:
        kind, body = items.properties[place]
        if kind == b"colr" and body[:4] in (b"prof", b"rICC"):
            blocks.profiles.append(body[4:])
        try:
            found = _property(kind, body)
        except (struct.error, IndexError):
            continue
        for name, value in found.items():
            blocks.tags.setdefault(f"QuickTime:{name}", value)
    size = blocks.tags.get("QuickTime:ImageSpatialExtent")
    if isinstance(size, str) and shown:
        width, height = size.split()
        blocks.tags |= {"File:ImageWidth": int(width), "File:ImageHeight": int(height)}


def _property(kind: bytes, body: bytes) -> dict[str, Any]:
    if kind == b"ispe":
        return {"ImageSpatialExtent": "{} {}".format(*struct.unpack_from(">II", body, 4))}
    if kind == b"pixi" and len(body) >= 5:
        return {"ImagePixelDepth": " ".join(map(str, body[5 : 5 + body[4]]))}
    if kind == b"clap":
        return {"CleanAperture": _aperture(body)}
    if kind == b"irot" and body:
        return {"Rotation": 90 * (body[0] & 3)}
    if kind == b"imir" and body:
        return {"Mirroring": body[0] & 1}
    if kind == b"auxC":
        return {"AuxiliaryImageType": body[4:].split(b"\0")[0].decode("utf-8", "replace")}
    if kind == b"pasp":
        return {"PixelAspectRatio": "{} {}".format(*struct.unpack_from(">II", body))}
    if kind == b"hvcC":
        return hevc_tags(body)
    if kind == b"av1C":
        return av1_tags(body)
    if kind == b"colr":
        return colour_tags(body)
    return {}


def _aperture(body: bytes) -> str:
    """Width, height and offsets from the centre, each a fraction; `undef` and `inf` as ExifTool."""
    numbers = struct.unpack_from(">8i", body)
    return " ".join(
        f"{above / below:.15g}" if below else "inf" if above else "undef"
        for above, below in zip(numbers[::2], numbers[1::2], strict=True)
    )


def _bodies(file: BinaryIO, items: _Items, item: int) -> Iterator[bytes]:
    pieces = items.places.get(item, [])
    if pieces:
        yield b"".join(_read(file, offset, size) for offset, size in pieces[:100])


def _read(file: BinaryIO, offset: int, size: int) -> bytes:
    if offset >= 1 << 62:
        return b""
    file.seek(offset)
    return file.read(min(size, MAX_BLOCK_BYTES))


def _exif(file: BinaryIO, pieces: list[tuple[int, int]], blocks: Blocks) -> None:
    """The item begins with how far its TIFF head is away."""
    if len(pieces) != 1:
        return
    offset, size = pieces[0]
    body = _read(file, offset, size)
    if len(body) < 8:
        return
    skip = 4 + struct.unpack_from(">I", body)[0]
    if body[skip : skip + 2] not in (b"II", b"MM"):
        skip = next((at for at in (0, 4, 10) if body[at : at + 2] in (b"II", b"MM")), -1)
    if skip >= 0:
        blocks.exif, blocks.exif_offset = body[skip:], offset + skip
