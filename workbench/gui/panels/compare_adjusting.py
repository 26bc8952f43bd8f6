"""Compare adjusting: whether a side is shown as received or through its item's adjustments."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from workbench.gui import background
from workbench.gui.adjusted_picture import AdjustedPicture, ReceivedPicture, adjusted
from workbench.gui.adjusting import Adjusting
from workbench.i18n import _, adjustments
from workbench.media.player import Shown
from workbench.records.adjustment import Crop, Mirror, Rotate, Stack
from workbench.records.item import ItemId, Medium

AS_RECEIVED = Stack()


class SideAdjusting(QObject):
    """The steps of one side. Footage comes as it was received until the analyst asks for more."""

    changed = Signal()
    """Other steps, or they are shown now, or no more: the frame has to be brought again."""

    def __init__(self, adjusting: Adjusting, parent: QObject) -> None:
        super().__init__(parent)
        self._adjusting = adjusting
        self._item: ItemId | None = None
        self.on = False
        self._told = (AS_RECEIVED, False)
        adjusting.changed.connect(self._look)

    def choose(self, item: ItemId | None) -> None:
        """Other footage stands here, as it was received."""
        self._item, self.on = item, False
        self._told = (self.available, False)

    @property
    def available(self) -> Stack:
        """The steps of the item that are on."""
        if self._item is None:
            return AS_RECEIVED
        return self._adjusting.stack_of(self._item).active

    @property
    def stack(self) -> Stack:
        """What is done to the picture here."""
        return self.available if self.on else AS_RECEIVED

    @property
    def moves(self) -> bool:
        """Whether points of the picture lie elsewhere than on the one that was received."""
        return any(isinstance(step, Crop | Mirror | Rotate) for step in self.stack.steps)

    def toggle(self) -> None:
        self.on = not self.on
        self._look()

    def swap_with(self, other: SideAdjusting) -> None:
        """Exchange what is done on both; nobody is told."""
        for name in ("_item", "on", "_told"):
            mine, theirs = getattr(self, name), getattr(other, name)
            setattr(self, name, theirs)
            setattr(other, name, mine)

    def _look(self) -> None:
        told = (self.available, self.on)
        if told != self._told:
            self._told = told
            self.changed.emit()

    def bring(
        self, shown: Shown, medium: Medium, then: Callable[[AdjustedPicture | None], None]
    ) -> None:
        """The picture of a frame after the steps, made off this thread; None where nothing is
        done to it, or the steps do not fit it."""
        size = medium.upright_size_px
        if not self.stack.steps or size is None:
            then(None)
            return
        aspect = medium.upright_pixel_aspect
        received = ReceivedPicture(shown.pixels, size, aspect, shown.scale, self.stack)
        background.run(
            self,
            lambda: adjusted(received),
            lambda made: then(None if isinstance(made, str) else made),
            at_once=True,
        )

    def words(self) -> str | None:
        """For the line of facts."""
        if self.stack.steps:
            return _("adjusted: {steps}").format(steps=adjustments.summary(self.stack))
        return _("shown without its adjustments") if self.available.steps else None
