"""Google Takeout: the JSON beside each file of Google Photos.

`photoTakenTime` is in UTC. `geoData` may have been set by hand on the site, `geoDataExif` is what
the file stated; zeros stand for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.instruments.sidecars.values import coordinates, first, unix_time, words
from workbench.records.sidecar import Said, SidecarForm


def said(content: Mapping[str, Any]) -> tuple[SidecarForm, Said] | None:
    """What a file of Takeout says; None where it is of another program."""
    taken = content.get("photoTakenTime")
    if not isinstance(taken, dict) or "title" not in content:
        return None
    place = _place(content)
    return SidecarForm.TAKEOUT, Said(
        url=first(content, "url"),
        platform="Google Photos",
        uploaded=_time(content, "creationTime"),
        description=words(content, "description"),
        captured=_time(content, "photoTakenTime"),
        edited=_time(content, "photoLastModifiedTime") or _time(content, "modificationTime"),
        original_name=first(content, "title"),
        device=_device(content),
        latitude_deg=place[0] if place else None,
        longitude_deg=place[1] if place else None,
    )


def _time(content: Mapping[str, Any], name: str) -> str | None:
    stated = content.get(name)
    return unix_time(stated.get("timestamp")) if isinstance(stated, dict) else None


def _place(content: Mapping[str, Any]) -> tuple[float, float] | None:
    for name in ("geoDataExif", "geoData"):
        stated = content.get(name)
        if isinstance(stated, dict):
            found = coordinates(stated.get("latitude"), stated.get("longitude"))
            if found is not None:
                return found
    return None


def _device(content: Mapping[str, Any]) -> str | None:
    """What uploaded it: `ANDROID_PHONE`, `IOS_PHONE`, and no model."""
    origin = content.get("googlePhotosOrigin")
    upload = origin.get("mobileUpload") if isinstance(origin, dict) else None
    return first(upload, "deviceType") if isinstance(upload, dict) else None
