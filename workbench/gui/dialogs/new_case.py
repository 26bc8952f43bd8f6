"""New case: its title and where its file lies."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, text, theme
from workbench.gui.notice import Notice
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.errors import Refusal

if TYPE_CHECKING:
    from workbench.session import Session

NAME_BYTES = 200
"""Of a title, in the name of its file: file systems take 255, suffix and all."""
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class NewCase(QDialog):
    """Asks for a title and a folder; the file's name follows from the title."""

    def __init__(
        self,
        folder: Path,
        make: Callable[[Path, str], Session],
        parent: QWidget | None = None,
    ) -> None:
        """`make` makes the case; where it refuses, what was typed stays to be corrected."""
        super().__init__(parent)
        self._make_case = make
        self.session: Session | None = None
        """The case, once it is made."""
        self.setWindowTitle(_("New case"))
        self.setMinimumWidth(520)
        self.title = QLineEdit()
        self.title.setPlaceholderText(_("Minsk, August 2020"))
        self.title.setAccessibleName(_("Title"))
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(_("Folder"))
        self.notice = Notice()
        self._file = text.Elided("", "caption", Qt.TextElideMode.ElideMiddle)
        self._make_buttons()
        self._lay_out()
        self.title.textChanged.connect(self._tell)
        self.folder.textChanged.connect(self._tell)
        self._tell()

    def _make_buttons(self) -> None:
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._make = self._buttons.addButton(
            _("Make the case"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._make.setProperty("role", "primary")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        choose = buttons.push(_("Choose…"), self._choose)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        means = text.wrapped(
            text.caption(
                _(
                    "The case is one file. Its sealed originals lie in a folder beside it; keep "
                    "the two together."
                )
            )
        )
        form = QFormLayout()
        form.setSpacing(theme.GAP)
        form.addRow(text.field_name(_("Title")), self.title)
        form.addRow(text.field_name(_("Folder")), row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addLayout(form)
        layout.addWidget(self._file)
        layout.addWidget(means)
        layout.addWidget(self.notice)
        layout.addWidget(self._buttons)

    @property
    def path(self) -> Path:
        """Where the case file will lie."""
        name = " ".join(_UNFIT.sub(" ", self.title.text()).split())
        name = name.encode()[:NAME_BYTES].decode(errors="ignore").strip(" .") or "case"
        return Path(self.folder.text()).expanduser() / f"{name}.fvw"

    def accept(self) -> None:
        """Make the case; the dialog ends only with one."""
        try:
            self.session = self._make_case(self.path, self.title.text().strip())
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        super().accept()

    def _tell(self) -> None:
        self._make.setEnabled(bool(self.title.text().strip() and self.folder.text().strip()))
        self.notice.clear()
        self._file.setText(shown(str(self.path)))

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("Folder for the case"), self.folder.text()
        )
        if folder:
            self.folder.setText(folder)
