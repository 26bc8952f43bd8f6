"""Blending: two pictures made into one, so that the eye can compare them. Knows no Qt.

Arrays are (height, width, 3) uint8 RGB. B is first laid on the grid of A; what B does not cover
is said by a mask, (height, width) uint8, 255 where there is B.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from workbench.gui.registration import Matrix

Rgb = NDArray[np.uint8]
GROUND = (0x14, 0x15, 0x17)
"""The ground around footage."""
HATCH = ((0x2A, 0x2C, 0x30), (0x42, 0x46, 0x4C))
"""Stripes where a difference cannot be taken: black would say that both are alike."""
HATCH_PX = 12
COARSE = 0.5
"""A picture that is made smaller than this is averaged first, else fine detail would flicker."""


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """B on the grid of A."""

    rgb: Rgb
    """The ground where there is no B."""
    mask: NDArray[np.uint8]
    share: float
    """Of A's picture that B covers, 0 to 1."""


def laid(picture: Rgb, matrix: Matrix, size_px: tuple[int, int]) -> Laid:
    """A picture drawn where `matrix` takes its pixels, on a grid of (width, height)."""
    import cv2

    zoom = float(np.sqrt(abs(np.linalg.det(matrix[:2, :2]))))
    if zoom < COARSE:
        height, width = picture.shape[:2]
        small = max(round(width * zoom), 1), max(round(height * zoom), 1)
        picture = np.asarray(cv2.resize(picture, small, interpolation=cv2.INTER_AREA), np.uint8)
        matrix = matrix @ np.diag([width / small[0], height / small[1], 1.0])
    # OpenCV counts from the middle of the first pixel, pictures from its corner.
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    moved = (np.linalg.inv(half) @ matrix @ half)[:2]
    height, width = picture.shape[:2]
    if (height, width) == size_px[::-1] and np.allclose(moved, np.eye(3)[:2], atol=1e-9):
        return Laid(picture, np.full((height, width), 255, np.uint8), 1.0)
    edge = cv2.BORDER_CONSTANT
    rgb = cv2.warpAffine(
        picture, moved, size_px, flags=cv2.INTER_LINEAR, borderMode=edge, borderValue=GROUND
    )
    whole = np.full((height, width), 255, np.uint8)
    mask = cv2.warpAffine(whole, moved, size_px, flags=cv2.INTER_NEAREST, borderMode=edge)
    share = cv2.countNonZero(mask) / mask.size
    return Laid(np.asarray(rgb, np.uint8), np.asarray(mask, np.uint8), share)


def overlaid(a: Rgb, b: Laid, opacity: float) -> Rgb:
    """B over A, `opacity` of it; A alone where there is no B."""
    import cv2

    mixed = np.asarray(cv2.addWeighted(b.rgb, opacity, a, 1 - opacity, 0), np.uint8)
    return mixed if b.share == 1.0 else _where(b.mask, mixed, a)


def difference(a: Rgb, b: Laid, times: int) -> tuple[Rgb, float | None]:
    """How far each colour of A and B is apart, `times` over; stripes where there is no B. With it
    the mean distance, of 255, before it is amplified; None where nothing is shared."""
    import cv2

    apart = np.asarray(cv2.absdiff(a, b.rgb), np.uint8)
    mean = None
    if b.share > 0:
        mean = float(sum(cv2.mean(apart, mask=b.mask)[:3]) / 3)
    if times > 1:
        apart = np.asarray(cv2.convertScaleAbs(apart, alpha=times), np.uint8)
    if b.share == 1.0:
        return apart, mean
    return _where(b.mask, apart, hatched(a.shape[1], a.shape[0])), mean


def wiped(a: Rgb, b: Laid, share: float, *, upright: bool) -> Rgb:
    """A up to `share` of the way from the left, or from the top unless the line is upright, and B
    beyond it."""
    made = b.rgb.copy()
    height, width = made.shape[:2]
    if upright:
        at = round(width * share)
        made[:, :at] = a[:, :at]
    else:
        at = round(height * share)
        made[:at] = a[:at]
    return made


@lru_cache(maxsize=2)
def hatched(width_px: int, height_px: int) -> Rgb:
    """Stripes that say: nothing to compare here. Kept, and so not to be written to."""
    x, y = np.arange(width_px, dtype=np.int32), np.arange(height_px, dtype=np.int32)
    stripe = ((x[None, :] + y[:, None]) // HATCH_PX) & 1
    made = np.array(HATCH, np.uint8)[stripe]
    made.flags.writeable = False
    return made


def _where(mask: NDArray[np.uint8], one: Rgb, other: Rgb) -> Rgb:
    import cv2

    made = other.copy()
    cv2.copyTo(one, mask, made)
    return made


def turned(picture: Rgb, turned_deg: int, *, mirrored: bool) -> Rgb:
    """A picture turned clockwise by quarters, then mirrored left to right."""
    made = np.rot90(picture, -(turned_deg // 90) % 4)
    return np.ascontiguousarray(made[:, ::-1] if mirrored else made)
