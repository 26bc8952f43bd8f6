"""Neighbours: the frames before and after the one on screen, in a row, each with its time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.gui import theme
from workbench.gui.frame_times import FrameTimes
from workbench.gui.geometry import clock_at
from workbench.gui.widgets.thumbnail import paint_within
from workbench.i18n import _

SIDES = 4
"""So many before, and so many after, where there is room for their words."""
APART_PX = 10
"""Between the index and the time."""
PICTURE_PX = 62
CAPTION_PX = 17
HEIGHT_PX = PICTURE_PX + CAPTION_PX + 8
GAP_PX = 10


class Neighbours(QWidget):
    """Small exact pictures around the frame on screen; a click goes there."""

    frame_chosen = Signal(int)

    def __init__(
        self, picture: Callable[[int], QImage | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._frames: FrameTimes | None = None
        self._current: int | None = None
        self._aspect = 16 / 9
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Neighbouring frames"))
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(640, HEIGHT_PX)

    def set_frames(self, frames: FrameTimes | None, aspect: float) -> None:
        """The frames of the item, and the width of their pictures over the height."""
        self._frames, self._aspect = frames, aspect
        self._current = None
        self.update()

    def set_current(self, index: int | None) -> None:
        """The frame on screen."""
        if index != self._current:
            self._current = index
            if index is not None and self._frames is not None:
                said = _("Frame {index} of {count} and its neighbours")
                self.setAccessibleDescription(said.format(index=index, count=len(self._frames)))
            self.update()

    @property
    def current(self) -> int | None:
        return self._current

    def indices(self) -> list[int]:
        """The frames that are shown, from left to right."""
        if self._current is None or self._frames is None:
            return []
        first, last = self._current - self._sides(), self._current + self._sides()
        return [i for i in range(first, last + 1) if 0 <= i < len(self._frames)]

    def _sides(self) -> int:
        count = 0 if self._frames is None else len(self._frames)
        metrics = QFontMetrics(theme.mono_font(-1))
        least = metrics.horizontalAdvance(f"{count}00.000") + APART_PX + GAP_PX
        return min(max((self.width() // least - 1) // 2, 1), SIDES)

    def _cell_px(self) -> int:
        most = self.width() / (2 * self._sides() + 1) - GAP_PX
        # Room for the words below, also of an upright clip.
        return round(min(most, max(PICTURE_PX * self._aspect, 104.0)))

    def _box(self, index: int) -> QRect:
        """Where a frame's cell lies; the frame on screen is always in the middle."""
        assert self._current is not None
        width = self._cell_px()
        middle = (self.width() - width) // 2
        left = middle + (index - self._current) * (width + GAP_PX)
        return QRect(left, 4, width, PICTURE_PX + CAPTION_PX)

    def _index_at(self, at: QPointF) -> int | None:
        return next((i for i in self.indices() if self._box(i).contains(at.toPoint())), None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colors().panel)
        for index in self.indices():
            self._paint_cell(painter, index)
        painter.end()

    def _paint_cell(self, painter: QPainter, index: int) -> None:
        assert self._frames is not None
        colors, box = theme.colors(), self._box(index)
        room = QRect(box.left(), box.top(), box.width(), PICTURE_PX)
        painter.fillRect(room, colors.footage)
        image = self._picture(index)
        if image is not None:
            paint_within(painter, room, image)
        if index == self._current:
            painter.setPen(colors.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room.adjusted(-1, -1, 0, 0))
        row = QRect(box.left(), room.bottom() + 2, box.width(), CAPTION_PX)
        painter.setFont(theme.mono_font(-1))
        metrics = painter.fontMetrics()
        number, clock = str(index), clock_at(self._frames.begin_s(index))[6:]
        painter.setPen(colors.text if index == self._current else colors.secondary)
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft, number)
        if metrics.horizontalAdvance(number + clock) + APART_PX / 2 <= row.width():
            painter.drawText(row, Qt.AlignmentFlag.AlignRight, clock)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        on = self._index_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if on else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._index_at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.frame_chosen.emit(index)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._index_at(QPointF(event.pos()))
            if index is None or self._frames is None:
                QToolTip.hideText()
            else:
                said = _("Frame {index}, {time}").format(
                    index=index, time=clock_at(self._frames.begin_s(index))
                )
                QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)
