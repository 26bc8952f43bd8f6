"""Add footage: which files go into the library, and what is known of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, last_folder, text, theme
from workbench.gui.intake import files_of
from workbench.gui.sheet_fields import SheetFields
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.known import Sheet

USUAL_PX = (560, 760)


class AddFootage(QDialog):
    """Asks for files and one sheet. Without a title each file keeps its name as title."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Add known footage"))
        self.setAcceptDrops(True)
        self.setMinimumWidth(520)
        self.resize(*USUAL_PX)
        self._paths: list[Path] = []
        self.list = QListWidget()
        self.list.setMinimumHeight(80)
        self.list.setMaximumHeight(140)
        self.keep = QCheckBox(_("Keep a sealed copy of each file beside the library"))
        self.fields = SheetFields()
        self.fields.title.setPlaceholderText(_("Name of the file, where left empty"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(
            text.wrapped(
                text.secondary(
                    _(
                        "Choose files or a folder, or drop them here. What you write below holds "
                        "for all of them."
                    )
                )
            )
        )
        layout.addWidget(self.list)
        layout.addLayout(self._choosers())
        layout.addWidget(self.keep)
        layout.addWidget(self._scrolled(), 1)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._add = self._buttons.addButton(_("Add"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._add.setProperty("role", "primary")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        layout.addWidget(self._buttons)
        self.fields.changed(self._refresh)
        self._refresh()

    def _scrolled(self) -> QScrollArea:
        """On a small screen the fields do not all find room."""
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.fields)
        return scroll

    def _choosers(self) -> QHBoxLayout:
        files = buttons.push(_("Files…"), self._choose_files, "file-plus")
        folder = buttons.push(_("Folder…"), self._choose_folder, "folder-plus")
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(files)
        row.addWidget(folder)
        row.addStretch(1)
        return row

    def paths(self) -> list[Path]:
        return list(self._paths)

    def sheet(self) -> Sheet | None:
        """What holds for all; without a title each is called by its file's name."""
        return self.fields.read(untitled=True)

    def add_paths(self, paths: list[Path]) -> None:
        """Take these too, each once."""
        for path in paths:
            if path not in self._paths:
                self._paths.append(path)
                self.list.addItem(shown(str(path)))
        if paths:
            last_folder.remember(paths[0])
        self._refresh()

    def _refresh(self) -> None:
        self._add.setEnabled(bool(self._paths) and self.fields.is_good)

    def _choose_files(self) -> None:
        chosen, _filter = QFileDialog.getOpenFileNames(
            self, _("Add known footage"), last_folder.remembered()
        )
        self.add_paths([Path(path) for path in chosen])

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("Add a folder of known footage"), last_folder.remembered()
        )
        if folder:
            self.add_paths([Path(folder)])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_paths(files_of(event.mimeData()))
