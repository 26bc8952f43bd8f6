"""Who has a case open for writing: a lock on `open` in its media folder, and a name inside it."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from pathlib import Path
from typing import Self

LOCK_FILE = "open"
_LOCKED_BYTE = 1 << 30
"""Windows locks bytes against reading too: this one lies behind the name."""


class Hold:
    """The lock; given up by `release`, or by the end of the process however it ends."""

    def __init__(self, fd: int) -> None:
        self._fd: int | None = fd

    @classmethod
    def take(cls, folder: Path, actor: str, name: str = LOCK_FILE) -> Self | None:
        """The lock, or None where somebody has it. Raises `OSError` where it cannot be made."""
        fd = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o666)
        if not _lock(fd):
            os.close(fd)
            return None
        who = f"{actor} @ {platform.node()}, {os.getpid()}"
        os.ftruncate(fd, 0)
        with contextlib.suppress(OSError):
            # On a full disk there is a lock without a name; what is written next says what is full.
            os.write(fd, who.encode("utf-8", "replace"))
        return cls(fd)

    def release(self) -> None:
        fd, self._fd = self._fd, None
        if fd is not None:
            os.ftruncate(fd, 0)
            os.close(fd)


def holder_of(folder: Path) -> str | None:
    """Who wrote a name into the lock last: account, machine, process."""
    try:
        with (folder / LOCK_FILE).open("rb") as file:
            return file.read(1000).decode("utf-8", "replace") or None
    except OSError:
        return None


if sys.platform == "win32":
    import msvcrt

    def _lock(fd: int) -> bool:
        os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(fd, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _lock(fd: int) -> bool:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
