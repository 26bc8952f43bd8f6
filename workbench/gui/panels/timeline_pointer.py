"""Timeline pointer: what is told of the moment under the pointer, and shown of it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint

from workbench.gui.frame_pictures import FramePictures
from workbench.gui.geometry import clock_at
from workbench.gui.widgets.moment_tip import MomentTip, Told
from workbench.gui.widgets.timeline_view import TimelineView
from workbench.i18n import _


class PointerTip(QObject):
    """Tells the time and the frame at once, with the nearest picture that is there, and with the
    picture of that very frame once it came."""

    def __init__(self, view: TimelineView, pictures: FramePictures) -> None:
        super().__init__(view)
        self.pictured = True
        """Whether a picture is shown at all."""
        self._view, self._pictures = view, pictures
        self.tip = MomentTip(view)
        view.hovered.connect(self._on_hovered)
        view.view_changed.connect(self.refresh)

    def _on_hovered(self, over: bool) -> None:
        if over and not self._view.dragging:
            self._tell()
        else:
            self.leave()

    def refresh(self) -> None:
        """Tell it again, where it is told: a picture came, or another time is under the pointer."""
        if self.tip.isVisible():
            self._tell()

    def _tell(self) -> None:
        time_s, x_px = self._view.pointer_s, self._view.pointer_px
        if time_s is None or x_px is None:
            self.leave()
            return
        place = self._view.mapToGlobal(QPoint(round(x_px), 0))
        self.tip.tell(self._told(time_s), place.x(), place.y())
        frames = self._view.content.frames
        if frames is not None and self.pictured:
            self._pictures.want("here", [frames.index_at(time_s)])

    def leave(self) -> None:
        """Nothing is under the pointer."""
        self.tip.hide()
        self._pictures.want("here", [])

    def _told(self, time_s: float) -> Told:
        content = self._view.content
        frames, said = content.frames, ""
        picture, caption = None, ""
        if frames is not None:
            index = frames.index_at(time_s)
            said = _("frame {index} of {count}").format(index=index, count=len(frames))
            picture = self._pictures.picture(index) if self.pictured else None
        if picture is None and self.pictured:
            stored = content.picture_near(time_s)
            if stored is not None:
                picture = stored.image
                if frames is None or abs(stored.time_s - self._view.on_frame(time_s)) > 1e-6:
                    caption = _("picture of {time}").format(time=clock_at(stored.time_s))
        return Told(clock_at(time_s), said, picture, caption, self._detail())

    def _detail(self) -> str:
        at = self._view.mapFromGlobal(self._view.cursor().pos())
        found = self._view.stretch_at(at.toPointF())
        return "" if found is None else found[1].detail
