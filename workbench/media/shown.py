"""Shown: a frame as it is handed to the screen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from workbench.records.frame import PictureType


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A frame on screen. `pixels` (height, width, 3) RGB, upright, before aspect scaling."""

    index: int | None
    """None for a still, and for a clip whose frame table is not measured yet."""
    pts: int | None
    time_base: Fraction | None
    time_s: Fraction | None
    key: bool
    type: PictureType | None
    pixels: NDArray[np.uint8]
    scale: float
    """Shown pixels for one pixel of the frame; 1.0 is full size."""
    settled: bool = True
    """False while a better picture is on its way: the whole one of a frame shown smaller, the
    frame that was asked for where this one is near it, the next one while playing. All that is
    said of it is true of this very picture."""
