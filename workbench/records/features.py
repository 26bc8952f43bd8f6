"""Features: local marks of a picture by which a part of it is found again in another picture."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.records.packed import MAX_FRAMES, NO_PTS

VERSION = 1
DESCRIPTOR_BYTES = 16
MAX_FEATURES = 4096
"""Of one frame."""
_HEAD = "<BI"
_FRAME = "<qHHH"
_PLACE_STEPS = 32
"""Steps of one pixel in which places are kept."""


@dataclass(frozen=True, slots=True, eq=False)
class FrameFeatures:
    """The features of one frame, in pixels of the upright picture as it was looked at."""

    pts: int | None
    """None for a still."""
    width_px: int
    height_px: int
    places: NDArray[np.float32]
    """(n, 2): x and y."""
    bits: NDArray[np.uint8]
    """(n, 16): a SIFT descriptor, each of its 128 values above the descriptor's median or not."""

    def __len__(self) -> int:
        return len(self.places)


def pack_features(frames: Sequence[FrameFeatures]) -> bytes:
    """`u8 version, u32 n`, then each `i64 pts, u16 width, u16 height, u16 count`, the places as
    `u16 [count][2]` in 1/32 pixel, and `u8 bits[count][16]`."""
    parts = [struct.pack(_HEAD, VERSION, len(frames))]
    for one in frames:
        pts = NO_PTS if one.pts is None else one.pts
        parts.append(struct.pack(_FRAME, pts, one.width_px, one.height_px, len(one)))
        steps = np.clip(np.rint(one.places * _PLACE_STEPS), 0, 0xFFFF)
        parts.append(steps.astype("<u2").tobytes())
        parts.append(np.ascontiguousarray(one.bits).tobytes())
    return b"".join(parts)


def unpack_features(blob: bytes) -> tuple[FrameFeatures, ...]:
    """ValueError where the blob is not what `pack_features` writes."""
    if len(blob) < struct.calcsize(_HEAD):
        raise ValueError("features: cut short")
    version, count = struct.unpack_from(_HEAD, blob)
    if version != VERSION or count > MAX_FRAMES:
        raise ValueError("features: unknown version or impossible count")
    at = struct.calcsize(_HEAD)
    frames = []
    for _ in range(count):
        if len(blob) < at + struct.calcsize(_FRAME):
            raise ValueError("features: cut short")
        pts, width, height, n = struct.unpack_from(_FRAME, blob, at)
        at += struct.calcsize(_FRAME)
        if n > MAX_FEATURES or not width or not height:
            raise ValueError("features: impossible frame")
        if len(blob) < at + n * (4 + DESCRIPTOR_BYTES):
            raise ValueError("features: cut short")
        steps = np.frombuffer(blob, "<u2", 2 * n, at).reshape(n, 2)
        at += 4 * n
        bits = np.frombuffer(blob, np.uint8, DESCRIPTOR_BYTES * n, at)
        at += DESCRIPTOR_BYTES * n
        frames.append(
            FrameFeatures(
                None if pts == NO_PTS else pts,
                width,
                height,
                (steps / np.float32(_PLACE_STEPS)).astype(np.float32),
                bits.reshape(n, DESCRIPTOR_BYTES),
            )
        )
    if at != len(blob):
        raise ValueError("features: bytes left over")
    return tuple(frames)


def mirrored(frame: FrameFeatures) -> FrameFeatures:
    """The features of the mirrored picture, without the picture.

    A SIFT descriptor counts gradients in 4 x 4 fields by 8 directions, in the frame of the
    feature's own direction. Mirroring swaps the sides of that direction: the rows of fields change
    places, and directions turn the other way. Being above the median is not touched by that.
    """
    places = frame.places.copy()
    places[:, 0] = np.float32(frame.width_px - 1) - places[:, 0]
    fields = np.unpackbits(frame.bits, axis=1).reshape(-1, 4, 4, 8)
    turned = fields[:, ::-1][..., (-np.arange(8)) % 8]
    bits = np.packbits(turned.reshape(-1, 8 * DESCRIPTOR_BYTES), axis=1)
    return FrameFeatures(frame.pts, frame.width_px, frame.height_px, places, bits)
