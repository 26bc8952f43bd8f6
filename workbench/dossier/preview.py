"""Previews: the smaller pictures that the page shows of large frames.

Whole-number averages of whole blocks, so that whoever checks a dossier makes the same pixels again.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from workbench.media import png

MAX_SIDE_PX = 1280
MAX_PIXELS = 220_000_000


def pixels_sha256(rgb: NDArray[np.uint8]) -> str:
    """Digest of the RGB24 rows, as a citation gives it."""
    return hashlib.sha256(np.ascontiguousarray(rgb).data).hexdigest()


def smaller(file: bytes) -> bytes | None:
    """The preview of an exhibit as PNG; None for one that is small enough to be shown itself."""
    shrunk = shrink(png.decode(file, MAX_PIXELS))
    return None if shrunk is None else png.encode(shrunk)


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
