"""Sidecar: a file that another program left beside footage, and what it says of it.

Whoever has a sidecar can change it, as anybody can change a tag; it is kept with its digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from workbench.records.codec import LATER
from workbench.records.errors import MediaFault
from workbench.records.item import Digest, ItemId

SidecarId = NewType("SidecarId", int)


class SidecarHint(StrEnum):
    """What the name of a sidecar and its place promise; its content decides."""

    XMP = "xmp"
    JSON = "json"
    """Beside the file, and about it alone: Takeout, downloaders."""
    TELEGRAM = "telegram"
    """`result.json`, above the files of an export."""
    ARCHIVE = "archive"
    """JSON, CSV or HTML of an archiver in the folder of its files."""
    WACZ = "wacz"
    PAGES = "pages"
    """`pages.jsonl` of a WACZ package that was unpacked around the file."""


class SidecarForm(StrEnum):
    """Which program's sidecar it is, as its content shows."""

    XMP = "xmp"
    TAKEOUT = "takeout"
    YT_DLP = "yt_dlp"
    """Of yt-dlp or its ancestor youtube-dl."""
    GALLERY_DL = "gallery_dl"
    TELEGRAM = "telegram"
    AUTO_ARCHIVER = "auto_archiver"
    WACZ = "wacz"
    OTHER = "other"
    """JSON under the name of the file, by a program that is not known."""


def _unsaid() -> Any:
    return field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Said:
    """What a sidecar says of its file. Times are ISO 8601, with their zone where one is stated, to
    the day where no clock is."""

    url: str | None = _unsaid()
    """Of the post, the page or the message."""
    platform: str | None = _unsaid()
    uploader: str | None = _unsaid()
    """Who put it there, or sent it."""
    uploaded: str | None = _unsaid()
    title: str | None = _unsaid()
    description: str | None = _unsaid()
    creator: str | None = _unsaid()
    """Who made it, where that is stated apart."""
    captured: str | None = _unsaid()
    archived: str | None = _unsaid()
    """When a program fetched it."""
    edited: str | None = _unsaid()
    chat: str | None = _unsaid()
    message: str | None = _unsaid()
    """Number of the message or the post."""
    forwarded_from: str | None = _unsaid()
    original_name: str | None = _unsaid()
    device: str | None = _unsaid()
    software: str | None = _unsaid()
    """That wrote the sidecar, or fetched the file."""
    place: str | None = _unsaid()
    """In words."""
    latitude_deg: float | None = _unsaid()
    longitude_deg: float | None = _unsaid()
    duration_s: float | None = _unsaid()
    width_px: int | None = _unsaid()
    height_px: int | None = _unsaid()
    sha256: str | None = _unsaid()
    """Of the file, as the sidecar states it."""

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees."""
        if self.latitude_deg is None or self.longitude_deg is None:
            return None
        return self.latitude_deg, self.longitude_deg


@dataclass(frozen=True, slots=True)
class SidecarContent:
    """What was read of one sidecar about one file."""

    form: SidecarForm | None
    """None where it could not be read far enough to tell."""
    said: Said = field(default_factory=Said)
    tree: Any = None
    """Everything that it says of the file, as plain JSON values, long texts cut."""
    left_out: int = 0
    """Values of the tree that were too many to keep; the sealed sidecar has them."""
    fault: MediaFault | None = None
    """Why it could not be read, or not to its end."""


@dataclass(frozen=True, slots=True)
class SidecarFile:
    """A sidecar as it was found beside a file."""

    name: str
    path: str
    """Where it lay."""
    digest: Digest
    size_bytes: int
    content: SidecarContent

    @property
    def said(self) -> Said:
        return self.content.said


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One sidecar of an item. A fact: it is inserted and never changed."""

    id: SidecarId
    item: ItemId
    file: SidecarFile
    received: datetime
