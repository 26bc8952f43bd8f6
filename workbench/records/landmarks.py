"""Landmarks: the places in time and frequency where a sound stands out, by which the same recording
is found again."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 1
MAX_LANDMARKS = 8_000_000
"""More than 24 hours of the densest sound."""
TIME_STEP_S = 1 / 2000
FREQUENCY_STEP_HZ = 1 / 16
STRENGTH_STEP_DB = 0.25
_HEAD = "<BIdd"


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """The landmarks of one sound, in order of time.

    `times_s` (n,) float64 presentation seconds; `frequency_hz` (n,) float32; `strength_db` (n,)
    float32, over what is usual at this frequency within two seconds.
    """

    start_s: float
    end_s: float
    """Between these there was sound; where there are no landmarks it told nothing."""
    times_s: NDArray[np.float64]
    frequency_hz: NDArray[np.float32]
    strength_db: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.times_s)

    def between(self, start_s: float, end_s: float) -> slice:
        """The landmarks from one time up to another."""
        first, last = np.searchsorted(self.times_s, (start_s, end_s))
        return slice(int(first), int(last))


def pack_landmarks(landmarks: Landmarks) -> bytes:
    """`u8 version, u32 n, f64 start, f64 end`, then `u32 time[n]` in half milliseconds from the
    start, `u16 frequency[n]` in sixteenths of a hertz and `u8 strength[n]` in quarters of a dB."""
    since = np.rint((landmarks.times_s - landmarks.start_s) / TIME_STEP_S)
    frequency = np.rint(landmarks.frequency_hz / FREQUENCY_STEP_HZ)
    strength = np.rint(landmarks.strength_db / STRENGTH_STEP_DB)
    return b"".join(
        (
            struct.pack(_HEAD, VERSION, len(landmarks), landmarks.start_s, landmarks.end_s),
            np.clip(since, 0, 0xFFFFFFFF).astype("<u4").tobytes(),
            np.clip(frequency, 0, 0xFFFF).astype("<u2").tobytes(),
            np.clip(strength, 0, 0xFF).astype(np.uint8).tobytes(),
        )
    )


def unpack_landmarks(blob: bytes) -> Landmarks:
    """ValueError where the blob is not what `pack_landmarks` writes."""
    head = struct.calcsize(_HEAD)
    if len(blob) < head:
        raise ValueError("landmarks: cut short")
    version, n, start_s, end_s = struct.unpack_from(_HEAD, blob)
    if version != VERSION or n > MAX_LANDMARKS or len(blob) != head + 7 * n:
        raise ValueError("landmarks: unknown version or wrong length")
    if not (-1e6 < start_s <= end_s < 1e7):
        raise ValueError("landmarks: impossible head")
    times_s = np.frombuffer(blob, "<u4", n, head) * TIME_STEP_S + start_s
    if n and not ((np.diff(times_s) >= 0).all() and times_s[-1] <= end_s + 1):
        raise ValueError("landmarks: impossible times")
    frequency = np.frombuffer(blob, "<u2", n, head + 4 * n).astype(np.float32)
    strength = np.frombuffer(blob, np.uint8, n, head + 6 * n).astype(np.float32)
    return Landmarks(
        start_s=start_s,
        end_s=end_s,
        times_s=times_s,
        frequency_hz=frequency * np.float32(FREQUENCY_STEP_HZ),
        strength_db=strength * np.float32(STRENGTH_STEP_DB),
    )
