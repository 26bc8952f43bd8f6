"""Item choice: a view of the items and the selection have the same item."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QObject
from PySide6.QtWidgets import QAbstractItemView

from workbench.gui.posters import Posters
from workbench.gui.tables.record_table import RecordTable

if TYPE_CHECKING:
    from workbench.gui.selection import Selection


class ItemChoice(QObject):
    """What is chosen in one is chosen in the other; what is opened in the view is examined.

    Make it when the view has its model: the selection of a view belongs to that.
    """

    def __init__(
        self,
        view: QAbstractItemView,
        table: RecordTable[Any],
        selection: Selection,
        posters: Posters,
    ) -> None:
        super().__init__(view)
        self._view, self._table, self._selection = view, table, selection
        view.selectionModel().currentChanged.connect(self._on_chosen)
        view.doubleClicked.connect(self._open)
        view.activated.connect(self._open)
        selection.item_changed.connect(self.show_item)
        posters.ready.connect(self._on_poster)

    def show_item(self, item: Hashable | None) -> None:
        """Choose the row of this item, where it is shown."""
        chosen = self._view.selectionModel()
        row = self._table.row_of(item)
        if row is None:
            chosen.clear()
            return
        index = self._table.index(row, 0)
        # Qt makes the first row the current one of a view that gets the keys, and does not show it.
        if index != self._view.currentIndex() or not chosen.isSelected(index):
            chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self._view.scrollTo(index)

    def _on_chosen(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self._selection.choose(self._table.key(current.row()))

    def _open(self, index: QModelIndex) -> None:
        self._selection.open(self._table.key(index.row()))

    def _on_poster(self, key: Hashable) -> None:
        row = self._table.row_of(key)
        if row is not None:
            self._view.update(self._table.index(row, 0))
