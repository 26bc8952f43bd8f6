"""The zygote: loads the decoders once, then forks a worker for each item, which locks itself.

It reads no byte of footage; it surveys one small picture that it draws itself. Its standard input
is the control socket (AF_UNIX, SOCK_SEQPACKET): each packet is one JSON request to fork, with the
descriptors of the worker: its channel, its status socket, the medium, shared memory. On the status
socket the zygote tells how the worker ended, and the worker is killed when the other side of it is
shut. So a parent that dies takes its workers along, and a zygote whose control socket is closed
drains: it ends with its last worker.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import importlib.util
import json
import logging
import os
import pkgutil
import select
import signal
import socket
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Self

from workbench.media import lock
from workbench.media.limits import PROBE, Limits
from workbench.media.protocol import EXIT_BUG, EXIT_FORK, EXIT_MEMORY, TRUNCATED, Channel
from workbench.records.errors import MediaError

MAX_REQUEST_BYTES = 4096
MAX_FDS = 64
_TRACE_CHARS = 8000

_PACKAGES = ("encodings", "av")
"""Loaded with every module in them: both load some only when a file asks for it."""
_MODULES = (
    "_strptime", "apsw", "bz2", "csv", "decimal", "fractions", "lzma", "mmap", "zlib", "zoneinfo",
    "xml.etree.ElementTree", "xml.dom.minidom", "defusedxml.ElementTree",
    "numpy.fft", "numpy.linalg", "numpy.ma", "numpy.polynomial", "numpy.random",
    "cv2", "exifread", "pi_heif",
    "PIL.Image", "PIL.ImageCms", "PIL.ImageFile", "PIL.ImageOps", "PIL.ImageSequence",
    "PIL.AvifImagePlugin", "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin",
    "PIL.MpoImagePlugin", "PIL.PngImagePlugin", "PIL.TiffImagePlugin", "PIL.WebPImagePlugin",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    """`--child`: be a zygote. `--child --worker JSON`: be one worker, for systems on which nothing
    can be forked safely. `--ops FILE` adds the requests that this module of a test answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    preload(Path(arguments[arguments.index("--ops") + 1]) if "--ops" in arguments else None)
    if "--worker" in arguments:
        request = json.loads(arguments[arguments.index("--worker") + 1])
        return _work(request, request["fds"])
    control = socket.socket(fileno=os.dup(0))
    _turn_away(0)
    lock.prepare()
    importlib.import_module("workbench.child.warming").warm()
    if threading.active_count() != 1 or _thread_count() != 1:
        raise RuntimeError("a zygote with threads cannot lock its workers")
    gc.freeze()
    with contextlib.suppress(ConnectionError):  # it may not be wanted any more
        control.send(json.dumps({"layers": _layers()}).encode())
    _Zygote(control).attend()
    return 0


def preload(ops: Path | None = None) -> None:
    """Import all that a worker needs: once locked it cannot open a file."""
    logging.disable(logging.CRITICAL)
    for name in _MODULES:
        importlib.import_module(name)
    for name in _PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not module.name.endswith(("__main__", "mbcs", "oem")):
                importlib.import_module(module.name)
    sys.modules["cv2"].setNumThreads(0)
    sys.modules["av"].logging.set_level(None)
    importlib.import_module("workbench.child.serve")
    catalogue = importlib.import_module("workbench.instruments.catalogue")
    for instrument in catalogue.load().values():
        for name in instrument.preload:
            importlib.import_module(name)
    if ops is not None:
        spec = importlib.util.spec_from_file_location("extra_ops", ops)
        assert spec is not None
        assert spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    # callbacks from C need pages that are executable; they cannot be made later, but reused
    closures = [ctypes.CFUNCTYPE(None)(gc.collect) for _ in range(16)]
    del closures


@dataclass(slots=True)
class _Ward:
    """A worker that runs."""

    pid: int
    pidfd: int
    status: socket.socket


class _Zygote:
    def __init__(self, control: socket.socket) -> None:
        self._control: socket.socket | None = control
        self._wards: dict[int, _Ward] = {}
        """By pidfd, and once more by status socket until that was shut."""
        self._poller = select.poll()
        self._poller.register(control, select.POLLIN)

    def attend(self) -> None:
        while self._control is not None or self._wards:
            for fd, _ in self._poller.poll():
                if self._control is not None and fd == self._control.fileno():
                    self._take()
                elif (ward := self._wards.get(fd)) is None:
                    continue
                elif fd == ward.pidfd:
                    self._bury(ward)
                else:
                    self._kill(ward)

    def _take(self) -> None:
        assert self._control is not None
        try:
            packet, fds, _, _ = socket.recv_fds(self._control, MAX_REQUEST_BYTES, MAX_FDS)
        except ConnectionError:  # the program died before it read what it was told
            packet, fds = b"", []
        if not packet:
            self._poller.unregister(self._control)
            self._control.close()
            self._control = None
            return
        channel, status, *rest = fds
        zygote_pid = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            with socket.socket(fileno=status) as end:
                _tell(end, {"status": EXIT_FORK << 8})
            for fd in (channel, *rest):
                os.close(fd)
            return
        if pid == 0:
            _forked(zygote_pid, packet, [channel, *rest])
        for fd in (channel, *rest):
            os.close(fd)
        ward = _Ward(pid, os.pidfd_open(pid), socket.socket(fileno=status))
        for fd in (ward.pidfd, ward.status.fileno()):
            self._wards[fd] = ward
            self._poller.register(fd, select.POLLIN)

    def _kill(self, ward: _Ward) -> None:
        """The worker is not wanted any more, or nobody is left to want it."""
        os.kill(ward.pid, signal.SIGKILL)
        del self._wards[ward.status.fileno()]
        self._poller.unregister(ward.status)

    def _bury(self, ward: _Ward) -> None:
        _, status, usage = os.wait4(ward.pid, 0)
        for fd in (ward.pidfd, ward.status.fileno()):
            if self._wards.pop(fd, None) is not None:
                self._poller.unregister(fd)
        os.close(ward.pidfd)
        with ward.status:
            _tell(
                ward.status,
                {
                    "status": status,
                    "peak_bytes": usage.ru_maxrss << 10,
                    "cpu_s": usage.ru_utime + usage.ru_stime,
                },
            )


def _tell(status: socket.socket, ending: dict[str, Any]) -> None:
    with contextlib.suppress(ConnectionError):  # nobody may be left to be told
        status.send(json.dumps(ending).encode())


def _forked(zygote_pid: int, packet: bytes, fds: list[int]) -> NoReturn:
    """The life of a forked worker. Nothing may unwind here: the frames below are the zygote's."""
    code = EXIT_BUG
    try:
        lock.end_with_parent(zygote_pid)
        last = 2
        for fd in sorted(fds):
            os.closerange(last + 1, fd)
            last = fd
        os.closerange(last + 1, os.sysconf("SC_OPEN_MAX"))
        code = _work(json.loads(packet), fds)
    finally:
        os._exit(code)


def _work(request: dict[str, Any], fds: list[int]) -> int:
    """Lock this process and serve; returns its exit code. `fds`: channel, medium, shared."""
    for stream in (0, 1, 2):
        _turn_away(stream)
    channel_fd, media_fd, *shared_fds = fds
    channel = Channel(channel_fd)
    with _LastWords(channel) as last_words:
        layers = lock.lock(Limits(**request["limits"]))
        channel.send({"kind": "ready", "layers": layers})
        sys.modules["workbench.child.serve"].serve(channel, media_fd, tuple(shared_fds))
    return last_words.exit_code


class _LastWords:
    """Turns whatever ends a worker into its exit code, and tells a bug of ours to its finder."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self.exit_code = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, MemoryError):
            self.exit_code = EXIT_MEMORY
        elif isinstance(error, MediaError) and error.facts.get("detail") == TRUNCATED:
            self.exit_code = 0  # the other side is gone: nobody is left to be told
        elif error is not None:
            self.exit_code = EXIT_BUG
            trace = "".join(traceback.format_exception(error))
            self._channel.send({"kind": "bug", "trace": trace[-_TRACE_CHARS:]})
        return True


def _layers() -> str:
    """What a worker's lock will be, tried on a child that does nothing else."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writer, lock.lock(PROBE).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    told = os.read(reader, 200)
    os.close(reader)
    return told.decode("ascii") or lock.NONE


def _turn_away(stream: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, stream)
    os.close(nothing)


def _thread_count() -> int:
    try:
        return sum(1 for _ in Path("/proc/self/task").iterdir())
    except FileNotFoundError:
        return 1
