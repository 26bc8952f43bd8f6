"""XMP sidecars: the same packet that files carry, beside the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from workbench.instruments.metadata.xmp import MAX_XMP_BYTES, xmp_tags
from workbench.instruments.sidecars.values import (
    Pruned,
    coordinates,
    first,
    plain,
    stated_time,
    words,
)
from workbench.records.errors import MediaError, MediaFault
from workbench.records.sidecar import Said, SidecarContent, SidecarForm


def read(content: bytes) -> SidecarContent:
    """What the packet says, as far as it can be read. MediaError where nothing can."""
    if len(content) > MAX_XMP_BYTES:
        raise MediaError(MediaFault.TOO_LARGE)
    tags = xmp_tags(content)
    fault = None if _is_whole(content) else MediaFault.DAMAGED
    if not tags:
        raise MediaError(fault or MediaFault.UNSUPPORTED)
    grouped: dict[str, dict[str, Any]] = {}
    for name, value in tags.items():
        group, _colon, tag = name.rpartition(":")
        grouped.setdefault(group, {})[tag] = value
    pruned = Pruned(grouped)
    return SidecarContent(SidecarForm.XMP, _said(tags), pruned.tree, pruned.left_out, fault)


def _is_whole(content: bytes) -> bool:
    # Padding around a packet is no fault; of UTF-16 a zero is half of the last character.
    for packet in (content, content.strip(b"\0 \r\n\t")):
        try:
            fromstring(packet)
        except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
            continue
        return True
    return False


def _said(tags: Mapping[str, Any]) -> Said:
    place = coordinates(tags.get("XMP-exif:GPSLatitude"), tags.get("XMP-exif:GPSLongitude"))
    source = first(tags, "XMP-dc:Source", "XMP-photoshop:Source", "XMP-xmpRights:WebStatement")
    model = first(tags, "XMP-tiff:Model")
    maker = first(tags, "XMP-tiff:Make")
    named = [first(tags, f"XMP-{name}") for name in _PLACES]
    return Said(
        url=source if source and source.startswith(("http://", "https://")) else None,
        title=first(tags, "XMP-dc:Title", "XMP-photoshop:Headline"),
        description=words(tags, "XMP-dc:Description", "XMP-tiff:ImageDescription"),
        creator=_listed(tags.get("XMP-dc:Creator")) or first(tags, "XMP-tiff:Artist"),
        captured=next((t for n in _TIMES if (t := stated_time(tags.get(f"XMP-{n}")))), None),
        edited=stated_time(tags.get("XMP-xmp:ModifyDate")),
        original_name=first(tags, "XMP-xmpMM:PreservedFileName", "XMP-crs:RawFileName"),
        device=" ".join(filter(None, (maker, model))) or None,
        software=first(tags, "XMP-xmp:CreatorTool"),
        place=", ".join(dict.fromkeys(filter(None, named))) or None,
        latitude_deg=place[0] if place else None,
        longitude_deg=place[1] if place else None,
    )


_TIMES = ("exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate")
_PLACES = ("iptcCore:Location", "photoshop:City", "photoshop:State", "photoshop:Country")


def _listed(value: Any) -> str | None:
    if isinstance(value, list):
        return plain(", ".join(str(one) for one in value[:20]), 500) or None
    return plain(value, 500) or None if isinstance(value, str) else None
