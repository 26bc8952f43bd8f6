"""Sound strip: the whole of one sound in one row, with the seconds that are spoken of marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from workbench.gui import theme
from workbench.gui.geometry import TimeMapping, clock_at
from workbench.gui.widgets import waveform
from workbench.gui.widgets.waveform import Waveform

HEIGHT_PX = 96
FOOT_PX = 18
"""Room for the two times below."""
MARKED_ALPHA = 60


class SoundStrip(QWidget):
    """Not to be played: it shows where something is in it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT_PX)
        self.wave: Waveform | None = None
        self.marked_s: tuple[tuple[float, float], ...] = ()
        theme.watcher().changed.connect(self.update)

    def show_wave(self, wave: Waveform, marked_s: Sequence[tuple[float, float]]) -> None:
        """Show this sound, marked from second to second of its own."""
        self.wave, self.marked_s = wave, tuple(marked_s)
        said = ", ".join(f"{clock_at(start)}\u2013{clock_at(end)}" for start, end in self.marked_s)
        self.setAccessibleName(said or clock_at(wave.end_s))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.wave is None:
            return
        painter = QPainter(self)
        row = QRect(0, 0, self.width(), HEIGHT_PX - FOOT_PX)
        length_s, width_px = max(self.wave.end_s, 1e-6), float(self.width())
        mapping = TimeMapping(0.0, width_px / length_s, 0.0, width_px, length_s)
        ground = QColor(theme.colors().sound)
        ground.setAlpha(MARKED_ALPHA)
        painter.setPen(theme.colors().footage_text)
        for start_s, end_s in self.marked_s:
            left, right = round(mapping.to_px(start_s)), round(mapping.to_px(end_s))
            painter.fillRect(QRect(left, row.top(), max(right - left, 2), row.height()), ground)
        foot = QRect(0, row.bottom() + 1, self.width(), FOOT_PX)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, clock_at(0.0))
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, clock_at(length_s))
        waveform.paint(painter, self.wave, row, mapping)
        painter.end()
