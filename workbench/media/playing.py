"""Playing: which of the pictures that are ready is on screen now, and what was left out."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from workbench.media.play_clock import PlayClock
from workbench.records.frame import FrameTable

SLOWEST, FASTEST = 0.1, 4.0
HEARD_FROM, HEARD_TO = 0.5, 2.0
"""Speeds at which sound is heard; its pitch follows."""
MOST_RATE_HZ = 60.0
"""No screen is asked for more pictures a second: at high speed every second or third frame is
shown, by plan."""
EARLY_S = 0.002
_SOUND_WAIT_S = 0.4
_USUAL_RATE_HZ = 30.0


@dataclass(slots=True)
class Playing:
    """One run forward through the frames."""

    number: int
    speed: float
    every: int
    end_pts: int | None
    """The first frame that does not belong to it any more."""
    clock: PlayClock
    leads: bool
    """Whether the clock is its own, to be started and stopped; otherwise it follows it."""
    offset_s: float
    """What is added to the clock's time to have the time of this item."""
    ready: deque[tuple[float, dict[str, Any]]] = field(default_factory=deque)
    """Presentation time and message of pictures in shared memory."""
    ended: bool = False
    last_index: int | None = None
    last_end_s: float = 0.0
    asked_s: float = field(default_factory=time.monotonic)
    told: tuple[float, float] | None = None
    """The clock as the worker was last told of it."""

    def now_s(self) -> float | None:
        now_s = self.clock.now_s()
        return None if now_s is None else now_s + self.offset_s

    def starts(self, sound_is_ready: bool) -> bool:
        """Whether its clock is to begin: there is a picture, and sound where it is wanted."""
        if not self.leads or self.clock.runs or not (self.ready or self.ended):
            return False
        return sound_is_ready or time.monotonic() - self.asked_s > _SOUND_WAIT_S

    def due(self) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
        """Pictures whose time has passed, and the one to be on screen now where it is new."""
        now_s = self.now_s()
        passed: list[dict[str, Any]] = []
        newest = None
        while now_s is not None and self.ready and self.ready[0][0] <= now_s + EARLY_S:
            if newest is not None:
                passed.append(newest)
            newest = self.ready.popleft()[1]
        return passed, newest

    def until_due_s(self) -> float | None:
        """How long until something is to be done; None where only the worker can say."""
        now_s = self.now_s()
        if now_s is None:
            return None
        if self.ready:
            return max((self.ready[0][0] - now_s) / self.speed - EARLY_S / 2, 0.0)
        if self.ended:
            return max((self.last_end_s - now_s) / self.speed, 0.0)
        return None

    def is_over(self) -> bool:
        now_s = self.now_s()
        return self.ended and not self.ready and now_s is not None and now_s >= self.last_end_s

    def left_out(self, index: int | None, passed: int) -> int:
        """Frames left out before this one, beyond those left out by plan."""
        last, self.last_index = self.last_index, index
        if index is None or last is None:
            return max(passed - (self.every - 1), 0)
        return max(index - last - self.every, 0)


@dataclass(slots=True)
class Reversing:
    """One run backward, frame by frame: a frame that is not there yet is waited for."""

    speed: float
    first_pts: int | None
    """The last frame of it; None for the first of the clip."""
    due_s: float = 0.0
    """On the monotonic clock."""

    def step(self, table: FrameTable, index: int) -> int:
        """How many frames to go back, and note when the next step is due."""
        length_s = max(float(table.time_s(index) - table.time_s(max(index - 1, 0))), 1e-3)
        frames = every(self.speed, 1 / length_s)
        now_s = time.monotonic()
        self.due_s = max(self.due_s, now_s - length_s) + length_s * frames / self.speed
        return frames


def every(speed: float, rate_hz: float | None) -> int:
    """Which frames are shown at a speed: each, each second, each third."""
    return max(math.ceil((rate_hz or _USUAL_RATE_HZ) * speed / MOST_RATE_HZ - 0.01), 1)


def held(speed: float) -> float:
    """A speed that can be played."""
    return min(max(speed, SLOWEST), FASTEST)


def fraction_text(seconds: float | Fraction) -> str:
    exact = Fraction(seconds).limit_denominator(1_000_000)
    return f"{exact.numerator}/{exact.denominator}"
