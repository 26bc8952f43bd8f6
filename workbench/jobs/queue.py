"""The queue: runner threads, each waiting on one worker, copy or query at a time."""

from __future__ import annotations

import collections
import dataclasses
import itertools
import logging
import os
import threading
import time
from collections.abc import Callable

from workbench.records.errors import MediaError, Refusal, RefusalCode
from workbench.records.item import ItemId
from workbench.records.job import Job
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.run import JobState

log = logging.getLogger(__name__)

TELL_INTERVAL_S = 0.1
LEFT_AFTER_S = 2.0
"""Time left is a guess until a job has gone on for so long."""
KEPT_JOBS = 200
"""Ended jobs that are still listed."""


class Cancelled(Exception):
    """The user cancelled the job; raised by the work itself, at a place where nothing is half."""


class Control:
    """What a piece of work is given: a way to tell how far it is, and to learn that it must end."""

    def __init__(self, tell: Callable[[float | None, ItemId | None], None]) -> None:
        self._tell = tell
        self.resumes = False
        """Whether what is cancelled now is to be offered again: the program ends."""
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._ends: list[Callable[[], None]] = []

    def progress(self, done: float | None, item: ItemId | None = None) -> None:
        """`done` 0 to 1; `item` once it is known."""
        self._tell(done, item)

    @property
    def cancelled(self) -> bool:
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise Cancelled when the user has cancelled."""
        if self.cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Cancel: ends the worker that the job waits for."""
        self._cancelled.set()
        with self._lock:
            ends = list(self._ends)
        for end in ends:
            end()

    def on_cancel(self, end: Callable[[], None]) -> Callable[[], None]:
        """Call `end` when the job is cancelled; returns what takes that back."""
        with self._lock:
            self._ends.append(end)
        if self.cancelled:
            end()

        def forget() -> None:
            with self._lock:
                self._ends.remove(end)

        return forget


Work = Callable[[Control], Outcome]


@dataclasses.dataclass(slots=True)
class _Entry:
    job: Job
    work: Work
    control: Control
    batch: Batch
    place: int
    began: float | None = None
    told: float = 0.0


class Batch:
    """Jobs that were started together; their outcomes keep the order in which they were asked."""

    def __init__(self, queue: Queue, count: int) -> None:
        self._queue = queue
        self._changed = threading.Condition()
        self._outcomes: list[Outcome | None] = [None] * count
        self._jobs: list[int] = []

    @property
    def count(self) -> int:
        """How many jobs were asked for."""
        return len(self._outcomes)

    @property
    def done(self) -> bool:
        with self._changed:
            return all(o is not None for o in self._outcomes)

    @property
    def part(self) -> float:
        """How much of it is done, 0 to 1."""
        parts = {job.id: 1.0 if job.state.ended else job.done or 0.0 for job in self._queue.jobs()}
        mine = [parts.get(job, 1.0) for job in self._jobs]
        return sum(mine) / len(mine) if mine else 1.0

    @property
    def outcomes(self) -> list[Outcome]:
        """Those that are known so far, in order."""
        with self._changed:
            return [o for o in self._outcomes if o is not None]

    def wait(self, timeout_s: float | None = None) -> list[Outcome]:
        """All outcomes; TimeoutError when they are not there in time."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: all(o is not None for o in self._outcomes), timeout_s
            ):
                raise TimeoutError
        return self.outcomes

    def cancel(self) -> None:
        """Cancel what has not ended; what has is kept."""
        for job in self._jobs:
            self._queue.cancel(job)

    def _end(self, place: int, outcome: Outcome) -> None:
        with self._changed:
            self._outcomes[place] = outcome
            self._changed.notify_all()


class Queue:
    """Jobs in the order in which they came, a few at a time."""

    def __init__(self, runners: int | None = None) -> None:
        self._lock = threading.Condition()
        self._numbers = itertools.count(1)
        self._waiting: collections.deque[_Entry] = collections.deque()
        self._entries: dict[int, _Entry] = {}
        self._observers: list[Callable[[Job], None]] = []
        self._closed = False
        # One more than there are processors: one of them waits for the disk.
        count = runners or min(os.cpu_count() or 1, 4) + 1
        self._threads = [
            threading.Thread(target=self._run, name=f"runner {n}", daemon=True)
            for n in range(count)
        ]
        for thread in self._threads:
            thread.start()

    def jobs(self) -> list[Job]:
        """All that are queued or running, and the latest that have ended; oldest first."""
        with self._lock:
            return [e.job for e in self._entries.values()]

    @property
    def busy(self) -> bool:
        return any(not job.state.ended for job in self.jobs())

    def observe(self, callback: Callable[[Job], None]) -> Callable[[], None]:
        """Tell `callback` whenever a job moves, from whatever thread; returns what stops it."""
        with self._lock:
            self._observers.append(callback)

        def stop() -> None:
            with self._lock:
                if callback in self._observers:
                    self._observers.remove(callback)

        return stop

    def start(self, wanted: list[tuple[str, str, ItemId | None, Work]]) -> Batch:
        """Queue `(act, subject, item, work)` each."""
        batch = Batch(self, len(wanted))
        entries = []
        with self._lock:
            if self._closed:
                raise RuntimeError("the queue is closed")
            for place, (act, subject, item, work) in enumerate(wanted):
                entries.append(self._enter(batch, place, act, subject, item, work))
            self._forget_old()
            self._lock.notify_all()
        for entry in entries:
            self._tell(entry.job)
        return batch

    def _enter(
        self, batch: Batch, place: int, act: str, subject: str, item: ItemId | None, work: Work
    ) -> _Entry:
        job = Job(next(self._numbers), act, subject, item, JobState.QUEUED)
        control = Control(lambda done, item: self._progress(job.id, done, item))
        entry = _Entry(job, work, control, batch, place)
        self._entries[job.id] = entry
        self._waiting.append(entry)
        batch._jobs.append(job.id)
        return entry

    def cancel(self, job_id: int) -> None:
        """Cancel one job; nothing happens to one that has ended."""
        with self._lock:
            entry = self._entries.get(job_id)
            if entry is None or entry.job.state.ended:
                return
            waiting = entry in self._waiting
            if waiting:
                self._waiting.remove(entry)
        if waiting:
            self._end(entry, Outcome(entry.job.subject, entry.job.item, OutcomeState.CANCELLED))
        else:
            entry.control.cancel()

    def cancel_all(self) -> None:
        for job in self.jobs():
            self.cancel(job.id)

    def stop_all(self) -> None:
        """Cancel everything, to be offered again."""
        with self._lock:
            for entry in self._entries.values():
                entry.control.resumes = True
        self.cancel_all()

    def close(self) -> None:
        """Stop everything and wait for the runners."""
        with self._lock:
            self._closed = True
            self._lock.notify_all()
        self.stop_all()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._waiting or self._closed)
                if not self._waiting:
                    return
                entry = self._waiting.popleft()
                entry.began = time.monotonic()
                self._move(entry, state=JobState.RUNNING)
            self._tell(entry.job)
            self._end(entry, self._outcome(entry))

    def _outcome(self, entry: _Entry) -> Outcome:
        subject, item = entry.job.subject, entry.job.item
        try:
            return entry.work(entry.control)
        except Cancelled:
            return Outcome(subject, item, OutcomeState.CANCELLED)
        except Refusal as refusal:
            return Outcome(subject, item, OutcomeState.REFUSED, refusal)
        except MediaError as error:
            if entry.control.cancelled:
                return Outcome(subject, item, OutcomeState.CANCELLED)
            return Outcome(subject, item, OutcomeState.FAILED, error)
        except Exception as bug:
            # One of the three places: a bug of ours ends this job and no other.
            log.exception("job %s on %r", entry.job.act, subject)
            facts = {"path": subject, "detail": f"{type(bug).__name__}: {bug}"}
            reason = Refusal(RefusalCode.BUG, **facts)
            return Outcome(subject, item, OutcomeState.FAILED, reason)

    def _end(self, entry: _Entry, outcome: Outcome) -> None:
        with self._lock:
            self._move(
                entry,
                state=_STATES[outcome.state],
                item=outcome.item or entry.job.item,
                done=1.0 if outcome.state.good else entry.job.done,
                seconds_left=None,
                reason=outcome.reason,
            )
        entry.batch._end(entry.place, outcome)
        self._tell(entry.job)

    def _progress(self, job_id: int, done: float | None, item: ItemId | None) -> None:
        with self._lock:
            entry = self._entries.get(job_id)
            if entry is None or entry.job.state is not JobState.RUNNING or entry.began is None:
                return
            now = time.monotonic()
            left = None
            gone = now - entry.began
            if done and gone >= LEFT_AFTER_S:
                left = gone / done - gone
            self._move(entry, done=done, item=item or entry.job.item, seconds_left=left)
            if now - entry.told < TELL_INTERVAL_S:
                return
            entry.told = now
        self._tell(entry.job)

    @staticmethod
    def _move(entry: _Entry, **changes: object) -> None:
        entry.job = dataclasses.replace(entry.job, **changes)  # type: ignore[arg-type]

    def _tell(self, job: Job) -> None:
        with self._lock:
            observers = list(self._observers)
        for observer in observers:
            observer(job)

    def _forget_old(self) -> None:
        ended = [e.job.id for e in self._entries.values() if e.job.state.ended]
        for job_id in ended[: max(len(ended) - KEPT_JOBS, 0)]:
            del self._entries[job_id]


_STATES = {
    OutcomeState.ADDED: JobState.DONE,
    OutcomeState.KNOWN: JobState.DONE,
    OutcomeState.SIDECAR: JobState.DONE,
    OutcomeState.DONE: JobState.DONE,
    OutcomeState.REFUSED: JobState.FAILED,
    OutcomeState.FAILED: JobState.FAILED,
    OutcomeState.CANCELLED: JobState.CANCELLED,
}
