"""Item: one piece of footage, a file as it was received, known by its digest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NewType

from workbench.records.codec import LATER
from workbench.records.errors import MediaFault

ItemId = NewType("ItemId", int)
Digest = NewType("Digest", str)
"""SHA-256 of a file's bytes, 64 lower-case hexadecimal digits."""


class MediaKind(StrEnum):
    """What kind of footage a file is."""

    CLIP = "clip"
    STILL = "still"
    SOUND = "sound"
    UNKNOWN = "unknown"


class MediaStatus(StrEnum):
    """How far a file could be read."""

    OK = "ok"
    PARTIAL = "partial"
    """Something could be read, and something that should be there could not."""
    UNSUPPORTED = "unsupported"
    DAMAGED = "damaged"
    """Of a known kind; no picture and no sound could be read."""
    QUARANTINED = "quarantined"
    """The file crashed, overran or hung its reader; it is not tried again by itself."""


class StreamKind(StrEnum):
    """What a stream of a container carries."""

    VIDEO = "video"
    SOUND = "sound"
    DATA = "data"
    SUBTITLE = "subtitle"


class Transfer(StrEnum):
    """How light was coded, where it is more than a usual screen shows (HDR)."""

    PQ = "pq"
    HLG = "hlg"


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a container, as its header states it."""

    index: int
    kind: StreamKind
    codec: str
    time_base: Fraction | None = None
    start_pts: int | None = None
    duration_s: Fraction | None = None
    width_px: int | None = None
    """Before rotation."""
    height_px: int | None = None
    """Before rotation."""
    sample_aspect_ratio: Fraction = Fraction(1)
    rotation_deg: int = 0
    """Clockwise turn that brings the picture upright: 0, 90, 180 or 270."""
    mirrored: bool = False
    """Whether the upright picture must also be flipped left to right, after the turn."""
    frames: int | None = None
    """Count stated by the container; the frame table is what counts."""
    average_rate: Fraction | None = None
    variable_rate: bool = False
    sample_rate_hz: int | None = None
    channels: int | None = None
    attached_picture: bool = False
    matrix: str | None = None
    """Of the main picture: how its planes are read, bt601, bt709, bt2020, … or rgb."""
    full_range: bool | None = None
    transfer: Transfer | None = None
    """Of the main picture, where it is HDR."""
    bits: int | None = None
    """Of a sample of the main picture."""


@dataclass(frozen=True, slots=True)
class Medium:
    """What a file is, after one look at its head: the answer of the probe."""

    kind: MediaKind
    format: str
    """Short name of the container or picture format: mp4, mov, matroska, jpeg, heic."""
    status: MediaStatus
    fault: MediaFault | None
    size_bytes: int
    streams: tuple[Stream, ...] = ()
    width_px: int | None = None
    """Of the still, or of the main picture stream; before rotation."""
    height_px: int | None = None
    rotation_deg: int = 0
    mirrored: bool = False
    sample_aspect_ratio: Fraction = Fraction(1)
    duration_s: Fraction | None = None
    time_base: Fraction | None = None
    start_offset_s: Fraction = Fraction(0)
    """What is taken from PTS × time base to give presentation time: not 0 only in containers whose
    clock has no zero of its own (MPEG transport and programme streams)."""
    tags: tuple[tuple[str, str], ...] = ()
    """The container's own key and value pairs, in order, repeats kept."""

    @property
    def video(self) -> Stream | None:
        """The main picture stream: the first that is not an attached picture."""
        return next(
            (s for s in self.streams if s.kind is StreamKind.VIDEO and not s.attached_picture), None
        )

    @property
    def sound(self) -> Stream | None:
        """The main sound stream: the first."""
        return next((s for s in self.streams if s.kind is StreamKind.SOUND), None)

    @property
    def upright_size_px(self) -> tuple[int, int] | None:
        """Width and height after rotation, before aspect scaling."""
        if self.width_px is None or self.height_px is None:
            return None
        if self.rotation_deg in (90, 270):
            return self.height_px, self.width_px
        return self.width_px, self.height_px

    @property
    def upright_aspect(self) -> Fraction | None:
        """Width of the upright picture over its height, as it is shown."""
        width_px, height_px = self.upright_size_px or (0, 0)
        if not width_px or not height_px:
            return None
        return Fraction(width_px, height_px) * self.upright_pixel_aspect

    @property
    def upright_pixel_aspect(self) -> Fraction:
        """Width of a pixel of the upright picture over its height."""
        aspect = self.sample_aspect_ratio or Fraction(1)
        return 1 / aspect if self.rotation_deg in (90, 270) else aspect


@dataclass(frozen=True, slots=True)
class Source:
    """Where an item came from, as far as the analyst says."""

    path: str
    """As it was given; undecodable bytes as surrogate escapes are replaced by U+FFFD."""
    name: str
    """File name as it was received. Data only: never used as a path."""
    url: str | None = None
    linked: bool = False
    """The original stays where it is, at `path`, and is not copied into the case."""
    uploader: str | None = field(default=None, metadata=LATER)
    """Who put it where it was found."""
    uploaded: str | None = field(default=None, metadata=LATER)
    """When, in ISO 8601, to the day where no clock is known."""


@dataclass(frozen=True, slots=True)
class ItemSource:
    """What the analyst says by now of how an item was found: a judgement, edited and undone."""

    item: ItemId
    url: str | None = None
    uploader: str | None = None
    uploaded: str | None = None

    def over(self, source: Source) -> Source:
        """The source with these words in place of those that were said when it was added."""
        return replace(source, url=self.url, uploader=self.uploader, uploaded=self.uploaded)


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of footage in a case. A fact: it is inserted and never changed."""

    id: ItemId
    digest: Digest
    medium: Medium
    source: Source
    received: datetime
    """Aware, UTC: when it was brought into the case."""

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def kind(self) -> MediaKind:
        return self.medium.kind


class WorkStatus(StrEnum):
    """How far the work on an item is (the trade's triage words)."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    HELP_NEEDED = "help_needed"
    READY_FOR_REVIEW = "ready_for_review"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """What the analyst says of an item: a judgement, edited and undone."""

    item: ItemId
    title: str | None = None
    status: WorkStatus = WorkStatus.TO_DO
    tags: tuple[str, ...] = ()
