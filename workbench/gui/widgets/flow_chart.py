"""Flow chart: bits of picture and sound over time, key frames under them, and marks where picture
or sound do not go on as they did. A click goes there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.gui import text, theme
from workbench.i18n import _
from workbench.i18n.safe import shown

HEIGHT_PX = 132
LEFT_PX, TOP_PX, BOTTOM_PX = 8, 18, 30
KEYS_PX, MARKS_PX = 6, 7
REACH_PX = 4
"""So near to a mark a click means it."""


class MarkKind(StrEnum):
    """What a mark is about."""

    STANDS = "stands"
    NEARLY_STANDS = "nearly_stands"
    BREAK = "break"
    CHANGE = "change"
    PADDED = "padded"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of time that is marked; `pts` where a frame begins with it."""

    kind: MarkKind
    start_s: float
    end_s: float
    said: str
    pts: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What the chart shows: bits a second by the step, times of key frames, marks."""

    start_s: float
    step_s: float
    picture_bps: Sequence[int]
    sound_bps: Sequence[int]
    key_s: Sequence[float]
    marks: Sequence[Mark]

    @property
    def end_s(self) -> float:
        return self.start_s + self.step_s * max(len(self.picture_bps), 1)


class FlowChart(QWidget):
    """A small chart of one item over its whole time."""

    moment_wanted = Signal(float, object)
    """Presentation seconds, and the PTS of the frame that begins there, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._course: Course | None = None
        self._at_s: float | None = None
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(300, HEIGHT_PX)

    def show_course(self, course: Course) -> None:
        self._course, self._at_s = course, None
        most, marks = rate_text(self._most), len(course.marks)
        said = _("Bit rate over time: at most {rate}, marks: {n}").format(rate=most, n=marks)
        self.setAccessibleName(said)
        self.update()

    @property
    def _most(self) -> float:
        assert self._course is not None
        both = zip(self._course.picture_bps, self._course.sound_bps, strict=True)
        return max((a + b for a, b in both), default=0)

    # Where things are

    def _x(self, at_s: float) -> float:
        assert self._course is not None
        span = self._course.end_s - self._course.start_s
        return LEFT_PX + (at_s - self._course.start_s) / span * (self.width() - 2 * LEFT_PX)

    def _seconds(self, x: float) -> float:
        assert self._course is not None
        share = (x - LEFT_PX) / max(self.width() - 2 * LEFT_PX, 1)
        at_s = self._course.start_s + share * (self._course.end_s - self._course.start_s)
        return min(max(at_s, self._course.start_s), self._course.end_s)

    @property
    def _ground(self) -> float:
        return self.height() - BOTTOM_PX

    def mark_at(self, x: float) -> Mark | None:
        """The shortest mark under a place: a long one may lie below others."""
        if self._course is None:
            return None
        near = [
            mark
            for mark in self._course.marks
            if self._x(mark.start_s) - REACH_PX <= x <= self._x(mark.end_s) + REACH_PX
        ]
        return min(near, key=lambda mark: mark.end_s - mark.start_s, default=None)

    # What is done

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # what it means is told by the release

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._course is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if self.rect().contains(at.toPoint()):
            self._go(self.mark_at(at.x()) if at.y() >= self._ground else None, at.x())

    def _go(self, mark: Mark | None, x: float) -> None:
        at_s = self._seconds(x) if mark is None else mark.start_s
        self._at_s = at_s
        self.update()
        self.moment_wanted.emit(max(at_s, 0.0), None if mark is None else mark.pts)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from mark to mark; Return goes to the one that is chosen."""
        course = self._course
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if course is None or not course.marks:
            super().keyPressEvent(event)
            return
        marks = sorted(course.marks, key=lambda mark: mark.start_s)
        if event.key() in steps:
            now = -math.inf if self._at_s is None else self._at_s
            ahead = [m for m in marks if m.start_s > now]
            behind = [m for m in marks if m.start_s < now]
            chosen = (
                (ahead[:1] or marks[-1:]) if steps[event.key()] > 0 else (behind[-1:] or marks[:1])
            )
            self._at_s = chosen[0].start_s
            self.setAccessibleDescription(chosen[0].said)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._at_s is not None:
            mark = next((m for m in marks if m.start_s == self._at_s), None)
            self._go(mark, self._x(self._at_s))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), text.tooltip(self.said_at(event.pos().x())), self)
            return True
        return super().event(event)

    def said_at(self, x: float) -> str:
        """What there is at a place, for the tooltip."""
        course = self._course
        if course is None:
            return ""
        at_s, mark = self._seconds(x), self.mark_at(x)
        step = min(int((at_s - course.start_s) / course.step_s), len(course.picture_bps) - 1)
        said = [_("{n} s").format(n=f"{at_s:.2f}")]
        if course.picture_bps[step]:
            said.append(_("picture {rate}").format(rate=rate_text(course.picture_bps[step])))
        if course.sound_bps[step]:
            said.append(_("sound {rate}").format(rate=rate_text(course.sound_bps[step])))
        return shown(", ".join(said)) + (f"\n{mark.said}" if mark else "")

    # How it looks

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), theme.colors()
        painter.fillRect(self.rect(), colors.panel)
        if self._course is None:
            painter.end()
            return
        self._bars(painter, self._course)
        self._keys(painter, self._course)
        for mark in self._course.marks:
            self._mark(painter, mark)
        self._words(painter, self._course)
        if self._at_s is not None:
            painter.setPen(QPen(colors.accent, 1))
            x = round(self._x(self._at_s)) + 0.5
            painter.drawLine(QPointF(x, TOP_PX), QPointF(x, self.height() - BOTTOM_PX / 2))
        if self.hasFocus():
            painter.setPen(QPen(colors.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _bars(self, painter: QPainter, course: Course) -> None:
        """One bar a pixel column at most: of the steps that it covers the highest."""
        colors, high = theme.colors(), self._ground - TOP_PX
        most = max(self._most, 1)
        count, wide = len(course.picture_bps), self.width() - 2 * LEFT_PX
        columns = max(min(count, wide), 1)
        picture = _highest(np.asarray(course.picture_bps, np.float64), columns)
        sound = _highest(np.asarray(course.sound_bps, np.float64), columns)
        bar = wide / columns
        gap = 1.0 if bar >= 4 else 0.0
        for place in range(columns):
            left = LEFT_PX + place * bar
            of_sound, of_picture = (high * v[place] / most for v in (sound, picture))
            ground = QRectF(left, self._ground - of_sound, bar - gap, of_sound)
            painter.fillRect(ground, colors.sound)
            top = QRectF(left, ground.top() - of_picture, bar - gap, of_picture)
            painter.fillRect(top, colors.structure)
        painter.setPen(QPen(colors.line, 1))
        y = round(self._ground) + 0.5
        painter.drawLine(QPointF(LEFT_PX, y), QPointF(self.width() - LEFT_PX, y))

    def _keys(self, painter: QPainter, course: Course) -> None:
        painter.setPen(QPen(theme.colors().secondary, 1))
        top = round(self._ground) + 2
        for x in sorted({round(self._x(at_s)) for at_s in course.key_s}):
            painter.drawLine(QPointF(x + 0.5, top), QPointF(x + 0.5, top + KEYS_PX))

    def _mark(self, painter: QPainter, mark: Mark) -> None:
        colors = theme.colors()
        color: QColor = {
            MarkKind.STANDS: colors.attention,
            MarkKind.NEARLY_STANDS: colors.known,
            MarkKind.BREAK: colors.attention,
            MarkKind.CHANGE: colors.accent,
            MarkKind.PADDED: colors.disabled,
        }[mark.kind]
        left, right = self._x(mark.start_s), self._x(mark.end_s)
        top = self._ground + KEYS_PX + 4
        wide = max(right - left, 2.0)
        if mark.kind in (MarkKind.BREAK, MarkKind.CHANGE):
            # Apart by form, not by colour alone: a line through the whole chart.
            painter.setPen(QPen(color, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(left, TOP_PX), QPointF(left, top + MARKS_PX))
        high = 2 if mark.kind is MarkKind.PADDED else MARKS_PX
        painter.fillRect(QRectF(left, top, wide, high), color)

    def _words(self, painter: QPainter, course: Course) -> None:
        painter.setFont(theme.font(-1))
        painter.setPen(theme.colors().secondary)
        wide = self.width() - 2 * LEFT_PX
        top = QRectF(LEFT_PX, 0, wide, TOP_PX - 2)
        painter.drawText(top, Qt.AlignmentFlag.AlignVCenter, rate_text(self._most))
        below = QRectF(LEFT_PX, self.height() - 13, wide, 13)
        for said, side in (
            (course.start_s, Qt.AlignmentFlag.AlignLeft),
            (course.end_s, Qt.AlignmentFlag.AlignRight),
        ):
            words = _("{n} s").format(n=f"{said:.0f}")
            painter.drawText(below, side | Qt.AlignmentFlag.AlignVCenter, words)


def _highest(values: NDArray[np.float64], columns: int) -> NDArray[np.float64]:
    """The greatest of those that fall into each column."""
    if len(values) <= columns:
        return values
    bounds = (np.arange(columns) * len(values) // columns).astype(np.int64)
    return np.maximum.reduceat(values, bounds)


def rate_text(bits_per_s: float) -> str:
    """`2.52 Mbit/s`."""
    if bits_per_s >= 1e6:
        return _("{n} Mbit/s").format(n=f"{bits_per_s / 1e6:.2f}")
    return _("{n} kbit/s").format(n=f"{bits_per_s / 1e3:.0f}")
