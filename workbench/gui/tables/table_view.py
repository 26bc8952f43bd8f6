"""Table view: dense rows; the header sorts in the query; Ctrl+C copies the chosen rows."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from workbench.gui import theme
from workbench.gui.tables.record_table import RecordTable

FREE_PX = 150
"""A name is to be told by so much of it."""
ROOMY_FREE_PX = 300
"""Beyond so much of a name, the other columns have their room first."""


class TableView(QTableView):
    """A record table, shown."""

    def __init__(self, model: RecordTable[Any]) -> None:
        super().__init__()
        self.setModel(model)
        self.table = model
        self._free: int | None = None
        self._narrow: dict[int, int] = {}
        """Least widths of the columns that grow where there is room."""
        self._by_hand = self._fitting = False
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._dress_header(model)

    def _dress_header(self, model: RecordTable[Any]) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        for number, column in enumerate(model.columns):
            if column.width_px is not None:
                # The heading is whole in every language.
                self.setColumnWidth(number, max(column.width_px, header.sectionSizeHint(number)))
            if column.roomy_px is not None:
                self._narrow[number] = self.columnWidth(number)
        header.sectionResized.connect(self._on_resized)
        free = [n for n, column in enumerate(model.columns) if column.width_px is None]
        if len(free) == 1 and free[0] < len(model.columns) - 1:
            self._free = free[0]
        else:
            header.setStretchLastSection(True)
        if any(column.order for column in model.columns):
            name, down = model.order.lstrip("-"), model.order.startswith("-")
            at = next((n for n, c in enumerate(model.columns) if c.order == name), -1)
            order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(at, order)
            # Only now: Qt sorts at once by what the header shows.
            self.setSortingEnabled(True)

    def _on_resized(self, number: int, _before: int, _now: int) -> None:
        # What somebody has drawn wide or narrow stays so.
        self._by_hand = self._by_hand or (number in self._narrow and not self._fitting)

    def _give_room(self) -> None:
        """Columns that grow share what is left over, by what each of them lacks."""
        if self._free is None or self._by_hand or not self._narrow:
            return
        lacks = {
            n: max((self.table.columns[n].roomy_px or 0) - w, 0) for n, w in self._narrow.items()
        }
        header = self.horizontalHeader()
        grown = sum(header.sectionSize(n) for n in self._narrow)
        fixed = header.length() - header.sectionSize(self._free) - grown
        spare = self.viewport().width() - fixed - sum(self._narrow.values()) - ROOMY_FREE_PX
        part = min(max(spare, 0) / max(sum(lacks.values()), 1), 1.0)
        self._fitting = True
        for number, least in self._narrow.items():
            header.resizeSection(number, least + round(part * lacks[number]))
        self._fitting = False

    def _fit_free(self) -> None:
        """The column without a width has what the others leave; where that is too little to
        read, the table is scrolled instead."""
        if self._free is None:
            return
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        others = header.length() - header.sectionSize(self._free)
        scrolled = self.viewport().width() - others < FREE_PX
        mode = modes.Interactive if scrolled else modes.Stretch
        if header.sectionResizeMode(self._free) is not mode:
            header.setSectionResizeMode(self._free, mode)
        if scrolled and header.sectionSize(self._free) < FREE_PX:
            header.resizeSection(self._free, FREE_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._give_room()
        self._fit_free()

    def chosen(self) -> list[Any]:
        """Ids of the chosen rows, from top to bottom."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.table.key(row) for row in rows]

    def chosen_count(self) -> int:
        """How many rows are chosen; quick, however many they are."""
        chosen = self.selectionModel().selection()
        return sum(chosen.at(n).height() for n in range(chosen.count()))

    def choose(self, key: Any) -> None:
        """Choose the row of an id, if it is shown."""
        row = self.table.row_of(key)
        if row is None:
            self.clearSelection()
        elif key not in self.chosen():
            self.selectRow(row)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Rows are chosen whole: Home and End lead to the first and the last."""
        ends = QAbstractItemView.CursorAction
        if action in (ends.MoveHome, ends.MoveEnd) and self.table.rowCount():
            row = 0 if action is ends.MoveHome else self.table.rowCount() - 1
            return self.table.index(row, max(self.currentIndex().column(), 0))
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(index.row() for index in self.selectionModel().selectedRows())
            QGuiApplication.clipboard().setText("\n".join(self.table.line(row) for row in rows))
            event.accept()
            return
        super().keyPressEvent(event)
