"""Moment tip: the time under the pointer in words, and a picture of it, beside the pointer."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.gui import theme
from workbench.gui.widgets.thumbnail import paint_within

PICTURE_PX = QSize(200, 124)
PADDING_PX = 6
TEXT_PX = 220
APART_PX = 10
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Told:
    """What the tip says of a moment."""

    clock: str
    frame: str
    """Which frame, in words; empty where none are counted."""
    picture: QImage | None
    caption: str
    """Of when the picture is, where it is not of this very frame."""
    detail: str = ""
    """Of the stretch under the pointer."""


class MomentTip(QWidget):
    """Floats above the timeline; the pointer passes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._told = Told("", "", None, "")

    @property
    def told(self) -> Told:
        return self._told

    def tell(self, told: Told, x_px: int, foot_px: int) -> None:
        """Show this over a place on the screen, its foot at `foot_px`."""
        self._told = told
        size = self._wanted()
        screen = self.parentWidget().screen().availableGeometry()
        left = min(max(x_px - size.width() // 2, screen.left()), screen.right() - size.width())
        top = max(foot_px - size.height() - APART_PX, screen.top())
        self.setGeometry(QRect(QPoint(left, top), size))
        if not self.isVisible():
            self.show()
        self.update()

    def _lines(self) -> list[str]:
        lines = self._told.detail.splitlines()[:MOST_LINES]
        metrics = QFontMetrics(theme.font(-1))
        return [
            metrics.elidedText(line, Qt.TextElideMode.ElideRight, self._room_px()) for line in lines
        ]

    def _room_px(self) -> int:
        metrics = QFontMetrics(theme.font(-1))
        widest = max(map(metrics.horizontalAdvance, self._told.detail.splitlines()), default=0)
        return min(max(widest + 4, TEXT_PX), 2 * TEXT_PX)

    def _wanted(self) -> QSize:
        mono = QFontMetrics(theme.mono_font(-1))
        small = QFontMetrics(theme.font(-1))
        told = self._told
        head = mono.horizontalAdvance(told.clock) + mono.horizontalAdvance(told.frame) + 24
        width = max(head, self._room_px() if told.detail else 0)
        height = mono.height() + len(told.detail.splitlines()[:MOST_LINES]) * small.height()
        if told.picture is not None:
            width = max(width, PICTURE_PX.width())
            height += PICTURE_PX.height() + 4
        if told.caption:
            width = max(width, small.horizontalAdvance(told.caption))
            height += small.height()
        return QSize(width + 2 * PADDING_PX, height + 2 * PADDING_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors, told = QPainter(self), theme.colors(), self._told
        painter.fillRect(self.rect(), colors.raised)
        painter.setPen(colors.line)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        room = self.rect().adjusted(PADDING_PX, PADDING_PX, -PADDING_PX, -PADDING_PX)
        top = room.top()
        if told.picture is not None:
            box = QRect(room.left(), top, room.width(), PICTURE_PX.height())
            painter.fillRect(box, colors.footage)
            paint_within(painter, box, told.picture)
            top += box.height() + 4
        painter.setFont(theme.font(-1))
        if told.caption:
            top = self._line(painter, room, top, told.caption, attention=True)
        painter.setFont(theme.mono_font(-1))
        row = QRect(room.left(), top, room.width(), painter.fontMetrics().height())
        painter.setPen(colors.text)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, told.clock)
        painter.setPen(colors.secondary)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight, told.frame)
        top += row.height()
        painter.setFont(theme.font(-1))
        for line in self._lines():
            top = self._line(painter, room, top, line)
        painter.end()

    def _line(
        self, painter: QPainter, room: QRect, top: int, said: str, *, attention: bool = False
    ) -> int:
        height = painter.fontMetrics().height()
        colors = theme.colors()
        painter.setPen(colors.attention if attention else colors.text)
        painter.drawText(
            QRect(room.left(), top, room.width(), height), Qt.AlignmentFlag.AlignLeft, said
        )
        return top + height
