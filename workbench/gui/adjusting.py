"""Adjusting: which steps are done to the picture of each item. State of the window: what is to stay
is kept in the case under a name."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from workbench.i18n import _, adjustments, ngettext
from workbench.records.adjustment import Crop, Mirror, Rotate, Stack
from workbench.records.item import ItemId

NAMED_STEPS = 3
"""More are counted in the line of facts, and not named."""


class Adjusting(QObject):
    """The stack of the selected item; the others keep theirs until the window closes."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stacks: dict[ItemId, Stack] = {}
        self._item: ItemId | None = None
        self.bypassed = False
        """Whether the picture is shown without any step, to compare."""

    def choose(self, item: ItemId | None) -> None:
        if item != self._item:
            self._item, self.bypassed = item, False
            self.changed.emit()

    @property
    def stack(self) -> Stack:
        """All steps, also those that are off."""
        return Stack() if self._item is None else self.stack_of(self._item)

    def stack_of(self, item: ItemId) -> Stack:
        """All steps of an item, selected or not."""
        return self._stacks.get(item, Stack())

    @property
    def shown(self) -> Stack:
        """What is done to the picture on screen now."""
        return Stack() if self.bypassed else self.stack.active

    def set_stack(self, stack: Stack) -> None:
        if self._item is not None and stack != self.stack:
            self._stacks[self._item] = stack
            self.bypassed = False
            self.changed.emit()

    def bypass(self, on: bool) -> None:
        """Show the picture as it was received, or as adjusted again."""
        if on != self.bypassed:
            self.bypassed = on
            self.changed.emit()

    def turn(self, degrees: float) -> None:
        """Turn the picture on; turns in a row are one step."""
        steps = self.stack.steps
        last = steps[-1] if steps else None
        if not isinstance(last, Rotate) or not last.on:
            self.set_stack(self.stack.added(Rotate(degrees=degrees)))
            return
        whole = (last.degrees + degrees + 180) % 360 - 180
        at = len(steps) - 1
        turned = replace(last, degrees=whole)
        self.set_stack(self.stack.with_step(at, turned) if whole else self.stack.without(at))

    def mirror(self) -> None:
        """Exchange left and right; done twice in a row it is as before."""
        steps = self.stack.steps
        if steps and steps[-1] == Mirror():
            self.set_stack(self.stack.without(len(steps) - 1))
        else:
            self.set_stack(self.stack.added(Mirror()))

    def crop(self, part: Crop) -> None:
        """Show a part of what is shown alone; a crop in a crop is one step."""
        steps = self.stack.steps
        last = steps[-1] if steps else None
        if isinstance(last, Crop) and last.on:
            inside = replace(
                part, left_px=part.left_px + last.left_px, top_px=part.top_px + last.top_px
            )
            self.set_stack(self.stack.with_step(len(steps) - 1, inside))
        else:
            self.set_stack(self.stack.added(part))

    def uncrop(self) -> None:
        """Show the whole picture again."""
        kept = tuple(step for step in self.stack.steps if not isinstance(step, Crop))
        self.set_stack(Stack(kept))

    def words(self) -> str:
        """For the line of facts: what stands between the footage and what is seen."""
        done = self.stack.active.steps
        if not done:
            return _("no adjustments")
        if self.bypassed:
            return _("shown without its adjustments")
        if len(done) > NAMED_STEPS:
            said = ngettext("adjusted: {n} step", "adjusted: {n} steps", len(done))
            return said.format(n=len(done))
        return _("adjusted: {steps}").format(steps=adjustments.summary(self.shown))
