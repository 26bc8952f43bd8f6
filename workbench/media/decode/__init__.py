"""Decoding: the only rooms where untrusted media are parsed. For a locked child process.

`open_medium` looks at the bytes, decides the format by its own list, and gives a source.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.media.decode.animations import AnimationSource
from workbench.media.decode.clips import ClipSource
from workbench.media.decode.cursor import Abandoned
from workbench.media.decode.deep import DeepRgb
from workbench.media.decode.frames import ClipFrame
from workbench.media.decode.sequences import holds_sequence
from workbench.media.decode.still_frame import StillFrame
from workbench.media.decode.stills import StillSource, is_animated
from workbench.media.sniff import HEAD_BYTES, STILL_FORMATS, sniff
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import FrameTable, PictureType, Unproven
from workbench.records.item import Medium
from workbench.records.packets import PacketList
from workbench.records.sound import SoundBlock

__all__ = [
    "Abandoned",
    "ClipFrame",
    "ClipSource",
    "ExactFrame",
    "Source",
    "StillFrame",
    "StillSource",
    "open_medium",
]

MOVING_PICTURES = frozenset({"gif", "webp", "avif", "png"})
"""Formats of pictures that may be animations, and are clips then."""


class ExactFrame(Protocol):
    """A frame of a clip or the picture of a still: what `instruments.instrument.Picture` asks
    for, and what a citation needs."""

    @property
    def index(self) -> int: ...
    @property
    def pts(self) -> int | None: ...
    @property
    def time_base(self) -> Fraction | None: ...
    @property
    def time_s(self) -> Fraction | None: ...
    @property
    def duration(self) -> int: ...
    @property
    def key(self) -> bool: ...
    @property
    def type(self) -> PictureType | None: ...
    @property
    def converter(self) -> str: ...

    def luma(self) -> NDArray[np.uint8]: ...
    def small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]: ...
    def sampled_luma(self, columns: int, rows: int) -> NDArray[np.uint8]: ...
    def equals(self, other: object) -> bool: ...
    def small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]: ...
    def rgb(self, longest_side_px: int | None = None) -> NDArray[np.uint8]: ...
    def rgb_on_white(self) -> NDArray[np.uint8]: ...
    def view_rgb(
        self, max_width_px: int | None = None, max_height_px: int | None = None
    ) -> NDArray[np.uint8]: ...
    def upright_rgb(self) -> NDArray[np.uint8]: ...
    def planes_sha256(self) -> str: ...
    def pixels_sha256(self) -> str: ...
    def deep(self) -> DeepRgb | None: ...


class Source(Protocol):
    """An opened item. `ClipSource` and `StillSource` say what each of these means for them."""

    @property
    def medium(self) -> Medium: ...
    @property
    def fault(self) -> MediaError | None: ...
    @property
    def file(self) -> BinaryIO: ...

    def play(
        self, frames: bool = True, sound: bool = False, thread_count: int | None = None
    ) -> Iterator[ExactFrame | SoundBlock]: ...
    def peek(self, count: int) -> Sequence[ExactFrame]: ...
    def picture(self) -> ExactFrame: ...
    def packet_table(self) -> FrameTable | Unproven: ...
    def packets(self) -> PacketList: ...
    def number(self, pts_table: Sequence[int]) -> None: ...
    def frame_at_pts(self, pts: int) -> ExactFrame | None: ...
    def frame_shown_at(self, seconds: Fraction) -> ExactFrame | None: ...
    def forward(self) -> ExactFrame | None: ...
    def frames_at(self, pts: Iterable[int]) -> Iterator[ExactFrame]: ...
    def close(self) -> None: ...


def open_medium(fd: int, thread_count: int = 2) -> Source:
    """The source of the file at descriptor `fd`, which stays the caller's and must stay open.

    Raises `MediaError` for what is not read at all: EMPTY and UNSUPPORTED. Damage of a known
    format is in the source's `medium`, and in what it then cannot give.
    """
    head = os.pread(fd, HEAD_BYTES, 0)
    if not head:
        raise MediaError(MediaFault.EMPTY)
    format_name = sniff(head)
    if format_name is None:
        raise MediaError(MediaFault.UNSUPPORTED)
    if format_name == "heic" and holds_sequence(fd):
        sequence = ClipSource(fd, format_name, thread_count)
        if sequence.medium.width_px is not None:
            return sequence
        sequence.close()
    moves = format_name in MOVING_PICTURES and is_animated(fd, format_name)
    if format_name in ("webp", "png") and moves:
        animation = AnimationSource(fd, format_name)
        if format_name == "webp" or animation.peek(1):
            return animation
        moves = False  # an animated PNG without its parts still has a picture for other programs
    if not moves and (format_name in STILL_FORMATS or format_name in MOVING_PICTURES):
        return StillSource(fd, format_name)
    return ClipSource(fd, format_name, thread_count)
