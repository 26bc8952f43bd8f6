"""Tags of a still: EXIF, XMP, IPTC, colour profile, and what the format itself says."""

from __future__ import annotations

import base64
import io
import logging
import re
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from workbench.instruments.metadata.attempt import attempt
from workbench.instruments.metadata.blocks import Blocks, embedded_tags, exif_order
from workbench.instruments.metadata.chunk_parts import bmp_blocks, gif_blocks, png_blocks
from workbench.instruments.metadata.directories import Entry, TiffBlock, directories, tiff_block
from workbench.instruments.metadata.document_parts import jxl_blocks, psd_blocks
from workbench.instruments.metadata.exif import (
    Exif,
    Raw,
    add_further,
    exif_tags,
    read_by_pillow,
    read_exif,
)
from workbench.instruments.metadata.heif_parts import heif_blocks
from workbench.instruments.metadata.jpeg_parts import jpeg_blocks
from workbench.instruments.metadata.makers import maker_tags
from workbench.instruments.metadata.mpf import LARGE_THUMBNAILS
from workbench.instruments.metadata.photoshop import thumbnail_of
from workbench.instruments.metadata.previews import MAX_BYTES as MAX_PREVIEW_BYTES
from workbench.instruments.metadata.riff_parts import riff_blocks
from workbench.instruments.metadata.tag_names import EXIF_IFD, IFD0, IFD1, ORIENTATION

_FORMATS = ("JPEG", "MPO", "PNG", "TIFF", "WEBP", "GIF", "BMP", "AVIF", "HEIF")
_EXIF_HEAD = b"Exif\0\0"
_SALVAGE_BYTES = 256 * 1024
_WALKS: tuple[tuple[int, bytes, Callable[[BinaryIO], Blocks]], ...] = (
    (0, b"\xff\xd8", jpeg_blocks),
    (0, b"\x89PNG", png_blocks),
    (0, b"GIF8", gif_blocks),
    (0, b"BM", bmp_blocks),
    (8, b"WEBP", riff_blocks),
    (0, b"8BPS", psd_blocks),
    (0, b"\xff\x0a", jxl_blocks),
    (4, b"JXL ", jxl_blocks),
    (4, b"ftyp", heif_blocks),
)
"""By the bytes that a file begins with."""
_MAKE, _MAKER_NOTE = 0x010F, 0x927C
_XMP_PICTURE = re.compile(rb"<xmpGImg:image>([^<]+)<|xmpGImg:image=\"([^\"]+)\"")
_XMP_BREAKS = re.compile(rb"&#x[AaDd];|\s")
_PREVIEW = frozenset({0x0201, 0x0202})
_XMP, _IPTC, _PHOTOSHOP, _PROFILE = 0x02BC, 0x83BB, 0x8649, 0x8773


@dataclass(slots=True)
class StillTags:
    """Tags, and who read the EXIF among them."""

    tags: dict[str, Any] = field(default_factory=dict)
    readers: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    """Readers of EXIF that came to no end, and were ended."""
    previews: dict[str, bytes] = field(default_factory=dict)
    """Small pictures, by the directory or block that they lie in."""


def still_tags(file: BinaryIO, *, decoders: bool = True) -> StillTags:
    """All tags of a still, however broken; whatever a reader says to stderr is kept silent.
    Without `decoders` neither Pillow's plugins nor libheif see the file."""
    logging.getLogger("exifread").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _still_tags(file, _opened(file) if decoders else None)


def _still_tags(file: BinaryIO, image: Any) -> StillTags:
    info = {} if image is None else image.info
    blocks = attempt(partial(_walked, file)) or Blocks()
    turned = info.get("original_orientation")
    # libheif turns the picture itself, and pi-heif then writes 1 into the block that it gives.
    block = blocks.exif if isinstance(turned, int) else None
    block = block or _exif_block(info) or blocks.exif
    if block is None and image is None:
        block = _salvaged_block(file)
    second = read_by_pillow(block, image)
    if isinstance(turned, int):
        second[IFD0, ORIENTATION] = (turned,)
    exif = read_exif(file, block, second, blocks.exif_offset)
    attempt(lambda: _read_further(file, blocks, block, exif))
    if not blocks.xmp and isinstance(info.get("xmp"), bytes):
        blocks.xmp.append(info["xmp"])
    profile = info.get("icc_profile")
    if not blocks.profiles and isinstance(profile, bytes):
        blocks.profiles.append(profile)
    found = StillTags(dict(blocks.tags), exif.readers, exif.differing, exif.ended)
    found.tags.update(exif_tags(exif))
    found.tags.update(exif.maker)
    found.previews = _previews(exif, blocks) | _announced(file, blocks.tags) | _in_xmp(blocks.xmp)
    found.tags.update(embedded_tags(blocks))
    if "File:ExifByteOrder" not in found.tags and exif_order(block):
        found.tags["File:ExifByteOrder"] = exif_order(block)
    return found


def _previews(exif: Exif, blocks: Blocks) -> dict[str, bytes]:
    found = {"IFD1": exif.thumbnail, "IFD0": exif.preview}
    found["Photoshop"] = thumbnail_of(blocks.photoshop)
    return {place: data for place, data in found.items() if data}


def _announced(file: BinaryIO, tags: dict[str, Any]) -> dict[str, bytes]:
    """Previews among the pictures of the multi-picture format: no gain maps, no other views."""
    found = {}
    for name, kind in tags.items():
        group = name.removesuffix(":MPImageType")
        if group != name and kind in LARGE_THUMBNAILS:
            start, length = tags[f"{group}:MPImageStart"], tags[f"{group}:MPImageLength"]
            if start and 0 < length <= MAX_PREVIEW_BYTES:
                file.seek(start)
                found[group] = file.read(length)
    return found


def _in_xmp(packets: list[bytes]) -> dict[str, bytes]:
    """The small picture that a packet holds as text (xmpGImg), the first of them."""
    for packet in packets:
        text = _XMP_PICTURE.search(packet)
        if text is not None:
            data = attempt(
                lambda found=text: base64.b64decode(  # type: ignore[misc]
                    _XMP_BREAKS.sub(b"", found[1] or found[2])
                )
            )
            if data and data.startswith(b"\xff\xd8"):
                return {"XMP": data}
    return {}


def _walked(file: BinaryIO) -> Blocks:
    file.seek(0)
    head = file.read(16)
    for at, sign, walk in _WALKS:
        if head[at : at + len(sign)] == sign:
            return walk(file)
    return Blocks()


def _read_further(file: BinaryIO, blocks: Blocks, block: bytes | None, exif: Exif) -> None:
    """What our own reader finds beside the others: further directories, and the blocks that a
    TIFF keeps in its first one."""
    whole = tiff_block(file, 0)
    if whole is not None:
        opened: tuple[TiffBlock, int] | None = whole
    elif blocks.exif_offset is not None:
        opened = tiff_block(file, blocks.exif_offset)
    else:
        opened = tiff_block(io.BytesIO(block), 0) if block else None
    if opened is None:
        return
    tiff, first = opened
    if whole is not None:
        blocks.tags["File:ExifByteOrder"] = "II" if tiff.order == "<" else "MM"
    preview: dict[int, int] = {}
    for name, found in directories(tiff, first):
        for entry in found:
            add_further(exif, name, entry.number, entry.value)
            if name == EXIF_IFD and entry.number == _MAKER_NOTE:
                make = exif.text(IFD0, _MAKE) or ""
                exif.maker |= maker_tags(tiff, entry.place, make)
            if name == IFD0 and entry.number in _PREVIEW and isinstance(entry.value, tuple):
                preview[entry.number] = int(entry.value[0])  # type: ignore[arg-type]
            if whole is not None and name == IFD0:
                _take_block(blocks, entry.number, entry.value, tiff.order)

        if name == IFD1 and exif.thumbnail is None:
            exif.thumbnail = _thumbnail(tiff, found)
    _take_preview(tiff, preview, exif)


def _thumbnail(tiff: TiffBlock, found: list[Entry]) -> bytes | None:
    stated = {e.number: e.value[0] for e in found if e.number in _PREVIEW and e.kind in (3, 4)}
    start, length = stated.get(0x0201), stated.get(0x0202)
    if not isinstance(start, int) or not isinstance(length, int):
        return None
    data = tiff.read(start, length)
    return data if data.startswith(b"\xff\xd8") else None


def _take_preview(tiff: TiffBlock, preview: dict[int, int], exif: Exif) -> None:
    """Raw files keep a picture for display; its place is given from the TIFF head."""
    start, length = preview.get(0x0201), preview.get(0x0202)
    if start is not None and length:
        exif.entries[IFD0, 0x0201] = (start + tiff.start,)
        exif.preview = tiff.read(start, length)


def _take_block(blocks: Blocks, number: int, value: Raw, order: str) -> None:
    if number not in (_XMP, _IPTC, _PHOTOSHOP, _PROFILE):
        return
    if isinstance(value, tuple):
        # IPTC is often declared as 32-bit numbers, and lies there as bytes all the same.
        words = [v & 0xFFFFFFFF for v in value if isinstance(v, int)]
        layout = f"{order}{len(words)}I" if number == _IPTC else f"{len(words)}B"
        value = struct.pack(layout, *(words if number == _IPTC else (v & 255 for v in words)))
    if isinstance(value, str):
        value = value.encode("utf-8")
    if number == _XMP:
        blocks.xmp.append(value)
    elif number == _IPTC:
        blocks.iptc.append(value)
    elif number == _PHOTOSHOP:
        blocks.photoshop += value
    else:
        blocks.profiles.append(value)


def _opened(file: BinaryIO) -> Any:
    """The still as Pillow sees its head; no pixel is decoded, so a bomb does no harm here."""
    from PIL import Image

    def read() -> Image.Image:
        file.seek(0)
        return Image.open(file, formats=[name for name in _FORMATS if name in Image.OPEN])

    _register_heif()
    limit = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        return attempt(read)
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _register_heif() -> None:
    from PIL import Image

    Image.preinit()
    if "HEIF" not in Image.OPEN or "AVIF" not in Image.OPEN:
        import pi_heif

        Image.init()
        pi_heif.register_heif_opener(thumbnails=False)


def _exif_block(info: dict[Any, Any]) -> bytes | None:
    """The TIFF block of the EXIF; some writers put the JPEG's head before it."""
    block = info.get("exif")
    if not isinstance(block, bytes) or len(block) < 8:
        return None
    if block.startswith(_EXIF_HEAD):
        block = block[len(_EXIF_HEAD) :]
    return block if block[:2] in (b"II", b"MM") else None


def _salvaged_block(file: BinaryIO) -> bytes | None:
    """The EXIF of a file whose structure nobody can follow, found by its head."""
    file.seek(0)
    start = file.read(_SALVAGE_BYTES)
    for head in (b"Exif\0\0II*\0", b"Exif\0\0MM\0*"):
        at = start.find(head)
        if at >= 0:
            return start[at + len(_EXIF_HEAD) :]
    return None
