"""Item card: what a list shows of an item, in one look."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.records.item import Item, ItemSheet, MediaStatus


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item with its sheet and the counts that a list shows beside it."""

    item: Item
    sheet: ItemSheet
    status: MediaStatus
    """Of the probe, or QUARANTINED when a later run endangered its reader."""
    reason: str | None
    """The `MediaFault` behind a status other than OK."""
    matches: int
    """Matches that the analyst has not rejected."""
    annotations: int
    frames: int
    runs_left: int
    """Runs that are queued or running."""
    original_there: bool = True
    """False where the original is not where the case has it; all that was measured is kept."""

    @property
    def known(self) -> bool:
        """Whether footage like it is known: a match that is not rejected."""
        return self.matches > 0
