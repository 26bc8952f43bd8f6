"""Blocks of metadata in Photoshop documents and JPEG XL files."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

from workbench.instruments.metadata.blocks import MAX_BLOCK_BYTES, Blocks, exif_order
from workbench.instruments.metadata.boxes import Boxes
from workbench.instruments.metadata.photoshop import blocks_in
from workbench.instruments.structure.jxl import SIGN, size_of

_HEAD_BYTES = 26
_NAMES = ("NumChannels", "ImageHeight", "ImageWidth", "BitDepth", "ColorMode")
_EXIF, _XMP, _PROFILE = (0x0422, 0x0423), 0x0424, 0x040F


def psd_blocks(file: BinaryIO) -> Blocks:
    """The header, and the image resources: EXIF, XMP and the profile lie among them."""
    blocks = Blocks()
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if len(head) < _HEAD_BYTES:
        return blocks
    version, *values = struct.unpack_from(">H6xHIIHH", head, 4)
    blocks.tags = {f"Photoshop:{n}": v for n, v in zip(_NAMES, values, strict=True)}
    file.seek(_HEAD_BYTES)
    file.seek(int.from_bytes(file.read(4), "big"), os.SEEK_CUR)
    size = int.from_bytes(file.read(4), "big")
    start = file.tell()
    blocks.photoshop = file.read(min(size, MAX_BLOCK_BYTES))
    for number, data, at in blocks_in(blocks.photoshop):
        if number in _EXIF and blocks.exif is None:
            blocks.exif, blocks.exif_offset = data, start + at
        elif number == _XMP:
            blocks.xmp.append(data)
        elif number == _PROFILE:
            blocks.profiles.append(data)
    file.seek(start + size)
    _layers(file, 8 if version == 2 else 4, blocks)
    return blocks


def _layers(file: BinaryIO, length_bytes: int, blocks: Blocks) -> None:
    size = int.from_bytes(file.read(length_bytes), "big")
    start = file.tell()
    layers = file.read(min(size, length_bytes + 2))
    has = len(layers) == length_bytes + 2 and int.from_bytes(layers[:length_bytes], "big")
    count = struct.unpack_from(">h", layers, length_bytes)[0] if has else 0
    blocks.tags["Photoshop:LayerCount"] = abs(count)
    file.seek(start + size)
    method = file.read(2)
    if len(method) == 2:
        blocks.tags["Photoshop:Compression"] = int.from_bytes(method, "big")


def jxl_blocks(file: BinaryIO) -> Blocks:
    """EXIF and XMP where they are not compressed, and the size of the picture."""
    blocks = Blocks()
    file.seek(0)
    if file.read(2) == SIGN:
        _size(file.read(16), blocks)
        return blocks
    boxes = Boxes(file, file.seek(0, os.SEEK_END))
    packed = []
    for box in boxes.top():
        if box.type == b"ftyp":
            blocks.tags |= _brands(boxes.body(box, 1024))
        elif box.type == b"Exif" and blocks.exif is None:
            body = boxes.body(box, MAX_BLOCK_BYTES)
            at = 4 + int.from_bytes(body[:4], "big")
            if body[at : at + 2] in (b"II", b"MM"):
                blocks.exif, blocks.exif_offset = body[at:], box.start + at
        elif box.type == b"xml ":
            blocks.xmp.append(boxes.body(box, MAX_BLOCK_BYTES))
        elif box.type == b"brob":
            packed.append(boxes.body(box, 4).decode("latin-1"))
        elif box.type in (b"jxlc", b"jxlp") and "File:ImageWidth" not in blocks.tags:
            body = boxes.body(box, 24)[4 if box.type == b"jxlp" else 0 :]
            if body[:2] == SIGN:
                _size(body[2:], blocks)
    if packed:
        blocks.tags["Jpeg2000:BrotliCompressedBoxes"] = packed
    if exif_order(blocks.exif):
        blocks.tags["File:ExifByteOrder"] = exif_order(blocks.exif)
    return blocks


def _size(raw: bytes, blocks: Blocks) -> None:
    size = size_of(raw)
    if size is not None:
        blocks.tags["File:ImageWidth"], blocks.tags["File:ImageHeight"] = size


def _brands(body: bytes) -> dict[str, object]:
    if len(body) < 8:
        return {}
    minor = struct.unpack_from(">HBB", body, 4)
    further = [body[at : at + 4].decode("latin-1") for at in range(8, len(body) - 3, 4)]
    return {
        "Jpeg2000:MajorBrand": body[:4].decode("latin-1"),
        "Jpeg2000:MinorVersion": ".".join(f"{part:x}" for part in minor),
        "Jpeg2000:CompatibleBrands": further,
    }
