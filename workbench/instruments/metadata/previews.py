"""Embedded small pictures beside the picture itself: a crop, or an older state, shows.

Editing programs and services often change the picture and leave the small one as the camera made
it. What is measured here are numbers; what they may mean is said with the notice.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments import pdq
from workbench.instruments.instrument import Picture
from workbench.instruments.metadata.attempt import attempt

MAX_SIDE_PX = 4096
MAX_BYTES = 16 << 20
MIN_SIDE_PX = 32
SIDE_PX = 64
"""Both are compared at this size, stretched: the aspects are compared as numbers."""
_BAR_LUMA = 24.0
"""Cameras fill a small picture of fixed shape with black above and below, and JPEG blurs that."""
_BAR_SHARE = 0.3
Luma = NDArray[np.uint8]


def compared(
    previews: Mapping[str, bytes], picture: Picture, orientation: int
) -> list[dict[str, Any]]:
    """One row for each small picture that can be read: where it lies, its size, both aspects, and
    how alike it and the picture are."""
    rows = []
    for place, data in previews.items():
        found = attempt(lambda d=data, p=place: _row(p, d, picture, orientation))  # type: ignore[misc]
        if found is not None:
            rows.append(found)
    return rows


def _row(place: str, data: bytes, picture: Picture, orientation: int) -> dict[str, Any] | None:
    stored = _luma(data)
    if stored is None:
        return None
    whole = picture.rgb(512)
    luma = np.asarray(pdq.luma_of(whole), np.float32)
    height_px, width_px = luma.shape
    rows = [_alike(place, candidate, luma) for candidate in _turned(stored, orientation)]
    best = max(rows, key=lambda row: float(row["correlation"]))
    return {**best, "picture_aspect": round(width_px / height_px, 4)}


def _luma(data: bytes) -> Luma | None:
    from PIL import Image

    if len(data) > MAX_BYTES:
        return None
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        if not all(MIN_SIDE_PX <= side <= MAX_SIDE_PX for side in image.size):
            return None
        image.draft("L", (512, 512))
        return np.asarray(image.convert("L"), np.uint8)


_TURNS = {
    2: lambda luma: luma[:, ::-1],
    3: lambda luma: luma[::-1, ::-1],
    4: lambda luma: luma[::-1],
    5: lambda luma: luma.T,
    6: lambda luma: np.rot90(luma, -1),
    7: lambda luma: luma[::-1, ::-1].T,
    8: lambda luma: np.rot90(luma),
}


def _turned(luma: Luma, orientation: int) -> Iterator[Luma]:
    """As it is stored, and turned as the picture is: writers do either. Each also without bars."""
    upright = [luma]
    if orientation in _TURNS:
        upright.append(np.ascontiguousarray(_TURNS[orientation](luma)))
    for one in upright:
        yield one
        bare = _without_bars(one)
        if bare.shape != one.shape:
            yield bare


def _without_bars(luma: Luma) -> Luma:
    """Without black rows or columns at both ends, where they are alike and not most of it."""
    for axis in (0, 1):
        dark = luma.mean(axis=1 - axis) < _BAR_LUMA
        if not dark[0] or not dark[-1] or dark.all():
            continue
        first, last = int(np.argmin(dark)), int(np.argmin(dark[::-1]))
        size = len(dark)
        if abs(first - last) <= 2 + size // 40 and first + last <= size * _BAR_SHARE:
            keep = slice(first + 1, size - last - 1)
            luma = luma[keep] if axis == 0 else luma[:, keep]
    return np.ascontiguousarray(luma)


def _alike(place: str, small: Luma, picture: NDArray[np.float32]) -> dict[str, Any]:
    height_px, width_px = small.shape
    one, other = _shrunk(small.astype(np.float32)), _shrunk(picture)
    bits, _ = pdq.fingerprint_luma(small.astype(np.float32))
    of_picture, _ = pdq.fingerprint_luma(picture)
    distance = int(np.bitwise_count(np.bitwise_xor(bits, of_picture)).sum())
    return {
        "from": place,
        "width_px": width_px,
        "height_px": height_px,
        "aspect": round(width_px / height_px, 4),
        "correlation": round(_correlation(one, other), 4),
        "pdq_bits": distance,
    }


def _shrunk(luma: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    shrunk = cv2.resize(luma, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(shrunk, (5, 5), 0), np.float32)


def _correlation(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Of Pearson; 1 where both are plain, 0 where only one is."""
    a, b = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((a * a).sum() * (b * b).sum()))
    if spread < 1e-3 * a.size:
        return float(np.abs(one - other).max() < 16)
    return float((a * b).sum()) / spread
