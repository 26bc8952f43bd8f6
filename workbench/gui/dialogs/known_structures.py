"""Known structures: the set that files are held against; import, export, remove."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, text, theme
from workbench.gui.notice import Notice
from workbench.gui.tables.known_structures import known_structure_table
from workbench.gui.tables.table_view import TableView
from workbench.i18n import _, ngettext, structures
from workbench.i18n.safe import shown
from workbench.library.known_structures import KnownStructures
from workbench.records.errors import Refusal

MOST_REFUSED = 8
"""Rows of a received set that are told one by one."""


class KnownStructuresDialog(QDialog):
    """A table of the set with what can be done with it."""

    def __init__(self, known: KnownStructures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self.changed = False
        """Whether the set is another than before."""
        self.setWindowTitle(_("Known structures"))
        self.resize(980, 600)
        self.table = known_structure_table(known)
        self.view = TableView(self.table)
        self.view.setAccessibleName(_("Known structures"))
        self.notice = Notice()
        self.remove_button = buttons.push(_("Remove"), self.remove, "trash-2")
        self.import_button = buttons.push(_("Import…"), self.ask_import, "file-plus")
        self.export_button = buttons.push(_("Export…"), self.ask_export, "file-output")
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(text.wrapped(text.secondary(self._said())))
        layout.addWidget(self.notice)
        layout.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        for button in (self.remove_button, self.import_button, self.export_button):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        layout.addLayout(row)
        self.view.selectionModel().selectionChanged.connect(self._refresh)
        self._refresh()

    def _said(self) -> str:
        caution = structures.caution()
        place = shown(str(self._known.path))
        return text.breakable(_("{caution} Your own lie in {path}.").format(
            caution=caution, path=place
        ))  # fmt: skip

    def _refresh(self) -> None:
        chosen = [self._known.named(one) for one in self.view.chosen()]
        own = [one for one in chosen if not one.shipped]
        self.remove_button.setEnabled(bool(chosen) and len(own) == len(chosen))
        self.export_button.setEnabled(bool(chosen) or bool(self._known.own()))

    def remove(self) -> None:
        """Forget the chosen ones; of those of the program none can be chosen for it."""
        for number in self.view.chosen():
            try:
                self._known.remove(self._known.named(number))
            except Refusal as refused:
                self.notice.show_refusal(refused)
                break
            self.changed = True
        self.table.refresh()
        self._refresh()

    def ask_import(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Import known structures"))
        if chosen:
            self.take_in(Path(chosen))

    def take_in(self, path: Path) -> None:
        """Take in a set, and say of each row that was refused why."""
        try:
            taken = self._known.take_in(path)
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return
        self.changed = self.changed or taken.added > 0
        said = ngettext("{n} structure taken in.", "{n} structures taken in.", taken.added)
        lines = [said.format(n=taken.added)]
        lines += [structures.refused(row) for row in taken.refused[:MOST_REFUSED]]
        left = len(taken.refused) - MOST_REFUSED
        if left > 0:
            lines.append(ngettext("{n} more row was refused.", "{n} more rows were refused.", left)
                         .format(n=left))  # fmt: skip
        icon, color = ("triangle-alert", "attention") if taken.refused else ("check", "secondary")
        self.notice.show_text("\n".join(lines), icon, color)
        self.table.refresh()
        self._refresh()

    def ask_export(self) -> None:
        name = _("known structures") + ".jsonl"
        chosen, _kind = QFileDialog.getSaveFileName(self, _("Export known structures"), name)
        if chosen:
            self.write_out(Path(chosen))

    def write_out(self, path: Path) -> None:
        """Write the chosen ones, or all of the own; Qt has asked whether a file may go."""
        wanted = [self._known.named(one) for one in self.view.chosen()] or self._known.own()
        try:
            count = self._known.write_out(path, wanted, over=True)
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return
        said = ngettext("{n} structure written: {path}", "{n} structures written: {path}", count)
        self.notice.show_text(said.format(n=count, path=shown(str(path))), "check", "secondary")
