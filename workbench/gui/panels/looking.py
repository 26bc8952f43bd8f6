"""Looking: the steps done to each frame on its way to the view, and what its pixels are."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from workbench.gui import background, buttons, text, theme
from workbench.gui.adjusted_picture import (
    AdjustedPicture,
    ReceivedPicture,
    Rgb,
    adjusted,
    as_it_came,
)
from workbench.gui.adjusting import Adjusting
from workbench.gui.widgets.image_view import ImageView
from workbench.gui.widgets.pixel_line import PixelLine, PixelValue
from workbench.i18n import _
from workbench.records.adjustment import Crop, Stack
from workbench.records.frame import Region
from workbench.records.placement import Placement, placed

HOLD_MS = 350
"""A key held longer was held to look, and is let go to go back."""

LIVE_PIXELS = 1920 * 1080
"""Of more, a part is adjusted first, so that a slider is followed; the whole comes after."""


class Looking(QObject):
    """Brings frames to the view through the steps of the selected item, off the window's thread;
    where steps take longer than frames come, the newest frame is next."""

    unfit = Signal(str)
    """The steps do not fit this picture: it is shown as it came."""

    def __init__(self, view: ImageView, adjusting: Adjusting, parent: QObject) -> None:
        super().__init__(parent)
        self._view, self._adjusting = view, adjusting
        self._frame: ReceivedPicture | None = None
        self._made: AdjustedPicture | None = None
        self._busy = False
        self._pointed: tuple[float, float] | None = None
        self._held = QElapsedTimer()
        self.pixel_line = PixelLine()
        self.crop_bar = CropBar(adjusting)
        adjusting.changed.connect(self._on_changed)
        view.pointed.connect(self._on_pointed)
        view.crop_drawn.connect(self._on_crop_drawn)
        view.installEventFilter(self)

    def clear(self) -> None:
        """No picture is looked at."""
        self._frame = self._made = None
        self._view.set_picture(None)
        self.pixel_line.show_pixel("", ())
        self.crop_bar.refresh(None)

    def show(self, rgb: Rgb, size_px: tuple[int, int], aspect: Fraction, scale: float) -> None:
        """Bring a frame to the view, at once where nothing is done to it."""
        self._frame = ReceivedPicture(rgb, size_px, aspect, scale, self._adjusting.shown)
        self._bring()

    def _on_changed(self) -> None:
        if self._frame is not None:
            frame, stack = self._frame, self._adjusting.shown
            self._frame = ReceivedPicture(
                frame.rgb, frame.size_px, frame.aspect, frame.scale, stack
            )
            self._bring()

    def _bring(self) -> None:
        frame = self._frame
        assert frame is not None
        if not frame.stack.steps:
            self._on_made(frame, as_it_came(frame))
        elif not self._busy:
            self._make(frame, self._every(frame))

    def _every(self, frame: ReceivedPicture) -> int:
        """Of how many pixels across and down one is enough at first: where the picture is shown
        reduced, or is too large to be followed."""
        large = math.ceil(math.sqrt(frame.rgb.size / 3 / LIVE_PIXELS))
        return max(large, math.floor(frame.scale / self._view.zoom), 1)

    def _make(self, frame: ReceivedPicture, every: int) -> None:
        self._busy = True
        background.run(
            self,
            lambda: adjusted(frame, every),
            lambda made: self._on_done(frame, made, every > 1),
            at_once=True,
        )

    def _on_done(self, frame: ReceivedPicture, made: AdjustedPicture | str, quick: bool) -> None:
        self._busy = False
        newest = self._frame
        if newest is None:
            return
        if frame.size_px == newest.size_px and newest.stack.steps:
            # Not the newest perhaps, but newer than what is on screen: a slider is followed.
            if isinstance(made, str):
                self.unfit.emit(made)
                quick, made = False, as_it_came(frame)
            self._on_made(frame, made)
        if newest is not frame and newest.stack.steps:
            self._bring()
        elif newest is frame and quick:
            self._make(frame, 1)

    def _on_made(self, frame: ReceivedPicture, made: AdjustedPicture) -> None:
        self._made = made
        self._view.set_picture(made.image, frame.size_px, float(frame.aspect), made.placement)
        uncropped = Stack(tuple(step for step in frame.stack.steps if not isinstance(step, Crop)))
        whole = placed(uncropped, frame.size_px, frame.aspect).size_px
        cropped = made.placement is not None and made.placement.size_px != whole
        self.crop_bar.refresh(made.placement if cropped else None, whole)
        self._show_pixel()

    # Pixels

    def _on_pointed(self, at: tuple[float, float] | None) -> None:
        self._pointed = at
        self._show_pixel()

    def _show_pixel(self) -> None:
        """The values under the pointer, of the frame that is on screen now."""
        at = self._pointed
        if at is None or self._frame is None or self._made is None:
            self.pixel_line.show_pixel("", ())
            return
        frame, made = self._frame, self._made
        x, y = math.floor(at[0]), math.floor(at[1])
        received = _value(frame.rgb, (x + 0.5) * frame.scale, (y + 0.5) * frame.scale)
        if received is None:
            self.pixel_line.show_pixel("", ())
            return
        near = "" if frame.scale == 1.0 else "≈ "
        place = f"x {x:>4}, y {y:>4}"
        values = [(near, received)] if near else [("", received)]
        if frame.stack.steps:
            on = at if made.placement is None else made.placement.to_adjusted(*at)
            shown = _value(made.rgb, on[0] * made.scale, on[1] * made.scale)
            values = [(near + _("received"), received)]
            if shown is not None:
                values.append((_("adjusted"), shown))
        self.pixel_line.show_pixel(place, tuple(values))

    # What the analyst does

    def _on_crop_drawn(self, region: Region) -> None:
        left, top = math.floor(region.left_px), math.floor(region.top_px)
        right = math.ceil(region.left_px + region.width_px)
        bottom = math.ceil(region.top_px + region.height_px)
        part = Crop(left_px=left, top_px=top, width_px=right - left, height_px=bottom - top)
        self._adjusting.crop(part)

    def compare(self) -> None:
        """With and without, in turn; a key held shows it as long as it is held."""
        self._adjusting.bypass(not self._adjusting.bypassed)
        self._held.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            let_go = event.key() == Qt.Key.Key_A and not event.isAutoRepeat()
            if let_go and self._held.isValid():
                if self._held.elapsed() > HOLD_MS:
                    self._adjusting.bypass(not self._adjusting.bypassed)
                self._held.invalidate()
        return False


def _value(rgb: Rgb, x: float, y: float) -> PixelValue | None:
    column, row = math.floor(x), math.floor(y)
    height, width, _three = rgb.shape
    if not (0 <= column < width and 0 <= row < height):
        return None
    from workbench.media import adjust

    one = np.ascontiguousarray(rgb[row : row + 1, column : column + 1])
    red, green, blue = (int(v) for v in one[0, 0])
    return PixelValue(red, green, blue, int(adjust.luma(one)[0, 0]))


class CropBar(QFrame):
    """Says above the picture that only a part of it is shown, and leads back."""

    def __init__(self, adjusting: Adjusting) -> None:
        super().__init__()
        self.setProperty("role", "raised")
        self.said = text.Elided("")
        self.button = buttons.push(_("Show the whole picture"), adjusting.uncrop)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, 4, theme.GAP, 4)
        layout.addWidget(self.said, 1)
        layout.addWidget(self.button)
        self.hide()

    def refresh(self, placement: Placement | None, size_px: tuple[int, int] = (0, 0)) -> None:
        """With the placement of the part that is shown; None where the whole is."""
        if placement is not None:
            part, whole = (f"{w} × {h}" for w, h in (placement.size_px, size_px))
            said = _("Only a part is shown: {part} of {whole} px")
            self.said.setText(said.format(part=part, whole=whole))
        self.setVisible(placement is not None)
