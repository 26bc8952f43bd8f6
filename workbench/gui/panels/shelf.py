"""Shelf: one open library: what is in it, what is known of each entry, and what can be done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, text, theme
from workbench.gui.dialogs.add_footage import AddFootage
from workbench.gui.empty import Empty
from workbench.gui.following import Following
from workbench.gui.notice import Notice
from workbench.gui.panels.entry_sheet import EntrySheet
from workbench.gui.panels.shelf_filters import ShelfFilters
from workbench.gui.panels.shelf_menu import ShelfMenu
from workbench.gui.posters import Posters
from workbench.gui.selection import Comparison
from workbench.gui.shelf_words import added_text, matched_text
from workbench.gui.tables.entries import entry_table
from workbench.gui.tables.searches import search_table
from workbench.gui.tables.table_view import TableView
from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.library import intake
from workbench.library.library import Library
from workbench.records.errors import MediaError, Refusal
from workbench.records.job import Job
from workbench.records.known import EntryId, Sheet, Wanted
from workbench.records.match import Search
from workbench.records.outcome import Outcome, OutcomeState

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.jobs.queue import Batch
    from workbench.session import Session


class Shelf(QWidget):
    """One open library."""

    other_wanted = Signal()
    new_wanted = Signal()
    compare_wanted = Signal(object)
    """Comparison."""
    library_changed = Signal()

    def __init__(self, session: Session, library: Library, bridge: Bridge, notice: Notice) -> None:
        super().__init__()
        self.session, self.library, self.notice = session, library, notice
        self._following: Following | None = None
        self._is_left, self._reading = False, threading.Lock()
        self._wanted = Wanted()
        self._row = 0
        """Of the entry that is shown, or was."""
        self.table = entry_table(library, lambda _search, order: self._read_ids(order))
        self.searches = search_table(session)
        bridge.changed.connect(self.searches.on_changed)
        self._posters = Posters(self._read_poster, self)
        self.sheet = EntrySheet(library, self._posters, notice)
        self.menu = ShelfMenu(self)
        self._lay_out()
        library.observe(lambda *_changes: self.library_changed.emit())
        self.library_changed.connect(self._on_library_changed, Qt.ConnectionType.QueuedConnection)
        bridge.job_moved.connect(self._on_job)
        self._posters.ready.connect(lambda _key: self.sheet.repaint_poster())
        self._on_asked_again()
        self._offer_expected()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody else, or the command line, may have written meanwhile."""
        super().showEvent(event)
        self._on_library_changed()

    def let_go(self) -> None:
        """Follow nothing more, and let the library go: at the end, or for another one."""
        for one in self.findChildren(Following):
            one.leave()
        self.sheet.show_entry(None)
        self.table.stop()
        # Until Qt frees this it is still told of jobs, and posters are still on their way.
        with self._reading:
            self._is_left = True
            self.library.close()

    def _read_ids(self, order: str) -> list[EntryId]:
        """In whatever thread; nothing of a library that was let go."""
        with self._reading:
            return [] if self._is_left else self.library.entry_ids(self._wanted, order)

    def _read_poster(self, key: Hashable) -> NDArray[np.uint8] | None:
        with self._reading:
            poster = None if self._is_left else self.library.poster(EntryId(int(str(key))))
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
        self.sheet_area = scroll
        split.addWidget(scroll)
        split.setStretchFactor(0, 1)
        split.setSizes([800, 340])
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
        for button in (self.cancel, new, other, self.menu.button, self.add, self.match):
            row.addWidget(button)
        self.filters = ShelfFilters()
        self.filters.changed.connect(self._on_filtered)
        head = QVBoxLayout()
        head.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.PANEL)
        head.setSpacing(theme.PANEL)
        head.addLayout(row)
        head.addWidget(self._left_over())
        head.addWidget(self.filters)
        return head

    def _left_over(self) -> QFrame:
        """Files that a crash, or a cancellation, left over are offered."""
        self.left_over = QFrame()
        self.left_over.setProperty("role", "card")
        self._left_said = text.wrapped(text.plain())
        self.go_on = buttons.push(_("Go on with them"), self.resume, "play")
        self.forget = buttons.push(_("Forget them"), self.library.give_up_expected)
        row = QHBoxLayout(self.left_over)
        row.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.GAP)
        row.addWidget(self._left_said, 1)
        row.addWidget(self.forget)
        row.addWidget(self.go_on)
        self.left_over.hide()
        return self.left_over

    def _offer_expected(self) -> None:
        left = len(self.library.expected())
        said = ngettext(
            "{n} file was to be added and is not yet.",
            "{n} files were to be added and are not yet.",
            left,
        )
        self._left_said.setText(said.format(n=count_text(left)))
        offered = left > 0 and self._following is None and not intake.is_adding(self.library.path)
        self.left_over.setVisible(offered)

    def _tabs(self) -> QTabWidget:
        self.view = TableView(self.table)
        self.view.setAccessibleName(_("Known footage"))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for side, said in (("A", _("Compare as A")), ("B", _("Compare as B"))):
            act = self.view.addAction(said)
            act.triggered.connect(lambda _on=False, side=side: self.compare(side))
        self.view.addActions([self.menu.merge_act, self.menu.separate_act])
        self.view.selectionModel().currentRowChanged.connect(
            lambda now, _before: self._show_entry(now.row() if now.isValid() else None)
        )
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.menu.refresh())
        self._stack = QStackedWidget()
        self._nothing = Empty(
            "library",
            _("This library is empty. Add footage whose place, date and source you know."),
            _("Add footage…"),
            self.add_footage,
        )
        self._unfound = Empty(
            "search", _("No entry is like that."), _("Show all"), self.filters.clear
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
        # What is known of an entry says nothing beside the searches.
        tabs.currentChanged.connect(lambda at: self.sheet_area.setVisible(at == 0))
        self.table.modelReset.connect(self._on_asked_again)
        self.table.rowsInserted.connect(self._on_asked_again)
        return tabs

    def _on_filtered(self) -> None:
        self._wanted = self.filters.wanted()
        self.table.refresh()

    def _on_library_changed(self) -> None:
        if self._is_left:
            return
        self._posters.forget()
        self.table.refresh()
        self.sheet.show_entry(self.sheet.shown)
        self._offer_expected()

    def show_again(self, entry: EntryId) -> None:
        """List what there is now, and choose one of it."""
        self.table.refresh_now()
        self._on_library_changed()
        self.view.choose(entry)

    def _on_asked_again(self) -> None:
        n = self.table.rowCount()
        said = ngettext("{n} entry", "{n} entries", n).format(n=count_text(n))
        self._facts.setText(f"{said}  ·  {shown(str(self.library.path))}")
        narrowed = self._wanted != Wanted()
        self._stack.setCurrentWidget(
            self.view if n else self._unfound if narrowed else self._nothing
        )
        self.match.setEnabled(self._following is None and (n > 0 or narrowed))
        if n and not self.view.currentIndex().isValid():
            # The list is told anew: who was being read is still being read.
            # One that was removed leaves its place to the next.
            left = min(self._row, n - 1) if self.sheet.shown is None else 0
            self.view.selectRow(self.table.row_of(self.sheet.shown) or left)
        elif not n:
            self._row = 0
            self._show_entry(None)

    def _show_entry(self, row: int | None) -> None:
        key: Hashable | None = None if row is None else self.table.key(row)
        self._row = self._row if row is None else row
        self.sheet.show_entry(None if key is None else EntryId(int(str(key))))

    def compare(self, side: str) -> None:
        """Put the chosen entry on a side of Compare."""
        for key in self.view.chosen()[:1]:
            reference = self.library.reference(self.library.entry(key))
            self.compare_wanted.emit(Comparison(side=side, footage=reference))

    def add_footage(self) -> None:
        """Ask for files and what is known of them, then measure them."""
        self.add_these([])

    def add_these(self, paths: list[Path]) -> None:
        """Ask what is known of these files, and for more of them, then measure them."""
        dialog = AddFootage(self)
        dialog.add_paths(paths)
        kept = dialog.exec()
        dialog.deleteLater()
        if not kept:
            return
        self.collect(dialog.paths(), dialog.sheet(), keep=dialog.keep.isChecked())

    def collect(self, paths: list[Path], sheet: Sheet | None, *, keep: bool = False) -> None:
        """Measure files and add them."""
        outcomes: list[Outcome] = []
        batch = self.session.start_collecting(
            self.library.path, paths, sheet, outcomes.append, keep=keep
        )
        self.follow(batch, lambda ended: self._on_added(outcomes or ended))

    def resume(self) -> None:
        """Go on with files that were left over."""
        outcomes: list[Outcome] = []
        batch = self.session.start_resuming(self.library.path, outcomes.append)
        self.follow(batch, lambda ended: self._on_added(outcomes or ended))

    def match_case(self) -> None:
        """Match every item of the case against this library."""
        before = len(self.session.searches())

        def then(outcomes: Sequence[Outcome]) -> None:
            reason = outcomes[0].reason
            if reason is not None:
                self.notice.show_refusal(reason)
                return
            if outcomes[0].state is OutcomeState.CANCELLED:
                said = _("Cancelled. What was finished is kept.")
                self.notice.show_text(said, "info", "secondary")
                return
            self._on_matched(self.session.searches()[before:])

        try:
            batch = self.session.start_matching((), (self.library.path,))
        except Refusal as refusal:
            self.notice.show_refusal(refusal)
            return
        self.follow(batch, then)

    def follow(self, batch: Batch, then: Callable[[Sequence[Outcome]], None]) -> None:
        """Show how far it is, then let `then` say what came of it."""

        def ended(outcomes: Sequence[Outcome]) -> None:
            self._following = None
            self._set_busy(False)
            self._on_library_changed()
            then(outcomes)

        self.notice.clear()
        self._following = Following(self, batch, ended, self._on_progress)
        self._set_busy(True)

    def _cancel(self) -> None:
        if self._following is not None:
            self._following.cancel()

    def _set_busy(self, busy: bool) -> None:
        self.progress.setRange(0, 0 if busy else 1)
        self.progress.setVisible(busy)
        self.cancel.setVisible(busy)
        self.add.setEnabled(not busy)
        self.menu.button.setEnabled(not busy)
        self.match.setEnabled(not busy and (self.table.rowCount() > 0 or self._wanted != Wanted()))
        self._offer_expected()

    def _on_progress(self, done: float) -> None:
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * done))

    def _on_job(self, job: Job) -> None:
        # It is written through another connection, which does not tell this one.
        if job.act in ("library.add", "library.import"):
            self._on_library_changed()

    def _on_added(self, outcomes: Sequence[Outcome]) -> None:
        good = all(one.state.good for one in outcomes) and not any(one.near for one in outcomes)
        icon = ("check", "secondary") if good else ("triangle-alert", "attention")
        self.notice.show_text(added_text(outcomes), *icon)
        self.match_grown(outcomes)

    def match_grown(self, outcomes: Sequence[Outcome]) -> None:
        """Search the case again in what came in."""
        before = len(self.session.searches())

        def then(_outcomes: Sequence[Outcome]) -> None:
            searches = self.session.searches()[before:]
            if any(search.matches for search in searches):
                # Nobody asked for it now: whoever reads an entry goes on reading it.
                self._say_matched(searches)

        batch = self.session.match_grown(self.library.path, outcomes)
        if batch is not None:
            Following(self, batch, then)

    def _on_matched(self, searches: Sequence[Search]) -> None:
        self._say_matched(searches)
        self.tabs.setCurrentIndex(1)

    def _say_matched(self, searches: Sequence[Search]) -> None:
        self.notice.show_text(matched_text(searches), "check", "secondary")

    def show_error(self, error: Refusal | MediaError) -> None:
        self.notice.show_refusal(error)
