"""Play clock: which moment of the footage is to be seen and heard now."""

from __future__ import annotations

import threading
import time

JUMP_S = 0.08
"""A sound device that is farther off than this is followed at once, otherwise bit by bit: its
reports come in steps."""
_SHARE = 0.1


class PlayClock:
    """Presentation seconds, running at a speed with the monotonic clock; a sound device that
    plays corrects it. Any thread."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._anchor: tuple[float, float] | None = None
        self._speed = 1.0

    @property
    def speed(self) -> float:
        return self._speed

    @property
    def runs(self) -> bool:
        return self._anchor is not None

    def start(self, at_s: float, speed: float = 1.0) -> None:
        """Run from a moment on."""
        with self._turn:
            self._anchor, self._speed = (at_s, time.monotonic()), speed

    def stop(self) -> None:
        with self._turn:
            self._anchor = None

    def now_s(self) -> float | None:
        """The moment; None while the clock does not run."""
        anchor = self.anchor()
        return None if anchor is None else anchor[0] + (time.monotonic() - anchor[1]) * self._speed

    def anchor(self) -> tuple[float, float] | None:
        """A moment and the monotonic time that belongs to it."""
        with self._turn:
            return self._anchor

    def correct(self, heard_s: float) -> None:
        """The device says what is heard now."""
        with self._turn:
            if self._anchor is None:
                return
            mono_s = time.monotonic()
            now_s = self._anchor[0] + (mono_s - self._anchor[1]) * self._speed
            error_s = heard_s - now_s
            moved = error_s if abs(error_s) > JUMP_S else error_s * _SHARE
            self._anchor = now_s + moved, mono_s
