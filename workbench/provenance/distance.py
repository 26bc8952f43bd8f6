"""Distance between places on Earth."""

from __future__ import annotations

import math

EARTH_RADIUS_KM = 6371.0


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the great circle on a sphere, from latitudes and longitudes in degrees; haversine."""
    (latitude, longitude), (latitude2, longitude2) = (
        (math.radians(a), math.radians(b)) for a, b in (one, other)
    )
    half = (
        math.sin((latitude2 - latitude) / 2) ** 2
        + math.cos(latitude) * math.cos(latitude2) * math.sin((longitude2 - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(math.sqrt(half), 1.0))
