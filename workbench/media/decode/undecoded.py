"""A file whose decoder died of it: its bytes, and nothing of what they stand for."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import BinaryIO, NoReturn

from workbench.media.sniff import HEAD_BYTES, SOUND_FORMATS, STILL_FORMATS, sniff
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import FrameTable, Unproven
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.packets import PacketList


class UndecodedSource:
    """No library is asked: the format is told from the head, by our own list."""

    fault = None

    def __init__(self, fd: int) -> None:
        """Raises MediaError: EMPTY, UNSUPPORTED."""
        head = os.pread(fd, HEAD_BYTES, 0)
        format_name = sniff(head)
        if not head or format_name is None:
            raise MediaError(MediaFault.UNSUPPORTED if head else MediaFault.EMPTY)
        kind = MediaKind.CLIP
        if format_name in STILL_FORMATS | SOUND_FORMATS:
            kind = MediaKind.STILL if format_name in STILL_FORMATS else MediaKind.SOUND
        self.file: BinaryIO = os.fdopen(os.dup(fd), "rb")
        size_bytes = self.file.seek(0, os.SEEK_END)
        self.medium = Medium(kind, format_name, MediaStatus.QUARANTINED, None, size_bytes)

    def play(
        self, frames: bool = True, sound: bool = False, thread_count: int | None = None
    ) -> Iterator[NoReturn]:
        return iter(())

    def peek(self, count: int) -> Sequence[NoReturn]:
        return ()

    def picture(self) -> NoReturn:
        raise MediaError(MediaFault.NO_FRAMES)

    def packet_table(self) -> FrameTable | Unproven:
        raise MediaError(MediaFault.NO_FRAMES)

    def packets(self) -> PacketList:
        raise MediaError(MediaFault.NO_FRAMES)

    def number(self, pts_table: Sequence[int]) -> None:
        """There are no frames to number."""

    def frame_at_pts(self, pts: int) -> None:
        return None

    def frame_shown_at(self, seconds: Fraction) -> None:
        return None

    def forward(self) -> None:
        return None

    def frames_at(self, pts: Iterable[int]) -> Iterator[NoReturn]:
        return iter(())

    def close(self) -> None:
        self.file.close()
