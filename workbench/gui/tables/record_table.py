"""Record table: the one model behind every list. It holds ids; rows are fetched when painted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.gui import background, icons, text, theme
from workbench.records.changes import Changes, Kind
from workbench.records.errors import Refusal

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
RECORD = Qt.ItemDataRole.UserRole
"""Role under which a row gives its whole record."""
_NO_INDEX = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: what a record says in it."""

    title: str
    text: Callable[[R], str]
    order: str | None = None
    """Name under which the query sorts by it; None where it cannot."""
    icon: Callable[[R], str | None] | None = None
    right: bool = False
    """Right-aligned, for numbers that are compared."""
    mono: bool = False
    width_px: int | None = None
    roomy_px: int | None = None
    """The width that it has where there is room for it."""


class RecordTable(QAbstractTableModel, Generic[R]):
    """Ids of a query, and their records as columns.

    `ids(search, order)` is the query: it searches and sorts; "-name" sorts downwards. `fetch`
    gives the record of one id. `kinds` are the changes after which to ask again. Where the query
    may take its time, `waits` lets it be asked off the window's thread; what is shown stays until
    its answer comes, and only the last answer counts.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        ids: Callable[[str, str], Sequence[Hashable]],
        fetch: Callable[[Any], R],
        kinds: frozenset[Kind],
        order: str = "",
        parent: QObject | None = None,
        *,
        waits: bool = False,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.search, self.order = "", order
        self._query, self._fetch, self._kinds = ids, fetch, kinds
        self._waits, self._asked = waits, 0
        self._ids: list[Hashable] = list(ids("", order))
        self._rows: dict[Hashable, R] = {}

    def on_changed(self, changes: Changes) -> None:
        """Ask again, if the records of this table were touched."""
        if self._kinds & changes.kinds:
            self.refresh()

    def refresh(self) -> None:
        """Ask again: the same ids keep selection and place, others begin anew."""
        if not self._waits:
            self.refresh_now()
            return
        self._asked += 1
        asked, search, order = self._asked, self.search, self.order

        def take(ids: list[Hashable]) -> None:
            if asked == self._asked:
                self._take(ids)

        background.run(self, lambda: list(self._query(search, order)), take)

    def refresh_now(self) -> None:
        """Ask again, and wait for the answer."""
        self._asked += 1
        self._take(list(self._query(self.search, self.order)))

    def stop(self) -> None:
        """Take no answer that is still on its way: what is asked is let go."""
        self._asked += 1

    def _take(self, ids: list[Hashable]) -> None:
        self._rows.clear()
        # Nothing found twice is told like anything else: it may be for another reason.
        if ids and ids == self._ids:
            last = self.index(len(ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        elif len(ids) > len(self._ids) and ids[: len(self._ids)] == self._ids:
            self.beginInsertRows(_NO_INDEX, len(self._ids), len(ids) - 1)
            self._ids = ids
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()

    def forget(self, key: Hashable) -> None:
        """Fetch the record of one id again when it is next painted."""
        row = self.row_of(key)
        self._rows.pop(key, None)
        if row is not None:
            last = self.index(row, len(self.columns) - 1)
            self.dataChanged.emit(self.index(row, 0), last)

    def search_for(self, words: str) -> None:
        """Show only what the query finds for these words."""
        if words != self.search:
            self.search = words
            self.refresh()

    def key(self, row: int) -> Any:
        """The id in a row."""
        return self._ids[row]

    def row_of(self, key: Hashable | None) -> int | None:
        """The row of an id, or None when it is not shown."""
        return self._ids.index(key) if key in self._ids else None

    def record(self, row: int) -> R:
        """The record in a row, fetched now if it was not yet."""
        key = self._ids[row]
        if key not in self._rows:
            self._rows[key] = self._fetch(key)
        return self._rows[key]

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole:
            return theme.mono_font() if column.mono else None
        if role not in _READ_ROLES:
            return None
        try:
            record = self.record(index.row())
        except Refusal:
            # Somebody else removed it since the ids were asked for: they are asked for again soon.
            return None
        if role == RECORD:
            return record
        if role == Qt.ItemDataRole.DecorationRole:
            name = column.icon(record) if column.icon is not None else None
            return None if name is None else icons.icon(name, "secondary")
        shown = column.text(record)
        return text.tooltip(shown) if role == Qt.ItemDataRole.ToolTipRole else shown

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Rows can be dragged where a view lets them be."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self.columns[section].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort in the query; a column that has no order there stays as it is."""
        name = self.columns[column].order if 0 <= column < len(self.columns) else None
        if name is not None:
            self.sort_by(f"-{name}" if order == Qt.SortOrder.DescendingOrder else name)

    def sort_by(self, order: str) -> None:
        """Sort by the query's name for an order."""
        if order != self.order:
            self.order = order
            self.refresh()

    def line(self, row: int) -> str:
        """A row as one line with tabs, for the clipboard."""
        record = self.record(row)
        return "\t".join(c.text(record).replace("\t", " ") for c in self.columns)


_READ_ROLES = frozenset(
    {
        RECORD,
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.DecorationRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.AccessibleTextRole,
    }
)
