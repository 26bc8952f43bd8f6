"""Canon's tables inside its maker note, valued as ExifTool does (https://exiftool.org/canon_tags.html).

The tables are arrays of words: the place of a word says what it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from workbench.instruments.metadata import maker_names as names

Words = Sequence[int]


def table_tags(number: int, words: Words) -> dict[str, Any]:
    """What the table under this tag says; empty for one that is not known."""
    read = _TABLES.get(number)
    return read(words) if read is not None else {}


def _signed(word: int) -> int:
    return word - 0x10000 if word & 0x8000 and word <= 0xFFFF else word


def _exposure(word: int) -> float:
    """Canon's steps of 1/32, where a third is written as 12 or 20."""
    word = _signed(word)
    sign, word = (-1, -word) if word < 0 else (1, word)
    part = word & 0x1F
    whole = word - part
    fraction = {0x0C: 0x20 / 3, 0x14: 0x40 / 3}.get(part, float(part))
    return sign * (whole + fraction) / 0x20


def _rounded(value: float) -> float | int:
    value = float(f"{value:.15g}")
    return int(value) if value.is_integer() else value


def _power(word: int, half: float) -> float | int:
    exponent = half * _exposure(word)
    return _rounded(math.exp(exponent * math.log(2))) if abs(exponent) < 64 else 0


def _plain(table: dict[int, str], signed: bool = True) -> Callable[[Words], dict[str, Any]]:
    def read(words: Words) -> dict[str, Any]:
        return {
            name: _signed(words[place]) if signed else words[place]
            for place, name in table.items()
            if place < len(words)
        }

    return read


_ISO = {14: None, 15: None, 16: 50, 17: 100, 18: 200, 19: 400, 20: 800}
_UNSET = 0x7FFF
_MAY_BE_UNSET = frozenset({"Contrast", "Saturation", "Sharpness", "ColorTone", "CameraISO"})
_MAY_BE_MINUS = frozenset(
    {"RecordMode", "FocusContinuous", "AESetting", "ImageStabilization", "SpotMeteringMode",
     "PhotoEffect", "ManualFlashOutput", "SRAWQuality", "FlashActivity"}
)  # fmt: skip


def _settings(words: Words) -> dict[str, Any]:
    tags = _plain(names.CANON_SETTINGS)(words)
    units = tags.get("FocalUnits") or 1
    for name, value in list(tags.items()):
        if (name in _MAY_BE_UNSET and value == _UNSET) or (name in _MAY_BE_MINUS and value == -1):
            del tags[name]
        elif name == "CameraISO":
            iso = value & 0x3FFF if value & 0x4000 else _ISO.get(value, value)
            if not iso:
                del tags[name]
            else:
                tags[name] = iso
        elif name in ("MaxFocalLength", "MinFocalLength"):
            tags[name] = _rounded((value & 0xFFFF) / units)
        elif name in ("MaxAperture", "MinAperture"):
            tags[name] = _power(value, 0.5)
            if value <= 0:
                del tags[name]
        elif name == "DisplayAperture":
            tags[name] = _rounded(value / 10)
            if not value:
                del tags[name]
        elif name == "LensType":
            tags[name] = value & 0xFFFF
    return tags


_SHOT: dict[str, Callable[[int], Any]] = {
    "AutoISO": lambda word: _rounded(math.exp(word / 32 * math.log(2)) * 100),
    "BaseISO": lambda word: _rounded(math.exp(word / 32 * math.log(2)) * 100 / 32),
    "MeasuredEV": lambda word: _rounded(word / 32 + 5),
    "TargetAperture": lambda word: _power(word, 0.5) if word > 0 else None,
    "TargetExposureTime": lambda word: _power(word, -1.0) if word > -1000 else None,
    "ExposureCompensation": lambda word: _rounded(_exposure(word)),
    "CameraTemperature": lambda word: word - 128 if word else None,
    "FlashGuideNumber": lambda word: _rounded(word / 32) if word != -1 else None,
    "AFPointsInFocus": lambda word: word or None,
    "FlashExposureComp": lambda word: _rounded(_exposure(word)),
    "AEBBracketValue": lambda word: _rounded(_exposure(word)),
    "FocusDistanceUpper": lambda word: _rounded((word & 0xFFFF) / 100) if word else None,
    "FocusDistanceLower": lambda word: _rounded((word & 0xFFFF) / 100),
    "FNumber": lambda word: _power(word, 0.5) if word else None,
    "ExposureTime": lambda word: _power(word, -1.0) if word else None,
    "MeasuredEV2": lambda word: _rounded(word / 8 - 6) if word else None,
    "BulbDuration": lambda word: _rounded(word / 10),
    "AutoRotate": lambda word: word if word >= 0 else None,
    "SelfTimer2": lambda word: _rounded(word / 10) if word >= 0 else None,
}


def _shot(words: Words) -> dict[str, Any]:
    tags = _plain(names.CANON_SHOT)(words)
    for name, convert in _SHOT.items():
        if name in tags:
            tags[name] = convert(tags[name]) if abs(tags[name]) < 0x8000 else None
    if "FocusDistanceUpper" in tags and tags["FocusDistanceUpper"] is None:
        tags.pop("FocusDistanceLower", None)
    return {name: value for name, value in tags.items() if value is not None}


def _focal(words: Words) -> dict[str, Any]:
    if len(words) < 2:
        return {}
    tags: dict[str, Any] = {"FocalType": words[0]} if words[0] else {}
    if words[1]:
        tags["FocalLength"] = words[1]
    for place, name in ((2, "FocalPlaneXSize"), (3, "FocalPlaneYSize")):
        if place < len(words) and words[place] >= 40:
            tags[name] = _rounded(words[place] * 25.4 / 1000)
    return tags


_AREA = ("AFAreaWidths", "AFAreaHeights", "AFAreaXPositions", "AFAreaYPositions")
_SIZES = ("CanonImageWidth", "CanonImageHeight", "AFImageWidth", "AFImageHeight")


def _focus_points(words: Words) -> dict[str, Any]:
    """Cameras up to about 2007: one size for all areas."""
    if len(words) < 8:
        return {}
    head = ("NumAFPoints", "ValidAFPoints", *_SIZES, "AFAreaWidth", "AFAreaHeight")
    tags: dict[str, Any] = dict(zip(head, words, strict=False))
    at, count = 8, words[0]
    for name in _AREA[2:]:
        tags[name] = " ".join(str(_signed(word)) for word in words[at : at + count])
        at += count
    size = (count + 15) // 16
    tags["AFPointsInFocus"] = " ".join(str(_signed(word)) for word in words[at : at + size])
    after = words[at + size :]
    if len(after) in (1, 2):
        tags["PrimaryAFPoint"] = after[-1]
    elif len(after) > 8:
        tags["PrimaryAFPoint"] = after[8]
    return tags


def _focus_areas(words: Words) -> dict[str, Any]:
    if len(words) < 8:
        return {}
    head = ("AFAreaMode", "NumAFPoints", "ValidAFPoints", *_SIZES)
    tags: dict[str, Any] = dict(zip(head, words[1:], strict=False))
    at, count = 8, words[2]
    for name in _AREA:
        tags[name] = " ".join(str(_signed(word)) for word in words[at : at + count])
        at += count
    size = (count + 15) // 16
    for name in ("AFPointsInFocus", "AFPointsSelected"):
        if at + size <= len(words):
            tags[name] = " ".join(str(_signed(word)) for word in words[at : at + size])
        at += size
    if at < len(words):
        tags["PrimaryAFPoint"] = words[at]
    return tags


_LIGHTS = (
    (1, "Auto"), (5, "Daylight"), (9, "Shade"), (13, "Cloudy"), (17, "Tungsten"),
    (21, "Fluorescent"), (25, "Flash"), (29, "Custom"), (33, "Kelvin"),
)  # fmt: skip


def _balance(words: Words) -> dict[str, Any]:
    tags: dict[str, Any] = {
        f"WB_RGGBLevels{light}": " ".join(str(_signed(w)) for w in words[at : at + 4])
        for at, light in _LIGHTS
        if at + 4 <= len(words)
    }
    if len(words) >= 41:
        tags["WB_RGGBBlackLevels"] = " ".join(str(_signed(w)) for w in words[37:41])
    return tags


_TABLES: dict[int, Callable[[Words], dict[str, Any]]] = {
    0x0001: _settings,
    0x0002: _focal,
    0x0004: _shot,
    0x0012: _focus_points,
    0x001D: _plain({2: "MyColorMode"}),
    0x0026: _focus_areas,
    0x003C: _focus_areas,
    0x0035: _plain(names.CANON_TIME, signed=False),
    0x0093: _plain(names.CANON_FILE),
    0x0098: _plain(names.CANON_CROP, signed=False),
    0x009A: _plain(names.CANON_ASPECT, signed=False),
    0x00A0: _plain(names.CANON_PROCESSING),
    0x00A9: _balance,
    0x00AA: lambda words: {"MeasuredRGGB": " ".join(map(str, words[1:5]))},
    0x00B1: _plain(names.CANON_MODIFIED),
    0x00E0: _plain(names.CANON_SENSOR),
}
