"""A row tree shows thousands of rows at once, and a search leaves what fits with what holds it."""

from __future__ import annotations

import time

from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from workbench.gui.tables.row_tree import RowTree, TreeRow


def tree(*rows: tuple[int, str]) -> RowTree:
    table = RowTree(("Name", "Value"))
    table.show([TreeRow(level, (name, "")) for level, name in rows])
    return table


def names(table: RowTree, parent: QModelIndex | None = None, level: int = 0) -> list[str]:
    above = QModelIndex() if parent is None else parent
    found = []
    for n in range(table.rowCount(above)):
        index = table.index(n, 0, above)
        assert table.parent(index) == above
        found.append("  " * level + index.data())
        found += names(table, index, level + 1)
    return found


def test_rows_lie_in_the_row_before_them_that_is_less_deep(qapp: object) -> None:
    table = tree((0, "ftyp"), (0, "moov"), (1, "trak"), (2, "tkhd"), (1, "udta"), (0, "mdat"))
    QAbstractItemModelTester(table)
    assert names(table) == ["ftyp", "moov", "  trak", "    tkhd", "  udta", "mdat"]


def test_a_search_leaves_what_fits_and_what_it_lies_in(qapp: object) -> None:
    table = tree((0, "ftyp"), (0, "moov"), (1, "trak"), (2, "tkhd"), (1, "udta"))
    table.search_for("TKHD")
    assert names(table) == ["moov", "  trak", "    tkhd"]
    assert not table.index_of(0).isValid()
    table.search_for("")
    assert table.shown == 5


def test_the_title_of_a_group_is_found_with_all_that_lies_in_it(qapp: object) -> None:
    table = RowTree(("Name",))
    rows = [TreeRow(0, ("GPS",), strong=True), TreeRow(1, ("Latitude",)), TreeRow(0, ("Make",))]
    table.show(rows)
    table.search_for("gps")
    assert names(table) == ["GPS", "  Latitude"]


def test_twenty_thousand_rows_are_shown_and_searched_at_once(qapp: object) -> None:
    rows = [TreeRow(n % 5, (f"box{n}", str(n)), n) for n in range(20_000)]
    table = RowTree(("Name", "Value"))
    begun = time.monotonic()
    table.show(rows)
    table.search_for("box19999")
    assert time.monotonic() - begun < 1.0
    assert table.index_of(19_999).isValid()
