"""Column choice: which columns a table of items has, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, text, theme
from workbench.gui.tables.file_rows import said
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView, search_field
from workbench.i18n import _, tags
from workbench.session import columns

SIZE = QSize(720, 520)
NAME_PX = 250
_NAME = Qt.ItemDataRole.UserRole


class ColumnChoice(QDialog):
    """What there is on the left, what is chosen on the right; that is moved by dragging."""

    def __init__(
        self, chosen: Sequence[str], counts: Mapping[str, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Columns"))
        self.table = RowTree((_("Column"), _("Items")), _tip, right=frozenset({1}))
        self.tree = TreeView(self.table, _("Columns that there are"))
        self.tree.doubleClicked.connect(lambda _index: self.add())
        self.table.show(_rows(counts))
        self.tree.setColumnWidth(0, NAME_PX)
        self.search = search_field(_("Search columns"), self.table)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Chosen columns"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for name in chosen:
            self._append(name)
        self._lay_out()
        self.resize(SIZE)

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.search)
        left.addWidget(self.tree, 1)
        left.addWidget(buttons.push(_("Add"), self.add, "plus"))
        right.addWidget(text.heading(_("Chosen columns")))
        right.addWidget(text.caption(_("Drag to change their order.")))
        right.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.addWidget(buttons.push(_("Remove"), self.remove, "x"))
        row.addWidget(buttons.push(_("As at first"), self.reset, "undo-2"))
        right.addLayout(row)
        both = QHBoxLayout()
        both.setSpacing(theme.GROUP)
        both.addLayout(left, 3)
        both.addLayout(right, 2)
        standard = QDialogButtonBox.StandardButton
        ends = QDialogButtonBox(standard.Ok | standard.Cancel)
        ends.accepted.connect(self.accept)
        ends.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addLayout(both, 1)
        whole.addWidget(ends)

    def _append(self, name: str) -> None:
        entry = QListWidgetItem(said(name))
        entry.setData(_NAME, name)
        entry.setSizeHint(QSize(0, theme.ROW))
        self.list.addItem(entry)

    def chosen(self) -> tuple[str, ...]:
        """Names of the columns, in their order."""
        return tuple(self.list.item(n).data(_NAME) for n in range(self.list.count()))

    def add(self) -> None:
        """Choose what is selected on the left, at the end."""
        for number in self.tree.chosen():
            name = self.table.rows[number].key
            if name is not None and name not in self.chosen():
                self._append(name)

    def remove(self) -> None:
        for entry in self.list.selectedItems():
            self.list.takeItem(self.list.row(entry))

    def reset(self) -> None:
        """The columns that the program begins with."""
        self.list.clear()
        for name in columns.DEFAULT:
            self._append(name)


def _rows(counts: Mapping[str, int]) -> list[TreeRow]:
    rows = [TreeRow(0, (_("Of the item"), ""), strong=True)]
    rows += [TreeRow(1, (columns.title(name), ""), name) for name in columns.BUILT_IN]
    rows.append(TreeRow(0, (_("Tags"), ""), strong=True))
    rows += [TreeRow(1, (said(name), str(n)), name) for name, n in sorted(counts.items())]
    return rows


def _tip(row: TreeRow, column: int) -> str:
    meaning = tags.meaning(row.key) if isinstance(row.key, str) else None
    return "\n".join(line for line in (row.cells[0], meaning) if line)
