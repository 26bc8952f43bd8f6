"""The decoded planes of a frame as arrays: views, nothing is copied."""

from __future__ import annotations

import hashlib
from typing import Any

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from numpy.typing import NDArray

Samples = NDArray[np.uint8] | NDArray[np.uint16]
_SPARSE = 61
"""One row of so many: what differs at all nearly always differs there."""


def rows_sha256(frame: VideoFrame) -> str:
    """SHA-256 over the planes in their native format, one after another, rows without padding."""
    digest = hashlib.sha256()
    for plane, row_bytes in zip(frame.planes, _row_bytes(frame), strict=True):
        rows = plane_rows(plane, row_bytes)
        digest.update(np.ascontiguousarray(rows).data)
    return digest.hexdigest()


def are_equal(frame: VideoFrame, other: VideoFrame) -> bool:
    """Whether all samples of both are the same, the padding of rows left out."""
    if frame.format.name != other.format.name or (frame.width, frame.height) != (
        other.width,
        other.height,
    ):
        return False
    pairs = zip(frame.planes, other.planes, _row_bytes(frame), strict=True)
    return all(same_rows(plane_rows(a, n), plane_rows(b, n)) for a, b, n in pairs)


def same_rows(rows: NDArray[np.uint8], other: NDArray[np.uint8]) -> bool:
    """Whether two arrays of bytes are equal; some rows are looked at first."""
    if rows.shape != other.shape or not np.array_equal(rows[::_SPARSE], other[::_SPARSE]):
        return False
    return bool(cv2.norm(rows, other, cv2.NORM_INF) == 0)


def plane_rows(plane: VideoPlane, row_bytes: int) -> NDArray[np.uint8]:
    """The plane as bytes: height x `row_bytes`."""
    buffer: Any = plane  # a buffer to Python; the stubs do not say so
    height, stride = plane.height, abs(plane.line_size)
    if plane.line_size == 0 or height == 0:  # a palette: one row of its own
        height, stride = 1, row_bytes
    rows: NDArray[np.uint8] = np.ndarray((height, row_bytes), np.uint8, buffer, strides=(stride, 1))
    return rows[::-1] if plane.line_size < 0 else rows


def _row_bytes(frame: VideoFrame) -> list[int]:
    layout = frame.format
    components = layout.components
    if layout.name == "pal8":
        return [frame.width, 1024]
    planes = frame.planes
    if len(planes) == 1:
        return [(planes[0].width * layout.padded_bits_per_pixel + 7) // 8]
    sample_bytes = _sample_bytes(frame)
    shared = [sum(c.plane == i for c in components) for i in range(len(planes))]
    return [p.width * n * sample_bytes for p, n in zip(planes, shared, strict=True)]


def _sample_bytes(frame: VideoFrame) -> int:
    if "f32" in frame.format.name:
        return 4
    return 1 if frame.format.components[0].bits <= 8 else 2


def has_luma_plane(frame: VideoFrame) -> bool:
    """Whether plane 0 is luma and nothing else, of 8 to 16 bits in this machine's order."""
    name = frame.format.name
    if frame.format.is_rgb or name.endswith("be") or "f32" in name or "f16" in name:
        return False
    return name.startswith(("yuv", "nv", "gray", "p0", "p2", "p4")) and not _is_packed(name)


def _is_packed(name: str) -> bool:
    return name in ("yuyv422", "yvyu422") or name.startswith(("nv20", "p2"))


def luma_samples(frame: VideoFrame) -> Samples:
    """Plane 0 as it was decoded, height x width; uint16 above 8 bits. Only with a luma plane."""
    samples: Samples = _samples(frame.planes[0], _sample_bytes(frame), 1)
    return samples


def chroma_samples(frame: VideoFrame) -> list[Samples]:
    """Cb and Cr as decoded, each at its own size; empty for grey. Only with a luma plane."""
    planes = frame.planes
    if len(planes) < 2 or frame.format.name.startswith("gray"):
        return []
    size = _sample_bytes(frame)
    if frame.format.components[1].plane == frame.format.components[2].plane:
        both = _samples(planes[1], size, 2)
        order = (1, 0) if frame.format.name.startswith(("nv21", "nv42")) else (0, 1)
        return [both[:, :, i] for i in order]
    return [_samples(planes[1], size, 1), _samples(planes[2], size, 1)]


def _samples(plane: VideoPlane, sample_bytes: int, channels: int) -> Any:
    rows = plane_rows(plane, plane.width * channels * sample_bytes)
    if sample_bytes == 2:
        rows = rows.view(np.uint16)
    shaped: Any = rows if channels == 1 else rows.reshape(plane.height, plane.width, channels)
    shaped.flags.writeable = False
    return shaped


def to_8_bits(samples: Samples, frame: VideoFrame) -> NDArray[np.uint8]:
    """Samples brought down to 8 bits; themselves where they have 8."""
    if samples.dtype == np.uint8:
        return samples  # type: ignore[return-value]
    bits = frame.format.components[0].bits
    if frame.format.name.startswith("p0"):  # P010 and its kin keep the value in the upper bits
        bits = 16
    small = cv2.convertScaleAbs(samples, alpha=1 / (1 << (bits - 8)))
    return np.asarray(small, np.uint8)


def luma_expanded(limited: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Limited range, 16 to 235, over 0 to 255: both steps saturate and the second rounds."""
    above = cv2.subtract(limited, np.array((16, 0, 0, 0)))
    return np.asarray(cv2.convertScaleAbs(above, alpha=255 / 219), np.uint8)


def expansion(low: int, high: int, middle: float) -> NDArray[np.uint8]:
    """Table from limited range, `low` to `high`, to 0 to 255 around `middle`."""
    values = np.arange(256, dtype=np.float64)
    span = 255 / (high - low)
    spread = (values - low) * span if middle == 0 else (values - middle) * span + middle
    return np.clip(np.rint(spread), 0, 255).astype(np.uint8)


CHROMA_EXPANSION = expansion(16, 240, 128)
