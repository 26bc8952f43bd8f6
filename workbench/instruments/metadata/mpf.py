"""Multi-Picture Format (CIPA DC-007): the further pictures that a JPEG announces."""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

from workbench.instruments.metadata.directories import entries, tiff_block
from workbench.instruments.metadata.exif import tag_value

MAX_IMAGES = 20
_NAMES = {
    0xB000: "MPFVersion", 0xB001: "NumberOfImages", 0xB003: "ImageUIDList", 0xB004: "TotalFrames",
    0xB101: "MPIndividualNum", 0xB201: "PanOrientation", 0xB202: "PanOverlapH",
    0xB203: "PanOverlapV", 0xB204: "BaseViewpointNum", 0xB205: "ConvergenceAngle",
    0xB206: "BaselineLength",
}  # fmt: skip
_IMAGES = 0xB002
_OF_SEVERAL_VIEWS = 0x020000
"""Types of pictures that make a file of several views, and not one picture with a preview."""


LARGE_THUMBNAILS = frozenset({0x010001, 0x010002})
"""Types of pictures that show the first one smaller: for a screen, and for a large one."""


def mpf_tags(file: BinaryIO, start: int) -> dict[str, Any]:
    """The directory whose TIFF head lies at `start`, and one group for each picture."""
    opened = tiff_block(file, start)
    found, onward = entries(*opened) if opened is not None else (None, 0)
    if opened is None or found is None:
        return {}
    further, _ = entries(opened[0], onward) if onward else ([], 0)
    tags: dict[str, Any] = {}
    for entry in (*found, *(further or ())):
        name = _NAMES.get(entry.number)
        if entry.number == _IMAGES and isinstance(entry.value, bytes):
            tags |= _images(entry.value, opened[0].order, start)
        elif name == "MPFVersion" and isinstance(entry.value, bytes):
            tags[f"MPF0:{name}"] = entry.value.decode("latin-1")
        elif name is not None:
            tags[f"MPF0:{name}"] = tag_value("", 0, entry.value)
    return tags


def _images(table: bytes, order: str, start: int) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    for place in range(min(len(table) // 16, MAX_IMAGES)):
        word, length, at, first, second = struct.unpack_from(f"{order}IIIHH", table, 16 * place)
        stated = {
            "MPImageFlags": word >> 27,
            "MPImageFormat": word >> 24 & 7,
            "MPImageType": word & 0xFFFFFF,
            "MPImageLength": length,
            # The first picture is the file's own; others count from the head of this block.
            "MPImageStart": at + start if at else 0,
            "DependentImage1EntryNumber": first,
            "DependentImage2EntryNumber": second,
        }
        tags |= {f"MPImage{place + 1}:{name}": value for name, value in stated.items()}
    return tags


def of_several_views(tags: dict[str, Any]) -> bool:
    kinds = (value for name, value in tags.items() if name.endswith(":MPImageType"))
    return any(int(kind) & 0xF0000 == _OF_SEVERAL_VIEWS for kind in kinds)
