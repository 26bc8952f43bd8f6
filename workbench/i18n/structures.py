"""The sentences about structures that are known, and about sets of them that are taken in."""

from __future__ import annotations

from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown
from workbench.records.known_structure import Likeness, RowFault, RowRefusal, Writer
from workbench.records.structure_print import DifferenceKind, PrintDifference


def says(one: Likeness) -> str:
    """How a file is built beside files that are known."""
    facts = {"known_as": shown(one.known_as), "n": one.files, "same": one.same, "of": one.lines}
    if not one.files:
        said = _("This very file is among those known to be from {known_as}; no other is.")
        return said.format_map(facts)
    if one.exact:
        return ngettext(
            "Same structure as {n} file known to be from {known_as}: all {of} parts are equal.",
            "Same structure as {n} files known to be from {known_as}: all {of} parts are equal.",
            one.files,
        ).format_map(facts)
    return ngettext(
        "Nearly the structure of {n} file known to be from {known_as}: {same} of {of} parts are "
        "equal.",
        "Nearly the structure of {n} files known to be from {known_as}: {same} of {of} parts are "
        "equal.",
        one.files,
    ).format_map(facts)


def differs(one: PrintDifference) -> str:
    """One difference, in a line."""
    facts = {"part": shown(one.path), "name": shown(str(one.name))}
    facts |= {"here": _value(one.here), "known": _value(one.known)}
    return {
        DifferenceKind.VALUE: _("{part}: {name} is {here}, known is {known}"),
        DifferenceKind.ONLY_HERE: _("{part}: only in this file"),
        DifferenceKind.ONLY_KNOWN: _("{part}: not in this file"),
        DifferenceKind.ELSEWHERE: _("{part}: in another place of the order"),
    }[one.kind].format_map(facts)


def _value(value: str | None) -> str:
    if value is None:
        return _("missing")
    return _("“{value}”").format(value=shown(value)) if value else _("empty")


def sources(one: Likeness) -> str:
    """How that is known."""
    return _("Known from: {sources}").format(sources="; ".join(map(shown, one.sources)))


def caution() -> str:
    """What must be said wherever structures are compared."""
    return _(
        "A structure tells what wrote the file last, not whether the scene is real. That a "
        "structure is unknown is normal."
    )


def unknown() -> str:
    return _("No known structure is like that of this file. That is normal.")


def writer_word(writer: Writer) -> str:
    return {
        Writer.DEVICE: _("device"),
        Writer.PROGRAM: _("program"),
        Writer.PLATFORM: _("platform"),
    }[writer]


def refused(row: RowRefusal) -> str:
    """Why a row of a received set was not taken in."""
    why = {
        RowFault.NOT_JSON: _("is not JSON"),
        RowFault.NOT_A_ROW: _("does not hold a known structure ({detail})"),
        RowFault.TOO_LONG: _("is too long"),
        RowFault.OTHER_VERSION: _("was made by another version of the program ({detail})"),
        RowFault.KNOWN_ALREADY: _("is known already ({detail})"),
    }[row.fault].format(detail=shown(row.detail or "?"))
    return _("Row {n} {why}.").format(n=row.line, why=why)
