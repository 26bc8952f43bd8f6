"""Edits of sound: what happens to the sound of a clip on its way through the net and the street."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from workbench.instruments.sound_landmarks import SOUND_LANDMARKS, SoundLandmarksParams
from workbench.records.landmarks import Landmarks, unpack_landmarks
from workbench.records.sound import SoundBlock

Samples = NDArray[np.float32]
FULL_SCALE = {"s16": 2.0**15, "s32": 2.0**31, "u8": 128.0}
BLOCK = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Wave:
    """Sound in one channel."""

    samples: Samples
    rate_hz: int

    @property
    def length_s(self) -> float:
        return len(self.samples) / self.rate_hz

    def between(self, start_s: float, end_s: float) -> Wave:
        return Wave(
            self.samples[round(start_s * self.rate_hz) : round(end_s * self.rate_hz)], self.rate_hz
        )

    def at_rate(self, rate_hz: int) -> Wave:
        resampler = av.AudioResampler("fltp", "mono", rate_hz)
        parts = [f.to_ndarray()[0] for f in _through(resampler, self)]
        return Wave(np.concatenate(parts), rate_hz)


@dataclass(frozen=True, slots=True, eq=False)
class Edited:
    """A wave after an edit."""

    wave: Wave
    rate: float = 1.0
    """Seconds of the original for one of the edited."""
    start_s: float | None = 0.0
    """Where the edited begins in the original; None where it has to be measured."""


def load(source: Path | io.BytesIO) -> Wave | None:
    """The first sound stream, mixed to one channel; None where there is none."""
    parts, rate_hz = [], 0
    with av.open(source if isinstance(source, io.BytesIO) else str(source)) as container:
        if not container.streams.audio:
            return None
        for frame in container.decode(container.streams.audio[0]):
            stored = frame.to_ndarray().astype(np.float32)
            name = frame.format.name.rstrip("p")
            if not frame.format.is_planar:
                stored = stored.reshape(frame.samples, -1).T
            if name == "u8":
                stored = stored - 128
            parts.append(stored.mean(axis=0) / FULL_SCALE.get(name, 1.0))
            rate_hz = frame.sample_rate
    return Wave(np.concatenate(parts).astype(np.float32), rate_hz) if parts else None


def landmarks_of(wave: Wave) -> Landmarks:
    fold = SOUND_LANDMARKS.begin(SoundLandmarksParams(), None)  # type: ignore[arg-type]
    for first in range(0, len(wave.samples), BLOCK):
        block = wave.samples[first : first + BLOCK, None]
        fold.sound(SoundBlock(Fraction(first, wave.rate_hz), wave.rate_hz, block))
    (measured,) = fold.finish()
    assert measured.blob is not None
    return unpack_landmarks(measured.blob)


def _through(resampler: Any, wave: Wave) -> Iterator[Any]:
    frame = av.AudioFrame.from_ndarray(wave.samples[None], format="fltp", layout="mono")
    frame.sample_rate = wave.rate_hz
    yield from resampler.resample(frame)
    yield from resampler.resample(None)


def encoded(wave: Wave, codec: str, container: str, bit_rate: int, rate_hz: int) -> io.BytesIO:
    made = io.BytesIO()
    with av.open(made, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate_hz)
        stream.bit_rate, stream.layout = bit_rate, "mono"
        size = stream.codec_context.frame_size or 1024
        resampler = av.AudioResampler(stream.format.name, "mono", rate_hz, frame_size=size)
        for frame in _through(resampler, wave):
            frame.pts = None
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    made.seek(0)
    return made


def _recoded(codec: str, container: str, bit_rate: int, rate_hz: int) -> Edit:
    def edit(wave: Wave) -> Edited:
        made = load(encoded(wave, codec, container, bit_rate, rate_hz))
        assert made is not None
        return Edited(made, start_s=-_delay_s(wave, made))

    return edit


def _delay_s(wave: Wave, made: Wave) -> float:
    """By how much an encoder made the sound later: the top of the cross-correlation, 8 kHz."""
    one, other = (w.at_rate(8000).samples[:80000] for w in (wave, made))
    size = 1 << (len(one) + len(other)).bit_length()
    spectrum = np.conj(np.fft.rfft(one, size)) * np.fft.rfft(other, size)
    correlation = np.fft.irfft(spectrum / (np.abs(spectrum) + 1e-9), size)
    lags = np.concatenate((correlation[-2000:], correlation[:2000]))
    return float(np.argmax(lags) - 2000) / 8000


def noise(snr_db: float) -> Edit:
    """White noise, so much softer than the sound in the mean."""

    def edit(wave: Wave) -> Edited:
        random = np.random.default_rng(7).standard_normal(len(wave.samples)).astype(np.float32)
        return Edited(mixed(wave, Wave(random, wave.rate_hz), snr_db))

    return edit


def mixed(wave: Wave, other: Wave, snr_db: float) -> Wave:
    """With another sound over it, from its begin and over again."""
    more = other if other.rate_hz == wave.rate_hz else other.at_rate(wave.rate_hz)
    over = np.resize(more.samples, len(wave.samples))
    power = float(np.mean(wave.samples**2)) / max(float(np.mean(over**2)), 1e-12)
    made = wave.samples + over * np.float32(np.sqrt(power) * 10 ** (-snr_db / 20))
    return Wave(made.astype(np.float32), wave.rate_hz)


def echoed(wave: Wave, seed: int, lasts_s: float, direct_db: float) -> Wave:
    """In a room: noise that falls by 60 dB in `lasts_s`, `direct_db` under the direct sound."""
    random = np.random.default_rng(seed)
    count = int(lasts_s * wave.rate_hz * 1.2)
    tail = random.standard_normal(count) * 10 ** (-3 * np.arange(count) / lasts_s / wave.rate_hz)
    tail[: wave.rate_hz // 300] = 0
    tail *= 10 ** (-direct_db / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1
    size = 1 << (len(wave.samples) + count).bit_length()
    spectrum = np.fft.rfft(wave.samples, size) * np.fft.rfft(tail, size)
    return Wave(np.fft.irfft(spectrum, size)[: len(wave.samples)].astype(np.float32), wave.rate_hz)


def _cut(length_s: float) -> Edit:
    """A part of the 32 kbit/s copy, from the middle."""

    def edit(wave: Wave) -> Edited:
        copy = _recoded("aac", "adts", 32_000, 48_000)(wave)
        start_s = round(max(copy.wave.length_s - length_s, 0) / 2, 3)
        assert copy.start_s is not None
        return Edited(
            copy.wave.between(start_s, start_s + length_s), start_s=copy.start_s + start_s
        )

    return edit


def _faster(rate: float) -> Edit:
    """As a tape that runs faster."""

    def edit(wave: Wave) -> Edited:
        at = np.arange(0, len(wave.samples) - 1, rate)
        made = np.interp(at, np.arange(len(wave.samples)), wave.samples)
        return Edited(Wave(made.astype(np.float32), wave.rate_hz), rate=rate)

    return edit


def _hurried(rate: float) -> Edit:
    """At another speed with its pitch kept, as editors do it (FFmpeg's atempo)."""

    def edit(wave: Wave) -> Edited:
        graph = av.filter.Graph()
        base = Fraction(1, wave.rate_hz)
        begin = graph.add_abuffer(
            sample_rate=wave.rate_hz, format="fltp", layout="mono", time_base=base
        )
        tempo, end = graph.add("atempo", str(rate)), graph.add("abuffersink")
        begin.link_to(tempo)
        tempo.link_to(end)
        graph.configure()
        frame = av.AudioFrame.from_ndarray(wave.samples[None], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = wave.rate_hz, 0
        graph.push(frame)
        graph.push(None)
        parts = []
        while True:
            try:
                parts.append(graph.pull().to_ndarray()[0])
            except (av.EOFError, av.BlockingIOError):
                break
        return Edited(Wave(np.concatenate(parts), wave.rate_hz), rate=rate)

    return edit


Edit = Callable[[Wave], Edited]

EDITS: dict[str, Edit] = {
    "AAC 32 kbit/s": _recoded("aac", "adts", 32_000, 48_000),
    "Opus 32 kbit/s": _recoded("libopus", "ogg", 32_000, 48_000),
    "Opus 16 kbit/s": _recoded("libopus", "ogg", 16_000, 48_000),
    "MP3 32 kbit/s": _recoded("libmp3lame", "mp3", 32_000, 32_000),
    "16 kHz": lambda wave: Edited(wave.at_rate(16_000)),
    "8 kHz": lambda wave: Edited(wave.at_rate(8_000)),
    "20 dB softer": lambda wave: Edited(Wave(wave.samples * np.float32(0.1), wave.rate_hz)),
    "clipped, 12 dB louder": lambda wave: Edited(
        Wave(np.clip(wave.samples * 4, -1, 1), wave.rate_hz)
    ),
    "white noise, 10 dB under": noise(10),
    "white noise, as loud": noise(0),
    "3 s of the AAC copy": _cut(3),
    "6 s of the AAC copy": _cut(6),
    **{
        f"{rate:g} times the speed, as a tape": _faster(rate)
        for rate in (0.8, 0.97, 1.03, 1.25, 1.5)
    },
    **{f"{rate:g} times, pitch kept": _hurried(rate) for rate in (0.8, 0.97, 1.03, 1.25, 1.5)},
}
