"""Tags of a still: EXIF, XMP, IPTC, colour profile, JFIF."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from workbench.instruments.metadata.attempt import attempt
from workbench.instruments.metadata.embedded import (
    image_tags,
    iptc_tags,
    photoshop_iptc,
    profile_tags,
    xmp_tags,
)
from workbench.instruments.metadata.exif import exif_tags, read_by_pillow, read_exif
from workbench.instruments.metadata.tag_names import IFD0, ORIENTATION

_FORMATS = ("JPEG", "MPO", "PNG", "TIFF", "WEBP", "GIF", "BMP", "AVIF", "HEIF")
_EXIF_HEAD = b"Exif\0\0"
_SALVAGE_BYTES = 256 * 1024


@dataclass(slots=True)
class StillTags:
    """Tags, and who read the EXIF among them."""

    tags: dict[str, Any] = field(default_factory=dict)
    readers: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)


def still_tags(file: BinaryIO) -> StillTags:
    """All tags of a still, however broken; whatever a reader says to stderr is kept silent."""
    logging.getLogger("exifread").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _still_tags(file)


def _still_tags(file: BinaryIO) -> StillTags:
    image = _opened(file)
    info = {} if image is None else image.info
    block = _exif_block(info) or (_salvaged_block(file) if image is None else None)
    second = read_by_pillow(block, image)
    turned = info.get("original_orientation")
    if isinstance(turned, int):
        # libheif turns the picture itself, and pi-heif then writes 1 into the block.
        second[IFD0, ORIENTATION] = (turned,)
    exif = read_exif(file, block, second)
    found = StillTags(readers=exif.readers, differing=exif.differing)
    found.tags.update(exif_tags(exif))
    packet = info.get("xmp") or info.get("XML:com.adobe.xmp") or _tiff_bytes(image, 0x02BC)
    if isinstance(packet, str):
        packet = packet.encode()
    if isinstance(packet, bytes):
        found.tags.update(xmp_tags(packet))
    block = photoshop_iptc(info) or _tiff_bytes(image, 0x83BB)
    if block:
        found.tags.update(iptc_tags(block))
    profile = info.get("icc_profile")
    if isinstance(profile, bytes):
        found.tags.update(profile_tags(profile))
    found.tags.update(image_tags(info))
    return found


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


def _tiff_bytes(image: Any, number: int) -> bytes | None:
    directory = getattr(image, "tag_v2", None)
    if directory is None:
        return None
    # Pillow reads the value only now, out of a block that may be broken.
    value = attempt(lambda: directory.get(number))
    if isinstance(value, tuple) and value and all(isinstance(v, int) for v in value):
        # IPTC is often declared as 32-bit numbers, little-endian.
        value = b"".join((v & 0xFFFFFFFF).to_bytes(4, "little") for v in value)
    return value if isinstance(value, bytes) else None
