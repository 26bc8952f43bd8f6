"""Entry file: by which digest the file of an entry is known, and whether it lies where it lay."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui import background, buttons, text, theme
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.library.library import Library
from workbench.records.known import Entry


class EntryFile(QWidget):
    """The SHA-256 of the file and of its other copies, and where the file lies."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library
        self._entry: Entry | None = None
        self.digest = text.Elided("", "caption", Qt.TextElideMode.ElideMiddle)
        self.copy = buttons.tool("copy", _("Copy the SHA-256"), self._copy)
        self.digest.setFont(theme.mono_font())
        self.place = text.Elided("", "caption", Qt.TextElideMode.ElideMiddle)
        self.gone = text.wrapped(text.caption(_("It does not lie there any more.")))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.digest, 1)
        row.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self.place)
        layout.addWidget(self.gone)

    def show_entry(self, entry: Entry | None, copies: Sequence[Entry]) -> None:
        """Nothing of an entry that is known only by fingerprints: there is no file."""
        self._entry = entry
        self.setVisible(entry is not None and entry.file_digest is not None)
        if entry is None or entry.file_digest is None:
            return
        known = [one.file_digest for one in (entry, *copies) if one.file_digest is not None]
        self.digest.setText("SHA-256 " + ", ".join(known))
        place = self._library.file_of(entry)
        self.place.setVisible(place is not None)
        self.gone.hide()
        if place is not None:
            said = _("Kept at {path}") if entry.kept else _("Added from {path}")
            self.place.setText(said.format(path=shown(str(place))))
            # A drive that does not answer must not hold the window.
            background.run(
                self, place.is_file, lambda there: self._say_gone(entry, there), lambda _fault: None
            )

    def _say_gone(self, entry: Entry, there: bool) -> None:
        if self._entry is not None and self._entry.id == entry.id:
            self.gone.setVisible(not there)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.digest.text().removeprefix("SHA-256 "))
