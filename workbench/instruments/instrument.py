"""What an instrument is: a fold over the frames, the sound or the bytes of one item.

An instrument only measures. Decoding, progress, cancelling, limits, storing and display belong to
others; several instruments share one decode.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from fractions import Fraction
from typing import Any, BinaryIO, Protocol, get_type_hints

import numpy as np
from numpy.typing import NDArray

from workbench.records.codec import from_json
from workbench.records.frame import FrameTable, PictureType, Unproven
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.packets import PacketList
from workbench.records.run import Measurement
from workbench.records.sound import SoundBlock as SoundBlock


class Reads(StrEnum):
    """What an instrument is fed."""

    FILE = "file"
    FRAMES = "frames"
    SOUND = "sound"


class Picture(Protocol):
    """A decoded frame, before any viewing adjustment. Pictures are made when asked for, and kept
    while the frame lives, so that instruments share them. Arrays are read-only."""

    @property
    def index(self) -> int:
        """Counted in presentation order from 0."""
        ...

    @property
    def pts(self) -> int | None:
        """None for a still, as are `time_s` and `time_base`."""
        ...

    @property
    def time_base(self) -> Fraction | None: ...

    @property
    def time_s(self) -> Fraction | None:
        """Presentation time."""
        ...

    @property
    def duration(self) -> int:
        """In units of the time base; 0 where the file does not say."""
        ...

    @property
    def key(self) -> bool: ...

    @property
    def type(self) -> PictureType | None: ...

    def luma(self) -> NDArray[np.uint8]:
        """Upright luma, height x width, 8 bits, at full size; a view of the decoder's plane where
        the format allows it."""
        ...

    def small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Upright luma, area-averaged to this size."""
        ...

    def sampled_luma(self, columns: int, rows: int) -> NDArray[np.uint8]:
        """Upright luma in cells, from few samples, in the range it is coded in: what frames are
        compared by when all of them are."""
        ...

    def equals(self, other: object) -> bool:
        """Whether all decoded samples of both pictures are the same."""
        ...

    def small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """Upright Cb and Cr, area-averaged: height x width x 2; 128 for a grey picture."""
        ...

    def rgb(self, longest_side_px: int | None = None) -> NDArray[np.uint8]:
        """Upright RGB, height x width x 3, not larger than asked for; aspect as stored."""
        ...

    def rgb_on_white(self) -> NDArray[np.uint8]:
        """Upright RGB at full size, with white behind what is transparent."""
        ...


class Material(Protocol):
    """What an instrument may ask about the item before the fold begins."""

    @property
    def medium(self) -> Medium: ...

    @property
    def file(self) -> BinaryIO:
        """The bytes of the item, seekable, at 0."""
        ...

    def peek(self, count: int) -> Sequence[Picture]:
        """Up to `count` frames from all over a clip, as far as they can be had cheaply: key frames,
        of which there may be fewer. The one picture of a still."""
        ...

    def packet_table(self) -> FrameTable | Unproven:
        """Every frame of a clip, read from the headers of its packets without decoding, where
        they prove what is shown."""
        ...

    def packets(self) -> PacketList:
        """Times and sizes of the packets of picture and sound; read once for all who ask."""
        ...


class Measuring(Protocol):
    """One run of an instrument: takes what it reads, in presentation order, then finishes."""

    def frame(self, frame: Picture) -> None: ...

    def sound(self, block: SoundBlock) -> None: ...

    def finish(self) -> Iterable[Measurement]:
        """What was measured; called once, after the last frame and block that could be decoded."""
        ...


class Fold:
    """A `Measuring` that ignores what it is not interested in."""

    def frame(self, frame: Picture) -> None:
        """Ignore it."""

    def sound(self, block: SoundBlock) -> None:
        """Ignore it."""

    def finish(self) -> Iterable[Measurement]:
        return ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: data about it, and how a run of it begins."""

    name: str
    version: str
    """Changes when what it measures can change."""
    reads: frozenset[Reads]
    media: frozenset[MediaKind]
    """The kinds of item it can be used on."""
    params: type
    """A frozen dataclass of plain values; each field's metadata has `help`, and `range` if any."""
    begin: Callable[[Any, Material], Measuring]
    """`begin(params, material)`."""
    at_import: bool = True
    """Measured as soon as an item is added; else when something that needs it is asked for."""
    preload: tuple[str, ...] = ()
    """Modules that `begin` imports; the worker loads them before it locks itself."""

    def takes(self, name: str, value: Any) -> bool:
        """Whether a parameter has this name, and can have this value: its type and its range."""
        its = {one.name: one for one in fields(self.params)}
        if name not in its:
            return False
        try:
            from_json(get_type_hints(self.params)[name], value)
        except ValueError:
            return False
        least, most = its[name].metadata.get("range", (None, None))
        return least is None or least <= value <= most

    def can_measure(self, medium: Medium) -> bool:
        """Whether it has anything to measure: the kind is its own, and what it reads is there. Of
        a file that gives neither picture nor sound the bytes are left."""
        if medium.kind not in self.media:
            return False
        readable = medium.status not in (MediaStatus.DAMAGED, MediaStatus.UNSUPPORTED)
        return readable or self.reads <= {Reads.FILE}
