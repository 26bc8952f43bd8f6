"""Compare bar: the mode, what its slider sets, and how B is laid on A."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from workbench.gui import buttons, text, theme
from workbench.gui.comparison import Manner, Mode
from workbench.gui.widgets.button_row import ICON_PX, tool_button
from workbench.i18n import _

SLIDER_PX = 130
DOUBLINGS = 4
"""The difference is amplified up to 2 to this power."""
SLOWEST_PER_S, QUICKEST_PER_S = 0.5, 6.0
"""Changes of a blink: six a second are three flashes, the most that WCAG 2.3.1 allows."""


class CompareBar(QWidget):
    """Modes on the left; in the middle what belongs to the mode; the rest on the right."""

    manner_changed = Signal(object)
    """Manner."""
    blink_wanted = Signal()

    def __init__(self, acts: dict[str, QAction]) -> None:
        super().__init__()
        self._manner = Manner()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(theme.GAP, 4, theme.GAP, 4)
        self._layout.setSpacing(2)
        for mode in Mode:
            self._layout.addWidget(_worded(acts[f"compare.{mode}"]))
        self._make_setting()
        self._layout.addStretch(1)
        for name in ("mirror", "turn", "register", "swap", "link_zoom", "fit", "pixels"):
            self._layout.addWidget(tool_button(acts[f"compare.{name}"]))
        self.show_manner(self._manner)

    def _make_setting(self) -> None:
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setFixedWidth(SLIDER_PX)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.valueChanged.connect(self._on_slid)
        self.said: QLabel = text.mono()
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.said.setMinimumWidth(self.said.fontMetrics().horizontalAdvance("0.5 / s") + 12)
        self.blink = buttons.push(_("Start"), self.blink_wanted.emit)
        self.direction = buttons.tool("rotate-cw", _("Turn the line of the wipe"), self._turn)
        self._layout.addSpacing(theme.PANEL)
        for widget in (self.slider, self.said, self.blink, self.direction):
            self._layout.addWidget(widget)

    def show_manner(self, manner: Manner) -> None:
        """Show what is set."""
        self._manner = manner
        mode = manner.mode
        low, high, value, name, said = {
            Mode.SIDE: (0, 1, 0, "", ""),
            Mode.OVERLAY: (
                *(0, 100, round(100 * manner.opacity), _("Share of B in the overlay")),
                _("{percent} %").format(percent=round(100 * manner.opacity)),
            ),
            Mode.BLINK: (
                *(round(2 * SLOWEST_PER_S), round(2 * QUICKEST_PER_S)),
                *(round(2 * manner.changes_per_s), _("Changes of the blink in a second")),
                _("{n} / s").format(n=f"{manner.changes_per_s:g}"),
            ),
            Mode.DIFFERENCE: (
                *(0, DOUBLINGS, manner.times.bit_length() - 1),
                *(_("How far the difference is amplified"), f"×{manner.times}"),
            ),
            Mode.WIPE: (
                *(0, 100, round(100 * manner.share), _("Where the line of the wipe stands")),
                _("{percent} %").format(percent=round(100 * manner.share)),
            ),
        }[mode]
        self.slider.blockSignals(True)
        self.slider.setRange(low, high)
        self.slider.setPageStep(max((high - low) // 10, 1))
        self.slider.setValue(value)
        self.slider.blockSignals(False)
        self.slider.setToolTip(text.tooltip(name))
        self.slider.setAccessibleName(name)
        self.said.setText(said)
        for widget in (self.slider, self.said):
            widget.setVisible(mode is not Mode.SIDE)
        self.blink.setVisible(mode is Mode.BLINK)
        self.direction.setVisible(mode is Mode.WIPE)

    def show_blinking(self, blinking: bool) -> None:
        self.blink.setText(_("Stop") if blinking else _("Start"))

    def _on_slid(self, value: int) -> None:
        manner = {
            Mode.SIDE: self._manner,
            Mode.OVERLAY: replace(self._manner, opacity=value / 100),
            Mode.BLINK: replace(self._manner, changes_per_s=max(value, 1) / 2),
            Mode.DIFFERENCE: replace(self._manner, times=1 << min(max(value, 0), DOUBLINGS)),
            Mode.WIPE: replace(self._manner, share=value / 100),
        }[self._manner.mode]
        self.manner_changed.emit(manner)

    def _turn(self) -> None:
        self.manner_changed.emit(replace(self._manner, upright=not self._manner.upright))


def _worded(action: QAction) -> QToolButton:
    """A mode: its icon, and its word, which tells a stranger what he sees."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(ICON_PX, ICON_PX))
    button.setFixedHeight(theme.CONTROL)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    action.setToolTip(text.tooltip(f"{action.text()} ({key})"))
    button.setAccessibleName(action.text())
    return button
