"""Metadata: what the file says of itself: a summary, its tags, its streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import background, text, theme
from workbench.gui.notice import Notice
from workbench.gui.panels import file_sidecars, file_tags
from workbench.gui.panels.file_menu import FileMenu
from workbench.gui.panels.file_sidecars import FileSidecars
from workbench.gui.panels.file_summary import FileSummary
from workbench.gui.panels.file_tags import FileTags
from workbench.gui.tables import streams
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView
from workbench.gui.widgets.tab_bar import TabBar
from workbench.i18n import _
from workbench.provenance.testimony import Testimony
from workbench.records.changes import Changes, Kind
from workbench.records.item import Item, ItemId
from workbench.session.embedded import place_of

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

CHANGES_MS = 250
Rgb = NDArray[np.uint8]
Loaded = tuple[Item, Testimony, list[TreeRow], list[TreeRow]]
_SAID = frozenset({Kind.MEASUREMENT, Kind.RUN, Kind.SIDECAR, Kind.CLAIM, Kind.MATCH_DECISION})
"""What a testimony and its notices rest on."""


class MetadataPanel(QWidget):
    """Four pages of one testimony, which is made off the window's thread."""

    counted = Signal(str)
    part_wanted = Signal(str, int)
    """Path and offset of a part of the structure that a notice or a mark is about."""
    compare_wanted = Signal()
    table_wanted = Signal()

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._stale = True
        self._asked = 0
        self.testimony: Testimony | None = None
        self.summary, self.tags, self.sidecars = FileSummary(), FileTags(), FileSidecars()
        self.streams = TreeView(RowTree((_("Property"),)), _("Streams"))
        self.streams.setRootIsDecorated(False)
        self._still = text.wrapped(text.secondary())
        self.notice = Notice()
        self._lay_out()
        self.summary.part_wanted.connect(self.part_wanted)
        self.summary.tag_wanted.connect(self._show_tag)
        self.summary.sidecar_wanted.connect(self._show_sidecar)
        # While much is measured, changes come faster than it is worth asking again.
        self._later = QTimer(self, singleShot=True, interval=CHANGES_MS)
        self._later.timeout.connect(lambda: self._show_item(selection.item))
        selection.item_changed.connect(self._show_item)
        bridge.changed.connect(self._on_changed)
        self._show_item(selection.item)

    def count(self) -> str:
        return ""

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show_item(self._selection.item)

    def _lay_out(self) -> None:
        self.menu = FileMenu(lambda: self.testimony, self.notice)
        self.menu.add(_("Compare with other items…"), "git-compare", self.compare_wanted.emit)
        self.menu.add(_("Table of all items…"), "table-properties", self.table_wanted.emit)
        self.pages = QStackedWidget()
        self.tabs = TabBar(self.pages)
        page = QWidget()
        inner = QVBoxLayout(page)
        inner.setContentsMargins(0, 0, 0, 0)
        self._still.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, 0)
        inner.addWidget(self._still)
        inner.addWidget(self.streams, 1)
        self.tabs.add(_("Summary"), self.summary)
        self.tabs.add(_("Tags"), self.tags)
        self.tabs.add(_("Streams"), page)
        self.tabs.add(_("Sidecars"), self.sidecars)
        self.tabs.add_button(self.menu.button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.tabs)
        whole.addWidget(self.notice)
        whole.addWidget(self.pages, 1)

    def _on_changed(self, changes: Changes) -> None:
        if _SAID & changes.kinds:
            self._later.start()

    def _show_item(self, item: ItemId | None) -> None:
        self._stale = not self.isVisible()
        self._asked += 1
        if self._stale:
            # A testimony is made only for somebody to see.
            return
        if item is None:
            self.testimony = None
            return
        background.run(
            self, _loading(self._session, item), self._only_if_asked_last(), self._failed
        )

    def _only_if_asked_last(self) -> Callable[[Loaded], None]:
        asked = self._asked

        def show(loaded: Loaded) -> None:
            if asked == self._asked:
                self._show_loaded(*loaded)

        return show

    def _failed(self, error: background.Failure) -> None:
        self.notice.show_refusal(error)

    def _show_loaded(
        self, item: Item, testimony: Testimony, rows: list[TreeRow], beside: list[TreeRow]
    ) -> None:
        if testimony == self.testimony:
            return
        self.testimony = testimony
        self.notice.clear()
        self.summary.show_testimony(testimony, _("The metadata are not measured yet."))
        self.tags.show_rows(rows)
        self.sidecars.show_rows(beside)
        self._show_streams(item)
        self._load_embedded(item.id)
        self.tabs.set_count(1, str(len(testimony.facts.tags)) if testimony.facts.tags else "")
        self.tabs.set_count(2, str(len(item.medium.streams)) if item.medium.streams else "")
        found = len(testimony.facts.sidecars)
        self.tabs.set_count(3, str(found) if found else "")

    def _load_embedded(self, item: ItemId) -> None:
        """The small picture inside a still, beside the picture: a locked worker decodes it."""
        testimony = self.testimony
        if testimony is None or place_of(testimony.facts.tags) is None:
            return

        def show(pair: tuple[Rgb | None, Rgb | None]) -> None:
            if self.testimony is testimony:
                self.summary.show_embedded(testimony, *pair)

        session = self._session
        background.run(self, lambda: (session.poster(item), session.embedded_picture(item)), show)

    def _show_streams(self, item: Item) -> None:
        medium = item.medium
        self.streams.setVisible(bool(medium.streams))
        self._still.setVisible(not medium.streams)
        self._still.setText("" if medium.streams else streams.said_of_still(medium))
        self.streams.table.heads = streams.heads_of(medium)
        self.streams.table.show(streams.rows_of(medium))
        for column in range(len(self.streams.table.heads)):
            self.streams.resizeColumnToContents(column)

    def _show_tag(self, name: str) -> None:
        self.tabs.show_page(1)
        self.tags.choose(name)

    def _show_sidecar(self, name: str) -> None:
        self.tabs.show_page(3)
        self.sidecars.choose(name)


def _loading(session: Session, item: ItemId) -> Callable[[], Loaded]:
    def load() -> Loaded:
        one, testimony = session.item(item), session.testimony(item)
        tags, beside = file_tags.rows_of(one, testimony), file_sidecars.rows_of(testimony)
        return one, testimony, tags, beside

    return load
