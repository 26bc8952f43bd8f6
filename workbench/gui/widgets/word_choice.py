"""Word choice: one value of the vocabulary, or none, chosen by its word."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QWheelEvent

from workbench.gui import icons
from workbench.gui.widgets.elided_choice import ElidedChoice
from workbench.gui.words import word

E = TypeVar("E", bound=StrEnum)


class WordChoice(ElidedChoice):
    """Says what was chosen by a person; setting it from outside says nothing."""

    value_chosen = Signal(object)
    """A value of the kind, or None."""

    def __init__(self, kind: type[E], none: str, name: str) -> None:
        super().__init__()
        self._values: list[StrEnum | None] = [None, *kind]
        self.addItem(none)
        for value in kind:
            said = word(value)
            self.addItem(icons.icon(said.icon, "secondary"), said.text)
        self.setIconSize(QSize(16, 16))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.activated.connect(lambda index: self.value_chosen.emit(self._values[index]))

    @property
    def value(self) -> StrEnum | None:
        return self._values[max(self.currentIndex(), 0)]

    def set_value(self, value: StrEnum | None) -> None:
        self.setCurrentIndex(self._values.index(value))

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel meant for the list around it must not change a judgement.
        event.ignore()
