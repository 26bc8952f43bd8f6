"""Geometry: whether two pictures show the same thing, and which part of one the other shows.

Like features are paired, then a similarity (turn, scale, shift; also after mirroring) is looked for
on which many pairs agree (RANSAC, Fischler and Bolles 1981). Pairs that agree by chance lie close
together or on repeated patterns; so the inliers must be many and lie in many places.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.records.features import FrameFeatures, mirrored

PAIR_BITS = 36
"""Features are alike up to this distance, of 128 bits."""
PAIR_RATIO = 0.85
"""And nearer than the second nearest by this."""
TRIALS = 800
AGREE_PX = 6.0
"""At the 512 pixels at which pictures are looked at."""
LEAST_INLIERS = 14
LEAST_SHARE = 0.15
"""Of the pairs, so many must agree."""
LEAST_FIELDS = 6
"""Of 8 x 8 fields of the query, in so many must inliers lie."""
SCALES = (0.15, 7.0)
EXACT_PX = 1.3
"""A copy of the picture, however it was cut or scaled, agrees to a tenth of a pixel in the median;
another picture of the same place from elsewhere is 1.6 and more off."""
EXACT_INLIERS, EXACT_OF_NEAR = 24, 0.55
"""Or so many, and such a share of what lies near, do. Of a street from elsewhere a third does."""
PLANE_PX, NEAR_PLANE_PX = 2.0, 24.0
PLANE_INLIERS, PLANE_SHARE, PLANE_OF_NEAR = 20, 0.35, 0.8
"""A picture that was filmed off a screen is off too, but as a plane seen at an angle: so many
pairs, such a share of all, and of those that lie near it nine tenths lie on it. Of a street from
two places it was a half, of frames of a moving camera a sixth of a second apart three quarters."""
PLANE_TRIALS = 400
PLANE_TURN = 0.6
"""Of the sides of the plane, opposite ones are not more unlike than this: screens are not filmed
from their edge."""
LEAST_FEATURES = 24
"""With fewer on either side nothing can be told."""

Bits = NDArray[np.uint8]
Places = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """Two pictures show the same: how the query lies in the reference."""

    inliers: int
    mirrored: bool
    matrix: NDArray[np.float64]
    """(3, 3): pixels of the query, mirrored first where `mirrored`, into pixels of the
    reference; both at the size at which features were looked for."""
    crop: tuple[float, float, float, float]
    """As `records.match.Segment.crop`."""
    rotated_deg: float
    """Clockwise, reference to query."""
    scale: float
    """Reference pixels for one query pixel."""
    copy: bool
    """Whether it is the same picture, and not another one of the same place."""


def stance(proof: Proof, query: FrameFeatures, reference: FrameFeatures) -> NDArray[np.float64]:
    """Where the middle of the query lies in the reference, of its width and height, and the
    logarithm of how much smaller it is there."""
    middle = np.array([[query.width_px / 2, query.height_px / 2]])
    across, down = through(proof.matrix, middle)[0]
    return np.array(
        [across / reference.width_px, down / reference.height_px, math.log(proof.scale)]
    )


def telling(frame: FrameFeatures) -> bool:
    """Whether a frame has enough features for anything to be told of it."""
    return len(frame) >= LEAST_FEATURES


def prove(query: FrameFeatures, reference: FrameFeatures) -> Proof | None:
    """The better proof of the two, as it is and mirrored; None where neither holds."""
    if not (telling(query) and telling(reference)):
        return None
    found = [prove_side(query, reference, mirror) for mirror in (False, True)]
    held = [proof for proof in found if proof is not None]
    return max(held, key=lambda proof: proof.inliers, default=None)


def prove_side(
    query: FrameFeatures,
    reference: FrameFeatures,
    mirror: bool,
    least: int = LEAST_INLIERS,
) -> Proof | None:
    """The proof that the query, as it is or mirrored, shows the reference; None where it fails.
    `least`: so many must agree, fewer where frames beside these were proven already."""
    if not (telling(query) and telling(reference)):
        return None
    if mirror:
        query = mirrored(query)
    rows, at = pairs(query.bits, reference.bits)
    if len(rows) < least:
        return None
    one = query.places[rows].astype(np.float64)
    other = reference.places[at].astype(np.float64)
    matrix, agree = _similarity(one, other)
    if matrix is None or int(agree.sum()) < max(least, LEAST_SHARE * len(rows)):
        return None
    in_query, in_reference = _fields(one[agree], query), _fields(other[agree], reference)
    if in_query < min(LEAST_FIELDS, least - 2) or in_reference < 3:
        return None
    return _proof(matrix, agree, (one, other), mirror, query, reference)


def _proof(
    matrix: NDArray[np.float64],
    agree: NDArray[np.bool_],
    places: tuple[Places, Places],
    mirror: bool,
    query: FrameFeatures,
    reference: FrameFeatures,
) -> Proof:
    """What a similarity says on which enough of the pairs of places agree."""
    one, other = places
    inliers, copy = int(agree.sum()), True
    scale = math.hypot(matrix[0, 0], matrix[1, 0])
    turn_deg = math.degrees(math.atan2(matrix[1, 0], matrix[0, 0]))
    off_px = np.linalg.norm(through(matrix, one) - other, axis=1) / min(scale, 1.0)
    if float(np.median(off_px[agree])) > EXACT_PX and not _exact(off_px):
        plane = _plane(one, other, query, min(scale, 1.0))
        copy = plane is not None
        if plane is not None:
            matrix, inliers = plane
    return Proof(
        inliers=inliers,
        mirrored=mirror,
        matrix=matrix,
        crop=_crop(matrix, query, reference),
        rotated_deg=(turn_deg if mirror else -turn_deg) % 360,
        scale=scale,
        copy=copy,
    )


def _exact(off_px: NDArray[np.float64]) -> bool:
    """Whether what lies near where it should lies just there, but for things that move: a moment
    later cars are some pixels farther, and the street is not."""
    exact, near = int((off_px <= EXACT_PX).sum()), int((off_px <= NEAR_PLANE_PX).sum())
    return exact >= max(EXACT_INLIERS, EXACT_OF_NEAR * near)


def through(matrix: NDArray[np.float64], places: Places) -> Places:
    """Where places (n, 2) of the one picture lie in the other."""
    moved = np.c_[places, np.ones(len(places))] @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:], np.float64)


def _plane(
    one: Places, other: Places, query: FrameFeatures, scale: float
) -> tuple[NDArray[np.float64], int] | None:
    """The view in which one picture is the other seen at an angle, as a whole, and how many pairs
    lie on it; None where that is not so."""
    import cv2  # not before something is found: the window starts without it

    found: Any = cv2.findHomography(one, other, cv2.RANSAC, 1.5 * PLANE_PX, None, PLANE_TRIALS)[0]
    if found is None:
        return None
    matrix = np.asarray(found, np.float64)
    if not _seen_from_before(matrix, query):
        return None
    off_px = np.linalg.norm(through(matrix, one) - other, axis=1)
    on = int((off_px <= PLANE_PX * scale).sum())
    near = int((off_px <= NEAR_PLANE_PX * scale).sum())
    if on < max(PLANE_INLIERS, PLANE_SHARE * len(one), PLANE_OF_NEAR * near):
        return None
    return matrix, on


def _seen_from_before(matrix: NDArray[np.float64], query: FrameFeatures) -> bool:
    """Whether a view leaves the picture a convex four-sided one that is not seen from its edge."""
    width, height = query.width_px, query.height_px
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    depth = corners @ matrix[2, :2] + matrix[2, 2]
    if (depth <= 0).any():
        return False
    seen = through(matrix, corners)
    sides = np.roll(seen, -1, axis=0) - seen
    following = np.roll(sides, -1, axis=0)
    turns = sides[:, 0] * following[:, 1] - sides[:, 1] * following[:, 0]
    lengths = np.linalg.norm(sides, axis=1)
    alike = np.minimum(lengths, np.roll(lengths, 2)) >= PLANE_TURN * np.maximum(
        lengths, np.roll(lengths, 2)
    )
    return bool((turns > 0).all() and alike.all())


def pairs(query: Bits, reference: Bits) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of features that are alike: each query feature with its nearest, where that is clearly
    nearer than the next; and no reference feature twice."""
    distance = distances(query, reference)
    nearest = distance.argmin(axis=1)
    rows = np.arange(len(query))
    best = distance[rows, nearest].astype(np.int64)
    distance[rows, nearest] = 255
    second = distance.min(axis=1).astype(np.int64)
    good = (best <= PAIR_BITS) & (best < PAIR_RATIO * second)
    order = np.flatnonzero(good)[np.argsort(best[good], kind="stable")]
    _, first = np.unique(nearest[order], return_index=True)
    kept = order[np.sort(first)]
    return kept, nearest[kept]


def distances(query: Bits, reference: Bits) -> NDArray[np.uint8]:
    """(len(query), len(reference)) Hamming distances of 128-bit descriptors."""
    words = (
        np.ascontiguousarray(query).view(np.uint64),
        np.ascontiguousarray(reference).view(np.uint64),
    )
    total = np.zeros((len(query), len(reference)), np.uint8)
    for column in range(words[0].shape[1]):
        total += np.bitwise_count(words[0][:, column, None] ^ words[1][None, :, column])
    return total


def _similarity(one: Places, other: Places) -> tuple[NDArray[np.float64] | None, NDArray[np.bool_]]:
    """The similarity on which most pairs agree, fitted to all that do. As complex numbers it is
    w = a z + b, of which two pairs give a and b; the same pairs always give the same answer."""
    z, w = one[:, 0] + 1j * one[:, 1], other[:, 0] + 1j * other[:, 1]
    chance = np.random.default_rng(len(one))
    first, second = chance.integers(0, len(z), (2, TRIALS))
    apart = np.abs(z[first] - z[second])
    usable = apart > 8
    first, second = first[usable], second[usable]
    if not len(first):
        return None, np.zeros(len(z), bool)
    a = (w[first] - w[second]) / (z[first] - z[second])
    fits = (np.abs(a) > SCALES[0]) & (np.abs(a) < SCALES[1])
    a, first = a[fits], first[fits]
    if not len(a):
        return None, np.zeros(len(z), bool)
    b = w[first] - a * z[first]
    agree = np.abs(a[:, None] * z[None] + b[:, None] - w[None]) < _slack(a)[:, None]
    best = int(agree.sum(axis=1).argmax())
    chosen, slope, shift = agree[best], a[best], b[best]
    for _ in range(3):
        slope, shift = _fitted(z[chosen], w[chosen])
        again = np.abs(slope * z + shift - w) < float(_slack(np.array([slope]))[0])
        if again.sum() < max(int(chosen.sum()), 3):
            break
        chosen = again
    matrix = np.array(
        [
            [slope.real, -slope.imag, shift.real],
            [slope.imag, slope.real, shift.imag],
            [0.0, 0.0, 1.0],
        ],
        np.float64,
    )
    return matrix, chosen


def _slack(a: NDArray[np.complex128]) -> NDArray[np.float64]:
    """What a pixel of the query may be off by, in pixels of the reference."""
    return np.asarray(AGREE_PX * np.clip(np.abs(a), 0.5, 1.0), np.float64)


def _fitted(
    z: NDArray[np.complex128], w: NDArray[np.complex128]
) -> tuple[np.complex128, np.complex128]:
    """Least squares."""
    middle_z, middle_w = z.mean(), w.mean()
    around = z - middle_z
    spread = np.vdot(around, around)
    slope = np.vdot(around, w - middle_w) / spread if spread else np.complex128(1)
    return np.complex128(slope), np.complex128(middle_w - slope * middle_z)


def _fields(places: Places, frame: FrameFeatures) -> int:
    """In how many of 8 x 8 fields of the picture the places lie."""
    across = np.clip(places[:, 0] * 8 // frame.width_px, 0, 7)
    down = np.clip(places[:, 1] * 8 // frame.height_px, 0, 7)
    return len(np.unique(8 * down + across))


def _crop(
    matrix: NDArray[np.float64], query: FrameFeatures, reference: FrameFeatures
) -> tuple[float, float, float, float]:
    """The box around the query's corners in the reference, cut to it."""
    width, height = query.width_px, query.height_px
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    x, y = through(matrix, corners).T
    left, right = (float(v / reference.width_px) for v in (x.min(), x.max()))
    top, bottom = (float(v / reference.height_px) for v in (y.min(), y.max()))
    left, top, right, bottom = (round(min(max(v, 0.0), 1.0), 4) for v in (left, top, right, bottom))
    return left, top, max(right, left), max(bottom, top)
