"""Image view: one picture on neutral ground, zoomed, panned, and marked with regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import theme
from workbench.gui.geometry import (
    Handle,
    PictureMapping,
    fitted,
    region_at,
    zoomed_to,
)
from workbench.gui.widgets import marks
from workbench.gui.widgets.marks import Mark
from workbench.gui.widgets.picture_paint import PicturePaint, ground, paint_loupe
from workbench.gui.widgets.region_drag import RegionDrag, cursor_for
from workbench.records.frame import Region
from workbench.records.placement import Placement

GRIP_PX = 6
WHEEL_ZOOM = 1.25
SMALLEST_BOX_PX = 3
"""In view pixels: a shorter drag was a click."""


class Tool(StrEnum):
    """What the left button does."""

    LOOK = "look"
    BOX = "box"
    POINT = "point"
    CROP = "crop"
    """Choose the part to be shown alone."""


class ImageView(QWidget):
    """Shows a picture whose true size may be larger than the pixels that are there so far."""

    zoom_changed = Signal(float)
    """Screen pixels for one picture pixel downwards."""
    mapping_changed = Signal(object)
    """PictureMapping: zoomed, panned or fitted anew, so that a view beside it may follow."""
    region_drawn = Signal(object)
    """Region."""
    crop_drawn = Signal(object)
    """Region of the picture as it is shown: turned, mirrored and cropped."""
    pointed = Signal(object)
    """Point of the original under the pointer, (x, y) in pixels, or None."""
    region_changed = Signal(int, object)
    """Key of the mark, Region."""
    mark_chosen = Signal(object)
    """Key of the mark, or None."""
    mark_removed = Signal(int)
    tool_changed = Signal(object)
    painted = Signal()
    """The picture last set is on screen: for measurements."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self._size_px = (0, 0)
        self._aspect = 1.0
        self._mapping: PictureMapping | None = None
        self._fits = True
        self._placement: Placement | None = None
        self._paint = PicturePaint()
        self._pointer: QPointF | None = None
        self._loupe = False
        self._space = False
        self._marks: tuple[Mark, ...] = ()
        self._chosen: int | None = None
        self._tool = Tool.LOOK
        self._drag: RegionDrag | None = None
        self._fresh = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 120)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    @property
    def tool(self) -> Tool:
        return self._tool

    @property
    def zoom(self) -> float:
        """Screen pixels for one picture pixel downwards."""
        return self._mapping.scale * self.devicePixelRatioF() if self._mapping else 1.0

    @property
    def mapping(self) -> PictureMapping | None:
        return self._mapping

    def set_picture(
        self,
        image: QImage | None,
        size_px: tuple[int, int] = (0, 0),
        aspect: float = 1.0,
        placement: Placement | None = None,
    ) -> None:
        """Show a picture of a true size; zoom and place stay when these stay the same.

        `size_px` and `aspect` are of the original; `placement` says how the picture was made of it
        where it was turned, mirrored or cropped. Regions stay in the original.
        """
        before = (self._size_px, self._aspect, self._placement)
        same = (size_px, aspect, placement) == before
        self._image, self._size_px, self._aspect = image, size_px, aspect
        self._placement = placement
        if image is None:
            self._mapping = None
        elif self._mapping is None or not same:
            self._fits = True
            self._fit()
        self._fresh = image is not None
        self.update()

    def set_marks(self, drawn: Sequence[Mark], chosen: int | None = None) -> None:
        self._marks, self._chosen = tuple(drawn), chosen
        self.update()

    def set_tool(self, tool: Tool) -> None:
        """What the left button does from now on; drawing ends by itself after one mark."""
        if tool is not self._tool:
            self._tool = tool
            self._drag = None
            self._show_cursor(None)
            self.tool_changed.emit(tool)
            self.update()

    def look_at(self, mapping: PictureMapping) -> None:
        """Follow another view: this part of the picture, also where that leaves a gap."""
        if self._mapping is None or mapping == self._mapping:
            return
        closer = mapping.scale != self._mapping.scale
        self._fits, self._mapping = False, mapping
        if closer:
            self.zoom_changed.emit(self.zoom)
        self.update()

    @property
    def loupe(self) -> bool:
        return self._loupe

    def set_loupe(self, on: bool) -> None:
        """Show the pixels under the pointer magnified beside it."""
        self._loupe = on
        self.update()

    def zoom_fit(self) -> None:
        """The whole picture in the view."""
        self._fits = True
        self._fit()

    def zoom_pixels(self) -> None:
        """One screen pixel for one picture pixel."""
        self.zoom_by(1 / self.zoom)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom around a view position, or the middle."""
        if self._mapping is None:
            return
        at = at or QRectF(self.rect()).center()
        self._fits = False
        self._place(self._mapping.zoomed(zoomed_to(self.zoom, factor) / self.zoom, at.x(), at.y()))

    def _fit(self) -> None:
        if self._image is not None and self.width() > 0 and self.height() > 0:
            size, aspect = self._size_px, self._aspect
            if self._placement is not None:
                size, aspect = self._placement.size_px, float(self._placement.aspect)
            self._place(fitted(size, aspect, self.width(), self.height(), self._placement))

    def _place(self, mapping: PictureMapping) -> None:
        before = self._mapping
        self._mapping = mapping.held_in(self.width(), self.height())
        if before is None or before.scale != self._mapping.scale:
            self.zoom_changed.emit(self.zoom)
        if before != self._mapping:
            self.mapping_changed.emit(self._mapping)
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colors().footage)
        if self._image is not None and self._mapping is not None:
            self._paint_picture(painter, self._image, self._mapping)
            self._paint_marks(painter, self._mapping)
            if self._loupe and self._pointer is not None:
                ratio = self.devicePixelRatioF()
                on = ground(self._image, self._mapping, self.size(), ratio)
                paint_loupe(painter, on, self._pointer, ratio)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colors().accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
        if self._fresh:
            self._fresh = False
            self.painted.emit()

    def _paint_picture(self, painter: QPainter, image: QImage, mapping: PictureMapping) -> None:
        ratio = self.devicePixelRatioF()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        self._paint.paint(painter, ground(image, mapping, self.size(), ratio))
        painter.restore()

    def _paint_marks(self, painter: QPainter, mapping: PictureMapping) -> None:
        drag = self._drag
        for mark in self._marks:
            shown = mark
            if drag is not None and drag.mark is mark and drag.region is not None:
                shown = replace(mark, region=drag.region)
            marks.paint(painter, mapping, shown, chosen=mark.key == self._chosen)
        if drag is not None and drag.mark is None and drag.region is not None:
            drawn_on = mapping.unplaced() if self._tool is Tool.CROP else mapping
            marks.paint(painter, drawn_on, Mark(-1, drag.region, ""), chosen=True)

    # Pointer and keys

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fits or self._mapping is None:
            self._fit()
        else:
            self._place(self._mapping)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._mapping is None:
            event.ignore()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(WHEEL_ZOOM ** (event.angleDelta().y() / 120), event.position())
            event.accept()
        else:
            moved = event.angleDelta() / 2
            self._place(self._mapping.panned(moved.x(), moved.y()))
            event.accept()

    def _point(self, at: QPointF | None) -> None:
        self._pointer = at
        if self._mapping is not None:
            self.pointed.emit(None if at is None else self._mapping.to_picture(at.x(), at.y()))
        if self._loupe:
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)

    def event(self, event: QEvent) -> bool:
        # While something is drawn, Space held pans; what it does otherwise is not done meanwhile.
        drawing = self._tool is not Tool.LOOK
        if drawing and event.type() == QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Space:
                event.accept()
                return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._mapping is None:
            return
        at = event.position()
        self._drag = RegionDrag(at, self._mapping)
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (left and self._space):
            self._drag.pans = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton and self._tool is Tool.LOOK:
            self._take_hold(at)
        elif event.button() != Qt.MouseButton.LeftButton:
            self._drag = None

    def _take_hold(self, at: QPointF) -> None:
        assert self._drag is not None
        found = self._found(at)
        mark = next((m for m in self._marks if found and m.key == found[0]), None)
        if found is None or mark is None:
            self._drag.pans = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self._drag.mark, self._drag.handle = mark, found[1]
        key = mark.key if mark else None
        if key != self._chosen:
            self._chosen = key
            self.mark_chosen.emit(key)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        drag, at = self._drag, event.position()
        self._point(at)
        if self._mapping is None:
            return
        if drag is None:
            self._show_cursor(self._found(at))
            return
        moved = at - drag.start
        if drag.pans:
            self._fits = False
            self._place(drag.mapping.panned(moved.x(), moved.y()))
        elif drag.mark is not None:
            drag.move_mark(at, self._size_px)
        elif self._tool in (Tool.BOX, Tool.CROP):
            drag.draw(at, self._size_px, as_shown=self._tool is Tool.CROP)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            return
        self._show_cursor(self._found(event.position()))
        self.update()
        if drag.mark is not None:
            if drag.region is not None and drag.region != drag.mark.region:
                self._keep(drag.mark, drag.region)
        elif self._tool is Tool.POINT:
            x, y = drag.mapping.to_picture(drag.start.x(), drag.start.y())
            if 0 <= x < self._size_px[0] and 0 <= y < self._size_px[1]:
                self._finish(Region(x, y))
        elif self._tool in (Tool.BOX, Tool.CROP) and drag.region is not None:
            smallest = SMALLEST_BOX_PX / drag.mapping.scale
            if min(drag.region.width_px, drag.region.height_px) >= smallest:
                self._finish(drag.region)

    def _keep(self, mark: Mark, region: Region) -> None:
        # Shown where it was dropped at once; the case answers with the same a moment later.
        self._marks = tuple(replace(m, region=region) if m is mark else m for m in self._marks)
        self.region_changed.emit(mark.key, region)

    def _finish(self, region: Region) -> None:
        drawn = self.crop_drawn if self._tool is Tool.CROP else self.region_drawn
        self.set_tool(Tool.LOOK)
        drawn.emit(region)

    def _found(self, at: QPointF) -> tuple[int, Handle] | None:
        if self._mapping is None or self._tool is not Tool.LOOK:
            return None
        regions = [(m.key, m.region) for m in self._marks]
        return region_at(regions, self._mapping, at.x(), at.y(), grip_px=GRIP_PX)

    def _show_cursor(self, found: tuple[int, Handle] | None) -> None:
        if self._tool is not Tool.LOOK:
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif found is None:
            self.unsetCursor()
        else:
            mark = next((m for m in self._marks if m.key == found[0]), None)
            if mark is not None and self._mapping is not None:
                self.setCursor(cursor_for(mark.region, found[1], self._mapping))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space = False
            self._show_cursor(None)
        super().keyReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self._tool is not Tool.LOOK:
            self._space = True
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() == Qt.Key.Key_Escape and (self._drag or self._tool is not Tool.LOOK):
            self.set_tool(Tool.LOOK)
            self._drag = None
            self.update()
        elif event.key() == Qt.Key.Key_Delete and self._chosen is not None:
            self.mark_removed.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._paint.forget()
        super().changeEvent(event)
