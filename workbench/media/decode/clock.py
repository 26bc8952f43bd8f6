"""Presentation times of decoded frames, made good where the file leaves them out."""

from __future__ import annotations

from av.video.frame import VideoFrame


class Clock:
    """Gives each frame, in the order in which the decoder shows them, its PTS.

    A frame's own PTS is used where there is one. Without it, the decoding time stands in, as
    FFmpeg's best effort does (AVI has no other); without that, the end of the frame before. A
    time earlier than the frame before it is replaced by the end of that frame, for a player does
    not go back. Equal times are kept.
    """

    def __init__(self, usual_duration: int) -> None:
        self._usual_duration = max(usual_duration, 1)
        self._previous: int | None = None
        self._previous_duration = 0
        self._last_dts: int | None = None
        self._last_pts: int | None = None
        self._faulty_dts = 0
        self._faulty_pts = 0
        self.repaired = 0
        """Frames whose stated time went back, or that stated none at all."""

    def stamp(self, frame: VideoFrame) -> tuple[int, int]:
        """PTS and duration of the next frame, in units of the time base."""
        stated = self._best_effort(frame)
        duration = max(frame.duration or 0, 0)
        if stated is None or (self._previous is not None and stated < self._previous):
            self.repaired += 1
            stated = self._follow()
        self._previous, self._previous_duration = stated, duration
        return stated, duration

    def _follow(self) -> int:
        if self._previous is None:
            return 0
        return self._previous + (self._previous_duration or self._usual_duration)

    def _best_effort(self, frame: VideoFrame) -> int | None:
        """PTS or DTS, whichever has gone back less often so far."""
        pts, dts = frame.pts, frame.dts
        if dts is not None:
            self._faulty_dts += self._last_dts is not None and dts <= self._last_dts
            self._last_dts = dts
        elif pts is not None:
            self._last_dts = pts
        if pts is not None:
            self._faulty_pts += self._last_pts is not None and pts <= self._last_pts
            self._last_pts = pts
        elif dts is not None:
            self._last_pts = dts
        if pts is not None and (dts is None or self._faulty_pts <= self._faulty_dts):
            return pts
        return dts
