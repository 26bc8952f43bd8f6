"""Known structures as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.gui.tables.record_table import Column, RecordTable
from workbench.i18n import _, structures
from workbench.i18n.safe import shown
from workbench.library.known_structures import KnownStructures
from workbench.records.known_structure import KnownStructure

_ORDERS: dict[str, Callable[[KnownStructure], tuple[object, ...]]] = {
    "known_as": lambda one: (one.known_as.casefold(), one.id),
    "writer": lambda one: (one.writer.value, one.known_as.casefold(), one.id),
    "kind": lambda one: (one.print.kind, one.known_as.casefold(), one.id),
    "files": lambda one: (len(one.files), one.id),
    "parts": lambda one: (len(one.print.lines), one.id),
    "own": lambda one: (one.shipped, one.known_as.casefold(), one.id),
}


def known_structure_table(known: KnownStructures) -> RecordTable[KnownStructure]:
    """All of them, the analyst's own first."""

    def ids(search: str, order: str) -> Sequence[str]:
        words = search.casefold().split()
        found = [
            one
            for one in known.every()
            if all(word in f"{one.known_as} {one.source}".casefold() for word in words)
        ]
        name = order.removeprefix("-")
        found.sort(key=_ORDERS[name], reverse=order.startswith("-"))
        return [one.id for one in found]

    return RecordTable(
        columns=(
            Column(_("Known as"), lambda one: shown(one.known_as), "known_as", width_px=220),
            Column(_("Kind"), lambda one: structures.writer_word(one.writer), "writer",
                   width_px=108),
            Column(_("Format"), lambda one: shown(one.print.kind), "kind", width_px=84),
            Column(_("Files"), lambda one: str(len(one.files)), "files", right=True, width_px=56),
            Column(_("Parts"), lambda one: str(len(one.print.lines)), "parts", right=True,
                   width_px=56),
            Column(_("Added by"), lambda one: _("the program") if one.shipped else _("you"), "own",
                   width_px=96),
            Column(_("Known from"), lambda one: shown(one.source)),
        ),
        ids=ids,
        fetch=known.named,
        kinds=frozenset(),
        order="own",
    )  # fmt: skip
