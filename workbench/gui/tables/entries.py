"""Entries of a known footage library as a table."""

from __future__ import annotations

from workbench.gui import words
from workbench.gui.tables.record_table import Column, RecordTable
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.library.library import Library
from workbench.records.known import Entry, EntryStatus


def entry_table(library: Library) -> RecordTable[Entry]:
    """All entries, by title."""
    return RecordTable(
        columns=(
            Column(
                _("Title"),
                lambda e: shown(e.sheet.title),
                "title",
                icon=lambda e: words.word(e.medium.kind).icon,
            ),
            Column(_("Place"), lambda e: shown(e.sheet.place or ""), "place", width_px=88),
            Column(_("Date"), lambda e: shown(e.sheet.date or ""), "date", width_px=88),
            Column(_("Source"), lambda e: shown(e.sheet.source or ""), width_px=96),
            Column(
                _("Duration"),
                lambda e: words.duration_text(e.medium.duration_s),
                right=True,
                width_px=72,
            ),
            Column(
                _("Search"),
                lambda e: words.word(e.status).text,
                "status",
                icon=lambda e: None if e.status is EntryStatus.READY else words.word(e.status).icon,
                width_px=108,
            ),
        ),
        ids=library.entry_ids,
        fetch=library.entry,
        kinds=frozenset(),
        order="title",
    )
