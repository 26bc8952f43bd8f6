"""Testimony: everything that one file's own words amount to, in one piece."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.provenance.facts import Facts
from workbench.provenance.notices import notices
from workbench.provenance.origin import indicators
from workbench.provenance.summary import summary
from workbench.records.provenance import Indicator, Notice
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


def said_by(facts: Facts, *, measured: bool) -> Testimony:
    """All of it, for one file."""
    found, marks = notices(facts), indicators(facts)
    return Testimony(facts, summary(facts, found, marks), tuple(found), tuple(marks), measured)
