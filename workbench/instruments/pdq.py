"""PDQ: a 256-bit perceptual fingerprint of a picture, bit for bit that of the reference program.

Luma is smoothed by two box passes, sampled to 64 x 64, transformed, and each of 16 x 16 low
coefficients (none of them constant along an axis) gives one bit: whether it exceeds their median.
The bits do not change when luma is scaled or shifted as a whole; the quality does.
Source of the method: https://github.com/facebook/ThreatExchange/tree/main/pdq
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeGuard

import numpy as np
from numpy.typing import NDArray

SIDE_PX = 512
"""The reference program shrinks a picture to a square of this side first, where it is larger."""
BLOCK_SIDE = 64
BITS = 256
BYTES = 32

_REMAPPED_PX = 32_766
"""What OpenCV's maps of places can name."""
_COEFFICIENTS = 16
_LUMA = np.array([[0.299, 0.587, 0.114]], np.float32)
_ORDER = np.arange(1, _COEFFICIENTS + 1)[:, None]
_AT = 2 * np.arange(BLOCK_SIDE)[None, :] + 1
_DCT = (np.sqrt(2 / BLOCK_SIDE) * np.cos(np.pi / 2 / BLOCK_SIDE * _ORDER * _AT)).astype(np.float32)

Bits = NDArray[np.uint8]
Blocks = NDArray[np.float32]


def fingerprint_luma(luma: NDArray[Any]) -> tuple[Bits, int]:
    """Bits (32,) and quality 0 to 100 of upright luma (height, width), taken at the size it has."""
    bits, quality = from_blocks(block(luma)[None])
    return bits[0], int(quality[0])


def fingerprint_rgb(rgb: NDArray[np.uint8]) -> tuple[Bits, int]:
    """Bits and quality of upright RGB (height, width, 3): the reference program's own path, the
    form in which fingerprints are exchanged."""
    return fingerprint_luma(luma_of(sampled(rgb)))


def luma_of(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Luma with the reference program's weights, unrounded."""
    import cv2

    return np.asarray(cv2.transform(rgb.astype(np.float32), _LUMA), np.float32)


def sampled(picture: NDArray[Any]) -> NDArray[Any]:
    """The picture at 512 x 512 where a side is larger, else as it is.

    The nearest pixel is taken, not the mean: so does the reference program, and the smoothing comes
    afterwards.
    """
    import cv2

    height, width = picture.shape[:2]
    if max(height, width) <= SIDE_PX:
        return picture
    at = np.arange(SIDE_PX)
    rows, columns = at * height // SIDE_PX, at * width // SIDE_PX
    if max(height, width) > _REMAPPED_PX:
        return np.ascontiguousarray(picture[rows[:, None], columns])
    places = np.empty((SIDE_PX, SIDE_PX, 2), np.int16)
    places[:, :, 0], places[:, :, 1] = columns, rows[:, None]
    # OpenCV does with whole places what NumPy does, several times as quickly.
    taken = cv2.remap(picture, places, None, cv2.INTER_NEAREST)  # type: ignore[call-overload]
    return np.asarray(taken)


def averaged(picture: NDArray[Any]) -> NDArray[Any]:
    """The picture area-averaged to 512 x 512 where a side is larger, else as it is."""
    import cv2

    if max(picture.shape[:2]) <= SIDE_PX:
        return picture
    return np.asarray(cv2.resize(picture, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA))


def block(luma: NDArray[Any]) -> Blocks:
    """Luma smoothed and sampled to 64 x 64, as `from_blocks` takes it."""
    if is_square(luma):
        return _block_of_square(luma)
    plane = np.ascontiguousarray(luma, np.float32)
    height, width = plane.shape
    if (height, width) == (BLOCK_SIDE, BLOCK_SIDE):
        return plane
    counts = _counts(height, width)
    for _ in range(2):
        plane = _box_sum(plane) / counts
    rows, columns = _centres(height), _centres(width)
    return np.ascontiguousarray(plane[np.ix_(rows, columns)], np.float32)


def is_square(luma: NDArray[Any]) -> TypeGuard[NDArray[np.uint8]]:
    """Whether it is 512 x 512 of 8 bits, for which there is a shorter way."""
    return luma.shape == (SIDE_PX, SIDE_PX) and luma.dtype == np.uint8


def _block_of_square(luma: NDArray[np.uint8]) -> Blocks:
    """The same for 512 x 512 of 8 bits, where only what is sampled is computed: each sample is the
    mean of seven rows and columns, a tent, but for the last, which the border cuts."""
    return _across(_down(luma))


def blocks_both_ways(luma: NDArray[np.uint8]) -> tuple[Blocks, Blocks]:
    """The block of 512 x 512 of 8 bits, and that of its mirror image, for which half of the work
    is the same."""
    down = _down(luma)
    return _across(down), _across(down[:, ::-1])


_TENT = (1, 2, 3, 4, 3, 2, 1)
_TENT_ROW = np.array((*_TENT, 0), np.float32)
_LAST_TENT = np.array((3, 6, 9, 13, 10, 7), np.float32) / 48
_STEP = SIDE_PX // BLOCK_SIDE


def _down(luma: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Columns (512, n) of 8 bits smoothed and sampled to (64, n): sums are whole numbers."""
    tents = [luma[first : SIDE_PX - _STEP + first : _STEP] for first in range(2, 9)]
    total = np.add(tents[0], tents[6], dtype=np.uint16)
    part = np.add(tents[1], tents[5], dtype=np.uint16)
    for weight in (2, 3):
        part *= weight
        total += part
        np.add(tents[2], tents[4], out=part, dtype=np.uint16)
    total += np.multiply(tents[3], _TENT[3], out=part, dtype=np.uint16)
    smoothed = np.empty((BLOCK_SIDE, luma.shape[1]), np.float32)
    np.divide(total, sum(_TENT), out=smoothed[:-1], dtype=np.float32)
    smoothed[-1] = _LAST_TENT @ luma[-len(_LAST_TENT) :]
    return smoothed


def _across(plane: NDArray[np.float32]) -> Blocks:
    """The same along the rows of (64, 512). All but the last row and column are sixteenths of whole
    numbers, which float32 holds exactly, so that the order in which they are added is all the same;
    the last row is added from left to right."""
    tents = plane[:, 2 : 2 + _STEP * (BLOCK_SIDE - 1)].reshape(BLOCK_SIDE, BLOCK_SIDE - 1, _STEP)
    made = np.empty((BLOCK_SIDE, BLOCK_SIDE), np.float32)
    np.matmul(tents, _TENT_ROW, out=made[:, :-1])
    last = np.zeros(BLOCK_SIDE - 1, np.float32)
    for weight, column in zip(_TENT, tents[-1].T, strict=False):
        last += column * np.float32(weight)
    made[-1, :-1] = last
    made[:, :-1] /= sum(_TENT)
    made[:, -1] = _LAST_TENT @ np.ascontiguousarray(plane[:, -len(_LAST_TENT) :].T)
    return made


def from_blocks(blocks: Blocks) -> tuple[Bits, NDArray[np.uint8]]:
    """Bits (n, 32) and quality (n,) of n blocks (n, 64, 64)."""
    coefficients = np.matmul(np.matmul(_DCT, blocks), _DCT.T).reshape(len(blocks), BITS)
    median = np.partition(coefficients, BITS // 2 - 1, axis=1)[:, BITS // 2 - 1]
    # The hexadecimal form is written from the last coefficient to the first.
    bits = np.packbits((coefficients > median[:, None])[:, ::-1], axis=1)
    return bits, _quality(blocks)


def _quality(blocks: Blocks) -> NDArray[np.uint8]:
    """Sum of the gradients of the block, each cut to a whole per cent, over 90, at most 100."""
    down = ((blocks[:, :-1] - blocks[:, 1:]) * 100 / 255).astype(np.int32)
    across = ((blocks[:, :, :-1] - blocks[:, :, 1:]) * 100 / 255).astype(np.int32)
    total = np.abs(down).sum(axis=(1, 2)) + np.abs(across).sum(axis=(1, 2))
    return np.asarray(np.minimum(total // 90, 100), np.uint8)


def _window(size: int) -> int:
    return (size + 2 * BLOCK_SIDE - 1) // (2 * BLOCK_SIDE)


def _box_sum(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    """Sum over the reference program's window, which reaches further right and down by one when
    it is even, and is cut at the border."""
    import cv2

    kx, ky = _window(plane.shape[1]), _window(plane.shape[0])
    anchor = (kx - (kx + 2) // 2, ky - (ky + 2) // 2)
    total = cv2.boxFilter(
        plane, cv2.CV_32F, (kx, ky), None, anchor, normalize=False, borderType=cv2.BORDER_CONSTANT
    )
    return np.asarray(total, np.float32)


@lru_cache(maxsize=16)
def _counts(height: int, width: int) -> NDArray[np.float32]:
    return _box_sum(np.ones((height, width), np.float32))


def _centres(size: int) -> NDArray[np.intp]:
    return ((np.arange(BLOCK_SIDE) + 0.5) * size / BLOCK_SIDE).astype(np.intp)
