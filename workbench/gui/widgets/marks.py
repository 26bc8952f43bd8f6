"""Marks: how regions are drawn on a picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from workbench.gui import theme
from workbench.gui.geometry import PictureMapping, handle_places
from workbench.records.frame import Region

POINT_PX = 7
GRIP_PX = 3.5
LABEL_WIDTH_PX = 220


@dataclass(frozen=True, slots=True)
class Mark:
    """A region to draw, by the key of what it stands for."""

    key: int
    region: Region
    label: str


def paint(painter: QPainter, mapping: PictureMapping, mark: Mark, *, chosen: bool) -> None:
    """Outline with a dark halo, so that it shows on every picture; grips where it is chosen."""
    color = theme.colors().annotation
    halo = QPen(QColor(0, 0, 0, 150), 4)
    line = QPen(color.lighter(125) if chosen else color, 2)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corners = _on_view(mapping, mark.region)
    box = corners.boundingRect()
    for pen in (halo, line):
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        if mark.region.is_point:
            _paint_point(painter, box.topLeft())
        else:
            painter.drawPolygon(corners)
    if chosen:
        _paint_grips(painter, mapping, mark.region)
    if mark.label:
        _paint_label(painter, box, mark.label, color)
    painter.restore()


def _on_view(mapping: PictureMapping, region: Region) -> QPolygonF:
    """The corners of a region, which is no upright box where the picture is turned."""
    left, top = region.left_px, region.top_px
    right, bottom = left + region.width_px, top + region.height_px
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return QPolygonF([QPointF(*mapping.to_view(*corner)) for corner in corners])


def _paint_point(painter: QPainter, at: QPointF) -> None:
    painter.drawEllipse(at, POINT_PX, POINT_PX)
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        way = QPointF(dx, dy)
        painter.drawLine(at + way * (POINT_PX - 3), at + way * (POINT_PX + 4))


def _paint_grips(painter: QPainter, mapping: PictureMapping, region: Region) -> None:
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1))
    painter.setBrush(theme.colors().footage_text)
    for x_px, y_px in handle_places(region).values():
        at = QPointF(*mapping.to_view(x_px, y_px))
        painter.drawRect(QRectF(at.x() - GRIP_PX, at.y() - GRIP_PX, 2 * GRIP_PX, 2 * GRIP_PX))


def _paint_label(painter: QPainter, box: QRectF, label: str, color: QColor) -> None:
    """A small plate above the region, or inside it at the top edge of the view."""
    painter.setFont(theme.font(-1))
    metrics = QFontMetricsF(painter.font())
    text = metrics.elidedText(label.replace("\n", " "), Qt.TextElideMode.ElideRight, LABEL_WIDTH_PX)
    height = metrics.height() + 4
    plate = QRectF(
        box.left() - 1,
        box.top() - height - 5,
        metrics.horizontalAdvance(text) + 14,
        height,
    )
    if box.width() == 0:
        plate.moveTo(box.left() + POINT_PX + 6, box.top() - height / 2)
    if plate.top() < 0:
        plate.moveTop(box.top() + 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(20, 21, 23, 215))
    painter.drawRect(plate)
    painter.setBrush(color)
    painter.drawRect(QRectF(plate.left(), plate.top(), 3, plate.height()))
    painter.setPen(theme.colors().footage_text)
    painter.drawText(plate.adjusted(8, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, text)
