"""Local contrast: histogram equalisation of each part of a picture, limited in steepness.

Contrast-limited adaptive histogram equalisation (K. Zuiderveld, Graphics Gems IV, 1994), in whole
numbers throughout, so that every processor gives the same bytes. A row of parts is done at once:
few long calls leave the interpreter to the threads beside this one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Tables = NDArray[np.uint16]
"""(rows of parts, columns of parts x 256)."""


def equalised(plane: Plane, *, limit: float, tiles: int) -> Plane:
    """`plane` (height, width) in `tiles` x `tiles` parts, each value blended from the four parts
    around it. `limit` is how much steeper than a straight line a part's table may be."""
    height, width = plane.shape
    tall, wide = -(-height // tiles), -(-width // tiles)
    rows, columns = -(-height // tall), -(-width // wide)
    firsts = (np.arange(width) // wide * 256).astype(np.int32)
    tables = np.empty((rows, columns * 256), np.uint16)
    for row in range(rows):
        part = plane[row * tall : (row + 1) * tall]
        counts = np.bincount((part + firsts).ravel(), minlength=columns * 256)
        for column in range(columns):
            own = slice(column * 256, (column + 1) * 256)
            tables[row, own] = _table(counts[own], limit)
    return _blended(plane, tables, tall, wide)


def _table(counts: NDArray[np.int64], limit: float) -> NDArray[np.uint16]:
    area = int(counts.sum())
    most = max(int(limit * area) // 256, 1)
    over = int(np.maximum(counts - most, 0).sum())
    counts = np.minimum(counts, most) + over // 256
    left = over % 256
    if left:
        counts[(np.arange(left) * 256) // left] += 1
    return ((np.cumsum(counts) * 255 + area // 2) // area).astype(np.uint16)


def _blended(plane: Plane, tables: Tables, tall: int, wide: int) -> Plane:
    """Row by row between the middles of parts: there the same two rows of tables hold."""
    height, width = plane.shape
    rows, columns = len(tables), tables.shape[1] // 256
    before, across = _between(np.arange(width), wide)
    firsts = (np.maximum(before, 0) * 256).astype(np.int32)
    seconds = (np.minimum(before + 1, columns - 1) * 256).astype(np.int32)
    made = np.empty_like(plane)
    for row in range(-1, rows):
        top, bottom = max(row * tall + tall // 2, 0), min((row + 1) * tall + tall // 2, height)
        if top >= bottom:
            continue
        part = plane[top:bottom]
        places = part + firsts, part + seconds
        upper = _mixed(tables[max(row, 0)], *places, across)
        lower = _mixed(tables[min(row + 1, rows - 1)], *places, across)
        weight = _between(np.arange(top, bottom), tall)[1].astype(np.uint32)[:, None]
        upper *= np.uint32(256) - weight
        lower *= weight
        upper += lower
        upper += np.uint32(32_768)
        upper >>= np.uint32(16)
        made[top:bottom] = upper
    return made


def _between(places: NDArray[np.int64], side: int) -> tuple[NDArray[np.int64], NDArray[np.uint16]]:
    """The part whose middle lies before each place, and the weight of the next one, of 256. What
    lies before the first middle is in no part of its own: -1."""
    moved = places - side // 2
    numbers = moved // side
    starts = np.maximum(numbers * side + side // 2, 0)
    weights = ((2 * (places - starts) + 1) * 256) // (2 * side)
    return numbers, weights.astype(np.uint16)


def _mixed(
    table: NDArray[np.uint16],
    before: NDArray[np.int32],
    behind: NDArray[np.int32],
    across: NDArray[np.uint16],
) -> NDArray[np.uint32]:
    """Between two tables, in 1/256 levels."""
    one, other = table.take(before), table.take(behind)
    one *= np.uint16(256) - across
    other *= across
    one += other
    return one.astype(np.uint32)
