"""Sound line: how the clock of one sound runs in that of another, through landmarks that agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.matching.sound_index import PLAIN, Pitch, Place
from workbench.records.landmarks import Landmarks

Floats = NDArray[np.float64]

BESIDE_S = 0.024
STRETCHED_BESIDE_S = 0.045
"""Where the speed was changed and the pitch kept: that is done by cutting sound into short pieces
and moving them."""
BESIDE_HZ = 20.0
BESIDE_SHARE = 0.006
"""Of its frequency, beside `BESIDE_HZ`."""
NEAR_S = 6.0
"""The line is first sought within so much of the query on both sides of a place."""
DRIFT = 0.012
"""By so much the rate may be other than the one that was asked for."""
REFINED_S = 0.1
LEAST_AGREEING = 24


@dataclass(frozen=True, slots=True)
class SoundLine:
    """Reference seconds = rate x query seconds + offset_s."""

    pitch: Pitch
    offset_s: float

    @property
    def beside_s(self) -> float:
        stretched = not self.pitch.follows and abs(self.pitch.rate - 1) > DRIFT
        return STRETCHED_BESIDE_S if stretched else BESIDE_S

    def at(self, query_s: Floats) -> Floats:
        return self.pitch.rate * query_s + self.offset_s


def line_near(query: Landmarks, reference: Landmarks, place: Place) -> SoundLine | None:
    """The line on which most landmarks agree: first near the place, then as far as it goes."""
    pitch = place.pitch
    rows = query.between(place.query_s - NEAR_S, place.query_s + NEAR_S)
    since_s, differ_s = _pairs_near(query, reference, place, rows)
    if len(since_s) < LEAST_AGREEING / 2:
        return None
    best, most = (0.0, 0.0), 0.0
    drifts = np.arange(-DRIFT, DRIFT + 1e-9, DRIFT / 12)
    for drift in sorted(drifts, key=abs):
        left_s = differ_s - drift * since_s
        count, shift_s = _densest(left_s)
        # The plain clock is left only for what explains much more.
        if count > most * (1.0 if pitch != PLAIN else 1.1):
            best, most = (float(drift), shift_s), count
    rate = pitch.rate + best[0]
    line = SoundLine(Pitch(rate, pitch.follows), place.reference_s + best[1] - rate * place.query_s)
    for reach_s in (NEAR_S, 5 * NEAR_S, np.inf):
        line = _refined(query, reference, line, place.query_s, reach_s)
    return line


def _pairs_near(
    query: Landmarks, reference: Landmarks, place: Place, rows: slice
) -> tuple[Floats, Floats]:
    """All landmarks of like frequency near the place: query seconds since the place, and by how
    much the reference is later than the place says."""
    pitch = place.pitch
    since_s = query.times_s[rows] - place.query_s
    expected_s = place.reference_s + pitch.rate * since_s
    hertz = query.frequency_hz[rows] * pitch.frequency
    beside_hz = np.maximum(BESIDE_HZ, BESIDE_SHARE * hertz) + DRIFT * hertz * (pitch != PLAIN)
    reach_s = 2 * REFINED_S + DRIFT * NEAR_S
    first = np.searchsorted(reference.times_s, expected_s - reach_s)
    end = np.searchsorted(reference.times_s, expected_s + reach_s)
    since, differ = [np.empty(0)], [np.empty(0)]
    for n in range(int((end - first).max(initial=0))):
        row = np.minimum(first + n, len(reference) - 1)
        good = (first + n < end) & (np.abs(reference.frequency_hz[row] - hertz) <= beside_hz)
        since.append(since_s[good])
        differ.append(reference.times_s[row[good]] - expected_s[good])
    return np.concatenate(since), np.concatenate(differ)


def _densest(values: Floats) -> tuple[float, float]:
    """How many values lie within `BESIDE_S` of the densest place, and where that is."""
    values = np.sort(values)
    end = np.searchsorted(values, values + BESIDE_S)
    count = end - np.arange(len(values))
    at = int(np.argmax(count))
    return float(count[at]), float(np.median(values[at : end[at]]))


def _refined(
    query: Landmarks, reference: Landmarks, line: SoundLine, middle_s: float, reach_s: float
) -> SoundLine:
    """The line through what agrees within reach of a query time."""
    rows = query.between(middle_s - reach_s, middle_s + reach_s)
    query_s = query.times_s[rows]
    hertz = query.frequency_hz[rows] * line.pitch.frequency
    there = line.at(query_s)
    near = _nearest(there, hertz, reference, 1.5 * line.beside_s)
    good = np.isfinite(near)
    if good.sum() < LEAST_AGREEING:
        return line
    x, y = query_s[good], (near - there)[good]
    kept = np.abs(y - np.median(y)) <= line.beside_s
    x, y = x[kept], y[kept]
    shift_s = float(np.median(y))
    rate = line.pitch.rate
    spread_s = float(np.ptp(x)) if len(x) else 0.0
    if spread_s >= 4.0 and len(x) >= 2 * LEAST_AGREEING:
        slope, base = np.polyfit(x - middle_s, y, 1)
        error = float(np.std(y)) / (np.std(x) * np.sqrt(len(x)))
        if abs(slope) > 4 * error:
            return SoundLine(
                Pitch(rate + float(slope), line.pitch.follows),
                line.offset_s + float(base) - float(slope) * middle_s,
            )
    return SoundLine(line.pitch, line.offset_s + shift_s)


def _nearest(
    times_s: Floats, hertz: NDArray[np.float32], reference: Landmarks, within_s: float
) -> Floats:
    """The time of the nearest landmark of like frequency; NaN where there is none beside."""
    first = np.searchsorted(reference.times_s, times_s - within_s)
    end = np.searchsorted(reference.times_s, times_s + within_s)
    beside_hz = np.maximum(BESIDE_HZ, BESIDE_SHARE * hertz)
    best = np.full(len(times_s), np.nan)
    away = np.full(len(times_s), np.inf)
    for n in range(int((end - first).max(initial=0))):
        row = np.minimum(first + n, len(reference) - 1)
        good = (first + n < end) & (np.abs(reference.frequency_hz[row] - hertz) <= beside_hz)
        apart = np.abs(reference.times_s[row] - times_s)
        nearer = good & (apart < away)
        best = np.where(nearer, reference.times_s[row], best)
        away = np.where(nearer, apart, away)
    return best
