"""A place in the frames of a clip: reached by seeking, and moved on by decoding."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction

from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from workbench.media.decode.clock import Clock
from workbench.media.decode.container import Container, codec_name
from workbench.media.decode.rational import fraction

Stamped = tuple[VideoFrame, int, int]
"""A decoded frame, its PTS, its duration."""

_NEAR_S = Fraction(3, 4)
"""Going forward no further than this, decoding on is cheaper than seeking."""
_STEPS_BACK_S = (Fraction(0), Fraction(1), Fraction(6))
_WHOLE_S = Fraction(1, 2)
"""So long before its target a cursor decodes every frame, to have them when stepping back."""
_KEPT_BYTES = 48 << 20
_MOST_KEPT = 24
_SEEKABLE = frozenset(
    {"mp4", "mov", "3gp", "m4a", "matroska", "webm", "avi", "flv", "asf", "mpegts", "mpeg"}
)
"""Where times after a seek are those of the file. Elsewhere FFmpeg guesses them."""
_JUMPING_CLOCKS = frozenset({"mpegts", "mpeg"})
"""Formats that are cut and joined without mending the clock."""
_GUESSED_CLOCKS = frozenset({"avi"})
"""Formats that say when frames are decoded alone: FFmpeg guesses when they are shown."""
_DROPPABLE = frozenset({"h264", "mpeg4", "mpeg2video", "mpeg1video"})
"""Codecs whose non-reference frames nothing else is predicted from. HEVC is not among them: its
sub-layer non-reference pictures can be used by a higher sub-layer."""


_WHOLE_TYPES = (0, 1, 5)
"""AVPictureType: not stated, I, SI."""


class Abandoned(Exception):
    """Somebody wants another frame by now; the cursor stays good, and where it is."""


class Cursor:
    """Gives frames by PTS and onward. What it gives is what decoding from the start gives: a seek
    counts only when it lands on an intra picture not after the target and then meets the very
    PTS. (With periodic intra refresh, a place to start from is no whole picture.)"""

    def __init__(
        self,
        reopen: Callable[[], Container],
        clock_for: Callable[[Container], Clock],
        format_name: str,
    ) -> None:
        self._reopen = reopen
        self._clock_for = clock_for
        self._format = format_name
        self._is_steady: bool | None = (
            None if format_name in _JUMPING_CLOCKS | _GUESSED_CLOCKS else True
        )
        self._first: Packet[Stream] | None = None
        self._waiting: deque[Stamped] = deque()
        self._given: deque[Stamped] = deque()
        """The last frames in a row, without gaps; the last of them is where the cursor is."""
        self._whole_from: int | None = None
        """Where dropping has ended: from this PTS on no frame is missing."""
        self.gives_up: Callable[[], bool] | None = None
        """Asked before each packet of a long way; where true, `Abandoned` is raised."""
        self.hurries = False
        """Whether `next` leaves out frames that no other needs, to catch up with a clock."""
        self._container = reopen()
        self._rewind()

    def close(self) -> None:
        self._container.close()

    def next(self) -> Stamped | None:
        """The frame after the last one given."""
        return self._advance(None)

    def holds(self, pts: int) -> bool:
        """Whether the frame with this PTS can be given without decoding anything."""
        return any(frame[1] == pts for frame in self._given) or any(
            frame[1] == pts for frame in self._waiting
        )

    @property
    def room(self) -> int:
        """How many of the last frames are kept."""
        return self._room(self._given[-1][0]) if self._given else 0

    def leap(self, pts: int) -> bool:
        """Go to the first key frame that is not before `pts`, which `next` then gives; False
        where none is known."""
        entries = self._picture.index_entries
        at = entries.search_timestamp(pts, backward=False) if len(entries) else -1
        return at >= 0 and self._seek(entries[at].timestamp, Fraction(0), leaps=True)

    def to(self, pts: int, whole_s: Fraction = _WHOLE_S) -> Stamped | None:
        """The frame with exactly this PTS; with nothing left out in the time before it, to have
        what is there when stepping back."""
        self._step_back_to(pts)
        if self._given and self._given[-1][1] == pts:
            return self._given[-1]
        whole_from = pts - self._units(whole_s)
        if self._is_ahead_of(pts) and (found := self._run_to(pts, whole_from)) is not None:
            return found
        for back_s in _STEPS_BACK_S:
            if not self._seek(pts, back_s):
                continue
            found = self._run_to(pts, whole_from)
            if found is not None and not self._clock.repaired:
                return found
        self._restart()
        return self._run_to(pts, whole_from)

    def at(self, pts: int) -> Stamped | None:
        """The last frame that does not begin after `pts`, or the first frame of all."""
        self._step_back_to(pts)
        if not self._is_ahead_of(pts) and not any(
            self._seek(pts, back_s) for back_s in _STEPS_BACK_S
        ):
            self._restart()
        while (following := self._advance(None)) is not None and following[1] <= pts:
            pass
        if following is not None and len(self._given) > 1:
            self._waiting.appendleft(self._given.pop())
        return self._given[-1] if self._given else None

    def _step_back_to(self, pts: int) -> None:
        """Where the target is among the last frames given, go back to it without decoding."""
        if not self._given or not self._given[0][1] <= pts <= self._given[-1][1]:
            return
        while len(self._given) > 1 and (self._given[-1][1] > pts or self._given[-2][1] == pts):
            self._waiting.appendleft(self._given.pop())

    def _is_ahead_of(self, pts: int) -> bool:
        """Whether decoding on from here is the shortest way to `pts`."""
        if not self._given or self._given[-1][1] > pts:
            return False
        here = self._given[-1][1]
        if pts <= here + self._units(_NEAR_S):
            return True
        entries = self._picture.index_entries
        if not len(entries) or entries[len(entries) - 1].timestamp < pts:
            return False  # an index that grows while it is read says nothing of what is to come
        key = entries.search_timestamp(pts, backward=True)
        return key >= 0 and entries[key].timestamp <= here

    def _units(self, seconds: Fraction) -> int:
        return int(seconds / (fraction(self._picture.time_base) or 1))

    def _run_to(self, pts: int, whole_from: int) -> Stamped | None:
        """Decode on to the frame with this PTS; None once a later one comes."""
        while (frame := self._advance(whole_from)) is not None:
            if frame[1] == pts:
                return frame
            if frame[1] > pts:
                return None
        return None

    def _advance(self, drop_before: int | None) -> Stamped | None:
        while not self._waiting:
            if self.gives_up is not None and self.gives_up():
                raise Abandoned
            packet = self._first or next(self._packets, None)
            self._first = None
            if packet is None:
                return None
            self._drop(packet.pts, drop_before)
            for decoded in self._container.pictures(packet):
                self._waiting.append((decoded, *self._clock.stamp(decoded)))
        frame = self._waiting.popleft()
        if self._whole_from is not None and frame[1] < self._whole_from:
            return frame
        self._given.append(frame)
        while len(self._given) > self._room(frame[0]):
            self._given.popleft()
        return frame

    def _drop(self, pts: int | None, before: int | None) -> None:
        """Have the next packet left out if it is early and no other frame needs it. Frames that
        are as early may then have gaps between them, and are not kept."""
        certain = self.hurries and self._format in _SEEKABLE and not self._clock.repaired
        if not self._is_droppable or (self._from_start and not certain):
            return
        if self.hurries and pts is not None:
            before = pts + 1
        early = pts is not None and before is not None and pts < before
        self._picture.codec_context.skip_frame = "NONREF" if early else "DEFAULT"
        if early:
            self._whole_from = before
            self._given.clear()

    def _room(self, frame: VideoFrame) -> int:
        """How many frames of this size are kept: two at least, or `at` could not step back."""
        size_bytes = max(frame.width * frame.height * frame.format.padded_bits_per_pixel // 8, 1)
        return max(2, min(_KEPT_BYTES // size_bytes, _MOST_KEPT))

    def _seek(self, pts: int, back_s: Fraction, leaps: bool = False) -> bool:
        """Whether a key frame was reached from which `pts` can be decoded. Where it leaps, `pts`
        is when the key frame is decoded, and it may be shown later."""
        if self._format not in _SEEKABLE or not self._clock_is_steady():
            return False
        if not self._container.seek(pts - self._units(back_s)):
            return False
        self._begin()
        self._from_start = False
        self._first = next(self._packets, None)
        if self._first is None or not self._first.is_keyframe:
            return False
        at = self._first.pts if self._first.pts is not None else self._first.dts
        return at is not None and (at <= pts or leaps) and self._starts_whole()

    def _starts_whole(self) -> bool:
        """Whether the first picture out of the decoder depends on none before it."""
        first = self._advance(None)
        if first is None:
            return False
        self._waiting.appendleft(first)
        self._given.clear()
        return int(first[0].pict_type) in _WHOLE_TYPES

    def _clock_is_steady(self) -> bool:
        """Whether a frame has the same time wherever decoding began; looked at once, and only
        where it may be otherwise."""
        if self._is_steady is None:
            container = self._reopen()
            packets = [p for p in container.packets(container.picture) if p.size]
            reordered = container.reorder_depth > 0
            container.close()
            if self._format in _JUMPING_CLOCKS:
                self._is_steady = _rise([p.dts for p in packets])
            else:  # frames are shown in another order than they come in, and no time says so
                self._is_steady = not (reordered and _rise([p.pts for p in packets]))
        return self._is_steady

    def _restart(self) -> None:
        self._container.close()
        self._container = self._reopen()
        self._rewind()

    def _rewind(self) -> None:
        picture = self._container.picture
        assert picture is not None
        self._picture: VideoStream = picture
        self._is_droppable = codec_name(picture) in _DROPPABLE
        # From the start the clock may have to mend times, for which it needs every frame.
        self._from_start = True
        self._begin()

    def _begin(self) -> None:
        self._packets: Iterator[Packet[Stream]] = self._container.packets(self._picture)
        self._clock = self._clock_for(self._container)
        self._waiting.clear()
        self._given.clear()
        self._whole_from = None
        self._first = None


def _rise(times: Sequence[int | None]) -> bool:
    """Whether all are known and each is later than the one before."""
    known = [t for t in times if t is not None]
    return len(known) == len(times) and all(a < b for a, b in itertools.pairwise(known))


def key_frames_near(container: Container, targets: Iterable[int]) -> list[VideoFrame]:
    """The key frame before each target, each once; nothing else is decoded."""
    frames: list[VideoFrame] = []
    seen: set[int | None] = set()
    for target in targets:
        if not container.seek(target):
            continue
        packet = next(container.packets(container.picture), None)
        if packet is None or not packet.is_keyframe or packet.dts in seen:
            continue
        seen.add(packet.dts)
        frames += (container.pictures(packet) + container.last_pictures())[:1]
    return frames
