"""Packets: what a container hands out, stream by stream, before anything is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from workbench.records.item import StreamKind

MAX_PACKETS = 8_000_000
"""Of one stream: two days of sound."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamPackets:
    """The packets of one stream in the order of the file, those without a time left out.

    `pts`, `duration` (0 where nothing is stated) and `size_bytes` (n,) int64; `key` (n,) bool;
    `shown` (n,) bool, False where an edit list hides what is in the packet.
    """

    index: int
    kind: StreamKind
    time_base: Fraction
    pts: NDArray[np.int64]
    duration: NDArray[np.int64]
    size_bytes: NDArray[np.int64]
    key: NDArray[np.bool_]
    shown: NDArray[np.bool_]
    untimed: int
    """Packets without a time."""

    def __len__(self) -> int:
        return len(self.pts)


@dataclass(frozen=True, slots=True)
class PacketList:
    """The packets of the picture and of the sound that are played."""

    streams: tuple[StreamPackets, ...]
    start_offset_s: Fraction
    """What presentation time counts from."""

    def of(self, kind: StreamKind) -> StreamPackets | None:
        return next((one for one in self.streams if one.kind is kind), None)
