"""Movie and track headers of MP4, MOV and 3GP files, named and valued as ExifTool does.

Layouts: ISO/IEC 14496-12 and Apple's QuickTime File Format specification. What ExifTool leaves out
(an empty handler name, a width of 0) is left out here.
"""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

from workbench.instruments.metadata.boxes import Box, Boxes
from workbench.instruments.metadata.canon_boxes import CANON, canon_tags
from workbench.instruments.metadata.gpmf import setting_tags
from workbench.instruments.metadata.headers import (
    date_text,
    handler_tags,
    header_times,
    in_seconds,
    matrix_text,
    plain,
)
from workbench.instruments.metadata.track import track_tags
from workbench.instruments.metadata.user_data import item_tags, user_data_tags
from workbench.instruments.metadata.xmp import MAX_XMP_BYTES, xmp_tags

MAX_TRACKS = 64


def movie_tags(file: BinaryIO, size_bytes: int) -> dict[str, Any]:
    """Tags of an ISO base media file; empty for any other."""
    boxes = Boxes(file, size_bytes)
    tags: dict[str, Any] = {}
    for box in boxes.top():
        if box.type == b"ftyp":
            tags.update(_brands(boxes.body(box, 4096)))
        elif box.type == b"mdat":
            tags["QuickTime:MediaDataSize"] = box.stated_end - box.start
            tags["QuickTime:MediaDataOffset"] = box.start
        elif box.type == b"moov":
            _movie(boxes, box, tags)
            _canon(file, boxes, box, tags)
        elif box.type == b"moof":
            header = boxes.child(box, b"mfhd")
            if header is not None and header.end - header.start >= 8:
                number = int.from_bytes(boxes.body(header, 8)[4:], "big")
                tags["QuickTime:MovieFragmentSequence"] = number
        elif box.type == b"uuid":
            tags.update(_extension(boxes, box))
        elif box.type == b"meta":
            handler = boxes.child(Box(b"meta", box.offset, box.start + 4, box.end), b"hdlr")
            if handler is not None:
                tags.update(handler_tags(boxes.body(handler, 512), "QuickTime"))
    return tags


def _canon(file: BinaryIO, boxes: Boxes, movie: Box, tags: dict[str, Any]) -> None:
    for box in boxes.inside(movie.start, movie.end):
        if box.type == b"uuid" and boxes.body(box, 16) == CANON:
            tags.update(canon_tags(file, boxes, box))


_XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")


def _extension(boxes: Boxes, box: Box) -> dict[str, Any]:
    """A box whose type is a UUID: XMP lies in one (ISO 16684-3)."""
    body = boxes.body(box, 16)
    if body == _XMP:
        return xmp_tags(boxes.body(box, MAX_XMP_BYTES)[16:])
    return {}


def _brands(body: bytes) -> dict[str, Any]:
    if len(body) < 8:
        return {}
    minor = struct.unpack_from(">HBB", body, 4)
    compatible = [body[at : at + 4] for at in range(8, len(body) - 3, 4)]
    return {
        "QuickTime:MajorBrand": body[:4].decode("latin-1"),
        "QuickTime:MinorVersion": ".".join(f"{part:x}" for part in minor),
        "QuickTime:CompatibleBrands": [
            brand.decode("latin-1") for brand in compatible if brand.strip(b"\0")
        ],
    }


def _movie(boxes: Boxes, movie: Box, tags: dict[str, Any]) -> None:
    time_scale, tracks = 0, 0
    for box in boxes.inside(movie.start, movie.end):
        if box.type == b"mvhd":
            header, time_scale = _movie_header(boxes.body(box, 256))
            tags.update(header)
        elif box.type == b"trak" and tracks < MAX_TRACKS:
            tracks += 1
            tags.update(track_tags(boxes, box, f"Track{tracks}", time_scale))
        elif box.type == b"udta":
            tags.update(user_data_tags(boxes, box))
            settings = boxes.child(box, b"GPMF")
            if settings is not None:
                tags.update(setting_tags(boxes.body(settings)))
            meta = boxes.child(box, b"meta")
            if meta is not None:
                _items(boxes, meta, tags)
            packet = boxes.child(box, b"XMP_")
            if packet is not None:
                tags.update(xmp_tags(boxes.body(packet, MAX_XMP_BYTES)))
        elif box.type == b"meta":
            _items(boxes, box, tags)


def _items(boxes: Boxes, meta: Box, tags: dict[str, Any]) -> None:
    found, handler = item_tags(boxes, meta)
    for name, value in found.items():
        tags.setdefault(name, value)
    if handler is not None:
        tags.update(handler_tags(handler, "QuickTime"))


def _movie_header(body: bytes) -> tuple[dict[str, Any], int]:
    read = header_times(body)
    if read is None or len(body) < read[4] + 80:
        return {}, 0
    created, modified, scale, duration, at = read
    rate, volume = struct.unpack_from(">ih", body, at)
    preview, preview_s, poster, selection, selection_s, current, next_track = struct.unpack_from(
        ">7I", body, at + 52
    )
    tags = {
        "MovieHeaderVersion": body[0],
        "CreateDate": date_text(created),
        "ModifyDate": date_text(modified),
        "TimeScale": scale,
        "Duration": in_seconds(duration, scale),
        "PreferredRate": plain(rate / 65536),
        "PreferredVolume": plain(volume / 256),
        "MatrixStructure": matrix_text(body, at + 16),
        "PreviewTime": in_seconds(preview, scale),
        "PreviewDuration": in_seconds(preview_s, scale),
        "PosterTime": in_seconds(poster, scale),
        "SelectionTime": in_seconds(selection, scale),
        "SelectionDuration": in_seconds(selection_s, scale),
        "CurrentTime": in_seconds(current, scale),
        "NextTrackID": next_track,
    }
    return {f"QuickTime:{name}": value for name, value in tags.items()}, scale
