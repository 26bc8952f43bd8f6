"""What containers other than ISO base media state, as the demuxer gave it."""

from __future__ import annotations

import re
from typing import Any

from workbench.instruments.metadata.exif import text_value
from workbench.instruments.metadata.location import coordinates_text
from workbench.records.item import Medium

MAX_TAGS = 300
_GROUPS = {
    "matroska": "Matroska",
    "webm": "Matroska",
    "avi": "RIFF",
    "wav": "RIFF",
    "mp3": "ID3",
    "ogg": "Vorbis",
    "flac": "Vorbis",
    "flv": "Flash",
    "mpegts": "M2TS",
}
_NAMES = {
    "creation_time": "CreationTime",
    "encoder": "Encoder",
    "handler_name": "HandlerDescription",
    "vendor_id": "VendorID",
    "location": "GPSCoordinates",
    "idit": "DateTimeOriginal",
}


def container_tags(medium: Medium) -> dict[str, Any]:
    """The container's own pairs under the group of its format; the first of repeated ones."""
    group = _GROUPS.get(medium.format, medium.format.title() or "File")
    tags: dict[str, Any] = {}
    for key, value in medium.tags[:MAX_TAGS]:
        name = _NAMES.get(key.lower()) or "".join(
            word[:1].upper() + word[1:] for word in re.split(r"[^A-Za-z0-9]+", key) if word
        )
        if not name:
            continue
        if name == "GPSCoordinates":
            value = coordinates_text(value) or value
        tags.setdefault(f"{group}:{name}", text_value(value))
    return tags
