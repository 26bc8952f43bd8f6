"""Boxes of ISO base media files (ISO/IEC 14496-12) and QuickTime movies: where they lie."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAX_BOXES = 20_000
MAX_BODY_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its four-character type, and where its content begins and ends in the file."""

    type: bytes
    offset: int
    start: int
    end: int
    stated_end: int = 0
    """Where it ends by its own words; beyond the file for one that is cut."""


class Boxes:
    """Reads boxes out of a file; visits no more than `MAX_BOXES` in all, descends only where it is
    told to, and so does not loop or recurse on a hostile file."""

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        self._file = file
        self._size_bytes = size_bytes
        self._left = MAX_BOXES

    def top(self) -> Iterator[Box]:
        return self.inside(0, self._size_bytes)

    def inside(self, start: int, end: int) -> Iterator[Box]:
        """Boxes between two places, in order; ends at the first that breaks its bounds, which is
        still given, cut."""
        end = min(end, self._size_bytes)
        while start + 8 <= end and self._left > 0:
            self._left -= 1
            self._file.seek(start)
            head = self._file.read(16)
            if len(head) < 8:
                return
            size, kind = struct.unpack_from(">I4s", head)
            content = start + 8
            if size == 1 and len(head) == 16:
                size, content = struct.unpack_from(">Q", head, 8)[0], start + 16
            elif size == 0:
                size = end - start
            if size < content - start:
                return
            yield Box(kind, start, content, min(start + size, end), start + size)
            start += size

    def child(self, parent: Box, *path: bytes) -> Box | None:
        """The first box along a path of types below `parent`."""
        found: Box | None = parent
        for kind in path:
            if found is None:
                return None
            found = next((b for b in self.inside(found.start, found.end) if b.type == kind), None)
        return found

    def body(self, box: Box, limit_bytes: int = MAX_BODY_BYTES) -> bytes:
        """Content of a box, no more than `limit_bytes` of it."""
        self._file.seek(box.start)
        return self._file.read(min(box.end - box.start, limit_bytes))

    def read(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes of the file from a place in it."""
        if not 0 <= offset < self._size_bytes or count <= 0:
            return b""
        self._file.seek(offset)
        return self._file.read(count)
