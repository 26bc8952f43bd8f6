"""Picture rows: a list with a picture, a title and lines of text in each row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from workbench.gui import icons, theme
from workbench.gui.text import tooltip
from workbench.gui.widgets.thumbnail import paint_within

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
_NO_INDEX = QModelIndex()
PICTURE_PX = QSize(80, 46)


@dataclass(frozen=True, slots=True, eq=False)
class PictureRow:
    """What one row shows."""

    title: str
    lines: tuple[str, ...] = ()
    image: QImage | None = None
    icon: str | None = None
    """In place of a picture that is not there; without either the text takes the whole row."""
    mono: bool = False
    """Whether the lines are figures to compare."""
    color: QColor | None = None
    """Of a bar at the left edge: what the row is about."""


class _Rows(QAbstractListModel):
    def __init__(self, row_of: Callable[[Hashable], PictureRow]) -> None:
        super().__init__()
        self.keys: list[Hashable] = []
        self.row_of = row_of

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role not in (ROW, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.row_of(self.keys[index.row()])
        if role == ROW:
            return row
        said = "\n".join((row.title, *row.lines))
        return tooltip(said) if role == Qt.ItemDataRole.ToolTipRole else said


class PictureRows(QListView):
    """Rows by key; `row_of` says what a key's row shows, each time it is painted."""

    key_chosen = Signal(object)
    """The key of the current row, or None."""
    key_activated = Signal(object)

    def __init__(self, row_of: Callable[[Hashable], PictureRow]) -> None:
        super().__init__()
        self._model = _Rows(row_of)
        self.setModel(self._model)
        self.setItemDelegate(_RowPainter(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.selectionModel().currentChanged.connect(
            lambda now, _before: self.key_chosen.emit(self._key(now))
        )
        self.activated.connect(lambda index: self.key_activated.emit(self._key(index)))

    def _key(self, index: Index) -> Hashable | None:
        return self._model.keys[index.row()] if index.isValid() else None

    @property
    def keys(self) -> list[Hashable]:
        return list(self._model.keys)

    @property
    def chosen(self) -> Hashable | None:
        return self._key(self.currentIndex())

    def set_keys(self, keys: Sequence[Hashable]) -> None:
        """Show these; the chosen row stays chosen when it is among them."""
        kept = self.chosen
        if list(keys) == self._model.keys:
            self.refresh()
            return
        blocked = self.blockSignals(True)
        self._model.beginResetModel()
        self._model.keys = list(keys)
        self._model.endResetModel()
        self.choose(kept)
        self.blockSignals(blocked)
        if self.chosen != kept:
            self.key_chosen.emit(self.chosen)

    def choose(self, key: Hashable | None) -> None:
        if key in self._model.keys:
            index = self._model.index(self._model.keys.index(key))
            self.setCurrentIndex(index)
            self.scrollTo(index)
        else:
            self.setCurrentIndex(QModelIndex())

    def refresh(self) -> None:
        """The rows say something else now."""
        if self._model.keys:
            last = self._model.index(len(self._model.keys) - 1)
            self._model.dataChanged.emit(self._model.index(0), last)


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row: PictureRow = index.data(ROW)
        title, line = option.fontMetrics.height(), option.fontMetrics.height() - 1
        text = title + len(row.lines) * line + 2 * theme.GAP
        has_picture = row.image is not None or row.icon is not None
        return QSize(200, max(text, PICTURE_PX.height() + 10 if has_picture else 0))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: PictureRow = index.data(ROW)
        colors, box = theme.colors(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, colors.selected)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, colors.hover)
        left = box.left() + theme.PANEL
        if row.color is not None:
            painter.fillRect(QRect(box.left(), box.top() + 4, 3, box.height() - 8), row.color)
        if row.image is not None or row.icon is not None:
            picture = QRect(left, box.top() + 5, PICTURE_PX.width(), PICTURE_PX.height())
            painter.fillRect(picture, colors.footage)
            if row.image is not None:
                paint_within(painter, picture, row.image)
            elif row.icon is not None:
                middle = QRect(0, 0, 18, 18)
                middle.moveCenter(picture.center())
                icons.paint(painter, middle, row.icon, colors.structure)
            left = picture.right() + theme.PANEL
        self._paint_text(painter, row, QRect(left, box.top(), box.right() - left - 8, box.height()))
        painter.restore()

    def _paint_text(self, painter: QPainter, row: PictureRow, room: QRect) -> None:
        colors = theme.colors()
        painter.setFont(theme.font())
        line_px = painter.fontMetrics().height()
        top = room.top() + (room.height() - line_px - len(row.lines) * (line_px - 1)) // 2
        painter.setPen(colors.text)
        self._paint_line(painter, row.title, QRect(room.left(), top, room.width(), line_px))
        painter.setFont(theme.mono_font(-1) if row.mono else theme.font(-1))
        painter.setPen(colors.secondary)
        for number, line in enumerate(row.lines):
            at = top + line_px + number * (line_px - 1)
            self._paint_line(painter, line, QRect(room.left(), at, room.width(), line_px))

    @staticmethod
    def _paint_line(painter: QPainter, line: str, room: QRect) -> None:
        shown = painter.fontMetrics().elidedText(
            line.replace("\n", " "), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
