"""Items: the list on the left of every workspace, with search and sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import icons, item_drag, text, theme
from workbench.gui.empty import Empty
from workbench.gui.panels.item_choice import ItemChoice
from workbench.gui.posters import Posters
from workbench.gui.tables.items import ItemRow, item_table, orders
from workbench.gui.widgets.elided_choice import ElidedChoice
from workbench.i18n import _, ngettext
from workbench.records.changes import Changes

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

SEARCH_DELAY_MS = 120


class Items(QWidget):
    """All items, one selected: that one is what every other panel shows."""

    add_wanted = Signal()
    """The analyst wants to add files."""

    def __init__(
        self, session: Session, selection: Selection, bridge: Bridge, posters: Posters
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._session, self._selection = session, selection
        self._posters = posters
        self.table = item_table(session)
        self._make_list()
        self._make_head()
        self._lay_out()
        bridge.changed.connect(self._on_changed)
        self.table.modelReset.connect(self._on_asked_again)
        self.table.rowsInserted.connect(self._on_asked_again)
        self._on_asked_again()

    def _make_list(self) -> None:
        self.list = ItemList()
        self.list.setModel(self.table)
        self._painter = ItemRow(self._posters)
        self.list.setItemDelegate(self._painter)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._pop)
        self._choice = ItemChoice(self.list, self.table, self._selection, self._posters)

    def _pop(self, at: QPoint) -> None:
        """What can be done with the item under the pointer, which is the chosen one by now: all
        that the window has put there."""
        index = self.list.indexAt(at)
        if not index.isValid():
            return
        item = self.table.key(index.row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        examine = menu.addAction(icons.icon("scan-search", "secondary"), _("Examine"))
        examine.triggered.connect(lambda: self._selection.open(item))
        menu.addSeparator()
        menu.addActions(self.list.actions())
        menu.popup(self.list.viewport().mapToGlobal(at))

    def _make_head(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search items"))
        self.search.setAccessibleName(_("Search items"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            icons.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition
        )
        self._delay = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._delay.timeout.connect(lambda: self.table.search_for(self.search.text()))
        self.search.textChanged.connect(self._delay.start)
        self.sort = ElidedChoice()
        self.sort.setToolTip(_("Order of the items"))
        self.sort.setAccessibleName(_("Order of the items"))
        self.sort.setMinimumContentsLength(8)
        self.sort.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        for order, words in orders():
            self.sort.addItem(words, order)
        self.sort.currentIndexChanged.connect(lambda: self.table.sort_by(self.sort.currentData()))
        self.count: QLabel = text.caption()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        self._nothing = Empty(
            "film",
            _("Drop clips, stills or a folder here. Originals are sealed and never changed."),
            _("Add files…"),
            self.add_wanted.emit,
        )
        self._unfound = Empty(
            "search", _("No item has these words in its name."), _("Show all"), self.search.clear
        )
        for page in (self.list, self._nothing, self._unfound):
            self._stack.addWidget(page)
        head = QVBoxLayout()
        head.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.GAP)
        head.setSpacing(theme.GAP)
        head.addWidget(self.search)
        below = QHBoxLayout()
        below.addWidget(self.count, 1)
        below.addWidget(self.sort)
        head.addLayout(below)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.setMinimumWidth(220)

    def _on_changed(self, changes: Changes) -> None:
        self._posters.forget()
        self.table.on_changed(changes)

    def _on_asked_again(self) -> None:
        n = self.table.rowCount()
        self.count.setText(ngettext("{n} item", "{n} items", n).format(n=n))
        nothing = self._unfound if self.table.search else self._nothing
        self._stack.setCurrentWidget(self.list if n else nothing)
        self.search.setEnabled(n > 0 or bool(self.table.search))
        self.sort.setEnabled(n > 1)
        if n and self._selection.item is None:
            self._selection.choose(self.table.key(0))
        self._choice.show_item(self._selection.item)


class ItemList(QListView):
    """Rows of one height, so that a thousand items cost no more than those that are seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Items"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragEnabled(True)

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """The item under the pointer, to be dropped on a side of Compare."""
        index = self.currentIndex()
        if index.isValid():
            drag = QDrag(self)
            drag.setMimeData(item_drag.packed(index.model().key(index.row())))  # type: ignore[attr-defined]
            drag.exec(Qt.DropAction.CopyAction)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and index.isValid():
            table = index.model()
            QGuiApplication.clipboard().setText(table.line(index.row()))  # type: ignore[attr-defined]
            event.accept()
            return
        super().keyPressEvent(event)
