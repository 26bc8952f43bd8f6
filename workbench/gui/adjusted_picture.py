"""Adjusted picture: a frame after the steps that the analyst chose, ready for the screen."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from workbench.gui import pixels
from workbench.records.adjustment import Stack
from workbench.records.placement import OutsidePicture, Placement, placed

Rgb = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ReceivedPicture:
    """A frame as it came, and what is to be done to it."""

    rgb: Rgb
    size_px: tuple[int, int]
    """Of the whole picture, where `rgb` is a smaller reading of it."""
    aspect: Fraction
    scale: float
    stack: Stack


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedPicture:
    """What came out."""

    rgb: Rgb
    image: QImage
    placement: Placement | None
    scale: float
    """Pixels of `rgb` for one of the whole picture."""


def as_it_came(received: ReceivedPicture) -> AdjustedPicture:
    """With nothing done to it."""
    return AdjustedPicture(received.rgb, pixels.picture(received.rgb), None, received.scale)


def adjusted(received: ReceivedPicture, every: int = 1) -> AdjustedPicture | str:
    """With its steps; the words of what does not fit, where something does not. `every` takes that
    part of the pixels across and down. For a thread."""
    from workbench.media import adjust

    rgb, scale = received.rgb, received.scale
    if every > 1:
        rgb, scale = np.ascontiguousarray(rgb[::every, ::every]), scale / every
    try:
        placement = placed(received.stack, received.size_px, received.aspect)
        made = adjust.adjusted(rgb, received.stack, aspect=received.aspect, scale=scale)
    except (OutsidePicture, adjust.TooLargeToTurn) as unfit:
        return str(unfit)
    return AdjustedPicture(made, pixels.picture(made), placement, scale)
