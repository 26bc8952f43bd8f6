"""One locked worker, from the side of the program: talk to it, end it, learn how it died."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, Self

from workbench.media import lock
from workbench.media.limits import Limits
from workbench.media.protocol import (
    EXIT_FORK,
    EXIT_MEMORY,
    TRUNCATED,
    Channel,
    Message,
)
from workbench.records.errors import MediaError, MediaFault

START_S = 60.0
"""Longest time for a process to load its decoders, on a machine that is busy."""
DEATH_S = 5.0
"""Longest time between the end of a process and the news of it."""
_DETAIL_CHARS = 300

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended, as the system saw it."""

    status: int
    """As `os.wait` gives it."""
    peak_bytes: int | None
    """Largest resident size, shared pages included; None where it could not be learnt."""
    cpu_s: float | None


class Process(Protocol):
    def kill(self) -> None: ...

    def ending(self, timeout_s: float) -> Ending | None:
        """None where it still runs."""
        ...

    def close(self) -> None: ...


class Worker:
    """One locked process. One thread may send and another receive; any may end it."""

    def __init__(
        self,
        channel: Channel,
        process: Process,
        limits: Limits,
        on_abnormal: Callable[[], None],
    ) -> None:
        """Owns the channel and the process."""
        self.layers = lock.NONE
        self._channel = channel
        self._process = process
        self._limits = limits
        self._on_abnormal = on_abnormal
        self._sending, self._receiving, self._burying = (threading.Lock() for _ in range(3))
        self._unwanted = threading.Event()
        self._fault: MediaError | None = None
        self._ending: Ending | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def begin(self) -> None:
        """Wait until it is locked; raises MediaError where it died before that."""
        message = self.receive(START_S)
        if message is None or message.header.get("kind") != "ready":
            raise self._fail(MediaError(MediaFault.PROTOCOL, detail="not ready"))
        self.layers = str(message.header.get("layers"))

    def send(self, header: dict[str, Any], blob: bytes = b"") -> None:
        """Raises MediaError where the worker has died, was ended or does not read."""
        try:
            with self._sending:
                self._send(header, blob)
        finally:
            if self._unwanted.is_set():
                self._release()

    def receive(self, timeout_s: float | None = None) -> Message | None:
        """The next message; None where the worker finished, or was ended from this side.

        Raises MediaError where it died otherwise, broke the protocol, or was silent for
        `timeout_s` (the stall of its limits where None): it is ended then.
        """
        try:
            with self._receiving:
                return self._receive(self._limits.stall_s if timeout_s is None else timeout_s)
        finally:
            if self._unwanted.is_set():
                self._release()

    def messages(self, stall_s: float | None = None) -> Iterator[Message]:
        """Every message until the end of the worker; raises like `receive`."""
        while (message := self.receive(stall_s)) is not None:
            yield message

    def end(self) -> None:
        """Kill it; idempotent, from any thread. It is dead when this returns, unless another
        thread is in `receive`: that one gets None, and sees to the rest."""
        self._unwanted.set()
        self._process.kill()
        self._release()

    def fault(self) -> MediaError | None:
        """What its death says about the file; None while it runs, and where it was not at fault."""
        return self._fault or self._death(self._bury(0.0))

    @property
    def ending(self) -> Ending | None:
        """What it cost; None while it runs."""
        return self._bury(0.0)

    def _send(self, header: dict[str, Any], blob: bytes) -> None:
        if self._unwanted.is_set():
            raise self._fault or MediaError(MediaFault.PROTOCOL, detail="ended")
        stall_s = self._limits.stall_s
        try:
            self._channel.send(header, blob, stall_s)
        except TimeoutError:
            raise self._fail(MediaError(MediaFault.TOO_SLOW, silent_s=stall_s)) from None
        except MediaError as broken:
            if broken.facts.get("detail") != TRUNCATED:
                raise  # a message that is too large is not the worker's fault
            raise self._fail(self._buried() or broken) from None

    def _receive(self, timeout_s: float) -> Message | None:
        if self._unwanted.is_set():
            return None
        try:
            message = self._channel.receive(timeout_s)
        except TimeoutError:
            raise self._fail(MediaError(MediaFault.TOO_SLOW, silent_s=timeout_s)) from None
        except MediaError as broken:
            if broken.facts.get("detail") != TRUNCATED:
                raise self._fail(broken) from None
            death = self._buried()
            if self._unwanted.is_set():
                return None
            raise self._fail(death or broken) from None
        if message is None and (death := self._buried()):
            raise self._fail(death)
        if message is not None and message.header.get("kind") == "bug":
            raise self._fail(_bug(str(message.header.get("trace"))))
        return message

    def _fail(self, fault: MediaError) -> MediaError:
        """Name the fault and make an end; called with a lock held or not."""
        if self._fault is None and not self._unwanted.is_set():
            self._fault = fault
        self._unwanted.set()
        self._process.kill()
        return fault

    def _buried(self) -> MediaError | None:
        """Its channel is closed: it is dead, or pretends to be."""
        if self._bury(DEATH_S) is None:
            return MediaError(MediaFault.PROTOCOL, detail=TRUNCATED)
        return self._death(self._ending)

    def _bury(self, timeout_s: float) -> Ending | None:
        with self._burying:
            if self._ending is not None:
                return self._ending
            self._ending = self._process.ending(timeout_s)
            if self._ending is None:
                return None
            self._process.close()
        if self._is_abnormal(self._ending):
            self._on_abnormal()  # without our lock: it may take another
        return self._ending

    def _is_abnormal(self, ending: Ending) -> bool:
        """Whether it died of something that may have been tried on purpose."""
        if not os.WIFSIGNALED(ending.status):
            return False
        number = os.WTERMSIG(ending.status)
        return number not in (signal.SIGXCPU, signal.SIGKILL) or not self._unwanted.is_set()

    def _death(self, ending: Ending | None) -> MediaError | None:
        if ending is None:
            return None
        if os.WIFSIGNALED(ending.status):
            return self._killed(os.WTERMSIG(ending.status), ending)
        code = os.WEXITSTATUS(ending.status)
        if code in (EXIT_MEMORY, EXIT_FORK):
            return MediaError(MediaFault.OUT_OF_MEMORY)
        if code != 0:
            return MediaError(MediaFault.CRASHED, signal=code)
        return None

    def _killed(self, number: int, ending: Ending) -> MediaError | None:
        most_s = self._limits.cpu_s
        if number == signal.SIGXCPU:
            return MediaError(MediaFault.TOO_SLOW, cpu_s=most_s)
        if number == signal.SIGKILL:
            if most_s is not None and ending.cpu_s is not None and ending.cpu_s >= most_s:
                return MediaError(MediaFault.TOO_SLOW, cpu_s=most_s)
            if self._unwanted.is_set():
                return None
        return MediaError(MediaFault.CRASHED, signal=_signal_name(number))

    def _release(self) -> None:
        """Close what is open, as soon as no thread uses it: the last one that does comes here."""
        if self._sending.acquire(blocking=False):
            if self._receiving.acquire(blocking=False):
                self._bury(DEATH_S)
                self._channel.close()
                self._receiving.release()
            self._sending.release()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _bug(untrusted_trace: str) -> MediaError:
    """What the program had not foreseen: told to who runs it with a log, and kept short."""
    lines = [line.encode("unicode_escape").decode() for line in untrusted_trace.splitlines()]
    _log.error("a worker met what it had not foreseen:\n%s", "\n".join(lines))
    detail = lines[-1][:_DETAIL_CHARS] if lines else None
    return MediaError(MediaFault.BUG, detail=detail)
