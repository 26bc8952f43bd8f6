"""JPEG files made from checked arrays, for handing round: smaller than PNG, and not exact."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

_COMMENT = b"\xff\xfe"
_MOST = 65_533
"""Bytes in one segment."""


def encode(rgb: NDArray[np.uint8], quality: int, comment: str) -> bytes:
    """`rgb` (height, width, 3) as a JPEG without a date, colour not subsampled; `quality` 1 to 100.
    The comment goes into a segment of its own. Same picture, same bytes."""
    import cv2

    if max(rgb.shape[:2]) > 65_500:
        raise ValueError("JPEG has no sides as long as that")
    how = [
        cv2.IMWRITE_JPEG_QUALITY,
        quality,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    done, coded = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), how)
    if not done:
        raise ValueError("not encoded")
    file = coded.tobytes()
    said = comment.encode("utf-8", "replace")[:_MOST]
    return file[:2] + _COMMENT + struct.pack(">H", 2 + len(said)) + said + file[2:]
