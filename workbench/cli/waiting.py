"""Waiting: progress on stderr where it is a screen, and Ctrl-C that cancels in order."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from workbench.i18n.safe import shown

if TYPE_CHECKING:
    from workbench.jobs.queue import Batch
    from workbench.records.job import Job
    from workbench.records.outcome import Outcome
    from workbench.session import Session

Tell = Callable[[str, float | None], None]
"""`tell(what, share)`: what is being worked on, and how far the whole is, 0 to 1."""


@dataclass(slots=True)
class Interruption:
    """Whether Ctrl-C was pressed."""

    pressed: bool = False


@contextmanager
def cancelling(cancel: Callable[[], None] = lambda: None) -> Iterator[Interruption]:
    """Ctrl-C calls `cancel`, after which the work ends where nothing is half; a second one
    raises KeyboardInterrupt."""
    interruption = Interruption()

    def on_signal(number: int, frame: FrameType | None) -> None:
        if interruption.pressed:
            raise KeyboardInterrupt
        interruption.pressed = True
        # The handler runs in the midst of the main thread, which may hold what `cancel` locks.
        threading.Thread(target=cancel, daemon=True).start()

    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield interruption
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar on stderr, which is gone when the work has ended; nothing where it is no screen."""
    if not sys.stderr.isatty():
        yield lambda what, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", total=None)

        def tell(what: str, share: float | None) -> None:
            total = None if share is None else 1.0
            bars.update(bar, description=shown(what), completed=share or 0.0, total=total)

        yield tell


def wait_for(session: Session, batch: Batch) -> tuple[list[Outcome], bool]:
    """Wait for jobs, with progress; their outcomes, and whether the user cancelled."""
    shares: dict[int, float] = {}
    with progress() as tell, cancelling(batch.cancel) as interruption:

        def on_job(job: Job) -> None:
            shares[job.id] = 1.0 if job.state.ended else job.done or 0.0
            tell(job.subject, sum(shares.values()) / batch.count)

        stop = session.jobs.observe(on_job)
        try:
            return batch.wait(), interruption.pressed
        finally:
            stop()
