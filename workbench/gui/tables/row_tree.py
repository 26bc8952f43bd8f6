"""Row tree: rows with levels as a model, of which a search leaves what fits and what holds it.

Thousands of rows cost no more than those that are seen: cells are asked for one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from workbench.gui import icons, text, theme

Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()
KEY = Qt.ItemDataRole.UserRole + 3
"""What a row stands for."""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """One row; a row of a deeper level lies in the one before it that is less deep."""

    level: int
    cells: tuple[str, ...]
    key: Any = None
    icon: str | None = None
    color: str = "secondary"
    """Of the icon, by its name in the theme."""
    strong: bool = False
    """Whether it is the title of a group."""
    marked: bool = False
    """Whether it is to be noticed beside the others."""
    found_by: str = ""
    """Words that a search finds it by, besides those that are shown."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """Rows with what a tree has to know of them; made off the window's thread for thousands."""

    rows: Sequence[TreeRow]
    searched: list[str]
    """What is looked through for each row, folded."""
    above: list[int]
    """The row that each row lies in, -1 for none."""
    inner: dict[int, list[int]]
    place: dict[int, int]


def arranged(rows: Sequence[TreeRow]) -> Arranged:
    """All of the rows, none left out."""
    above = _above(rows)
    inner, place = _within(range(len(rows)), above)
    return Arranged(rows, searched_in(rows), above, inner, place)


class RowTree(QAbstractItemModel):
    """Rows in the order they are given in. `tip` says more about a row's cell when it is asked."""

    def __init__(
        self,
        heads: Sequence[str],
        tip: Callable[[TreeRow, int], str] | None = None,
        right: frozenset[int] = frozenset(),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.heads = tuple(heads)
        self._tip, self._right = tip, right
        self.search = ""
        self._take(arranged(()))

    def show(self, rows: Sequence[TreeRow] | Arranged) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._take(rows if isinstance(rows, Arranged) else arranged(rows))
        self.endResetModel()

    def _take(self, whole: Arranged) -> None:
        self._whole, self.rows, self._above = whole, whole.rows, whole.above
        self._arrange()

    def search_for(self, words: str) -> None:
        """Leave the rows in which all of these words stand, and those that they lie in."""
        wanted = " ".join(words.casefold().split())
        if wanted != self.search:
            self.beginResetModel()
            self.search = wanted
            self._arrange()
            self.endResetModel()

    def _arrange(self) -> None:
        if self.search:
            kept = sorted(self._found(self.search.split(" ")))
            self._inner, self._place = _within(kept, self._above)
        else:
            self._inner, self._place = self._whole.inner, self._whole.place

    def _found(self, words: list[str]) -> set[int]:
        found: set[int] = set()
        for number, said in enumerate(self._whole.searched):
            if all(word in said for word in words):
                while number >= 0 and number not in found:
                    found.add(number)
                    number = self._above[number]
        return found

    @property
    def shown(self) -> int:
        """How many rows the search leaves."""
        return len(self._place)

    def row(self, index: Index) -> TreeRow:
        return self.rows[index.internalId()]

    def number_of(self, key: object) -> int | None:
        """The number of the first row that stands for `key`, shown or not."""
        return next((n for n, row in enumerate(self.rows) if row.key == key), None)

    def index_of(self, number: int) -> QModelIndex:
        """Where a row is shown; invalid where the search left it out."""
        if number not in self._place:
            return QModelIndex()
        return self.createIndex(self._place[number], 0, number)

    def index(self, row: int, column: int, parent: Index = _NONE) -> QModelIndex:
        beside = self._inner.get(parent.internalId() if parent.isValid() else -1, [])
        if not (0 <= row < len(beside) and 0 <= column < len(self.heads)):
            return QModelIndex()
        return self.createIndex(row, column, beside[row])

    def parent(self, index: Index = _NONE) -> QModelIndex:  # type: ignore[override]
        above = self._above[index.internalId()] if index.isValid() else -1
        return QModelIndex() if above < 0 else self.createIndex(self._place[above], 0, above)

    def rowCount(self, parent: Index = _NONE) -> int:
        if parent.isValid() and parent.column() > 0:
            return 0
        return len(self._inner.get(parent.internalId() if parent.isValid() else -1, []))

    def columnCount(self, parent: Index = _NONE) -> int:
        return len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.heads):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(section)
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag
        return (side.AlignRight if column in self._right else side.AlignLeft) | side.AlignVCenter

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.row(index), index.column()
        cell = row.cells[column] if column < len(row.cells) else ""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.replace("\n", " ")
            case Qt.ItemDataRole.ToolTipRole:
                return text.tooltip(self._tip(row, column) if self._tip is not None else cell)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._side(column)
            case Qt.ItemDataRole.FontRole:
                return _font(row, column, self._right)
            case Qt.ItemDataRole.DecorationRole if column == 0 and row.icon is not None:
                return icons.icon(row.icon, row.color)
            case Qt.ItemDataRole.BackgroundRole if row.marked:
                return theme.colors().selected
        return row.key if role == KEY else None

    def line(self, number: int) -> str:
        """A row as one line with tabs, for the clipboard."""
        return "\t".join(cell.replace("\t", " ") for cell in self.rows[number].cells)


def searched_in(rows: Sequence[TreeRow]) -> list[str]:
    """What is looked through for each row: its cells, folded; the title of a group stands for
    all that lies in it."""
    said, titles = [], [""]
    for row in rows:
        del titles[row.level + 1 :]
        words = " ".join((*row.cells, row.found_by)).casefold()
        said.append(f"{titles[-1]} {words}")
        titles.append(f"{titles[-1]} {words}" if row.strong else titles[-1])
    return said


def _within(
    kept: Iterable[int], above: Sequence[int]
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """What lies in each row, in order; and the place of each row beside the others there."""
    inner: dict[int, list[int]] = {}
    place = {}
    for number in kept:
        beside = inner.setdefault(above[number], [])
        place[number] = len(beside)
        beside.append(number)
    return inner, place


def _above(rows: Sequence[TreeRow]) -> list[int]:
    """The row that each row lies in, -1 for none."""
    above, last = [], {-1: -1}
    for number, row in enumerate(rows):
        above.append(last.get(row.level - 1, -1))
        last[row.level] = number
    return above


def _font(row: TreeRow, column: int, right: frozenset[int]) -> Any:
    if row.strong:
        return theme.font(0, semibold=True)
    return theme.mono_font(-1) if column in right else None
