"""Sound: its envelope over presentation time, for the timeline and for a first look at silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import (
    Fold,
    Instrument,
    Material,
    Reads,
    SoundBlock,
)
from workbench.records.item import MediaKind
from workbench.records.packed import Envelope, pack_envelope
from workbench.records.run import Measurement

FULL_SCALE = 32767
MAX_STEPS = 15_000_000
"""41 hours at 10 ms, 60 MB: what one blob may carry."""
_GROWTH = 1.5
_AT_ONCE = 32_768
"""Samples that are taken together."""
_ROUNDING_STEPS = 1e-6
"""Far below one sample; keeps a sample that begins on an edge on its own side of it."""


@dataclass(frozen=True, slots=True)
class SoundParams:
    """How the envelope is drawn."""

    step_s: float = field(
        default=0.01,
        metadata={"help": "Seconds of sound in one step.", "range": (0.001, 1.0)},
    )


@dataclass(slots=True)
class _Waiting:
    """Blocks of one kind, which are cheaper to take together; places in steps."""

    per_sample: float = 0.0
    channels: int = 0
    count: int = 0
    firsts: list[float] = field(default_factory=list)
    """Of each block the place of its first sample."""
    samples: list[NDArray[np.float32]] = field(default_factory=list)
    """Each of channels x its own length."""

    def add(self, first: float, samples: NDArray[np.float32]) -> None:
        self.firsts.append(first)
        self.samples.append(samples.T)
        self.count += len(samples)


class _Envelope(Fold):
    """Least and greatest sample of any channel in each step; what no block covers is silent."""

    def __init__(self, params: SoundParams) -> None:
        self._step_s = params.step_s
        self._start_s: float | None = None
        self._peaks: NDArray[np.int16] = np.zeros((0, 2), np.int16)
        self._steps = 0
        self._cut_short = False
        self._format: dict[str, Any] = {}
        self._waiting = _Waiting()

    def sound(self, block: SoundBlock) -> None:
        count, channels = block.samples.shape
        if not count or block.sample_rate_hz <= 0:
            return
        if self._start_s is None:
            self._start_s = float(block.start_s)
            self._format = {
                "sample_rate_hz": block.sample_rate_hz,
                "channels": channels,
            }
        first = (float(block.start_s) - self._start_s) / self._step_s + _ROUNDING_STEPS
        per_sample = 1 / (block.sample_rate_hz * self._step_s)
        end = first + count * per_sample
        if not -MAX_STEPS < first < MAX_STEPS or end >= MAX_STEPS:
            self._cut_short = True
            return
        if (self._waiting.per_sample, self._waiting.channels) != (per_sample, channels):
            self._take_waiting()
            self._waiting = _Waiting(per_sample, channels)
        self._waiting.add(first, block.samples)
        if self._waiting.count >= _AT_ONCE:
            self._take_waiting()

    def _take_waiting(self) -> None:
        waiting = self._waiting
        self._waiting = _Waiting(waiting.per_sample, waiting.channels)
        if waiting.samples:
            self._take(waiting)

    def _take(self, waiting: _Waiting) -> None:
        """Put the samples of all blocks into their steps."""
        steps, starts = _pieces(waiting)
        samples = np.concatenate(waiting.samples, axis=1)
        # Channel by channel: along so short an axis NumPy is twenty times as slow.
        least = np.minimum.reduceat(reduce(np.minimum, samples), starts)
        greatest = np.maximum.reduceat(reduce(np.maximum, samples), starts)
        peaks = np.stack((least, greatest), axis=1)
        peaks[np.isnan(peaks)] = 0
        peaks = np.rint(np.clip(peaks, -1, 1) * FULL_SCALE).astype(np.int16)
        steps, peaks = steps[steps >= 0], peaks[steps >= 0]
        if not len(steps):
            return
        self._make_room(int(steps.max()) + 1)
        # Blocks meet in the middle of steps, and may be stated to overlap.
        np.minimum.at(self._peaks[:, 0], steps, peaks[:, 0])
        np.maximum.at(self._peaks[:, 1], steps, peaks[:, 1])

    def _make_room(self, steps: int) -> None:
        if steps > len(self._peaks):
            wanted = max(int(len(self._peaks) * _GROWTH), steps, 1024)
            grown = np.zeros((wanted, 2), np.int16)
            grown[: len(self._peaks)] = self._peaks
            self._peaks = grown
        self._steps = max(self._steps, steps)

    def finish(self) -> Iterable[Measurement]:
        self._take_waiting()
        if self._start_s is None:
            return ()
        peaks = self._peaks[: self._steps]
        loudest = int(np.abs(peaks.astype(np.int32)).max(initial=0))
        facts = {
            **self._format,
            "start_s": self._start_s,
            "step_s": self._step_s,
            "steps": self._steps,
            "peak": round(loudest / FULL_SCALE, 4),
            "clipped_steps": int((np.abs(peaks.astype(np.int32)) >= FULL_SCALE).any(axis=1).sum()),
            "cut_short": self._cut_short,
        }
        blob = pack_envelope(Envelope(self._start_s, self._step_s, peaks))
        return (Measurement("envelope", facts, blob),)


def _pieces(waiting: _Waiting) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The blocks cut where steps begin: of each piece its step, and its first sample among those
    of all blocks."""
    counts = np.array([part.shape[1] for part in waiting.samples])
    firsts = np.array(waiting.firsts)
    begins = np.floor(firsts).astype(np.int64)
    ends = np.floor(firsts + (counts - 1) * waiting.per_sample).astype(np.int64) + 1
    lengths = ends - begins
    block = np.repeat(np.arange(len(counts)), lengths)
    within = np.arange(len(block)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    steps = begins[block] + within
    edges = np.ceil((steps - firsts[block]) / waiting.per_sample).astype(np.int64)
    places = np.clip(edges, 0, counts[block] - 1)
    return steps, (np.cumsum(counts) - counts)[block] + places


def _begin(params: SoundParams, _material: Material) -> _Envelope:
    return _Envelope(params)


SOUND = Instrument(
    name="sound",
    version="1",
    reads=frozenset({Reads.SOUND}),
    media=frozenset({MediaKind.CLIP, MediaKind.SOUND}),
    params=SoundParams,
    begin=_begin,
)
