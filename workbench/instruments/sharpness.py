"""Sharpness: how much of a picture's detail a slight blur would take away.

After Crété-Roffet and others, "The blur effect: perception and estimation with a new no-reference
perceptual blur metric" (SPIE 2007): neighbouring pixels of a sharp picture lose much of their
difference when the picture is blurred, those of a blurred one lose little. The measure does not
depend on the light, and hardly on what is in the picture.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE_PX = 960
"""A larger picture is shrunk to this longer side first, so that pixels mean the same everywhere."""
_TAPS = 9


def sharpness(luma: NDArray[np.uint8]) -> int:
    """0, nothing but blur, to 100, of luma (height, width); of two directions the worse, because
    motion blurs one only. A picture without any difference in it is blurred."""
    height, width = luma.shape
    shrink = min(SIDE_PX / max(height, width), 1.0)
    if shrink < 1:
        size = max(round(width * shrink), 1), max(round(height * shrink), 1)
        luma = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    return min(_along(luma, 1), _along(luma, 0))


def _along(luma: NDArray[np.uint8], axis: int) -> int:
    """In whole numbers throughout, so that every machine gives the same."""
    taps = (_TAPS, 1) if axis == 1 else (1, _TAPS)
    blurred = np.asarray(cv2.blur(luma, taps, borderType=cv2.BORDER_REFLECT_101), np.uint8)
    here, there = (_steps(picture, axis) for picture in (luma, blurred))
    lost = cv2.subtract(here, there)
    total = int(here.sum(dtype=np.int64))
    return 100 * int(lost.sum(dtype=np.int64)) // total if total else 0


def _steps(luma: NDArray[np.uint8], axis: int) -> NDArray[np.uint8]:
    one, other = (luma[1:], luma[:-1]) if axis == 0 else (luma[:, 1:], luma[:, :-1])
    return np.asarray(cv2.absdiff(one, other), np.uint8)
