"""Image sequences: a HEIF file whose pictures lie in a track, one after another, and is a clip.

A HEIC of one picture, or of several that do not follow each other in time, has no such track.
"""

from __future__ import annotations

from workbench.media.decode.reader import file_of

MAX_BOXES = 1000


def holds_sequence(fd: int) -> bool:
    """Whether a movie box stands at the top of the file (ISO/IEC 23008-12, clause 7). The clip of a
    motion photo lies deeper, in a box of its own."""
    file, at = file_of(fd), 0
    for _box in range(MAX_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return False
        size = int.from_bytes(head[:4], "big")
        if head[4:8] == b"moov":
            return True
        if size == 1 and len(head) == 16:
            size = int.from_bytes(head[8:], "big")
        if size < 8:
            return False
        at += size
    return False
