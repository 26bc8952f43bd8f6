"""Metadata: what the file says of itself: a summary, its tags, its streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import background
from workbench.gui.dialogs.item_source import ItemSourceDialog
from workbench.gui.dialogs.known_origin import KnownOriginDialog
from workbench.gui.dialogs.known_structures import KnownStructuresDialog
from workbench.gui.dialogs.structure_differences import StructureDifferences
from workbench.gui.empty import Empty
from workbench.gui.notice import Notice
from workbench.gui.panels import file_sidecars, file_tags
from workbench.gui.panels.file_credentials import FileCredentials
from workbench.gui.panels.file_menu import FileMenu
from workbench.gui.panels.file_positions import FilePositions
from workbench.gui.panels.file_sidecars import FileSidecars
from workbench.gui.panels.file_streams import FileStreams
from workbench.gui.panels.file_summary import FileSummary
from workbench.gui.panels.file_tags import FileTags
from workbench.gui.tables.row_tree import TreeRow
from workbench.gui.widgets.tab_bar import TabBar
from workbench.i18n import _
from workbench.provenance.testimony import Testimony
from workbench.records.changes import Changes, Kind
from workbench.records.frame import Moment
from workbench.records.item import Item, ItemId
from workbench.records.known_structure import Likeness
from workbench.records.positions import Positions
from workbench.session.embedded import place_of

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

CHANGES_MS, SLOW_MS = 250, 150
LEAST_PX = 150
"""Less than the highest page asks for: with it the window would not fit a screen of 720 px."""
Rgb = NDArray[np.uint8]
Loaded = tuple[Item, Testimony, list[TreeRow], list[TreeRow], Positions | None]
SIDECARS, POSITIONS, CREDENTIALS = 3, 4, 5
"""Numbers of the pages that are there only where there is something on them."""
_SAID = frozenset(
    {
        *(Kind.MEASUREMENT, Kind.RUN, Kind.SIDECAR, Kind.ITEM_SOURCE),
        *(Kind.CLAIM, Kind.MATCH_DECISION),
    }
)
"""What a testimony and its notices rest on."""


class MetadataPanel(QWidget):
    """Pages of one testimony, which is made off the window's thread."""

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
        self._loaded: ItemId | None = None
        """The item whose testimony is shown."""
        self.testimony: Testimony | None = None
        self.summary, self.tags, self.sidecars = FileSummary(), FileTags(), FileSidecars()
        self.streams, self.positions = FileStreams(), FilePositions()
        self.credentials = FileCredentials()
        self.notice = Notice()
        self._lay_out()
        self.summary.part_wanted.connect(self.part_wanted)
        self.summary.tag_wanted.connect(self._show_tag)
        self.summary.sidecar_wanted.connect(self._show_sidecar)
        for page in (self.summary, self.streams, self.positions):
            page.moment_wanted.connect(self._show_moment)
        self.summary.source_wanted.connect(self.edit_source)
        self.summary.differences_wanted.connect(self._show_differences)
        self.summary.remember_wanted.connect(self.remember_structure)
        self.summary.known_wanted.connect(self.show_known)
        # While much is measured, changes come faster than it is worth asking again.
        self._later = QTimer(self, singleShot=True, interval=CHANGES_MS)
        self._later.timeout.connect(lambda: self._show_item(selection.item))
        # What comes at once is shown at once; what takes longer does not leave the old item there.
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(lambda: self._whole.setCurrentWidget(self._loading_page))
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
        self.menu.add(_("Say where it was found…"), "pencil", self.edit_source)
        self.menu.add(_("Compare with other items…"), "git-compare", self.compare_wanted.emit)
        self.menu.add(_("Table of all items…"), "table-properties", self.table_wanted.emit)
        self.menu.add(
            _("Remember its structure as known…"), "bookmark-plus", self.remember_structure
        )
        self.menu.add(_("Known structures…"), "library", self.show_known)
        self.pages = QStackedWidget()
        # Every page rolls, or has room in this; what is on one does not make the window higher.
        self.pages.setMinimumHeight(LEAST_PX)
        self.tabs = TabBar(self.pages)
        self.tabs.add(_("Summary"), self.summary)
        self.tabs.add(_("Tags"), self.tags)
        self.tabs.add(_("Streams"), self.streams)
        self.tabs.add(_("Sidecars"), self.sidecars)
        self.tabs.add(_("Positions"), self.positions)
        self.tabs.add(_("Credentials"), self.credentials)
        for page in (SIDECARS, POSITIONS, CREDENTIALS):
            self.tabs.set_there(page, False)
        self.tabs.add_button(self.menu.button)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.notice)
        column.addWidget(self.pages, 1)
        self._loading_page = Empty("loader-circle", _("Reading what the file says…"))
        self._shown_page = shown
        self._whole = QStackedWidget()
        self._whole.addWidget(shown)
        self._whole.addWidget(self._loading_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)

    def _on_changed(self, changes: Changes) -> None:
        if _SAID & changes.kinds:
            self._later.start()

    def _show_item(self, item: ItemId | None) -> None:
        self._stale = not self.isVisible()
        self._asked += 1
        if self._stale:
            # A testimony is made only for somebody to see.
            self._slow.stop()
            return
        if item is None:
            self.testimony = None
            return
        if item == self._loaded:
            self._settle()
        elif not self.waits and not self._slow.isActive():
            self._slow.start()
        background.run(
            self, _loading(self._session, item), self._only_if_asked_last(), self._failed
        )

    def _only_if_asked_last(self) -> Callable[[Loaded], None]:
        asked = self._asked

        def show(loaded: Loaded) -> None:
            if asked == self._asked:
                self._show_loaded(*loaded)

        return show

    def _settle(self) -> None:
        self._slow.stop()
        self._whole.setCurrentWidget(self._shown_page)

    @property
    def waits(self) -> bool:
        """Whether it says that it is reading, in place of the item that was shown before."""
        return self._whole.currentWidget() is self._loading_page

    def _failed(self, error: background.Failure) -> None:
        self._settle()
        self.notice.show_refusal(error)

    def _show_loaded(
        self,
        item: Item,
        testimony: Testimony,
        rows: list[TreeRow],
        beside: list[TreeRow],
        positions: Positions | None,
    ) -> None:
        self._loaded = item.id
        self._settle()
        if testimony == self.testimony:
            return
        self.testimony = testimony
        self.notice.clear()
        self.summary.show_testimony(testimony, _("The metadata are not measured yet."))
        self.tags.show_rows(rows)
        self.sidecars.show_rows(beside)
        self.streams.show_testimony(item, testimony)
        self.positions.show_positions(positions)
        self.tabs.set_there(POSITIONS, positions is not None)
        self.menu.positions = positions
        self._load_embedded(item.id)
        sealed = testimony.facts.credentials
        self.credentials.show_facts(sealed, self._session.credential_pictures(item.id))
        sealing = str((sealed or {}).get("manifests") or "")
        self.tabs.set_there(CREDENTIALS, (sealed or {}).get("status", "none") != "none")
        self.tabs.set_count(CREDENTIALS, sealing)
        self.tabs.set_count(1, str(len(testimony.facts.tags)) if testimony.facts.tags else "")
        self.tabs.set_count(2, str(len(item.medium.streams)) if item.medium.streams else "")
        found = len(testimony.facts.sidecars)
        self.tabs.set_there(SIDECARS, found > 0)
        self.tabs.set_count(SIDECARS, str(found) if found else "")

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

    def _show_moment(self, moment: Moment) -> None:
        item = self._selection.item
        if item is not None:
            self._selection.open(item, moment)

    def edit_source(self) -> None:
        """Ask where the item was found, who put it there and when."""
        item = self._selection.item
        if item is not None:
            ItemSourceDialog(self._session, item, self.window()).exec()

    def remember_structure(self) -> None:
        """Ask what wrote the file and how that is known, and remember how it is built."""
        item = self._selection.item
        if item != self._loaded or item is None:
            return  # what is shown is still of the item before
        if self.testimony is None or self.testimony.print is None:
            return
        name, built = self.testimony.facts.name, self.testimony.print
        dialog = KnownOriginDialog(self._session, item, name, built, self.window())
        if dialog.exec() == KnownOriginDialog.DialogCode.Accepted:
            self._show_item(item)

    def show_known(self) -> None:
        """The set of known structures; what changed in it changes what is said of this file."""
        dialog = KnownStructuresDialog(self._session.desk.known_structures, self.window())
        dialog.exec()
        if dialog.changed:
            self._show_item(self._selection.item)

    def _show_differences(self, likeness: Likeness) -> None:
        StructureDifferences(likeness, self.window()).exec()

    def _show_tag(self, name: str) -> None:
        self.tabs.show_page(1)
        self.tags.choose(name)

    def _show_sidecar(self, name: str) -> None:
        self.tabs.show_page(SIDECARS)
        self.sidecars.choose(name)


def _loading(session: Session, item: ItemId) -> Callable[[], Loaded]:
    def load() -> Loaded:
        one, testimony = session.item(item), session.testimony(item)
        tags, beside = file_tags.rows_of(one, testimony), file_sidecars.rows_of(testimony)
        return one, testimony, tags, beside, session.positions(item)

    return load
