"""Whether a file was cut off, by the sizes that its boxes or elements state."""

from __future__ import annotations

import os
import struct

BOX_FORMATS = frozenset({"mp4", "mov", "3gp", "m4a"})
SEGMENT_FORMATS = frozenset({"matroska", "webm"})
_MAX_BOXES = 10_000
_MAX_ELEMENTS = 2
"""The header, then the segment."""
_HEADER, _SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"


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


def is_segment_cut(fd: int, format_name: str, size_bytes: int) -> bool:
    """Whether a Matroska or WebM segment states more bytes than the file has. One of unknown size,
    as live recorders write it, promises nothing (RFC 8794, 6.2)."""
    if format_name not in SEGMENT_FORMATS:
        return False
    at = 0
    for _ in range(_MAX_ELEMENTS):
        head = os.pread(fd, 12, at)
        if len(head) < 12:
            return False
        length = 9 - head[4].bit_length()
        if length > 8:
            return False
        stated = int.from_bytes(head[4 : 4 + length]) & ((1 << 7 * length) - 1)
        if stated == (1 << 7 * length) - 1:
            return False
        at += 4 + length + stated
        if head[:4] == _SEGMENT:
            return at > size_bytes
        if head[:4] != _HEADER:
            return False
    return False


def _is_type(kind: bytes) -> bool:
    """Four printable characters; QuickTime's own types may begin with a copyright sign."""
    return all(0x20 <= byte < 0x7F or byte == 0xA9 for byte in kind)
