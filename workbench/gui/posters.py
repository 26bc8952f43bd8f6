"""Posters: small pictures of items, read off the window's thread and kept for the lists."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from workbench.gui import background, icons, pixels, theme

KEPT = 400
"""About 80 MB of posters at most."""


class Posters(QObject):
    """The posters of one case or library, by id."""

    ready = Signal(object)
    """The id whose poster came."""

    def __init__(
        self,
        read: Callable[[Hashable], NDArray[np.uint8] | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._kept: OrderedDict[Hashable, QPixmap | None] = OrderedDict()
        self._asked: set[Hashable] = set()

    def poster(self, key: Hashable) -> QPixmap | None:
        """The poster, or None when there is none or it is on its way."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked:
            self._asked.add(key)
            background.run(
                self,
                lambda: self._image(key),
                lambda image: self._keep(key, image),
                lambda _failure: self._keep(key, None),
            )
        return None

    def forget(self) -> None:
        """Look again for posters that were not there."""
        for key in [key for key, kept in self._kept.items() if kept is None]:
            del self._kept[key]

    def _image(self, key: Hashable) -> QImage | None:
        rgb = self._read(key)
        return None if rgb is None else pixels.picture(rgb)

    def _keep(self, key: Hashable, image: QImage | None) -> None:
        self._asked.discard(key)
        self._kept[key] = None if image is None else QPixmap.fromImage(image)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(key)


def paint(painter: QPainter, box: QRect, poster: QPixmap | None, icon: str) -> None:
    """A poster on the ground around footage, its aspect kept; the kind's icon where it has none."""
    colors = theme.colors()
    painter.save()
    painter.setRenderHints(
        QPainter.RenderHint.SmoothPixmapTransform | QPainter.RenderHint.Antialiasing
    )
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.footage)
    painter.drawRoundedRect(box, 3, 3)
    if poster is None:
        side = min(24, box.height() - 12)
        middle = QRect(0, 0, side, side)
        middle.moveCenter(box.center())
        icons.paint(painter, middle, icon, QColor(theme.DARK.disabled))
    else:
        painter.drawPixmap(_fitted(poster.size(), box), poster)
    painter.restore()


def _fitted(size: QSize, box: QRect) -> QRect:
    fitted = QRect(box.topLeft(), size.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio))
    fitted.moveCenter(box.center())
    return fitted
