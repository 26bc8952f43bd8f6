"""Flash: a few words over a picture that go away by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from workbench.gui import text, theme

SHOWN_MS = 3000
MARGIN_PX = 14


class Flash(QLabel):
    """Says that something was done, at the foot of its parent, in the way of nothing."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setObjectName("flash")
        self._timer = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, attention: bool = False) -> None:
        """Show these words for three seconds, or six when they ask for attention."""
        colors = theme.colors()
        edge = colors.attention if attention else colors.line
        self.setStyleSheet(
            "#flash { background: rgba(20, 21, 23, 225); border-radius: 4px; padding: 6px 12px;"
            f" color: {colors.footage_text.name()}; border: 1px solid {edge.name()}; }}"
        )
        self.setText(words)
        self.setToolTip(text.tooltip(words))
        self.setWordWrap(False)
        if self.sizeHint().width() > self.parentWidget().width() - 2 * MARGIN_PX:
            self.setWordWrap(True)
        self._timer.start(2 * SHOWN_MS if attention else SHOWN_MS)
        self._place()
        self.show()
        self.raise_()

    def _place(self) -> None:
        parent = self.parentWidget()
        width = min(self.sizeHint().width(), parent.width() - 2 * MARGIN_PX)
        height = self.heightForWidth(width) if self.wordWrap() else self.sizeHint().height()
        self.resize(width, height)
        self.move((parent.width() - width) // 2, parent.height() - height - MARGIN_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
