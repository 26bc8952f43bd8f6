"""Sound landmarks: where in time and frequency a sound stands out, for finding it again.

The constellation of Wang 2003 ("An industrial-strength audio search algorithm"), of our own make: a
log spectrogram is levelled, so that neither loudness nor equaliser nor a lasting tone counts, and
the places higher than everything within a tenth of a second and 80 Hz are kept. Pairs of landmarks
are made only when something is searched, so that a search can take speed into account.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Fold, Instrument, Material, Reads, SoundBlock
from workbench.records.item import MediaKind
from workbench.records.landmarks import MAX_LANDMARKS, Landmarks, pack_landmarks
from workbench.records.run import Measurement

BAND_HZ = (250.0, 3400.0)
"""What telephones, low rates and small loudspeakers leave."""
LEAST_RATE_HZ = 8000
"""Sound is brought down to the lowest rate, by a whole number, that is not below this."""
WINDOW_S = 0.064
STEP_S = 0.016
BINS = 1024
TAPS = 16
"""Of the low-pass, for each sample that it makes."""
LEVELLED_STEPS = 63
"""Each bin is compared with its own mean this many steps before and after: a second."""
NEAR_STEPS = 6
NEAR_HZ = 80.0
LEAST_DB = 3.0
"""Over the mean of the bin."""
QUIET_DB = -55.0
"""A sine of full scale is at 42 dB; what is under -97 dB of that is no sound."""
CHUNK_STEPS = 512
MARGIN_STEPS = LEVELLED_STEPS + NEAR_STEPS + 6
GAP_S = 0.02
"""Blocks that are stated farther from the end of the one before begin anew."""
PIECE_S = 2.0
"""So much sound is collected before it is looked at."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SoundLandmarksParams:
    """How densely landmarks are kept."""

    most_hz: float = field(
        default=80.0, metadata={"help": "landmarks kept of one second", "range": (5.0, 200.0)}
    )


class _Stretch:
    """Sound without a gap, at one sample rate."""

    def __init__(self, start_s: float, rate_hz: int) -> None:
        import cv2

        self._cv2 = cv2
        self.start_s, self.rate_hz = start_s, rate_hz
        self.samples = 0
        self._down = max(rate_hz // LEAST_RATE_HZ, 1)
        self._low_hz = rate_hz / self._down
        self._filter = _low_pass(self._down)
        lead = len(self._filter) // 2 if self._down > 1 else 0
        self._raw: list[Floats] = [np.zeros(lead, np.float32)]
        self._raw_count = lead
        self._low = np.empty(0, np.float32)
        self._low_gone = 0
        self._window = round(WINDOW_S * self._low_hz)
        self._hann = np.hanning(self._window).astype(np.float32)
        self._bin_hz = self._low_hz / BINS
        self._first_bin = int(BAND_HZ[0] / self._bin_hz)
        self._last_bin = int(min(BAND_HZ[1], self._low_hz / 2) / self._bin_hz)
        self._levels = np.empty((0, self._last_bin - self._first_bin), np.float32)
        self._levels_from = 0
        self._steps = 0
        self._done = 0
        self.found: list[NDArray[np.float64]] = []
        """(n, 3): seconds, hertz, decibels."""

    @property
    def end_s(self) -> float:
        return self.start_s + self.samples / self.rate_hz

    def take(self, mono: Floats) -> None:
        self.samples += len(mono)
        self._raw.append(mono)
        self._raw_count += len(mono)
        if self._raw_count >= PIECE_S * self.rate_hz:
            self._bring_down()
            self._look(ended=False)

    def finish(self) -> None:
        if self._down > 1:
            self._raw.append(np.zeros(len(self._filter) // 2, np.float32))
        self._bring_down()
        self._look(ended=True)

    def _bring_down(self) -> None:
        raw = np.concatenate(self._raw)
        if not np.isfinite(raw).all():
            raw = np.nan_to_num(raw, nan=0.0, posinf=0.0, neginf=0.0)
        if self._down == 1:
            made, rest = raw, raw[:0]
        else:
            made = _filtered(raw, self._filter, self._down)
            rest = raw[len(made) * self._down :]
        self._raw, self._raw_count = [rest], len(rest)
        self._low = np.concatenate((self._low, made))
        self._transform()

    def _transform(self) -> None:
        """The spectrum of every step whose window is whole."""
        last = int((self._low_gone + len(self._low) - self._window) / self._low_hz / STEP_S)
        count = max(last + 1 - self._steps, 0)
        if self._low_gone + len(self._low) < self._window or not count:
            return
        starts = np.rint((self._steps + np.arange(count)) * (STEP_S * self._low_hz))
        starts = starts.astype(np.int64) - self._low_gone
        starts = starts[starts + self._window <= len(self._low)]
        windows = np.lib.stride_tricks.sliding_window_view(self._low, self._window)[starts]
        spectrum = np.fft.rfft(windows * self._hann, BINS)[:, self._first_bin : self._last_bin]
        power = spectrum.real.astype(np.float32) ** 2 + spectrum.imag.astype(np.float32) ** 2
        self._levels = np.concatenate((self._levels, 10 * np.log10(power + np.float32(1e-12))))
        self._steps += len(starts)
        gone = max(round(self._steps * STEP_S * self._low_hz) - self._low_gone, 0)
        self._low, self._low_gone = self._low[gone:], self._low_gone + gone

    def _look(self, *, ended: bool) -> None:
        while self._done < self._steps:
            end = min(self._done + CHUNK_STEPS, self._steps)
            if not ended and end + MARGIN_STEPS > self._steps:
                return
            self._find(self._done, end, min(end + MARGIN_STEPS, self._steps))
            self._done = end
            drop = max(self._done - MARGIN_STEPS, 0) - self._levels_from
            self._levels = self._levels[max(drop, 0) :]
            self._levels_from += max(drop, 0)

    def _find(self, first: int, end: int, seen: int) -> None:
        """The landmarks of the steps from `first` up to `end`, seen with those up to `seen`."""
        cv2, begin = self._cv2, self._levels_from
        levels = self._levels[: seen - begin]
        if len(levels) < 3:
            return
        mean = cv2.blur(levels, (1, 2 * LEVELLED_STEPS + 1), borderType=cv2.BORDER_REFLECT)
        raised = cv2.GaussianBlur(levels - mean, (0, 0), sigmaX=7.8 / self._bin_hz, sigmaY=0.7)
        reach = 2 * round(NEAR_HZ / self._bin_hz) + 1
        around = np.ones((2 * NEAR_STEPS + 1, reach), np.uint8)
        top = (raised >= cv2.dilate(raised, around)) & (raised > LEAST_DB) & (levels > QUIET_DB)
        top[[0, -1]] = False
        top[:, [0, -1]] = False
        step, place = np.nonzero(top[first - begin : end - begin])
        step += first - begin
        self.found.append(self._refined(raised, step, place))

    def _refined(
        self, raised: Floats, step: NDArray[np.intp], place: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Between the steps and the bins: the top of a parabola through three values."""
        height = raised[step, place]
        later = _summit(raised[step - 1, place], height, raised[step + 1, place])
        higher = _summit(raised[step, place - 1], height, raised[step, place + 1])
        middle_s = self.start_s + self._window / 2 / self._low_hz
        times_s = middle_s + (step + self._levels_from + later) * STEP_S
        hertz = (self._first_bin + place + higher) * self._bin_hz
        return np.stack((times_s, hertz, height), axis=1).astype(np.float64)


def _summit(before: Floats, here: Floats, after: Floats) -> Floats:
    bend: Floats = before - 2 * here + after
    bent: Floats = np.where(np.abs(bend) > 1e-6, bend, np.float32(1))
    off = np.where(np.abs(bend) > 1e-6, 0.5 * (before - after) / bent, 0.0)
    made: Floats = np.clip(off, -0.5, 0.5).astype(np.float32)
    return made


def _low_pass(down: int) -> Floats:
    """A windowed sinc with its edge at the new Nyquist frequency."""
    count = TAPS * down
    at = np.arange(count) - (count - 1) / 2
    taps = np.sinc(0.98 / down * at) * np.kaiser(count, 6.0)
    made: Floats = (taps / taps.sum()).astype(np.float32)
    return made


def _filtered(raw: Floats, taps: Floats, down: int) -> Floats:
    """One sample for each whole window of `taps`, `down` samples apart. The sound and the taps are
    laid in rows of `down`: all rows times all rows of taps is one product of matrices, in which the
    parts of a window stand on a diagonal."""
    rows = len(raw) // down
    count = rows - TAPS + 1
    if count <= 0:
        return raw[:0]
    parts = taps.reshape(TAPS, down) @ raw[: rows * down].reshape(rows, down).T
    made: Floats = parts[0, :count].copy()
    for row in range(1, TAPS):
        made += parts[row, row : row + count]
    return made


class _Looking(Fold):
    """One run."""

    def __init__(self, params: SoundLandmarksParams) -> None:
        self._most_hz = params.most_hz
        self._now: _Stretch | None = None
        self._stretches: list[_Stretch] = []

    def sound(self, block: SoundBlock) -> None:
        if not len(block.samples) or block.sample_rate_hz <= 0:
            return
        start_s = float(block.start_s)
        now = self._now
        if now is None or now.rate_hz != block.sample_rate_hz or abs(now.end_s - start_s) > GAP_S:
            if now is not None:
                now.finish()
            now = self._now = _Stretch(start_s, block.sample_rate_hz)
            self._stretches.append(now)
        # Channel by channel: along so short an axis NumPy is many times as slow.
        mono = reduce(np.add, block.samples.T) / np.float32(block.samples.shape[1])
        now.take(mono)

    def finish(self) -> Iterable[Measurement]:
        if self._now is None:
            return ()
        self._now.finish()
        parts = [part for one in self._stretches for part in one.found]
        found = np.concatenate([np.empty((0, 3)), *parts])
        start_s = min(one.start_s for one in self._stretches)
        end_s = max(one.end_s for one in self._stretches)
        found = self._strongest(found[np.argsort(found[:, 0], kind="stable")], start_s)
        facts = {
            "start_s": start_s,
            "end_s": end_s,
            "landmarks": len(found),
            "telling_s": len(np.unique(np.floor(found[:, 0] - start_s))),
        }
        made = Landmarks(
            start_s,
            end_s,
            found[:, 0],
            found[:, 1].astype(np.float32),
            found[:, 2].astype(np.float32),
        )
        return (Measurement("landmarks", facts, pack_landmarks(made)),)

    def _strongest(self, found: NDArray[np.float64], start_s: float) -> NDArray[np.float64]:
        """At most so many of each second, the strongest."""
        second = np.floor(found[:, 0] - start_s)
        order = np.lexsort((-found[:, 2], second))
        starts = np.searchsorted(second[order], second[order])
        kept = order[np.arange(len(order)) - starts < self._most_hz]
        return found[np.sort(kept)][:MAX_LANDMARKS]


def _begin(params: SoundLandmarksParams, _material: Material) -> _Looking:
    return _Looking(params)


SOUND_LANDMARKS = Instrument(
    name="sound_landmarks",
    version="1",
    reads=frozenset({Reads.SOUND}),
    media=frozenset({MediaKind.CLIP, MediaKind.SOUND}),
    params=SoundLandmarksParams,
    begin=_begin,
    preload=("cv2",),
)
