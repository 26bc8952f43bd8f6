"""Library: known footage, kept in its own file; the case's items are matched against it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, icons, text, theme
from workbench.gui.dialogs.add_footage import AddFootage
from workbench.gui.empty import Empty
from workbench.gui.following import Following
from workbench.gui.layout import layout_settings
from workbench.gui.notice import Notice
from workbench.gui.panels.entry_sheet import EntrySheet
from workbench.gui.posters import Posters
from workbench.gui.selection import Comparison
from workbench.gui.tables.entries import entry_table
from workbench.gui.tables.searches import search_table
from workbench.gui.tables.table_view import TableView
from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.i18n.sentences import sentence
from workbench.library.library import Library
from workbench.records.errors import MediaError, Refusal
from workbench.records.job import Job
from workbench.records.known import EntryId, Sheet
from workbench.records.match import Search
from workbench.records.outcome import Outcome, OutcomeState

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.jobs.queue import Batch
    from workbench.session import Session

SEARCH_DELAY_MS = 120


class LibraryPanel(QWidget):
    """The Library workspace: without a library, how to get one; with one, what is in it."""

    def __init__(self, session: Session, selection: Selection, bridge: Bridge) -> None:
        super().__init__()
        self._session, self._selection, self._bridge = session, selection, bridge
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

    def close_library(self) -> None:
        """Let the library go, at the end."""
        if self.shelf is not None:
            self.shelf.library.close()

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
            self.shelf.library.close()
            self.shelf.deleteLater()
        self.shelf = Shelf(self._session, library, self._bridge, self.notice)
        self.shelf.other_wanted.connect(self.choose_library)
        self.shelf.new_wanted.connect(self.make_library)
        self.shelf.compare_wanted.connect(self._selection.compare)
        self._stack.addWidget(self.shelf)
        self._stack.setCurrentWidget(self.shelf)


class Shelf(QWidget):
    """One open library."""

    other_wanted = Signal()
    new_wanted = Signal()
    compare_wanted = Signal(object)
    """Comparison."""
    library_changed = Signal()

    def __init__(self, session: Session, library: Library, bridge: Bridge, notice: Notice) -> None:
        super().__init__()
        self._session, self.library, self._notice = session, library, notice
        self._following: Following | None = None
        self.table = entry_table(library)
        self.searches = search_table(session)
        bridge.changed.connect(self.searches.on_changed)
        self._posters = Posters(self._read_poster, self)
        self.sheet = EntrySheet(library, self._posters, notice)
        self._lay_out()
        library.observe(lambda *_changes: self.library_changed.emit())
        self.library_changed.connect(self._on_library_changed, Qt.ConnectionType.QueuedConnection)
        bridge.job_moved.connect(self._on_job)
        self._posters.ready.connect(lambda _key: self.sheet.repaint_poster())
        self._on_asked_again()

    def _read_poster(self, key: Hashable) -> NDArray[np.uint8] | None:
        poster = self.library.poster(EntryId(int(str(key))))
        return None if poster is None else poster.rgb

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        layout.addWidget(self.progress)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(1)
        split.addWidget(self._tabs())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumWidth(self.sheet.minimumWidth())
        scroll.setWidget(self.sheet)
        split.addWidget(scroll)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 320])
        layout.addWidget(split, 1)

    def _head(self) -> QVBoxLayout:
        name = text.Elided(shown(self.library.name), "title")
        self._facts = text.Elided("", "caption", Qt.TextElideMode.ElideMiddle)
        self.add = buttons.push(_("Add footage…"), self.add_footage, "plus")
        said = _("Match the case against it")
        self.match = buttons.push(said, self.match_case, "scan-search", primary=True)
        other = buttons.push(_("Open…"), self.other_wanted.emit)
        new = buttons.push(_("New…"), self.new_wanted.emit)
        self.cancel = buttons.push(_("Cancel"), self._cancel)
        self.cancel.hide()
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(name)
        titles.addWidget(self._facts)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addLayout(titles, 1)
        for button in (self.cancel, new, other, self.add, self.match):
            row.addWidget(button)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search titles, places and sources"))
        self.search.setAccessibleName(_("Search the library"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            icons.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition
        )
        delay = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        delay.timeout.connect(lambda: self.table.search_for(self.search.text()))
        self.search.textChanged.connect(delay.start)
        head = QVBoxLayout()
        head.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.PANEL)
        head.setSpacing(theme.PANEL)
        head.addLayout(row)
        head.addWidget(self.search)
        return head

    def _tabs(self) -> QTabWidget:
        self.view = TableView(self.table)
        self.view.setAccessibleName(_("Known footage"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for side, said in (("A", _("Compare as A")), ("B", _("Compare as B"))):
            act = self.view.addAction(said)
            act.triggered.connect(lambda _on=False, side=side: self.compare(side))
        self.view.selectionModel().currentRowChanged.connect(
            lambda now, _before: self._show_entry(now.row() if now.isValid() else None)
        )
        self._stack = QStackedWidget()
        self._nothing = Empty(
            "library",
            _("This library is empty. Add footage whose place, date and source you know."),
            _("Add footage…"),
            self.add_footage,
        )
        self._unfound = Empty(
            "search", _("No entry has these words."), _("Show all"), self.search.clear
        )
        for page in (self.view, self._nothing, self._unfound):
            self._stack.addWidget(page)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.addTab(self._stack, _("Known footage"))
        past = TableView(self.searches)
        past.setAccessibleName(_("Searches"))
        tabs.addTab(past, _("Searches of this case"))
        self.tabs = tabs
        self.table.modelReset.connect(self._on_asked_again)
        self.table.rowsInserted.connect(self._on_asked_again)
        return tabs

    def _on_library_changed(self) -> None:
        self._posters.forget()
        self.table.refresh()

    def _on_asked_again(self) -> None:
        n = self.table.rowCount()
        said = ngettext("{n} entry", "{n} entries", n).format(n=count_text(n))
        self._facts.setText(f"{said}  ·  {shown(str(self.library.path))}")
        nothing = self._unfound if self.table.search else self._nothing
        self._stack.setCurrentWidget(self.view if n else nothing)
        self.match.setEnabled(n > 0 or bool(self.table.search))
        if n and not self.view.currentIndex().isValid():
            self.view.selectRow(0)
        elif not n:
            self._show_entry(None)

    def _show_entry(self, row: int | None) -> None:
        key: Hashable | None = None if row is None else self.table.key(row)
        self.sheet.show_entry(None if key is None else EntryId(int(str(key))))

    def compare(self, side: str) -> None:
        """Put the chosen entry on a side of Compare."""
        for key in self.view.chosen()[:1]:
            reference = self.library.reference(self.library.entry(key))
            self.compare_wanted.emit(Comparison(side=side, footage=reference))

    def add_footage(self) -> None:
        """Ask for files and what is known of them, then measure them."""
        dialog = AddFootage(self)
        if not dialog.exec():
            return
        self._add(dialog.paths(), dialog.sheet())

    def _add(self, paths: list[Path], sheet: Sheet | None) -> None:
        outcomes: list[Outcome] = []
        batch = self._session.start_collecting(self.library.path, paths, sheet, outcomes.append)
        self._follow(batch, lambda ended: self._on_added(outcomes or ended))

    def match_case(self) -> None:
        """Match every item of the case against this library."""
        session, before = self._session, len(self._session.searches())

        def then(outcomes: Sequence[Outcome]) -> None:
            reason = outcomes[0].reason
            if reason is not None:
                self._on_failed(reason)
            else:
                self._on_matched(session.searches()[before:])

        try:
            batch = session.start_matching((), (self.library.path,))
        except Refusal as refusal:
            self._notice.show_refusal(refusal)
            return
        self._follow(batch, then)

    def _follow(self, batch: Batch, then: Callable[[Sequence[Outcome]], None]) -> None:
        self._notice.clear()
        self._set_busy(True)
        self._following = Following(self, batch, then, self._on_progress)

    def _cancel(self) -> None:
        if self._following is not None:
            self._following.cancel()

    def _set_busy(self, busy: bool) -> None:
        self.progress.setRange(0, 0 if busy else 1)
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)
        self.add.setEnabled(not busy)
        self.match.setEnabled(not busy and self.table.rowCount() > 0)

    def _on_progress(self, done: float) -> None:
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * done))

    def _on_job(self, job: Job) -> None:
        # It is written through another connection, which does not tell this one.
        if job.act == "library.add":
            self._on_library_changed()

    def _on_failed(self, error: Refusal | MediaError) -> None:
        self._set_busy(False)
        self._notice.show_refusal(error)

    def _on_added(self, outcomes: Sequence[Outcome]) -> None:
        self._set_busy(False)
        self.table.refresh()
        added = sum(one.state is OutcomeState.ADDED for one in outcomes)
        said = [ngettext("{n} entry added.", "{n} entries added.", added).format(n=added)]
        cancelled = sum(one.state is OutcomeState.CANCELLED for one in outcomes)
        if cancelled:
            said.append(_("{n} cancelled").format(n=cancelled) + ".")
        known = sum(one.state is OutcomeState.KNOWN for one in outcomes)
        if known:
            said.append(_("{n} were there already.").format(n=known))
        said += [sentence(one.reason) for one in outcomes if one.reason is not None][:3]
        good = all(one.state.good for one in outcomes)
        self._notice.show_text("\n".join(said), *_tone(good))
        self._match_grown(outcomes)

    def _match_grown(self, outcomes: Sequence[Outcome]) -> None:
        """Search the case again in what came in."""
        before = len(self._session.searches())

        def then(_outcomes: Sequence[Outcome]) -> None:
            searches = self._session.searches()[before:]
            if any(search.matches for search in searches):
                self._on_matched(searches)

        batch = self._session.match_grown(self.library.path, outcomes)
        if batch is not None:
            Following(self, batch, then)

    def _on_matched(self, searches: list[Search]) -> None:
        self._set_busy(False)
        found = sum(search.matches for search in searches)
        items = len(searches)
        said = ngettext("{n} item searched", "{n} items searched", items).format(n=items)
        if found:
            matches = ngettext("{n} match", "{n} matches", found).format(n=found)
            end = _("{what}. Look at each and accept or reject it in Examine.").format(what=matches)
        else:
            end = _("nothing found here, which does not make the footage original.")
        self._notice.show_text(f"{said}: {end}", *_tone(True))
        self.tabs.setCurrentIndex(1)


def _tone(good: bool) -> tuple[str, str]:
    return ("check", "secondary") if good else ("triangle-alert", "attention")
