"""Ruler: the times along the top of a timeline, and under them the frames with their index."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from workbench.gui import theme
from workbench.gui.frame_times import FrameTimes, marked_indices
from workbench.gui.geometry import TimeMapping, clock_at, tick_step_s, ticks_s

TIMES_PX = 26
FRAMES_PX = 18
TICK_APART_PX = 92
CELL_PX = 7
"""Frames that are wider in the mean are drawn one by one."""
NUMBERED_PX = 12
RIGHT_MARGIN_PX = 12


def height_px(frames: FrameTimes | None) -> int:
    """Of the whole ruler; without counted frames it has times only."""
    return TIMES_PX + (FRAMES_PX if frames is not None else 0)


def shows_cells(frames: FrameTimes | None, mapping: TimeMapping) -> bool:
    """Whether the zoom is close enough to tell one frame from the next."""
    return frames is not None and frames.mean_px(mapping) >= CELL_PX


def paint(painter: QPainter, frames: FrameTimes | None, mapping: TimeMapping) -> None:
    """Ticks of time, and the row of frames; the times themselves come with the playhead."""
    colors = theme.colors()
    painter.setPen(colors.line)
    for minor in ticks_s(mapping, apart_px=TICK_APART_PX / 8):
        x = round(mapping.to_px(minor))
        painter.drawLine(x, TIMES_PX - 4, x, TIMES_PX - 2)
    painter.setPen(colors.disabled)
    for time_s in ticks_s(mapping, apart_px=TICK_APART_PX):
        x = round(mapping.to_px(time_s))
        painter.drawLine(x, TIMES_PX - 8, x, TIMES_PX - 2)
    if frames is not None:
        row = QRect(round(mapping.left_px), TIMES_PX, round(mapping.width_px) + 1, FRAMES_PX)
        painter.fillRect(row, colors.window)
        if shows_cells(frames, mapping):
            _paint_cells(painter, frames, mapping)
        _paint_indices(painter, frames, mapping)


def _paint_cells(painter: QPainter, frames: FrameTimes, mapping: TimeMapping) -> None:
    colors = theme.colors()
    for index in frames.seen(mapping):
        left = round(mapping.to_px(frames.begin_s(index)))
        right = round(mapping.to_px(frames.until_s(index)))
        if frames.key[index]:
            # A frame that can be decoded alone carries a bar.
            painter.fillRect(QRect(left + 1, TIMES_PX, right - left - 1, 2), colors.structure)
        painter.fillRect(QRect(left, TIMES_PX, 1, FRAMES_PX), colors.disabled)
    last = frames.seen(mapping)[-1]
    if last == len(frames) - 1:
        painter.fillRect(
            QRect(round(mapping.to_px(frames.end_s)), TIMES_PX, 1, FRAMES_PX), colors.disabled
        )


def _paint_indices(painter: QPainter, frames: FrameTimes, mapping: TimeMapping) -> None:
    colors = theme.colors()
    painter.setFont(theme.mono_font(-1))
    room = _room_px(frames, painter.fontMetrics())
    cells = shows_cells(frames, mapping)
    for index, left in _marked(frames, mapping, room):
        if not cells:
            painter.fillRect(QRectF(round(left), TIMES_PX + 3, 1, FRAMES_PX - 6), colors.disabled)
        painter.setPen(colors.secondary)
        painter.drawText(QRectF(round(left) + 5, TIMES_PX + 1, room, FRAMES_PX), str(index))


def _room_px(frames: FrameTimes, metrics: QFontMetrics) -> int:
    """What the longest index takes, with the distance to the next."""
    return metrics.horizontalAdvance(str(len(frames) - 1)) + NUMBERED_PX


def _marked(frames: FrameTimes, mapping: TimeMapping, room_px: int) -> list[tuple[int, float]]:
    """The frames in view whose index is written, and where."""
    found, free = [], -1e9
    for index in marked_indices(frames, mapping, apart_px=room_px):
        left = mapping.to_px(frames.begin_s(index))
        if left >= free:
            found.append((index, left))
            free = left + room_px - 4
    return found


def paint_current(painter: QPainter, frames: FrameTimes, mapping: TimeMapping, index: int) -> None:
    """The cell of the frame on screen, whatever else is written there."""
    colors = theme.colors()
    left = round(mapping.to_px(frames.begin_s(index)))
    right = round(mapping.to_px(frames.until_s(index)))
    said = str(index)
    painter.setFont(theme.mono_font(-1))
    width = max(painter.fontMetrics().horizontalAdvance(said) + 10, right - left)
    cell = QRect(left, TIMES_PX, width, FRAMES_PX)
    room = _room_px(frames, painter.fontMetrics())
    for _index, at in _marked(frames, mapping, room):
        # An index that it would cover in part is left out whole.
        other = QRect(round(at) + 2, TIMES_PX + 2, room - 6, FRAMES_PX - 2)
        if other.intersects(cell):
            painter.fillRect(other, colors.window)
    painter.fillRect(cell, colors.raised)
    painter.fillRect(QRect(left, TIMES_PX, max(right - left, 1), FRAMES_PX), _light(colors.accent))
    painter.setPen(colors.text)
    painter.drawText(cell.adjusted(5, 1, 0, 0), Qt.AlignmentFlag.AlignTop, said)


def _light(color: QColor) -> QColor:
    made = QColor(color)
    made.setAlphaF(0.32)
    return made


def paint_times(painter: QPainter, mapping: TimeMapping, *, hidden: QRect) -> None:
    """The times of the ruler, but for those that the playhead's flag covers."""
    painter.setFont(theme.mono_font(-1))
    painter.setPen(theme.colors().secondary)
    step = tick_step_s(mapping.px_per_s, apart_px=TICK_APART_PX)
    for time_s in ticks_s(mapping, apart_px=TICK_APART_PX):
        said = tick_text(time_s, step, mapping.duration_s)
        x = round(mapping.to_px(time_s)) + 4
        room = QRect(x, 0, painter.fontMetrics().horizontalAdvance(said), TIMES_PX)
        fits = room.right() <= mapping.left_px + mapping.width_px + RIGHT_MARGIN_PX
        if fits and not room.intersects(hidden.adjusted(-3, 0, 3, 0)):
            painter.drawText(x, TIMES_PX - 8, said)


def tick_text(time_s: float, step_s: float, duration_s: float) -> str:
    """As many figures as tell two ticks apart."""
    text = clock_at(time_s)
    if duration_s < 3600:
        text = text[3:]
    if step_s >= 1:
        return text[:-4]
    return text[:-2] if step_s >= 0.1 else text


def flag(mapping: TimeMapping, time_s: float | None, width_px: int) -> tuple[QRect, str]:
    """Where the playhead's time stands, and the time; nowhere while it is out of view."""
    if time_s is None or mapping.duration_s <= 0:
        return QRect(), ""
    if not mapping.start_s - 1e-6 <= time_s <= mapping.end_s + 1e-6:
        return QRect(), ""
    said = clock_at(time_s) if mapping.duration_s >= 3600 else clock_at(time_s)[3:]
    width = QFontMetrics(theme.mono_font(-1)).horizontalAdvance(said) + 10
    left = round(mapping.to_px(time_s)) - width // 2
    left = min(max(left, round(mapping.left_px) - 2), width_px - width)
    return QRect(left, 1, width, TIMES_PX - 9), said
