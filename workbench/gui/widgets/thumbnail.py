"""Thumbnail: a small picture with its aspect kept, on the ground that surrounds footage."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import icons, pixels, theme


class Thumbnail(QWidget):
    """A picture in a box of fixed size; an icon where there is none."""

    clicked = Signal()

    def __init__(self, width_px: int, height_px: int, *, empty_icon: str = "image") -> None:
        super().__init__()
        self._image: QImage | None = None
        self._empty_icon = empty_icon
        self.setFixedSize(QSize(width_px, height_px))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.watcher().changed.connect(self.update)

    def set_pixels(self, rgb: NDArray[np.uint8] | None) -> None:
        self.set_image(None if rgb is None else pixels.picture(rgb))

    def set_image(self, image: QImage | None) -> None:
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colors().footage)
        if self._image is None:
            side = min(20, self.height() // 2)
            middle = QRect(0, 0, side, side)
            middle.moveCenter(self.rect().center())
            icons.paint(painter, middle, self._empty_icon, theme.colors().disabled)
        else:
            paint_within(painter, self.rect(), self._image)
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.pos()):
            self.clicked.emit()


def paint_within(painter: QPainter, box: QRect, image: QImage) -> QRect:
    """Paint the whole image in the middle of a box; returns where it lies."""
    ratio = painter.device().devicePixelRatioF()
    size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(box.center())
    sharp = pixels.shrunk(image, size * ratio)
    sharp.setDevicePixelRatio(ratio)
    painter.drawImage(place.topLeft(), sharp)
    return place
