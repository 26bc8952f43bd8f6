"""Compare timeline: both sides on A's time, B where the offset puts it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.gui import theme
from workbench.gui.geometry import clock_at, tick_step_s
from workbench.gui.text import tooltip
from workbench.gui.widgets.ruler import tick_text
from workbench.i18n import _

RULER_PX = 24
LANE_PX = 26
LABEL_PX = 28
RIGHT_PX = 12
CLICK_PX = 4
APART_PX = 92
WHEEL_ZOOM = 1.25
LEAST_VIEW_S = 0.2


@dataclass(frozen=True, slots=True)
class Bar:
    """One side on A's time; a still has no length of its own and is there always."""

    name: str
    start_s: float
    end_s: float
    timed: bool
    matched: tuple[tuple[float, float], ...] = ()
    """Stretches that a match finds on the other side too."""


class CompareTimeline(QWidget):
    """Click or drag to look at a time; drag B's bar to change the offset."""

    scrubbed = Signal(float)
    """Seconds of A."""
    scrubbed_b = Signal(float)
    """Seconds of A at which B is to be shown, while the sides are not linked."""
    shifted = Signal(float)
    """B's bar was pulled by so many of A's seconds."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: tuple[Bar | None, Bar | None] = (None, None)
        self._at_s: tuple[float | None, float | None] = (None, None)
        self._linked = True
        self._whole = self._view = (0.0, 1.0)
        self._press: tuple[QPointF, bool, bool] | None = None
        """Where it began, whether on B's bar, whether it has moved."""
        self._last_x = 0.0
        self.setFixedHeight(RULER_PX + 2 * LANE_PX + 8)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(_("Both on one timeline"))
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def set_bars(self, a: Bar | None, b: Bar | None) -> None:
        """Show these; what is in view stays while the whole does."""
        self._bars = (a, b)
        ends = [(one.start_s, one.end_s) for one in (a, b) if one is not None and one.timed]
        low = min((start for start, _end in ends), default=0.0)
        high = max((end for _start, end in ends), default=1.0)
        whole = (low, max(high, low + LEAST_VIEW_S))
        if whole != self._whole:
            self._whole = whole
            if self._press is None:
                # While B is pulled the ground must not slide away under the hand.
                self._view = whole
        self.update()

    def set_times(self, a_s: float | None, b_s: float | None, *, linked: bool) -> None:
        """The two playheads, both in A's seconds."""
        self._at_s, self._linked = (a_s, b_s), linked
        self.update()

    # Places

    def _px(self, time_s: float) -> float:
        start, end = self._view
        room = max(self.width() - LABEL_PX - RIGHT_PX, 1)
        return LABEL_PX + (time_s - start) / (end - start) * room

    def _time(self, x_px: float) -> float:
        start, end = self._view
        room = max(self.width() - LABEL_PX - RIGHT_PX, 1)
        return start + (x_px - LABEL_PX) / room * (end - start)

    def _lane(self, number: int) -> QRectF:
        top = RULER_PX + number * (LANE_PX + 2)
        return QRectF(LABEL_PX, top, max(self.width() - LABEL_PX - RIGHT_PX, 1), LANE_PX)

    def _on_b(self, at: QPointF) -> bool:
        bar = self._bars[1]
        if bar is None or not bar.timed or not self._lane(1).contains(at):
            return False
        return self._px(bar.start_s) - 3 <= at.x() <= self._px(bar.end_s) + 3

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.colors()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.panel)
        self._paint_ruler(painter)
        for number, bar in enumerate(self._bars):
            lane = self._lane(number)
            painter.setFont(theme.font(0, semibold=True))
            painter.setPen(colors.secondary)
            letter = QRectF(0, lane.top(), LABEL_PX, lane.height())
            painter.drawText(letter, Qt.AlignmentFlag.AlignCenter, "AB"[number])
            painter.fillRect(lane, colors.window)
            if bar is not None:
                self._paint_bar(painter, lane, bar)
        self._paint_playheads(painter)
        painter.end()

    def _paint_ruler(self, painter: QPainter) -> None:
        colors = theme.colors()
        start, end = self._view
        px_per_s = (self.width() - LABEL_PX - RIGHT_PX) / (end - start)
        step = tick_step_s(max(px_per_s, 1e-9), apart_px=APART_PX)
        painter.setFont(theme.mono_font(-1))
        first = int(start // step)
        for n in range(first, int(end // step) + 1):
            time_s = n * step
            x = round(self._px(time_s))
            if x < LABEL_PX:
                continue
            painter.setPen(colors.disabled)
            painter.drawLine(x, RULER_PX - 7, x, RULER_PX - 2)
            said = tick_text(abs(time_s), step, end)
            said = f"-{said}" if time_s < 0 else said
            if x + 4 + painter.fontMetrics().horizontalAdvance(said) < self.width():
                painter.setPen(colors.secondary)
                painter.drawText(x + 4, RULER_PX - 8, said)

    def _paint_bar(self, painter: QPainter, lane: QRectF, bar: Bar) -> None:
        colors = theme.colors()
        left = self._px(bar.start_s) if bar.timed else lane.left()
        right = self._px(bar.end_s) if bar.timed else lane.right()
        box = QRectF(left, lane.top() + 3, max(right - left, 3), lane.height() - 6)
        painter.save()
        painter.setClipRect(lane)
        painter.fillRect(box, _thin(colors.structure, 0.3 if bar.timed else 0.12))
        if bar.timed:
            for x in (box.left(), box.right() - 2):
                painter.fillRect(QRectF(x, box.top(), 2, box.height()), colors.structure)
        for start_s, end_s in bar.matched:
            x, end = self._px(start_s), self._px(end_s)
            part = QRectF(x, box.top(), max(end - x, 3), box.height())
            painter.fillRect(part, _thin(colors.known, 0.4))
            painter.fillRect(QRectF(x, box.bottom() - 2, part.width(), 2), colors.known)
        seen = box.intersected(lane).adjusted(7, 0, -5, 0)
        painter.setFont(theme.font(-1))
        painter.setPen(colors.text)
        cut = painter.fontMetrics().elidedText(
            bar.name, Qt.TextElideMode.ElideRight, int(seen.width())
        )
        painter.drawText(seen, Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()

    def _paint_playheads(self, painter: QPainter) -> None:
        colors = theme.colors()
        for number, time_s in enumerate(self._at_s):
            if time_s is None or (number == 1 and self._linked and self._at_s[0] is not None):
                continue
            x = round(self._px(time_s))
            if not LABEL_PX - 1 <= x <= self.width():
                continue
            top = RULER_PX - 8 if number == 0 else int(self._lane(1).top())
            bottom = self._lane(1).bottom() if self._linked or number else self._lane(0).bottom()
            painter.fillRect(QRectF(x, top, 1, bottom - top), colors.accent)
            if number == 0 or self._at_s[0] is None:
                self._paint_flag(painter, x, time_s)

    def _paint_flag(self, painter: QPainter, x: int, time_s: float) -> None:
        colors = theme.colors()
        said = _clock(time_s)
        painter.setFont(theme.mono_font(-1))
        width = painter.fontMetrics().horizontalAdvance(said) + 10
        left = min(max(x - width // 2, LABEL_PX - 2), self.width() - width)
        flag = QRectF(left, 1, width, RULER_PX - 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.accent)
        painter.drawRoundedRect(flag, 3, 3)
        painter.setPen(colors.accent_text)
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, said)

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or event.position().x() < LABEL_PX - 4:
            return
        on_b = self._on_b(event.position())
        self._press, self._last_x = (event.position(), on_b, False), event.position().x()
        if not on_b:
            self._look(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            pulls = self._linked and self._on_b(at)
            self.setCursor(Qt.CursorShape.SizeHorCursor) if pulls else self.unsetCursor()
            return
        began, on_b, moved = self._press
        moved = moved or abs(at.x() - began.x()) > CLICK_PX
        self._press = (began, on_b, moved)
        if on_b and self._linked:
            if moved:
                self.shifted.emit(self._time(at.x()) - self._time(self._last_x))
                self._last_x = at.x()
        else:
            self._look(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if press is not None and press[1] and not press[2]:
            self._look(event.position())
        self._view = self._whole if press is not None and press[2] and press[1] else self._view
        self.update()

    def _look(self, at: QPointF) -> None:
        wants_b = not self._linked and self._lane(1).top() <= at.y()
        (self.scrubbed_b if wants_b else self.scrubbed).emit(self._time(at.x()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms around the pointer; with Shift, or sideways, it moves along."""
        start, end = self._view
        delta = event.angleDelta()
        if delta.x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            by = (delta.x() or delta.y()) / 1200 * (end - start)
            self._view = self._held(start - by, end - by)
        else:
            at = self._time(event.position().x())
            factor = WHEEL_ZOOM ** (-delta.y() / 120)
            if (end - start) * factor >= LEAST_VIEW_S:
                self._view = self._held(at - (at - start) * factor, at + (end - at) * factor)
        self.update()
        event.accept()

    def _held(self, start: float, end: float) -> tuple[float, float]:
        low, high = self._whole
        if end - start >= high - low:
            return low, high
        moved = max(low - start, 0.0) + min(high - end, 0.0)
        return start + moved, end + moved

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            said = (
                _("Drag to change the offset; click to look at this time")
                if self._linked and self._on_b(QPointF(event.pos()))
                else _("Click or drag to look at a time; the wheel zooms")
            )
            QToolTip.showText(event.globalPos(), tooltip(said), self)
            return True
        return super().event(event)


def _clock(time_s: float) -> str:
    said = clock_at(abs(time_s))
    said = said if abs(time_s) >= 3600 else said[3:]
    return f"-{said}" if time_s < 0 else said


def _thin(color: QColor, share: float) -> QColor:
    made = QColor(color)
    made.setAlphaF(share)
    return made
