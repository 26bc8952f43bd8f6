"""Searches as a table: what was searched for which item, also where nothing was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.gui import words
from workbench.gui.tables.record_table import Column, RecordTable
from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.records.changes import Kind
from workbench.records.match import Search, SearchId

if TYPE_CHECKING:
    from workbench.session import Session


def search_table(session: Session) -> RecordTable[Search]:
    """All searches of the case, the newest first."""

    def ids(_search: str, _order: str) -> list[SearchId]:
        return [one.id for one in reversed(session.searches())]

    def fetch(key: SearchId) -> Search:
        return next(one for one in session.searches() if one.id == key)

    return RecordTable(
        columns=(
            Column(_("Item"), lambda s: shown(session.item(s.item).name)),
            Column(_("When"), lambda s: words.time_text(s.at), width_px=130, roomy_px=170),
            Column(_("Searched"), searched, width_px=180, roomy_px=300),
            Column(_("Outcome"), outcome, width_px=180, roomy_px=320),
        ),
        ids=ids,
        fetch=fetch,
        kinds=frozenset({Kind.SEARCH}),
    )


def searched(search: Search) -> str:
    """What was searched, in words."""
    entries = ngettext("{n} piece of footage", "{n} pieces of footage", search.entries)
    said = entries.format(n=count_text(search.entries))
    libraries = ", ".join(shown(name) for name in search.libraries)
    return _("{what}, with {where}").format(what=said, where=libraries) if libraries else said


def outcome(search: Search) -> str:
    """What came of it. Nothing found is not “original”, and never called so."""
    if search.matches:
        said = ngettext("{n} match", "{n} matches", search.matches).format(n=search.matches)
    else:
        said = _("nothing found in what was searched")
    if search.unclear:
        said = _("{what}; parts were too plain to tell").format(what=said)
    return said
