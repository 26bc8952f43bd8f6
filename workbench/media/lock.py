"""Lock this process for the rest of its life: Linux, no privilege, no dependency.

Four layers, each enough to stop something that the others let through:
rlimits (memory, processor time, no file may grow), no_new_privs with a non-dumpable process,
Landlock with no rule (no path, no port, no abstract socket, no signal to others) and a seccomp list
of the system calls that decoding needs. Of the two that confine, seccomp is the one that matters:
Landlock alone lets fork, UDP, stat and chmod through.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass
from functools import cache

from workbench.media.limits import Limits

NONE = "none"
"""The layers of a process that nothing confines."""

_NOFILE = 64
_CPU_GRACE_S = 2
"""Between the soft limit, which names the cause (SIGXCPU), and the hard one, which cannot be
ignored."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NAME, _PR_SET_NO_NEW_PRIVS = 1, 4, 15, 38
_SIGKILL = 9
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_LANDLOCK_VERSION_FLAG = 1
_LANDLOCK_FS_BITS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""Rights by ABI, include/uapi/linux/landlock.h; 16 from ABI 5 on."""
_CLONE3, _CLONE_THREAD = 435, 0x00010000
_PROT_EXEC = 4
_F_SETFL, _F_DUPFD_CLOEXEC = 4, 1030
_X32_BIT = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_KILL, _ALLOW = 0x80000000, 0x7FFF0000
_NR, _ARCH, _ARGUMENT_0, _ARGUMENT_1, _ARGUMENT_2 = 0, 4, 16, 24, 32


def _refuse(number: int) -> int:
    return 0x00050000 | number


@dataclass(frozen=True, slots=True)
class _Machine:
    """System call numbers of one architecture; `free` need no look at their arguments."""

    audit: int
    seccomp: int
    clone: int
    fcntl: int
    mmap: int
    mprotect: int
    prctl: int
    tgkill: int
    free: dict[str, int]


# arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h
_X86_64 = _Machine(
    audit=0xC000003E,
    seccomp=317,
    clone=56,
    fcntl=72,
    mmap=9,
    mprotect=10,
    prctl=157,
    tgkill=234,
    free={
        "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "munmap": 11,
        "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "pread64": 17,
        "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25, "madvise": 28,
        "nanosleep": 35, "getpid": 39, "exit": 60, "gettimeofday": 96, "getrusage": 98,
        "sysinfo": 99, "times": 100, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108,
        "sigaltstack": 131, "sched_getparam": 143, "sched_getscheduler": 145,
        "sched_get_priority_max": 146, "sched_get_priority_min": 147, "gettid": 186, "futex": 202,
        "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228,
        "clock_getres": 229, "clock_nanosleep": 230, "exit_group": 231, "ppoll": 271,
        "set_robust_list": 273, "getcpu": 309, "getrandom": 318, "membarrier": 324, "rseq": 334,
    },
)  # fmt: skip
_AARCH64 = _Machine(
    audit=0xC00000B7,
    seccomp=277,
    clone=220,
    fcntl=25,
    mmap=222,
    mprotect=226,
    prctl=167,
    tgkill=131,
    free={
        "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66,
        "pread64": 67, "ppoll": 73, "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98,
        "set_robust_list": 99, "nanosleep": 101, "clock_gettime": 113, "clock_getres": 114,
        "clock_nanosleep": 115, "sched_getscheduler": 120, "sched_getparam": 121,
        "sched_getaffinity": 123, "sched_yield": 124, "sched_get_priority_max": 125,
        "sched_get_priority_min": 126, "restart_syscall": 128, "sigaltstack": 132,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "times": 153,
        "getrusage": 165, "getcpu": 168, "gettimeofday": 169, "getpid": 172, "getuid": 174,
        "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214,
        "munmap": 215, "mremap": 216, "madvise": 233, "getrandom": 278, "membarrier": 283,
        "rseq": 293,
    },
)  # fmt: skip
_ANY_PID = 0x5AC0FFEE
_PID_WORD = struct.pack("=I", _ANY_PID)
MACHINES = {"x86_64": _X86_64, "aarch64": _AARCH64}


def lock(limits: Limits) -> str:
    """Lock this process and every thread it will have; returns the layers that hold, joined by
    "+", or NONE where nothing confines it. To be called with one thread, and with the standard
    streams already turned away."""
    _limit(limits)
    if sys.platform != "linux":
        return NONE
    libc = ctypes.CDLL(None, use_errno=True)
    layers = ["rlimits"]
    _prctl(libc, _PR_SET_NO_NEW_PRIVS, 1)
    _prctl(libc, _PR_SET_DUMPABLE, 0)
    layers.append("no_new_privs")
    confined = False
    with contextlib.suppress(OSError):
        layers.append(f"landlock{_landlock(libc)}")
        confined = True
    with contextlib.suppress(OSError):
        _seccomp(libc)
        layers.append("seccomp")
        confined = True
    return "+".join(layers) if confined else NONE


def end_with_parent(parent_pid: int) -> None:
    """Be killed when the parent ends. The kernel means the parent's *thread* that forked: only
    for a parent that has one."""
    if sys.platform == "linux":
        _prctl(ctypes.CDLL(None, use_errno=True), _PR_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(0)


def _limit(limits: Limits) -> None:
    import resource  # Windows has none, and imports this module

    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_DATA: limits.private_bytes,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: _NOFILE,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "linux":
        bounds[resource.RLIMIT_MEMLOCK] = 0
    for which, bound in bounds.items():
        # macOS refuses RLIMIT_AS below what is mapped; its layers are NONE anyhow
        with contextlib.suppress(*(() if sys.platform == "linux" else (ValueError, OSError))):
            resource.setrlimit(which, (bound, bound))
    if limits.cpu_s is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_s, limits.cpu_s + _CPU_GRACE_S))


def _call(libc: ctypes.CDLL, number: int, *arguments: object) -> int:
    answer: int = libc.syscall(ctypes.c_long(number), *arguments)
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer


def _prctl(libc: ctypes.CDLL, option: int, argument: int) -> None:
    words = [ctypes.c_ulong(word) for word in (argument, 0, 0, 0)]
    if libc.prctl(ctypes.c_int(option), *words) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _landlock(libc: ctypes.CDLL) -> int:
    """Handle every right and grant none; returns the ABI. Binds the calling thread only."""
    null, no_size = ctypes.c_void_p(None), ctypes.c_size_t(0)
    abi = _call(libc, _LANDLOCK_CREATE, null, no_size, ctypes.c_uint32(_LANDLOCK_VERSION_FLAG))
    words = [(1 << _LANDLOCK_FS_BITS.get(abi, 16)) - 1]
    if abi >= 4:
        words.append(0b11)  # bind and connect TCP
    if abi >= 6:
        words.append(0b11)  # abstract sockets, signals
    attributes = (ctypes.c_uint64 * len(words))(*words)
    size = ctypes.c_size_t(ctypes.sizeof(attributes))
    fd = _call(libc, _LANDLOCK_CREATE, attributes, size, ctypes.c_uint32(0))
    try:
        _call(libc, _LANDLOCK_RESTRICT, ctypes.c_int(fd), ctypes.c_uint32(0))
    finally:
        os.close(fd)
    return abi


def prepare() -> None:
    """Make what every lock needs, once: a zygote's workers then find it."""
    if (machine := platform.machine()) in MACHINES:
        _code(machine)


def _seccomp(libc: ctypes.CDLL) -> None:
    machine = platform.machine()
    if machine not in MACHINES:
        raise OSError(errno.ENOSYS, "no system call table")
    code = _code(machine).replace(_PID_WORD, struct.pack("=I", os.getpid()))
    text = ctypes.create_string_buffer(code, len(code))
    program = ctypes.create_string_buffer(
        struct.pack("@HP", len(code) // 8, ctypes.addressof(text))
    )
    set_filter, all_threads = ctypes.c_uint(1), ctypes.c_uint(1)
    if _call(libc, MACHINES[machine].seccomp, set_filter, all_threads, program) != 0:
        raise OSError(errno.EPERM, "seccomp")


@cache
def _code(machine: str) -> bytes:
    """The filter of a machine, with `_ANY_PID` in the place of the process."""
    return b"".join(struct.pack("=HBBI", *line) for line in _program(MACHINES[machine], _ANY_PID))


def _program(machine: _Machine, pid: int) -> list[tuple[int, int, int, int]]:
    """The filter, in classic BPF: (operation, jump if true, jump if false, operand)."""
    refused = _refuse(errno.EPERM)
    lines = [
        (_LOAD, 0, 0, _ARCH), (_EQUAL, 1, 0, machine.audit), (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NR), (_AT_LEAST, 0, 1, _X32_BIT), (_RETURN, 0, 0, _KILL),
        # the C library falls back to clone, whose flags can be seen
        (_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _refuse(errno.ENOSYS)),
    ]  # fmt: skip
    lines += _when(machine.clone, _ARGUMENT_0, (_ANY_BIT, _CLONE_THREAD), refused, inverse=True)
    for number in (machine.mmap, machine.mprotect):
        lines += _when(number, _ARGUMENT_2, (_ANY_BIT, _PROT_EXEC), refused)
    lines += [  # descriptor flags may be read, a descriptor doubled; no lock, owner, lease, seal
        (_EQUAL, 0, 5, machine.fcntl), (_LOAD, 0, 0, _ARGUMENT_1),
        (_EQUAL, 1, 0, _F_DUPFD_CLOEXEC), (_AT_LEAST, 1, 0, _F_SETFL),
        (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, refused),
    ]  # fmt: skip
    lines += _when(machine.prctl, _ARGUMENT_0, (_EQUAL, _PR_SET_NAME), refused, inverse=True)
    # abort() signals its own process, and its parent wants to know that it did
    lines += _when(machine.tgkill, _ARGUMENT_0, (_EQUAL, pid), refused, inverse=True)
    for number in machine.free.values():
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    return [*lines, (_RETURN, 0, 0, refused)]


def _when(
    number: int, argument: int, test: tuple[int, int], refused: int, *, inverse: bool = False
) -> list[tuple[int, int, int, int]]:
    """Refuse call `number` where the test of its argument holds; with `inverse`, elsewhere."""
    operation, operand = test
    then, other = (_ALLOW, refused) if inverse else (refused, _ALLOW)
    return [
        (_EQUAL, 0, 4, number), (_LOAD, 0, 0, argument), (operation, 0, 1, operand),
        (_RETURN, 0, 0, then), (_RETURN, 0, 0, other),
    ]  # fmt: skip
