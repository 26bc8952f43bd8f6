"""File menu: what can be done with all that a file says of itself: copy, save, compare."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from workbench.gui import buttons, icons
from workbench.gui.notice import Notice
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.ingest import originals
from workbench.provenance.testimony import Testimony
from workbench.records.errors import Refusal
from workbench.records.positions import Positions
from workbench.session import listing


class FileMenu:
    """A button with a menu; it does nothing while there is no testimony."""

    def __init__(self, testimony: Callable[[], Testimony | None], notice: Notice) -> None:
        self._report, self._notice = testimony, notice
        self.positions: Positions | None = None
        """Where the camera says it was; None where it wrote no such track."""
        self.button: QToolButton = buttons.tool("ellipsis", _("Copy, save and compare"), self._pop)
        self.menu = QMenu(self.button)
        self.add(_("Copy everything as text"), "copy", self.copy_text)
        self.add(_("Copy the tags as CSV"), "copy", self.copy_csv)
        self.add(_("Copy everything as JSON"), "copy", self.copy_json)
        self.menu.addSeparator()
        self.add(_("Save as text…"), "file-output", lambda: self.save("txt", listing.as_text))
        self.add(
            _("Save the tags as CSV…"), "file-output", lambda: self.save("csv", listing.as_csv)
        )
        self.add(_("Save as JSON…"), "file-output", lambda: self.save("json", listing.as_json))
        self._tracks = [
            self.add(_("Save the positions as CSV…"), "map-pin", lambda: self.save_track("csv")),
            self.add(_("Save the positions as GPX…"), "map-pin", lambda: self.save_track("gpx")),
        ]
        self.menu.addSeparator()

    def add(self, said: str, icon: str, handler: Callable[[], object]) -> QAction:
        action = self.menu.addAction(icons.icon(icon, "secondary"), said)
        action.triggered.connect(lambda _checked=False: handler())
        return action

    def _pop(self) -> None:
        for action in self._tracks:
            action.setVisible(self.positions is not None)
        self.menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def copy_text(self) -> None:
        self._copy(listing.as_text)

    def copy_csv(self) -> None:
        self._copy(listing.as_csv)

    def copy_json(self) -> None:
        self._copy(listing.as_json)

    def _copy(self, form: Callable[[Testimony], str]) -> None:
        testimony = self._report()
        if testimony is not None:
            QGuiApplication.clipboard().setText(form(testimony))

    def save_track(self, suffix: str) -> None:
        """Ask for a file and write the positions into it."""
        positions = self.positions
        if positions is None:
            return

        def form(testimony: Testimony) -> str:
            if suffix == "csv":
                return listing.positions_csv(positions)
            return listing.positions_gpx(positions, testimony.facts.name)

        self.save(suffix, form)

    def save(self, suffix: str, form: Callable[[Testimony], str]) -> None:
        """Ask for a file and write into it."""
        testimony = self._report()
        if testimony is None:
            return
        stem = Path(shown(testimony.facts.name).replace("/", "_")).stem or "metadata"
        save_text(self.button, self._notice, f"{stem}.{suffix}", form(testimony))


def save_text(parent: QToolButton, notice: Notice, name: str, content: str) -> None:
    """Ask where, write it there, and say so, or why not."""
    chosen, _kind = QFileDialog.getSaveFileName(parent.window(), _("Save"), name)
    if not chosen:
        return
    path = Path(chosen)
    try:
        with originals.refusing(path):
            path.write_text(content, "utf-8", "backslashreplace")
    except Refusal as refused:
        notice.show_refusal(refused)
        return
    said = _("Written: {path}").format(path=shown(str(path)))
    notice.show_text(said, "check", "secondary", passing=True)
