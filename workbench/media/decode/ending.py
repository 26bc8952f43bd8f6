"""Whether a movie was cut off, by its boxes alone: for one that no demuxer can open."""

from __future__ import annotations

import os
import struct

BOX_FORMATS = frozenset({"mp4", "mov", "3gp", "m4a"})
_MAX_BOXES = 10_000


def is_cut_off(fd: int, format_name: str, size_bytes: int) -> bool:
    """Whether the last top-level box runs past the end of the file, or the boxes end where the
    index should come. ISO/IEC 14496-12: a movie has a `moov`, before or after its `mdat`."""
    if format_name not in BOX_FORMATS:
        return False
    seen: set[bytes] = set()
    at = 0
    for _ in range(_MAX_BOXES):
        if at >= size_bytes:
            return at > size_bytes or not seen & {b"moov", b"moof"}
        head = os.pread(fd, 16, at)
        if len(head) < 8:
            return True
        size, kind = struct.unpack_from(">I4s", head)
        if not _is_type(kind):
            return False
        if size == 1:
            if len(head) < 16:
                return True
            (size,) = struct.unpack_from(">Q", head, 8)
        elif size == 0:
            size = size_bytes - at
        if size < 8:
            return False
        seen.add(kind)
        at += size
    return False


def _is_type(kind: bytes) -> bool:
    """Four printable characters; QuickTime's own types may begin with a copyright sign."""
    return all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind)
