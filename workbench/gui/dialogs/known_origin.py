"""Known origin: remember how the file of an item is built as that of files of known origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import text, theme
from workbench.gui.notice import Notice
from workbench.i18n import _, ngettext, structures
from workbench.i18n.safe import shown
from workbench.records.errors import Refusal
from workbench.records.item import ItemId
from workbench.records.known_structure import MAX_KNOWN_AS_CHARS, MAX_SOURCE_CHARS, Writer
from workbench.records.structure_print import StructurePrint

if TYPE_CHECKING:
    from workbench.session import Session


class KnownOriginDialog(QDialog):
    """Asks what wrote the file and how that is known; where it is refused, what was typed stays."""

    def __init__(
        self,
        session: Session,
        item: ItemId,
        name: str,
        built: StructurePrint,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._item = session, item
        self.setWindowTitle(_("Known origin"))
        self.setMinimumWidth(560)
        self.known_as = QLineEdit()
        self.known_as.setMaxLength(MAX_KNOWN_AS_CHARS)
        self.known_as.setPlaceholderText(_("Samsung Galaxy S20, camera app"))
        names = sorted({one.known_as for one in session.known_structures()})
        completer = QCompleter(names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.known_as.setCompleter(completer)
        self.writer = QComboBox()
        for one in Writer:
            self.writer.addItem(structures.writer_word(one), one)
        self.source = QLineEdit()
        self.source.setMaxLength(MAX_SOURCE_CHARS)
        self.source.setPlaceholderText(_("Recorded by me, copied by cable, 9 August 2020"))
        self.notice = Notice()
        self._lay_out(name, built)
        for field in (self.known_as, self.source):
            field.textChanged.connect(self._refresh)
        self._refresh()

    def _lay_out(self, name: str, built: StructurePrint) -> None:
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(_("Remember"))
        self._ok.setProperty("role", "primary")
        self.buttons.accepted.connect(self._remember)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.PANEL)
        form.setVerticalSpacing(theme.GAP)
        for said, field in (
            (_("What wrote it"), self.known_as),
            (_("Kind"), self.writer),
            (_("How that is known"), self.source),
        ):
            field.setAccessibleName(said)
            form.addRow(text.field_name(said, field), field)
        count = len(built.lines)
        kept = ngettext(
            "Remembered are {n} part and what its writer chose in it, and the digest of the file: "
            "no picture, no name, no place and no time.",
            "Remembered are {n} parts and what their writer chose in them, and the digest of the "
            "file: no picture, no name, no place and no time.",
            count,
        ).format(n=count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        said = _("Remember the structure of “{name}” as").format(name=shown(name))
        layout.addWidget(text.wrapped(text.heading(text.breakable(said))))
        layout.addWidget(self.notice)
        layout.addLayout(form)
        layout.addWidget(text.wrapped(text.caption(kept)))
        layout.addWidget(self.buttons)

    def _refresh(self) -> None:
        filled = self.known_as.text().strip() and self.source.text().strip()
        self._ok.setEnabled(bool(filled))

    def _remember(self) -> None:
        writer = self.writer.currentData()
        try:
            self._session.remember_structure(
                self._item, self.known_as.text(), Writer(writer), self.source.text()
            )
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return
        self.accept()
