"""Hearing: the sound of an open item as a sound device takes it, on the presentation clock."""

from __future__ import annotations

from collections import deque
from fractions import Fraction

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from workbench.media.decode.clips import ClipSource
from workbench.records.sound import SoundBlock

CHANNELS = 2
_GAP_S = Fraction(1, 100)
"""Blocks that are stated farther from the end of the one before begin anew; what is less is the
rounding of the container's time base."""
_LONGEST = 4800
"""Samples in one piece."""
_REST_OF_CHANNELS = 0.5

Samples = NDArray[np.int16]


class Hearing:
    """Pieces of (n, 2) 16-bit samples with their presentation times, from some time on."""

    def __init__(self, source: ClipSource, start_s: Fraction, rate_hz: int, speed: float) -> None:
        """At a speed other than 1 the pitch follows, as on a tape."""
        self._start_s = start_s
        self._rate_hz = rate_hz
        self._speed = speed
        self._blocks = source.sound_from(start_s)
        self._resampler: AudioResampler | None = None
        self._expected_s: Fraction | None = None
        self._end_s = Fraction(0)
        """Of what has been handed on, in presentation time."""
        self._ready: deque[tuple[Fraction, Samples]] = deque()

    def piece(self) -> tuple[Fraction, Samples] | None:
        """The next piece; None at the end of the sound."""
        while not self._ready:
            block = next(self._blocks, None)
            if block is None:
                self._flush()
                return self._ready.popleft() if self._ready else None
            self._take(block)
        return self._ready.popleft()

    def _take(self, block: SoundBlock) -> None:
        cut = max(int((self._start_s - block.start_s) * block.sample_rate_hz), 0)
        start_s = block.start_s + Fraction(cut, block.sample_rate_hz)
        if self._expected_s is None or abs(start_s - self._expected_s) > _GAP_S:
            self._flush()
            self._resampler = AudioResampler("s16", "stereo", self._rate_hz)
            self._end_s = start_s
        stereo = _stereo(block.samples[cut:])
        frame = AudioFrame.from_ndarray(stereo, format="fltp", layout="stereo")
        frame.sample_rate = max(round(block.sample_rate_hz * self._speed), 1)
        assert self._resampler is not None
        self._hand_on(self._resampler.resample(frame))
        self._expected_s = start_s + Fraction(len(block.samples) - cut, block.sample_rate_hz)

    def _flush(self) -> None:
        if self._resampler is not None:
            self._hand_on(self._resampler.resample(None))
            self._resampler = None

    def _hand_on(self, frames: list[AudioFrame]) -> None:
        for frame in frames:
            samples = np.ascontiguousarray(frame.to_ndarray().reshape(-1, CHANNELS), np.int16)
            for at in range(0, len(samples), _LONGEST):
                part = samples[at : at + _LONGEST]
                self._ready.append((self._end_s, part))
                self._end_s += Fraction(len(part), self._rate_hz) * Fraction(self._speed)


def _stereo(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """(2, n): one channel on both sides, the first two as they are, further ones softer on both."""
    count = samples.shape[1]
    if count == 1:
        return np.ascontiguousarray(np.repeat(samples.T, CHANNELS, axis=0))
    both = samples[:, :CHANNELS].T
    if count > CHANNELS:
        both = np.clip(both + _REST_OF_CHANNELS * samples[:, CHANNELS:].mean(axis=1), -1.0, 1.0)
    return np.ascontiguousarray(both, np.float32)
