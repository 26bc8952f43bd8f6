"""Local contrast: histogram equalisation of each part of a picture, limited in steepness.

Contrast-limited adaptive histogram equalisation (K. Zuiderveld, Graphics Gems IV, 1994), in whole
numbers throughout, so that every processor gives the same bytes.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint8]
Tables = NDArray[np.uint8]
"""(rows of tiles, columns of tiles, 256)."""


def equalised(plane: Plane, *, limit: float, tiles: int) -> Plane:
    """`plane` (height, width) in `tiles` x `tiles` parts, each value blended from the four parts
    around it. `limit` is how much steeper than a straight line a part's table may be."""
    height, width = plane.shape
    tall, wide = -(-height // tiles), -(-width // tiles)
    rows, columns = -(-height // tall), -(-width // wide)
    tables = np.empty((rows, columns, 256), np.uint8)
    for row in range(rows):
        for column in range(columns):
            part = plane[row * tall : (row + 1) * tall, column * wide : (column + 1) * wide]
            tables[row, column] = _table(part, limit)
    return _blended(plane, tables, tall, wide)


def _table(part: Plane, limit: float) -> NDArray[np.uint8]:
    counts = cv2.calcHist([part], [0], None, [256], [0, 256]).reshape(256).astype(np.int64)
    area = part.size
    most = max(int(limit * area) // 256, 1)
    over = int(np.maximum(counts - most, 0).sum())
    counts = np.minimum(counts, most) + over // 256
    left = over % 256
    if left:
        counts[(np.arange(left) * 256) // left] += 1
    whole: NDArray[np.uint8] = ((np.cumsum(counts) * 255 + area // 2) // area).astype(np.uint8)
    return whole


def _blended(plane: Plane, tables: Tables, tall: int, wide: int) -> Plane:
    """Block by block between the middles of parts: there the same four tables hold."""
    height, width = plane.shape
    rows, columns, _ = tables.shape
    made = np.empty_like(plane)
    for row in range(-1, rows):
        top, bottom, down = _stretch(row, tall, height)
        above, below = max(row, 0), min(row + 1, rows - 1)
        for column in range(-1, columns):
            left, right, across = _stretch(column, wide, width)
            if top >= bottom or left >= right:
                continue
            block = np.ascontiguousarray(plane[top:bottom, left:right])
            before, behind = max(column, 0), min(column + 1, columns - 1)
            upper = _mixed(block, tables[above, before], tables[above, behind], across)
            lower = _mixed(block, tables[below, before], tables[below, behind], across)
            weight = down[:, None].astype(np.uint32)
            made[top:bottom, left:right] = (
                upper * (np.uint32(256) - weight) + lower * weight + np.uint32(32_768)
            ) >> np.uint32(16)
    return made


def _stretch(number: int, side: int, whole: int) -> tuple[int, int, NDArray[np.uint16]]:
    """From the middle of part `number` to the middle of the next: start, end, weights of 256."""
    start = number * side + side // 2
    first, last = max(start, 0), min(start + side, whole)
    weights = ((2 * np.arange(first - start, max(last, first) - start) + 1) * 256) // (2 * side)
    return first, last, weights.astype(np.uint16)


def _mixed(
    block: Plane, before: NDArray[np.uint8], behind: NDArray[np.uint8], across: NDArray[np.uint16]
) -> NDArray[np.uint32]:
    """Between two tables, in 1/256 levels."""
    one = cv2.LUT(block, before.astype(np.uint16))
    other = cv2.LUT(block, behind.astype(np.uint16))
    mixed: NDArray[np.uint32] = (one * (np.uint16(256) - across) + other * across).astype(np.uint32)
    return mixed
