"""Directories that Canon keeps in boxes of its own (CR3 and CRM): IFD0, ExifIFD, the maker note and
GPS, each a TIFF block by itself. The layout is that of github.com/lclevy/canon_cr3."""

from __future__ import annotations

from typing import Any, BinaryIO

from workbench.instruments.metadata.boxes import Box, Boxes
from workbench.instruments.metadata.directories import entries, tiff_block
from workbench.instruments.metadata.exif import Exif, add_further, exif_tags
from workbench.instruments.metadata.makers import maker_tags
from workbench.instruments.metadata.tag_names import EXIF_IFD, GPS, IFD0

CANON = bytes.fromhex("85c0b687820f11e08111f4ce462b6a48")
_DIRECTORIES = {b"CMT1": IFD0, b"CMT2": EXIF_IFD, b"CMT4": GPS}
_NOTE = b"CMT3"


def canon_tags(file: BinaryIO, boxes: Boxes, extension: Box) -> dict[str, Any]:
    """Tags of the box whose type is Canon's UUID, which stands before its content."""
    exif = Exif()
    maker: dict[str, Any] = {}
    stated: dict[str, Any] = {}
    for box in boxes.inside(extension.start + len(CANON), extension.end):
        opened = tiff_block(file, box.start) if box.type in (*_DIRECTORIES, _NOTE) else None
        if box.type == b"CNCV":
            version = boxes.body(box, 64).split(b"\0")[0]
            stated["Canon:CompressorVersion"] = version.decode("latin-1")
        if opened is None:
            continue
        block, first = opened
        if box.type == _NOTE:
            maker = maker_tags(block, first, "CANON")
            continue
        if box.type == b"CMT1":
            stated["File:ExifByteOrder"] = "II" if block.order == "<" else "MM"
        for entry in entries(block, first)[0] or ():
            add_further(exif, _DIRECTORIES[box.type], entry.number, entry.value)
    return {**stated, **exif_tags(exif), **maker}
