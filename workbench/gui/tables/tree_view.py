"""Tree view: dense rows of a row tree; Ctrl+C copies the chosen rows, a search opens what fits."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)

from workbench.gui import icons, theme
from workbench.gui.tables.row_tree import Index, RowTree

OPEN_ALL_ROWS = 400
"""So many rows are opened at once; of more only the outermost, if those are not more."""
SEARCH_DELAY_MS = 120


class _Row(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.ROW)


class TreeView(QTreeView):
    """A row tree, shown."""

    def __init__(self, model: RowTree, name: str) -> None:
        super().__init__()
        self.table = model
        self.setModel(model)
        self.setItemDelegate(_Row(self))
        self.setAccessibleName(name)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setStretchLastSection(True)
        self.header().setMinimumSectionSize(40)
        model.modelReset.connect(self._open)
        self._open()

    def _open(self) -> None:
        if self.table.shown <= OPEN_ALL_ROWS:
            self.expandAll()
        elif self.table.rowCount() <= OPEN_ALL_ROWS:
            self.expandToDepth(0)

    def choose(self, number: int) -> None:
        """Choose a row and bring it into sight; a search that hides it must be cleared first."""
        index = self.table.index_of(number)
        if index.isValid():
            # Said in full: by itself Qt asks which keys are held just now.
            flag = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def chosen(self) -> list[int]:
        """Numbers of the chosen rows, from top to bottom."""
        return sorted({index.internalId() for index in self.selectionModel().selectedRows()})

    def copy(self) -> None:
        """The chosen rows, one a line; of one row only what it says."""
        rows = [n for n in self.chosen() if not self.table.rows[n].strong] or self.chosen()
        lines = [self.table.line(number) for number in rows]
        if len(rows) == 1 and len(self.table.rows[rows[0]].cells) > 1:
            lines = [self.table.rows[rows[0]].cells[1] or lines[0]]
        if lines:
            QGuiApplication.clipboard().setText("\n".join(lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
            return
        super().keyPressEvent(event)


def search_field(said: str, table: RowTree) -> QLineEdit:
    """A field that searches a row tree while it is typed in."""
    field = QLineEdit()
    field.setPlaceholderText(said)
    field.setAccessibleName(said)
    field.setClearButtonEnabled(True)
    field.addAction(icons.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition)
    delay = QTimer(field, singleShot=True, interval=SEARCH_DELAY_MS)
    delay.timeout.connect(lambda: table.search_for(field.text()))
    field.textChanged.connect(delay.start)
    return field
