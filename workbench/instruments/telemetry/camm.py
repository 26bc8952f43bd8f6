"""CAMM: camera motion metadata as Google specifies it for Street View: one packet a sample, its
type in the third byte, numbers little-endian. Types 5 and 6 hold positions."""

from __future__ import annotations

import math
import struct
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from workbench.records.positions import UNKNOWN_FIX

_PLAIN = struct.Struct("<ddd")
"""Type 5: latitude, longitude, altitude."""
_FULL = struct.Struct("<dIddfffffff")
"""Type 6: GPS time, kind of fix, latitude, longitude, altitude, accuracy across and up, speed east,
north and up, accuracy of the speed."""
_GPS_0 = datetime(1980, 1, 6, tzinfo=UTC).timestamp()
_LEAP_S = 18
"""By which the clock of the satellites is ahead of UTC since 2017."""


def positions_in(
    payload: bytes, start_s: float
) -> tuple[NDArray[np.float64], NDArray[np.uint8]] | None:
    """The position of one sample as `Positions` has it; None where it holds none."""
    if len(payload) < 4:
        return None
    kind = struct.unpack_from("<H", payload, 2)[0]
    values = np.full((1, 7), np.nan)
    values[0, 0] = start_s
    if kind == 5 and len(payload) >= 4 + _PLAIN.size:
        values[0, 1:4] = _PLAIN.unpack_from(payload, 4)
        return values, np.array([UNKNOWN_FIX], np.uint8)
    if kind != 6 or len(payload) < 4 + _FULL.size:
        return None
    at_s, fix, latitude, longitude, altitude, *_, east, north, _up, _off = _FULL.unpack_from(
        payload, 4
    )
    values[0, 1:5] = latitude, longitude, altitude, math.hypot(east, north)
    values[0, 5] = _GPS_0 + at_s - _LEAP_S
    return values, np.array([min(fix, 254)], np.uint8)
