"""Timeline marks: what moves over the lanes: playhead, range, what is chosen, what is dragged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from workbench.gui import theme
from workbench.gui.widgets import lane_paint, ruler
from workbench.gui.widgets.lanes import Lane

if TYPE_CHECKING:
    from workbench.gui.widgets.timeline_canvas import TimelineCanvas

TAB_PX = 12
"""Height of the handles of the range, at the foot of the ruler."""


def paint(painter: QPainter, view: TimelineCanvas) -> None:
    """What moves: the frame on screen, the range, what is chosen or dragged, the hairline."""
    painter.save()
    head = view.head_px
    _paint_frame(painter, view)
    _paint_range(painter, view)
    painter.setClipRect(QRectF(view.mapping.left_px - 1, head, view.width(), view.height() - head))
    painter.translate(0, head - view.down_px)
    _paint_chosen(painter, view)
    _paint_dragged(painter, view)
    painter.restore()
    for time_s, color in (
        (view.pointer_s, theme.colors().disabled),
        (view.hairline_s, theme.colors().attention),
    ):
        if time_s is not None:
            x = round(view.mapping.to_px(time_s))
            painter.fillRect(QRect(x, ruler.TIMES_PX - 8, 1, view.height()), color)


def _paint_frame(painter: QPainter, view: TimelineCanvas) -> None:
    """The frame on screen: its index on the ruler, and close up how long it lasts."""
    frames, at = view.content.frames, view.playhead_s
    if frames is None or at is None:
        return
    index = frames.index_at(at)
    ruler.paint_current(painter, frames, view.mapping, index)
    if ruler.shows_cells(frames, view.mapping):
        left, right = (
            round(view.mapping.to_px(t)) for t in (frames.begin_s(index), frames.until_s(index))
        )
        ground = QColor(theme.colors().accent)
        ground.setAlphaF(0.10)
        _tint(painter, view, left, right, ground)


def _tint(
    painter: QPainter, view: TimelineCanvas, left_px: float, right_px: float, color: QColor
) -> None:
    """Lay a colour over a stretch of all lanes but the pictures, which are judged by theirs."""
    for place in view.places:
        if place.lane is not Lane.STRIP:
            top = max(view.head_px - view.down_px + place.top_px, view.head_px)
            bottom = view.head_px - view.down_px + place.top_px + place.height_px
            if bottom > top:
                painter.fillRect(QRectF(left_px, top, right_px - left_px, bottom - top), color)


def _paint_range(painter: QPainter, view: TimelineCanvas) -> None:
    if view.range_s is None:
        return
    left, right = (view.mapping.to_px(t) for t in view.range_s)
    accent, head = theme.colors().accent, view.head_px
    ground = QColor(accent)
    ground.setAlphaF(0.12)
    _tint(painter, view, left, right, ground)
    painter.fillRect(QRectF(left, head - 3, right - left, 3), accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    for x, way in ((left, 1), (right, -1)):
        painter.fillRect(QRectF(min(x, x + way), head - TAB_PX, 1, view.height()), accent)
        top = QPointF(x, head - TAB_PX)
        painter.drawPolygon(
            QPolygonF([top, top + QPointF(way * 7, TAB_PX - 3), top + QPointF(0, TAB_PX - 3)])
        )
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _paint_chosen(painter: QPainter, view: TimelineCanvas) -> None:
    if view.chosen is None:
        return
    lane, key = view.chosen
    painter.setPen(theme.colors().accent)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for place in view.places:
        if place.lane is lane:
            for stretch, box in place.boxes(view.mapping):
                if stretch.key == key:
                    painter.drawRect(box.adjusted(-1, -1, 0, 0))


def _paint_dragged(painter: QPainter, view: TimelineCanvas) -> None:
    if view.dropped is None or view.dropped[0] is None:
        return
    key, dropped = view.dropped
    for place in view.places:
        for number, stretch in enumerate(place.stretches):
            if place.lane is Lane.ANNOTATIONS and stretch.key == key:
                box = place.box(number, view.mapping)
                box.setLeft(view.mapping.to_px(dropped.span_s[0]))
                box.setRight(view.mapping.to_px(dropped.span_s[1]))
                painter.fillRect(box, theme.colors().raised)
                bright = replace(stretch, faded=False)
                base = lane_paint.meaning(place.lane)
                lane_paint.paint_bar(painter, bright, box, base, view.mapping)


def paint_playhead(painter: QPainter, view: TimelineCanvas) -> None:
    flag, said = ruler.flag(view.mapping, view.playhead_s, view.width())
    if view.content.duration_s > 0:
        ruler.paint_times(painter, view.mapping, hidden=flag)
    if flag.isNull() or view.playhead_s is None:
        return
    colors = theme.colors()
    x = round(view.mapping.to_px(view.playhead_s))
    foot = ruler.TIMES_PX
    painter.fillRect(QRect(x, foot - 8, 1, view.height() - foot + 8), colors.accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.accent)
    painter.drawRoundedRect(flag, 3, 3)
    tip = QPointF(x + 0.5, foot - 4)
    painter.drawPolygon(QPolygonF([tip, tip + QPointF(-4, -5), tip + QPointF(4, -5)]))
    painter.setFont(theme.mono_font(-1))
    painter.setPen(colors.accent_text)
    painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, said)
