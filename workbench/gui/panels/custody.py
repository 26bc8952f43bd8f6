"""Custody: the log of every act on the case, chained."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui import text, theme, words
from workbench.gui.tables.record_table import Column, RecordTable
from workbench.gui.tables.table_view import TableView
from workbench.i18n import _
from workbench.i18n.safe import shown as safe
from workbench.records.changes import Changes, Kind
from workbench.records.custody import CustodyEntry

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class CustodyPanel(QWidget):
    """Newest first, of this item or of the whole case; the head is what to keep elsewhere."""

    counted = Signal(str)

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._entries: dict[int, CustodyEntry] = {}
        self.only_item = QCheckBox(_("Only this item"))
        self.only_item.setChecked(True)
        self.table = RecordTable(
            _columns(), self._ids, lambda seq: self._entries[seq], frozenset({Kind.CUSTODY})
        )
        self.view = TableView(self.table)
        self.view.setAccessibleName(_("Custody"))
        self.head = text.Elided("", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.PANEL, 6, theme.PANEL, 6)
        bar.addWidget(self.only_item)
        layout.addLayout(bar)
        layout.addWidget(self.view, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.PANEL, 4, theme.PANEL, 6)
        foot.addWidget(self.head)
        layout.addLayout(foot)
        self.only_item.toggled.connect(lambda _on: self._show())
        selection.item_changed.connect(lambda _item: self._show())
        bridge.changed.connect(self._on_changed)
        self._show()

    def count(self) -> str:
        return str(max(self._entries, default=0) or "")

    def _on_changed(self, changes: Changes) -> None:
        # Every commit adds an entry, whatever else it touched.
        self._show()

    def _show(self) -> None:
        self.table.refresh()
        if self._entries:
            last = self._entries[max(self._entries)]
            self.head.setText(
                _("Head of the log: entry {seq}, {digest}").format(seq=last.seq, digest=last.digest)
            )
        self.counted.emit(self.count())

    def _ids(self, search: str, order: str) -> list[int]:
        # Entries are only ever added: what is here already is not asked for again.
        for entry in self._session.custody(max(self._entries, default=0)):
            self._entries[entry.seq] = entry
        item = self._selection.item
        if self.only_item.isChecked() and item is not None:
            return [s for s in reversed(self._entries) if _is_about(self._entries[s], item)]
        return list(reversed(self._entries))


def _is_about(entry: CustodyEntry, item: int) -> bool:
    subject = entry.subject
    return subject.get("item") == item or item in (subject.get("items") or ())


def _columns() -> list[Column[CustodyEntry]]:
    return [
        Column(_("No."), lambda e: str(e.seq), right=True, width_px=48),
        Column(_("When"), lambda e: words.time_text(e.at), width_px=160),
        Column(_("Act"), lambda e: safe(e.act), width_px=120),
        Column(_("Who"), lambda e: safe(e.actor), width_px=90),
        Column(_("What"), _subject, width_px=180),
        Column(_("Digest"), lambda e: e.digest, mono=True),
    ]


def _subject(entry: CustodyEntry) -> str:
    said: dict[str, Any] = {k: v for k, v in entry.subject.items() if k != "rows"}
    parts = [
        f"{key} {value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)}"
        for key, value in said.items()
    ]
    return safe(", ".join(parts)) or "–"
