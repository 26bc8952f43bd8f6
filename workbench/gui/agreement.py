"""Agreement: the same places found in two pictures, by local features. Knows no Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from workbench.gui.blending import Rgb

SIDE_PX = 960
"""Pictures are looked at no larger than this: enough for a fit of a pixel, and quick."""
FEATURES = 2500
RATIO = 0.75
"""A feature is taken only when its second-best partner is this much worse (Lowe 2004)."""
REACH_PX = 3.0
LEAST = 12
"""Fewer features that agree on one place may do so by chance."""

Points = NDArray[np.float64]
"""(n, 2): x and y in pixels of the picture."""


def agreeing(a: Rgb, b: Rgb) -> tuple[Points, Points] | None:
    """Places of A and of B that agree on one turn, scale and shift; None where too few do. What
    is mirrored in one of them does not agree: turn it back first."""
    import cv2

    found = []
    for picture in (a, b):
        share = min(SIDE_PX / max(picture.shape[:2]), 1.0)
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
        if share < 1:
            grey = np.asarray(
                cv2.resize(grey, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), np.uint8
            )
        keys, described = cv2.SIFT_create(FEATURES).detectAndCompute(grey, None)  # type: ignore[attr-defined]
        if described is None or len(keys) < LEAST:
            return None
        found.append((np.array([key.pt for key in keys]) / share, described))
    (a_points, a_bits), (b_points, b_bits) = found
    partners = cv2.BFMatcher().knnMatch(b_bits, a_bits, k=2)
    taken = [p[0] for p in partners if len(p) == 2 and p[0].distance < RATIO * p[1].distance]
    if len(taken) < LEAST:
        return None
    there = b_points[[one.queryIdx for one in taken]]
    here = a_points[[one.trainIdx for one in taken]]
    reach = REACH_PX * max(max(a.shape[:2]) / SIDE_PX, 1.0)
    cv2.setRNGSeed(1)  # The same pictures are laid alike every time.
    _matrix, inliers = cv2.estimateAffinePartial2D(
        there, here, method=cv2.RANSAC, ransacReprojThreshold=reach
    )
    agree = np.flatnonzero(inliers) if inliers is not None else np.zeros(0, np.intp)
    return (here[agree], there[agree]) if len(agree) >= LEAST else None
