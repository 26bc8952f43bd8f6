"""How alike two small pictures are, as shots are told apart: luma, the same few cells of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BRIGHT_LUMA = 24
"""Below it there is nothing to see, and nothing to compare."""
_CHANGED = 6
_CHANGED_SHARE = 0.22
"""At a cut at least this share of the cells changes; where a title appears, fewer do. A portrait
picture between black bars fills 0.32 of a landscape one."""
_ALIKE = 0.8
"""Correlation over which a picture is the one before, in another light."""


def difference(luma: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean change, in 8-bit levels."""
    import cv2

    return float(cv2.norm(luma, other, cv2.NORM_L1)) / luma.size


def is_new_picture(luma: NDArray[np.uint8], before: NDArray[np.uint8]) -> bool:
    """Whether the whole picture changed, and not a title or the light alone."""
    step = np.abs(luma.astype(np.int16) - before)
    if float((step > _CHANGED).mean()) < _CHANGED_SHARE:
        return False
    lit = np.maximum(luma, before) > BRIGHT_LUMA
    one, other = luma[lit].astype(np.float64), before[lit].astype(np.float64)
    if one.size < 2 or one.std() == 0 or other.std() == 0:
        return True
    return float(np.corrcoef(one, other)[0, 1]) < _ALIKE
