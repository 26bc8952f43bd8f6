"""Sound envelope: loud where the sound is loud, on the presentation clock."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from workbench.instruments.sound import FULL_SCALE, SOUND, SoundParams
from workbench.records.packed import Envelope, unpack_envelope
from workbench.records.sound import SoundBlock

RATE_HZ = 44100


def envelope_of(*blocks: tuple[Fraction, NDArray[np.float32]], rate_hz: int = RATE_HZ) -> Envelope:
    fold = SOUND.begin(SoundParams(), None)  # type: ignore[arg-type]  # asks nothing of the item
    for start_s, samples in blocks:
        fold.sound(SoundBlock(start_s, rate_hz, samples))
    (part,) = fold.finish()
    assert part.blob is not None
    return unpack_envelope(part.blob)


def tone(seconds: float, level: float, channels: int = 1, rate_hz: int = RATE_HZ) -> Any:
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = (level * np.sin(2 * np.pi * 440 * at)).astype(np.float32)
    return np.repeat(wave[:, None], channels, axis=1)


def test_a_bang_stands_in_its_own_step() -> None:
    samples = np.zeros((RATE_HZ, 2), np.float32)
    samples[round(0.5 * RATE_HZ) + 5, 1] = -0.75
    peaks = envelope_of((Fraction(0), samples)).peaks
    assert len(peaks) == 100
    assert peaks[50, 0] == -round(0.75 * FULL_SCALE)
    assert np.count_nonzero(peaks) == 1


def test_a_gap_in_the_sound_is_silence_of_its_length() -> None:
    block = tone(0.2, 0.5)
    envelope = envelope_of((Fraction(0), block), (Fraction(1, 2), block))
    loud = envelope.peaks[:, 1] > 1000
    assert loud[:20].all()
    assert not loud[20:50].any()
    assert loud[50:70].all()
    assert len(envelope.peaks) == 70


def test_cutting_the_sound_into_blocks_changes_nothing() -> None:
    whole = tone(1.37, 0.8, rate_hz=22050)
    chance = np.random.default_rng(3)
    edges = [0, *sorted(chance.integers(1, len(whole), 40)), len(whole)]
    pieces = [(Fraction(int(a), 22050), whole[a:b]) for a, b in pairwise(edges) if b > a]
    one = envelope_of((Fraction(0), whole), rate_hz=22050)
    other = envelope_of(*pieces, rate_hz=22050)
    assert np.array_equal(one.peaks, other.peaks)


def test_the_clock_begins_where_the_sound_begins() -> None:
    assert envelope_of((Fraction(3, 2), tone(0.1, 0.5))).start_s == pytest.approx(1.5)


def test_samples_that_are_no_numbers_are_silent() -> None:
    samples = np.full((441, 1), np.nan, np.float32)
    assert not envelope_of((Fraction(0), samples)).peaks.any()


def test_a_clock_that_jumps_by_a_century_takes_no_memory() -> None:
    envelope = envelope_of((Fraction(0), tone(0.1, 0.5)), (Fraction(10**10), tone(0.1, 0.5)))
    assert len(envelope.peaks) == 10


def test_sound_of_a_clip_stands_at_its_time(measure: Any, write_clip: Any) -> None:
    samples = np.zeros(96000, np.float32)
    samples[48000:52800] = tone(0.1, 0.7, rate_hz=48000)[:, 0]
    pictures = [np.full((64, 64), 90, np.uint8)] * 50
    part = measure(SOUND, write_clip(pictures, sound=samples))["envelope"]
    envelope = unpack_envelope(part.blob)
    loud = np.flatnonzero(envelope.peaks[:, 1] > 0.3 * FULL_SCALE)
    first_s = envelope.start_s + loud[0] * envelope.step_s
    assert first_s == pytest.approx(1.0, abs=0.03)
    assert part.facts["channels"] == 1
