"""Viewing: what is done next for the frame that is wanted, one small piece of work at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Protocol

from workbench.child.reel import Group, Picture, Reel, picture_of
from workbench.media.decode import Abandoned, ClipFrame, ClipSource, Source
from workbench.records.errors import MediaError, MediaFault

_NEAR_FRAMES = 8
"""A frame farther than this from its key frame is awaited with the key frame on screen."""
_STAND_IN_S = 0.02
"""So long the frame on screen stays before another stands in for the one that is wanted."""
_REST_S = 0.12
"""So long nothing else is asked for before a smaller picture is replaced by the whole one."""
_LATE_S, _TOO_LATE_S, _LEAP_S = 0.08, 0.7, 0.25
_LEAST_RATE_HZ = 4.0
"""However late, so many pictures a second are shown."""


class Desk(Protocol):
    """What a viewing needs of its surroundings."""

    clock: tuple[float, float, float] | None
    box: tuple[int, int] | None

    def is_superseded(self) -> bool: ...
    def has_room(self) -> bool: ...
    def hand_out(self, number: int, picture: Picture, **more: Any) -> None: ...
    def tell(self, number: int, kind: str) -> None: ...


class Viewing(Protocol):
    number: int

    def begin(self, goal: dict[str, Any]) -> None: ...
    def stop(self) -> None: ...
    def work(self) -> float | None: ...


class Still:
    """The one picture of a still."""

    def __init__(self, source: Source, desk: Desk) -> None:
        self.number = 0
        self._source = source
        self._desk = desk
        self._wanted = False

    def begin(self, goal: dict[str, Any]) -> None:
        self.number, self._wanted = goal["go"], True

    def stop(self) -> None:
        self._wanted = False

    def work(self) -> float | None:
        if self._wanted:
            self._wanted = False
            frame = self._source.picture()
            rgb = frame.view_rgb()
            still = Picture(0, 0, frame.key, frame.type, rgb, 1.0)
            self._desk.hand_out(self.number, still, more=False)
        return None


class Clips:
    """The frames of a clip: one that was asked for and those around it, or one after another."""

    def __init__(self, source: ClipSource, again: Callable[[], ClipSource], desk: Desk) -> None:
        self.number = 0
        self._source = source
        self._reel = Reel(source, again)
        self._desk = desk
        self._next: Callable[[], float | None] = _nothing
        self._goal: dict[str, Any] = {}
        self._begun_s = 0.0
        self._sent_s = 0.0
        self._passed = 0
        self._again: tuple[ClipFrame, int] | None = None
        source.give_up_when(desk.is_superseded)

    def begin(self, goal: dict[str, Any]) -> None:
        self._goal = goal
        self._source.hurry(False)
        self._begun_s = time.monotonic()
        if "play" in goal:
            self.number, self._next = goal["play"], self._start
        else:
            self.number, self._next = goal["go"], self._answer
        if self._source.medium.width_px is None:
            raise MediaError(MediaFault.NO_FRAMES)

    def stop(self) -> None:
        self._next = _nothing

    def work(self) -> float | None:
        """Do the next piece; how long to wait before the one after it, None for good."""
        try:
            return self._next()
        except Abandoned:
            return 0.0

    # One frame

    def _answer(self) -> float | None:
        goal = self._goal
        if "pts" not in goal:
            return self._show_unnumbered()
        pts, nth = goal["pts"], goal["nth"]
        if self._desk.box is None or self._source.holds(pts):
            return self._show_exact()
        picture = self._reel.kept(pts, nth)
        if picture is not None:
            whole = picture.scale == 1.0
            self._hand_out(picture, more=not whole)
            self._next = self._get_ready if whole else self._rest
            return 0.0
        self._next = self._run
        return 0.0

    def _run(self) -> float | None:
        """Go to the frame; where that takes long, one on the way stands in for it meanwhile."""
        pts = self._goal["pts"]
        first, _count, place = self._goal.get("group") or (pts, 1, 0)
        if place <= _NEAR_FRAMES:
            return self._show_exact()
        stand_in = self._reel.stand_in(pts, first, self._desk.box)
        if stand_in is not None:
            self._source.give_up_when(self._is_long)
        try:
            return self._show_exact()
        except Abandoned:
            if stand_in is None:
                raise
            self._hand_out(stand_in, more=True)
        finally:
            self._source.give_up_when(self._desk.is_superseded)
        self._next = self._show_exact
        return 0.0

    def _is_long(self) -> bool:
        late = time.monotonic() - self._begun_s > _STAND_IN_S
        return self._desk.is_superseded() or late

    def _rest(self) -> float | None:
        """A smaller picture is on screen: make others ready until the whole one is wanted."""
        left_s = self._begun_s + _REST_S - time.monotonic()
        if left_s <= 0:
            return self._show_exact()
        return 0.0 if self._fill() else left_s

    def _show_exact(self) -> float | None:
        pts, nth = self._goal["pts"], self._goal["nth"]
        frame = (self._source.first_at_hand(pts) if nth == 0 else None) or self._reel.exact(
            pts, nth
        )
        if frame is None:
            self._next = _nothing
            self._desk.tell(self.number, "missing")
            return None
        self._hand_out(picture_of(frame, nth, None), more=False)
        self._next = _nothing if self._desk.box is None else self._look_ahead
        return 0.0

    def _show_unnumbered(self) -> float | None:
        """Before the frames are counted: by time, or the one after another."""
        goal = self._goal
        if "at_s" in goal:
            frame = self._source.frame_shown_at(Fraction(goal["at_s"]))
        else:
            if goal["after"] is not None:
                self._source.frame_at_pts(goal["after"])
            frame = self._source.forward()
        self._next = _nothing
        if frame is None:
            self._desk.tell(self.number, "missing")
        else:
            self._reel.shown_at(frame)
            self._hand_out(picture_of(frame, 0, None), more=False)
        return None

    def _look_ahead(self) -> float | None:
        self._reel.look_ahead(self._goal["pts"], max(self._source.room // 3, 1))
        self._next = self._get_ready
        return 0.0

    def _get_ready(self) -> float | None:
        return 0.0 if self._fill() else None

    def _fill(self) -> bool:
        """Keep one more picture of the group that is looked at, then of the one before it."""
        box = self._desk.box
        told = [self._goal.get(name) for name in ("group", "before")]
        groups = [Group(one[0], one[1]) for one in told if one is not None]
        if box is None:
            return False
        return any(self._reel.fill(group, box, self._goal["pts"]) for group in groups)

    def _hand_out(self, picture: Picture, more: bool) -> None:
        self._desk.hand_out(self.number, picture, more=more)

    # One after another

    def _start(self) -> float | None:
        goal = self._goal
        if "pts" in goal:
            frame = self._reel.exact(goal["pts"], goal["nth"])
        else:
            frame = self._source.frame_shown_at(Fraction(goal["at_s"]))
            if frame is not None:
                self._reel.shown_at(frame)
        self._passed, self._sent_s = 0, time.monotonic()
        self._again = None if frame is None else (frame, goal.get("nth", 0))
        self._next = self._play_on
        return 0.0

    def _play_on(self) -> float | None:
        if not self._desk.has_room():
            return None
        following, self._again = self._again or self._reel.forward(), None
        until = self._goal.get("until")
        if following is None or (until is not None and following[0].pts >= until):
            self._next = _nothing
            self._desk.tell(self.number, "ended")
            return None
        frame, nth = following
        if self._is_passed_over(frame):
            self._passed += 1
            return 0.0
        picture = picture_of(frame, nth, self._desk.box)
        self._desk.hand_out(self.number, picture, more=False, passed=self._passed)
        self._sent_s = time.monotonic()
        self._passed = 0
        return 0.0

    def _is_passed_over(self, frame: ClipFrame) -> bool:
        """Whether a frame is left out: by plan at high speed, or because its time is over."""
        if self._passed + 1 < self._goal.get("every", 1):
            return True
        late_s = self._lateness_s(frame)
        self._source.hurry(late_s > _LATE_S)
        if late_s > _TOO_LATE_S and self._desk.clock is not None:
            ahead = (late_s + _LEAP_S) * self._desk.clock[2]
            if self._source.leap(frame.pts + int(ahead)):
                return True
        return late_s > 0 and time.monotonic() - self._sent_s < 1 / _LEAST_RATE_HZ

    def _lateness_s(self, frame: ClipFrame) -> float:
        """How long its time on screen has been over."""
        if self._desk.clock is None:
            return 0.0
        pts, at_s, rate = self._desk.clock
        now = pts + (time.monotonic() - at_s) * rate
        return (now - frame.pts - frame.duration) / rate if rate > 0 else 0.0


def _nothing() -> float | None:
    return None
