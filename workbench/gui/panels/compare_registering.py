"""Compare registering: the numbers by which B lies on A, and the points that align it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QWidget

from workbench.gui import buttons, text, theme
from workbench.gui.registration import Registration
from workbench.gui.widgets.button_row import tool_button
from workbench.i18n import _

REACH_PX = 100_000.0
FIELD_PX = 104


class RegisteringRow(QWidget):
    """Typed, or moved by hand: drag B in the picture, the wheel scales it."""

    changed = Signal(object)
    """Registration."""

    def __init__(self, acts: dict[str, QAction]) -> None:
        super().__init__()
        self._registration = Registration()
        self.right = self._number(_("Right"), _("px"), 1, 1.0, REACH_PX)
        self.down = self._number(_("Down"), _("px"), 1, 1.0, REACH_PX)
        self.scale = self._number(_("Scale"), "%", 2, 0.5, 10_000.0)
        self.scale.setMinimum(1.0)
        self.tilt = self._number(_("Tilt"), "°", 2, 0.1, 180.0)
        for field in (self.right, self.down, self.scale, self.tilt):
            # Only now: a field that is set up changes its value too.
            field.valueChanged.connect(lambda _value: self._on_typed())
        self.state = text.Elided("", "caption")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, 2, theme.GAP, 6)
        layout.setSpacing(theme.GAP)
        layout.addWidget(text.heading(_("B on A")))
        for field in (self.right, self.down, self.scale, self.tilt):
            layout.addWidget(text.field_name(field.accessibleName(), field))
            layout.addWidget(field)
        for name in ("agree", "points"):
            layout.addWidget(tool_button(acts[f"compare.{name}"]))
        layout.addWidget(
            buttons.tool("rotate-ccw", _("Lay B on A anew: all of it, in the middle"), self._reset)
        )
        layout.addWidget(self.state, 1)

    def _number(
        self, name: str, unit: str, decimals: int, step: float, reach: float
    ) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setAccessibleName(name)
        field.setDecimals(decimals)
        field.setRange(-reach, reach)
        field.setSingleStep(step)
        field.setSuffix(f" {unit}" if unit != "°" else unit)
        field.setKeyboardTracking(False)
        field.setFixedWidth(FIELD_PX)
        field.setToolTip(
            text.tooltip(_("{name}: type it, or use the arrow keys up and down").format(name=name))
        )
        return field

    def say(self, said: str) -> None:
        """What to click, or how well the points agree."""
        self.state.setText(said)

    def show_registration(self, registration: Registration) -> None:
        self._registration = registration
        for field, value in (
            (self.right, registration.right_px),
            (self.down, registration.down_px),
            (self.scale, 100 * registration.scale),
            (self.tilt, registration.tilt_deg),
        ):
            field.blockSignals(True)
            field.setValue(value)
            field.blockSignals(False)

    def _on_typed(self) -> None:
        self.changed.emit(
            replace(
                self._registration,
                right_px=self.right.value(),
                down_px=self.down.value(),
                scale=self.scale.value() / 100,
                tilt_deg=self.tilt.value(),
            )
        )

    def _reset(self) -> None:
        base = self._registration
        self.changed.emit(Registration(base.turned_deg, base.mirrored))
