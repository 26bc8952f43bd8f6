"""ISCC Image-Code: the Content-Code Image of ISO 24138, 64 bits, version 0, of a still.

The standard says what is done with 32 x 32 grey values: a cosine transform of rows, then of
columns, and of the 8 x 8 lowest frequencies which are above their median. What comes before, it
leaves open; it is done here as by iscc-sdk 0.9.7, whose codes others have: upright, on white,
near-uniform borders cut, grey, made small by Pillow. `docs/iscc.md` says how near that comes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.instrument import Fold, Instrument, Material, Picture, Reads
from workbench.records.iscc import PART, image_unit, pack_image_code
from workbench.records.item import MediaKind
from workbench.records.run import Measurement

SIDE_PX = 32
LOWEST = 8
"""Of so many frequencies each way the code is made."""
BORDER_LEVELS = 16
"""A border may differ from the upper left pixel by so much in each colour."""
FLAT_LEVELS = 8
"""But no more than this, where only one side is cut: else it is a sky, or a wall in shade."""
MOST_CUTS = 16
"""Borders within borders; the limit is for pictures that are made of nothing else."""
BAND_PX = 64
"""Rows that are made grey at once: the largest stills are in memory often enough."""

Pixels = NDArray[np.uint8]
Values = NDArray[np.float64]


class Box(NamedTuple):
    """A part of a picture, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def of(self, rgb: Pixels) -> Pixels:
        return rgb[self.top : self.bottom, self.left : self.right]


@dataclass(frozen=True, slots=True)
class IsccImageParams:
    """Others make the code in one way; there is nothing to choose."""


def image_code(grey: Pixels) -> bytes:
    """The 8 bytes of the code of 32 x 32 grey values. The sums are made in the order of the
    reference: in even pictures values are equal but for their rounding, and it decides."""
    low = transformed(transformed(grey.astype(np.float64)).T).T[:LOWEST, :LOWEST].ravel()
    ordered = np.sort(low)
    middle = len(ordered) // 2
    return np.packbits(low > (ordered[middle - 1] + ordered[middle]) / 2).tobytes()


def transformed(rows: Values) -> Values:
    """The cosine transform (DCT-II, not scaled) of each row, whose length is a power of two, by
    halves: B. G. Lee, "A new algorithm to compute the discrete cosine transform", 1984."""
    length = rows.shape[-1]
    if length == 1:
        return rows
    half = length // 2
    front, back = rows[..., :half], rows[..., : half - 1 : -1]
    weights = [math.cos((place + 0.5) * math.pi / length) * 2.0 for place in range(half)]
    even, odd = transformed(front + back), transformed((front - back) / np.array(weights))
    made = np.empty_like(rows)
    made[..., 0::2] = even
    made[..., 1:-1:2] = odd[..., :-1] + odd[..., 1:]
    made[..., -1] = odd[..., -1]
    return made


def without_borders(rgb: Pixels) -> Box:
    """The part of a picture that near-uniform borders leave: they are cut again and again, each
    time those that resemble the upper left pixel of what is left."""
    height, width, _ = rgb.shape
    box = Box(0, 0, width, height)
    for _cut in range(MOST_CUTS):
        part = box.of(rgb)
        inner = _unlike_corner(part, BORDER_LEVELS)
        whole = Box(0, 0, part.shape[1], part.shape[0])
        sides = sum(mine != its for mine, its in zip(inner, whole, strict=True)) if inner else 0
        if inner is None or not sides:
            break
        if sides == 1 and _unlike_corner(part, FLAT_LEVELS) != inner:
            break
        left, top = box.left, box.top
        box = Box(left + inner.left, top + inner.top, left + inner.right, top + inner.bottom)
    return box


def _unlike_corner(rgb: Pixels, levels: int) -> Box | None:
    """What encloses all pixels that differ from the upper left one by more than so many levels in
    any colour; None where none does."""
    import cv2

    corner = [int(value) for value in rgb[0, 0]]
    least, most = [max(v - levels, 0) for v in corner], [min(v + levels, 255) for v in corner]
    like = cv2.inRange(rgb, tuple(least), tuple(most))
    left, top, width, height = cv2.boundingRect(cv2.bitwise_not(like))
    return Box(left, top, left + width, top + height) if width else None


def small_grey(rgb: Pixels) -> Pixels:
    """32 x 32 grey values of an RGB picture, by Pillow's own weights and its bicubic filter."""
    from PIL import Image

    grey = np.empty(rgb.shape[:2], np.uint8)
    for top in range(0, len(rgb), BAND_PX):
        band = np.ascontiguousarray(rgb[top : top + BAND_PX])
        grey[top : top + BAND_PX] = np.asarray(Image.fromarray(band).convert("L"))
    small = Image.fromarray(grey).resize((SIDE_PX, SIDE_PX), Image.Resampling.BICUBIC)
    return np.asarray(small, np.uint8)


class _Coding(Fold):
    """One run."""

    def __init__(self, _params: IsccImageParams, _material: Material) -> None:
        self._picture: Picture | None = None

    def frame(self, frame: Picture) -> None:
        self._picture = frame

    def finish(self) -> Iterable[Measurement]:
        if self._picture is None:
            return
        rgb = self._picture.rgb_on_white()
        box = without_borders(rgb)
        body = image_code(small_grey(box.of(rgb)))
        facts = {"iscc": image_unit(body), "part_px": list(box)}
        yield Measurement(PART, facts, pack_image_code(body))


ISCC_IMAGE = Instrument(
    name="iscc_image",
    version="1",
    reads=frozenset({Reads.FRAMES}),
    media=frozenset({MediaKind.STILL}),
    params=IsccImageParams,
    begin=_Coding,
    at_import=False,
    preload=("cv2", "PIL.Image"),
)
