"""A file for readers that loop: it gives no more than there is, and stops when too much was asked.

ExifRead follows whatever offsets and counts a broken file states, some without an end. It reads the
file at every step, so that the file is where an end can be made.
"""

from __future__ import annotations

import os
import time
from typing import BinaryIO

MAX_CALLS = 20_000
"""Of one reader on one file: real files take up to 2,000."""
MAX_CPU_S = 1.0
CALLS_A_LOOK = 512
"""The clock costs more than a read on some machines, and is not looked at for each."""


class CpuSpent(Exception):
    """The reader asked more often, or used more processor time, than it may."""


class GuardedFile:
    """As much of a binary file as ExifRead uses. Raises CpuSpent from a call of a reader that made
    too many, or whose time on this thread, from the making of the guard on, is spent."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._calls = 0
        self._until_s = time.thread_time() + MAX_CPU_S
        self._size_bytes = file.seek(0, os.SEEK_END)
        file.seek(0)

    def read(self, count: int = -1) -> bytes:
        """A count that is larger than the file asks for memory that nobody has."""
        self._check()
        most = max(self._size_bytes - self._file.tell(), 0)
        return self._file.read(most if count < 0 else min(count, most))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._check()
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        """The file is not the reader's to close."""

    def _check(self) -> None:
        self._calls += 1
        if self._calls % CALLS_A_LOOK:
            return
        if self._calls > MAX_CALLS or time.thread_time() > self._until_s:
            raise CpuSpent
