"""Locked workers, from the side of the program: begin one, talk to it, end it, learn how it died.

A worker that crashes, hangs or is killed ends its own job and no other. Untrusted bytes reach it
as a descriptor that can only be read; nothing else of this process does.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, Self

from workbench.media import lock
from workbench.media.limits import Limits
from workbench.media.protocol import (
    EXIT_BUG,
    EXIT_FORK,
    EXIT_MEMORY,
    TRUNCATED,
    Channel,
    Message,
)
from workbench.records.errors import MediaError, MediaFault, Refusal, RefusalCode

FORKS = 200
"""Workers of one zygote: they share one layout of memory, which an attacker could learn."""
_FORKS_BEFORE_SPARE = 150
_START_S = 60.0
_DEATH_S = 5.0
_ENDING_BYTES = 4096

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended, as the system saw it."""

    status: int
    """As `os.wait` gives it."""
    peak_bytes: int | None
    """Largest resident size, shared pages included; None where it could not be learnt."""
    cpu_s: float | None


class _Process(Protocol):
    def kill(self) -> None: ...

    def ending(self, timeout_s: float) -> Ending | None:
        """None where it still runs."""
        ...

    def close(self) -> None: ...


class _Forked:
    """A worker of the zygote, seen through its status socket."""

    def __init__(self, status: socket.socket) -> None:
        self._status = status

    def kill(self) -> None:
        with contextlib.suppress(OSError):
            self._status.shutdown(socket.SHUT_WR)

    def ending(self, timeout_s: float) -> Ending | None:
        poller = select.poll()
        poller.register(self._status, select.POLLIN)
        if not poller.poll(timeout_s * 1000):
            return None
        try:
            told = self._status.recv(_ENDING_BYTES)
        except ConnectionError:
            told = b""
        if not told:  # the zygote is gone, and took its workers along
            return Ending(signal.SIGKILL, None, None)
        ending = json.loads(told)
        return Ending(ending["status"], ending.get("peak_bytes"), ending.get("cpu_s"))

    def close(self) -> None:
        self._status.close()


class _Spawned:
    """A worker that is a program of its own."""

    def __init__(self, program: subprocess.Popen[bytes]) -> None:
        self._program = program

    def kill(self) -> None:
        self._program.kill()

    def ending(self, timeout_s: float) -> Ending | None:
        try:
            code = self._program.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        return Ending(-code if code < 0 else code << 8, None, None)

    def close(self) -> None:
        """Nothing is left open."""


class Worker:
    """One locked process. One thread may send and another receive; any may end it."""

    def __init__(
        self,
        channel: Channel,
        process: _Process,
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
        message = self.receive(_START_S)
        if message is None or message.header.get("kind") != "ready":
            raise self._fail(MediaError(MediaFault.PROTOCOL, detail="not ready"))
        self.layers = str(message.header.get("layers"))

    def send(self, header: dict[str, Any], blob: bytes = b"") -> None:
        """Raises MediaError where the worker has died or does not read."""
        with self._sending:
            try:
                self._channel.send(header, blob, self._limits.stall_s)
                return
            except TimeoutError:
                error = MediaError(MediaFault.TOO_SLOW)
            except MediaError as broken:
                if broken.facts.get("detail") != TRUNCATED:
                    raise  # a message that is too large is not the worker's fault
                error = self._buried() or broken
        raise self._fail(error)

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
        """Kill it, and wait until it is dead; idempotent, from any thread. A thread that waits in
        `receive` gets None."""
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
            if (death := self._buried() or broken) and not self._unwanted.is_set():
                raise self._fail(death) from None
            return None
        if message is None and (death := self._buried()):
            raise self._fail(death)
        if message is not None and message.header.get("kind") == "bug":
            trace = str(message.header.get("trace"))
            _log.error("a worker met a bug: %s", trace.encode("unicode_escape").decode())
            detail = trace.strip().rpartition("\n")[2]
            raise self._fail(MediaError(MediaFault.CRASHED, signal="exception", detail=detail))
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
        if self._bury(_DEATH_S) is None:
            return MediaError(MediaFault.PROTOCOL, detail=TRUNCATED)
        return self._death(self._ending)

    def _bury(self, timeout_s: float) -> Ending | None:
        with self._burying:
            if self._ending is None:
                self._ending = self._process.ending(timeout_s)
                if self._ending is not None:
                    self._process.close()
                    if self._is_abnormal(self._ending):
                        self._on_abnormal()
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
            return self._killed(signal.Signals(os.WTERMSIG(ending.status)), ending)
        code = os.WEXITSTATUS(ending.status)
        if code in (EXIT_MEMORY, EXIT_FORK):
            return MediaError(MediaFault.OUT_OF_MEMORY)
        if code != 0:
            return MediaError(MediaFault.CRASHED, signal="exception" if code == EXIT_BUG else code)
        return None

    def _killed(self, number: signal.Signals, ending: Ending) -> MediaError | None:
        most_s = self._limits.cpu_s
        if number == signal.SIGXCPU:
            return MediaError(MediaFault.TOO_SLOW, cpu_s=most_s)
        if number == signal.SIGKILL:
            if most_s is not None and ending.cpu_s is not None and ending.cpu_s >= most_s:
                return MediaError(MediaFault.TOO_SLOW, cpu_s=most_s)
            if self._unwanted.is_set():
                return None
        return MediaError(MediaFault.CRASHED, signal=number.name)

    def _release(self) -> None:
        """Close what is open, as soon as no thread uses it: the last one that does comes here."""
        if self._sending.acquire(blocking=False):
            if self._receiving.acquire(blocking=False):
                self._bury(_DEATH_S)
                self._channel.close()
                self._receiving.release()
            self._sending.release()


class _Zygote:
    """The process that forks workers, and the socket that it is asked through."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        """Returns at once; the decoders load meanwhile."""
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._program = subprocess.Popen(
                command, stdin=other, stdout=subprocess.DEVNULL, env=environment
            )
        self._control.settimeout(_START_S)
        self._layers: str | None = None
        self.forks = 0
        self.tainted = False
        """A worker died in a way that may have been tried on purpose."""

    @property
    def layers(self) -> str:
        """Waits until it is ready."""
        if self._layers is None:
            told = self._control.recv(_ENDING_BYTES)
            if not told:
                raise RuntimeError("the process that loads the decoders did not start")
            self._layers = str(json.loads(told)["layers"])
        return self._layers

    def fork(self, limits: Limits, fds: list[int]) -> None:
        """Raises ConnectionError where it is gone."""
        request = json.dumps({"limits": asdict(limits)}).encode()
        socket.send_fds(self._control, [request], fds)
        self.forks += 1

    def drain(self) -> None:
        """It ends with the last of its workers."""
        self._control.close()

    def is_dead(self, timeout_s: float = 0.0) -> bool:
        try:
            self._program.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        self._program.kill()
        self._program.wait()


class Sandbox:
    """Begins workers. On Linux they are forked by a zygote that has the decoders loaded."""

    def __init__(
        self,
        consent: Callable[[], bool] | None = None,
        *,
        spawn: bool = sys.platform != "linux",
        extra_ops: Path | None = None,
    ) -> None:
        """`consent` asks the user, where nothing can confine a worker, whether to go on; `spawn`
        is the way without a zygote; `extra_ops` is a module of requests for tests."""
        self._consent = consent
        self._consented = False
        self._spawn = spawn
        self._extra_ops = extra_ops
        self._turn = threading.RLock()
        self._zygote: _Zygote | None = None
        self._spare: _Zygote | None = None
        self._drained: list[_Zygote] = []
        self._workers: weakref.WeakSet[Worker] = weakref.WeakSet()
        self._closed = False

    def start(self) -> None:
        """Begin to load the decoders; returns at once."""
        with self._turn:
            if not self._spawn and self._zygote is None and not self._closed:
                self._zygote = self._new_zygote()

    @property
    def layers(self) -> str:
        """What will hold a worker, joined by "+"; `none` where nothing will. Waits for the
        zygote."""
        if self._spawn:
            return lock.NONE
        with self._turn:
            return self._ready_zygote().layers

    def worker(
        self, media_fd: int, limits: Limits, *, shared_fds: tuple[int, ...] = ()
    ) -> Worker:
        """A worker on this medium, at its first byte; the caller keeps its descriptors.

        Raises Refusal(NO_SANDBOX) without consent, MediaError where it dies at once.
        """
        if self.layers == lock.NONE:
            self._ask_consent()
        mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        mine.setblocking(False)
        medium = _read_only(media_fd)
        try:
            fds = [its.fileno(), medium, *shared_fds]
            process, on_abnormal = self._spawned(limits, fds) if self._spawn else self._forked(
                limits, fds
            )
        except BaseException:
            mine.close()
            raise
        finally:
            its.close()
            os.close(medium)
        worker = Worker(Channel(mine.detach()), process, limits, on_abnormal)
        self._workers.add(worker)
        try:
            worker.begin()
        except BaseException:
            worker.end()
            raise
        return worker

    def close(self) -> None:
        """End every worker and the zygotes; idempotent."""
        with self._turn:
            self._closed = True
            for worker in list(self._workers):
                worker.end()
            for zygote in (self._zygote, self._spare):
                if zygote is not None:
                    self._retire(zygote)
            self._zygote = self._spare = None
            for zygote in self._drained:
                if not zygote.is_dead(_DEATH_S):
                    zygote.kill()
            self._drained.clear()

    def _ask_consent(self) -> None:
        if not self._consented:
            if self._consent is None or not self._consent():
                raise Refusal(RefusalCode.NO_SANDBOX)
            self._consented = True

    def _forked(self, limits: Limits, fds: list[int]) -> tuple[_Process, Callable[[], None]]:
        status, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel, *rest = fds
        with other, self._turn:
            for last_try in (False, True):
                zygote = self._ready_zygote()
                try:
                    zygote.fork(limits, [channel, other.fileno(), *rest])
                    break
                except ConnectionError:
                    zygote.tainted = True
                    if last_try:
                        status.close()
                        raise
        return _Forked(status), lambda: self._taint(zygote)

    def _spawned(self, limits: Limits, fds: list[int]) -> tuple[_Process, Callable[[], None]]:
        request = json.dumps({"limits": asdict(limits), "fds": fds})
        program = subprocess.Popen(
            [*self._command(), "--worker", request],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=fds,
            env=_environment(),
        )
        return _Spawned(program), lambda: None

    def _taint(self, zygote: _Zygote) -> None:
        with self._turn:
            zygote.tainted = True
            if zygote is self._zygote and self._spare is None and not self._closed:
                self._spare = self._new_zygote()

    def _ready_zygote(self) -> _Zygote:
        """The zygote whose turn it is, ready; the spare takes over from one that is worn."""
        if self._closed:
            raise RuntimeError("the sandbox is closed")
        worn = self._zygote
        if worn is not None and (worn.tainted or worn.forks >= FORKS):
            self._retire(worn)
            self._zygote, self._spare = self._spare, None
        if self._zygote is None:
            self._zygote = self._new_zygote()
        if self._zygote.forks >= _FORKS_BEFORE_SPARE and self._spare is None:
            self._spare = self._new_zygote()
        assert self._zygote.layers
        return self._zygote

    def _retire(self, zygote: _Zygote) -> None:
        zygote.drain()
        self._drained = [one for one in self._drained if not one.is_dead()] + [zygote]

    def _new_zygote(self) -> _Zygote:
        return _Zygote(self._command(), _environment())

    def _command(self) -> list[str]:
        frozen = getattr(sys, "frozen", False)
        program = [sys.executable] if frozen else [sys.executable, "-P", "-m", "workbench"]
        ops = [] if self._extra_ops is None else ["--ops", str(self._extra_ops)]
        return [*program, "--child", *ops]


def _environment() -> dict[str, str]:
    """One thread until the lock: Landlock binds only the thread that calls it. Few arenas: each
    takes address space."""
    root = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([root, inherited] if inherited else [root]),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _read_only(media_fd: int) -> int:
    """A descriptor of the same file that can only be read and has a position of its own; where the
    system has no such door, a double."""
    with contextlib.suppress(OSError):
        if sys.platform == "linux":
            return os.open(f"/proc/self/fd/{media_fd}", os.O_RDONLY | os.O_CLOEXEC)
    double = os.dup(media_fd)
    with contextlib.suppress(OSError):
        os.lseek(double, 0, os.SEEK_SET)
    return double
