"""Downloaders: the JSON of yt-dlp (and youtube-dl) and of gallery-dl.

yt-dlp: `timestamp` and `release_timestamp` are Unix times, `upload_date` a day in UTC, `epoch` the
time of the download. gallery-dl: `date` is UTC and states no zone; what the other fields are called
depends on the site, which `category` names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.instruments.sidecars.values import (
    coordinates,
    first,
    number,
    stated_time,
    unix_time,
    whole,
    words,
)
from workbench.records.sidecar import Said, SidecarForm

_OWNERS = ("author", "user", "owner", "account", "uploader")


def said(content: Mapping[str, Any]) -> tuple[SidecarForm, Said] | None:
    """What a downloader's JSON says; None where it is of another program."""
    if "extractor" in content or "webpage_url" in content:
        return SidecarForm.YT_DLP, _of_yt_dlp(content)
    if "category" in content and ("subcategory" in content or "extension" in content):
        return SidecarForm.GALLERY_DL, _of_gallery_dl(content)
    return None


def _of_yt_dlp(content: Mapping[str, Any]) -> Said:
    place = coordinates(content.get("latitude"), content.get("longitude"))
    return Said(
        url=first(content, "webpage_url", "original_url", "url"),
        platform=first(content, "extractor_key", "extractor"),
        uploader=_with_id(
            first(content, "uploader", "channel", "creator"),
            first(content, "uploader_id", "channel_id"),
        ),
        uploaded=unix_time(content.get("timestamp"))
        or unix_time(content.get("release_timestamp"))
        or stated_time(content.get("upload_date"))
        or stated_time(content.get("release_date")),
        title=first(content, "title", "fulltitle"),
        description=words(content, "description"),
        archived=unix_time(content.get("epoch")),
        edited=unix_time(content.get("modified_timestamp"))
        or stated_time(content.get("modified_date")),
        chat=first(content, "channel"),
        message=first(content, "id", "display_id"),
        original_name=first(content, "_filename", "filename"),
        software=_version(content),
        place=first(content, "location"),
        latitude_deg=place[0] if place else None,
        longitude_deg=place[1] if place else None,
        duration_s=number(content.get("duration")),
        width_px=whole(content.get("width")),
        height_px=whole(content.get("height")),
    )


def _version(content: Mapping[str, Any]) -> str | None:
    version = content.get("_version")
    if not isinstance(version, dict):
        return None
    repository = first(version, "repository") or "yt-dlp"
    return " ".join(filter(None, (repository, first(version, "version"))))


def _of_gallery_dl(content: Mapping[str, Any]) -> Said:
    uploader = None
    for name in _OWNERS:
        owner = content.get(name)
        if isinstance(owner, dict):
            uploader = _with_id(
                first(owner, "nick", "nickname", "fullname", "name", "title"),
                first(owner, "name", "uniqueId", "username", "id"),
            )
        elif owner is not None:
            uploader = first(content, name)
        if uploader is not None:
            break
    place = coordinates(
        content.get("location_lat", content.get("latitude")),
        content.get("location_lng", content.get("longitude")),
    )
    return Said(
        url=first(content, "post_url", "webpage_url", "url", "file_url"),
        platform=first(content, "category"),
        uploader=uploader or _with_id(first(content, "fullname"), first(content, "username")),
        uploaded=stated_time(content.get("date"), zone="UTC")
        or unix_time(content.get("createTime"))
        or unix_time(content.get("timestamp")),
        title=first(content, "title"),
        description=words(content, "description", "content", "desc", "text", "caption"),
        message=first(content, "tweet_id", "post_id", "post_shortcode", "message_id", "id"),
        original_name=_file_name(content),
        software="gallery-dl",
        place=first(content, "location_slug", "location"),
        latitude_deg=place[0] if place else None,
        longitude_deg=place[1] if place else None,
        duration_s=number(content.get("duration")),
        width_px=whole(content.get("width")),
        height_px=whole(content.get("height")),
    )


def _file_name(content: Mapping[str, Any]) -> str | None:
    stem, suffix = first(content, "filename"), first(content, "extension")
    return f"{stem}.{suffix}" if stem and suffix else stem


def _with_id(name: str | None, number_or_handle: str | None) -> str | None:
    """`Name (handle)`, where they differ."""
    if name is None or number_or_handle is None or name == number_or_handle:
        return name or number_or_handle
    return f"{name} ({number_or_handle})"
