"""Icons: outlines of one set (Lucide), tinted from the theme at the moment they are painted."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from workbench import resources
from workbench.gui import theme


@cache
def icon(name: str, color: str = "text") -> QIcon:
    """The icon of that Lucide name, in the theme's colour of that name."""
    return QIcon(_Outline(name, color))


def pixmap(name: str, side_px: int, color: str = "text", ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `side_px` logical pixels."""
    return _drawn(name, getattr(theme.colors(), color), QSize(side_px, side_px), ratio)


def paint(painter: QPainter, rect: QRect, name: str, color: QColor) -> None:
    """The icon in the middle of `rect`, as large as fits."""
    side = min(rect.width(), rect.height())
    ratio = painter.device().devicePixelRatioF()
    left = rect.left() + (rect.width() - side) // 2
    top = rect.top() + (rect.height() - side) // 2
    painter.drawPixmap(left, top, _drawn(name, color, QSize(side, side), ratio))


def _drawn(name: str, color: QColor, size: QSize, ratio: float) -> QPixmap:
    key = f"{name} {color.name(QColor.NameFormat.HexArgb)} {size.width()}x{size.height()} {ratio}"
    kept = QPixmap()
    if QPixmapCache.find(key, kept):
        return kept
    image = QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer = QSvgRenderer(QByteArray(_outline(name, color.name()).encode()))
    painter.setOpacity(color.alphaF())
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    drawn = QPixmap.fromImage(image)
    drawn.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, drawn)
    return drawn


def _outline(name: str, color: str) -> str:
    """Our own SVG, never one from outside, with its stroke tinted and drawn a little finer."""
    drawn = _source(name).replace("currentColor", color)
    return drawn.replace('stroke-width="2"', 'stroke-width="1.75"')


@cache
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text("utf-8")


class _Outline(QIconEngine):
    """Asks the theme for its colour each time, so that a change of theme needs no new icons."""

    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._name, self._color = name, color

    def clone(self) -> QIconEngine:
        return _Outline(self._name, self._color)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _drawn(self._name, self._tint(mode), size, 1.0)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, rect, self._name, self._tint(mode))

    def _tint(self, mode: QIcon.Mode) -> QColor:
        colors = theme.colors()
        if mode == QIcon.Mode.Disabled:
            return colors.disabled
        return QColor(getattr(colors, self._color))
