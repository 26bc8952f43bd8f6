"""Pictures made small by averaging or from samples: quickly, and the same for clips and stills."""

from __future__ import annotations

from functools import lru_cache
from typing import Generic, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Sample = TypeVar("Sample", NDArray[np.uint8], NDArray[np.uint8] | NDArray[np.uint16])

_SAMPLES = 4
"""A cell in each direction: enough against noise, and far fewer than all."""


def averaged(picture: Sample, width_px: int, height_px: int) -> Sample:
    """`picture` (height, width, …) area-averaged to this size: first by halves, each of which costs
    a tenth of one step over the whole way. Of what is left, twice at most, the mean of the two
    nearest samples is as good."""
    return Halves(picture).averaged(width_px, height_px)


class Halves(Generic[Sample]):
    """A picture that is wanted in several sizes: its halves are made once."""

    def __init__(self, picture: Sample) -> None:
        self._halves: list[Sample] = [picture]

    def averaged(self, width_px: int, height_px: int) -> Sample:
        """As `averaged`."""
        picture: Sample = self._halves[0]
        height, width = picture.shape[:2]
        level = 0
        while width >= 2 * width_px and height >= 2 * height_px:
            width, height, level = width // 2, height // 2, level + 1
            if level == len(self._halves):
                even = picture[: 2 * height, : 2 * width]
                self._halves.append(_resized(even, width, height, cv2.INTER_AREA))
            picture = self._halves[level]
        if (width, height) == (width_px, height_px):
            return picture
        is_near = width <= 2 * width_px and height <= 2 * height_px
        how = cv2.INTER_LINEAR if is_near else cv2.INTER_AREA
        return _resized(picture, width_px, height_px, how)


def _resized(picture: Sample, width_px: int, height_px: int, how: int) -> Sample:
    return cv2.resize(picture, (width_px, height_px), interpolation=how)  # type: ignore[return-value]


def sampled(luma: NDArray[np.uint8], columns: int, rows: int) -> NDArray[np.uint8]:
    """`luma` in cells, each the mean of samples from the middles of even pieces of it: to look at
    all samples of each frame of a clip would cost more than decoding it."""
    across, down = _SAMPLES * columns, _SAMPLES * rows
    if luma.strides[0] > 0 and luma.strides[1] == 1:
        few = cv2.resize(luma, (across, down), interpolation=cv2.INTER_NEAREST_EXACT)
    else:  # turned: OpenCV would copy all of it first
        height, width = luma.shape
        few = np.ascontiguousarray(luma[_places(height, down)][:, _places(width, across)])
    return np.asarray(cv2.resize(few, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)


@lru_cache(maxsize=8)
def _places(side_px: int, count: int) -> NDArray[np.intp]:
    """Where a side is sampled: in the middle of even pieces."""
    return ((np.arange(count) * 2 + 1) * side_px // (2 * count)).astype(np.intp)
