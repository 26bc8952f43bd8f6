"""Step editor: the parameters of one step, each a slider and a number, or a choice of words."""

from __future__ import annotations

import math
from dataclasses import Field, replace
from enum import StrEnum
from typing import Any, get_type_hints

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import text, theme
from workbench.i18n import adjustments
from workbench.records.adjustment import Bounds, Step, bounds_of, parameters

SLIDER_STEPS = 1000
NUMBER_PX = 84
LONGEST_SLIDER = 1000
"""A range larger than this, of a crop, has a number only: no slider could hit one pixel of it."""


class _Slider(QSlider):
    """A wheel meant for the panel around it changes nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumberRow(QWidget):
    """A number within its bounds."""

    changed = Signal(float)

    def __init__(self, said: str, bounds: Bounds) -> None:
        super().__init__()
        self._bounds = bounds
        self.number: QSpinBox | QDoubleSpinBox
        if bounds.decimals:
            self.number = QDoubleSpinBox(decimals=bounds.decimals)
            self.number.setSingleStep(10.0 ** (1 - bounds.decimals))
            self.number.setRange(bounds.lowest, bounds.highest)
        else:
            self.number = QSpinBox()
            self.number.setRange(int(bounds.lowest), int(bounds.highest))
        unit = adjustments.unit(bounds.unit)
        self.number.setSuffix(f"\u202f{unit}" if unit else "")
        self.number.setFixedWidth(NUMBER_PX)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.number.setAccessibleName(said)
        self.number.setKeyboardTracking(False)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, SLIDER_STEPS)
        self.slider.setAccessibleName(said)
        self.slider.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        if bounds.highest - bounds.lowest <= LONGEST_SLIDER:
            layout.addWidget(self.slider, 1)
        else:
            layout.addStretch(1)
        layout.addWidget(self.number)
        self.slider.valueChanged.connect(self._on_slider)
        self.number.valueChanged.connect(self._on_number)

    def set_value(self, value: float) -> None:
        """From outside: nothing is told."""
        blocked = QSignalBlocker(self.slider), QSignalBlocker(self.number)
        self.number.setValue(value)  # type: ignore[arg-type]
        self.slider.setValue(round(self._share(value) * SLIDER_STEPS))
        del blocked

    def _on_slider(self, place: int) -> None:
        value = self._value(place / SLIDER_STEPS)
        blocked = QSignalBlocker(self.number)
        self.number.setValue(value)
        del blocked
        self.changed.emit(float(self.number.value()))

    def _on_number(self, value: float) -> None:
        blocked = QSignalBlocker(self.slider)
        self.slider.setValue(round(self._share(value) * SLIDER_STEPS))
        del blocked
        self.changed.emit(float(value))

    def _share(self, value: float) -> float:
        low, high = self._bounds.lowest, self._bounds.highest
        if self._bounds.by_ratio:
            return math.log(value / low) / math.log(high / low)
        return (value - low) / (high - low)

    def _value(self, share: float) -> Any:
        low, high = self._bounds.lowest, self._bounds.highest
        value = low * (high / low) ** share if self._bounds.by_ratio else low + share * (high - low)
        return value if self._bounds.decimals else round(value)


class ChoiceRow(QComboBox):
    """One of a few words."""

    changed = Signal(object)

    def __init__(self, said: str, kind: type[StrEnum]) -> None:
        super().__init__()
        self._values = list(kind)
        for value in self._values:
            self.addItem(adjustments.choice(value))
        self.setAccessibleName(said)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.activated.connect(lambda index: self.changed.emit(self._values[index]))

    def set_value(self, value: StrEnum) -> None:
        self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class StepEditor(QWidget):
    """Shows one step at a time, or none."""

    step_changed = Signal(object)
    """Step: as it is set now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step: Step | None = None
        self._rows: dict[str, NumberRow | ChoiceRow] = {}
        self._form: QWidget | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def set_step(self, step: Step | None) -> None:
        if type(step) is not type(self._step):
            self._build(step)
        self._step = step
        if step is not None:
            for name, row in self._rows.items():
                row.set_value(getattr(step, name))

    def _build(self, step: Step | None) -> None:
        if self._form is not None:
            self._form.deleteLater()
        self._rows, self._form = {}, None
        if step is None:
            return
        self._form = QWidget()
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GAP)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for line, parameter in enumerate(parameters(type(step))):
            said = adjustments.parameter(type(step), parameter.name)
            row = self._row(type(step), parameter, said)
            self._rows[parameter.name] = row
            grid.addWidget(text.field_name(said, row), line, 0)
            grid.addWidget(row, line, 1)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._form)

    def _row(self, kind: type[Step], parameter: Field[Any], said: str) -> NumberRow | ChoiceRow:
        bounds, name = bounds_of(parameter), parameter.name
        row: NumberRow | ChoiceRow
        if bounds is None:
            row = ChoiceRow(said, get_type_hints(kind)[name])
        else:
            row = NumberRow(said, bounds)
        row.changed.connect(lambda value: self._set(name, value))
        return row

    def _set(self, name: str, value: Any) -> None:
        step = self._step
        if step is None:
            return
        try:
            changed = replace(step, **{name: value})
        except ValueError:
            # Black above white: it stays where it was.
            self.set_step(step)
            return
        if changed != step:
            self._step = changed
            self.step_changed.emit(changed)
