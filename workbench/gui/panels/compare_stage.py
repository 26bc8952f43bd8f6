"""Compare stage: the two pictures, beside each other or as one, zoomed and panned together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from workbench.gui import background, pixels
from workbench.gui.comparison import Comparer, Frames, Made, Manner, Mode
from workbench.gui.geometry import PictureMapping
from workbench.gui.registration import (
    Extent,
    Registration,
    at,
    dressed,
    fit,
    placing,
)
from workbench.gui.widgets.compare_view import CompareView
from workbench.gui.widgets.placard import Placard
from workbench.i18n import _

Images = tuple[QImage | None, QImage | None]


class Pane(QStackedWidget):
    """A picture, or words in its place."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.view = CompareView()
        self.view.setAccessibleName(name)
        self.placard = Placard()
        self.addWidget(self.view)
        self.addWidget(self.placard)

    def say(
        self,
        icon: str,
        title: str,
        body: str = "",
        *,
        button: str | None = None,
        handler: Callable[[], None] | None = None,
    ) -> None:
        """Words instead of the picture."""
        color = "attention" if icon == "triangle-alert" else "disabled"
        self.placard.say(icon, title, body, color=color, button=button, handler=handler)
        self.setCurrentWidget(self.placard)

    def show_view(self) -> None:
        self.setCurrentWidget(self.view)


class CompareStage(QWidget):
    """Shows what it is given by the manner that is set. Pictures are made off this thread."""

    made_one = Signal(object)
    """Made: what is on screen now."""
    painted = Signal()
    """For measurements: something new was put on screen."""
    zoom_changed = Signal()
    blinking_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = Pane(_("Picture A")), Pane(_("Picture B"))
        self.one = Pane(_("Both pictures as one"))
        self.panes = (self.a, self.b, self.one)
        self.linked = True
        self._manner, self._registration = Manner(), Registration()
        self._frames: Frames | None = None
        self._comparer = Comparer()
        self._busy = self._stale = self._follows = False
        self._blinked: Images = (None, None)
        self._shows_b = False
        self._blink = QTimer(self)
        self._blink.timeout.connect(self.flip)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        for pane in self.panes:
            layout.addWidget(pane, 1)
            pane.view.zoom_changed.connect(lambda _zoom: self.zoom_changed.emit())
        self.one.hide()
        self.a.view.mapping_changed.connect(lambda _mapping: self._on_moved(self.a, self.b))
        self.b.view.mapping_changed.connect(lambda _mapping: self._on_moved(self.b, self.a))
        self.b.view.resized.connect(lambda: QTimer.singleShot(0, self, self.follow))

    @property
    def manner(self) -> Manner:
        return self._manner

    @property
    def view(self) -> CompareView:
        """The one that keys zoom."""
        return self.a.view if self._manner.mode is Mode.SIDE else self.one.view

    @property
    def blinking(self) -> bool:
        return self._blink.isActive()

    @property
    def shows_b(self) -> bool:
        return self._shows_b

    def set_manner(self, manner: Manner) -> None:
        """Show the pictures in another way."""
        if manner == self._manner:
            return
        other = manner.mode is not self._manner.mode
        self._manner = manner
        if other:
            self.stop_blinking()
            beside = (self.a, self.b) if manner.mode is Mode.SIDE else (self.one,)
            # First away, then there: all three at once would make the window wider.
            for pane in self.panes:
                if pane not in beside:
                    pane.hide()
            for pane in beside:
                pane.show()
        self._blink.setInterval(round(1000 / manner.changes_per_s))
        self._dress()
        self.make()

    def set_registration(self, registration: Registration) -> None:
        """Lay B on A in another way."""
        if registration != self._registration:
            self._registration = registration
            self.make()

    def set_frames(self, frames: Frames | None) -> None:
        """Compare these two pictures from now on."""
        self._frames = frames
        self.make()

    def make(self) -> None:
        """Make the picture anew; while one is made, only the newest wish is kept."""
        if self._busy:
            self._stale = True
            return
        if self._frames is None:
            self._show(Made(None), (None, None))
            return
        self._busy, self._stale = True, False
        frames, registration, manner = self._frames, self._registration, self._manner

        def work() -> tuple[Made, Images]:
            made = self._comparer.make(frames, registration, manner)
            return made, (_image(made.first), _image(made.second))

        background.run(self, work, lambda answer: self._on_made(manner.mode, *answer))

    def _on_made(self, mode: Mode, made: Made, images: Images) -> None:
        self._busy = False
        if mode is self._manner.mode:
            self._show(made, images)
        if self._stale:
            self.make()

    def _show(self, made: Made, images: Images) -> None:
        frames = self._frames
        self._follows = True
        if self._manner.mode is Mode.SIDE:
            a = frames.a_extent if frames is not None else None
            b = dressed(frames.b_extent, self._registration) if frames is not None else None
            _put(self.a.view, images[0], a)
            _put(self.b.view, images[1], b)
        else:
            self._blinked = images
            shown = images[1] if self._shows_b and images[1] is not None else images[0]
            _put(self.one.view, shown, frames.a_extent if frames is not None else None)
        self._follows = False
        self._dress()
        self.follow()
        self.made_one.emit(made)
        self.painted.emit()

    # Letters, line and blink

    def _dress(self) -> None:
        mode, manner = self._manner.mode, self._manner
        wipes = mode is Mode.WIPE and self._blinked[0] is not None
        self.one.view.set_divider(manner.share if wipes else None, upright=manner.upright)
        self.a.view.set_badges(("A", False))
        self.b.view.set_badges(("B", False))
        said = {
            Mode.OVERLAY: (("A + B", False),),
            Mode.DIFFERENCE: (("|A − B|", False),),
            Mode.BLINK: (("B" if self._shows_b else "A", False),),
            Mode.WIPE: (("A", False), ("B", manner.upright)),
        }.get(mode, ())
        if mode is Mode.WIPE and not manner.upright:
            said = (("A / B", False),)
        self.one.view.set_badges(*said)

    def start_blinking(self) -> None:
        self._blink.start(round(1000 / self._manner.changes_per_s))
        self.blinking_changed.emit(True)

    def stop_blinking(self) -> None:
        """Rest on A."""
        self._blink.stop()
        if self._shows_b:
            self.flip()
        self.blinking_changed.emit(False)

    def flip(self) -> None:
        """Show the other of the two, laid on the same place."""
        self._shows_b = not self._shows_b
        image = self._blinked[1 if self._shows_b else 0]
        if self._manner.mode is Mode.BLINK and image is not None and self._frames is not None:
            _put(self.one.view, image, self._frames.a_extent)
        self._dress()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop_blinking()

    # Zoom and pan of both

    def _on_moved(self, mover: Pane, follower: Pane) -> None:
        # B leads only under the hand: its own fitting must not move A.
        led = mover is self.a or mover.view.underMouse()
        if not self._follows and led:
            self._lead(mover, follower)

    def follow(self) -> None:
        """B shows what A shows."""
        self._lead(self.a, self.b)

    def _lead(self, mover: Pane, follower: Pane) -> None:
        frames, mapping = self._frames, mover.view.mapping
        if (
            not self.linked
            or self._manner.mode is not Mode.SIDE
            or frames is None
            or mapping is None
            or follower.view.mapping is None
        ):
            return
        a, b = frames.a_extent, frames.b_extent
        matrix = placing(a, b, self._registration)
        zoom = fit(a, b, self._registration) * self._registration.scale
        if mover is self.a:
            matrix = np.asarray(np.linalg.inv(matrix), np.float64)
        else:
            zoom = 1 / zoom
        middle = mapping.to_picture(mover.view.width() / 2, mover.view.height() / 2)
        place = at(matrix, middle)
        self._follows = True
        follower.view.look_at(_centred(follower.view, mapping.scale * zoom, place))
        self._follows = False

    def zoom_fit(self) -> None:
        self.view.zoom_fit()
        if not self.linked:
            self.b.view.zoom_fit()

    def zoom_by(self, factor: float) -> None:
        self.view.zoom_by(factor)
        if not self.linked:
            self.b.view.zoom_by(factor)

    def zoom_pixels(self) -> None:
        self.view.zoom_pixels()
        if not self.linked:
            self.b.view.zoom_pixels()


def _centred(view: CompareView, scale: float, place: tuple[float, float]) -> PictureMapping:
    """The view's picture at a scale, with a point of it in the middle of the view."""
    mapping = view.mapping
    assert mapping is not None
    moved = replace(mapping, scale=scale, left_px=0.0, top_px=0.0)
    x, y = moved.to_view(*place)
    return moved.panned(view.width() / 2 - x, view.height() / 2 - y)


def _image(rgb: np.ndarray | None) -> QImage | None:
    return None if rgb is None else pixels.picture(rgb)


def _put(view: CompareView, image: QImage | None, extent: Extent | None) -> None:
    if image is None or extent is None:
        view.set_picture(None)
    else:
        view.set_picture(image, (extent.width_px, extent.height_px), extent.aspect)
