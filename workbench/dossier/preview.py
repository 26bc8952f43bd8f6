"""Previews: the pictures that the page shows of frames that are large, or have 16 bits.

Whole-number averages of whole blocks, so that whoever checks a dossier makes the same pixels again.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from workbench.media import png

MAX_SIDE_PX = 1280
MAX_PIXELS = 220_000_000


def pixels_sha256(rgb: png.Picture) -> str:
    """Digest of the rows: of 8 bits, as a citation gives it; of 16, as the PNG has them."""
    return hashlib.sha256(np.ascontiguousarray(rgb).data).hexdigest()


def smaller(file: bytes) -> bytes | None:
    """The preview of an exhibit as PNG; None for one that is shown itself."""
    made = of(png.decode(file, MAX_PIXELS))
    return None if made is None else png.encode(made)


def of(picture: png.Picture) -> NDArray[np.uint8] | None:
    """What the page shows in the place of a picture: it in 8 bits, and not too large; None where
    it is that already."""
    rgb = png.narrowed(picture)
    shrunk = shrink(rgb)
    return rgb if shrunk is None and picture.itemsize > 1 else shrunk


def shrink(rgb: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """`rgb` (height, width, 3) with its longer side at most MAX_SIDE_PX; None where it is already.

    Each pixel is the mean of a block, rounded half up; what does not fill a last block is cut off.
    """
    height, width, _ = rgb.shape
    step = -(-max(height, width) // MAX_SIDE_PX)
    if step <= 1:
        return None
    rows, columns = max(height // step, 1), max(width // step, 1)
    blocks = rgb[: rows * step, : columns * step]
    if height < step or width < step:  # A sliver, thinner than one block.
        return blocks[::step, ::step][:rows, :columns].copy()
    sums = blocks.reshape(rows, step, columns, step, 3).sum(axis=(1, 3), dtype=np.uint32)
    means: NDArray[np.uint8] = ((sums + step * step // 2) // (step * step)).astype(np.uint8)
    return means
