"""Film strip: small pictures along a timeline, their aspect kept, each a frame where it stands."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from workbench.gui import pixels, theme
from workbench.gui.frame_times import FrameTimes, pictured
from workbench.gui.geometry import TimeMapping
from workbench.gui.widgets.lanes import Content, Picture

KEPT = 400
"""Shrunk pictures, some 60 KB each at most."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A place of the strip: a stretch of time, and the frame that it begins with."""

    left_px: float
    right_px: float
    start_s: float
    end_s: float
    index: int | None


class FilmStrip:
    """Paints the strip, and says of which frames it would like a picture of its own."""

    def __init__(self) -> None:
        self.exact: Callable[[int], QImage | None] = lambda _index: None
        """The picture of exactly that frame, where there is one."""
        self._shrunk: OrderedDict[tuple[int, int], QImage] = OrderedDict()

    def paint(
        self, painter: QPainter, content: Content, box: QRect, mapping: TimeMapping
    ) -> list[int]:
        """Paint into a box; returns the frames whose own picture is missing.

        A stored picture stands in for its stretch of time only if it was taken within it.
        """
        right = min(box.right() + 1, round(mapping.to_px(mapping.duration_s)))
        painter.fillRect(
            QRect(box.left(), box.top(), right - box.left(), box.height()), theme.colors().footage
        )
        if content.frames is None:
            self._paint_stored(painter, content.pictures, box, mapping)
            return []
        missing = []
        for cell in _cells(content.frames, mapping, max(box.height() * content.aspect, 1.0)):
            assert cell.index is not None
            image = self.exact(cell.index)
            if image is None:
                stored = _within(content.pictures, cell)
                if stored is None or abs(stored.time_s - cell.start_s) > 1e-6:
                    missing.append(cell.index)
                image = None if stored is None else stored.image
            if image is not None:
                self._paint_one(painter, image, cell, box)
        return missing

    def _paint_stored(
        self, painter: QPainter, pictures: tuple[Picture, ...], box: QRect, mapping: TimeMapping
    ) -> None:
        """Each picture begins where its frame does; those that would overlap are left out."""
        free = -1e9
        for picture in pictures:
            left = mapping.to_px(picture.time_s)
            width = box.height() * picture.image.width() / picture.image.height()
            if left >= free and left + width >= box.left() and left <= box.right():
                cell = _Cell(left, left + width, picture.time_s, picture.time_s, None)
                self._paint_one(painter, picture.image, cell, box)
            if left >= free:
                free = left + width

    def _paint_one(self, painter: QPainter, image: QImage, cell: _Cell, box: QRect) -> None:
        small = self._small(painter, image, box.height())
        painter.drawImage(round(cell.left_px), box.top(), small)

    def _small(self, painter: QPainter, image: QImage, height_px: int) -> QImage:
        ratio = painter.device().devicePixelRatioF()
        height = round(height_px * ratio)
        key = (image.cacheKey(), height)
        kept = self._shrunk.get(key)
        if kept is None:
            size = image.size().scaled(QSize(10_000, height), Qt.AspectRatioMode.KeepAspectRatio)
            kept = pixels.shrunk(image, size.expandedTo(QSize(1, 1)))
            kept.setDevicePixelRatio(ratio)
            self._shrunk[key] = kept
            while len(self._shrunk) > KEPT:
                self._shrunk.popitem(last=False)
        else:
            self._shrunk.move_to_end(key)
        return kept


def _cells(frames: FrameTimes, mapping: TimeMapping, width_px: float) -> list[_Cell]:
    cells = []
    for index, following in pictured(frames, mapping, width_px=width_px):
        start_s = frames.begin_s(index)
        end_s = frames.end_s if following >= len(frames) else frames.begin_s(following)
        cells.append(_Cell(mapping.to_px(start_s), mapping.to_px(end_s), start_s, end_s, index))
    return cells


def _within(pictures: tuple[Picture, ...], cell: _Cell) -> Picture | None:
    """The first stored picture that was taken within a cell's stretch of time."""
    at = bisect_left(pictures, cell.start_s - 1e-6, key=lambda p: p.time_s)
    if at < len(pictures) and pictures[at].time_s < cell.end_s - 1e-6:
        return pictures[at]
    return None
