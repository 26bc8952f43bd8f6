"""Compare files: what several items say of themselves, a column each, differences marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import background, buttons, text, theme
from workbench.gui.empty import Empty
from workbench.gui.layout import fit_screen
from workbench.gui.notice import Notice
from workbench.gui.panels.file_menu import save_text
from workbench.gui.tables.items import item_table
from workbench.gui.tables.pairings import rows_of, tip
from workbench.gui.tables.row_tree import RowTree
from workbench.gui.tables.tree_view import TreeView, search_field
from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown
from workbench.provenance.file_comparison import Pairing
from workbench.records.item import Item, ItemId
from workbench.session.side_by_side import as_csv

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session

SIZE = QSize(1240, 760)
NAME_PX, VALUE_PX, LIST_PX = 230, 260, 240
MOST_FILES = 8


class CompareFiles(QDialog):
    """Items to choose on the left, the comparison on the right."""

    def __init__(self, session: Session, selection: Selection, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._asked = 0
        self._compared: tuple[list[Item], list[Pairing]] | None = None
        self.setWindowTitle(_("Compare what files say"))
        self.setSizeGripEnabled(True)
        self.notice = Notice()
        self._make_list()
        self._make_table()
        self._lay_out()
        fit_screen(self, SIZE)
        self._choose_first(selection.item)

    def _make_list(self) -> None:
        self.items = item_table(self._session)
        self.list = QListView()
        self.list.setModel(self.items)
        self.list.setAccessibleName(_("Items to compare"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._load())

    def _make_table(self) -> None:
        self.table = RowTree((_("Name"),), tip)
        self.tree = TreeView(self.table, _("Comparison"))
        self.search = search_field(_("Search names and values"), self.table)
        self.only = QCheckBox(_("Only differences"))
        self.only.setChecked(True)
        self.only.toggled.connect(lambda _on: self._show())
        self.count = text.secondary()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(theme.PANEL, theme.PANEL, 0, theme.PANEL)
        column.addWidget(text.heading(_("Items")))
        column.addWidget(text.wrapped(text.caption(_("Click two or more, up to eight."))))
        column.addWidget(self.list, 1)
        head = QHBoxLayout()
        head.addWidget(self.search, 1)
        head.addWidget(self.only)
        head.addWidget(self.count)
        head.addWidget(buttons.push(_("Copy as CSV"), self.copy, "copy"))
        self._save = buttons.tool("file-output", _("Save as CSV…"), self.save)
        head.addWidget(self._save)
        right = QWidget()
        main = QVBoxLayout(right)
        main.setContentsMargins(theme.GAP, theme.PANEL, theme.PANEL, theme.PANEL)
        main.addLayout(head)
        main.addWidget(self.notice)
        self._none = Empty("git-compare", _("Choose two or more items on the left."))
        self._same = Empty("check", _("These files say the same in everything that was read."))
        self.stack = QStackedWidget()
        for page in (self.tree, self._none, self._same):
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(self._none)
        main.addWidget(self.stack, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([LIST_PX, SIZE.width() - LIST_PX])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    # What is compared

    def _choose_first(self, item: ItemId | None) -> None:
        if item is not None:
            self.choose([item])

    def choose(self, wanted: Sequence[ItemId]) -> None:
        """Choose these items, and no others."""
        flag = QItemSelectionModel.SelectionFlag
        chosen = self.list.selectionModel()
        chosen.clearSelection()
        for item in wanted:
            row = self.items.row_of(item)
            if row is not None:
                chosen.select(self.items.index(row, 0), flag.Select)
                self.list.scrollTo(self.items.index(row, 0))

    def chosen(self) -> list[ItemId]:
        """In the order of the list."""
        rows = sorted(index.row() for index in self.list.selectionModel().selectedIndexes())
        return [self.items.key(row) for row in rows][:MOST_FILES]

    def _load(self) -> None:
        self._asked += 1
        wanted, asked = self.chosen(), self._asked
        if len(wanted) < 2:
            self._compared = None
            self.stack.setCurrentWidget(self._none)
            self.count.clear()
            return

        def show(compared: tuple[list[Item], list[Pairing]]) -> None:
            if asked == self._asked:
                self._compared = compared
                self._show()

        background.run(self, _loading(self._session, wanted), show, self.notice.show_refusal)

    def _show(self) -> None:
        if self._compared is None:
            return
        items, pairings = self._compared
        differing = sum(one.differs for one in pairings)
        said = ngettext("{n} difference", "{n} differences", differing)
        self.count.setText(said.format(n=differing))
        kept = [one for one in pairings if one.differs or not self.only.isChecked()]
        self.table.heads = (_("Name"), *(shown(item.name) for item in items))
        self.table.show(rows_of(kept))
        self.stack.setCurrentWidget(self.tree if kept else self._same)
        self.tree.setColumnWidth(0, NAME_PX)
        room = max(self.tree.viewport().width() - NAME_PX, 0) // len(items)
        for column in range(1, len(items) + 1):
            self.tree.setColumnWidth(column, max(VALUE_PX // 2, room))

    def _csv(self) -> str | None:
        if self._compared is None:
            return None
        items, pairings = self._compared
        kept = [one for one in pairings if one.differs or not self.only.isChecked()]
        return as_csv([item.name for item in items], kept)

    def copy(self) -> None:
        """What is shown, as CSV."""
        content = self._csv()
        if content is not None:
            QGuiApplication.clipboard().setText(content)

    def save(self) -> None:
        content = self._csv()
        if content is not None:
            save_text(self._save, self.notice, "comparison.csv", content)


def _loading(
    session: Session, wanted: Sequence[ItemId]
) -> Callable[[], tuple[list[Item], list[Pairing]]]:
    def load() -> tuple[list[Item], list[Pairing]]:
        return [session.item(one) for one in wanted], session.compare_files(wanted)

    return load
