"""Compare clock: steps of both sides, and the offset between them."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from workbench.gui import text, theme
from workbench.gui.common_clock import CommonClock
from workbench.gui.panels import compare_words
from workbench.gui.widgets.button_row import tool_button
from workbench.i18n import _
from workbench.media.player import Shown

OFFSET_PX = 112
RATE_PX = 62


class ClockRow(QWidget):
    """B's time = A's time × rate + offset, shown, typed and nudged."""

    offset_typed = Signal(object)
    """Fraction: seconds."""
    rate_typed = Signal(object)
    """Fraction: B's seconds for one of A's."""

    def __init__(self, acts: dict[str, QAction]) -> None:
        super().__init__()
        self._clock = CommonClock()
        said = _("Offset: B's time less A's, in seconds. Type it, also as a fraction like 3/25")
        self.offset = self._field(OFFSET_PX, _("Offset in seconds"), said)
        self.offset.editingFinished.connect(self._on_offset)
        said = _("Rate: how many seconds of B pass in one second of A")
        self.rate = self._field(RATE_PX, _("Rate"), said)
        self.rate.editingFinished.connect(self._on_rate)
        self.frames: QLabel = text.mono()
        self.frames.setToolTip(
            text.tooltip(_("How far the numbers of the two frames on screen are apart"))
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GAP, 4, theme.GAP, 4)
        layout.setSpacing(2)
        for name in ("first", "second_back", "back", "play", "forward", "second_forward", "last"):
            layout.addWidget(tool_button(acts[f"compare.{name}"]))
        layout.addStretch(1)
        layout.addWidget(tool_button(acts["compare.link_clock"]))
        for widget in (text.secondary(_("B = A ×")), self.rate, self.offset):
            layout.addWidget(widget)
            layout.addSpacing(4)
        layout.addWidget(self.frames)
        layout.addSpacing(theme.GAP)
        for letter in ("a", "b"):
            layout.addWidget(tool_button(acts[f"compare.{letter}_back"]))
            layout.addWidget(text.secondary(letter.upper()))
            layout.addWidget(tool_button(acts[f"compare.{letter}_forward"]))
        layout.addStretch(1)
        for name in ("extract", "cite"):
            layout.addWidget(tool_button(acts[f"compare.{name}"]))

    @staticmethod
    def _field(width_px: int, name: str, said: str) -> QLineEdit:
        field = QLineEdit()
        field.setFixedWidth(width_px)
        field.setFont(theme.mono_font())
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setAccessibleName(name)
        field.setToolTip(text.tooltip(said))
        return field

    def show_clock(self, clock: CommonClock, a: Shown | None, b: Shown | None) -> None:
        """Show the clock, and the frames that it brings together."""
        self._clock = clock
        if not self.offset.hasFocus() or not self.offset.isModified():
            self.offset.setText(_("{s} s").format(s=compare_words.seconds_text(clock.offset_s)))
        if not self.rate.hasFocus() or not self.rate.isModified():
            self.rate.setText(f"{float(clock.rate):.6g}")
        self.frames.setText(compare_words.frames_apart(a, b))

    def set_timed(self, timed: bool) -> None:
        """Whether both have a time: a still has none, and then there is no offset."""
        for widget in (self.offset, self.rate, self.frames):
            widget.setEnabled(timed)
        if not timed:
            self.offset.clear()
            self.frames.clear()

    def _on_offset(self) -> None:
        typed = compare_words.seconds_of(self.offset.text())
        changed = self.offset.isModified()
        self.offset.setModified(False)
        if typed is not None and changed:
            self.offset_typed.emit(typed)
        self.show_clock_again()

    def _on_rate(self) -> None:
        typed = compare_words.seconds_of(self.rate.text())
        changed = self.rate.isModified()
        self.rate.setModified(False)
        if typed is not None and changed and Fraction(1, 100) <= typed <= 100:
            self.rate_typed.emit(typed)
        self.show_clock_again()

    def show_clock_again(self) -> None:
        """What was typed and could not be read gives way to what holds."""
        self.offset.setText(_("{s} s").format(s=compare_words.seconds_text(self._clock.offset_s)))
        self.rate.setText(f"{float(self._clock.rate):.6g}")
