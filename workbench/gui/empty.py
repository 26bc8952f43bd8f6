"""Empty: what a panel shows when it has nothing to show: one sentence and one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from workbench.gui import buttons, icons, text, theme

ICON_PX = 40
WIDEST_PX = 420


class Empty(QWidget):
    """One sentence and one button, in the middle."""

    def __init__(
        self,
        icon: str,
        sentence: str,
        button: str | None = None,
        handler: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self._icon_name = icon
        self._icon: QLabel = text.plain()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.sentence = text.wrapped(text.secondary(sentence))
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.GROUP, 0, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addStretch(2)
        layout.addWidget(self._icon)
        layout.addWidget(self.sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button: QPushButton | None = None
        if button is not None and handler is not None:
            self.button = buttons.push(button, handler)
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout = layout
        layout.addStretch(3)
        theme.watcher().changed.connect(self._tint)
        self._tint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        # A label that wraps has its height only once its width is settled.
        width = min(WIDEST_PX, max(self.width() - 2 * theme.GROUP, 80))
        self.sentence.setFixedSize(width, self.sentence.heightForWidth(width))
        super().resizeEvent(event)

    def add_second(self, button: QPushButton) -> None:
        """One more button below, where there are two ways to begin."""
        self._layout.insertWidget(
            self._layout.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter
        )

    def _tint(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, ICON_PX, "disabled", ratio))
