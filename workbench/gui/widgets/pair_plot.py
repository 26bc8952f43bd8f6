"""Pair plot: frames that look alike as points over both times, and the stretches of a match as
lines through them. What is the same footage lies on a line; what only resembles it does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from workbench.gui import pixels, plot_axes, theme
from workbench.gui.geometry import clock_at
from workbench.gui.plot_axes import Axis

LEFT_PX, BOTTOM_PX, MARGIN_PX = 84, 44, 12
TICK_APART_PX = 92
CLICK_PX = 4
"""A pointer that moved less did not drag."""
NEAR_PX = 9
"""A point so near the pointer is the one that it is on."""
NEAREST, NEAR = 31, 47
STEP_PX = 40.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of a match: the seconds of this side and of the other, and whether mirrored."""

    here_s: tuple[float, float]
    there_s: tuple[float, float]
    mirrored: bool
    by_sound: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Pairs of frames that look alike; arrays of one length, the nearest last."""

    here_s: NDArray[np.float64]
    there_s: NDArray[np.float64]
    distance: NDArray[np.uint16]
    here_span_s: tuple[float, float]
    there_span_s: tuple[float, float]


class PairPlot(QWidget):
    """Two times, one across and one up. The wheel zooms, dragging moves, a click chooses."""

    chosen = Signal(float, float)
    """Seconds of this side and of the other."""
    pointed = Signal(object)
    """(seconds here, seconds there, distance or None) under the pointer, or None."""

    def __init__(self, here: str, there: str) -> None:
        super().__init__()
        self._names = here, there
        self._points: Points | None = None
        self._stretches: Sequence[Stretch] = ()
        self._across = self._up = plot_axes.whole((0.0, 1.0), 0.0, 1.0)
        self._picture: QImage | None = None
        self._pointer: QPointF | None = None
        self._pressed: QPointF | None = None
        self._dragged = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(360, 280)
        theme.watcher().changed.connect(self._forget_picture)

    def sizeHint(self) -> QSize:
        return QSize(760, 560)

    def show_points(self, points: Points, stretches: Sequence[Stretch]) -> None:
        """Show other footage, whole."""
        self._points, self._stretches = points, stretches
        self.show_whole()

    def show_whole(self) -> None:
        if self._points is not None:
            spans = self._spans_s()
            self._across = plot_axes.whole(spans[0], 0.0, 1.0)
            self._up = plot_axes.whole(spans[1], 1.0, 0.0)
            self._place()

    def _spans_s(self) -> tuple[tuple[float, float], tuple[float, float]]:
        assert self._points is not None
        here = [self._points.here_span_s, *(s.here_s for s in self._stretches)]
        there = [self._points.there_span_s, *(s.there_s for s in self._stretches)]
        return (
            (min(s[0] for s in here), max(s[1] for s in here)),
            (min(s[0] for s in there), max(s[1] for s in there)),
        )

    @property
    def _area(self) -> QRect:
        return QRect(
            LEFT_PX,
            MARGIN_PX,
            max(self.width() - LEFT_PX - MARGIN_PX, 1),
            max(self.height() - BOTTOM_PX - MARGIN_PX, 1),
        )

    def _place(self) -> None:
        area = self._area
        self._across = self._across.placed(area.left(), area.left() + area.width())
        self._up = self._up.placed(area.top() + area.height(), area.top())
        self._forget_picture()

    def _forget_picture(self) -> None:
        self._picture = None
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.colors()
        area = self._area
        painter.fillRect(self.rect(), colors.panel)
        if self._points is not None:
            if self._picture is None:
                self._picture = self._painted(area.size())
            painter.drawImage(area.topLeft(), self._picture)
            self._paint_axes(painter, area)
            painter.setClipRect(area)
            self._paint_stretches(painter)
            self._paint_pointer(painter, area)
            painter.setClipping(False)
        painter.setPen(colors.accent if self.hasFocus() else colors.line)
        painter.drawRect(area.adjusted(0, 0, -1, -1))

    def _painted(self, size: QSize) -> QImage:
        """The points, the nearest in the strongest colour and on top."""
        colors = theme.colors()
        rgb = np.empty((size.height(), size.width(), 3), np.uint8)
        rgb[:] = _rgb(colors.window)
        points = self._points
        assert points is not None
        x = np.round((points.here_s - self._across.start_s) * self._across.px_per_s)
        y = np.round(size.height() + (points.there_s - self._up.start_s) * self._up.px_per_s)
        for least, most, share in ((NEAR, 256, 0.3), (NEAREST, NEAR, 0.6), (-1, NEAREST, 1.0)):
            wanted = (points.distance > least) & (points.distance <= most)
            color = _mixed(colors.known, colors.window, share)
            for across in (-1, 0, 1):
                for up in (-1, 0, 1):
                    _dot(rgb, x[wanted] + across, y[wanted] + up, color)
        return pixels.picture(rgb)

    def _paint_axes(self, painter: QPainter, area: QRect) -> None:
        colors = theme.colors()
        painter.setFont(theme.mono_font(-1))
        metrics = painter.fontMetrics()
        faint = QColor(colors.line)
        faint.setAlphaF(0.6)
        for at_s in self._across.ticks_s(TICK_APART_PX):
            x = round(self._across.to_px(at_s))
            painter.setPen(faint)
            painter.drawLine(x, area.top(), x, area.bottom())
            painter.setPen(colors.secondary)
            said = self._tick(at_s, self._across)
            left = min(x - metrics.horizontalAdvance(said) // 2, self.width() - MARGIN_PX - 40)
            painter.drawText(left, area.bottom() + 4 + metrics.ascent(), said)
        for at_s in self._up.ticks_s(TICK_APART_PX / 2):
            y = round(self._up.to_px(at_s))
            painter.setPen(faint)
            painter.drawLine(area.left(), y, area.right(), y)
            painter.setPen(colors.secondary)
            said = self._tick(at_s, self._up)
            right = area.left() - 6 - metrics.horizontalAdvance(said)
            painter.drawText(right, y + metrics.ascent() // 2, said)
        self._paint_names(painter, area)

    def _tick(self, at_s: float, axis: Axis) -> str:
        said = clock_at(max(at_s, 0.0))
        said = said if axis.whole_s[1] >= 3600 else said[3:]
        step_s = plot_axes.round_step_s(TICK_APART_PX / 2 / abs(axis.px_per_s))
        return said[:-4] if step_s >= 1 else said[:-2]

    def _paint_names(self, painter: QPainter, area: QRect) -> None:
        painter.setFont(self.font())
        painter.setPen(theme.colors().text)
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideMiddle
        here = metrics.elidedText(f"{self._names[0]} →", elide, area.width())
        painter.drawText(
            QRect(
                area.left(), self.height() - metrics.height() - 4, area.width(), metrics.height()
            ),
            Qt.AlignmentFlag.AlignCenter,
            here,
        )
        there = metrics.elidedText(f"{self._names[1]} →", elide, area.height())
        painter.save()
        painter.translate(4, area.bottom())
        painter.rotate(-90)
        painter.drawText(
            QRect(0, 0, area.height(), metrics.height()), Qt.AlignmentFlag.AlignCenter, there
        )
        painter.restore()

    def _paint_stretches(self, painter: QPainter) -> None:
        colors = theme.colors()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one in self._stretches:
            pen = QPen(colors.sound if one.by_sound else colors.accent, 2)
            if one.mirrored:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            start = QPointF(self._across.to_px(one.here_s[0]), self._up.to_px(one.there_s[0]))
            end = QPointF(self._across.to_px(one.here_s[1]), self._up.to_px(one.there_s[1]))
            painter.drawLine(start, end)
            painter.setBrush(pen.color())
            for at in (start, end):
                painter.drawEllipse(at, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_pointer(self, painter: QPainter, area: QRect) -> None:
        if self._pointer is None or self._dragged:
            return
        painter.setPen(QPen(theme.colors().secondary, 1, Qt.PenStyle.DotLine))
        x, y = round(self._pointer.x()), round(self._pointer.y())
        painter.drawLine(x, area.top(), x, area.bottom())
        painter.drawLine(area.left(), y, area.right(), y)

    # What is under the pointer

    def at(self, place: QPointF) -> tuple[float, float, int | None]:
        """Seconds here and there, of the nearest pair where one is near, and its distance."""
        points = self._points
        if points is not None and len(points.here_s):
            across = self._across.start_px + (points.here_s - self._across.start_s) * (
                self._across.px_per_s
            )
            up = self._up.start_px + (points.there_s - self._up.start_s) * self._up.px_per_s
            away = np.hypot(across - place.x(), up - place.y())
            best = int(np.argmin(away))
            if away[best] <= NEAR_PX:
                distance = int(points.distance[best])
                return float(points.here_s[best]), float(points.there_s[best]), distance
        return self._across.to_s(place.x()), self._up.to_s(place.y()), None

    # What Qt tells

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        factor = 1.25 ** (event.angleDelta().y() / 120)
        place = event.position()
        self._across = self._across.zoomed(factor, place.x())
        self._up = self._up.zoomed(factor, place.y())
        self._forget_picture()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._pressed is not None:
            moved = place - self._pressed
            if self._dragged or moved.manhattanLength() >= CLICK_PX:
                self._dragged, self._pressed = True, place
                self._move(moved.x(), moved.y())
                return
        inside = self._area.contains(place.toPoint())
        self._pointer = place if inside and self._points is not None else None
        self.pointed.emit(None if self._pointer is None else self.at(place))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self._pressed is None:
            return
        clicked = not self._dragged and self._area.contains(event.position().toPoint())
        self._pressed, self._dragged = None, False
        if clicked and self._points is not None:
            self.chosen.emit(*self.at(event.position())[:2])

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: object) -> None:
        self._pointer = None
        self.pointed.emit(None)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (STEP_PX, 0.0),
            Qt.Key.Key_Right: (-STEP_PX, 0.0),
            Qt.Key.Key_Up: (0.0, STEP_PX),
            Qt.Key.Key_Down: (0.0, -STEP_PX),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._move(*moves[key])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1 / 1.25 if key is Qt.Key.Key_Minus else 1.25
            middle = self._area.center()
            self._across = self._across.zoomed(factor, middle.x())
            self._up = self._up.zoomed(factor, middle.y())
            self._forget_picture()
        elif key is Qt.Key.Key_0:
            self.show_whole()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def _move(self, right_px: float, down_px: float) -> None:
        self._across = self._across.moved(right_px)
        self._up = self._up.moved(down_px)
        self._forget_picture()


def _dot(
    rgb: NDArray[np.uint8],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    color: tuple[int, int, int],
) -> None:
    height, width, _ = rgb.shape
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    rgb[y[inside].astype(np.intp), x[inside].astype(np.intp)] = color


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def _mixed(color: QColor, ground: QColor, share: float) -> tuple[int, int, int]:
    pairs = zip(_rgb(color), _rgb(ground), strict=True)
    red, green, blue = (round(share * over + (1 - share) * under) for over, under in pairs)
    return red, green, blue
