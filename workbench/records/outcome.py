"""Outcome: how one path or item fared in a job over many."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.records.errors import MediaError, Refusal
from workbench.records.item import ItemId
from workbench.records.known import Near


class OutcomeState(StrEnum):
    """How it ended for one path or item."""

    ADDED = "added"
    KNOWN = "known"
    """The file is in the case already, by its digest; it was not stored again."""
    SIDECAR = "sidecar"
    """It says something of footage, and becomes no item: it was taken in with it."""
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    """Part of the work was done; `reason` says what was not."""
    CANCELLED = "cancelled"

    @property
    def good(self) -> bool:
        return self in _GOOD


_GOOD = frozenset({OutcomeState.ADDED, OutcomeState.KNOWN, OutcomeState.SIDECAR, OutcomeState.DONE})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one path or item fared."""

    path: str | None
    item: ItemId | None
    state: OutcomeState
    reason: Refusal | MediaError | None = None
    near: tuple[Near, ...] = ()
    """Entries of the library that were there before, and that it resembles so much that it may be
    the same."""
    remarks: tuple[Refusal, ...] = ()
    """What went wrong and did not spoil it: only a part could be read, or a sidecar could not."""
