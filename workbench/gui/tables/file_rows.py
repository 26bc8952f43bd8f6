"""File rows: what files say, as a table of which the columns are chosen."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.gui.tables.record_table import Column, RecordTable
from workbench.i18n.safe import shown
from workbench.records.item import ItemId
from workbench.session import columns
from workbench.session.columns import FileRow

WIDTH_PX = 170
_NARROW = {"id": 50, "kind": 70, "format": 80, "size_bytes": 100, "width_px": 80, "height_px": 80}
_WIDE = {"name": 220, "when": 230, "notices": 420}
_NUMBERS = frozenset({"id", "size_bytes", "width_px", "height_px", "duration_s"})


class FileRows(RecordTable[FileRow]):
    """It grows as rows come; the search and the order hold for all of them."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._all: dict[ItemId, FileRow] = {}
        made = [_column(name, number) for number, name in enumerate(wanted)]
        super().__init__(made, self._found, lambda item: self._all[item], frozenset())

    @property
    def count(self) -> int:
        """How many there are, found or not."""
        return len(self._all)

    def add(self, rows: Sequence[FileRow]) -> None:
        """Some more."""
        self._all.update((row.item, row) for row in rows)
        self.refresh()

    def cells(self, row: int) -> list[str]:
        """What stands in a row."""
        return [cell.text for cell in self.record(row).cells]

    def _found(self, search: str, order: str) -> list[ItemId]:
        words = search.casefold().split()
        found = [row for row in self._all.values() if _has(row, words)]
        if order:
            number = int(order.removeprefix("-"))
            found.sort(key=lambda row: row.cells[number].order, reverse=order.startswith("-"))
        return [row.item for row in found]


def _has(row: FileRow, words: Sequence[str]) -> bool:
    said = " ".join(cell.text for cell in row.cells).casefold()
    return all(word in said for word in words)


def _column(name: str, number: int) -> Column[FileRow]:
    return Column(
        columns.title(name),
        lambda row: row.cells[number].text,
        str(number),
        right=name in _NUMBERS,
        mono=name in _NUMBERS or name == "sha256",
        width_px=_NARROW.get(name, _WIDE.get(name, WIDTH_PX)),
    )


def said(name: str) -> str:
    """A column as it is listed: its head, and for a tag its whole name."""
    title = columns.title(name)
    return title if name in columns.BUILT_IN else shown(name)
