"""Overview bar: the whole item in one line, and which part of it the timeline shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import theme
from workbench.gui.geometry import TimeMapping, whole_time
from workbench.gui.widgets import lane_paint
from workbench.gui.widgets.lanes import Lane
from workbench.gui.widgets.timeline_canvas import TimelineCanvas
from workbench.i18n import _

HEIGHT_PX = 18
HANDLE_PX = 5
LEAST_PX = 12
"""The window is never drawn narrower, so that it can be taken."""


class _Part(StrEnum):
    BODY = "body"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class _Held:
    part: _Part
    x_px: float
    mapping: TimeMapping


class OverviewBar(QWidget):
    """Shows where a timeline is in the whole; dragged to pan, by its ends to zoom."""

    def __init__(self, view: TimelineCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._held: _Held | None = None
        self._ground: tuple[object, QPixmap] | None = None
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Part of the whole that is in view"))
        view.view_changed.connect(self.update)
        view.playhead_moved.connect(self.update)
        theme.watcher().changed.connect(self._stale)

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT_PX)

    @property
    def _whole(self) -> TimeMapping:
        m = self._view.mapping
        return whole_time(m.duration_s, m.left_px, m.width_px)

    def _window(self) -> tuple[float, float]:
        """Left and right of the part that is in view."""
        whole, m = self._whole, self._view.mapping
        left, right = whole.to_px(m.start_s), whole.to_px(min(m.end_s, m.duration_s))
        if right - left < LEAST_PX:
            middle = (left + right) / 2
            left = min(max(middle - LEAST_PX / 2, whole.left_px), right)
            right = left + LEAST_PX
        return left, right

    def _stale(self) -> None:
        self._ground = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._stale()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), theme.colors()
        painter.fillRect(self.rect(), colors.panel)
        view = self._view
        if view.content.duration_s > 0:
            painter.drawPixmap(0, 0, self._painted_ground())
            left, right = self._window()
            veil = QColor(colors.panel)
            veil.setAlphaF(0.55)
            whole = self._whole
            start, end = whole.left_px, whole.left_px + whole.width_px
            painter.fillRect(QRectF(start, 3, left - start, HEIGHT_PX - 6), veil)
            painter.fillRect(QRectF(right, 3, end - right, HEIGHT_PX - 6), veil)
            painter.setPen(colors.secondary)
            painter.drawRect(QRectF(round(left), 3, round(right) - round(left) - 1, HEIGHT_PX - 7))
            for x in (round(left), round(right) - 3):
                painter.fillRect(QRect(x, 3, 3, HEIGHT_PX - 6), colors.secondary)
            if view.playhead_s is not None:
                x = round(whole.to_px(view.playhead_s))
                painter.fillRect(QRect(x, 1, 1, HEIGHT_PX - 2), colors.accent)
        painter.end()

    def _painted_ground(self) -> QPixmap:
        """Shots, annotations and matches in thin lines; painted once for each content."""
        view = self._view
        key = (view.content, view.range_s, view.mapping.left_px, view.mapping.width_px)
        if self._ground is not None and self._ground[0] == key:
            return self._ground[1]
        ratio, whole = self.devicePixelRatioF(), self._whole
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(theme.colors().panel)
        painter = QPainter(made)
        painter.fillRect(
            QRectF(whole.left_px, 3, whole.width_px, HEIGHT_PX - 6), theme.colors().window
        )
        painter.setClipRect(QRectF(whole.left_px, 3, whole.width_px, HEIGHT_PX - 6))
        rows = {Lane.SHOTS: (4, 3), Lane.ANNOTATIONS: (8, 3), Lane.KNOWN: (12, 2)}
        for place in view.places:
            if place.lane in rows:
                top, height = rows[place.lane]
                color = lane_paint.meaning(place.lane)
                for stretch, box in place.boxes(whole):
                    width = 1.0
                    if place.lane is not Lane.SHOTS:
                        width = max(whole.to_px(stretch.end_s) - box.left(), 2)
                    painter.fillRect(QRectF(box.left(), top, width, height), color)
        if view.range_s is not None:
            left, right = (whole.to_px(t) for t in view.range_s)
            ground = QColor(theme.colors().accent)
            ground.setAlphaF(0.35)
            painter.fillRect(QRectF(left, 3, max(right - left, 2), HEIGHT_PX - 6), ground)
        painter.end()
        self._ground = (key, made)
        return made

    # The pointer

    def _part_at(self, x_px: float) -> _Part | None:
        left, right = self._window()
        if abs(x_px - left) <= HANDLE_PX:
            return _Part.LEFT
        if abs(x_px - right) <= HANDLE_PX:
            return _Part.RIGHT
        return _Part.BODY if left < x_px < right else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._view.content.duration_s <= 0:
            return
        x = event.position().x()
        part = self._part_at(x)
        if part is None:
            m = self._view.mapping
            length_s = m.width_px / m.px_per_s
            moved = self._whole.to_time(x) - length_s / 2 - m.start_s
            self._view.show_mapping(m.panned(-moved * m.px_per_s))
            part = _Part.BODY
        self._held = _Held(part, x, self._view.mapping)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._held is None:
            part = self._part_at(x)
            ends = part in (_Part.LEFT, _Part.RIGHT)
            self.setCursor(Qt.CursorShape.SizeHorCursor if ends else Qt.CursorShape.ArrowCursor)
            return
        m, whole = self._held.mapping, self._whole
        moved_s = (x - self._held.x_px) / whole.px_per_s
        if self._held.part is _Part.BODY:
            self._view.show_mapping(m.panned(-moved_s * m.px_per_s))
            return
        start, end = m.start_s, min(m.end_s, m.duration_s)
        least_s = m.width_px / m.most_px_per_s
        if self._held.part is _Part.LEFT:
            start = min(max(start + moved_s, 0.0), end - least_s)
        else:
            end = max(min(end + moved_s, m.duration_s), start + least_s)
        self._view.show_mapping(m.spread(start, end))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._view.zoom_whole()
