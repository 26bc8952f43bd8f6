"""Timeline view: what the pointer and the keys do on a timeline."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from workbench.gui.widgets.lanes import Lane
from workbench.gui.widgets.timeline_canvas import TimelineCanvas
from workbench.gui.widgets.timeline_grip import SNAP_PX, Grip, Ground, Hold, grip_on
from workbench.gui.widgets.timeline_marks import TAB_PX

WHEEL_ZOOM = 1.25
HANDLE_PX = 7
"""Within so much of its end the range is taken by it, at the foot of the ruler."""
_CURSORS = {
    Grip.START: Qt.CursorShape.SizeHorCursor,
    Grip.END: Qt.CursorShape.SizeHorCursor,
    Grip.BODY: Qt.CursorShape.PointingHandCursor,
    Grip.CHOOSE: Qt.CursorShape.PointingHandCursor,
    Grip.PAN: Qt.CursorShape.ClosedHandCursor,
}


class TimelineView(TimelineCanvas):
    """Scrubs, pans and zooms; drags annotations and the ends of the range; chooses."""

    scrubbed = Signal(float)
    """Seconds: somebody wants to see what is there."""
    stretch_chosen = Signal(object, int)
    """Lane and key of the stretch that was clicked, as of the one below."""
    stretch_opened = Signal(object, int)
    annotation_dragged = Signal(int, float, float)
    """Its key, and where it was dropped: from, to, in seconds."""
    range_dragged = Signal(float, float)
    hovered = Signal(bool)
    """The pointer is over a time, `pointer_s`, or not any more."""
    menu_wanted = Signal(QPoint, float, object)
    """Where on the screen, the time there, and what lies there: (Lane, Stretch) or None."""
    lane_pressed = Signal(object)
    """The lane whose name was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editable = True
        """Whether annotations can be dragged."""
        self._hold: Hold | None = None

    @property
    def scrubbing(self) -> bool:
        """Whether the pointer leads the playhead now."""
        return self._hold is not None and self._hold.grip is Grip.SCRUB

    @property
    def dragging(self) -> bool:
        """Whether something is held, so that nothing else should follow the pointer."""
        return self._hold is not None

    def set_playhead(self, time_s: float | None) -> None:
        # The pointer is ahead of the frames that it asks for.
        if not self.scrubbing:
            super().set_playhead(time_s)

    def _ground(self, *more_s: float | None) -> Ground:
        """What is dragged over: frames, and the edges of shots, annotations and matches."""
        edges = self.edges | {edge for edge in more_s if edge is not None}
        return Ground(self.content.frames, edges, self.content.duration_s)

    # What is held

    def _taken(self, at: QPointF, button: Qt.MouseButton) -> Hold | None:
        """What a press at a place takes hold of."""
        x, mapping = at.x(), self.mapping
        if self.content.duration_s <= 0:
            return None
        if button == Qt.MouseButton.MiddleButton:
            return Hold(Grip.PAN, x, mapping)
        if button != Qt.MouseButton.LeftButton or x < mapping.left_px - SNAP_PX:
            return None
        return self._taken_range(at) or self._taken_stretch(at) or Hold(Grip.SCRUB, x, mapping)

    def _taken_range(self, at: QPointF) -> Hold | None:
        low = self.head_px - TAB_PX - 2
        if self.range_s is None or not low <= at.y() <= self.head_px + 2:
            return None
        start, end = (self.mapping.to_px(t) for t in self.range_s)
        for grip, edge in ((Grip.START, start), (Grip.END, end)):
            if abs(at.x() - edge) <= HANDLE_PX:
                return Hold(grip, at.x(), self.mapping, None, self.range_s)
        return None

    def _taken_stretch(self, at: QPointF) -> Hold | None:
        found = self.stretch_at(at)
        if found is None or found[0].lane not in (Lane.ANNOTATIONS, Lane.KNOWN):
            return None
        place, stretch, box = found
        grip = Grip.CHOOSE
        if place.lane is Lane.ANNOTATIONS and self.editable and not place.folded:
            grip = grip_on(box.left(), box.right(), at.x())
        return Hold(grip, at.x(), self.mapping, stretch.key, (stretch.start_s, stretch.end_s))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        self._hold = self._taken(at, event.button())
        if self._hold is None:
            place = self.lane_at(at.y())
            if event.button() == Qt.MouseButton.LeftButton and place is not None:
                self.lane_pressed.emit(place.lane)
            return
        self._point(None, event)
        if self._hold.grip is Grip.SCRUB:
            self._scrub_to(at.x(), event.modifiers())
        self.setCursor(_CURSORS.get(self._hold.grip, Qt.CursorShape.ArrowCursor))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self._hold is None:
            self._point(at, event)
            return
        hold = self._hold = self._hold.after(at.x())
        if hold.grip is Grip.PAN:
            self.show_mapping(hold.mapping.panned(at.x() - hold.x_px))
            self.scroll_to(self.down_px)
        elif hold.grip is Grip.SCRUB:
            self._scrub_to(at.x(), event.modifiers())
        elif hold.drags and hold.moved:
            self._drag_to(hold, at.x(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hold, self._hold = self._hold, None
        dropped, self.dropped = self.dropped, None
        self.hairline_s = None
        self.update()
        if hold is None:
            return
        if hold.drags and hold.moved:
            if dropped is not None and hold.key is not None:
                self.annotation_dragged.emit(hold.key, *dropped[1].span_s)
        elif hold.key is not None and not hold.moved:
            found = self.stretch_at(event.position())
            if found is not None:
                self.stretch_chosen.emit(found[0].lane, found[1].key)
        self._point(event.position(), event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self.stretch_at(event.position())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._hold = None
            self.stretch_opened.emit(found[0].lane, found[1].key)
        else:
            self.mousePressEvent(event)

    def _scrub_to(self, x_px: float, keys: Qt.KeyboardModifier) -> None:
        self._pan_at_the_edge(x_px)
        time_s = self.mapping.to_time(x_px)
        self.hairline_s = None
        if not keys & Qt.KeyboardModifier.ShiftModifier:
            ground = self._ground(*(self.range_s or ()))
            self.hairline_s = ground.met(time_s, self.mapping, ())
        time_s = self.on_frame(self.hairline_s if self.hairline_s is not None else time_s)
        self.update()
        if time_s != self.playhead_s:
            super().set_playhead(time_s)
            self.scrubbed.emit(time_s)

    def _drag_to(self, hold: Hold, x_px: float, keys: Qt.KeyboardModifier) -> None:
        snaps = not keys & Qt.KeyboardModifier.ShiftModifier
        # The range moves while it is dragged, and must not hold itself where it is.
        range_s = () if hold.key is None else self.range_s or ()
        dropped = self._ground(self.playhead_s, *range_s).dropped(hold, x_px, snaps=snaps)
        self.dropped = (hold.key, dropped)
        self.hairline_s = dropped.hairline_s
        self.update()
        if hold.key is None:
            self.range_dragged.emit(*dropped.span_s)

    def _pan_at_the_edge(self, x_px: float) -> None:
        """A pointer that drags beyond the view takes the view along."""
        left, right = self.mapping.left_px, self.mapping.left_px + self.mapping.width_px
        beyond = min(x_px - left, 0) + max(x_px - right, 0)
        if beyond:
            self.show_mapping(self.mapping.panned(-beyond / 4))

    # What the pointer passes over

    def _point(self, at: QPointF | None, event: QMouseEvent) -> None:
        m = self.mapping
        inside = at is not None and m.left_px <= at.x() <= m.left_px + m.width_px
        if at is None or not inside or self.content.duration_s <= 0:
            self._leave()
            return
        self.pointer_px = at.x()
        self.update()
        taken = self._taken(at, Qt.MouseButton.LeftButton)
        grip = Grip.SCRUB if taken is None else taken.grip
        self.setCursor(_CURSORS.get(grip, Qt.CursorShape.ArrowCursor))
        self.hovered.emit(True)

    def _leave(self) -> None:
        if self.pointer_px is not None:
            self.pointer_px = None
            self.update()
            self.hovered.emit(False)

    def leaveEvent(self, event: QEvent) -> None:
        self._leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned, x = event.angleDelta(), event.position().x()
        if x < self.mapping.left_px and turned.y():
            self.scroll_to(self.down_px - round(turned.y() / 3))
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or turned.y() == 0:
            self.show_mapping(self.mapping.panned((turned.x() or turned.y()) / 2))
        else:
            self.zoom_by(WHEEL_ZOOM ** (turned.y() / 120), x)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            down = 24 if event.key() == Qt.Key.Key_Down else -24
            self.scroll_to(self.down_px + down)
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            way = 1 if event.key() == Qt.Key.Key_PageUp else -1
            self.show_mapping(self.mapping.panned(way * self.mapping.width_px * 0.9))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = QPointF(event.pos())
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.playhead_s is not None:
            at = QPointF(self.mapping.to_px(self.playhead_s), self.head_px / 2)
        found = self.stretch_at(at)
        self.menu_wanted.emit(
            self.mapToGlobal(at.toPoint()),
            self.mapping.to_time(at.x()),
            None if found is None else (found[0].lane, found[1]),
        )
