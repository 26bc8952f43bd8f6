"""File table: all items in rows, any tag as a column; what is shown can be kept as CSV."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from workbench.gui import background, buttons, icons, text, theme
from workbench.gui.layout import fit_screen
from workbench.gui.notice import Notice
from workbench.gui.panels.column_choice import ColumnChoice
from workbench.gui.panels.file_menu import save_text
from workbench.gui.tables.file_rows import FileRows
from workbench.gui.tables.table_view import TableView
from workbench.i18n import _, ngettext
from workbench.i18n.csv_table import csv_text
from workbench.i18n.numbers import count_text
from workbench.records.item import ItemId
from workbench.session import columns
from workbench.session.columns import FileTable

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session

SIZE = QSize(1240, 700)
CHUNK_ITEMS = 12
"""Read at a time: rows appear as they come, and nothing waits for the last."""
SEARCH_DELAY_MS = 150


class FileTableWindow(QDialog):
    """The columns are a setting of the user, the same in every case."""

    filled = Signal()
    """Every item has its row."""

    def __init__(self, session: Session, selection: Selection, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._asked = 0
        self._tags: Counter[str] = Counter()
        self.notice = Notice()
        self.count: QLabel = text.secondary()
        self.setWindowTitle(_("Table of all items"))
        self.setSizeGripEnabled(True)
        self._make_head()
        self._place = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        layout.addLayout(self._head)
        layout.addWidget(self.notice)
        layout.addLayout(self._place, 1)
        fit_screen(self, SIZE)
        kept = session.desk.settings.table_columns or columns.DEFAULT
        self._show_columns(tuple(kept))

    def _make_head(self) -> None:
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search in all columns"))
        self.search.setAccessibleName(_("Search in all columns"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(
            icons.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition
        )
        delay = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        delay.timeout.connect(lambda: self.rows.search_for(self.search.text()))
        self.search.textChanged.connect(delay.start)
        self._save = buttons.tool("file-output", _("Save as CSV…"), self.save)
        self._head = QHBoxLayout()
        self._head.addWidget(self.search, 1)
        self._head.addWidget(self.count)
        self._head.addWidget(buttons.push(_("Columns…"), self.choose_columns, "columns-2"))
        self._head.addWidget(buttons.push(_("Copy as CSV"), self.copy, "copy"))
        self._head.addWidget(self._save)

    def _show_columns(self, wanted: tuple[str, ...]) -> None:
        """Begin anew with other columns."""
        old = self._place.takeAt(0)
        if old is not None:
            old.widget().deleteLater()
        self.columns = wanted
        self.rows = FileRows(wanted)
        self.view = TableView(self.rows)
        self.view.setAccessibleName(_("Table of all items"))
        self.view.doubleClicked.connect(lambda index: self._open(index.row()))
        self._place.addWidget(self.view)
        self.rows.search_for(self.search.text())
        self._tags = Counter()
        self._asked += 1
        self._load(self._session.item_ids(), self._asked)

    def _load(self, left: Sequence[ItemId], asked: int) -> None:
        self._say_count(len(left))
        if not left:
            self.filled.emit()
            return
        now, later, wanted = left[:CHUNK_ITEMS], left[CHUNK_ITEMS:], self.columns

        def show(table: FileTable) -> None:
            if asked == self._asked:
                self.rows.add(table.rows)
                self._tags.update(table.tags)
                self._load(later, asked)

        background.run(
            self,
            lambda: self._session.file_table(now, wanted),
            show,
            self.notice.show_refusal,
        )

    def _say_count(self, left: int) -> None:
        n = self.rows.count
        said = ngettext("{n} item", "{n} items", n).format(n=count_text(n))
        if left:
            said = _("{items}, {n} more are being read").format(items=said, n=count_text(left))
        self.count.setText(said)

    def _open(self, row: int) -> None:
        self._selection.open(self.rows.key(row))

    def choose_columns(self) -> None:
        """Ask which columns there are to be, and remember it."""
        dialog = ColumnChoice(self.columns, self._tags, self)
        if dialog.exec() and dialog.chosen():
            self._session.desk.change_settings(table_columns=dialog.chosen())
            self._show_columns(dialog.chosen())
        dialog.deleteLater()

    def _csv(self) -> str:
        """What is shown, in the order in which it is shown."""
        heads = [columns.title(one) for one in self.columns]
        return csv_text(heads, [self.rows.cells(row) for row in range(self.rows.rowCount())])

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._csv())

    def save(self) -> None:
        save_text(self._save, self.notice, "items.csv", self._csv())
