"""Decoded sound as float32 blocks on the presentation clock."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from workbench.media.decode.container import Container
from workbench.media.decode.rational import fraction
from workbench.records.sound import SoundBlock

_LEAD_S = Fraction(1, 2)
"""Decoded before what is asked for, and thrown away: the first blocks after a seek lack the
overlap with those before them."""
_SEEKABLE = frozenset(
    {"mp4", "mov", "3gp", "m4a", "matroska", "webm", "avi", "flv", "asf", "wav", "flac", "ogg"}
)
"""Where times after a seek are those of the file."""
_FULL_SCALE = {"u8": 128.0, "s16": 32768.0, "s32": 2147483648.0, "s64": 2.0**63}
MAX_RATE_HZ = 768_000


class SoundClock:
    """Gives each block its start: the frame's PTS, or the end of the block before."""

    def __init__(self, start_offset_s: Fraction) -> None:
        self._start_offset_s = start_offset_s
        self._start_s = Fraction(0)
        self._length = (0, 1)
        """Of the block before, in samples and samples a second."""

    def blocks(self, frame: AudioFrame, time_base: object) -> Iterator[SoundBlock]:
        """The block of a decoded frame; nothing for an empty one."""
        rate = frame.sample_rate
        if not frame.samples or not 0 < rate <= MAX_RATE_HZ:
            return
        base = fraction(frame.time_base) or fraction(time_base)
        if frame.pts is None or base is None:
            start_s = self._start_s + Fraction(*self._length)
        elif self._start_offset_s:
            start_s = frame.pts * base - self._start_offset_s
        else:
            start_s = Fraction(frame.pts * base.numerator, base.denominator)
        self._start_s, self._length = start_s, (frame.samples, rate)
        yield SoundBlock(start_s, rate, samples_of(frame))


def samples_of(frame: AudioFrame) -> NDArray[np.float32]:
    """(n, channels) float32, full scale 1.0."""
    layout = frame.format
    name = layout.name.rstrip("p")
    if layout.name == "fltp":  # what most decoders give, without a detour
        samples = np.empty((len(frame.planes), frame.samples), np.float32)
        for channel, plane in enumerate(frame.planes):
            buffer: Any = plane
            samples[channel] = np.frombuffer(buffer, np.float32, frame.samples)
        return samples.T
    stored = frame.to_ndarray()
    stored = stored.T if layout.is_planar else stored.reshape(frame.samples, -1)
    if name in ("flt", "dbl"):
        return np.ascontiguousarray(stored, np.float32)
    scaled = stored.astype(np.float32)
    if name == "u8":
        scaled -= 128.0
    scaled /= _FULL_SCALE[name]
    return scaled


def sound_from(
    container: Container, format_name: str, start_offset_s: Fraction, seconds: Fraction
) -> Iterator[SoundBlock]:
    """The sound from the block that is heard at a presentation time on, each block as decoding
    from the start gives it."""
    clock = SoundClock(start_offset_s)
    stream = container.sound
    assert stream is not None
    base = fraction(stream.time_base)
    if base and format_name in _SEEKABLE and seconds > 2 * _LEAD_S:
        container.seek_sound(int((seconds + start_offset_s - _LEAD_S) / base))
    for packet in container.packets(stream):
        for frame in container.sounds(packet):
            for block in clock.blocks(frame, packet.time_base):
                if block.start_s + Fraction(len(block.samples), block.sample_rate_hz) > seconds:
                    yield block
