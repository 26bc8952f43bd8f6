"""Bridge: what the case tells, on whatever thread, told again on the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from workbench.records.changes import Changes
    from workbench.records.job import Job
    from workbench.session import Session


class Bridge(QObject):
    """Lives in the window's thread: Qt queues what other threads emit, so slots run there."""

    changed = Signal(object)
    """Changes."""
    job_moved = Signal(object)
    """Job."""
    _came = Signal(object, object)
    """The name of the signal that tells of it, and changes or a job; from any thread."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Over an object of this thread: what is queued for others would outlive the case.
        self._came.connect(self._pass_on)
        self._unsubscribe: list[Callable[[], None]] = [
            session.observe(self._tell_changes),
            session.jobs.observe(self._tell_job),
        ]

    def close(self) -> None:
        """Tell nothing any more. What is queued already is dropped by Qt with this object."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()

    def _tell_changes(self, changes: Changes) -> None:
        self._came.emit("changed", changes)

    def _tell_job(self, job: Job) -> None:
        self._came.emit("job_moved", job)

    def _pass_on(self, signal: str, what: Changes | Job) -> None:
        if self._unsubscribe:
            getattr(self, signal).emit(what)
