"""Metadata: what a file says about itself, in its own words. None of it is checked here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

from workbench.instruments.instrument import Fold, Instrument, Material, Reads
from workbench.instruments.metadata.attempt import attempt
from workbench.instruments.metadata.blocks import Blocks, embedded_tags
from workbench.instruments.metadata.container import container_tags
from workbench.instruments.metadata.encoders import encoder_tags
from workbench.instruments.metadata.file_kind import kind_tags
from workbench.instruments.metadata.flash import flash_tags
from workbench.instruments.metadata.heif_parts import heif_blocks
from workbench.instruments.metadata.id3 import id3_tags
from workbench.instruments.metadata.location import location_of
from workbench.instruments.metadata.matroska_parts import matroska_tags
from workbench.instruments.metadata.movie import movie_tags
from workbench.instruments.metadata.previews import compared
from workbench.instruments.metadata.riff_parts import riff_blocks
from workbench.instruments.metadata.sound_parts import flac_tags, ogg_tags
from workbench.instruments.metadata.still import StillTags, still_tags
from workbench.instruments.metadata.times import times_of
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.run import Measurement

MAX_TAGS = 1500
MAX_TAGS_BYTES = 160 * 1024
"""One message carries 256 KiB; the rest of the facts needs room beside the tags."""
_HEAD_BYTES = 512
_ISO_FORMATS = frozenset({"mp4", "mov", "3gp", "m4a", "heic", "heif", "avif"})
_SOUNDS: dict[str, Callable[[BinaryIO], dict[str, Any]]] = {
    "ogg": ogg_tags,
    "flac": flac_tags,
    "mp3": id3_tags,
    "flv": flash_tags,
}
_PICTURES = frozenset(
    {"jpeg", "png", "tiff", "webp", "heic", "heif", "avif", "bmp", "gif", "psd", "jxl"}
)
"""Formats of pictures, also of those that move."""


@dataclass(frozen=True, slots=True)
class MetadataParams:
    """Metadata are read whole; there is nothing to choose."""


class _Metadata(Fold):
    def __init__(self, material: Material) -> None:
        self._material = material

    def finish(self) -> Iterable[Measurement]:
        medium, file = self._material.medium, self._material.file
        still = StillTags()
        tags = _container(file, medium)
        if medium.format in _PICTURES or medium.kind is MediaKind.STILL:
            # What decoders died of is read by our own readers and ExifRead alone.
            still = still_tags(file, decoders=medium.status is not MediaStatus.QUARANTINED)
            tags.update(still.tags)
        if not any(":" in name and not name.startswith("QuickTime:Media") for name in tags):
            tags.update(container_tags(medium))
        if medium.kind is not MediaKind.STILL:
            tags.update(attempt(lambda: encoder_tags(file, medium.size_bytes, medium.format)) or {})
        file.seek(0)
        kind = kind_tags(medium.format, file.read(_HEAD_BYTES), tags)
        tags = {**kind, "System:FileSize": medium.size_bytes, **tags}
        kept, left_out = _bounded(tags)
        facts = {
            "tags": kept,
            "tags_left_out": left_out,
            "location": location_of(tags),
            "times": times_of(tags),
            "thumbnails": self._compared(still, tags),
            "exif_readers": still.readers,
            "exif_differing": still.differing[:100],
            "exif_ended": still.ended,
        }
        return (Measurement("metadata", facts),)

    def _compared(self, still: StillTags, tags: dict[str, Any]) -> list[dict[str, Any]]:
        """Embedded small pictures beside the picture, where it can be decoded."""
        medium = self._material.medium
        if not still.previews or medium.kind is not MediaKind.STILL:
            return []
        if medium.status is not MediaStatus.OK:
            return []  # what is missing is grey, and like nothing
        pictures = attempt(lambda: self._material.peek(1))
        if not pictures:
            return []
        turned = tags.get("IFD0:Orientation")
        return compared(still.previews, pictures[0], turned if isinstance(turned, int) else 1)


def _container(file: BinaryIO, medium: Medium) -> dict[str, Any]:
    """What the container says that is around picture and sound."""
    if medium.format in _ISO_FORMATS:
        tags = movie_tags(file, medium.size_bytes)
        if medium.format not in _PICTURES:
            # A picture whose brand is damaged or new still has its items.
            blocks = attempt(lambda: heif_blocks(file)) or Blocks()
            tags = {**blocks.tags, **embedded_tags(blocks), **tags}
        return tags
    if medium.format in ("matroska", "webm"):
        return attempt(lambda: matroska_tags(file, medium.size_bytes)) or {}
    if medium.format in _SOUNDS:
        return attempt(lambda: _SOUNDS[medium.format](file)) or {}
    if medium.format in ("avi", "wav"):
        blocks = riff_blocks(file)
        return {**blocks.tags, **embedded_tags(blocks)}
    return {}


def _bounded(tags: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """As many tags, in order, as one message carries; and how many are left out."""
    kept: dict[str, Any] = {}
    size_bytes = 0
    for name, value in tags.items():
        size_bytes += len(json.dumps(value)) + len(name) + 8
        if size_bytes > MAX_TAGS_BYTES or len(kept) >= MAX_TAGS:
            break
        kept[name] = value
    return kept, len(tags) - len(kept)


METADATA = Instrument(
    name="metadata",
    version="3",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL, MediaKind.SOUND}),
    params=MetadataParams,
    begin=lambda _params, material: _Metadata(material),
    preload=(
        "exifread",
        "exifread.core.find_exif",
        "exifread.core.heic",
        "PIL.Image",
        "PIL.ExifTags",
        "PIL.TiffImagePlugin",
        "pi_heif",
        "defusedxml.ElementTree",
    ),
)
