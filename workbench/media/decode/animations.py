"""Animated WebP: a clip whose frames Pillow composes, at the times that its chunks state.

FFmpeg knows stills of WebP only. Times are milliseconds, exact: each frame's delay stands in its
ANMF chunk (WebP Container Specification, "Animation"), and a frame begins where the one before it
ends.
"""

from __future__ import annotations

import bisect
import dataclasses
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
from PIL import Image

from workbench.media.decode.reader import file_of, size_of
from workbench.media.decode.stills import READER_FAULTS, StillFrame, open_image, reader_text
from workbench.media.limits import MAX_SIDE_PX, MAX_STILL_PIXELS
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import FrameTable, PictureType, Unproven
from workbench.records.item import MediaKind, MediaStatus, Medium, Stream, StreamKind
from workbench.records.packets import PacketList
from workbench.records.sound import SoundBlock

TIME_BASE = Fraction(1, 1000)
MAX_FRAMES = 100_000
_FORMAT = "webp"
_UNREADABLE = (*READER_FAULTS, MemoryError)


class AnimationFrame(StillFrame):
    """A composed frame, with its time."""

    def __init__(
        self, image: Image.Image, index: int, pts: int, duration: int, converter: str
    ) -> None:
        digest = hashlib.sha256(image.tobytes()).hexdigest()
        rgb = np.array(image if image.mode == "RGB" else image.convert("RGB"))
        super().__init__(rgb, lambda: digest, converter)
        self.index, self.pts, self.duration = index, pts, duration
        self.time_base = TIME_BASE
        self.time_s = pts * TIME_BASE
        self.key = index == 0
        self.type = PictureType.INTRA if index == 0 else None


class AnimationSource:
    """Frames are composed one upon the other, so that going back begins at the first one."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._fault: MediaFault | None = None
        self._durations = frame_durations(file_of(fd))
        ends = np.cumsum([0, *self._durations]).tolist()
        self._pts: list[int] = ends[:-1]
        self._length = int(ends[-1])
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
            with open_image(self._fd, _FORMAT) as image:
                converter = f"Pillow {reader_text(_FORMAT)} {image.mode}"
                for index, duration in enumerate(self._durations):
                    image.seek(index)
                    image.load()
                    yield AnimationFrame(image, index, self._pts[index], duration, converter)
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
        return Unproven("format webp")

    def packets(self) -> PacketList:
        """A picture format has no packets."""
        return PacketList((), Fraction(0))

    def number(self, pts_table: Sequence[int]) -> None:
        """Frames know their index."""

    def frame_at_pts(self, pts: int) -> AnimationFrame | None:
        at = bisect.bisect_left(self._pts, pts)
        return self._at(at) if at < len(self._pts) and self._pts[at] == pts else None

    def frame_shown_at(self, seconds: Fraction) -> AnimationFrame | None:
        return self._at(max(bisect.bisect_right(self._pts, seconds / TIME_BASE) - 1, 0))

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
        try:
            with open_image(self._fd, _FORMAT) as image:
                width, height = image.size
        except _UNREADABLE:
            return Medium(
                MediaKind.CLIP, _FORMAT, MediaStatus.DAMAGED, MediaFault.DAMAGED, size_bytes
            )
        if width * height > MAX_STILL_PIXELS or max(width, height) > MAX_SIDE_PX:
            fault = MediaFault.TOO_LARGE
            return Medium(MediaKind.CLIP, _FORMAT, MediaStatus.DAMAGED, fault, size_bytes)
        length_s = self._length * TIME_BASE
        stream = Stream(
            index=0,
            kind=StreamKind.VIDEO,
            codec=_FORMAT,
            time_base=TIME_BASE,
            start_pts=0,
            duration_s=length_s,
            width_px=width,
            height_px=height,
            frames=len(self._durations),
            variable_rate=len(set(self._durations)) > 1,
        )
        return Medium(
            kind=MediaKind.CLIP,
            format=_FORMAT,
            status=MediaStatus.OK,
            fault=None,
            size_bytes=size_bytes,
            streams=(stream,),
            width_px=width,
            height_px=height,
            duration_s=length_s,
            time_base=TIME_BASE,
        )


def _first(frames: Iterator[AnimationFrame]) -> Iterator[AnimationFrame]:
    for frame in frames:
        yield frame
        return


def frame_durations(file: io.BufferedReader) -> list[int]:
    """The delay of each frame in milliseconds, from the ANMF chunks; empty for no animation."""
    durations: list[int] = []
    end = 8 + int.from_bytes(file.read(12)[4:8], "little")
    at = 12
    while at + 8 <= end and len(durations) < MAX_FRAMES:
        file.seek(at)
        head = file.read(24)
        if len(head) < 8:
            break
        if head[:4] == b"ANMF" and len(head) == 24:
            durations.append(int.from_bytes(head[20:23], "little"))
        size = int.from_bytes(head[4:8], "little")
        at += 8 + size + (size & 1)
    return durations
