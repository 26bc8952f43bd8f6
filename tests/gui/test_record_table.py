"""A table holds ids; its rows are fetched when they are painted, and searched in the query."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from workbench.gui.tables.record_table import RECORD, Column, RecordTable
from workbench.gui.tables.table_view import FREE_PX, TableView
from workbench.records.changes import Changes, Kind

SHOWN = 30


class Shelf:
    """A query over numbered words that counts what it is asked."""

    def __init__(self, n: int) -> None:
        self.words = {key: f"word {key}" for key in range(n)}
        self.fetched: list[int] = []
        self.asked: list[tuple[str, str]] = []

    def ids(self, search: str, order: str) -> list[int]:
        self.asked.append((search, order))
        found = [key for key, word in self.words.items() if search in word]
        return sorted(found, reverse=order.startswith("-"))

    def fetch(self, key: int) -> str:
        self.fetched.append(key)
        return self.words[key]

    def table(self) -> RecordTable[str]:
        columns = (Column("Word", str, "word"), Column("Length", lambda w: str(len(w)), right=True))
        return RecordTable(columns, self.ids, self.fetch, frozenset({Kind.ITEM}), order="word")


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(1000)


def test_the_model_keeps_the_rules_of_qt(qtmodeltester, shelf):
    qtmodeltester.check(Shelf(5).table())


def test_no_row_is_fetched_before_it_is_seen(qtbot, shelf):
    table = shelf.table()
    assert shelf.fetched == []
    view = TableView(table)
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    qtbot.waitExposed(view)
    view.grab()
    assert 0 < len(set(shelf.fetched)) < SHOWN


def test_home_and_end_lead_to_the_first_and_the_last_row(qtbot, shelf):
    view = TableView(shelf.table())
    qtbot.addWidget(view)
    view.selectRow(2)
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.currentIndex().row() == view.table.rowCount() - 1
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.chosen() == [view.table.key(0)]


def test_a_change_of_another_kind_asks_nothing(shelf):
    table = shelf.table()
    before = len(shelf.asked)
    table.on_changed(Changes(frozenset({Kind.FINDING})))
    assert len(shelf.asked) == before


def test_a_changed_record_is_painted_again_and_the_place_kept(qtbot, shelf):
    table = shelf.table()
    assert table.index(0, 0).data() == "word 0"
    shelf.words[0] = "other"
    with qtbot.waitSignal(table.dataChanged), qtbot.assertNotEmitted(table.modelReset):
        table.on_changed(Changes(frozenset({Kind.ITEM})))
    assert table.index(0, 0).data() == "other"


def test_records_at_the_end_are_inserted_without_a_reset(qtbot, shelf):
    table = shelf.table()
    shelf.words[1000] = "word 1000"
    with qtbot.waitSignal(table.rowsInserted), qtbot.assertNotEmitted(table.modelReset):
        table.on_changed(Changes(frozenset({Kind.ITEM})))
    assert table.rowCount() == 1001


def test_search_and_order_go_to_the_query(shelf):
    table = shelf.table()
    table.search_for("99")
    table.sort(0, Qt.SortOrder.DescendingOrder)
    assert shelf.asked[-1] == ("99", "-word")
    assert [table.key(row) for row in range(2)] == [999, 998]


def test_a_column_that_the_query_cannot_sort_leaves_the_order(shelf):
    table = shelf.table()
    table.sort(1, Qt.SortOrder.DescendingOrder)
    assert table.order == "word"


def test_copied_rows_are_lines_with_tabs(qtbot, shelf):
    view = TableView(shelf.table())
    qtbot.addWidget(view)
    view.selectRow(2)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "word 2\t6"


def test_a_row_gives_its_record(shelf):
    assert shelf.table().index(3, 1).data(RECORD) == "word 3"


def test_nothing_found_twice_is_told_again(qtbot):
    table = RecordTable(
        columns=(Column("Name", str),), ids=lambda _s, _o: [], fetch=str, kinds=frozenset()
    )
    with qtbot.waitSignal(table.modelReset):
        table.search_for("words")


def test_the_name_can_be_read_in_a_narrow_table_and_takes_the_room_of_a_wide_one(qtbot, shelf):
    counts = [Column(f"{n}", str, width_px=100) for n in range(4)]
    columns = (Column("Word", str, "word"), *counts)
    table = RecordTable(columns, shelf.ids, shelf.fetch, frozenset({Kind.ITEM}), order="word")
    view = TableView(table)
    qtbot.addWidget(view)
    view.resize(420, 200)
    view.show()
    assert view.columnWidth(0) == FREE_PX
    for width, least in ((420, FREE_PX), (900, 400), (420, FREE_PX)):
        view.resize(width, 200)
        qtbot.waitUntil(lambda least=least: view.columnWidth(0) >= least)
    assert view.columnWidth(0) == FREE_PX
