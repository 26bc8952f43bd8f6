"""Timeline view: lanes over time, a playhead with its time, zoom around the pointer."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workbench.gui import theme
from workbench.gui.geometry import TimeMapping, clock_at, snapped, whole_time
from workbench.gui.text import tooltip
from workbench.gui.widgets import lanes
from workbench.gui.widgets.lanes import RIGHT_MARGIN_PX, RULER_PX, Content, Lane, Place, Stretch
from workbench.i18n import _

SNAP_PX = 6
LABEL_PADDING_PX = 12
WHEEL_ZOOM = 1.25
CLICK_PX = 4


class TimelineView(QWidget):
    """Shows the content of one item and where its playhead is."""

    scrubbed = Signal(float)
    """Seconds: somebody wants to see what is there."""
    stretch_chosen = Signal(object, int)
    """Lane and key of the stretch that was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = Content()
        self._snaps: list[float] = []
        self._labels: dict[Lane, str] = {}
        self._mapping = whole_time(0.0, 0.0, 1.0)
        self._playhead_s: float | None = None
        self._range_s: tuple[float, float] | None = None
        self._chosen: tuple[Lane, int] | None = None
        self._hairline_s: float | None = None
        self._painted: QPixmap | None = None
        self._press: tuple[QPointF, TimeMapping, Qt.MouseButton, bool] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(_("Timeline"))
        theme.watcher().changed.connect(self._stale)

    # What it shows

    @property
    def scrubbing(self) -> bool:
        """Whether the pointer leads the playhead now."""
        return self._press is not None and self._press[3]

    @property
    def mapping(self) -> TimeMapping:
        return self._mapping

    @property
    def content(self) -> Content:
        return self._content

    def set_labels(self, labels: dict[Lane, str]) -> None:
        """The words of the label column, which takes the width of the longest."""
        self._labels = labels
        self._place_anew()

    def set_content(self, content: Content) -> None:
        """Show this; what is in view stays when the duration does."""
        same = content.duration_s == self._content.duration_s
        self._content = content
        edges = {
            edge
            for s in (*content.shots, *content.annotations, *content.known)
            for edge in (s.start_s, s.end_s)
        }
        self._snaps = sorted(edges)
        if not same:
            self._mapping = whole_time(content.duration_s, self._label_px(), self._room_px())
        height = lanes.places(content)[-1]
        self.setFixedHeight(height.top_px + height.height_px + 6)
        self._stale()

    def set_playhead(self, time_s: float | None) -> None:
        """Where the frame on screen begins; the view follows it out of sight."""
        if self.scrubbing or time_s == self._playhead_s:
            return
        self._playhead_s = time_s
        if time_s is not None:
            moved = self._mapping.showing(time_s)
            if moved != self._mapping:
                self._mapping = moved
                self._stale()
        self.update()

    def set_range(self, range_s: tuple[float, float] | None) -> None:
        """The stretch between in and out."""
        self._range_s = range_s
        self.update()

    def set_chosen(self, chosen: tuple[Lane, int] | None) -> None:
        self._chosen = chosen
        self.update()

    def zoom_by(self, factor: float, x_px: float | None = None) -> None:
        """Zoom around a place, or the playhead, or the middle."""
        if x_px is None:
            at = self._playhead_s
            middle = self._mapping.left_px + self._mapping.width_px / 2
            x_px = middle if at is None else self._mapping.to_px(at)
        self._mapping = self._mapping.zoomed(factor, x_px)
        self._stale()

    def zoom_whole(self) -> None:
        self._mapping = whole_time(self._content.duration_s, self._label_px(), self._room_px())
        self._stale()

    # Places

    def sizeHint(self) -> QSize:
        return QSize(640, max(self.height(), 150))

    def _label_px(self) -> int:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(t) for t in self._labels.values()), default=40)
        return widest + 2 * LABEL_PADDING_PX

    def _room_px(self) -> int:
        return max(self.width() - self._label_px() - RIGHT_MARGIN_PX, 1)

    def _place_anew(self) -> None:
        self._mapping = self._mapping.resized(self._label_px(), self._room_px())
        self._stale()

    def _stale(self) -> None:
        self._painted = None
        self.update()

    def _stretch_at(self, at: QPointF) -> tuple[Place, Stretch] | None:
        if at.x() < self._mapping.left_px:
            return None
        for place in lanes.places(self._content):
            for stretch, box in reversed(lanes.stretch_boxes(self._content, place, self._mapping)):
                if box.adjusted(-2, -2, 2, 2).contains(at):
                    return place, stretch
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_anew()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._painted is None:
            self._painted = self._paint_still_parts()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted)
        painter.setClipRect(QRectF(self._mapping.left_px - 1, 0, self.width(), self.height()))
        self._paint_range(painter)
        self._paint_chosen(painter)
        if self._hairline_s is not None:
            x = round(self._mapping.to_px(self._hairline_s))
            painter.setPen(theme.colors().attention)
            painter.drawLine(x, RULER_PX - 8, x, self.height())
        painter.setClipping(False)
        self._paint_playhead(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colors().accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_still_parts(self) -> QPixmap:
        """All but the playhead and what follows the pointer: painted once for many frames."""
        colors, ratio = theme.colors(), self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(colors.panel)
        painter = QPainter(made)
        if self._content.duration_s > 0:
            lanes.paint(painter, self._content, self._mapping, self.width() - RIGHT_MARGIN_PX)
        painter.setFont(self.font())
        painter.setPen(colors.secondary)
        for place in lanes.places(self._content):
            height = place.height_px if place.lane is Lane.STRIP else theme.LANE
            row = QRect(LABEL_PADDING_PX, place.top_px, self._label_px(), height)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, self._labels.get(place.lane, ""))
        self._paint_extent(painter)
        painter.end()
        return made

    def _paint_extent(self, painter: QPainter) -> None:
        """Which part of the whole is in view, as a thin bar; nothing while all of it is."""
        m = self._mapping
        if m.end_s - m.start_s >= m.duration_s * 0.999:
            return
        left = m.left_px + m.width_px * m.start_s / m.duration_s
        width = max(m.width_px * (m.end_s - m.start_s) / m.duration_s, 6)
        bottom = self.height() - 4
        painter.fillRect(QRectF(m.left_px, bottom, m.width_px, 3), theme.colors().line)
        painter.fillRect(QRectF(left, bottom, width, 3), theme.colors().disabled)

    def _paint_range(self, painter: QPainter) -> None:
        if self._range_s is None:
            return
        left, right = (self._mapping.to_px(t) for t in self._range_s)
        accent = theme.colors().accent
        ground = QColor(accent)
        ground.setAlphaF(0.14)
        bottom = self.height() - 5
        painter.fillRect(QRectF(left, RULER_PX - 6, right - left, bottom - RULER_PX + 6), ground)
        for x, way in ((left, 1), (right - 1, -1)):
            painter.fillRect(QRectF(x, RULER_PX - 6, 1, bottom - RULER_PX + 6), accent)
            painter.fillRect(QRectF(min(x, x + way * 5), RULER_PX - 6, 6, 2), accent)

    def _paint_chosen(self, painter: QPainter) -> None:
        if self._chosen is None:
            return
        for place in lanes.places(self._content):
            for stretch, box in lanes.stretch_boxes(self._content, place, self._mapping):
                if (place.lane, stretch.key) == self._chosen:
                    painter.setPen(theme.colors().accent)
                    painter.drawRect(box.adjusted(-1, -1, 0, 0))

    def _flag(self) -> tuple[QRect, str]:
        """Where the playhead's time stands, and the time; nowhere while it is out of view."""
        m, at = self._mapping, self._playhead_s
        if at is None or m.duration_s <= 0 or not m.start_s - 1e-6 <= at <= m.end_s + 1e-6:
            return QRect(), ""
        said = clock_at(at) if m.duration_s >= 3600 else clock_at(at)[3:]
        width = QFontMetrics(theme.mono_font(-1)).horizontalAdvance(said) + 10
        left = round(m.to_px(at)) - width // 2
        left = min(max(left, round(m.left_px) - 2), self.width() - width)
        return QRect(left, 1, width, RULER_PX - 9), said

    def _paint_playhead(self, painter: QPainter) -> None:
        flag, said = self._flag()
        if self._content.duration_s > 0:
            lanes.paint_times(painter, self._mapping, hidden=flag)
        if flag.isNull() or self._playhead_s is None:
            return
        colors = theme.colors()
        x = round(self._mapping.to_px(self._playhead_s))
        painter.fillRect(QRect(x, RULER_PX - 8, 1, self.height() - RULER_PX + 3), colors.accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.accent)
        painter.drawRoundedRect(flag, 3, 3)
        tip = QPointF(x + 0.5, RULER_PX - 4)
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-4, -5), tip + QPointF(4, -5)]))
        painter.setFont(theme.mono_font(-1))
        painter.setPen(colors.accent_text)
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, said)

    # Pointer and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._content.duration_s <= 0:
            return
        at, button = event.position(), event.button()
        scrubs = (
            button == Qt.MouseButton.LeftButton
            and at.x() >= self._mapping.left_px - SNAP_PX
            and not self._on_choosable(at)
        )
        self._press = (at, self._mapping, button, scrubs)
        if scrubs:
            self._scrub_to(at, event.modifiers())

    def _on_choosable(self, at: QPointF) -> bool:
        found = self._stretch_at(at)
        return found is not None and found[0].lane in (Lane.ANNOTATIONS, Lane.KNOWN)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._press is None:
            self.setCursor(
                Qt.CursorShape.PointingHandCursor
                if self._on_choosable(at)
                else Qt.CursorShape.ArrowCursor
            )
            return
        start, mapping, button, scrubs = self._press
        if button == Qt.MouseButton.MiddleButton:
            self._mapping = mapping.panned(at.x() - start.x())
            self._stale()
        elif button == Qt.MouseButton.LeftButton and (scrubs or abs(at.x() - start.x()) > CLICK_PX):
            self._press = (start, mapping, button, True)
            self._scrub_to(at, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        self._hairline_s = None
        self.update()
        if press is None or press[3] or press[2] != Qt.MouseButton.LeftButton:
            return
        found = self._stretch_at(event.position())
        if found is not None:
            self.stretch_chosen.emit(found[0].lane, found[1].key)

    def _scrub_to(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        time_s = self._mapping.to_time(at.x())
        self._hairline_s = None
        if not keys & Qt.KeyboardModifier.ShiftModifier:
            self._hairline_s = snapped(time_s, self._snaps, self._mapping, reach_px=SNAP_PX)
        time_s = self._hairline_s if self._hairline_s is not None else self._on_frame(time_s)
        self.update()
        if time_s != self._playhead_s:
            self._playhead_s = time_s
            self.scrubbed.emit(time_s)

    def _on_frame(self, time_s: float) -> float:
        """The begin of the frame that is on screen at a time."""
        frames = self._content.frames_s
        if not len(frames):
            return time_s
        return float(frames[max(bisect_right(frames, time_s) - 1, 0)])

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or turned.y() == 0:
            self._mapping = self._mapping.panned((turned.x() or turned.y()) / 2)
            self._stale()
        else:
            x = max(event.position().x(), self._mapping.left_px)
            self.zoom_by(WHEEL_ZOOM ** (turned.y() / 120), x)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_by(WHEEL_ZOOM)
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_by(1 / WHEEL_ZOOM)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_detail(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _show_detail(self, at: QPoint, on_screen: QPoint) -> None:
        found = self._stretch_at(QPointF(at))
        if found is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(on_screen, tooltip(found[1].detail), self)
