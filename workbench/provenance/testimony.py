"""Testimony: everything that one file's own words amount to, in one piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workbench.provenance.facts import Facts
from workbench.provenance.notices import notices
from workbench.provenance.origin import indicators
from workbench.provenance.structure_likeness import likenesses
from workbench.provenance.structure_print import print_of
from workbench.provenance.summary import summary
from workbench.records.known_structure import KnownStructure, Likeness
from workbench.records.provenance import Indicator, Notice
from workbench.records.structure_print import StructurePrint
from workbench.records.summary import Summary


@dataclass(frozen=True, slots=True)
class Testimony:
    """What was measured, and what the rules make of it."""

    facts: Facts
    summary: Summary
    notices: tuple[Notice, ...]
    marks: tuple[Indicator, ...]
    measured: bool
    """Whether the tags were read at all; an empty list of tags means something only then."""
    print: StructurePrint | None = None
    """None where the parts of the file are not told apart."""
    likenesses: tuple[Likeness, ...] = ()
    """The known structures that are equal to its own, then the nearest."""


def said_by(
    facts: Facts,
    *,
    measured: bool,
    known: Sequence[KnownStructure] = (),
    digest: str | None = None,
) -> Testimony:
    """All of it, for one file; `digest` keeps it from being held against itself."""
    found, marks = notices(facts), indicators(facts)
    built = print_of(facts)
    alike = [] if built is None else likenesses(built, known, digest)
    return Testimony(
        *(facts, summary(facts, found, marks), tuple(found), tuple(marks), measured),
        *(built, tuple(alike)),
    )
