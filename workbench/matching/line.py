"""Line: how the clock of a query runs in that of a reference, voted for by pairs of like frames."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BIN_S = 0.1
"""Votes are counted in bins of this width, three neighbouring ones together."""
REACH_S = 0.15
SLOWEST, FASTEST = 0.5, 2.0
TRIALS = 400
LEAST_SPAN_S = 2.0
"""A rate is guessed from two frames only if they lie so far apart."""
RATE_GAIN = 1.3
"""A changed rate must explain so many times the frames that the plain one explains."""
LEAST_RATE_ROWS = 8
MEDIAN_ROWS = 120


@dataclass(frozen=True, slots=True)
class Line:
    """Reference seconds = rate x query seconds + offset_s."""

    rate: float
    offset_s: float

    def at(self, query_s: Floats) -> Floats:
        return self.rate * query_s + self.offset_s


def voted(
    query_s: Floats, reference_s: Floats, weight: Floats, row: NDArray[np.intp]
) -> tuple[Line, ...]:
    """The line at the original speed on which most pairs lie and, where one at another speed
    explains many more frames, that one too. `row` tells which query frame a pair belongs to,
    because each has one vote. At least one pair is needed."""
    plain = Line(1.0, _offset(query_s, reference_s, weight, row))
    support = len(np.unique(row[_near(plain, query_s, reference_s)]))
    changed = _sampled(query_s, reference_s, row)
    if changed is None:
        return (plain,)
    other = len(np.unique(row[_near(changed, query_s, reference_s)]))
    return (plain, changed) if other >= RATE_GAIN * support else (plain,)


def through(query_s: Floats, reference_s: Floats) -> Line | None:
    """The line through corresponding times of which some may be wrong (Theil and Sen: medians);
    None where they are too few or the rate is out of the question."""
    if len(query_s) < LEAST_RATE_ROWS or np.ptp(query_s) < LEAST_SPAN_S:
        return None
    step = -(-len(query_s) // MEDIAN_ROWS)
    x, y = query_s[::step], reference_s[::step]
    across, along = x[None, :] - x[:, None], y[None, :] - y[:, None]
    far = across >= np.ptp(query_s) / 3
    rate = float(np.median(along[far] / across[far]))
    if not SLOWEST <= rate <= FASTEST:
        return None
    return Line(rate, float(np.median(reference_s - rate * query_s)))


def _offset(query_s: Floats, reference_s: Floats, weight: Floats, row: NDArray[np.intp]) -> float:
    offset_s = reference_s - query_s
    bins = np.rint(offset_s / BIN_S).astype(np.int64)
    low = int(bins.min()) - 1
    votes = np.zeros(int(bins.max()) - low + 2)
    order = np.lexsort((-weight, bins, row))
    first = np.ones(len(order), bool)
    first[1:] = (np.diff(row[order]) != 0) | (np.diff(bins[order]) != 0)
    np.add.at(votes, bins[order[first]] - low, weight[order[first]])
    peak = int(np.argmax(np.convolve(votes, np.ones(3), mode="same"))) + low
    near = np.abs(bins - peak) <= 1
    return float(np.median(offset_s[near]))


def _near(line: Line, query_s: Floats, reference_s: Floats) -> NDArray[np.bool_]:
    return np.abs(line.at(query_s) - reference_s) <= REACH_S


def _sampled(query_s: Floats, reference_s: Floats, row: NDArray[np.intp]) -> Line | None:
    """The best of many lines through two pairs each; the same ones every time."""
    if np.ptp(query_s) < LEAST_SPAN_S or len(query_s) < LEAST_RATE_ROWS:
        return None
    chosen = np.random.default_rng(len(query_s)).integers(0, len(query_s), (TRIALS, 2))
    across = query_s[chosen[:, 1]] - query_s[chosen[:, 0]]
    along = reference_s[chosen[:, 1]] - reference_s[chosen[:, 0]]
    far = np.abs(across) >= LEAST_SPAN_S
    rates = along[far] / across[far]
    starts = chosen[far, 0]
    fit = (rates >= SLOWEST) & (rates <= FASTEST)
    best, support = None, 0
    for rate, start in zip(rates[fit], starts[fit], strict=True):
        line = Line(float(rate), float(reference_s[start] - rate * query_s[start]))
        near = len(np.unique(row[_near(line, query_s, reference_s)]))
        if near > support:
            best, support = line, near
    return best
