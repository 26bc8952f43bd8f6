"""Registration: how the picture of B lies on the picture of A. Knows no Qt.

Picture positions are in pixels of an upright picture before aspect scaling; square positions are
in units in which a pixel's height is 1 and its width its aspect.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
"""(3, 3), for columns (x, y, 1)."""
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Extent:
    """The size of an upright picture."""

    width_px: int
    height_px: int
    aspect: float = 1.0
    """Width of a pixel over its height."""

    @property
    def square(self) -> Point:
        """Width and height in square units."""
        return self.width_px * self.aspect, float(self.height_px)


@dataclass(frozen=True, slots=True)
class Registration:
    """How B is laid on A: turned, then mirrored, fitted into A, and from there moved by hand."""

    turned_deg: int = 0
    """Clockwise, in quarter turns."""
    mirrored: bool = False
    scale: float = 1.0
    """1 where all of B just fits into A."""
    tilt_deg: float = 0.0
    """Clockwise, beyond the quarter turns."""
    right_px: float = 0.0
    """B's middle from A's middle, in A's pixels; negative is to the left."""
    down_px: float = 0.0

    @property
    def moved(self) -> bool:
        """Whether more was done than to turn and mirror it."""
        return replace(self, turned_deg=0, mirrored=False) != Registration()


def dressed(extent: Extent, registration: Registration) -> Extent:
    """B turned and mirrored, as it is shown beside A."""
    if registration.turned_deg % 180:
        return Extent(extent.height_px, extent.width_px, 1 / extent.aspect)
    return extent


def dressing(extent: Extent, registration: Registration) -> Matrix:
    """From pixels of B to pixels of B turned and mirrored."""
    width, height = extent.width_px, extent.height_px
    made = {
        0: [[1, 0, 0], [0, 1, 0]],
        90: [[0, -1, height], [1, 0, 0]],
        180: [[-1, 0, width], [0, -1, height]],
        270: [[0, 1, 0], [-1, 0, width]],
    }[registration.turned_deg % 360]
    turned = np.array([*made, [0, 0, 1]], np.float64)
    if registration.mirrored:
        across = dressed(extent, registration).width_px
        turned = np.array([[-1, 0, across], [0, 1, 0], [0, 0, 1]], np.float64) @ turned
    return turned


def placing(a: Extent, b: Extent, registration: Registration) -> Matrix:
    """From pixels of the dressed B to pixels of A."""
    worn = dressed(b, registration)
    (wide, high), (across, down) = worn.square, a.square
    zoom = fit(a, b, registration) * registration.scale
    turn = math.radians(registration.tilt_deg)
    cos, sin = zoom * math.cos(turn), zoom * math.sin(turn)
    centre_x = across / 2 + registration.right_px * a.aspect
    centre_y = down / 2 + registration.down_px
    square = np.array(
        [
            [cos, -sin, centre_x - cos * wide / 2 + sin * high / 2],
            [sin, cos, centre_y - sin * wide / 2 - cos * high / 2],
            [0, 0, 1],
        ]
    )
    return np.diag([1 / a.aspect, 1, 1]) @ square @ np.diag([worn.aspect, 1, 1])


def fit(a: Extent, b: Extent, registration: Registration) -> float:
    """How many square units of A one of the dressed B takes where all of B just fits into A."""
    (wide, high), (across, down) = dressed(b, registration).square, a.square
    return min(across / wide, down / high)


def laying(a: Extent, b: Extent, registration: Registration) -> Matrix:
    """From pixels of B to pixels of A."""
    return placing(a, b, registration) @ dressing(b, registration)


def at(matrix: Matrix, point: Point) -> Point:
    """Where a matrix takes a point."""
    x, y, _one = matrix @ np.array([point[0], point[1], 1.0])
    return float(x), float(y)


def from_points(
    a: Extent, b: Extent, registration: Registration, pairs: Sequence[tuple[Point, Point]]
) -> tuple[Registration, float]:
    """The registration that brings points of B nearest to those of A, and how far they miss: the
    root mean square in A's pixels. `pairs` are (pixel of A, pixel of the dressed B); one pair only
    moves.

    A similarity by least squares: with z and w as complex numbers from their means, the factor is
    Σ w conj(z) / Σ |z|² (Umeyama 1991, in the plane).
    """
    worn = dressed(b, registration)
    middle = complex(worn.square[0] / 2, worn.square[1] / 2)
    here = np.array([complex(x * a.aspect, y) for (x, y), _b in pairs])
    there = np.array([complex(x * worn.aspect, y) for _a, (x, y) in pairs]) - middle
    first, second = here.mean(), there.mean()
    spread = float((abs(there - second) ** 2).sum())
    zoom = fit(a, b, registration)
    if spread > 0:
        factor = complex(((here - first) * np.conj(there - second)).sum()) / spread
    else:
        tilt = math.radians(registration.tilt_deg)
        factor = zoom * registration.scale * complex(math.cos(tilt), math.sin(tilt))
    centre = first - factor * second
    missed = here - (factor * there + centre)
    made = replace(
        registration,
        scale=abs(factor) / zoom,
        tilt_deg=math.degrees(math.atan2(factor.imag, factor.real)),
        right_px=float(centre.real - a.square[0] / 2) / a.aspect,
        down_px=float(centre.imag - a.square[1] / 2),
    )
    return made, float(np.sqrt((abs(missed) ** 2).mean()))


def turned_over(a: Extent, b: Extent, registration: Registration) -> Registration:
    """The same laying seen from the other side: how A lies on B."""
    there = laying(a, b, registration)
    # A mirrored turn is its own way back.
    turn = registration.turned_deg if registration.mirrored else -registration.turned_deg
    base = Registration(turn % 360, registration.mirrored)
    worn = dressing(a, base)
    corners = [(0.0, 0.0), (float(b.width_px), 0.0), (0.0, float(b.height_px))]
    pairs = [(corner, at(worn, at(there, corner))) for corner in corners]
    return from_points(b, a, base, pairs)[0]


def of_match(
    a: Extent,
    b: Extent,
    crop: Box,
    *,
    mirrored: bool,
    rotated_deg: int,
    a_is_query: bool,
) -> Registration:
    """How B lies on A by a match: `crop` is the part of the reference, as it stands, that the query
    shows, `rotated_deg` the turn from the reference to the query, which is mirrored after it."""
    if a_is_query:
        turn = rotated_deg % 360
        base = Registration(turn, mirrored)
        box = _boxed(dressing(b, base), b, crop)
        return _filling(a, b, base, box, (0.0, 0.0, float(a.width_px), float(a.height_px)))
    # The way back from the query: a mirrored turn is its own way back.
    turn = rotated_deg % 360 if mirrored else -rotated_deg % 360
    base = Registration(turn, mirrored)
    worn = dressed(b, base)
    whole = (0.0, 0.0, float(worn.width_px), float(worn.height_px))
    return _filling(a, b, base, whole, _boxed(np.eye(3), a, crop))


def _boxed(matrix: Matrix, extent: Extent, crop: Box) -> Box:
    """The box that a part of a picture becomes."""
    left, top, right, bottom = crop
    one = at(matrix, (left * extent.width_px, top * extent.height_px))
    other = at(matrix, (right * extent.width_px, bottom * extent.height_px))
    return (
        *(min(one[0], other[0]), min(one[1], other[1])),
        *(max(one[0], other[0]), max(one[1], other[1])),
    )


def _filling(a: Extent, b: Extent, base: Registration, part: Box, place: Box) -> Registration:
    """A part of the dressed B laid on a place of A, middle on middle and as large as fits: where
    the shapes differ, bars were put around one of them."""
    worn = dressed(b, base)
    wide, high = (part[2] - part[0]) * worn.aspect, part[3] - part[1]
    across, down = (place[2] - place[0]) * a.aspect, place[3] - place[1]
    if min(wide, high, across, down) <= 0:
        return base
    scale = min(across / wide, down / high) / fit(a, b, base)
    if abs(scale - 1) < 0.005:
        scale = 1.0  # Rounding of the sizes, not a crop.
    scaled = replace(base, scale=scale)
    x, y = at(placing(a, b, scaled), ((part[0] + part[2]) / 2, (part[1] + part[3]) / 2))
    return replace(
        scaled,
        right_px=(place[0] + place[2]) / 2 - x,
        down_px=(place[1] + place[3]) / 2 - y,
    )
