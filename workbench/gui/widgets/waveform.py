"""Waveform: a sound envelope at several finenesses, so that painting it costs what is in view."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLine, QRect
from PySide6.QtGui import QPainter, QPen

from workbench.gui import theme
from workbench.gui.geometry import TimeMapping
from workbench.records.packed import Envelope

_FACTOR = 8
"""Steps of one level in a step of the next."""
FULL_SCALE = 32767


class Waveform:
    """The least and greatest sample over time. Level n has steps of 8 ** n of the envelope's."""

    def __init__(self, envelope: Envelope) -> None:
        self.start_s, self.step_s = envelope.start_s, envelope.step_s
        self._levels: list[NDArray[np.int16]] = [envelope.peaks]
        while len(self._levels[-1]) > _FACTOR * 64:
            self._levels.append(_coarser(self._levels[-1]))

    @property
    def end_s(self) -> float:
        return self.start_s + self.step_s * len(self._levels[0])

    def columns(
        self, mapping: TimeMapping
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """For each pixel column with sound: its x, and the least and greatest sample, -1 to 1."""
        step_s, peaks = self._level_for(1 / mapping.px_per_s)
        xs = np.arange(round(mapping.left_px), round(mapping.left_px + mapping.width_px))
        edges_s = mapping.start_s + (np.append(xs, xs[-1] + 1) - mapping.left_px) / mapping.px_per_s
        steps = np.floor((edges_s - self.start_s) / step_s + 1e-6).astype(np.int64)
        first, last = steps[:-1], np.maximum(steps[1:], steps[:-1] + 1)
        there = (last > 0) & (first < len(peaks))
        xs, first, last = xs[there], np.clip(first[there], 0, len(peaks) - 1), last[there]
        if not len(xs):
            return xs, np.zeros(0), np.zeros(0)
        last = np.clip(last, first + 1, len(peaks))
        # reduceat wants indices below the length; the row added at the end is in no column.
        seen = peaks[first[0] : last[-1]].astype(np.float64) / FULL_SCALE
        seen = np.concatenate([seen, seen[-1:]])
        bounds = np.stack([first, last], axis=1).ravel() - first[0]
        low = np.minimum.reduceat(seen[:, 0], bounds)[::2]
        high = np.maximum.reduceat(seen[:, 1], bounds)[::2]
        return xs, low, high

    def _level_for(self, column_s: float) -> tuple[float, NDArray[np.int16]]:
        """The coarsest level that still has a few steps in each column, or the finest."""
        step_s, chosen = self.step_s, self._levels[0]
        for level in self._levels[1:]:
            if step_s * _FACTOR * 2 > column_s:
                break
            step_s, chosen = step_s * _FACTOR, level
        return step_s, chosen


def _coarser(peaks: NDArray[np.int16]) -> NDArray[np.int16]:
    bounds = np.arange(0, len(peaks), _FACTOR)
    low = np.minimum.reduceat(peaks[:, 0], bounds)
    high = np.maximum.reduceat(peaks[:, 1], bounds)
    return np.stack([low, high], axis=1)


def paint(painter: QPainter, wave: Waveform, row: QRect, mapping: TimeMapping) -> None:
    """The sound in a row of a timeline, a line for each column."""
    columns, low, high = wave.columns(mapping)
    painter.setPen(QPen(theme.colors().sound, 1))
    middle, half = row.top() + row.height() / 2, row.height() / 2 - min(3, row.height() // 6)
    tops = np.rint(middle - high * half).astype(int)
    bottoms = np.maximum(np.rint(middle - low * half).astype(int), tops)
    painter.drawLines(
        [
            QLine(x, top, x, bottom)
            for x, top, bottom in zip(
                columns.tolist(), tops.tolist(), bottoms.tolist(), strict=True
            )
        ]
    )
