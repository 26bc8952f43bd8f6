"""Requests that only tests make: what a hostile file could make a worker do."""

# ruff: noqa: PTH101,PTH102,PTH104,PTH108,PTH116,PTH123,PTH208,PTH211
# The attempts are as bare as an attacker would make them.

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import mmap
import os
import platform
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from workbench.child.serve import OPS
from workbench.media.lock import MACHINES
from workbench.media.protocol import Channel
from workbench.records.errors import MediaError, MediaFault

Request = dict[str, Any]
LAST_SYSTEM_CALL = 470
NOT_FILTERED = {335, 336}
"""uretprobe and uprobe of x86-64: the kernel lets them past every filter since it makes them
itself, and ends who calls them from anywhere else with SIGILL."""
_NO_CALL = (ctypes.c_long(0),) * 6


def echo(channel: Channel, media_fd: int, _shared: tuple[int, ...], request: Request) -> None:
    channel.send({"kind": "echo", "said": request["say"], "read": os.read(media_fd, 8).hex()})


def pid(channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    channel.send({"kind": "pid", "pid": os.getpid()})


def blob(channel: Channel, _medium: int, _shared: tuple[int, ...], request: Request) -> None:
    channel.send({"kind": "blob"}, bytes(range(256)) * (request["bytes"] // 256))


def share(channel: Channel, _medium: int, shared: tuple[int, ...], request: Request) -> None:
    with mmap.mmap(shared[0], request["bytes"]) as memory:
        np.frombuffer(memory, np.uint8)[:] = 7
    channel.send({"kind": "shared"})


def crash(channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    channel.send({"kind": "about to crash"})
    ctypes.string_at(0)


def abort(_channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    os.abort()


def raise_it(_channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    raise IndexError("a reader that was not ready\x1b[31m for this")


def media_fault(_channel: Channel, _m: int, _shared: tuple[int, ...], _request: Request) -> None:
    raise MediaError(MediaFault.UNSUPPORTED_CODEC, codec="xyz")


def leave(_channel: Channel, _medium: int, _shared: tuple[int, ...], request: Request) -> None:
    os._exit(request["code"])


def hang(channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    channel.send({"kind": "hanging"})
    time.sleep(600)


def loop(_channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    while True:
        pass


def stop_reading(channel: Channel, _m: int, _shared: tuple[int, ...], _request: Request) -> None:
    channel.send({"kind": "deaf"})
    time.sleep(600)


def hog(channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    held = []
    while True:
        held.append(np.ones(1 << 22, np.uint8))
        channel.send({"kind": "holding", "bytes": len(held) << 22})


def threads(channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    names: list[str] = []
    started = [threading.Thread(target=lambda: names.append("ran")) for _ in range(3)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    channel.send({"kind": "threads", "ran": len(names)})


def raw(channel: Channel, _medium: int, _shared: tuple[int, ...], request: Request) -> None:
    """Bytes that are no message: `hex`, `times` over; then wait to be judged."""
    with contextlib.suppress(ConnectionError):
        for _ in range(request.get("times", 1)):
            os.write(channel.fileno(), bytes.fromhex(request["hex"]))
    if request.get("wait", True):
        time.sleep(600)


def system_calls(channel: Channel, _m: int, _shared: tuple[int, ...], _request: Request) -> None:
    """Try every system call that the lock does not name; those that were not refused."""
    machine = MACHINES[platform.machine()]
    looked_into = {
        machine.clone, machine.fcntl, machine.mmap, machine.mprotect, machine.prctl, machine.tgkill,
    }  # fmt: skip
    named = set(machine.free.values()) | NOT_FILTERED
    libc = ctypes.CDLL(None, use_errno=True)
    through, tried = {}, 0
    for number in set(range(LAST_SYSTEM_CALL)) - looked_into - named:
        answer = libc.syscall(ctypes.c_long(number), *_NO_CALL)
        tried += 1
        if answer != -1 or ctypes.get_errno() != (38 if number == 435 else 1):
            through[str(number)] = ctypes.get_errno()
    channel.send({"kind": "system calls", "tried": tried, "through": through})


def escapes(channel: Channel, media_fd: int, _shared: tuple[int, ...], request: Request) -> None:
    """What code that runs in a worker would do next; the names of those that came through."""
    through = []
    attempts = {**_of_python(request), **_of_arguments(media_fd, request)}
    for name, attempt in attempts.items():
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            attempt()
            through.append(name)
    channel.send({"kind": "escapes", "tried": len(attempts), "through": through})


def _of_python(request: Request) -> dict[str, Callable[[], object]]:
    canary, folder, parent = request["canary"], request["folder"], request["parent"]
    return {
        "read a file": lambda: open(canary).read(),
        "read a file of the system": lambda: open("/etc/passwd").read(),
        "read its own memory map": lambda: open("/proc/self/maps").read(),
        "read the memory of its parent": lambda: open(f"/proc/{parent}/mem", "rb"),
        "write a file": lambda: open(f"{folder}/made", "w"),
        "change a file": lambda: open(canary, "a"),
        "remove a file": lambda: os.unlink(canary),
        "rename a file": lambda: os.rename(canary, f"{folder}/renamed"),
        "link a file": lambda: os.link(canary, f"{folder}/linked"),
        "link by name": lambda: os.symlink(canary, f"{folder}/named"),
        "cut a file": lambda: os.truncate(canary, 0),
        "touch a file": lambda: os.utime(canary),
        "change its mode": lambda: os.chmod(canary, 0o777),
        "see whether a file is there": lambda: os.stat(canary),
        "see whether it may": lambda: os.access(canary, os.R_OK) or _denied(),
        "list a folder": lambda: os.listdir(folder),
        "make a folder": lambda: os.mkdir(f"{folder}/made"),
        "make a pipe with a name": lambda: os.mkfifo(f"{folder}/pipe"),
        "mark a file": lambda: os.setxattr(canary, "user.mark", b"1"),
        "change its folder": lambda: os.chdir("/"),
        "know its folder": os.getcwd,
        "know the machine": os.uname,
        "fork": os.fork,
        "run a program": lambda: subprocess.run(["/bin/true"], check=False),
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "become a program by descriptor": lambda: os.execve(3, ["true"], {}),
        "TCP": lambda: socket.create_connection(("127.0.0.1", request["port"]), 1),
        "UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "IPv6": lambda: socket.socket(socket.AF_INET6, socket.SOCK_STREAM),
        "local socket": lambda: socket.socket(socket.AF_UNIX),
        "pair of sockets": socket.socketpair,
        "netlink": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "name look-up": lambda: socket.getaddrinfo("localhost", 80),
        "signal its parent": lambda: os.kill(parent, 0),
        "signal all": lambda: os.kill(-1, 0),
        "signal a group": lambda: os.killpg(0, 0),
        "watch its parent": lambda: os.pidfd_open(parent),
        "anonymous file": lambda: os.memfd_create("x"),
        "pipe": os.pipe,
        "terminal": os.openpty,
        "new session": os.setsid,
        "another user": lambda: os.setuid(65534),
        "another limit": _more_memory,
        "less nice": lambda: os.nice(-1),
        "other processors": lambda: os.sched_setaffinity(0, {0}),
        "a system time": lambda: time.clock_settime(time.CLOCK_REALTIME, 0),
    }  # fmt: skip


def _of_arguments(media_fd: int, request: Request) -> dict[str, Callable[[], object]]:
    """System calls that are let in for some arguments only."""
    machine = MACHINES[platform.machine()]
    page = mmap.PAGESIZE
    own = ctypes.addressof(ctypes.create_string_buffer(page * 2)) // page * page

    def call(number: int, *arguments: int) -> Callable[[], int]:
        words = [ctypes.c_long(argument) for argument in arguments]
        return lambda: _checked(number, *words)

    return {
        "fork by clone": call(machine.clone, signal.SIGCHLD, 0, 0, 0, 0),
        "new name spaces": call(machine.clone, 0x7E020000 | signal.SIGCHLD, 0, 0, 0, 0),
        "share memory with a child": call(machine.clone, 0x00004100 | signal.SIGCHLD, 0, 0, 0, 0),
        "executable memory": call(machine.mmap, 0, page, 7, 0x22, -1, 0),
        "executable medium": call(machine.mmap, 0, page, 5, 0x02, media_fd, 0),
        "memory made executable": call(machine.mprotect, own, page, 5),
        "lock a file": call(machine.fcntl, media_fd, 6, 0),
        "asynchronous signals": call(machine.fcntl, media_fd, 4, 0x2000),
        "own a descriptor": call(machine.fcntl, media_fd, 8, request["parent"]),
        "lease": call(machine.fcntl, media_fd, 1024, 0),
        "watch a folder": call(machine.fcntl, media_fd, 1026, 0),
        "size of a pipe": call(machine.fcntl, media_fd, 1031, 1 << 20),
        "seal": call(machine.fcntl, media_fd, 1033, 1),
        "dumpable again": call(machine.prctl, 4, 1, 0, 0, 0),
        "another filter": call(machine.prctl, 22, 1, 0, 0, 0),
        "let others trace": call(machine.prctl, 0x59616D61, -1, 0, 0, 0),
        "outlive its parent": call(machine.prctl, 1, 0, 0, 0, 0),
        "adopt orphans": call(machine.prctl, 36, 1, 0, 0, 0),
        "signal a thread of its parent": call(
            machine.tgkill, request["parent"], request["parent"], 0
        ),
        "write to the medium": lambda: os.write(media_fd, b"x"),
    }


def _checked(number: int, *words: ctypes.c_long) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    answer: int = libc.syscall(ctypes.c_long(number), *words)
    if answer < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return answer


def _denied() -> None:
    raise PermissionError


def _more_memory() -> None:
    import resource

    try:
        resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
    except ValueError:
        raise PermissionError from None


def x32(_channel: Channel, _medium: int, _shared: tuple[int, ...], _request: Request) -> None:
    """The other numbers of the same machine, which a filter could forget."""
    ctypes.CDLL(None).syscall(ctypes.c_long(0x40000000 | 2), b"/etc/passwd", 0)


def decode(channel: Channel, media_fd: int, _shared: tuple[int, ...], _request: Request) -> None:
    """Decode with two threads that begin after the lock."""
    import av

    class Medium:
        def read(self, size: int) -> bytes:
            return os.read(media_fd, size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return os.lseek(media_fd, offset, whence)

    options = {"format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2", "protocol_whitelist": ""}
    with av.open(Medium(), format="mov", options=options) as container:
        stream = container.streams.video[0]
        stream.thread_count, stream.thread_type = 2, "FRAME"
        times = [Fraction(frame.pts) * frame.time_base for frame in container.decode(stream)]
        rgb = None
        container.seek(0)
        for frame in container.decode(stream):
            rgb = frame.to_ndarray(format="rgb24")
            break
    assert rgb is not None
    channel.send({"kind": "decoded", "frames": len(times), "shape": list(rgb.shape)})


def loaded(channel: Channel, _medium: int, _shared: tuple[int, ...], request: Request) -> None:
    """The descriptors that are open, and what is not imported."""
    held = []
    for fd in range(64):
        with contextlib.suppress(OSError):
            fcntl.fcntl(fd, fcntl.F_GETFD)
            held.append(fd)
    missing = [name for name in request["names"] if name not in sys.modules]
    channel.send({"kind": "loaded", "missing": missing, "fds": held})


OPS.update(
    {
        "echo": echo, "pid": pid, "blob": blob, "share": share, "crash": crash, "abort": abort,
        "raise": raise_it, "media fault": media_fault, "leave": leave, "hang": hang, "loop": loop,
        "stop reading": stop_reading, "hog": hog, "threads": threads, "raw": raw,
        "system calls": system_calls, "escapes": escapes, "x32": x32, "decode": decode,
        "loaded": loaded,
    }
)  # fmt: skip
