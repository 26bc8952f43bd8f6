"""Flow: how many bytes picture and sound take over time, and where key frames lie."""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

VERSION = 1
MAX_STEPS = 200_000
MAX_KEYS = 1_000_000
_HEAD = "<BIIdd"


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Bytes in each step of presentation time, and the PTS of key frames in rising order; none
    where every frame is one.

    `picture_bytes` and `sound_bytes` (n,) uint32; `key_pts` (k,) int64 in units of the picture's
    time base.
    """

    start_s: float
    step_s: float
    picture_bytes: NDArray[np.uint32]
    sound_bytes: NDArray[np.uint32]
    key_pts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.picture_bytes)


def pack_flow(flow: Flow) -> bytes:
    """`u8 version, u32 n, u32 k, f64 start, f64 step, u32 picture[n], u32 sound[n], i64 key[k]`."""
    head = struct.pack(_HEAD, VERSION, len(flow), len(flow.key_pts), flow.start_s, flow.step_s)
    rates = flow.picture_bytes.astype("<u4").tobytes() + flow.sound_bytes.astype("<u4").tobytes()
    return head + rates + flow.key_pts.astype("<i8").tobytes()


def unpack_flow(blob: bytes) -> Flow:
    """Raises ValueError for what is none."""
    at = struct.calcsize(_HEAD)
    if len(blob) < at:
        raise ValueError("flow: cut short")
    version, n, k, start_s, step_s = struct.unpack_from(_HEAD, blob)
    if version != VERSION or n > MAX_STEPS or k > MAX_KEYS or len(blob) != at + 8 * n + 8 * k:
        raise ValueError("flow: unknown version or wrong length")
    if not (0 < step_s < 1e9 and abs(start_s) < 1e12):
        raise ValueError("flow: impossible head")
    return Flow(
        start_s=start_s,
        step_s=step_s,
        picture_bytes=np.frombuffer(blob, "<u4", n, at),
        sound_bytes=np.frombuffer(blob, "<u4", n, at + 4 * n),
        key_pts=np.frombuffer(blob, "<i8", k, at + 8 * n),
    )
