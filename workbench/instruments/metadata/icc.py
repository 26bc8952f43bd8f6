"""Colour profiles (ICC.1:2022), named and valued as ExifTool does."""

from __future__ import annotations

import struct
from typing import Any

from workbench.instruments.metadata.exif import binary, text_value

MAX_ELEMENTS = 100
MAX_LANGUAGES = 100
_HEAD_BYTES = 132
_PLAIN_LANGUAGES = frozenset({"en-US", "en"})
"""Without a suffix in ExifTool's names."""

_NAMES = {
    "A2B0": "AToB0", "A2B1": "AToB1", "A2B2": "AToB2", "B2A0": "BToA0", "B2A1": "BToA1",
    "B2A2": "BToA2", "bTRC": "BlueTRC", "bXYZ": "BlueMatrixColumn", "bfd ": "UCRBG",
    "bkpt": "MediaBlackPoint", "calt": "CalibrationDateTime", "chad": "ChromaticAdaptation",
    "clro": "ColorantOrder", "clrt": "ColorantTable", "clot": "ColorantTableOut",
    "cprt": "ProfileCopyright", "crdi": "CRDInfo", "dmdd": "DeviceModelDesc",
    "dmnd": "DeviceMfgDesc", "desc": "ProfileDescription", "devs": "DeviceSettings",
    "gamt": "Gamut", "gTRC": "GreenTRC", "gXYZ": "GreenMatrixColumn", "kTRC": "GrayTRC",
    "lumi": "Luminance", "ncol": "NamedColor", "ncl2": "NamedColor2", "pre0": "Preview0",
    "pre1": "Preview1", "pre2": "Preview2", "pseq": "ProfileSequenceDesc",
    "psid": "ProfileSequenceIdentifier", "resp": "OutputResponse", "rTRC": "RedTRC",
    "rXYZ": "RedMatrixColumn", "scrd": "ScreeningDesc", "scrn": "Screening",
    "targ": "CharTarget", "tech": "Technology", "vued": "ViewingCondDesc",
    "vcgt": "VideoCardGamma", "wtpt": "MediaWhitePoint", "dscm": "ProfileDescriptionML",
    "mmod": "MakeAndModel", "ndin": "NativeDisplayInfo", "cicp": "ColorRepresentation",
}  # fmt: skip


def profile_tags(profile: bytes, suffix: str = "") -> dict[str, Any]:
    """Head and elements of a profile; `suffix` tells a second one from the first."""
    if len(profile) < _HEAD_BYTES or profile[36:40] != b"acsp":
        return {}
    head = {f"ICC-header{suffix}:{name}": value for name, value in _head(profile).items()}
    return {**head, **_elements(profile, suffix)}


def _head(profile: bytes) -> dict[str, Any]:
    clock = struct.unpack_from(">6H", profile, 24)
    return {
        "ProfileCMMType": _four(profile, 4),
        "ProfileVersion": struct.unpack_from(">H", profile, 8)[0],
        "ProfileClass": _four(profile, 12, strip=False),
        "ColorSpaceData": _four(profile, 16, strip=False),
        "ProfileConnectionSpace": _four(profile, 20, strip=False),
        "ProfileDateTime": "{:04d}:{:02d}:{:02d} {:02d}:{:02d}:{:02d}".format(*clock),
        "ProfileFileSignature": _four(profile, 36),
        "PrimaryPlatform": _four(profile, 40),
        "CMMFlags": struct.unpack_from(">I", profile, 44)[0],
        "DeviceManufacturer": _four(profile, 48),
        "DeviceModel": _four(profile, 52),
        "DeviceAttributes": "{} {}".format(*struct.unpack_from(">II", profile, 56)),
        "RenderingIntent": struct.unpack_from(">I", profile, 64)[0],
        "ConnectionSpaceIlluminant": _fixed(profile, 68, 3),
        "ProfileCreator": _four(profile, 80),
        "ProfileID": " ".join(str(byte) for byte in profile[84:100]),
    }


def _four(profile: bytes, at: int, strip: bool = True) -> str:
    text = profile[at : at + 4].decode("latin-1")
    return text.strip("\0 ") if strip else text


def _fixed(data: bytes, at: int, count: int, layout: str = "i") -> str:
    """16.16 fixed point, to five decimals as the format's own texts give it."""
    words = struct.unpack_from(f">{count}{layout}", data, at)
    return " ".join(f"{round(word / 65536, 5):.10g}" for word in words)


def _elements(profile: bytes, suffix: str) -> dict[str, Any]:
    count = min(struct.unpack_from(">I", profile, 128)[0], MAX_ELEMENTS)
    tags: dict[str, Any] = {}
    for place in range(_HEAD_BYTES, _HEAD_BYTES + 12 * count, 12):
        if len(profile) < place + 12:
            break
        signature, at, size = struct.unpack_from(">4sII", profile, place)
        data = profile[at : at + size]
        name = _NAMES.get(signature.decode("latin-1"))
        try:
            if name is not None:
                for language, value in _values(data):
                    tags.setdefault(f"ICC_Profile{suffix}:{name}{language}", value)
            elif signature in _GROUPED:
                group, read = _GROUPED[signature]
                tags |= {f"{group}{suffix}:{key}": value for key, value in read(data).items()}
        except struct.error:
            continue
    return tags


def _values(data: bytes) -> list[tuple[str, Any]]:
    """The value of an element, in each of its languages."""
    kind = data[:4]
    if kind == b"mluc":
        return _multilingual(data)
    if kind == b"desc":
        size = struct.unpack_from(">I", data, 8)[0]
        return [("", text_value(data[12 : 12 + size].decode("latin-1")))]
    if kind == b"text":
        return [("", text_value(data[8:].decode("latin-1")))]
    if kind == b"XYZ " and len(data) >= 20:
        return [("", _fixed(data, 8, (len(data) - 8) // 12 * 3))]
    if kind == b"sf32":
        return [("", _fixed(data, 8, min((len(data) - 8) // 4, 64)))]
    if kind == b"sig ":
        return [("", _four(data, 8, strip=False))]
    if kind == b"dtim" and len(data) >= 20:
        clock = struct.unpack_from(">6H", data, 8)
        return [("", "{:04d}:{:02d}:{:02d} {:02d}:{:02d}:{:02d}".format(*clock))]
    return [("", binary(data))] if data else []


def _multilingual(data: bytes) -> list[tuple[str, Any]]:
    count, step = struct.unpack_from(">II", data, 8)
    found: list[tuple[str, Any]] = []
    for place in range(min(count, MAX_LANGUAGES)):
        if step < 12:
            break
        language, country, size, at = struct.unpack_from(">2s2sII", data, 16 + step * place)
        text = data[at : at + size].decode("utf-16-be", "replace")
        code = "-".join(w.decode("latin-1") for w in (language, country) if w.strip(b"\0 "))
        found.append(("" if code in _PLAIN_LANGUAGES else f"-{code}", text_value(text)))
    return found


def _measurement(data: bytes) -> dict[str, Any]:
    observer = struct.unpack_from(">I", data, 8)[0]
    geometry, flare, illuminant = struct.unpack_from(">III", data, 24)
    return {
        "MeasurementObserver": observer,
        "MeasurementBacking": _fixed(data, 12, 3),
        "MeasurementGeometry": geometry,
        "MeasurementFlare": round(flare / 65536, 5),
        "MeasurementIlluminant": illuminant,
    }


def _viewing(data: bytes) -> dict[str, Any]:
    return {
        "ViewingCondIlluminant": _fixed(data, 8, 3),
        "ViewingCondSurround": _fixed(data, 20, 3),
        "ViewingCondIlluminantType": struct.unpack_from(">I", data, 32)[0],
    }


def _chromaticity(data: bytes) -> dict[str, Any]:
    channels, colorant = struct.unpack_from(">HH", data, 8)
    tags: dict[str, Any] = {"ChromaticityChannels": channels, "ChromaticityColorant": colorant}
    for place in range(min(channels, 4)):
        tags[f"ChromaticityChannel{place + 1}"] = _fixed(data, 12 + 8 * place, 2, "I")
    return tags


_GROUPED = {
    b"meas": ("ICC-meas", _measurement),
    b"view": ("ICC-view", _viewing),
    b"chrm": ("ICC-chrm", _chromaticity),
}
