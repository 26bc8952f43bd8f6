"""New case: its title and where its file lies."""

from __future__ import annotations

import re
from pathlib import Path

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
from workbench.i18n import _
from workbench.i18n.safe import shown

_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


class NewCase(QDialog):
    """Asks for a title and a folder; the file's name follows from the title."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("New case"))
        self.setMinimumWidth(520)
        self.title = QLineEdit()
        self.title.setPlaceholderText(_("Minsk, August 2020"))
        self.title.setAccessibleName(_("Title"))
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(_("Folder"))
        choose = buttons.push(_("Choose…"), self._choose)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self._means = text.wrapped(text.caption())
        form = QFormLayout()
        form.setSpacing(theme.GAP)
        form.addRow(text.field_name(_("Title")), self.title)
        form.addRow(text.field_name(_("Folder")), row)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._make = self._buttons.addButton(
            _("Make the case"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._make.setProperty("role", "primary")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addLayout(form)
        layout.addWidget(self._means)
        layout.addWidget(self._buttons)
        self.title.textChanged.connect(self._tell)
        self.folder.textChanged.connect(self._tell)
        self._tell()

    @property
    def path(self) -> Path:
        """Where the case file will lie."""
        name = " ".join(_UNFIT.sub(" ", self.title.text()).split()).strip(" .") or "case"
        return Path(self.folder.text()).expanduser() / f"{name}.fvw"

    def _tell(self) -> None:
        self._make.setEnabled(bool(self.title.text().strip() and self.folder.text().strip()))
        self._means.setText(
            _(
                "The case will be one file, “{file}”. Sealed originals lie beside it in "
                "“{folder}”; keep the two together."
            ).format(file=shown(str(self.path)), folder=shown(f"{self.path.stem}.media"))
        )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("Folder for the case"), self.folder.text()
        )
        if folder:
            self.folder.setText(folder)
