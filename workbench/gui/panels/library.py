"""Library: known footage, kept in its own file; the case's items are matched against it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import buttons, theme
from workbench.gui.empty import Empty
from workbench.gui.intake import case_of, files_of
from workbench.gui.layout import layout_settings
from workbench.gui.notice import Notice
from workbench.gui.panels.shelf import Shelf
from workbench.i18n import _
from workbench.library.library import Library
from workbench.records.errors import MediaError, Refusal

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


SUFFIX = ".fvl"


class LibraryPanel(QWidget):
    """The Library workspace: without a library, how to get one; with one, what is in it."""

    def __init__(self, session: Session, selection: Selection, bridge: Bridge) -> None:
        super().__init__()
        self._session, self._selection, self._bridge = session, selection, bridge
        self.setAcceptDrops(True)
        self.notice = Notice()
        self.shelf: Shelf | None = None
        of = hashlib.sha256(str(session.path).encode("utf-8", "surrogateescape")).hexdigest()
        self._last = f"library/{of[:16]}"
        self._stack = QStackedWidget()
        self._stack.addWidget(self._start())
        notice = QHBoxLayout()
        notice.setContentsMargins(theme.GROUP, theme.GAP, theme.GROUP, 0)
        notice.addWidget(self.notice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(notice)
        layout.addWidget(self._stack, 1)
        known = self._known()
        if known is not None:
            self.open(known)

    def _known(self) -> Path | None:
        """The library last used with this case, or one that lies beside it."""
        last = layout_settings().value(self._last)
        if isinstance(last, str) and Path(last).is_file():
            return Path(last)
        return next(iter(sorted(self._session.path.parent.glob("*.fvl"))), None)

    def _start(self) -> QWidget:
        page = Empty(
            "library",
            _(
                "A known footage library holds footage whose place, date and source are known. "
                "Items of the case are matched against it."
            ),
            _("Open library…"),
            self.choose_library,
        )
        page.add_second(buttons.push(_("New library…"), self.make_library))
        return page

    def choose_library(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Open a library"), str(self._session.path.parent), _("Libraries (*.fvl)")
        )
        if path:
            self.open(Path(path))

    def make_library(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self, _("New library"), str(self._session.path.parent / "known.fvl"), "*.fvl"
        )
        if path:
            self._show(lambda: self._session.desk.new_library(Path(path).with_suffix(".fvl")))

    def open(self, path: Path) -> None:
        """Open a library and show it."""
        self._show(lambda: self._session.desk.open_library(path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A library is opened, footage is added to the one that is open; a case is the window's."""
        paths = files_of(event.mimeData())
        event.setAccepted(
            bool(paths)
            and case_of(paths) is None
            and (self._library_of(paths) is not None or self.shelf is not None)
        )

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = files_of(event.mimeData())
        library = self._library_of(paths)
        # Whoever dragged is not kept waiting for a dialog.
        if library is not None:
            QTimer.singleShot(0, self, lambda: self.open(library))
        elif (shelf := self.shelf) is not None and shelf.add.isEnabled():
            QTimer.singleShot(0, shelf, lambda: shelf.add_these(paths))

    @staticmethod
    def _library_of(paths: Sequence[Path]) -> Path | None:
        return next((path for path in paths if path.suffix.lower() == SUFFIX), None)

    def close_library(self) -> None:
        """Let the library go, at the end."""
        if self.shelf is not None:
            self.shelf.let_go()

    def _show(self, made: Callable[[], Library]) -> None:
        try:
            library = made()
        except (Refusal, MediaError) as error:
            self.notice.show_refusal(error)
            return
        self.notice.clear()
        layout_settings().setValue(self._last, str(library.path))
        self._session.desk.remember_library(library.path)
        if self.shelf is not None:
            self._stack.removeWidget(self.shelf)
            self.shelf.let_go()
            self.shelf.deleteLater()
        self.shelf = Shelf(self._session, library, self._bridge, self.notice)
        self.shelf.other_wanted.connect(self.choose_library)
        self.shelf.new_wanted.connect(self.make_library)
        self.shelf.compare_wanted.connect(self._selection.compare)
        self._stack.addWidget(self.shelf)
        self._stack.setCurrentWidget(self.shelf)
