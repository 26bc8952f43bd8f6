"""Sound track: the samples of an open item that wait for a sound device, in one line of time."""

from __future__ import annotations

import threading
from collections import deque

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 48_000
CHANNELS = 2
_GAP_S = 0.01

Samples = NDArray[np.int16]


class SoundTrack:
    """Pieces come in with their presentation times; what goes out has no gap and no overlap, for
    silence stands where there is no sound. One thread puts, another takes."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._pieces: deque[tuple[float, Samples]] = deque()
        self._next_s: float | None = None
        self._speed = 1.0
        self._taken = 0
        self._ended = False
        self._aligns = False
        """Whether the next piece is put to its time to the sample."""
        self.run = 0
        """Counts the times it was begun anew."""

    @property
    def taken(self) -> int:
        """Pieces that are used up or thrown away so far, in all."""
        return self._taken

    @property
    def is_ready(self) -> bool:
        """Whether there is sound to begin with, or will be none."""
        return self._ended or bool(self._pieces)

    def begin(self, speed: float) -> None:
        """Throw away what waits: sound from another place follows."""
        with self._turn:
            self._taken += len(self._pieces)
            self._pieces.clear()
            self._next_s, self._speed, self._ended = None, speed, False
            self.run += 1

    def put(self, start_s: float, samples: Samples) -> None:
        with self._turn:
            self._pieces.append((start_s, samples))

    def drop(self) -> None:
        """A piece came that nobody wants any more."""
        with self._turn:
            self._taken += 1

    def end(self) -> None:
        """No more pieces will come."""
        self._ended = True

    def take(self, count: int, from_s: float | None = None) -> tuple[float, Samples] | None:
        """Up to so many samples and the presentation time of the first; None where none are
        there. `from_s` begins there instead of where the last ones ended."""
        with self._turn:
            if from_s is not None:
                self._next_s, self._aligns = from_s, True
            self._pass_over()
            if not self._pieces or count < 1:
                return None
            if self._next_s is None:
                self._next_s = self._pieces[0][0]
            start_s = self._next_s
            parts: list[Samples] = []
            while count > 0 and (part := self._part(count)) is not None:
                parts.append(part)
                count -= len(part)
            return start_s, np.concatenate(parts)

    def _step_s(self, count: int) -> float:
        return count / RATE_HZ * self._speed

    def _pass_over(self) -> None:
        """Let go of pieces that are over."""
        while self._pieces and self._next_s is not None:
            start_s, samples = self._pieces[0]
            if start_s + self._step_s(len(samples)) > self._next_s:
                return
            self._pieces.popleft()
            self._taken += 1

    def _part(self, count: int) -> Samples | None:
        if not self._pieces:
            return None
        assert self._next_s is not None
        start_s, samples = self._pieces[0]
        early = round((start_s - self._next_s) / self._speed * RATE_HZ)
        most = 0 if self._aligns else _GAP_S * RATE_HZ
        if early > most:
            part: Samples = np.zeros((min(early, count), CHANNELS), np.int16)
            self._next_s += self._step_s(len(part))
            return part
        self._aligns = False
        if early < -most:
            start_s, samples = self._next_s, samples[-early:]
        part, rest = samples[:count], samples[count:]
        self._next_s = start_s + self._step_s(len(part))
        if len(rest):
            self._pieces[0] = self._next_s, rest
        else:
            self._pieces.popleft()
            self._taken += 1
        return part
