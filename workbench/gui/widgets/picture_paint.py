"""Picture paint: the pixels of a picture where its mapping says, without inventing any."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from workbench.gui import pixels, theme
from workbench.gui.geometry import PictureMapping

GRID_FROM = 8.0
"""Screen pixels for one picture pixel, from which on the pixels are told apart by lines."""
LOUPE_PX = 184
LOUPE_SCALE = 8
"""Screen pixels for one picture pixel in the loupe, or twice those around it."""
LOUPE_AWAY_PX = 24


@dataclass(frozen=True, slots=True)
class Ground:
    """A picture on the screen: where it lies, in whole screen pixels."""

    image: QImage
    whole: QRect
    """The picture in screen pixels, most of it perhaps out of view."""
    screen: QRect
    """The view in screen pixels."""

    @property
    def across(self) -> float:
        """Screen pixels for one pixel of the image."""
        return self.whole.width() / self.image.width()

    @property
    def down(self) -> float:
        return self.whole.height() / self.image.height()

    @property
    def magnified(self) -> bool:
        return self.across >= 1 and self.down >= 1


def ground(image: QImage, mapping: PictureMapping, size: QSize, ratio: float) -> Ground:
    """Where a picture lies in a view of `size`; `ratio` is screen pixels for one of the view's."""
    whole = QRect(
        round(mapping.left_px * ratio),
        round(mapping.top_px * ratio),
        max(round(mapping.shown_width_px * ratio), 1),
        max(round(mapping.shown_height_px * ratio), 1),
    )
    screen = QRect(0, 0, round(size.width() * ratio), round(size.height() * ratio))
    return Ground(image, whole, screen)


class PicturePaint:
    """Paints pictures; keeps the last reduced one."""

    def __init__(self) -> None:
        self._shrunk: tuple[tuple[int, QRect, QSize], QImage] | None = None

    def forget(self) -> None:
        self._shrunk = None

    def paint(self, painter: QPainter, on: Ground) -> None:
        """In screen pixels. At 1:1 and above each pixel is shown as it is: no interpolation
        invents detail. Below, each is the mean of what it covers."""
        if on.magnified:
            source, target = _part(on)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(target, on.image, QRectF(source))
            if min(on.across, on.down) >= GRID_FROM:
                _paint_grid(painter, on, source)
        else:
            source, whole = _reduced_part(on.image.size(), on.whole, on.screen)
            painter.drawImage(whole.topLeft(), self._reduced(on.image, source, whole.size()))

    def _reduced(self, image: QImage, source: QRect, size: QSize) -> QImage:
        key = (image.cacheKey(), source, size)
        if self._shrunk is None or self._shrunk[0] != key:
            part = image if source == image.rect() else image.copy(source)
            self._shrunk = (key, pixels.shrunk(part, size))
        return self._shrunk[1]


def _part(on: Ground) -> tuple[QRect, QRectF]:
    """The pixels in view, and where they go: of a picture 60,000 pixels wide only those."""
    left = max(math.floor((on.screen.left() - on.whole.left()) / on.across), 0)
    top = max(math.floor((on.screen.top() - on.whole.top()) / on.down), 0)
    right = math.ceil((on.screen.right() + 1 - on.whole.left()) / on.across)
    bottom = math.ceil((on.screen.bottom() + 1 - on.whole.top()) / on.down)
    right, bottom = min(right, on.image.width()), min(bottom, on.image.height())
    source = QRect(left, top, max(right - left, 1), max(bottom - top, 1))
    target = QRectF(
        on.whole.left() + left * on.across,
        on.whole.top() + top * on.down,
        source.width() * on.across,
        source.height() * on.down,
    )
    return source, target


def _paint_grid(painter: QPainter, on: Ground, source: QRect) -> None:
    """A thin line where one pixel ends, on light and dark pixels alike."""
    left, top = on.whole.left(), on.whole.top()
    # The first screen pixel whose middle lies in the next picture pixel, as it was painted.
    xs = [math.ceil(left + n * on.across - 0.5) for n in range(source.left(), source.right() + 2)]
    ys = [math.ceil(top + n * on.down - 0.5) for n in range(source.top(), source.bottom() + 2)]
    first, last = (xs[0], ys[0]), (xs[-1], ys[-1])
    for color, dashes in ((QColor(0, 0, 0, 90), None), (QColor(255, 255, 255, 70), [1.0, 1.0])):
        pen = QPen(color, 1)
        if dashes is not None:
            pen.setDashPattern(dashes)
        painter.setPen(pen)
        for x in xs:
            painter.drawLine(x, first[1], x, last[1])
        for y in ys:
            painter.drawLine(first[0], y, last[0], y)


def _reduced_part(image: QSize, whole: QRect, screen: QRect) -> tuple[QRect, QRect]:
    """The part of the image to scale, and where on the screen it goes."""
    if whole.width() * whole.height() <= 2 * screen.width() * screen.height():
        return QRect(0, 0, image.width(), image.height()), whole
    across, down = whole.width() / image.width(), whole.height() / image.height()
    seen = whole.intersected(screen)
    left = int((seen.left() - whole.left()) / across)
    top = int((seen.top() - whole.top()) / down)
    right = min(int((seen.right() + 1 - whole.left()) / across) + 1, image.width())
    bottom = min(int((seen.bottom() + 1 - whole.top()) / down) + 1, image.height())
    source = QRect(left, top, max(right - left, 1), max(bottom - top, 1))
    target = QRect(
        whole.left() + round(left * across),
        whole.top() + round(top * down),
        max(round(source.width() * across), 1),
        max(round(source.height() * down), 1),
    )
    return source, target


def paint_loupe(painter: QPainter, on: Ground, at: QPointF, ratio: float) -> None:
    """A square beside the pointer with the pixels under it, the one it points at framed.

    `at` is in the view's pixels, as the painter's are.
    """
    scale = max(LOUPE_SCALE, round(2 * max(on.across, on.down)))
    x = math.floor((at.x() * ratio - on.whole.left()) / on.across)
    y = math.floor((at.y() * ratio - on.whole.top()) / on.down)
    if not on.image.rect().contains(x, y):
        return
    many = math.ceil(LOUPE_PX * ratio / scale) | 1
    side = many * scale / ratio
    box = _beside(
        at, side, QSize(round(on.screen.width() / ratio), round(on.screen.height() / ratio))
    )
    painter.save()
    frame = QPainterPath()
    frame.addRect(box)
    painter.setClipPath(frame)
    painter.fillRect(box, theme.colors().footage)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    step = scale / ratio
    source = QRect(x - many // 2, y - many // 2, many, many)
    kept = source.intersected(on.image.rect())
    target = QRectF(
        box.left() + (kept.left() - source.left()) * step,
        box.top() + (kept.top() - source.top()) * step,
        kept.width() * step,
        kept.height() * step,
    )
    painter.drawImage(target, on.image, QRectF(kept))
    middle = QRectF(box.left() + many // 2 * step, box.top() + many // 2 * step, step, step)
    middle.adjust(-1, -1, 0, 0)
    for color, width in ((QColor(0, 0, 0, 200), 3), (QColor(255, 255, 255, 230), 1)):
        painter.setPen(QPen(color, width))
        painter.drawRect(middle)
    painter.setClipping(False)
    painter.setPen(QPen(QColor(0, 0, 0, 220), 3))
    painter.drawRect(box)
    painter.setPen(QPen(theme.colors().footage_text, 1))
    painter.drawRect(box)
    painter.restore()


def _beside(at: QPointF, side: float, view: QSize) -> QRectF:
    """To the lower right of the pointer, or where there is room; never over it."""
    left, top = at.x() + LOUPE_AWAY_PX, at.y() + LOUPE_AWAY_PX
    if left + side > view.width() - 2:
        left = at.x() - LOUPE_AWAY_PX - side
    if top + side > view.height() - 2:
        top = at.y() - LOUPE_AWAY_PX - side
    return QRectF(max(left, 1.0), max(top, 1.0), side, side)
