"""Known footage library: footage whose place, date and source somebody vouches for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from workbench.records.codec import LATER
from workbench.records.item import Digest, Medium

EntryId = NewType("EntryId", int)


class EntryStatus(StrEnum):
    """Whether an entry can be found by a search."""

    READY = "ready"
    PENDING = "pending"
    FAILED = "failed"


class EntryBasis(StrEnum):
    """What stands behind an entry."""

    FOOTAGE = "footage"
    FINGERPRINTS = "hashes"
    """Fingerprints that somebody handed on: whoever keeps the library never saw the footage."""


class PlacePrecision(StrEnum):
    """How exactly a place is known."""

    EXACT = "exact"
    """±10 m."""
    VICINITY = "vicinity"
    """±100 m."""
    LOCALITY = "locality"
    """±1 km."""


class Reliability(StrEnum):
    """How far the source is to be trusted: the Admiralty's letter, never joined with its number."""

    COMPLETELY = "A"
    USUALLY = "B"
    FAIRLY = "C"
    NOT_USUALLY = "D"
    UNRELIABLE = "E"
    UNKNOWN = "F"


class Credibility(StrEnum):
    """How far what the source says is to be believed: the Admiralty's number."""

    CONFIRMED = "1"
    PROBABLY = "2"
    POSSIBLY = "3"
    DOUBTFUL = "4"
    IMPROBABLE = "5"
    UNKNOWN = "6"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of the footage. Its date is as `records.known_date` says; of an
    entry made before there was a rule, as it was written."""

    title: str
    place: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None
    precision: PlacePrecision | None = field(default=None, metadata=LATER)
    latitude_deg: float | None = field(default=None, metadata=LATER)
    """Given with the longitude or not at all."""
    longitude_deg: float | None = field(default=None, metadata=LATER)
    licence: str | None = field(default=None, metadata=LATER)
    remarks: str | None = field(default=None, metadata=LATER)
    """Notes of whoever keeps the library."""
    reliability: Reliability | None = field(default=None, metadata=LATER)
    credibility: Credibility | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of known footage."""

    id: EntryId
    digest: Digest
    """Of the file; of an entry known only by hashes, of its fingerprints."""
    file: str
    """Name as added."""
    medium: Medium
    sheet: Sheet
    status: EntryStatus
    reason: str | None
    added: datetime
    basis: EntryBasis = EntryBasis.FOOTAGE
    received: str | None = None
    """Name of the list or library of somebody else that it came in."""
    kept: bool = False
    """Whether a sealed copy of the file lies beside the library."""
    merged_into: EntryId | None = None
    """The entry whose footage this is another copy of."""

    @property
    def file_digest(self) -> Digest | None:
        """None where no file is known."""
        return self.digest if self.basis is EntryBasis.FOOTAGE else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; what is None or empty is not asked about."""

    words: str = ""
    """In any of what is known of an entry."""
    status: EntryStatus | None = None
    basis: EntryBasis | None = None
    place: str = ""
    date: str | None = None
    """A known date: entries whose dates touch it."""


@dataclass(frozen=True, slots=True)
class Near:
    """An entry that a piece of footage resembles so much that it may be the same."""

    entry: EntryId
    title: str
    share: float
    """Part of its frames that are found in that entry, 0 to 1."""
    mirrored: bool


class RowFault(StrEnum):
    """Why a row of a hash list was not taken."""

    SHAPE = "shape"
    """Not of a form that is known."""
    KIND = "kind"
    """A signal of a type that this library cannot search; `found` names it."""
    LENGTH = "length"
    """Not 64 digits; `found` says how many."""
    NOT_HEX = "not_hex"
    QUALITY = "quality"
    """Not a whole number from 0 to 100."""
    TIME = "time"
    """Not a time in seconds, or an impossible one."""
    BACKWARDS = "backwards"
    """Its time or frame number is not after that of the row before."""
    BLANK = "blank"
    """All bits alike: it says nothing of a picture."""
    LONG = "long"
    """Longer than any row of a list may be."""
    TEXT = "text"
    """Not UTF-8."""
    EMPTY = "empty"
    """A list in which there is no fingerprint."""
    MANY = "many"
    """More fingerprints than one entry may have."""
    ENTRY = "entry"
    """An entry of another library that is malformed; `found` says what of it."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that was not taken."""

    line: int
    """From 1; in a list that is one JSON document, the number of its element; in a library, of
    its entry."""
    fault: RowFault
    found: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a hash list, or of a library of somebody else."""

    path: str
    form: str
    added: int
    known: int
    """Entries that were there already, by their digests."""
    fingerprints: int
    refused: tuple[RefusedRow, ...]
    """The first `MOST_REFUSED` of them."""
    refused_count: int
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class WithoutCode:
    """How many entries are not in a list of ISCC codes, and why."""

    clips: int
    sounds: int
    only_fingerprints: int
    """Known only by fingerprints: there is no file whose code it could be."""
    unmeasured: int
    """Stills that were added before codes were made, or came from somebody without them."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written for other programs."""

    entries: int
    without_code: WithoutCode | None = None
    """None of a list in which no codes were asked for."""


MOST_REFUSED = 1000
