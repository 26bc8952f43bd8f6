"""Two groups: widgets at both ends of a row; where there is too little room, one group above the
other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

GAP_PX = 6


class TwoGroups(QWidget):
    """Asks for no more width than the wider group needs."""

    def __init__(self, left: Sequence[QWidget], right: Sequence[QWidget]) -> None:
        super().__init__()
        self._groups = (_group(left), _group(right))
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP_PX)
        first, second = self._groups
        self._layout.addWidget(first, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addWidget(second, 0, Qt.AlignmentFlag.AlignRight)

    @property
    def is_stacked(self) -> bool:
        """Whether one group stands above the other."""
        return self._layout.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        widest = max(group.minimumSizeHint().width() for group in self._groups)
        return QSize(widest, self._layout.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        side_by_side = sum(group.sizeHint().width() for group in self._groups) + GAP_PX
        directions = QBoxLayout.Direction
        fits = event.size().width() >= side_by_side
        self._layout.setDirection(directions.LeftToRight if fits else directions.TopToBottom)


def _group(widgets: Sequence[QWidget]) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP_PX)
    for widget in widgets:
        row.addWidget(widget)
    return group
