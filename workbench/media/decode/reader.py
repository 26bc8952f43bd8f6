"""Read-only views of the item's descriptor; none of them has a name or can be written."""

from __future__ import annotations

import io
import os

_BUFFER_BYTES = 64 * 1024


def size_of(fd: int) -> int:
    """Size in bytes. By seeking: a locked worker may not ask for the status of a file."""
    return os.lseek(fd, 0, os.SEEK_END)


class Reader:
    """What a demuxer needs of a file, and no more: `read`, `seek`, `tell`.

    Positions are kept here and not in the descriptor, so that several readers can share one.
    """

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._at = 0
        self.size_bytes = size_of(fd)

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = max(self.size_bytes - self._at, 0)
        data = os.pread(self._fd, size, self._at)
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size_bytes}[whence]
        if start + offset < 0:
            raise OSError("seek before the start")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at


class _RawFile(io.RawIOBase):
    def __init__(self, fd: int) -> None:
        self._reader = Reader(fd)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._reader.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._reader.seek(offset, whence)

    def tell(self) -> int:
        return self._reader.tell()


def file_of(fd: int) -> io.BufferedReader:
    """A binary file over `fd`, at 0; closing it leaves the descriptor open."""
    return io.BufferedReader(_RawFile(fd), _BUFFER_BYTES)
