"""How a picture is brought upright: a clockwise turn, then perhaps a flip left to right."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

Pixel = TypeVar("Pixel", np.uint8, np.uint16)


@dataclass(frozen=True, slots=True)
class Orientation:
    """First the turn, then the flip."""

    rotation_deg: int = 0
    """Clockwise: 0, 90, 180 or 270."""
    mirrored: bool = False

    @property
    def swaps_sides(self) -> bool:
        return self.rotation_deg in (90, 270)

    def upright(self, picture: NDArray[Pixel]) -> NDArray[Pixel]:
        """`picture` brought upright: itself where nothing is to be done, else a new array."""
        turn = _TURNS.get(self.rotation_deg)
        turned = picture if turn is None else cv2.rotate(picture, turn)
        if self.mirrored:
            turned = cv2.flip(turned, 1)
        return turned  # type: ignore[return-value]

    def upright_view(self, picture: NDArray[Pixel]) -> NDArray[Pixel]:
        """The same without copying: strides may be negative or descend."""
        turned = np.rot90(picture, k=-(self.rotation_deg // 90))
        return turned[:, ::-1] if self.mirrored else turned

    def stored_view(self, upright: NDArray[Pixel]) -> NDArray[Pixel]:
        """What was turned by `upright`, as it was before, without copying."""
        turned = upright[:, ::-1] if self.mirrored else upright
        return np.rot90(turned, k=self.rotation_deg // 90)


_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}

# EXIF 2.32, tag 0x0112: where row 0 and column 0 of the stored picture lie.
_EXIF = {
    1: Orientation(),
    2: Orientation(0, True),
    3: Orientation(180),
    4: Orientation(180, True),
    5: Orientation(90, True),
    6: Orientation(90),
    7: Orientation(270, True),
    8: Orientation(270),
}


def of_exif(value: object) -> Orientation:
    """The orientation that an EXIF value means; upright for a value that means nothing."""
    return _EXIF.get(value, Orientation()) if isinstance(value, int) else Orientation()


def of_display_matrix(matrix: bytes) -> Orientation:
    """The orientation that FFmpeg's display matrix asks for, the turn rounded to a quarter.

    The matrix is 3 x 3 int32 in native order (libavutil/display.h): x' = a x + c y,
    y' = b x + d y with a, b, c, d at 0, 1, 3, 4; y grows downwards.
    """
    if len(matrix) < 36:
        return Orientation()
    a, b, _, c, d = struct.unpack_from("=5i", matrix)
    mirrored = a * d - b * c < 0
    if mirrored:
        a, c = -a, -c
    if a == 0 and b == 0:
        return Orientation(0, mirrored)
    quarter = round(math.degrees(math.atan2(b, a)) / 90) % 4
    return Orientation(quarter * 90, mirrored)
