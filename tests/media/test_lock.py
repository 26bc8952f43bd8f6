"""The lock: its layers, its tables, and what each layer stops by itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.media.lock import MACHINES

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lock is for Linux")

ROOT = Path(__file__).parents[2]


def locked(code: str) -> str:
    """Run code in a process that locks itself first."""
    program = f"from workbench.media import limits, lock\nimport ctypes, os, socket\n{code}"
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return ended.stdout.strip()


TRY = """
def attempt(action):
    try: action()
    except OSError: return 'refused'
    return 'through'
def speak(text): os.write(1, text.encode())
"""


def test_all_layers_hold_where_the_kernel_has_them() -> None:
    layers = locked(f"{TRY}\nspeak(lock.lock(limits.PROBE))")
    assert re.fullmatch(r"rlimits\+no_new_privs(\+landlock\d+)?\+seccomp", layers)


def test_seccomp_alone_stops_files_sockets_and_processes() -> None:
    assert (
        locked(
            f"{TRY}\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "lock._prctl(libc, 38, 1); lock._seccomp(libc)\n"
            "for action in (lambda: open('/etc/passwd'), socket.socket, os.fork,"
            " lambda: os.stat('/')):\n    speak(attempt(action) + ' ')"
        )
        == "refused refused refused refused"
    )


def test_landlock_alone_stops_files_and_lets_much_else_through() -> None:
    """Why seccomp is there: this is a warning, not a wish."""
    try:
        answer = locked(
            f"{TRY}\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "lock._prctl(libc, 38, 1); lock._landlock(libc)\n"
            "for action in (lambda: open('/etc/passwd'), lambda: os.stat('/'),"
            " lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM)):\n"
            "    speak(attempt(action) + ' ')"
        )
    except subprocess.CalledProcessError:
        pytest.skip("this kernel has no Landlock")
    assert answer == "refused through through"


def _numbers(header: Path) -> dict[str, int]:
    if not header.exists():
        pytest.skip(f"{header} is not there")
    found = re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", header.read_text())
    return {name: int(number) for name, number in found}


@pytest.mark.parametrize(
    ("machine", "header"),
    [
        ("x86_64", "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
        ("aarch64", "/usr/include/asm-generic/unistd.h"),
    ],
)
def test_the_table_of_system_calls_is_the_kernel_s(machine: str, header: str) -> None:
    numbers = _numbers(Path(header))
    table = MACHINES[machine]
    named = {name: getattr(table, name) for name in ("seccomp", "clone", "mprotect", "prctl")}
    named |= {"tgkill": table.tgkill, "fcntl": table.fcntl, "mmap": table.mmap, **table.free}
    assert {name: numbers[name] for name in named} == named
