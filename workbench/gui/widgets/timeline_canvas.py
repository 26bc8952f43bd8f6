"""Timeline canvas: lanes over time and a playhead with its time, zoomed and scrolled."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import theme
from workbench.gui.geometry import MAX_PX_PER_S, TimeMapping, whole_time
from workbench.gui.widgets import lane_paint, lanes, ruler, timeline_marks
from workbench.gui.widgets.film_strip import FilmStrip
from workbench.gui.widgets.lanes import Content, Lane, Place, Stretch
from workbench.gui.widgets.ruler import RIGHT_MARGIN_PX
from workbench.gui.widgets.timeline_grip import Dropped
from workbench.i18n import _

LABEL_PADDING_PX = 12
FRAME_PX = 240.0
"""The shortest frame is never drawn wider."""


class TimelineCanvas(QWidget):
    """Shows the content of one item and where its playhead is; knows nothing of the pointer."""

    playhead_moved = Signal()
    view_changed = Signal()
    """Another part of the time is in view, or other lanes are."""
    pictures_wanted = Signal(list)
    """Indices of frames in view of which the strip has no picture of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = FilmStrip()
        self.follows = True
        """Whether the view goes where the playhead goes."""
        self._content = Content()
        self._edges: frozenset[float] = frozenset()
        self._labels: dict[Lane, str] = {}
        self._hidden: frozenset[Lane] = frozenset()
        self._folded: frozenset[Lane] = frozenset()
        self._places: list[Place] = []
        self._down_px = 0
        self._mapping = whole_time(0.0, 0.0, 1.0)
        self._playhead_s: float | None = None
        self._range_s: tuple[float, float] | None = None
        self._chosen: tuple[Lane, int] | None = None
        self.pointer_px: float | None = None
        """Where the pointer is, from the left, while it is over the time."""
        self.dropped: tuple[int | None, Dropped] | None = None
        """What is being dragged, None for the range, and where it would lie."""
        self.hairline_s: float | None = None
        self._painted: QPixmap | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(_("Timeline"))
        theme.watcher().changed.connect(self.stale)

    # What it shows

    @property
    def mapping(self) -> TimeMapping:
        return self._mapping

    @property
    def content(self) -> Content:
        return self._content

    @property
    def places(self) -> list[Place]:
        """The lanes that are shown, from the top of the first."""
        return self._places

    @property
    def edges(self) -> frozenset[float]:
        """Where shots, annotations and matches begin and end."""
        return self._edges

    @property
    def playhead_s(self) -> float | None:
        return self._playhead_s

    @property
    def pointer_s(self) -> float | None:
        """The time under the pointer."""
        return None if self.pointer_px is None else self._mapping.to_time(self.pointer_px)

    @property
    def range_s(self) -> tuple[float, float] | None:
        return self._range_s

    @property
    def down_px(self) -> int:
        """How far the lanes are scrolled."""
        return self._down_px

    @property
    def head_px(self) -> int:
        """Height of the ruler."""
        return ruler.height_px(self._content.frames)

    def set_labels(self, labels: dict[Lane, str]) -> None:
        """The words of the label column, which takes the width of the longest."""
        self._labels = labels
        self._place_anew()

    def set_content(self, content: Content) -> None:
        """Show this; what is in view stays when the duration does."""
        before, self._content = self._content, content
        stretches = (*content.shots, *content.annotations, *content.known)
        self._edges = frozenset(e for s in stretches for e in (s.start_s, s.end_s))
        if content.duration_s != before.duration_s or (
            (content.frames is None) != (before.frames is None)
        ):
            self._mapping = self._whole()
        self._place_lanes()

    def set_lanes(self, hidden: Collection[Lane], folded: Collection[Lane]) -> None:
        """Which lanes are not shown, and which only as a thin line."""
        self._hidden, self._folded = frozenset(hidden), frozenset(folded)
        self._place_lanes()

    def set_playhead(self, time_s: float | None) -> None:
        """Where the frame on screen begins; the view follows it out of sight."""
        if time_s == self._playhead_s:
            return
        self._playhead_s = time_s
        if time_s is not None and self.follows:
            self.show_mapping(self._mapping.following(time_s))
        self.update()
        self.playhead_moved.emit()

    def set_range(self, range_s: tuple[float, float] | None) -> None:
        """The stretch between in and out."""
        self._range_s = range_s
        self.update()
        self.view_changed.emit()

    def set_chosen(self, chosen: tuple[Lane, int] | None) -> None:
        self._chosen = chosen
        self.update()

    @property
    def chosen(self) -> tuple[Lane, int] | None:
        """The lane and the key of the stretch that is looked at."""
        return self._chosen

    def zoom_by(self, factor: float, x_px: float | None = None) -> None:
        """Zoom around a place, or the playhead, or the middle."""
        if x_px is None:
            m, at = self._mapping, self._playhead_s
            x_px = m.left_px + m.width_px / 2
            if at is not None and m.start_s <= at <= m.end_s:
                x_px = m.to_px(at)
        self.show_mapping(self._mapping.zoomed(factor, x_px))

    def zoom_whole(self) -> None:
        self.show_mapping(self._whole())

    def zoom_to(self, start_s: float, end_s: float) -> None:
        """A stretch of time across the view, with a little of what is around it."""
        self.show_mapping(self._mapping.spread(start_s, end_s, margin=0.04))

    def show_mapping(self, mapping: TimeMapping) -> None:
        if mapping != self._mapping:
            self._mapping = mapping
            self.stale()
            self.view_changed.emit()

    def scroll_to(self, down_px: int) -> None:
        """Move the lanes up by so much; the ruler stays."""
        most = max(self.lanes_px() - (self.height() - self.head_px), 0)
        down_px = min(max(down_px, 0), most)
        if down_px != self._down_px:
            self._down_px = down_px
            self.stale()
            self.view_changed.emit()

    # Places

    def lanes_px(self) -> int:
        """How high all lanes are together."""
        last = self._places[-1:]
        return sum(place.top_px + place.height_px + lanes.SEPARATION_PX for place in last)

    def sizeHint(self) -> QSize:
        return QSize(640, self.head_px + self.lanes_px())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.head_px + theme.LANE)

    def _label_px(self) -> int:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(t) for t in self._labels.values()), default=40)
        return widest + 2 * LABEL_PADDING_PX

    def _room_px(self) -> int:
        return max(self.width() - self._label_px() - RIGHT_MARGIN_PX, 1)

    def _whole(self) -> TimeMapping:
        frames, most = self._content.frames, MAX_PX_PER_S
        if frames is not None:
            most = min(most, FRAME_PX / frames.shortest_s)
        return whole_time(self._content.duration_s, self._label_px(), self._room_px(), most)

    def _place_anew(self) -> None:
        self._mapping = self._mapping.resized(self._label_px(), self._room_px())
        self._place_lanes()

    def _place_lanes(self) -> None:
        self._places = lanes.places(self._content, self._hidden, self._folded)
        self.scroll_to(self._down_px)
        self.updateGeometry()
        self.stale()
        self.view_changed.emit()

    def stale(self) -> None:
        """Paint all of it again, not only what moves."""
        self._painted = None
        self.update()

    def lane_at(self, y_px: float) -> Place | None:
        """The lane at a height of the widget."""
        y = y_px - self.head_px + self._down_px
        if y_px < self.head_px:
            return None
        return next((p for p in self._places if p.top_px <= y < p.top_px + p.height_px), None)

    def stretch_at(self, at: QPointF) -> tuple[Place, Stretch, QRectF] | None:
        """The stretch under a position, and its box on the widget."""
        place = self.lane_at(at.y())
        if place is None or at.x() < self._mapping.left_px:
            return None
        for stretch, box in reversed(place.boxes(self._mapping)):
            moved = box.translated(0, self.head_px - self._down_px)
            if moved.adjusted(-2, -2, 2, 2).contains(at):
                return place, stretch, moved
        return None

    def on_frame(self, time_s: float) -> float:
        """The begin of the frame that is on screen at a time."""
        frames = self._content.frames
        return time_s if frames is None else frames.begin_s(frames.index_at(time_s))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_anew()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._painted is None:
            self._painted = self._paint_still_parts()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted)
        if self._content.duration_s > 0:
            left = self._mapping.left_px
            painter.setClipRect(QRectF(left - 1, 0, self.width() - left + 1, self.height()))
            timeline_marks.paint(painter, self)
            painter.setClipping(False)
        timeline_marks.paint_playhead(painter, self)
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
            left = round(self._mapping.left_px)
            view = QRect(left, 0, self.width() - RIGHT_MARGIN_PX - left + 1, self.height())
            painter.setClipRect(view)
            ruler.paint(painter, self._content.frames, self._mapping)
            painter.setClipRect(view.adjusted(0, self.head_px, 0, 0))
            painter.translate(0, self.head_px - self._down_px)
            missing = lane_paint.paint(
                painter, self._content, self._places, self._mapping, self.strip
            )
            self.pictures_wanted.emit(missing)
        painter.setClipRect(QRect(0, -10_000, self.width(), 20_000))
        self._paint_labels(painter)
        painter.end()
        return made

    def _paint_labels(self, painter: QPainter) -> None:
        painter.resetTransform()
        painter.setClipRect(QRect(0, self.head_px, self.width(), self.height()))
        painter.translate(0, self.head_px - self._down_px)
        painter.setFont(self.font())
        for place in self._places:
            if place.folded:
                bar = QRectF(LABEL_PADDING_PX, place.top_px + 5, 10, 2)
                painter.fillRect(bar, lane_paint.meaning(place.lane))
                continue
            height = place.height_px if place.lane is Lane.STRIP else theme.LANE
            row = QRect(LABEL_PADDING_PX, place.top_px, self._label_px(), height)
            painter.setPen(theme.colors().secondary)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, self._labels.get(place.lane, ""))
