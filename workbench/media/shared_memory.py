"""Shared memory: without a name, for one worker."""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
from typing import Self


class SharedMemory:
    """Memory that a worker writes and this process reads."""

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = max(size_bytes, mmap.PAGESIZE)
        self.fd = _nameless(self.size_bytes)
        self.memory = mmap.mmap(self.fd, self.size_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.memory.close()
        os.close(self.fd)


def _nameless(size_bytes: int) -> int:
    if sys.platform == "linux":
        fd = os.memfd_create("player", os.MFD_CLOEXEC)
    else:
        with tempfile.TemporaryFile() as file:
            fd = os.dup(file.fileno())
    os.ftruncate(fd, size_bytes)
    return fd
