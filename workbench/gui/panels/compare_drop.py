"""Compare drop: items that are dropped on the left half are A, on the right half B."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from workbench.gui import item_drag
from workbench.records.item import ItemId


class DropHalves(QWidget):
    """Takes items of the case; files are left to the window."""

    hovered = Signal(str)
    """The side that would take what is dragged now; empty when nothing is dragged any more."""
    dropped = Signal(str, object)
    """Side and ItemId."""

    def __init__(self, takes: Callable[[ItemId], bool]) -> None:
        super().__init__()
        self._takes = takes
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        item = item_drag.item_in(event.mimeData())
        if item is not None and self._takes(item):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.hovered.emit(self._side(event))
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hovered.emit("")

    def dropEvent(self, event: QDropEvent) -> None:
        self.hovered.emit("")
        item = item_drag.item_in(event.mimeData())
        if item is not None:
            self.dropped.emit(self._side(event), item)
            event.acceptProposedAction()

    def _side(self, event: QDropEvent) -> str:
        return "A" if event.position().x() < self.width() / 2 else "B"
