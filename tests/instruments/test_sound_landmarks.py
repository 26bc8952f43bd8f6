"""Sound landmarks: on the presentation clock, whatever the blocks, the rate and the loudness."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from workbench.instruments.sound_landmarks import SOUND_LANDMARKS, SoundLandmarksParams
from workbench.records.landmarks import Landmarks, pack_landmarks, unpack_landmarks
from workbench.records.sound import SoundBlock

RATE_HZ = 48_000
START = Fraction(2)


def landmarks_of(*blocks: tuple[Fraction, Any], rate_hz: int = RATE_HZ) -> Landmarks:
    fold = SOUND_LANDMARKS.begin(SoundLandmarksParams(), None)  # type: ignore[arg-type]
    for start_s, samples in blocks:
        fold.sound(SoundBlock(start_s, rate_hz, samples))
    (part,) = fold.finish()
    assert part.blob is not None
    return unpack_landmarks(part.blob)


def chirps(seconds: float, rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """A tone of 40 ms each half second, each at another frequency, over faint noise; (n, 1)."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = 1e-4 * np.random.default_rng(3).standard_normal(len(at))
    for n, start_s in enumerate(np.arange(0.25, seconds - 0.1, 0.5)):
        near = np.exp(-(((at - start_s) / 0.02) ** 2))
        wave += 0.3 * near * np.sin(2 * np.pi * (500 + 150 * n) * at)
    return wave.astype(np.float32)[:, None]


def strongest(landmarks: Landmarks, count: int) -> NDArray[np.float64]:
    rows = np.sort(np.argsort(-landmarks.strength_db)[:count])
    return np.stack((landmarks.times_s[rows], landmarks.frequency_hz[rows]), axis=1)


def test_a_short_tone_is_a_landmark_at_its_time_and_frequency() -> None:
    found = strongest(landmarks_of((START, chirps(6))), 12)
    assert found[:, 0] == pytest.approx(2.25 + 0.5 * np.arange(12), abs=0.012)
    assert found[:, 1] == pytest.approx(500 + 150 * np.arange(12), abs=6)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 44_100, 96_000])
def test_the_sample_rate_makes_no_difference(rate_hz: int) -> None:
    found = strongest(landmarks_of((START, chirps(6, rate_hz)), rate_hz=rate_hz), 12)
    assert found[:, 0] == pytest.approx(2.25 + 0.5 * np.arange(12), abs=0.012)
    assert found[:, 1] == pytest.approx(500 + 150 * np.arange(12), abs=6)


@pytest.mark.parametrize("size", [1_000, 1_024, 7_777, 200_000])
def test_how_sound_comes_in_blocks_makes_no_difference(size: int) -> None:
    wave = chirps(25)
    whole = landmarks_of((START, wave))
    parts = [
        (START + Fraction(first, RATE_HZ), wave[first : first + size])
        for first in range(0, len(wave), size)
    ]
    assert pack_landmarks(landmarks_of(*parts)) == pack_landmarks(whole)


def test_loudness_and_a_second_channel_make_no_difference() -> None:
    wave = chirps(6)
    softer = landmarks_of((START, np.repeat(wave * np.float32(0.1), 2, axis=1)))
    as_loud = strongest(landmarks_of((START, wave)), 12)
    assert strongest(softer, 12)[:, 0] == pytest.approx(as_loud[:, 0], abs=0.004)
    assert strongest(softer, 12)[:, 1] == pytest.approx(as_loud[:, 1], abs=1)


def test_sound_after_a_gap_keeps_its_time() -> None:
    wave = chirps(3)
    found = strongest(landmarks_of((Fraction(0), wave), (Fraction(10), wave)), 12)
    assert found[6:, 0] - found[:6, 0] == pytest.approx(10.0, abs=0.002)


def test_silence_has_none_and_a_lasting_tone_hardly_any() -> None:
    at = np.arange(10 * RATE_HZ) / RATE_HZ
    tone = (0.3 * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)[:, None]
    silent = landmarks_of((START, np.zeros_like(tone)))
    assert len(silent) == 0
    assert (silent.start_s, silent.end_s) == (2.0, 12.0)
    middle = landmarks_of((START, tone)).between(4.0, 10.0)
    assert middle.stop - middle.start == 0


def test_samples_that_are_no_numbers_are_silence() -> None:
    wave = chirps(3)
    wave[1000:2000] = np.nan
    wave[3000:3100] = np.inf
    assert np.isfinite(landmarks_of((START, wave)).strength_db).all()


def test_a_malformed_blob_is_refused() -> None:
    good = pack_landmarks(landmarks_of((START, chirps(3))))
    impossible_end = bytearray(good)
    impossible_end[13:21] = np.float64(np.nan).tobytes()
    for bad in (b"", good[:-1], good + b"\0", b"\x09" + good[1:], bytes(impossible_end)):
        with pytest.raises(ValueError, match="landmarks"):
            unpack_landmarks(bad)
