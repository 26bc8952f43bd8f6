"""Positions: where a camera says it was, moment by moment, in a track of its own."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

VERSION = 1
MAX_POSITIONS = 500_000
UNKNOWN_FIX = 255
_HEAD = "<BI"
_COLUMNS = 7
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Positions in order of presentation time; NaN for what is not stated.

    `values` (n, 7) float64: presentation time in s, latitude and longitude in degrees, altitude in
    m, speed over ground in m/s, seconds since 1970 in UTC, dilution of precision. `fix` (n,) uint8:
    0 no satellites, 2 or 3 dimensions, `UNKNOWN_FIX`.
    """

    values: NDArray[np.float64]
    fix: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.fix)

    @property
    def time_s(self) -> NDArray[np.float64]:
        return self.values[:, 0]

    @property
    def places(self) -> NDArray[np.float64]:
        """Latitude and longitude, (n, 2)."""
        return self.values[:, 1:3]

    def located(self) -> Positions:
        """Those that had satellites and are a place: not 0, 0, which means none."""
        latitude, longitude = self.places.T
        good = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180) & (self.fix != 0)
        good &= (latitude != 0) | (longitude != 0)
        return Positions(self.values[good], self.fix[good])

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each position by the names that files of ours have."""
        for values, fix in zip(self.values.tolist(), self.fix.tolist(), strict=True):
            time_s, latitude, longitude, altitude, speed, utc_s, dop = values
            yield {
                "time_s": round(time_s, 6),
                "latitude_deg": round(latitude, 9),
                "longitude_deg": round(longitude, 9),
                "altitude_m": _stated(altitude, 3),
                "speed_mps": _stated(speed, 3),
                "at": utc_text(utc_s),
                "fix": None if fix == UNKNOWN_FIX else fix,
                "dop": _stated(dop, 2),
            }


def utc_text(utc_s: float) -> str | None:
    """ISO 8601 with milliseconds; None where no time is stated, or none that can be one."""
    if not math.isfinite(utc_s) or not 0 < utc_s < 1e11:
        return None
    at = _EPOCH + timedelta(milliseconds=round(utc_s * 1000))
    return at.isoformat(timespec="milliseconds")


def _stated(value: float, digits: int) -> float | None:
    return round(value, digits) if math.isfinite(value) else None


def pack_positions(positions: Positions) -> bytes:
    """`u8 version, u32 n, f64 values[n][7], u8 fix[n]`."""
    head = struct.pack(_HEAD, VERSION, len(positions))
    return head + positions.values.astype("<f8").tobytes() + positions.fix.tobytes()


def unpack_positions(blob: bytes) -> Positions:
    """Raises ValueError for what is none."""
    at = struct.calcsize(_HEAD)
    if len(blob) < at:
        raise ValueError("positions: cut short")
    version, n = struct.unpack_from(_HEAD, blob)
    if version != VERSION or n > MAX_POSITIONS or len(blob) != at + n * (8 * _COLUMNS + 1):
        raise ValueError("positions: unknown version or wrong length")
    values = np.frombuffer(blob, "<f8", n * _COLUMNS, at).reshape(n, _COLUMNS)
    if not np.isfinite(values[:, :3]).all():
        raise ValueError("positions: a place that is none")
    return Positions(values, np.frombuffer(blob, np.uint8, n, at + 8 * _COLUMNS * n))
