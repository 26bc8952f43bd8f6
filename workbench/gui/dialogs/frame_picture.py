"""What becomes of each frame: which adjustments it goes through, and how many bits its PNG has."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui import text, theme
from workbench.gui.widgets.elided_choice import ElidedChoice
from workbench.i18n import _, adjustments
from workbench.i18n.safe import shown as safe
from workbench.records.adjustment import NamedStack, Stack
from workbench.records.extraction import PngBits

AS_RECEIVED = Stack()


class FramePicture(QWidget):
    """Two rows of a form. What is on screen now is proposed, as for a single frame."""

    def __init__(
        self, on_screen: Stack, kept: Sequence[NamedStack], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.through = ElidedChoice()
        self.through.setAccessibleName(_("Adjustments"))
        self._stacks = [AS_RECEIVED]
        self.through.addItem(_("none: as received"))
        if on_screen.active.steps:
            said = _("those on screen: {steps}").format(steps=adjustments.summary(on_screen))
            self._add(said, on_screen)
            self.through.setCurrentIndex(1)
        for one in kept:
            if one.stack.active.steps:
                steps = adjustments.summary(one.stack)
                self._add(f"“{safe(one.name)}”: {steps}", one.stack)
        self.deep = QCheckBox(_("16 bits for each value where the footage has more than 8"))
        self.deep.setToolTip(
            text.tooltip(_("The citation stays the same. Pictures that are adjusted have 8 bits."))
        )
        self.deep.setChecked(True)
        self.through.currentIndexChanged.connect(lambda _row: self._refresh())
        row = QHBoxLayout()
        row.addWidget(text.plain(_("Adjustments:")))
        row.addWidget(self.through, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addLayout(row)
        layout.addWidget(self.deep)
        self._refresh()

    def _add(self, said: str, stack: Stack) -> None:
        self._stacks.append(stack.active)
        self.through.addItem(said)

    def _refresh(self) -> None:
        self.deep.setEnabled(not self.stack.steps)

    @property
    def stack(self) -> Stack:
        """What is done to each frame."""
        return self._stacks[self.through.currentIndex()]

    @property
    def bits(self) -> PngBits:
        return PngBits.AS_SOURCE if self.deep.isChecked() else PngBits.EIGHT
