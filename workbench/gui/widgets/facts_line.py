"""Facts line: what is on screen, in exact words; a click copies it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from workbench.gui import theme
from workbench.gui.text import tooltip
from workbench.i18n import _

PADDING_PX = 10
SPACE_PX = 11
LINE_PX = 22
MAX_LINES = 4


class FactsLine(QWidget):
    """Facts side by side in figures of one width, on more lines where one is too short."""

    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[str, ...] = ()
        self._lines = 1
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("What is on screen"))
        self.setFixedHeight(LINE_PX + 4)
        theme.watcher().changed.connect(self.update)

    @property
    def text(self) -> str:
        return " · ".join(self._facts)

    def set_facts(self, facts: Sequence[str]) -> None:
        if tuple(facts) == self._facts:
            return
        self._facts = tuple(facts)
        self.setAccessibleDescription(self.text)
        hint = _("{facts}\nClick to copy").format(facts=self.text) if facts else ""
        self.setToolTip(tooltip(hint))
        self._take_height()
        self.update()

    def copy(self) -> None:
        """Put the facts on the clipboard."""
        if self._facts:
            QApplication.clipboard().setText(self.text)
            QToolTip.showText(self.mapToGlobal(QPoint(PADDING_PX, -LINE_PX)), _("Copied"), self)
            self.copied.emit(self.text)

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        if event.size().width() != event.oldSize().width():
            self._lines = 1
        self._take_height()

    def _take_height(self) -> None:
        """A second line that was needed once stays: the picture must not jump from frame to
        frame where a number has one figure more."""
        if not self._facts:
            self._lines = 1
        lines = max((line for line, *_rest in self._places()), default=0) + 1
        self._lines = max(self._lines, min(lines, MAX_LINES))
        self.setFixedHeight(self._lines * LINE_PX + 4)

    def _places(self) -> list[tuple[int, int, int, str]]:
        """Line, left edge, width and text of each fact."""
        metrics = QFontMetrics(theme.mono_font(-1))
        places, line, left = [], 0, PADDING_PX
        for fact in self._facts:
            width = metrics.horizontalAdvance(fact)
            if left > PADDING_PX and left + width > self.width() - PADDING_PX:
                line, left = line + 1, PADDING_PX
            places.append((line, left, width, fact))
            left += width + SPACE_PX
        return places

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.colors()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.panel)
        painter.setFont(theme.mono_font(-1))
        metrics = painter.fontMetrics()
        for number, (line, left, width, fact) in enumerate(self._places()):
            row = QRect(left, 2 + line * LINE_PX, width + 1, LINE_PX)
            painter.setPen(colors.text if number == 0 else colors.secondary)
            room = self.width() - left - PADDING_PX
            shown = metrics.elidedText(fact, Qt.TextElideMode.ElideRight, room + 1)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, fact if width <= room else shown)
            if left > PADDING_PX:
                painter.setPen(colors.line)
                x = left - SPACE_PX // 2
                painter.drawLine(x, row.top() + 6, x, row.bottom() - 6)
        if self.hasFocus():
            painter.setPen(colors.accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.copy()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.copy()
        else:
            super().keyPressEvent(event)
