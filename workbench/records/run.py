"""Run: one instrument on one item, once; measurement: what it measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from workbench.records.item import ItemId

RunId = NewType("RunId", int)


class JobState(StrEnum):
    """The states of a job, and of the run that it leaves in the case."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    """Found running when the case was opened: the program had ended under it."""

    @property
    def ended(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Run:
    """One instrument on one item, once: what was asked, of which version, and how it ended."""

    id: RunId
    item: ItemId
    instrument: str
    version: str
    params: dict[str, Any]
    state: JobState
    reason: str | None
    """A `MediaFault` and its facts as JSON, for a run that failed."""
    sandbox: str | None
    """The layers that held while it ran: `rlimits+no_new_privs+landlock7+seccomp`, or `none`."""
    started: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One part of what an instrument measured: JSON facts and, for arrays, one packed blob."""

    part: str
    """Name of the part inside the run: `table`, `raw`, `raw-mirrored`, `envelope`, `poster`."""
    facts: dict[str, Any]
    blob: bytes | None = None
