"""Clips and sound files: every frame that a player shows, in order or by its PTS."""

from __future__ import annotations

import bisect
import dataclasses
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame

from workbench.media.decode import heading
from workbench.media.decode.clock import Clock
from workbench.media.decode.colour import Converters
from workbench.media.decode.container import Container
from workbench.media.decode.cursor import Cursor, key_frames_near
from workbench.media.decode.ending import is_cut_off, is_segment_cut
from workbench.media.decode.frames import ClipFrame
from workbench.media.decode.orientation import Orientation
from workbench.media.decode.packets import WHOLE_PICTURE_FORMATS, Read, read_packets
from workbench.media.decode.rational import fraction
from workbench.media.decode.reader import file_of, size_of
from workbench.media.decode.sounds import SoundClock, sound_from
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import FrameTable, Unproven
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.packets import PacketList
from workbench.records.sound import SoundBlock

MAX_FRAMES = 20_000_000
_IN_PART = "only a part of the file can be read"


class ClipSource:
    """A file read by FFmpeg. Several containers over one descriptor: a pass from the start
    (`play`), a place that is sought (`frame_at_pts`, `forward`) and a look around (`peek`) do not
    disturb each other. Of one thread at a time; frames may be read in another.
    """

    def __init__(self, fd: int, format_name: str, thread_count: int = 2) -> None:
        self._fd = fd
        self._format = format_name
        self._thread_count = thread_count
        self._fault: MediaFault | None = None
        self._cursor: Cursor | None = None
        self._pts_table: Sequence[int] | None = None
        self._packets: Read | None = None
        self._converters = Converters()
        self._first: VideoFrame | None = None
        """As it was decoded when the file was opened, until it has been shown."""
        self._medium, self._orientation = self._look()

    @property
    def medium(self) -> Medium:
        """What the file is, as far as it has been read: damage found later is added."""
        if self._fault is None or self._medium.status is not MediaStatus.OK:
            return self._medium
        return dataclasses.replace(self._medium, status=MediaStatus.PARTIAL, fault=self._fault)

    @property
    def fault(self) -> MediaError | None:
        """What could not be read so far."""
        return None if self.medium.fault is None else MediaError(self.medium.fault)

    @property
    def file(self) -> io.BufferedReader:
        """The bytes of the item, at 0."""
        return file_of(self._fd)

    def play(
        self, frames: bool = True, sound: bool = False, thread_count: int | None = None
    ) -> Iterator[ClipFrame | SoundBlock]:
        """Every frame that a player shows, in presentation order, and the sound between, from
        the start to the end or to where nothing more can be read. Never raises for the file."""
        container = self._opened(thread_count or self._thread_count)
        if container is None:
            return
        picture = container.picture if frames else None
        heard = container.sound if sound else None
        if picture is None and heard is None:
            return
        clock, sound_clock = self._clock(container), SoundClock(self._medium.start_offset_s)
        index = 0
        try:
            for packet in container.packets(picture, heard):
                if packet.stream is picture:  # an empty packet states no index of its own
                    for decoded in container.pictures(packet):
                        yield self._framed(decoded, clock, index)
                        index += 1
                        if index >= MAX_FRAMES:
                            self._note(MediaFault.TOO_LARGE)
                            return
                else:
                    for block in container.sounds(packet):
                        yield from sound_clock.blocks(block, packet.time_base)
        finally:
            container.close()

    def packet_table(self) -> FrameTable | Unproven:
        """The frame table from packets alone, where they prove it."""
        if self._medium.status is not MediaStatus.OK or self._fault is not None:
            return Unproven(_IN_PART)
        if self._format not in WHOLE_PICTURE_FORMATS:
            return Unproven(f"format {self._format}")
        read = self._read()
        return Unproven(_IN_PART) if read is None or self._fault is not None else read.table

    def packets(self) -> PacketList:
        """Times and sizes of all packets, as far as they can be read; read once, with the table."""
        read = self._read()
        return PacketList((), self._medium.start_offset_s) if read is None else read.packets

    def _read(self) -> Read | None:
        if self._packets is None:
            container = self._opened(1)
            if container is None:
                return None
            try:
                offset_s = self._medium.start_offset_s
                self._packets = read_packets(container, self._format, offset_s)
            finally:
                container.close()
        return self._packets

    def picture(self) -> ClipFrame:
        """The first frame."""
        for frame in self.play(frames=True, sound=False):
            assert isinstance(frame, ClipFrame)
            return frame
        raise self.fault or MediaError(MediaFault.NO_FRAMES)

    def number(self, pts_table: Sequence[int]) -> None:
        """Tell the PTS of every frame, in order, as a frame table has them: frames reached by
        seeking then know their index at once, and a PTS that no frame has is not looked for."""
        self._pts_table = pts_table

    def frame_at_pts(self, pts: int) -> ClipFrame | None:
        """The frame with exactly this PTS, or None. The same frame, to the bit, that `play`
        gives: reached from a key frame before it, or from the start where that fails."""
        found = self._seeking().to(pts) if self._has(pts) else None
        return None if found is None else self._given(*found)

    def first_at_hand(self, pts: int) -> ClipFrame | None:
        """The first frame of the clip, where that is the one with this PTS: once, without decoding
        it again. The place that is sought does not move."""
        first, self._first = self._first, None
        if first is None or self._medium.kind is not MediaKind.CLIP:
            return None
        found, duration = Clock(1).stamp(first)  # what is usual counts from the second on
        return self._given(first, found, duration) if found == pts else None

    def frame_shown_at(self, seconds: Fraction) -> ClipFrame | None:
        """The frame on screen at a presentation time: the last that has begun, or the first."""
        exact = (seconds + self._medium.start_offset_s) / (self._medium.time_base or 1)
        found = self._seeking().at(int(exact.__floor__()))
        return None if found is None else self._given(*found)

    def forward(self) -> ClipFrame | None:
        """The frame after the last one given by `frame_at_pts`, `frame_shown_at` or `forward`; at
        first the first one."""
        found = self._seeking().next()
        return None if found is None else self._given(*found)

    def give_up_when(self, gives_up: Callable[[], bool] | None) -> None:
        """Ask this on every long way to a frame; where it is true, `Abandoned` is raised, and the
        next frame can be asked for."""
        if self._medium.kind is MediaKind.CLIP:
            self._seeking().gives_up = gives_up

    def holds(self, pts: int) -> bool:
        """Whether `frame_at_pts` gives this frame without decoding anything."""
        return self._cursor is not None and self._cursor.holds(pts)

    @property
    def room(self) -> int:
        """How many of the frames given last are held."""
        return 0 if self._cursor is None else self._cursor.room

    def hurry(self, hurries: bool) -> None:
        """Whether `forward` may leave out frames that no other needs."""
        self._seeking().hurries = hurries

    def leap(self, pts: int) -> bool:
        """Have `forward` go on at the first key frame not before a PTS; False where none is
        known."""
        return self._seeking().leap(pts)

    def sound_from(self, seconds: Fraction) -> Iterator[SoundBlock]:
        """The sound from a presentation time on; never raises for the file."""
        container = self._opened(1)
        if container is None or container.sound is None:
            return
        try:
            offset_s = self._medium.start_offset_s
            yield from sound_from(container, self._format, offset_s, seconds)
        finally:
            container.close()

    def frames_at(self, pts: Iterable[int]) -> Iterator[ClipFrame]:
        """The frames with these PTS, given in rising order; a PTS without a frame is left out."""
        for one in pts:
            found = self._seeking().to(one, whole_s=Fraction(0)) if self._has(one) else None
            if found is not None:
                yield self._given(*found)

    def peek(self, count: int) -> list[ClipFrame]:
        """Up to `count` key frames from all over the clip, the first frame among them; of a clip
        that has fewer, or cannot be sought in, fewer. Nothing else is decoded."""
        base, length_s = self._medium.time_base, self._medium.duration_s
        if count < 1 or self._medium.width_px is None:
            return []
        try:
            if base is None or length_s is None:
                return [self.picture()]
            start = int(self._medium.start_offset_s / base)
            targets = [start + int(length_s / base) * step // count for step in range(count)]
            return self._peeked(targets)
        except MediaError:
            return []

    def close(self) -> None:
        """End the decoders; frames that were given stay good."""
        if self._cursor is not None:
            self._cursor.close()
            self._cursor = None

    def _look(self) -> tuple[Medium, Orientation]:
        """The probe: open, and decode the first picture, or the first sound where there is none."""
        size_bytes = size_of(self._fd)
        try:
            container = Container(self._fd, self._format, 1, self._note)
        except MediaError as wrong:
            medium = heading.unreadable(self._format, size_bytes, wrong.fault)
            return self._cut_or_damaged(medium), Orientation()
        try:
            medium, orientation, self._first = heading.medium_of(
                container, self._format, size_bytes, lambda: self._fault
            )
            return self._cut_short(self._cut_or_damaged(medium)), orientation
        finally:
            container.close()

    def _cut_or_damaged(self, medium: Medium) -> Medium:
        """One that gives nothing because its end is missing is not called damaged."""
        if (
            medium.status is MediaStatus.DAMAGED
            and medium.fault in (MediaFault.DAMAGED, MediaFault.NO_FRAMES, MediaFault.NO_STREAMS)
            and is_cut_off(self._fd, self._format, medium.size_bytes)
        ):
            return dataclasses.replace(medium, fault=MediaFault.TRUNCATED)
        return medium

    def _cut_short(self, medium: Medium) -> Medium:
        """One that reads well up to an end that comes too early is read in part."""
        if medium.status is MediaStatus.OK and is_segment_cut(
            self._fd, self._format, medium.size_bytes
        ):
            status, fault = MediaStatus.PARTIAL, MediaFault.TRUNCATED
            return dataclasses.replace(medium, status=status, fault=fault)
        return medium

    def _opened(self, thread_count: int) -> Container | None:
        if self._medium.status in (MediaStatus.DAMAGED, MediaStatus.UNSUPPORTED):
            return None
        try:
            return Container(self._fd, self._format, thread_count, self._note)
        except MediaError as wrong:
            self._note(wrong.fault)
            return None

    def _note(self, fault: MediaFault) -> None:
        if self._fault is None:
            self._fault = fault

    def _clock(self, container: Container) -> Clock:
        stream = container.picture
        rate = fraction(getattr(stream, "average_rate", None))
        base = self._medium.time_base
        return Clock(round(1 / (rate * base)) if rate and base else 1)

    def _framed(self, decoded: VideoFrame, clock: Clock, index: int | None) -> ClipFrame:
        pts, duration = clock.stamp(decoded)
        return self._frame(decoded, pts, duration, index)

    def _frame(self, decoded: VideoFrame, pts: int, duration: int, index: int | None) -> ClipFrame:
        return ClipFrame(
            decoded,
            self._counted if index is None else index,
            pts,
            duration,
            self._medium.time_base or Fraction(1),
            self._medium.start_offset_s,
            self._orientation,
            self._converters,
        )

    def _seeking(self) -> Cursor:
        if self._cursor is None:
            if self._medium.kind is not MediaKind.CLIP:
                raise self.fault or MediaError(MediaFault.NO_FRAMES)
            self._cursor = Cursor(self._reopened, self._clock, self._format)
        return self._cursor

    def _reopened(self) -> Container:
        container = self._opened(self._thread_count)
        if container is None or container.picture is None:
            raise self.fault or MediaError(MediaFault.NO_FRAMES)
        return container

    def _given(self, decoded: VideoFrame, pts: int, duration: int) -> ClipFrame:
        index = self._place(pts) if self._pts_table is not None else None
        return self._frame(decoded, pts, duration, index)

    def _has(self, pts: int) -> bool:
        """False where the table says that no frame has this PTS."""
        return self._pts_table is None or self._place(pts) is not None

    def _place(self, pts: int) -> int | None:
        table = self._pts_table
        assert table is not None
        at = int(np.searchsorted(table, pts)) if len(table) else 0
        return at if at < len(table) and table[at] == pts else None

    def _counted(self, pts: int) -> int:
        """The index of a frame reached by seeking, counted by decoding the clip once."""
        if self._pts_table is None:
            frames = self.play(frames=True, sound=False)
            self._pts_table = [f.pts for f in frames if isinstance(f, ClipFrame)]
        place = self._place(pts)
        return bisect.bisect_left(self._pts_table, pts) if place is None else place

    def _peeked(self, targets: Sequence[int]) -> list[ClipFrame]:
        container = self._reopened()
        try:
            keys = [
                self._framed(key, self._clock(container), None)
                for key in key_frames_near(container, targets)
            ]
        finally:
            container.close()
        return sorted(keys, key=lambda key: key.pts)
