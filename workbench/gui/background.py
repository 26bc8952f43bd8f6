"""Background: slow queries off the window's thread, their answers back on it."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from concurrent import futures
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from workbench.records.errors import MediaError, Refusal

T = TypeVar("T")
Failure = Refusal | MediaError
THREADS = 4
"""They wait for the disk and for workers; what measures has its own runners."""
PAUSE_S = 0.002


@dataclass(frozen=True, slots=True)
class _Errand:
    """What is to follow; it stays on the window's thread, and so do the widgets in it."""

    owner: QObject
    then: Callable[[Any], None]
    failed: Callable[[Failure], None] | None


_under_way: dict[int, _Errand] = {}
_numbers = itertools.count()


def run(
    owner: QObject,
    work: Callable[[], T],
    then: Callable[[T], None],
    failed: Callable[[Failure], None] | None = None,
    *,
    at_once: bool = False,
) -> None:
    """Do `work` in a thread, then call `then` with its answer on the window's thread.

    `failed` gets what the world or the file did wrong; our own bugs go to the crash dialog.
    `at_once` is for what the eye waits for and a processor alone does: it has a thread of its own,
    and does not wait behind what waits for the disk. When `owner` is gone by then, nothing is
    called. Call it on the window's thread.
    """
    number, carrier = next(_numbers), _carrier()
    _under_way[number] = _Errand(owner, then, failed)
    future = (_thread_at_once() if at_once else _threads()).submit(work)
    # The future keeps whatever is raised, so that nothing needs to be caught here.
    future.add_done_callback(lambda done: carrier.ended.emit(number, done))


def settle(timeout_s: float = 10.0) -> bool:
    """Wait for all work and hand over its answers: what they are about is let go next.

    False when some is still under way. Call it on the window's thread.
    """
    deadline = time.monotonic() + timeout_s
    while _under_way and time.monotonic() < deadline:
        QCoreApplication.sendPostedEvents(_carrier())
        time.sleep(PAUSE_S)
    return not _under_way


@cache
def _threads() -> futures.ThreadPoolExecutor:
    return futures.ThreadPoolExecutor(THREADS, thread_name_prefix="background")


@cache
def _thread_at_once() -> futures.ThreadPoolExecutor:
    return futures.ThreadPoolExecutor(1, thread_name_prefix="at_once")


class _Carrier(QObject):
    """Carries answers to the window's thread. One for the process: an object of Qt must not come
    to its end on the thread of the work."""

    ended = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def _on_ended(self, number: int, future: futures.Future[Any]) -> None:
        errand = _under_way.pop(number)
        if not shiboken6.isValid(errand.owner):
            return
        failure = future.exception()
        if failure is None:
            errand.then(future.result())
        elif isinstance(failure, Refusal | MediaError):
            if errand.failed is not None:
                errand.failed(failure)
        else:
            sys.excepthook(type(failure), failure, failure.__traceback__)


@cache
def _carrier() -> _Carrier:
    return _Carrier()
