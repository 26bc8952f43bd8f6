"""The player: an open item played, with its sound, and every frame of it shown. Parent side."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from workbench.media.frame_player import FramePlayer, index_of
from workbench.media.play_clock import PlayClock
from workbench.media.playing import (
    HEARD_FROM,
    HEARD_TO,
    Playing,
    Reversing,
    every,
    fraction_text,
    held,
)
from workbench.media.projection import MAX_PICTURE_BYTES
from workbench.media.sandbox import Sandbox
from workbench.media.shown import Shown
from workbench.media.sound_track import RATE_HZ, SoundTrack
from workbench.records.errors import MediaError, Refusal
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import MediaKind, Medium

__all__ = ["MAX_PICTURE_BYTES", "Player", "Shown"]

_TICK_S = 1 / 30
"""How often an item without pictures says where it is, and a clock that waits is looked at."""
_TOLD_S = 0.03
"""The worker is told again of a clock that was moved by more."""

Span = tuple[int, int]
"""The PTS of the first frame, and of the first one after the last."""


class Player(FramePlayer):
    """Plays forward by a clock and backward frame by frame; sound goes to a track, from which a
    sound device takes it."""

    def __init__(
        self,
        sandbox: Sandbox,
        media_fd: int,
        medium: Medium,
        table: FrameTable | None,
        *,
        on_shown: Callable[[Shown], None],
        on_fault: Callable[[MediaError | Refusal], None],
        assure: Callable[[Callable[[], None]], None] = lambda go_on: None,
        on_time: Callable[[float], None] | None = None,
        on_playing: Callable[[float | None], None] | None = None,
    ) -> None:
        """As `FramePlayer`. `on_time` is told the moment of an item without
        pictures; `on_playing` the speed, negative for backward, or None when it has stopped."""
        self.clock = PlayClock()
        self.track = SoundTrack()
        """What a sound device takes while it plays and listens."""
        self.dropped = 0
        """Frames left out since it last began to play, because they were not ready in time."""
        self._on_time = on_time or (lambda _seconds: None)
        self._on_playing = on_playing or (lambda _speed: None)
        super().__init__(
            sandbox, media_fd, medium, table, on_shown=on_shown, on_fault=on_fault, assure=assure
        )

    # What can be asked, from any thread

    def play(
        self,
        speed: float = 1.0,
        span: Span | None = None,
        *,
        loops: bool = False,
        clock: PlayClock | None = None,
        offset_s: float = 0.0,
    ) -> None:
        """Play from where it is; backward at a negative speed. With a `clock` from outside it
        follows that one, `offset_s` ahead of it, and neither starts nor stops it."""
        self._tell(lambda: self._begin(speed, span, loops, clock, offset_s))

    def pause(self) -> None:
        """Stop, and show the frame on screen whole."""
        self._tell(self._stop)

    def listen(self, on: bool) -> None:
        """Whether sound is put on the track while it plays."""
        self._tell(lambda: self._set_listening(on))

    # The player's own thread

    def _prepare(self) -> None:
        self._at_s = 0.0
        """Where an item without pictures is."""
        self._playing: Playing | None = None
        self._reversing: Reversing | None = None
        self._loops: tuple[float, Span | None] | None = None
        self._listens = False
        self._heard_before = 0

    def _begin(
        self,
        speed: float,
        span: Span | None,
        loops: bool,
        clock: PlayClock | None = None,
        offset_s: float = 0.0,
    ) -> None:
        self._end()
        if self.medium.kind is MediaKind.STILL:
            return
        self.dropped = 0
        self._loops = (speed, span) if loops else None
        if speed < 0:
            self._begin_backward(held(-speed), span)
            return
        playing = Playing(
            number=0,
            speed=held(speed),
            every=every(speed, self._rate_hz()),
            end_pts=span[1] if span else None,
            clock=clock or self.clock,
            leads=clock is None,
            offset_s=offset_s,
        )
        if self.medium.kind is MediaKind.SOUND:
            self._start_sound_alone(playing)
        elif (start := self._start(span)) is not None:
            self._start_forward(playing, start)
        else:
            return
        self._on_playing(playing.speed)

    def _rate_hz(self) -> float | None:
        video = self.medium.video
        return float(video.average_rate) if video and video.average_rate else None

    def _start(self, span: Span | None) -> dict[str, Any] | None:
        """The frame to begin with: where it is, or the first where that is the end already."""
        pts, table = self._here[1], self.table
        if table is None or not len(table):
            return {"at_s": "0/1"} if pts is None else {"pts": pts, "nth": 0}
        first = 0 if span is None else index_of(span[0], table)
        end = len(table) if span is None else index_of(span[1], table)
        here = self._here_in(table)
        outside = span is not None and here is not None and not first <= here < end
        if here is None or outside or here >= end - 1:
            here = first
        return self._go_to(table, here)

    def _start_forward(self, playing: Playing, start: dict[str, Any]) -> None:
        playing.number = self._next_number()
        self._playing = playing
        self._send({"clock": None})
        self._ask(
            {"play": playing.number, "every": playing.every, "until": playing.end_pts} | start
        )
        if self._listens:
            self._send_listening(playing, self._seconds_of(start))

    def _seconds_of(self, start: dict[str, Any]) -> Fraction:
        if "at_s" in start:
            return Fraction(start["at_s"])
        return Fraction(start["pts"] * (self.medium.time_base or 1) - self.medium.start_offset_s)

    def _start_sound_alone(self, playing: Playing) -> None:
        length_s = float(self.medium.duration_s or 0)
        if self._at_s >= length_s - _TICK_S:
            self._at_s = 0.0
        playing.number, playing.ended, playing.last_end_s = self._next_number(), True, length_s
        self._playing = playing
        if self._listens:
            self._send_listening(playing, Fraction(self._at_s))

    def _set_listening(self, on: bool) -> None:
        if on == self._listens:
            return
        self._listens = on
        if self._playing is None:
            return
        now_s = self._playing.now_s()
        if on and now_s is not None:
            self._send_listening(self._playing, Fraction(now_s))
        elif not on:
            self._send({"listen": None})
            self.track.begin(1.0)

    def _send_listening(self, playing: Playing, start_s: Fraction) -> None:
        self.track.begin(playing.speed)
        if not HEARD_FROM <= playing.speed <= HEARD_TO:
            self.track.end()
            return
        told = {"listen": playing.number, "rate_hz": RATE_HZ, "speed": playing.speed}
        self._send({**told, "at_s": fraction_text(max(start_s, Fraction(0)))})

    def _begin_backward(self, speed: float, span: Span | None) -> None:
        if self.table is None or not len(self.table):
            return
        self._reversing = Reversing(speed, span[0] if span else None)
        self._on_playing(-speed)

    # As time goes on

    def _due_s(self) -> list[float]:
        waits = []
        if self._playing is not None:
            due_s = self._playing.until_due_s()
            alone = self.medium.kind is MediaKind.SOUND
            ticks = alone or self._listens or not self._playing.clock.runs
            waits += [_TICK_S] if ticks else []
            waits += [due_s] if due_s is not None and not alone else []
        if self._reversing is not None and self._asked is None:
            waits.append(max(self._reversing.due_s - time.monotonic(), 0.0))
        return waits

    def _go_on(self) -> None:
        if self._reversing is not None and self._asked is None:
            self._step_back(self._reversing)
        playing = self._playing
        if playing is None:
            return
        if playing.starts(not self._listens or self.track.is_ready):
            start_s = playing.ready[0][0] if playing.ready else playing.last_end_s
            alone = self.medium.kind is MediaKind.SOUND
            playing.clock.start(self._at_s if alone else start_s, playing.speed)
        if self.medium.kind is MediaKind.SOUND:
            self._at_s = playing.now_s() or self._at_s
            self._on_time(min(self._at_s, playing.last_end_s))
        else:
            self._tell_clock(playing)
            self._show_due(playing)
        if playing.is_over():
            self._finish()

    def _show_due(self, playing: Playing) -> None:
        passed, newest = playing.due()
        for _late in passed:
            self._link.pass_over()
        if newest is None:
            return
        self._make_sure()
        shown = self._link.read(newest, self.table, settled=False)
        count = len(passed) + sum(int(one["passed"]) for one in (*passed, newest))
        self.dropped += playing.left_out(shown.index, count)
        self._here = shown.index, shown.pts
        playing.last_end_s = self._end_s(shown)
        self._on_shown(shown)

    def _end_s(self, shown: Shown) -> float:
        """When the frame is over."""
        table = self.table
        if table is not None and shown.index is not None:
            follows = shown.index + 1 < len(table)
            return float(table.time_s(shown.index + 1) if follows else table.end_s)
        return float(shown.time_s or 0) + _TICK_S

    def _tell_clock(self, playing: Playing) -> None:
        """Tell the worker where the clock is, so that it makes nothing ready that is late."""
        anchor, base = playing.clock.anchor(), self.medium.time_base
        if anchor is None or base is None:
            return
        if playing.told is not None:
            expected = playing.told[0] + (anchor[1] - playing.told[1]) * playing.speed
            if abs(anchor[0] - expected) < _TOLD_S:
                return
        playing.told = anchor
        at_s = anchor[0] + playing.offset_s + float(self.medium.start_offset_s)
        rate = float(1 / base)
        self._send({"clock": [at_s * rate, anchor[1], rate * playing.speed]})

    def _step_back(self, reversing: Reversing) -> None:
        table = self.table
        index = None if table is None else self._here_in(table)
        if table is None or index is None:
            self._finish()
            return
        if time.monotonic() < reversing.due_s:
            return
        first = 0 if reversing.first_pts is None else index_of(reversing.first_pts, table)
        if index <= first:
            self._finish()
            return
        back = reversing.step(table, index)
        self._ask({"go": self._next_number(), **self._go_to(table, max(index - back, first))})

    def _finish(self) -> None:
        """It has come to the end: begin anew, or stop."""
        loops, table = self._loops, self.table
        if loops is None or table is None or not len(table):
            self._stop()
            return
        speed, span = loops
        dropped = self.dropped
        if speed < 0:
            end = len(table) if span is None else index_of(span[1], table)
            self._here = end - 1, int(table.pts[end - 1])
        else:
            self._here = None, span[0] if span else int(table.pts[0])
        self._begin(speed, span, loops=True)
        self.dropped = dropped

    def _stop(self) -> None:
        if self._playing is None and self._reversing is None:
            return
        self._end()
        self._on_playing(None)
        index, pts = self._here
        if self.medium.kind is MediaKind.CLIP and pts is not None:
            table = self.table
            go = {"pts": pts, "nth": 0} if table is None or index is None else None
            go = go or self._go_to(table, index)  # type: ignore[arg-type]
            self._ask({"go": self._next_number(), **go})

    def _end(self) -> None:
        """Nothing plays any more; what was made ready is not wanted."""
        playing, self._playing, self._reversing = self._playing, None, None
        if playing is None:
            return
        self._asked = None
        self._next_number()
        for _unseen in playing.ready:
            self._link.pass_over()
        if playing.leads:
            playing.clock.stop()
        self.track.begin(1.0)
        if self._listens and self._link.is_alive:
            with contextlib.suppress(MediaError):  # whoever asks next is told
                self._send({"listen": None})

    # What else is asked, and what comes

    def _interrupted(self, command: dict[str, Any] | None, steps: int) -> bool:
        if self.medium.kind is MediaKind.SOUND:
            return True
        playing = self._playing
        if playing is not None and playing.leads and not steps and command is not None:
            speed, loops = playing.speed, self._loops
            span = loops[1] if loops else None
            self._here = None, command.get("pts")
            self._begin(speed, span, loops is not None)
            return True
        if playing is not None or self._reversing is not None:
            self._end()
            self._on_playing(None)
        return False

    def _command(self, moment: Moment | None, steps: int) -> dict[str, Any] | None:
        if self.medium.kind is not MediaKind.SOUND:
            return super()._command(moment, steps)
        if moment is not None and moment.kind is MomentKind.SECONDS:
            self._at_s = float(moment.value)
        elif moment is not None:
            self._at_s = 0.0
        self._on_time(self._at_s)
        if self._playing is not None:
            self._begin(self._playing.speed, None, self._loops is not None)
        return None

    def _takes(self, untrusted: dict[str, Any]) -> bool:
        kind, ours = untrusted["kind"], untrusted.get("for") == self._number
        playing = self._playing
        if kind == "sound":
            if ours and playing is not None:
                self.track.put(*self._link.read_sound(untrusted))
            else:
                self.track.drop()
        elif kind == "silence":
            if ours:
                self.track.end()
        elif playing is None or not ours:
            return False
        elif kind == "shown":
            self._asked = None
            time_s = float(self._seconds_of({"pts": int(untrusted["pts"])}))
            playing.ready.append((time_s, untrusted))
        elif kind == "ended":
            self._asked, playing.ended = None, True
        else:
            return False
        return True

    def _heard(self) -> int:
        return self.track.taken - self._heard_before

    def _drop_worker(self) -> None:
        super()._drop_worker()
        self.track.begin(1.0)
        self._heard_before = self.track.taken

    def _halt(self) -> None:
        was = self._playing or self._reversing
        self._end()
        if was:
            self._on_playing(None)
