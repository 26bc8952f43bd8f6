"""A place in the frames of a clip: reached by seeking, and moved on by decoding."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction

from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame

from workbench.media.decode.clock import Clock
from workbench.media.decode.container import Container, codec_name
from workbench.media.decode.rational import fraction

Stamped = tuple[VideoFrame, int, int]
"""A decoded frame, its PTS, its duration."""

_NEAR_S = Fraction(3, 4)
"""Going forward no further than this, decoding on is cheaper than seeking."""
_STEPS_BACK_S = (Fraction(0), Fraction(1), Fraction(6))
_SEEKABLE = frozenset(
    {"mp4", "mov", "3gp", "m4a", "matroska", "webm", "avi", "flv", "asf", "mpegts", "mpeg"}
)
"""Where times after a seek are those of the file. Elsewhere FFmpeg guesses them."""
_JUMPING_CLOCKS = frozenset({"mpegts", "mpeg"})
"""Formats that are cut and joined without mending the clock."""
_DROPPABLE = frozenset({"h264", "mpeg4", "mpeg2video", "mpeg1video"})
"""Codecs whose non-reference frames nothing else is predicted from. HEVC is not among them: its
sub-layer non-reference pictures can be used by a higher sub-layer."""


class Cursor:
    """Gives frames by PTS and onward. What it gives is what decoding from the start gives: a seek
    counts only when it lands on a key frame not after the target and then meets the very PTS."""

    def __init__(
        self,
        reopen: Callable[[], Container],
        clock_for: Callable[[Container], Clock],
        format_name: str,
    ) -> None:
        self._reopen = reopen
        self._clock_for = clock_for
        self._container = reopen()
        self._format = format_name
        self._trusted: bool | None = None if format_name in _JUMPING_CLOCKS else True
        self._rewind()

    def close(self) -> None:
        self._container.close()

    def next(self) -> Stamped | None:
        """The frame after the last one given."""
        return self._moved_to(self._advance(None))

    def to(self, pts: int) -> Stamped | None:
        """The frame with exactly this PTS."""
        if self._is_just_ahead(pts) and (found := self._run_to(pts)) is not None:
            return self._moved_to(found)
        for back_s in _STEPS_BACK_S:
            if not self._seek(pts, back_s):
                continue
            found = self._run_to(pts)
            if found is not None and not self._clock.repaired:
                return self._moved_to(found)
        self._restart()
        return self._moved_to(self._run_to(pts))

    def at(self, pts: int) -> Stamped | None:
        """The last frame that does not begin after `pts`, or the first frame of all."""
        if not self._is_just_ahead(pts) and not any(
            self._seek(pts, back_s) for back_s in _STEPS_BACK_S
        ):
            self._restart()
        shown: Stamped | None = None
        while (following := self._advance(None)) is not None:
            if following[1] > pts and shown is not None:
                self._waiting.appendleft(following)
                break
            shown = following
            if following[1] > pts:
                break
        return self._moved_to(shown)

    def _moved_to(self, frame: Stamped | None) -> Stamped | None:
        if frame is not None:
            self._last_pts = frame[1]
        return frame

    def _is_just_ahead(self, pts: int) -> bool:
        if self._last_pts is None:
            return False
        return self._last_pts < pts <= self._last_pts + self._units(_NEAR_S)

    def _units(self, seconds: Fraction) -> int:
        return int(seconds / (fraction(self._picture.time_base) or 1))

    def _run_to(self, pts: int) -> Stamped | None:
        """Decode on to the frame with this PTS; None once a later one comes."""
        while (frame := self._advance(pts)) is not None:
            if frame[1] == pts:
                return frame
            if frame[1] > pts:
                self._waiting.appendleft(frame)
                return None
        return None

    def _advance(self, drop_before: int | None) -> Stamped | None:
        while not self._waiting:
            packet = self._first or next(self._packets, None)
            self._first = None
            if packet is None:
                return None
            if self._droppable:
                early = drop_before is not None and (packet.pts or drop_before) < drop_before
                self._picture.codec_context.skip_frame = "NONREF" if early else "DEFAULT"
            for decoded in self._container.pictures(packet):
                self._waiting.append((decoded, *self._clock.stamp(decoded)))
        return self._waiting.popleft()

    def _seek(self, pts: int, back_s: Fraction) -> bool:
        """Whether a key frame was reached from which `pts` can be decoded."""
        if self._format not in _SEEKABLE or not self._clock_is_steady():
            return False
        if not self._container.seek(pts - self._units(back_s)):
            return False
        self._begin()
        self._first = next(self._packets, None)
        if self._first is None or not self._first.is_keyframe:
            return False
        at = self._first.pts if self._first.pts is not None else self._first.dts
        return at is not None and at <= pts

    def _clock_is_steady(self) -> bool:
        """Whether the packets' times never go back, looked at once and only where it happens."""
        if self._trusted is None:
            container = self._reopen()
            times = [p.dts for p in container.packets(container.picture) if p.size]
            container.close()
            known = [t for t in times if t is not None]
            self._trusted = len(known) == len(times) and all(
                a < b for a, b in zip(known, known[1:], strict=False)
            )
        return self._trusted

    def _restart(self) -> None:
        self._container.close()
        self._container = self._reopen()
        self._rewind()

    def _rewind(self) -> None:
        picture = self._container.picture
        assert picture is not None
        self._picture: Stream = picture
        self._droppable = codec_name(picture) in _DROPPABLE
        self._begin()

    def _begin(self) -> None:
        self._packets: Iterator[Packet[Stream]] = self._container.packets(self._picture)
        self._clock = self._clock_for(self._container)
        self._waiting: deque[Stamped] = deque()
        self._first: Packet[Stream] | None = None
        self._last_pts: int | None = None
