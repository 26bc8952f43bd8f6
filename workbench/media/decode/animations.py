"""Animated WebP and PNG: clips whose frames Pillow composes, at the times that their chunks state.

FFmpeg knows stills of WebP only, and rounds the delays of a PNG to 10 µs. A frame begins where the
one before it ends.
"""

from __future__ import annotations

import bisect
import dataclasses
import hashlib
import io
import itertools
import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
from PIL import Image

from workbench.media.decode.reader import file_of, size_of
from workbench.media.decode.still_frame import StillFrame
from workbench.media.decode.stills import READER_FAULTS, open_image, reader_text
from workbench.media.limits import MAX_SIDE_PX, MAX_STILL_PIXELS
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import FrameTable, PictureType, Unproven
from workbench.records.item import MediaKind, MediaStatus, Medium, Stream, StreamKind
from workbench.records.packets import PacketList
from workbench.records.sound import SoundBlock

MAX_FRAMES = 100_000
FINEST_TICKS = 1_000_000
"""Of a second: what is finer is rounded to this."""
_UNREADABLE = (*READER_FAULTS, MemoryError)


@dataclass(frozen=True, slots=True)
class Timing:
    """When the frames of an animation begin, and how long they are shown, in units of `base`."""

    base: Fraction
    pts: tuple[int, ...]
    durations: tuple[int, ...]
    length: int
    before: int = 0
    """Pictures in the file before the first frame: one that is for programs that know no
    animations, and is not shown by others."""

    @classmethod
    def of(cls, base: Fraction, delays_s: Sequence[Fraction], before: int = 0) -> Timing:
        """Of frames that follow each other."""
        ends = [Fraction(0), *itertools.accumulate(delays_s)]
        places = [math.floor(end / base + Fraction(1, 2)) for end in ends]
        lasts = tuple(after - at for at, after in itertools.pairwise(places))
        return cls(base, tuple(places[:-1]), lasts, places[-1], before)


class AnimationFrame(StillFrame):
    """A composed frame, with its time."""

    def __init__(self, image: Image.Image, index: int, timing: Timing, converter: str) -> None:
        digest = hashlib.sha256(image.tobytes()).hexdigest()
        rgb = np.array(image if image.mode == "RGB" else image.convert("RGB"))
        super().__init__(rgb, lambda: digest, converter)
        self.index, self.pts = index, timing.pts[index]
        self.duration, self.time_base = timing.durations[index], timing.base
        self.time_s = self.pts * timing.base
        self.key = index == 0
        self.type = PictureType.INTRA if index == 0 else None


class AnimationSource:
    """Frames are composed one upon the other, so that going back begins at the first one."""

    def __init__(self, fd: int, format_name: str) -> None:
        self._fd, self._format = fd, format_name
        self._fault: MediaFault | None = None
        self._timing = timing_of(file_of(fd), format_name)
        self._playing: Iterator[AnimationFrame] | None = None
        self._last: AnimationFrame | None = None
        self._medium = self._look()

    @property
    def medium(self) -> Medium:
        if self._fault is None or self._medium.status is not MediaStatus.OK:
            return self._medium
        return dataclasses.replace(self._medium, status=MediaStatus.PARTIAL, fault=self._fault)

    @property
    def fault(self) -> MediaError | None:
        return None if self.medium.fault is None else MediaError(self.medium.fault)

    @property
    def file(self) -> io.BufferedReader:
        """The bytes of the item, at 0."""
        return file_of(self._fd)

    def play(
        self, frames: bool = True, sound: bool = False, thread_count: int | None = None
    ) -> Iterator[AnimationFrame | SoundBlock]:
        """Every frame, in order; as far as they can be read."""
        return self._composed() if frames else iter(())

    def _composed(self) -> Iterator[AnimationFrame]:
        try:
            with open_image(self._fd, self._format) as image:
                converter = f"Pillow {reader_text(self._format)} {image.mode}"
                for index in range(len(self._timing.pts)):
                    image.seek(index + self._timing.before)
                    image.load()
                    yield AnimationFrame(image, index, self._timing, converter)
        except _UNREADABLE:
            self._fault = self._fault or MediaFault.DAMAGED

    def picture(self) -> AnimationFrame:
        """The first frame."""
        for frame in self._composed():
            return frame
        raise self.fault or MediaError(MediaFault.NO_FRAMES)

    def peek(self, count: int) -> list[AnimationFrame]:
        """The first frame: the others are not to be had without it and all between."""
        return list(_first(self._composed())) if count > 0 else []

    def packet_table(self) -> FrameTable | Unproven:
        """Chunks are no packets; to compose the few frames of an animation is quick."""
        return Unproven(f"format {self._format}")

    def packets(self) -> PacketList:
        """A picture format has no packets."""
        return PacketList((), Fraction(0))

    def number(self, pts_table: Sequence[int]) -> None:
        """Frames know their index."""

    def frame_at_pts(self, pts: int) -> AnimationFrame | None:
        starts = self._timing.pts
        at = bisect.bisect_left(starts, pts)
        return self._at(at) if at < len(starts) and starts[at] == pts else None

    def frame_shown_at(self, seconds: Fraction) -> AnimationFrame | None:
        after = bisect.bisect_right(self._timing.pts, seconds / self._timing.base)
        return self._at(max(after - 1, 0))

    def forward(self) -> AnimationFrame | None:
        return self._at(0 if self._last is None else self._last.index + 1)

    def frames_at(self, pts: Iterable[int]) -> Iterator[AnimationFrame]:
        for one in pts:
            frame = self.frame_at_pts(one)
            if frame is not None:
                yield frame

    def close(self) -> None:
        self._playing = self._last = None

    def _at(self, index: int) -> AnimationFrame | None:
        if self._last is not None and self._last.index == index:
            return self._last
        if self._playing is None or self._last is None or self._last.index > index:
            self._playing = self._composed()
        for frame in self._playing:
            self._last = frame
            if frame.index == index:
                return frame
        self._playing = None
        return None

    def _look(self) -> Medium:
        size_bytes = size_of(self._fd)
        damaged = partial(Medium, MediaKind.CLIP, self._format, MediaStatus.DAMAGED)
        try:
            with open_image(self._fd, self._format) as image:
                width, height = image.size
        except _UNREADABLE:
            return damaged(MediaFault.DAMAGED, size_bytes)
        if width * height > MAX_STILL_PIXELS or max(width, height) > MAX_SIDE_PX:
            return damaged(MediaFault.TOO_LARGE, size_bytes)
        timing = self._timing
        length_s = timing.length * timing.base
        stream = Stream(
            index=0,
            kind=StreamKind.VIDEO,
            codec="apng" if self._format == "png" else self._format,
            time_base=timing.base,
            start_pts=0,
            duration_s=length_s,
            width_px=width,
            height_px=height,
            frames=len(timing.pts),
            variable_rate=len(set(timing.durations)) > 1,
        )
        return Medium(
            kind=MediaKind.CLIP,
            format=self._format,
            status=MediaStatus.OK,
            fault=None,
            size_bytes=size_bytes,
            streams=(stream,),
            width_px=width,
            height_px=height,
            duration_s=length_s,
            time_base=timing.base,
        )


def _first(frames: Iterator[AnimationFrame]) -> Iterator[AnimationFrame]:
    for frame in frames:
        yield frame
        return


def timing_of(file: io.BufferedReader, format_name: str) -> Timing:
    """The times of an animation, from its chunks; of no frame where it is none."""
    return _of_png(file) if format_name == "png" else _of_webp(file)


def _of_webp(file: io.BufferedReader) -> Timing:
    """Milliseconds, in the ANMF chunks (WebP Container Specification, "Animation")."""
    base = Fraction(1, 1000)
    delays: list[Fraction] = []
    end = 8 + int.from_bytes(file.read(12)[4:8], "little")
    at = 12
    while at + 8 <= end and len(delays) < MAX_FRAMES:
        file.seek(at)
        head = file.read(24)
        if len(head) < 8:
            break
        if head[:4] == b"ANMF" and len(head) == 24:
            delays.append(int.from_bytes(head[20:23], "little") * base)
        size = int.from_bytes(head[4:8], "little")
        at += 8 + size + (size & 1)
    return Timing.of(base, delays)


def _of_png(file: io.BufferedReader) -> Timing:
    """A fraction of a second in each fcTL chunk (PNG, Third Edition, 11.3.6.2: of a hundred where
    no denominator is given). A picture that no fcTL stands before is not part of the animation."""
    delays: list[Fraction] = []
    before, at = 0, 8
    while len(delays) < MAX_FRAMES:
        file.seek(at)
        head = file.read(34)
        if len(head) < 8 or head[4:8] == b"IEND":
            break
        if head[4:8] == b"fcTL" and len(head) == 34:
            numerator, denominator = struct.unpack_from(">HH", head, 28)
            delays.append(Fraction(numerator, denominator or 100))
        elif head[4:8] == b"IDAT" and not delays:
            before = 1
        at += 12 + int.from_bytes(head[:4], "big")
    ticks = math.lcm(*(delay.denominator for delay in delays))
    return Timing.of(Fraction(1, min(ticks, FINEST_TICKS)), delays, before)
