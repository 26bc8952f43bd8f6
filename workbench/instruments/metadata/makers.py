"""Maker notes of Apple, Samsung, Canon, Nikon and Sony: what lies there unencrypted.

Nikon and Sony encipher a part of theirs, and much of what ExifTool reads in these and in Canon's
colour data is known for single models only; that is left out, and counted in the report of tags.
"""

from __future__ import annotations

import plistlib
import struct
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from workbench.instruments.metadata import canon, maker_names
from workbench.instruments.metadata.attempt import attempt
from workbench.instruments.metadata.directories import Entry, TiffBlock, entries
from workbench.instruments.metadata.exif import Raw, tag_value

MAX_TAGS = 400
_E_MOUNT = 4
Read = Callable[[Entry, str], dict[str, Any]]


def maker_tags(block: TiffBlock, place: int, make: str) -> dict[str, Any]:
    """The tags of the note at `place` of a block, under the maker's name; empty for others."""
    head = block.read(place, 16)
    found = _opened(block, place, head, make.upper())
    if found is None:
        return {}
    group, tiff, at, base, read = found
    directory, _ = entries(tiff, at, base)
    tags: dict[str, Any] = {}
    for entry in directory or ():
        for name, value in (attempt(partial(read, entry, tiff.order)) or {}).items():
            if len(tags) < MAX_TAGS and value is not None:
                tags[f"{group}:{name}"] = value
    length, units = tags.get("Canon:FocalLength"), tags.get("Canon:FocalUnits")
    if isinstance(length, int) and isinstance(units, int) and units > 1:
        tags["Canon:FocalLength"] = length / units
    return tags


def _opened(
    block: TiffBlock, place: int, head: bytes, make: str
) -> tuple[str, TiffBlock, int, int, Read] | None:
    """Group, block, place of the directory, what its places count from, and how it is read."""
    if head.startswith(b"Apple iOS\0"):
        order = ">" if head[12:14] == b"MM" else "<"
        return "Apple", replace(block, order=order), place + 14, place, _apple
    if head.startswith(b"Nikon\0\x02"):
        order = ">" if head[10:12] == b"MM" else "<"
        inner = replace(block, start=block.start + place + 10, order=order)
        first = struct.unpack(f"{order}I", (inner.read(4, 4) + bytes(4))[:4])[0]
        return "Nikon", inner, first, 0, _nikon
    if head.startswith(b"Nikon\0\x01"):
        return "Nikon", block, place + 8, 0, _named(maker_names.NIKON_FIRST)
    if make.startswith("NIKON"):
        return "Nikon", block, place, 0, _nikon
    if make.startswith("CANON"):
        return "Canon", block, place, 0, _canon
    if head.startswith((b"SONY DSC", b"SONY CAM", b"SONY MOBILE")):
        return "Sony", block, place + 12, 0, _sony
    if make.startswith("SAMSUNG"):
        return "Samsung", block, place, place, _named(maker_names.SAMSUNG)
    return None


def _value(number: int, raw: Raw) -> Any:
    """By the form alone: makers' numbers mean other things than those of EXIF."""
    return tag_value("", 0, raw) if number else None


def _named(names: dict[int, str]) -> Read:
    def read(entry: Entry, _order: str) -> dict[str, Any]:
        name = names.get(entry.number)
        return {} if name is None else {name: _value(entry.number, entry.value)}

    return read


def _apple(entry: Entry, order: str) -> dict[str, Any]:
    if entry.number == 0x0003 and isinstance(entry.value, bytes):
        run = plistlib.loads(entry.value, fmt=plistlib.FMT_BINARY)
        parts = {"flags": "Flags", "value": "Value", "timescale": "Scale", "epoch": "Epoch"}
        return {
            f"RunTime{name}": run[key]
            for key, name in parts.items()
            if isinstance(run, dict) and isinstance(run.get(key), int)
        }
    return _named(maker_names.APPLE)(entry, order)


def _canon(entry: Entry, order: str) -> dict[str, Any]:
    words = [w for w in entry.value if isinstance(w, int)] if entry.kind in (3, 4, 8, 9) else []
    found = canon.table_tags(entry.number, words) if words else {}
    if found:
        return found
    if entry.number == 0x0096 and isinstance(entry.value, bytes):
        return {}
    return _named(maker_names.CANON)(entry, order)


_DECIPHERED = bytes(
    next((b for b in range(249) if b**3 % 249 == c), c) if c < 249 else c for c in range(256)
)
"""Sony writes b as b³ modulo 249."""


def _sony_enciphered(number: int, data: bytes, order: str) -> dict[str, Any]:
    """Battery and lens; most of the other enciphered tables differ from model to model."""
    data = data.translate(_DECIPHERED)
    if number == 0x9406 and len(data) >= 8 and data[0] in (1, 2, 3) and data[2] in (2, 3):
        return {"BatteryTemperature": (data[5] - 32) / 1.8, "BatteryLevel": data[7]}
    if number == 0x940C and len(data) >= 22 and data[8] == _E_MOUNT:
        lens, camera, mount = struct.unpack_from(f"{order}HHH", data, 9)
        return {
            "LensMount2": data[8],
            "LensType3": lens,
            "CameraE-mountVersion": camera,
            "LensE-mountVersion": mount,
            "LensFirmwareVersion": struct.unpack_from(f"{order}H", data, 0x14)[0],
        }
    return {}


def _bytes_of(entry: Entry, order: str) -> bytes:
    raw = entry.value
    if isinstance(raw, tuple):
        numbers = [v for v in raw if isinstance(v, int)]
        layout = {3: "H", 4: "I", 8: "h", 9: "i"}.get(entry.kind)
        return struct.pack(f"{order}{len(numbers)}{layout}", *numbers) if layout else bytes(numbers)
    return raw if isinstance(raw, bytes) else raw.encode("latin-1", "replace")


def _sony(entry: Entry, order: str) -> dict[str, Any]:
    number, raw = entry.number, entry.value
    if number in (0xB02B, 0xB02C) and isinstance(raw, tuple) and len(raw) == 2:
        # Height comes first.
        return {maker_names.SONY[number]: f"{raw[1]} {raw[0]}"}
    if number in (0x200A, 0x2037):
        # Words, whatever they are declared to be.
        data = _bytes_of(entry, order)
        words = struct.unpack(f"{order}{len(data) // 2}H", data[: len(data) // 2 * 2])
        return {maker_names.SONY[number]: " ".join(map(str, words))}
    if number == 0xB02A and len(raw) == 8:
        flags, *digits, features = (f"{v:02x}" for v in raw if isinstance(v, int))
        shortest, longest = "".join(digits[:2]), "".join(digits[2:4])
        wide, narrow = (f"{int(part) / 10:g}" for part in digits[4:])
        return {"LensSpec": f"{flags} {int(shortest)} {int(longest)} {wide} {narrow} {features}"}
    if number in (0x9406, 0x940C):
        return _sony_enciphered(number, _bytes_of(entry, order), order)
    if number == 0x202E and isinstance(raw, tuple):
        return {"Quality": " ".join(map(str, raw))}
    return _named(maker_names.SONY)(entry, order)


_STEPS = frozenset({0x0D, 0x0E, 0x12, 0x17, 0x18, 0x1C, 0x8B})
"""Four bytes: a number, a divisor of two factors."""


def _nikon(entry: Entry, order: str) -> dict[str, Any]:
    number, raw = entry.number, entry.value
    if isinstance(raw, bytes) and number in (0x0023, 0x00BD) and len(raw) >= 58:
        return _picture_control(raw)
    if isinstance(raw, bytes) and number == 0x0088 and len(raw) >= 4:
        points = struct.unpack_from(f"{order}H", raw, 2)[0]
        return {"AFAreaMode": raw[0], "AFPoint": raw[1], "AFPointsInFocus": points}
    if isinstance(raw, bytes) and number == 0x0021 and len(raw) >= 8:
        across, down, count = struct.unpack_from(f"{order}HHH", raw, 2)
        return {"FaceDetectFrameSize": f"{across} {down}", "FacesDetected": count}
    if isinstance(raw, bytes) and number == 0x002B and len(raw) >= 5:
        return {"DistortionControl": raw[4]}
    name = maker_names.NIKON.get(number)
    if name is None:
        return {}
    if number in _STEPS and isinstance(raw, bytes) and len(raw) >= 3:
        step, factor, divisor = struct.unpack_from("bbb", raw)
        return {name: step * factor / divisor} if divisor else {}
    if number == 0x0001 and isinstance(raw, bytes):
        return {name: raw.decode("latin-1")}
    if number in (0x02, 0x13) and isinstance(raw, tuple):
        return {name: _value(number, raw)}
    if number == 0x009E and isinstance(raw, tuple):
        return {name: " ".join(str(v) for v in raw)}
    return {name: _value(number, raw)}


def _picture_control(raw: bytes) -> dict[str, Any]:
    """The look that was chosen; its numbers count from 0x80."""

    def text(at: int, size: int) -> str:
        return raw[at : at + size].split(b"\0")[0].decode("latin-1").strip()

    return {
        "PictureControlVersion": text(0, 4),
        "PictureControlName": text(4, 20),
        "PictureControlBase": text(24, 20),
        "PictureControlAdjust": raw[48],
        "PictureControlQuickAdjust": raw[49] - 0x80,
        "Sharpness": raw[50] - 0x80,
        "Contrast": raw[51] - 0x80,
        "Brightness": raw[52] - 0x80,
        "Saturation": raw[53] - 0x80,
        "HueAdjustment": raw[54] - 0x80,
        "FilterEffect": raw[55],
        "ToningEffect": raw[56],
        "ToningSaturation": raw[57] - 0x80,
    }
