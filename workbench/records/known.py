"""Known footage library: footage whose place, date and source somebody vouches for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from workbench.records.item import Digest, Medium

EntryId = NewType("EntryId", int)


class EntryStatus(StrEnum):
    """Whether an entry can be found by a search."""

    READY = "ready"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is known of the footage. Its date is as `records.known_date` says; of an
    entry made before there was a rule, as it was written."""

    title: str
    place: str | None = None
    date: str | None = None
    source: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of known footage."""

    id: EntryId
    digest: Digest
    file: str
    """Name as added."""
    medium: Medium
    sheet: Sheet
    status: EntryStatus
    reason: str | None
    added: datetime
