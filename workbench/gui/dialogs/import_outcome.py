"""Import outcome: what became of a hash list, with a line for each row that was refused."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from workbench.gui import buttons, text, theme
from workbench.i18n import _, libraries, ngettext
from workbench.records.known import Imported


class ImportOutcome(QDialog):
    """The sentence, and the refused rows."""

    def __init__(self, imported: Imported, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("What was not taken"))
        self.setMinimumSize(560, 320)
        lines = [libraries.refused_row(row) for row in imported.refused]
        more = imported.refused_count - len(lines)
        if more > 0:
            said = ngettext("{n} more row was refused.", "{n} more rows were refused.", more)
            lines.append(said.format(n=more))
        self.rows = QPlainTextEdit("\n".join(lines))
        self.rows.setReadOnly(True)
        self.rows.setAccessibleName(_("Refused rows"))
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        copy = buttons.push(_("Copy"), self._copy, "copy")
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(text.wrapped(text.secondary(libraries.imported(imported))))
        layout.addWidget(self.rows, 1)
        layout.addWidget(box)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.rows.toPlainText())
