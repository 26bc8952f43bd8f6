"""The comparison and the table of all items, as windows on a real case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from workbench.gui.panels.column_choice import ColumnChoice
from workbench.gui.panels.compare_files import CompareFiles
from workbench.gui.panels.file_table import FileTableWindow
from workbench.gui.selection import Selection
from workbench.gui.tables.pairings import rows_of
from workbench.gui.tables.row_tree import RowTree
from workbench.provenance.file_comparison import Pairing
from workbench.session import Session


@pytest.fixture
def behind(qtbot: QtBot, dressed: None) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def test_two_items_are_compared_and_the_same_is_left_out(
    qtbot: QtBot, session: Session, behind: QWidget
) -> None:
    window = CompareFiles(session, Selection(), behind)
    window.show()
    assert window.stack.currentWidget() is window._none
    window.choose(session.item_ids()[:2])
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.tree, timeout=60_000)
    fewer = len(window.table.rows)
    # What has values differs; the others are only what that lies in.
    assert all(row.icon == "equal-not" or len(row.cells) == 1 for row in window.table.rows)
    window.only.setChecked(False)
    assert len(window.table.rows) > fewer
    window.copy()
    first = session.item(session.item_ids()[0]).name
    assert first in QGuiApplication.clipboard().text().splitlines()[0]


def test_parts_are_compared_where_they_lie_and_found_by_what_is_above_them() -> None:
    def part(path: str, *values: object) -> Pairing:
        above, _, name = path.rpartition("/")
        return Pairing("parts", above, name, values)

    track = "moov/trak[sound 1]"
    pairings = [part(f"{track}/mdia/hdlr", {"a": 1}, {"a": 2}), part(f"{track}/tkhd", {}, None),
                part("mdat", {}, None)]  # fmt: skip
    table = RowTree(("Name", "one", "other"))
    table.show(rows_of(pairings))
    assert [(row.level, row.cells[0]) for row in table.rows[1:]] == [
        *((1, "moov"), (2, "trak[sound 1]"), (3, "mdia"), (4, "hdlr"), (3, "tkhd"), (1, "mdat"))
    ]
    assert [row.cells[0] for row in table.rows if row.key is not None] == ["hdlr", "tkhd", "mdat"]
    table.search_for("sound")
    assert table.shown == 6  # all but mdat


def test_the_table_fills_sorts_searches_and_keeps_its_columns(
    qtbot: QtBot, session: Session, behind: QWidget
) -> None:
    window = FileTableWindow(session, Selection(), behind)
    with qtbot.waitSignal(window.filled, timeout=60_000):
        window._show_columns(("name", "size_bytes", "format"))
    sizes = []
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        window.rows.sort(1, order)
        sizes.append([int(window.rows.cells(n)[1]) for n in range(window.rows.rowCount())])
    assert sizes[0] == sorted(sizes[0]) == sizes[1][::-1]
    window.rows.search_for("leuven jpeg")
    assert [window.rows.cells(n)[0] for n in range(window.rows.rowCount())] == ["leuvenA.jpg"]
    window.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


def test_columns_are_added_and_taken_away(qtbot: QtBot, behind: QWidget) -> None:
    choice = ColumnChoice(("name",), {"IFD0:Make": 3}, behind)
    choice.tree.choose(choice.table.number_of("IFD0:Make"))
    choice.add()
    assert choice.chosen() == ("name", "IFD0:Make")
    choice.list.setCurrentRow(0)
    choice.remove()
    assert choice.chosen() == ("IFD0:Make",)
    choice.reset()
    assert choice.chosen()[0] == "name"
