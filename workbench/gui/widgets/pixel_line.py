"""Pixel line: the values of the pixel under the pointer, in the footage and as it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.gui import theme
from workbench.gui.text import tooltip
from workbench.i18n import _

LINE_PX = 24
SWATCH_PX = 12
PADDING_PX = 10


@dataclass(frozen=True, slots=True)
class PixelValue:
    """One pixel of 8 bits a channel."""

    red: int
    green: int
    blue: int
    luma: int
    """After BT.709."""

    @property
    def text(self) -> str:
        rgb = bytes((self.red, self.green, self.blue))
        return f"{self.short}  #{rgb.hex().upper()}  Y {self.luma:>3}"

    @property
    def short(self) -> str:
        """The values alone, where there is no room to say them in other ways."""
        rgb = (self.red, self.green, self.blue)
        return " ".join(f"{name} {v:>3}" for name, v in zip("RGB", rgb, strict=True))


class PixelLine(QWidget):
    """One line that is always there, so that the picture does not jump."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = ""
        self._values: tuple[tuple[str, PixelValue], ...] = ()
        self.setFixedHeight(LINE_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Pixel under the pointer"))
        said = _(
            "x, y: pixel of the upright footage, from 0. R, G, B: 0 to 255, also as one "
            "hexadecimal number. Y: luma after BT.709, 0 to 255."
        )
        self.setToolTip(tooltip(said))
        theme.watcher().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(320, LINE_PX)

    @property
    def text(self) -> str:
        parts = (self._place, *(value.text for _said, value in self._values))
        return " · ".join(part for part in parts if part)

    def show_pixel(self, place: str, values: tuple[tuple[str, PixelValue], ...]) -> None:
        """Where it is, and the values with what each is of; nothing where `place` is empty."""
        self._place, self._values = place, values
        self.setAccessibleDescription(self.text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.colors()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.panel)
        middle = Qt.AlignmentFlag.AlignVCenter
        if not self._place:
            painter.setFont(theme.font(-1))
            painter.setPen(colors.secondary)
            hint = _("Point at the picture to read its pixels")
            painter.drawText(self.rect().adjusted(PADDING_PX, 0, 0, 0), middle, hint)
            painter.end()
            return
        painter.setFont(theme.mono_font(-1))
        painter.setPen(colors.text)
        fits = self._width(painter) <= self.width()
        left = self._word(painter, PADDING_PX, self._place)
        for said, value in self._values:
            painter.setPen(colors.secondary)
            left = self._word(painter, left, said)
            top = (LINE_PX - SWATCH_PX) // 2
            swatch = QRect(left, top, SWATCH_PX, SWATCH_PX)
            painter.fillRect(swatch, QColor(value.red, value.green, value.blue))
            painter.drawRect(swatch)
            painter.setPen(colors.text)
            shown = value.text if fits else value.short
            left = self._word(painter, left + SWATCH_PX + theme.GAP, shown)
        painter.end()

    def _width(self, painter: QPainter) -> int:
        """Of the whole line, with everything in it."""
        words = [
            self._place,
            *(word for said, value in self._values for word in (said, value.text)),
        ]
        spaces = len(words) * theme.PANEL + len(self._values) * (SWATCH_PX + theme.GAP)
        return PADDING_PX + spaces + sum(map(painter.fontMetrics().horizontalAdvance, words))

    @staticmethod
    def _word(painter: QPainter, left: int, said: str) -> int:
        width = painter.fontMetrics().horizontalAdvance(said)
        row = QRect(left, 0, width + 1, LINE_PX)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, said)
        return left + width + theme.PANEL
