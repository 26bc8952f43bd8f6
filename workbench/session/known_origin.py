"""Known origin: how a file is built, held against files of which somebody knows what wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.ingest import originals
from workbench.provenance.structure_likeness import compare, likenesses
from workbench.provenance.structure_print import print_of
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest
from workbench.records.known_structure import (
    MAX_KNOWN_AS_CHARS,
    MAX_SOURCE_CHARS,
    KnownStructure,
    Likeness,
    Writer,
    line_of_text,
)
from workbench.records.structure_print import StructurePrint
from workbench.session import inspecting

if TYPE_CHECKING:
    from workbench.session.desk import Desk


@dataclass(frozen=True, slots=True)
class Compared:
    """How one file is built, and what that is like."""

    digest: Digest
    print: StructurePrint
    known: int
    """How many known structures it was held against."""
    likenesses: tuple[Likeness, ...]


def built(desk: Desk, path: Path) -> tuple[Digest, StructurePrint | None]:
    """Digest and print of a file that is in no case; None where its parts are not told apart."""
    digest, size_bytes = originals.digest_of(path)
    surveyed = desk.survey(path, "metadata", "structure")
    return digest, print_of(inspecting.surveyed_facts(path, size_bytes, digest, surveyed))


def compared(desk: Desk, path: Path, other: Path | None = None) -> Compared:
    """Refusal(NO_STRUCTURE)."""
    digest, made = _told(desk, path)
    if other is not None:
        _its_digest, its = _told(desk, other)
        name = originals.name_of(Path(other.name))
        same, differences = compare(made, its)
        alike = Likeness(name, Writer.PROGRAM, (), 1, len(its.lines), same, differences)
        return Compared(digest, made, 1, (alike,))
    known = desk.known_structures.every()
    of_kind = sum(one.print.kind == made.kind for one in known)
    return Compared(digest, made, of_kind, tuple(likenesses(made, known, digest)))


def _told(desk: Desk, path: Path) -> tuple[Digest, StructurePrint]:
    digest, made = built(desk, path)
    if made is None:
        raise Refusal(RefusalCode.NO_STRUCTURE, path=originals.name_of(path))
    return digest, made


def entry(
    name: str,
    digest: Digest,
    made: StructurePrint | None,
    known_as: str,
    writer: Writer,
    source: str,
) -> KnownStructure:
    """What is to be remembered of a file. Refusal(NO_STRUCTURE), Refusal(BAD_PARAMETER) for words
    that are empty, too long or more than a line."""
    if made is None:
        raise Refusal(RefusalCode.NO_STRUCTURE, path=name)
    return KnownStructure(
        known_as=_words(known_as, MAX_KNOWN_AS_CHARS, "known-as"),
        writer=writer,
        source=_words(source, MAX_SOURCE_CHARS, "source"),
        added=datetime.now(UTC).date(),
        files=(str(digest),),
        print=made,
    )


def _words(text: str, most: int, parameter: str) -> str:
    try:
        return line_of_text(text, most, parameter)
    except ValueError as wrong:
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter=parameter, value=text[:80]) from wrong
