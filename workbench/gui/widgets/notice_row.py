"""Notice row: a sentence with what it can come from; a click shows where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy

from workbench.gui import icons, text, theme

ICON_PX = 16
LONGEST_WORD = 22
"""Letters that fit into the narrowest panel: a time with its zone does not."""


class NoticeRow(QFrame):
    """An icon, a sentence and a smaller one below; like a button where there is more to see."""

    def __init__(self, icon: str, said: str, more: str) -> None:
        super().__init__()
        self._icon_name = icon
        self._open: Callable[[], None] | None = None
        self.setProperty("role", "row")
        self._icon = text.plain()
        self._link = text.plain()
        sentence = text.wrapped(text.plain(text.breakable(said, LONGEST_WORD)))
        caption = text.wrapped(text.caption(text.breakable(more, LONGEST_WORD)))
        for label in (sentence, caption):
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        grid = QGridLayout(self)
        grid.setContentsMargins(6, 6, 6, 6)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._icon, 0, 0, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(sentence, 0, 1)
        grid.addWidget(self._link, 0, 2, 2, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(caption, 1, 1)
        self.setAccessibleName(said)
        self.setAccessibleDescription(more)
        theme.watcher().changed.connect(self._tint)
        self._tint()

    def open_with(self, said: str, handler: Callable[[], None]) -> None:
        """Let a click, or Return, show more."""
        self._open = handler
        self.setToolTip(text.tooltip(said))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tint()

    def _tint(self) -> None:
        ratio = self.devicePixelRatioF()
        color = "attention" if self._icon_name == "triangle-alert" else "secondary"
        self._icon.setPixmap(icons.pixmap(self._icon_name, ICON_PX, color, ratio))
        if self._open is not None:
            self._link.setPixmap(icons.pixmap("chevron-right", ICON_PX, "secondary", ratio))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        inside = self.rect().contains(event.position().toPoint())
        if self._open is not None and inside and event.button() == Qt.MouseButton.LeftButton:
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if self._open is not None and event.key() in keys:
            self._open()
        else:
            super().keyPressEvent(event)
