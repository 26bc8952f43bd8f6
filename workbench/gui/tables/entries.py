"""Entries of a known footage library as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from workbench.gui import words
from workbench.gui.tables.record_table import Column, RecordTable
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.library.library import Library
from workbench.records.known import Entry, EntryBasis, EntryId, EntryStatus


def entry_table(
    library: Library, ids: Callable[[str, str], Sequence[EntryId]]
) -> RecordTable[Entry]:
    """Entries, by title; `ids` says which."""
    return RecordTable(
        columns=(
            Column(
                _("Title"),
                lambda e: shown(e.sheet.title),
                "title",
                icon=lambda e: words.word(e.medium.kind).icon,
            ),
            Column(
                _("Place"), lambda e: shown(e.sheet.place or ""), "place", width_px=88, roomy_px=180
            ),
            Column(
                _("Date"), lambda e: shown(e.sheet.date or ""), "date", width_px=164, roomy_px=180
            ),
            Column(
                _("Source"),
                lambda e: shown(e.sheet.source or ""),
                "source",
                width_px=96,
                roomy_px=200,
            ),
            Column(_("Trust"), _trust, "reliability", width_px=56),
            Column(
                _("Duration"),
                lambda e: words.duration_text(e.medium.duration_s),
                right=True,
                width_px=72,
            ),
            Column(_("Search"), _found, "status", icon=_icon, width_px=144),
        ),
        ids=ids,
        fetch=library.entry,
        kinds=frozenset(),
        order="title",
        waits=True,
    )


def _trust(entry: Entry) -> str:
    """The letter and the number: two marks beside each other, which are not one."""
    marks = (entry.sheet.reliability, entry.sheet.credibility)
    return " · ".join("–" if mark is None else mark.value for mark in marks) if any(marks) else ""


def _found(entry: Entry) -> str:
    if entry.basis is EntryBasis.FINGERPRINTS and entry.status is EntryStatus.READY:
        return _("fingerprints only")
    return words.word(entry.status).text


def _icon(entry: Entry) -> str | None:
    if entry.status is not EntryStatus.READY:
        return words.word(entry.status).icon
    return "fingerprint" if entry.basis is EntryBasis.FINGERPRINTS else None
