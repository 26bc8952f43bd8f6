"""Locked workers, from the side of the program: begin one, talk to it, end it, learn how it died.

A worker that crashes, hangs or is killed ends its own job and no other. Untrusted bytes reach it
as a descriptor that can only be read; nothing else of this process does.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from workbench.media import lock
from workbench.media.limits import Limits
from workbench.media.protocol import Channel
from workbench.media.worker import DEATH_S, START_S, Ending, Process, Worker
from workbench.records.errors import Refusal, RefusalCode

__all__ = ["Sandbox", "Worker"]

FORKS = 200
"""Workers of one zygote: they share one layout of memory, which an attacker could learn."""
_FORKS_BEFORE_SPARE = 150
_STARTS = 2
_ENDING_BYTES = 4096
_MAPPED_BYTES = 32 << 20
"""Pieces of memory from this size on are mapped alone; smaller ones share large pages."""


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


class _Zygote:
    """The process that forks workers, and the socket that it is asked through."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        """Returns at once; the decoders load meanwhile."""
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            self._program = subprocess.Popen(
                command, stdin=other.fileno(), stdout=subprocess.DEVNULL, env=environment
            )
        self._control.settimeout(START_S)
        self._layers: str | None = None
        self.forks = 0
        self.tainted = False
        """A worker died in a way that may have been tried on purpose."""

    @property
    def layers(self) -> str:
        """Waits until it is ready; raises ConnectionError where it is gone."""
        if self._layers is None:
            told = self._control.recv(_ENDING_BYTES)
            if not told:
                raise ConnectionResetError
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

    def worker(self, media_fd: int, limits: Limits, *, shared_fds: tuple[int, ...] = ()) -> Worker:
        """A worker on this medium, at its first byte; the caller keeps its descriptors.

        Raises Refusal(NO_SANDBOX) without consent and on Windows, MediaError where it dies at once.
        """
        if sys.platform == "win32":  # descriptors are handed over by UNIX sockets
            raise Refusal(RefusalCode.NO_SANDBOX)
        if self.layers == lock.NONE:
            self._ask_consent()
        mine, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        mine.setblocking(False)
        medium = _read_only(media_fd)
        try:
            fds = [its.fileno(), medium, *shared_fds]
            process, on_abnormal = (
                self._spawned(limits, fds) if self._spawn else self._forked(limits, fds)
            )
        except BaseException:
            mine.close()
            raise
        finally:
            its.close()
            os.close(medium)
        worker = Worker(Channel(mine.detach()), process, limits, on_abnormal)
        with self._turn:
            self._workers.add(worker)
        try:
            worker.begin()
            if worker.layers == lock.NONE:
                self._ask_consent()
        except BaseException:
            worker.end()
            raise
        return worker

    def close(self) -> None:
        """End every worker and the zygotes; idempotent."""
        with self._turn:
            self._closed = True
            workers = list(self._workers)
            for zygote in (self._zygote, self._spare):
                if zygote is not None:
                    self._retire(zygote)
            self._zygote = self._spare = None
            drained, self._drained = self._drained, []
        for worker in workers:
            worker.end()
        for zygote in drained:
            if not zygote.is_dead(DEATH_S):
                zygote.kill()

    def _ask_consent(self) -> None:
        if not self._consented:
            if self._consent is None or not self._consent():
                raise Refusal(RefusalCode.NO_SANDBOX)
            self._consented = True

    def _forked(self, limits: Limits, fds: list[int]) -> tuple[Process, Callable[[], None]]:
        status, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel, *rest = fds
        with other, self._turn:
            zygote = self._ready_zygote()
            try:
                zygote.fork(limits, [channel, other.fileno(), *rest])
            except ConnectionError:
                zygote.tainted = True
                zygote = self._ready_zygote()
                zygote.fork(limits, [channel, other.fileno(), *rest])
        return _Forked(status), lambda: self._taint(zygote)

    def _spawned(self, limits: Limits, fds: list[int]) -> tuple[Process, Callable[[], None]]:
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
        """The zygote whose turn it is, ready."""
        for _ in range(_STARTS):
            zygote = self._next_zygote()
            try:
                assert zygote.layers
            except ConnectionError:
                zygote.tainted = True
                continue
            return zygote
        raise RuntimeError("the process that loads the decoders does not start")

    def _next_zygote(self) -> _Zygote:
        """The spare takes over from one that is worn."""
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
    takes address space. Large pages and no mappings for middling pieces: half of a still's time
    would go into handing out small ones."""
    root = str(Path(__file__).resolve().parents[2])
    inherited = os.environ.get("PYTHONPATH")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([root, inherited] if inherited else [root]),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "GLIBC_TUNABLES": f"glibc.malloc.hugetlb=1:glibc.malloc.mmap_threshold={_MAPPED_BYTES}",
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
