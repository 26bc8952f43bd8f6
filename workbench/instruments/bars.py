"""Bars: the edges of a picture that are not footage: letterbox, pillars, and caption bands that
stand still while the rest moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Picture

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of the picture."""

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)

LONGEST_SIDE_PX = 720
STILL_LEVELS = 6.0
STILL_SHARE = 0.2
"""A row stands still if its pixels change over the whole clip by less than this many levels, or by
less than this part of the change of the typical row: coders smear movement into bars."""
FLAT_LEVELS = 4.0
"""A row is flat if its pixels differ by less than this (standard deviation)."""
SMOOTHED_ROWS = 7
EDGE_LEVELS = 8.0
EDGE_SHARE = 0.6
"""A line is the edge of a band if so much of it differs by `EDGE_LEVELS` from its neighbour."""
EDGE_SLACK = 0.15
LARGEST_BAND = 0.37
SMALLEST_BAND = 0.015
ROWS_AT_ONCE = 16


def bars_of(pictures: Sequence[Picture]) -> Box | None:
    """The box inside the bars, one for the whole clip; None where there are none worth cutting.

    One picture, of a still, has only flat bars. A band that overlays the picture is cut like one
    that was added to it: what remains is then less than the original showed.
    """
    size_px = _size_px(pictures[0]) if pictures else None
    return box_of_looks([look_at(picture, size_px) for picture in pictures])


def bars_of_still(picture: Picture) -> Box | None:
    """As `bars_of`, of a picture whose RGB is there already and is quickly halved."""
    height, width = picture.rgb().shape[:2]
    while max(height, width) > LONGEST_SIDE_PX:
        height, width = max(height // 2, 1), max(width // 2, 1)
    return box_of_looks([look_at(picture, (width, height))])


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What is seen of a picture when bars are looked for."""

    luma: NDArray[np.uint8]
    chroma: NDArray[np.uint8]

    @property
    def size_px(self) -> tuple[int, int]:
        height, width = self.luma.shape
        return width, height


def look_at(picture: Picture, size_px: tuple[int, int] | None) -> Look:
    """Every look at one clip has the size of the first."""
    width, height = size_px or _size_px(picture)
    return Look(picture.small_luma(width, height), picture.small_chroma(width, height))


def box_of_looks(looks: Sequence[Look]) -> Box | None:
    """As `bars_of`, from looks of one size."""
    if not looks:
        return None
    return box_of(np.stack([one.luma for one in looks]), np.stack([one.chroma for one in looks]))


def box_of(lumas: NDArray[np.uint8], chromas: NDArray[np.uint8]) -> Box | None:
    """As `bars_of`, from lumas (n, height, width) of one size and their Cb and Cr (…, 2)."""
    import cv2

    _, height, width = lumas.shape
    middle = np.asarray(cv2.merge((_middle(lumas), _middle(chromas))))
    top, bottom = _ends(lumas, middle)
    rows = slice(top, height - bottom)
    left, right = _ends(lumas[:, rows].transpose(0, 2, 1), middle[rows].transpose(1, 0, 2))
    if max(top, bottom) < SMALLEST_BAND * height:
        top = bottom = 0
    if max(left, right) < SMALLEST_BAND * width:
        left = right = 0
    if not (top or bottom or left or right):
        return None
    return left / width, top / height, 1 - right / width, 1 - bottom / height


def _middle(pictures: NDArray[np.uint8]) -> NDArray[Any]:
    """The median of each sample over the pictures. Whole pictures are exchanged until those in the
    middle are right, which for a dozen is ten times as quick as NumPy's own."""
    ordered = list(pictures)
    for low, high in _exchanges(len(ordered)):
        one, other = ordered[low], ordered[high]
        ordered[low], ordered[high] = np.minimum(one, other), np.maximum(one, other)
    half = len(ordered) // 2
    if len(ordered) == 1:
        only: NDArray[Any] = ordered[0]
        return only
    middle: NDArray[np.float32] = ordered[half].astype(np.float32)
    if len(ordered) % 2 == 0:
        middle = (middle + ordered[half - 1]) / np.float32(2)
    return middle


@lru_cache(maxsize=32)
def _exchanges(count: int) -> tuple[tuple[int, int], ...]:
    """Which of `count` to bring in order, one pair after another, until those in the middle are in
    their places: a network of Batcher (Knuth, The Art of Computer Programming 3, 5.2.2 M) without
    what only the outer ones need."""
    pairs = []
    largest = step = 1 << max((count - 1).bit_length() - 1, 0)
    while step and count > 1:
        other, remainder, apart = largest, 0, step
        while True:
            pairs += [(n, n + apart) for n in range(count - apart) if n & step == remainder]
            if other == step:
                break
            apart, remainder, other = other - step, step, other // 2
        step //= 2
    wanted, kept = {count // 2, (count - 1) // 2}, []
    for pair in reversed(pairs):
        if wanted.intersection(pair):
            wanted.update(pair)
            kept.append(pair)
    return tuple(reversed(kept))


def cut(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The part of a picture (height, width, …) inside the box: at least one pixel, a view."""
    height, width = picture.shape[:2]
    left, right = round(box[0] * width), round(box[2] * width)
    top, bottom = round(box[1] * height), round(box[3] * height)
    return picture[top : max(bottom, top + 1), left : max(right, left + 1)]


def _size_px(picture: Picture) -> tuple[int, int]:
    """Width and height at which bars are looked for."""
    height, width = picture.luma().shape
    scale = min(1.0, LONGEST_SIDE_PX / max(height, width))
    return max(round(width * scale), 1), max(round(height * scale), 1)


def _ends(lumas: NDArray[np.uint8], middle: NDArray[Any]) -> tuple[int, int]:
    """Rows to cut at the top and at the bottom; `middle` (height, width, 3), the typical picture
    in luma, Cb and Cr."""
    moved = np.zeros(len(middle), np.float32)
    if len(lumas) > 1:
        moved = (lumas.max(axis=0).astype(np.float32) - lumas.min(axis=0)).mean(axis=1)
    top = _end(lumas, middle, moved)
    return top, _end(lumas[:, ::-1], middle[::-1], moved[::-1])


def _spread(lumas: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Standard deviation along each row."""
    exact = lumas.astype(np.float32)
    mean = exact.mean(axis=2)
    square = np.einsum("nrc,nrc->nr", exact, exact) / np.float32(lumas.shape[2])
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 0)), np.float32)


def _end(lumas: NDArray[np.uint8], middle: NDArray[Any], moved: NDArray[np.float32]) -> int:
    """Rows of the band at the top; `moved`, the mean change of each row over the clip.

    A band that stands still ends at a line that differs along most of its length, the innermost of
    the clear ones; what rests without one may as well be a wall or the sky. A flat band, as of a
    dark letterbox, needs none.
    """
    limit = int(len(middle) * LARGEST_BAND)
    resting = 0
    if len(lumas) > 2:
        typical = float(np.median(moved))
        resting = _run(_smoothed(moved) < max(STILL_LEVELS, STILL_SHARE * typical))
    outer = middle[: min(resting + 2, limit) + 1].astype(np.float32)
    step = np.abs(np.diff(outer, axis=0)) > EDGE_LEVELS
    differs = (step[:, :, 0] | step[:, :, 1] | step[:, :, 2]).mean(axis=1)
    least = max(EDGE_SHARE, float(differs.max(initial=0.0)) - EDGE_SLACK)
    lines = np.flatnonzero(differs >= least) + 1
    if len(lines):
        return int(lines[-1])
    plain = _plain(lumas, middle[:, :, 0], moved, limit)
    return plain if plain <= limit else 0


def _plain(
    lumas: NDArray[np.uint8], middle: NDArray[Any], moved: NDArray[np.float32], most: int
) -> int:
    """Rows at the top that are flat, still and as light as the first; no more than `most` are
    counted exactly. Most pictures have none, and are not looked at any further."""
    count, first = 0, middle[0].mean(dtype=np.float32)
    while count <= most and count < len(middle):
        rows = slice(count, count + ROWS_AT_ONCE)
        flat = (_spread(lumas[:, rows]) < FLAT_LEVELS).all(axis=0) & (moved[rows] < STILL_LEVELS)
        level = middle[rows].mean(axis=1, dtype=np.float32)
        found = flat & (np.abs(level - first) < FLAT_LEVELS)
        count += _run(found)
        if not found.all():
            break
    return count


def _smoothed(change: NDArray[np.float32]) -> NDArray[np.float32]:
    """The median over `SMOOTHED_ROWS` rows: a coder makes single rows of lettering flicker."""
    if len(change) < SMOOTHED_ROWS:
        return change
    padded = np.pad(change, SMOOTHED_ROWS // 2, mode="edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, SMOOTHED_ROWS), axis=1)


def _run(rows: NDArray[np.bool_]) -> int:
    """How many rows at the top are true."""
    return len(rows) if rows.all() else int(np.argmin(rows))
