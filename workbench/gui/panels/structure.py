"""Structure: the parts that the file is built from, what each says, and its bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import background, buttons, text, theme
from workbench.gui.notice import Notice
from workbench.gui.panels.byte_panel import BytePanel
from workbench.gui.tables import parts
from workbench.gui.tables.parts import PartRows, Stretch
from workbench.gui.tables.row_tree import RowTree
from workbench.gui.tables.tree_view import TreeView, search_field
from workbench.gui.widgets.tab_bar import TabBar
from workbench.i18n import _
from workbench.i18n.numbers import count_text
from workbench.records.changes import Changes, Kind
from workbench.records.item import Item, ItemId

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

CHANGES_MS = 250
TYPE_PX, NUMBER_PX, FIELD_PX = 156, 76, 150
Loaded = tuple[Item, PartRows]


class StructurePanel(QWidget):
    """A tree of parts above, or beside in a window of its own, the fields and bytes of one."""

    counted = Signal(str)
    large_wanted = Signal()

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        *,
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._stale, self._asked = True, 0
        self._shown: tuple[ItemId, PartRows] | None = None
        self._wanted: tuple[str, int] | None = None
        self.table = RowTree(
            (_("Part"), _("Offset"), _("Bytes"), _("Says")), parts.tip, right=frozenset({1, 2})
        )
        self.tree = TreeView(self.table, _("Parts of the file"))
        self.fields = TreeView(RowTree((_("Field"), _("Value"))), _("Fields of the part"))
        self.bytes = BytePanel(session)
        self.notice = Notice()
        self._says = text.wrapped(text.caption())
        self._says.setContentsMargins(theme.PANEL, 2, theme.PANEL, 2)
        self._dress(large)
        self._lay_out(large)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())
        self.bytes.part_wanted.connect(self._choose_byte)
        self.bytes.path_of = self._path_at
        # While much is measured, changes come faster than it is worth asking again.
        self._later = QTimer(self, singleShot=True, interval=CHANGES_MS)
        self._later.timeout.connect(lambda: self._show_item(selection.item))
        selection.item_changed.connect(self._show_item)
        bridge.changed.connect(self._on_changed)

    def count(self) -> str:
        return ""

    def _dress(self, large: bool) -> None:
        header = self.tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        widest = 2 * TYPE_PX if large else TYPE_PX
        for column, width in enumerate((widest, NUMBER_PX, NUMBER_PX)):
            # The heading is whole in every language.
            self.tree.setColumnWidth(column, max(width, header.sectionSizeHint(column)))
        self.fields.setColumnWidth(0, FIELD_PX)

    def _lay_out(self, large: bool) -> None:
        self.search = search_field(_("Search parts and what they say"), self.table)
        head = QHBoxLayout()
        head.setContentsMargins(theme.PANEL, 4, theme.GAP, 0)
        head.addWidget(self.search, 1)
        if not large:
            said = _("Open in a window of its own")
            head.addWidget(buttons.tool("maximize-2", said, self.large_wanted.emit))
        top = QWidget()
        above = QVBoxLayout(top)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(4)
        above.addLayout(head)
        above.addWidget(self.tree, 1)
        above.addWidget(self._says)
        way = Qt.Orientation.Horizontal if large else Qt.Orientation.Vertical
        splitter = QSplitter(way)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(top)
        splitter.addWidget(self._both() if large else self._tabs())
        splitter.setSizes([560, 720] if large else [260, 240])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.notice)
        whole.addWidget(splitter, 1)

    def _tabs(self) -> QWidget:
        """Where there is little room: fields or bytes."""
        below = QWidget()
        pages = QStackedWidget()
        tabs = TabBar(pages)
        tabs.add(_("Fields"), self.fields)
        tabs.add(_("Bytes"), self.bytes)
        layout = QVBoxLayout(below)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(tabs)
        layout.addWidget(pages, 1)
        self.tabs: TabBar | None = tabs
        return below

    def _both(self) -> QWidget:
        self.tabs = None
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.fields)
        splitter.addWidget(self.bytes)
        splitter.setSizes([240, 460])
        return splitter

    # What is shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._show_item(self._selection.item)

    def _on_changed(self, changes: Changes) -> None:
        if {Kind.MEASUREMENT, Kind.RUN} & changes.kinds:
            self._later.start()

    def _show_item(self, item: ItemId | None) -> None:
        self._stale = not self.isVisible()
        self._asked += 1
        if self._stale or item is None:
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

    def _show_loaded(self, item: Item, rows: PartRows) -> None:
        if self._shown == (item.id, rows):
            self._go_to_wanted()
            return
        self._shown = (item.id, rows)
        self.notice.clear()
        self.table.show(rows.tree)
        self.bytes.show_item(item)
        self._says.setText(_said_of(item, rows))
        self._says.setVisible(bool(self._says.text()))
        self.fields.table.show(())
        if rows.rows and self._wanted is None:
            self.tree.choose(0)
        self._go_to_wanted()

    @property
    def place(self) -> tuple[str, int] | None:
        """Path and offset of the chosen part; None where none is chosen."""
        index = self.tree.currentIndex()
        if not index.isValid():
            return None
        stretch: Stretch = self.table.row(index).key
        return stretch.path, stretch.offset

    def go_to(self, path: str, offset: int) -> None:
        """Choose a part by its path, or the bytes at an offset; as soon as they are loaded."""
        self._wanted = (path, offset)
        current = self._shown is not None and self._shown[0] == self._selection.item
        if current and not self._stale:
            self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        if self._wanted is None or self._shown is None:
            return
        (path, offset), self._wanted = self._wanted, None
        number = self._shown[1].at_path(path, offset)
        self._choose(number)
        if offset >= 0:
            self.bytes.view.go_to(offset)

    def _choose(self, number: int | None) -> None:
        if number is None:
            return
        self.search.clear()
        self.table.search_for("")
        self.tree.choose(number)

    def _choose_byte(self, offset: int) -> None:
        if self._shown is not None:
            self._choose(self._shown[1].at(offset))
            self.bytes.view.go_to(offset)

    def _path_at(self, offset: int) -> str:
        number = None if self._shown is None else self._shown[1].at(offset)
        return "" if number is None else self.table.rows[number].key.path

    def _show_chosen(self) -> None:
        index = self.tree.currentIndex()
        if not index.isValid():
            return
        stretch: Stretch = self.table.row(index).key
        self.fields.table.show(parts.field_rows(stretch))
        self.bytes.view.show_part(stretch.offset, stretch.size_bytes)


def _said_of(item: Item, rows: PartRows) -> str:
    """What must be said of the tree as a whole."""
    if not rows.rows:
        said = _("The parts of this format ({format}) are not told apart; the bytes are below.")
        return said.format(format=item.medium.format)
    if rows.left_out:
        return _("{n} further parts are not listed.").format(n=count_text(rows.left_out))
    return ""


def _loading(session: Session, item: ItemId) -> Callable[[], Loaded]:
    def load() -> Loaded:
        testimony, structure = session.testimony(item), session.structure(item)
        left_out = structure.left_out if structure is not None else 0
        return session.item(item), parts.part_rows(testimony, left_out)

    return load
