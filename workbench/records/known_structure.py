"""Known structure: the print of files of which somebody knows what wrote them, and from where.

It is no footage and names no file: a print, what wrote it, the source of that knowledge, and the
digests of the files, so that no file is held against itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from workbench.records.provenance import Strength
from workbench.records.structure_print import (
    PrintDifference,
    StructurePrint,
    print_form,
    print_from_form,
)

MAX_KNOWN_AS_CHARS = 200
MAX_SOURCE_CHARS = 500
MAX_FILES = 10_000
TELLING_LINES = 12
"""Of fewer parts than these most writers make the same."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Writer(StrEnum):
    """What kind of thing wrote the files."""

    DEVICE = "device"
    PROGRAM = "program"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class KnownStructure:
    """Files of one structure and one origin."""

    known_as: str
    """What wrote them: `FFmpeg, MP4`, `Apple iPhone 4`."""
    writer: Writer
    source: str
    """How that is known, in the words of whoever knows it."""
    added: date
    files: tuple[str, ...]
    """SHA-256 of each."""
    print: StructurePrint
    shipped: bool = False
    """Whether it came with the program, and cannot be removed."""

    @property
    def id(self) -> str:
        """Of what is known, not of who added it: the same everywhere."""
        told = [self.known_as, self.writer.value, self.source, self.print.digest]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How the structure of a file stands to one that is known. Counts, and no score."""

    known_as: str
    writer: Writer
    sources: tuple[str, ...]
    files: int
    """How many other files are known to be built like this; 0 where it is this very one."""
    lines: int
    """Of the known print."""
    same: int
    """Lines that are equal in both."""
    differences: tuple[PrintDifference, ...] = ()

    @property
    def exact(self) -> bool:
        return not self.differences

    @property
    def strength(self) -> Strength:
        """Few parts say little, and so does a structure that is only near."""
        told = self.exact and self.files > 0 and self.lines >= TELLING_LINES
        return Strength.MODERATE if told else Strength.WEAK


class RowFault(StrEnum):
    """Why a row of a received set is not taken in."""

    NOT_JSON = "not_json"
    NOT_A_ROW = "not_a_row"
    """Fields are missing, unknown or of the wrong kind; `detail` names one."""
    TOO_LONG = "too_long"
    OTHER_VERSION = "other_version"
    """The print was made by another version of the program."""
    KNOWN_ALREADY = "known_already"


@dataclass(frozen=True, slots=True)
class RowRefusal:
    """One row that was not taken in; `line` counts from 1."""

    line: int
    fault: RowFault
    detail: str | None = None


_FIELDS = {"known_as", "writer", "source", "added", "files", "print"}


def known_form(one: KnownStructure) -> dict[str, Any]:
    """As one line of a file of known structures holds it."""
    return {
        "known_as": one.known_as,
        "writer": one.writer.value,
        "source": one.source,
        "added": one.added.isoformat(),
        "files": list(one.files),
        "print": print_form(one.print),
    }


def known_from_form(form: Any, *, shipped: bool = False) -> KnownStructure:
    """What `known_form` gave. ValueError, with the field at fault, for anything else."""
    if not isinstance(form, dict) or set(form) != _FIELDS:
        raise ValueError("fields")
    known_as = line_of_text(form["known_as"], MAX_KNOWN_AS_CHARS, "known_as")
    source = line_of_text(form["source"], MAX_SOURCE_CHARS, "source")
    files = form["files"]
    if not isinstance(files, list) or not 0 < len(files) <= MAX_FILES:
        raise ValueError("files")
    if not all(isinstance(f, str) and _SHA256.fullmatch(f) for f in files):
        raise ValueError("files")
    try:
        writer, added = Writer(form["writer"]), date.fromisoformat(form["added"])
    except (ValueError, TypeError) as wrong:
        raise ValueError("writer, added") from wrong
    try:
        built = print_from_form(form["print"])
    except ValueError as wrong:
        raise ValueError("print") from wrong
    return KnownStructure(known_as, writer, source, added, tuple(files), built, shipped)


def line_of_text(text: Any, most: int, name: str) -> str:
    """A text of one line, without blanks around it. ValueError(name) for anything else."""
    if not isinstance(text, str) or not text.strip() or len(text) > most:
        raise ValueError(name)
    if not all(c.isprintable() for c in text):
        raise ValueError(name)
    return text.strip()
