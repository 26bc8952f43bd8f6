"""Compare view: a picture with the letters of its sides, a wipe's line, and B under the hand."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)

from workbench.gui import theme
from workbench.gui.widgets.image_view import ImageView

BADGE_PX = 22
EDGE_PX = 8
GRIP_PX = 7
KNOB_PX = 14
WHEEL_SCALE = 1.01


class CompareView(ImageView):
    """Zooms and pans as every picture does; what lies over it is drawn here."""

    divider_moved = Signal(float)
    """Share of the picture up to the line, 0 to 1."""
    dragged = Signal(float, float)
    """B pulled by so many pixels to the right and down since the last one."""
    scaled = Signal(float)
    """B scaled by a factor."""
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._badges: tuple[tuple[str, bool], ...] = ()
        self._caption = ""
        self._divider: tuple[float, bool] | None = None
        self._moves = False
        self._hold: QPointF | None = None
        self._pulls_line = False

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 120)

    def set_badges(self, *badges: tuple[str, bool]) -> None:
        """Letters in the corners: each with whether it stands at the right."""
        if badges != self._badges:
            self._badges = badges
            self.update()

    def set_caption(self, caption: str) -> None:
        """A line at the foot of the view: what a mode measures, or why a side is not there."""
        if caption != self._caption:
            self._caption = caption
            self.setAccessibleDescription(caption)
            self.update()

    def set_divider(self, share: float | None, *, upright: bool = True) -> None:
        """Draw the line of a wipe, or none."""
        self._divider = None if share is None else (share, upright)
        self.update()

    def set_moves(self, moves: bool) -> None:
        """Whether the left button pulls B and the wheel scales it."""
        self._moves = moves
        self.setCursor(Qt.CursorShape.SizeAllCursor) if moves else self.unsetCursor()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = self._line()
        if line is not None and self._divider is not None:
            self._paint_line(painter, line, self._divider[1])
        for said, right in self._badges:
            self._paint_badge(painter, said, EDGE_PX, right=right)
        if self._caption:
            self._paint_badge(painter, self._caption, self.height() - EDGE_PX - BADGE_PX)
        painter.end()

    def _line(self) -> QRectF | None:
        """The line's place; from end to end of the picture."""
        if self._divider is None or self.mapping is None:
            return None
        share, upright = self._divider
        m = self.mapping
        if upright:
            x = m.left_px + share * m.shown_width_px
            return QRectF(x, m.top_px, 0, m.shown_height_px)
        y = m.top_px + share * m.shown_height_px
        return QRectF(m.left_px, y, m.shown_width_px, 0)

    def _paint_line(self, painter: QPainter, line: QRectF, upright: bool) -> None:
        painter.setPen(theme.colors().footage)
        painter.fillRect(line.adjusted(-1.5, -1.5, 1.5, 1.5), theme.colors().footage)
        painter.fillRect(line.adjusted(-0.5, -0.5, 0.5, 0.5), theme.colors().footage_text)
        knob = QRectF(0, 0, KNOB_PX, KNOB_PX)
        seen = QRectF(self.rect()).intersected(line.adjusted(-1, -1, 1, 1))
        knob.moveCenter(seen.center())
        painter.setBrush(theme.colors().footage_text)
        painter.drawEllipse(knob)

    def _paint_badge(
        self, painter: QPainter, said: str, top_px: int, *, right: bool = False
    ) -> None:
        painter.setFont(theme.font(0, semibold=True))
        room = self.width() - 2 * EDGE_PX - 12
        said = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, room)
        width = max(painter.fontMetrics().horizontalAdvance(said) + 12, BADGE_PX)
        left = self.width() - EDGE_PX - width if right else EDGE_PX
        box = QRect(left, top_px, width, BADGE_PX)
        ground = QColor(theme.colors().footage)
        ground.setAlphaF(0.82)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.colors().footage_text)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)

    # Pointer

    def _on_line(self, at: QPointF) -> bool:
        line = self._line()
        return line is not None and line.adjusted(-GRIP_PX, -GRIP_PX, GRIP_PX, GRIP_PX).contains(at)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        left = event.button() == Qt.MouseButton.LeftButton
        if left and self._on_line(event.position()):
            self._pulls_line = True
        elif left and self._moves:
            self._hold = event.position()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at, mapping = event.position(), self.mapping
        if mapping is None:
            return
        if self._pulls_line and self._divider is not None:
            x, y = mapping.to_picture(at.x(), at.y())
            share = x / mapping.width_px if self._divider[1] else y / mapping.height_px
            self.divider_moved.emit(min(max(share, 0.0), 1.0))
        elif self._hold is not None:
            moved = at - self._hold
            self._hold = at
            self.dragged.emit(moved.x() / mapping.scale_across, moved.y() / mapping.scale)
        else:
            super().mouseMoveEvent(event)
            if self._divider is not None and self._on_line(at):
                shape = Qt.CursorShape.SplitHCursor
                self.setCursor(shape if self._divider[1] else Qt.CursorShape.SplitVCursor)
            elif self._moves:
                self.setCursor(Qt.CursorShape.SizeAllCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pulls_line or self._hold is not None:
            self._pulls_line, self._hold = False, None
        else:
            super().mouseReleaseEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._moves and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.scaled.emit(WHEEL_SCALE ** (event.angleDelta().y() / 120))
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
