"""Job: work in progress, as the window and the command line show it."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.records.errors import MediaError, Refusal
from workbench.records.item import ItemId
from workbench.records.run import JobState


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work at one instant. A new record is made whenever it moves."""

    id: int
    act: str
    """`item.add`, `measure`, `match`, `extract`, `library.add`, `dossier`."""
    subject: str
    """Name of the file or item it works on."""
    item: ItemId | None
    state: JobState
    done: float | None = None
    """0 to 1; None while it cannot be told."""
    seconds_left: float | None = None
    """None in the first two seconds."""
    reason: Refusal | MediaError | None = None
    """What it ended with, where it did not end well."""
