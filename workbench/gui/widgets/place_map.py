"""Place map: coordinates on a coarse outline of the world, without any tile from anywhere."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench import resources
from workbench.gui import theme
from workbench.i18n import _

HEIGHT_PX = 150
WIDEST_DEG, NARROWEST_DEG = 360.0, 10.0
FIRST_DEG = 60.0
"""East to west, at first: a few countries."""
KM_A_DEGREE = 111.32
STEPS_DEG = (1, 2, 5, 10, 15, 30)
DOT_PX = 5
MOST_POINTS = 2000


class PlaceMap(QWidget):
    """A point with its uncertainty, on land and a graticule. It shows roughly
    where on Earth a place is, and no more: the outline is off by kilometres."""

    def __init__(self) -> None:
        super().__init__()
        self._place: tuple[float, float] | None = None
        self._uncertainty_m: float | None = None
        self._track: list[tuple[float, float]] = []
        self._wide_deg = FIRST_DEG
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(_("A coarse outline that comes with the program. Ctrl and the wheel zoom."))
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT_PX)

    def show_place(self, latitude: float, longitude: float, uncertainty_m: float | None) -> None:
        """Degrees, north and east positive."""
        self._place, self._uncertainty_m = (latitude, longitude), uncertainty_m
        said = _("Map: {latitude}, {longitude}").format(latitude=latitude, longitude=longitude)
        self.setAccessibleName(said)
        self.update()

    def show_track(self, places: Sequence[tuple[float, float]]) -> None:
        """The way that a camera went, latitude and longitude in degrees, in order."""
        step = max(len(places) // MOST_POINTS, 1)
        self._track = list(places[::step])
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        # Without a key held the wheel belongs to the panel that scrolls.
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        self.zoom(0.5 if event.angleDelta().y() > 0 else 2.0)

    def zoom(self, factor: float) -> None:
        """Show so many times as many degrees."""
        self._wide_deg = min(max(self._wide_deg * factor, NARROWEST_DEG), WIDEST_DEG)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors()
        painter.fillRect(self.rect(), colors.window)
        if self._place is None:
            return
        painter.setClipRect(self.rect())
        painter.save()
        self._place_world(painter)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.line)
        for turn in (-360, 0, 360):
            painter.drawPath(_land().translated(turn, 0))
        painter.restore()
        self._graticule(painter)
        self._point(painter)
        self._way(painter)
        painter.setPen(colors.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    @property
    def _middle(self) -> tuple[float, float]:
        """Latitude and longitude in the middle; a map of half the Earth stands upright on it."""
        assert self._place is not None
        high_deg = self._wide_deg * self.height() / max(self.width(), 1)
        most = max(90.0 - high_deg / 2, 0.0)
        return min(max(self._place[0], -most), most), self._place[1]

    @property
    def _scale(self) -> float:
        """Pixels for a degree; the same both ways, stretched east to west by latitude."""
        return self.width() / self._wide_deg

    def _place_world(self, painter: QPainter) -> None:
        latitude, longitude = self._middle
        painter.translate(self.width() / 2, self.height() / 2)
        painter.scale(self._scale, -self._scale)
        painter.translate(-longitude, -latitude)

    def _at(self, latitude: float, longitude: float) -> QPointF:
        middle = self._middle
        x = self.width() / 2 + (longitude - middle[1]) * self._scale
        return QPointF(x, self.height() / 2 - (latitude - middle[0]) * self._scale)

    def _graticule(self, painter: QPainter) -> None:
        colors = theme.colors()
        step = next((s for s in STEPS_DEG if s * self._scale >= 60), STEPS_DEG[-1])
        painter.setFont(theme.font(-1))
        thin = QPen(colors.disabled, 0.5, Qt.PenStyle.DotLine)
        latitude, longitude = self._middle
        half_w, half_h = self._wide_deg / 2, self.height() / self._scale / 2
        first = math.ceil((longitude - half_w) / step)
        for n in range(first, math.floor((longitude + half_w) / step) + 1):
            x = self._at(0, n * step).x()
            painter.setPen(thin)
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            painter.setPen(colors.secondary)
            painter.drawText(QPointF(x + 3, self.height() - 5), _east(n * step))
        first = math.ceil(max(latitude - half_h, -90) / step)
        for n in range(first, math.floor(min(latitude + half_h, 90) / step) + 1):
            y = self._at(n * step, 0).y()
            painter.setPen(thin)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
            if y < self.height() - 24:
                painter.setPen(colors.secondary)
                painter.drawText(QPointF(4, y - 3), _north(n * step))

    def _way(self, painter: QPainter) -> None:
        if len(self._track) > 1:
            painter.setPen(QPen(theme.colors().attention, 1.5))
            painter.drawPolyline(QPolygonF([self._at(*place) for place in self._track]))

    def _point(self, painter: QPainter) -> None:
        assert self._place is not None
        colors, at = theme.colors(), self._at(*self._place)
        radius = (self._uncertainty_m or 0) / 1000 / KM_A_DEGREE * self._scale
        if radius > DOT_PX:
            thin = colors.accent.lighter(100)
            thin.setAlphaF(0.2)
            painter.setBrush(thin)
            painter.setPen(QPen(colors.accent, 1))
            wide = radius / max(math.cos(math.radians(self._place[0])), 0.05)
            painter.drawEllipse(at, wide, radius)
        painter.setPen(QPen(colors.accent, 1))
        painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), self.height()))
        painter.drawLine(QPointF(0, at.y()), QPointF(self.width(), at.y()))
        painter.setBrush(colors.accent)
        painter.setPen(QPen(colors.panel, 1.5))
        painter.drawEllipse(QRectF(at.x() - DOT_PX, at.y() - DOT_PX, 2 * DOT_PX, 2 * DOT_PX))


@cache
def _land() -> QPainterPath:
    """The land of the Earth in degrees, east to the right and north up."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    for ring in json.loads(resources.path("map", "land.json").read_text("utf-8")):
        pairs = zip(ring[::2], ring[1::2], strict=True)
        path.addPolygon(QPolygonF([QPointF(x / 100, y / 100) for x, y in pairs]))
    return path


def _east(degrees: int) -> str:
    turned = (degrees + 180) % 360 - 180
    letter = _("E") if turned > 0 else _("W") if turned < 0 else ""
    return f"{abs(turned)}° {letter}".strip()


def _north(degrees: int) -> str:
    letter = _("N") if degrees > 0 else _("S") if degrees < 0 else ""
    return f"{abs(degrees)}° {letter}".strip()
