"""Verification: what was checked of a case or a dossier, and everything that did not hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mismatch(StrEnum):
    """What did not hold."""

    CASE_FILE = "case_file"
    """The project file cannot be read, or breaks the rules of its format."""
    SEAL = "seal"
    """The project file at rest is not the one that was sealed when it was closed."""
    CHAIN = "chain"
    """An entry of the custody log does not follow from the one before."""
    CHECKPOINT = "checkpoint"
    """The custody log does not contain an entry that was written down outside."""
    ROW = "row"
    """A record is not as the custody log says: changed, missing, or from nowhere."""
    ORIGINAL = "original"
    """The original of an item is missing, or no longer has its digest."""
    SIDECAR = "sidecar"
    """A sidecar of an item is missing, or no longer has its digest."""
    DERIVED = "derived"
    """An extracted frame is missing, or no longer has its digest."""
    FILE = "file"
    """A file of a dossier is missing, changed, or not in its manifest."""
    CONTENT = "content"
    """Two parts of a dossier that should say the same differ."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that did not hold."""

    what: Mismatch
    where: str
    """The file, or the record as `table/number`."""
    expected: str | None
    """None where nothing should be there, or where nothing is known of it."""
    found: str | None
    """None where there is nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was checked."""

    items: int = 0
    entries: int = 0
    """Of the custody log."""
    files: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome: `ok` when no problem was found."""

    ok: bool
    checked: Checked
    problems: tuple[Problem, ...]
