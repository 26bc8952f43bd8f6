"""Location: where a file says that it was recorded."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

_ISO_6709 = re.compile(r"\s*([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")


def coordinates_text(iso_6709: str) -> str | None:
    """`latitude longitude [altitude]` in decimal degrees and metres, out of an ISO 6709 text."""
    found = _ISO_6709.match(iso_6709)
    if not found:
        return None
    latitude, longitude = _decimal(found[1], 2), _decimal(found[2], 3)
    parts = [latitude, longitude] + ([float(found[3])] if found[3] else [])
    return " ".join(f"{part:.10g}" for part in parts)


def _decimal(text: str, degree_digits: int) -> float:
    """ISO 6709 writes ±DD.D, ±DDMM.M or ±DDMMSS.S: the count of digits says which."""
    sign = -1 if text[0] == "-" else 1
    whole, _, part = text[1:].partition(".")
    if len(whole) > degree_digits:
        whole = whole.zfill(degree_digits + (4 if len(whole) > degree_digits + 2 else 2))
    degrees = float(whole[:degree_digits] or 0)
    minutes = float(whole[degree_digits : degree_digits + 2] or 0)
    seconds = float(whole[degree_digits + 2 :] or 0)
    rest = float(f"0.{part}") if part else 0.0
    if len(whole) <= degree_digits:
        degrees += rest
    elif len(whole) <= degree_digits + 2:
        minutes += rest
    else:
        seconds += rest
    return sign * (degrees + minutes / 60 + seconds / 3600)


_CLIP_TAGS = (
    "Keys:GPSCoordinates",
    "UserData:GPSCoordinates",
    "ItemList:GPSCoordinates",
)


def location_of(tags: Mapping[str, Any]) -> dict[str, Any] | None:
    """The place in the tags, as `inspect` gives it: EXIF before container tags. A place of exactly
    0, 0 is what devices write that have none, and is left to the tags."""
    found = _exif_location(tags)
    if found is not None:
        return found
    stated = {name: tags[name] for name in _CLIP_TAGS if isinstance(tags.get(name), str)}
    stated.update((k, v) for k, v in tags.items() if k.endswith(":LocationInformation"))
    for name, text in stated.items():
        # `loci` has a name in front that may hold digits; its numbers begin at the latitude.
        numbers = _floats(str(text)[str(text).rfind("Lat=") :] if "Lat=" in text else text)
        if len(numbers) >= 2:
            place = _place(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else None, name)
            if place is not None:
                return place
    return None


def _floats(text: str) -> list[float]:
    found = re.findall(r"[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?", text)
    return [float(number) for number in found[:3]]


def _exif_location(tags: Mapping[str, Any]) -> dict[str, Any] | None:
    latitude, longitude = tags.get("GPS:GPSLatitude"), tags.get("GPS:GPSLongitude")
    if not isinstance(latitude, float) or not isinstance(longitude, float):
        return None
    if str(tags.get("GPS:GPSLatitudeRef", "N")).upper().startswith("S"):
        latitude = -latitude
    if str(tags.get("GPS:GPSLongitudeRef", "E")).upper().startswith("W"):
        longitude = -longitude
    altitude = tags.get("GPS:GPSAltitude")
    if isinstance(altitude, (int, float)):
        below = tags.get("GPS:GPSAltitudeRef") in (1, 3)
        return _place(latitude, longitude, -float(altitude) if below else float(altitude), "GPS")
    return _place(latitude, longitude, None, "GPS")


def _place(
    latitude_deg: float, longitude_deg: float, altitude_m: float | None, source: str
) -> dict[str, Any] | None:
    if not (abs(latitude_deg) <= 90 and abs(longitude_deg) <= 180):
        return None
    if latitude_deg == 0 and longitude_deg == 0:
        return None
    if altitude_m is not None and not math.isfinite(altitude_m):
        altitude_m = None
    return {
        "latitude_deg": latitude_deg,
        "longitude_deg": longitude_deg,
        "altitude_m": altitude_m,
        "from": source,
    }
