"""Runs: which instrument measured the selected item, in which version, and how it ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.gui import theme, words
from workbench.gui.notice import Notice
from workbench.gui.tables.record_table import Column, RecordTable
from workbench.gui.tables.table_view import TableView
from workbench.i18n import _
from workbench.i18n.safe import shown as safe
from workbench.i18n.sentences import fault_sentence
from workbench.records.changes import Changes, Kind
from workbench.records.errors import MediaFault, Refusal
from workbench.records.item import ItemId
from workbench.records.run import JobState, Run, RunId

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class RunsPanel(QWidget):
    """A table, and a button that measures again."""

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
        self._runs: dict[RunId, Run] = {}
        kinds = frozenset({Kind.RUN})
        self.table = RecordTable(_columns(), self._ids, lambda key: self._runs[key], kinds)
        self.view = TableView(self.table)
        self.view.setAccessibleName(_("Runs"))
        self.again = QPushButton(_("Measure again"))
        self.again.clicked.connect(self.measure_again)
        self.notice = Notice()
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.PANEL, 6, theme.PANEL, 6)
        bar.addStretch(1)
        bar.addWidget(self.again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.notice)
        layout.addLayout(bar)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._refresh())
        selection.item_changed.connect(self._show_item)
        bridge.changed.connect(self._on_changed)
        self._refresh()

    def count(self) -> str:
        left = sum(not run.state.ended for run in self._runs.values())
        if left:
            return _("{n} under way").format(n=left)
        failed = len(self._failed())
        return _("{n} failed").format(n=failed) if failed else str(len(self._runs) or "")

    def _failed(self) -> list[Run]:
        """Runs that failed and were not made again since."""
        latest: dict[str, Run] = {}
        for run in self._runs.values():
            latest.setdefault(run.instrument, run)
        return [run for run in latest.values() if run.state is JobState.FAILED]

    def _ids(self, search: str, order: str) -> list[RunId]:
        item = self._selection.item
        found = [] if item is None else self._session.runs(item)
        self._runs = {run.id: run for run in reversed(found)}
        return list(self._runs)

    def _on_changed(self, changes: Changes) -> None:
        if Kind.RUN in changes.kinds:
            self._show_item(self._selection.item)

    def _show_item(self, _item: ItemId | None) -> None:
        self.table.refresh()
        self._refresh()
        self.counted.emit(self.count())

    def _refresh(self) -> None:
        chosen = [self._runs[key] for key in self.view.chosen() if key in self._runs]
        ended = all(run.state.ended for run in chosen or self._runs.values())
        self.again.setEnabled(ended and bool(chosen or self._failed()))

    def measure_again(self) -> None:
        """Start the chosen runs once more, or those that failed, with the same parameters."""
        item = self._selection.item
        if item is None:
            return
        try:
            self._session.measure_again(item, self.view.chosen())
        except Refusal as refused:
            self.notice.show_refusal(refused)


def _columns() -> list[Column[Run]]:
    return [
        Column(_("Instrument"), lambda r: safe(r.instrument), width_px=110),
        Column(
            *(_("State"), lambda r: words.word(r.state).text),
            icon=lambda r: words.word(r.state).icon,
            width_px=108,
        ),
        Column(_("Reason"), _reason, width_px=160),
        Column(_("Version"), lambda r: safe(r.version), width_px=64),
        Column(_("Took"), _took, right=True, width_px=64),
        Column(_("Started"), lambda r: words.time_text(r.started), width_px=160),
        Column(_("Parameters"), _params, width_px=140),
        Column(_("Sandbox"), lambda r: safe(r.sandbox or "–")),
    ]


def _params(run: Run) -> str:
    return safe(json.dumps(run.params, sort_keys=True)) if run.params else "–"


def _took(run: Run) -> str:
    if run.ended is None:
        return "–"
    return _("{s} s").format(s=f"{(run.ended - run.started).total_seconds():.1f}")


def _reason(run: Run) -> str:
    """The sentence of the fault; what was recorded, where it is none."""
    if run.reason is None:
        return "–"
    try:
        facts = json.loads(run.reason)
        code = facts.pop("fault") if isinstance(facts, dict) else facts
        said = fault_sentence(MediaFault(code), facts if isinstance(facts, dict) else None)
    except (ValueError, KeyError, TypeError):
        try:
            said = fault_sentence(MediaFault(run.reason))
        except ValueError:
            said = safe(run.reason)
    return said[:1].upper() + said[1:]
