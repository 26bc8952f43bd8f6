"""Bars: the edges of a picture that are not footage: letterbox, pillars, and caption bands that
stand still while the rest moves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Picture

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the picture."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

LONGEST_SIDE_PX = 720
STILL_LEVELS = 6.0
"""A row stands still if its pixels change by less than this in the mean over the whole clip."""
FLAT_LEVELS = 4.0
"""A row is flat if its pixels differ by less than this (standard deviation)."""
EDGE_LEVELS = 8.0
EDGE_SHARE = 0.6
"""A line is the edge of a band if so much of it differs by `EDGE_LEVELS` from its neighbour."""
LARGEST_BAND = 0.37
SMALLEST_BAND = 0.015


def bars_of(pictures: Sequence[Picture]) -> Box | None:
    """The box inside the bars, one for the whole clip; None where there are none worth cutting.

    One picture, of a still, has only flat bars. A band that overlays the picture is cut like one
    that was added to it: what remains is then less than the original showed.
    """
    if not pictures:
        return None
    return box_of(np.stack([_small(p) for p in pictures]))


def box_of(lumas: NDArray[np.uint8]) -> Box | None:
    """As `bars_of`, from lumas (n, height, width) of one size."""
    _, height, width = lumas.shape
    top, bottom = _ends(lumas)
    left, right = _ends(lumas[:, top : height - bottom].transpose(0, 2, 1))
    if max(top, bottom) < SMALLEST_BAND * height:
        top = bottom = 0
    if max(left, right) < SMALLEST_BAND * width:
        left = right = 0
    if not (top or bottom or left or right):
        return None
    return left / width, top / height, 1 - right / width, 1 - bottom / height


def cut(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The part of a picture (height, width, …) inside the box: at least one pixel, a view."""
    height, width = picture.shape[:2]
    left, right = round(box[0] * width), round(box[2] * width)
    top, bottom = round(box[1] * height), round(box[3] * height)
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]


def _small(picture: Picture) -> NDArray[np.uint8]:
    height, width = picture.luma().shape
    scale = min(1.0, LONGEST_SIDE_PX / max(height, width))
    return picture.small_luma(max(round(width * scale), 1), max(round(height * scale), 1))


def _ends(lumas: NDArray[np.uint8]) -> tuple[int, int]:
    """Rows to cut at the top and at the bottom."""
    middle = np.median(lumas, axis=0).astype(np.float32)
    change = (lumas.max(axis=0).astype(np.float32) - lumas.min(axis=0)).mean(axis=1)
    flat = (lumas.std(axis=2) < FLAT_LEVELS).all(axis=0) & (change < STILL_LEVELS)
    still = change < STILL_LEVELS if len(lumas) > 2 else np.zeros_like(flat)
    above = _end(middle, flat, still)
    below = _end(middle[::-1], flat[::-1], still[::-1])
    return above, below


def _end(middle: NDArray[np.float32], flat: NDArray[np.bool_], still: NDArray[np.bool_]) -> int:
    """Rows of the band at the top of `middle`, the typical picture.

    A band ends at the innermost line that differs along most of its length: a clear sky stands
    still too. Without such a line it ends where movement begins, if it begins soon.
    """
    limit = int(len(middle) * LARGEST_BAND)
    plain = _run(flat & (np.abs(middle.mean(axis=1) - middle[0].mean()) < FLAT_LEVELS))
    resting = _run(still)
    differs = (np.abs(np.diff(middle, axis=0)) > EDGE_LEVELS).mean(axis=1)
    lines = np.flatnonzero(differs[: min(resting + 2, limit)] > EDGE_SHARE) + 1
    if len(lines):
        return int(lines[-1])
    if 0 < resting <= limit:
        return resting
    return plain if plain <= limit else 0


def _run(rows: NDArray[np.bool_]) -> int:
    """How many rows at the top are true."""
    return len(rows) if rows.all() else int(np.argmin(rows))
