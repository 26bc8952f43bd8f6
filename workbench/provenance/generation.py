"""Generation: how far down a chain of copies a file was written, as far as its own words tell.

0 as a camera writes it, 1 written by a program, 2 by a platform, which codes again what it gets.
It is the last writer that leaves its mark, so the highest one counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.provenance.origin import writer_of
from workbench.provenance.testimony import Testimony
from workbench.records.known_structure import Writer
from workbench.records.provenance import Strength

_STEP = {Writer.DEVICE: 0, Writer.PROGRAM: 1, Writer.PLATFORM: 2}


def generation(testimony: Testimony) -> int | None:
    """The step in the chain; None where the file says nothing of who wrote it."""
    return max((_STEP[writer] for writer in _writers(testimony)), default=None)


def _writers(testimony: Testimony) -> Iterable[Writer]:
    """By marks that are more than a name that anybody can give, and by a structure that is equal to
    a known one."""
    for mark in testimony.marks:
        writer = writer_of(mark)
        if writer is not None and mark.strength is not Strength.WEAK and mark.found_in != "name":
            yield writer
    for likeness in testimony.likenesses:
        if not likeness.differences:
            yield likeness.writer
    if any(name.endswith(":Make") for name in testimony.facts.tags):
        yield Writer.DEVICE
