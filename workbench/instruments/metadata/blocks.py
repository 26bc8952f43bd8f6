"""Blocks of metadata that a still carries, whatever the format wraps them in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from workbench.instruments.metadata.icc import profile_tags
from workbench.instruments.metadata.iptc import iptc_tags
from workbench.instruments.metadata.photoshop import iptc_digest, resource_tags
from workbench.instruments.metadata.xmp import xmp_tags

MAX_BLOCK_BYTES = 16 << 20


@dataclass(slots=True)
class Blocks:
    """What was found by walking a file; `tags` is what the walk itself could read."""

    tags: dict[str, Any] = field(default_factory=dict)
    exif: bytes | None = None
    """The TIFF block, without what is before its byte order."""
    exif_offset: int | None = None
    """Where it begins in the file, if it lies there in one piece."""
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    trailing_iptc: list[bytes] = field(default_factory=list)
    photoshop: bytes = b""
    profiles: list[bytes] = field(default_factory=list)


def embedded_tags(blocks: Blocks) -> dict[str, Any]:
    """XMP, IPTC, Photoshop's resources and colour profiles."""
    tags: dict[str, Any] = {}
    for packet in blocks.xmp:
        for name, value in xmp_tags(packet).items():
            tags.setdefault(name, value)
    found, further = resource_tags(blocks.photoshop)
    tags.update(found)
    own = [*blocks.iptc, *further]
    if own:
        tags["File:CurrentIPTCDigest"] = iptc_digest(own[0])
    # The first place is kept for a block in the file's own structure.
    for place, block in enumerate([*(own or [b""]), *blocks.trailing_iptc], start=1):
        group = "IPTC" if place == 1 else f"IPTC{place}"
        tags |= {f"{group}:{name}": value for name, value in iptc_tags(block).items()}
    for place, profile in enumerate(blocks.profiles):
        tags.update(profile_tags(profile, "" if place == 0 else str(place + 1)))
    return tags


def exif_order(block: bytes | None) -> str | None:
    """`II` or `MM`."""
    return block[:2].decode("latin-1") if block and block[:2] in (b"II", b"MM") else None
