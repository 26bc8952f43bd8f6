"""Crop sketch: the outline of the other picture, and the part of it that this one shows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from workbench.gui import text, theme

WIDTH_PX, HEIGHT_PX = 72, 48
MARGIN_PX = 3
SLACK = 0.01


class CropSketch(QWidget):
    """A drawing of how one picture lies in the other: cut, mirrored, turned. An F
    that reads rightly in the shown picture stands in it as it does in the other."""

    def __init__(
        self,
        crop: tuple[float, float, float, float],
        mirrored: bool,
        rotated_deg: int,
        said: str,
        aspect: float,
    ) -> None:
        super().__init__()
        self._crop, self._mirrored, self._rotated_deg = crop, mirrored, rotated_deg
        self._aspect = aspect
        self.setFixedSize(WIDTH_PX, HEIGHT_PX)
        self.setToolTip(text.tooltip(said))
        self.setAccessibleName(said)
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors()
        whole, part = self._places()
        painter.setPen(QPen(colors.disabled, 1))
        painter.drawRect(whole)
        ground = QColor(colors.known)
        ground.setAlphaF(0.25)
        painter.setBrush(ground)
        painter.setPen(QPen(colors.known, 1.5))
        painter.drawRect(part)
        self._paint_letter(painter, part)

    def _places(self) -> tuple[QRectF, QRectF]:
        """Where the other picture lies, and the part; a part may reach beyond it."""
        left, top, right, bottom = self._crop
        low_x, low_y = min(left, 0.0), min(top, 0.0)
        wide, high = max(right, 1.0) - low_x, max(bottom, 1.0) - low_y
        room_x, room_y = WIDTH_PX - 2 * MARGIN_PX, HEIGHT_PX - 2 * MARGIN_PX
        scale_y = min(room_x / (wide * self._aspect), room_y / high)
        scale_x = scale_y * self._aspect
        start_x = (WIDTH_PX - wide * scale_x) / 2 - low_x * scale_x
        start_y = (HEIGHT_PX - high * scale_y) / 2 - low_y * scale_y
        part = QRectF(
            start_x + left * scale_x,
            start_y + top * scale_y,
            (right - left) * scale_x,
            (bottom - top) * scale_y,
        )
        return QRectF(start_x, start_y, scale_x, scale_y), part

    def _paint_letter(self, painter: QPainter, part: QRectF) -> None:
        size = min(part.width(), part.height()) * 0.3
        if size < 3:
            return
        painter.save()
        painter.translate(part.center())
        # Turned back: the sketch is of the other picture, and the turn leads from it to this one.
        painter.rotate(-self._rotated_deg)
        if self._mirrored:
            painter.scale(-1, 1)
        painter.setPen(QPen(theme.colors().text, 1.5))
        half = size * 0.55
        painter.drawLine(QPointF(-half, size), QPointF(-half, -size))
        painter.drawLine(QPointF(-half, -size), QPointF(half, -size))
        painter.drawLine(QPointF(-half, -size * 0.1), QPointF(half * 0.6, -size * 0.1))
        painter.restore()
