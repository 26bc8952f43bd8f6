"""Track sketch: the line of a camera's positions, north up, with a scale and without any map."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import theme
from workbench.i18n import _
from workbench.records.positions import Positions

HEIGHT_PX = 150
MARGIN_PX = 22
M_A_DEGREE = 111_320.0
LEAST_M = 10.0
"""A camera that stood is not blown up to the noise of its satellites alone."""
DOT_PX = 4


class TrackSketch(QWidget):
    """Where the camera went: a ring where it began, a dot where it ended. A click goes to the
    moment of the nearest position."""

    chosen = Signal(int)
    """Number of the position among those that are located."""

    def __init__(self) -> None:
        super().__init__()
        self._metres: NDArray[np.float64] = np.empty((0, 2))
        self._chosen: int | None = None
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_("The way of the camera"))
        self.setToolTip(_("North is up. A ring is the beginning, a dot the end."))
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT_PX)

    def show_positions(self, located: Positions) -> None:
        """Positions that are places."""
        self._chosen = None
        places = located.places
        if len(places):
            north_south = math.cos(math.radians(float(places[:, 0].mean())))
            east = (places[:, 1] - places[0, 1] + 180) % 360 - 180
            north = places[:, 0] - places[0, 0]
            self._metres = np.column_stack((east * north_south, north)) * M_A_DEGREE
        else:
            self._metres = np.empty((0, 2))
        self.update()

    def choose(self, number: int | None) -> None:
        """Show where one position is."""
        self._chosen = number
        self.update()

    @property
    def _scale(self) -> float:
        """Pixels for a metre."""
        wide, high = np.maximum(np.ptp(self._metres, axis=0), LEAST_M)
        room_w, room_h = self.width() - 2 * MARGIN_PX, self.height() - 2 * MARGIN_PX
        return float(min(room_w / wide, room_h / high))

    def _points(self) -> NDArray[np.float64]:
        middle = (self._metres.max(axis=0) + self._metres.min(axis=0)) / 2
        away = (self._metres - middle) * self._scale
        return np.column_stack((self.width() / 2 + away[:, 0], self.height() / 2 - away[:, 1]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what it means is told by the release

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not len(self._metres) or event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position()
        apart = np.hypot(*(self._points() - (at.x(), at.y())).T)
        self.choose(int(apart.argmin()))
        self.chosen.emit(self._chosen)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), theme.colors()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), colors.window)
        if len(self._metres):
            points = self._points()
            painter.setPen(QPen(colors.accent, 2))
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in points.tolist()]))
            self._dot(painter, points[0], filled=False)
            self._dot(painter, points[-1], filled=True)
            if self._chosen is not None and self._chosen < len(points):
                painter.setPen(QPen(colors.attention, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(*points[self._chosen]), 2 * DOT_PX, 2 * DOT_PX)
            self._bar(painter)
        painter.setPen(colors.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _dot(self, painter: QPainter, at: NDArray[np.float64], *, filled: bool) -> None:
        colors = theme.colors()
        painter.setPen(QPen(colors.accent, 1.5))
        painter.setBrush(colors.accent if filled else colors.window)
        painter.drawEllipse(QPointF(*at.tolist()), DOT_PX, DOT_PX)

    def _bar(self, painter: QPainter) -> None:
        """A scale of a round number of metres."""
        metres = round_length(self.width() / 4 / self._scale)
        wide, y = metres * self._scale, self.height() - 8.5
        painter.setPen(QPen(theme.colors().secondary, 1))
        painter.drawLine(QPointF(8, y), QPointF(8 + wide, y))
        for x in (8.0, 8 + wide):
            painter.drawLine(QPointF(x, y - 3), QPointF(x, y + 3))
        painter.setFont(theme.font(-1))
        said = (
            _("{n} km").format(n=f"{metres / 1000:g}")
            if metres >= 1000
            else _("{n} m").format(n=f"{metres:g}")
        )
        room = QRectF(8, y - 18, self.width() - 16, 14)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, said)


def round_length(metres: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten that is not longer."""
    power = 10.0 ** math.floor(math.log10(max(metres, 1e-3)))
    return next(n * power for n in (5, 2, 1) if n * power <= max(metres, 1e-3) * (1 + 1e-9))
