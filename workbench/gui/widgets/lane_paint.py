"""Lane paint: how the lanes of a timeline look. The playhead is not in it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from workbench.gui import theme
from workbench.gui.geometry import TimeMapping
from workbench.gui.widgets import waveform
from workbench.gui.widgets.film_strip import FilmStrip
from workbench.gui.widgets.lanes import Content, Lane, Place, Stretch
from workbench.i18n import _
from workbench.records.shot import Transition

LEGIBLE_PX = 30
"""Less room than this holds no word."""
DENSE_PX = 3
"""Shots that are narrower are a tone only."""
COARSE_PX = 3
"""Steps of sound that are wider on screen are said to be coarse."""


def paint(
    painter: QPainter,
    content: Content,
    laid: list[Place],
    mapping: TimeMapping,
    strip: FilmStrip,
) -> list[int]:
    """All lanes; returns the frames of which the strip has no picture of their own yet."""
    missing: list[int] = []
    left, width = round(mapping.left_px), round(mapping.width_px) + 1
    for place in laid:
        row = QRect(left, place.top_px, width, place.height_px)
        painter.fillRect(row, theme.colors().window)
        said = content.empty.get(place.lane)
        if said:
            if not place.folded:
                _paint_sentence(painter, row, said)
        elif place.lane is Lane.STRIP:
            if not place.folded:
                missing = strip.paint(painter, content, row, mapping)
        elif place.lane is Lane.SOUND:
            _paint_sound(painter, content, row, mapping)
        else:
            _paint_stretches(painter, place, mapping)
    return missing


def meaning(lane: Lane) -> QColor:
    """The colour of what a lane is about."""
    colors = theme.colors()
    return {
        Lane.SHOTS: colors.structure,
        Lane.SOUND: colors.sound,
        Lane.ANNOTATIONS: colors.annotation,
        Lane.KNOWN: colors.known,
    }.get(lane, colors.disabled)


def _paint_sentence(painter: QPainter, row: QRect, said: str) -> None:
    painter.setFont(theme.font(-1))
    painter.setPen(theme.colors().secondary)
    painter.drawText(row.adjusted(8, 0, -8, 0), Qt.AlignmentFlag.AlignVCenter, said)


def _paint_sound(painter: QPainter, content: Content, row: QRect, mapping: TimeMapping) -> None:
    if content.sound is None:
        return
    waveform.paint(painter, content.sound, row, mapping)
    if content.sound.step_s * mapping.px_per_s < COARSE_PX or row.height() < theme.LANE:
        return
    said = _("in steps of {ms} ms").format(ms=f"{content.sound.step_s * 1000:g}")
    painter.setFont(theme.font(-1))
    metrics = painter.fontMetrics()
    room = QRect(0, row.top() + 1, metrics.horizontalAdvance(said) + 10, metrics.height())
    room.moveRight(row.right())
    painter.fillRect(room, theme.colors().window)
    painter.setPen(theme.colors().secondary)
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, said)


def _paint_stretches(painter: QPainter, place: Place, mapping: TimeMapping) -> None:
    base = meaning(place.lane)
    painter.setFont(theme.font(-1))
    for stretch, box in place.boxes(mapping):
        if place.lane is Lane.SHOTS:
            _paint_shot(painter, stretch, box, base, mapping, place.folded)
        else:
            paint_bar(painter, stretch, box, base, mapping)


def _paint_shot(
    painter: QPainter,
    shot: Stretch,
    box: QRectF,
    base: QColor,
    mapping: TimeMapping,
    folded: bool,
) -> None:
    ground = QColor(base)
    ground.setAlphaF(0.45 if shot.key % 2 == 0 else 0.28)
    if box.width() < DENSE_PX:
        painter.fillRect(box, ground)
        return
    painter.fillRect(box.adjusted(0.5, 0, -0.5, 0), ground)
    indent = _paint_begin(painter, shot.begins_with, box, base)
    if not folded:
        seen = _in_view(box, mapping).adjusted(
            indent if box.left() >= mapping.left_px else 0, 0, 0, 0
        )
        _paint_text(painter, seen, shot.text, theme.colors().text)


def _paint_begin(painter: QPainter, how: Transition | None, box: QRectF, base: QColor) -> float:
    """The mark of how a shot begins: a line for a cut, a wedge for a fade, two that cross for a
    dissolve. Returns the room it takes."""
    painter.fillRect(QRectF(box.left(), box.top(), 1.5, box.height()), base)
    if how not in (Transition.FADE, Transition.DISSOLVE) or box.width() < 12:
        return 0.0
    wide = min(10.0, box.width() / 2)
    left, top, right, bottom = box.left() + 1.5, box.top(), box.left() + 1.5 + wide, box.bottom()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(base)
    painter.drawPolygon(
        QPolygonF([QPointF(left, bottom), QPointF(right, top), QPointF(right, bottom)])
    )
    if how is Transition.DISSOLVE:
        painter.drawPolygon(
            QPolygonF([QPointF(left, top), QPointF(left, bottom), QPointF(right, bottom)])
        )
    return wide


def paint_bar(
    painter: QPainter, stretch: Stretch, box: QRectF, base: QColor, mapping: TimeMapping
) -> None:
    """A stretch with both its ends, so that a narrow one still shows that it is one."""
    base = theme.colors().sound if stretch.heard else base
    ground = QColor(base)
    ground.setAlphaF(0.10 if stretch.faded else 0.26)
    painter.fillRect(box, ground)
    edge = QColor(base)
    edge.setAlphaF(0.5 if stretch.faded else 1.0)
    for x in (box.left(), box.right() - 2):
        painter.fillRect(QRectF(x, box.top(), 2, box.height()), edge)
    painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), edge)
    if box.height() >= 12:
        color = theme.colors().secondary if stretch.faded else theme.colors().text
        _paint_text(painter, _in_view(box, mapping), stretch.text, color)


def _in_view(box: QRectF, mapping: TimeMapping) -> QRectF:
    return box.intersected(QRectF(mapping.left_px, box.top(), mapping.width_px, box.height()))


def _paint_text(painter: QPainter, box: QRectF, text: str, color: QColor) -> None:
    room = box.adjusted(7, 0, -5, 0)
    if room.width() < LEGIBLE_PX:
        return
    shown = painter.fontMetrics().elidedText(
        text.replace("\n", " "), Qt.TextElideMode.ElideRight, int(room.width())
    )
    painter.setPen(color)
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
