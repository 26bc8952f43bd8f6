"""Checked RGB arrays → pictures of the window. The only place where a picture is made."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

MAX_PIXELS = 256_000_000
"""More than the largest still that the reader lets through."""


def picture(rgb: NDArray[np.uint8]) -> QImage:
    """A picture with pixels of its own, from rows (height, width, 3) uint8 RGB.

    Raises ValueError for any other array: what comes from a reader is checked here once more.
    """
    if rgb.dtype != np.uint8 or rgb.ndim != 3 or rgb.shape[2] != 3:
        raise ValueError(f"not an RGB picture: {rgb.dtype} {rgb.shape}")
    height, width, _ = rgb.shape
    if not (width > 0 and height > 0 and width * height <= MAX_PIXELS):
        raise ValueError(f"impossible picture size: {width} x {height}")
    rows = np.ascontiguousarray(rgb)
    borrowed = QImage(rows.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    # The conversion copies, so that the array may go; 32 bits a pixel scale and blit faster.
    made = borrowed.convertToFormat(QImage.Format.Format_RGB32)
    if made.isNull():
        raise ValueError(f"no memory for a picture of {width} x {height}")
    return made


def shrunk(image: QImage, size: QSize) -> QImage:
    """The picture at a smaller size, each pixel the mean of what it covers."""
    return image.scaled(
        size,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def squared(image: QImage, aspect: float) -> QImage:
    """The picture with square pixels, where each was `aspect` times as wide as high."""
    if abs(aspect - 1) < 0.005:
        return image
    return shrunk(image, QSize(max(round(image.width() * aspect), 1), image.height()))
