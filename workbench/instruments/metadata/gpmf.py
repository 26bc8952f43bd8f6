"""GPMF: what GoPro cameras write beside picture and sound (github.com/gopro/gpmf-parser).

A payload is a tree of entries: a key of four letters, a type, the bytes of one structure, how many
of them, then the data, padded to four bytes. What `SCAL` states divides the numbers that follow it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.records.positions import UNKNOWN_FIX

MAX_DEPTH = 6
MAX_ENTRIES = 20_000
_DAY_0 = datetime(2000, 1, 1, tzinfo=UTC).timestamp()
"""GPS9 counts days from here."""
_LAYOUTS = {
    b"b": "b", b"B": "B", b"s": "h", b"S": "H", b"l": "i", b"L": "I", b"f": "f", b"d": "d",
    b"j": "q", b"J": "Q", b"q": "i", b"Q": "q",
}  # fmt: skip
_GPS9 = np.dtype([("numbers", ">i4", 7), ("rest", ">u2", 2)])


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a payload; of a nested one `data` is what lies in it."""

    key: bytes
    type: bytes
    size_bytes: int
    """Of one structure."""
    count: int
    data: bytes

    def numbers(self) -> list[float]:
        """The numbers that the entry holds; none for texts and for what is not known."""
        letter = _LAYOUTS.get(self.type)
        if letter is None:
            return []
        count = len(self.data) // struct.calcsize(letter)
        return list(struct.unpack_from(f">{count}{letter}", self.data))

    def text(self) -> str:
        return self.data.split(b"\0", 1)[0].decode("latin-1").strip()


def entries_in(payload: bytes) -> Iterator[Entry]:
    """The entries of one level, as far as they keep their bounds."""
    at = count = 0
    while at + 8 <= len(payload) and count < MAX_ENTRIES:
        key, kind, size, repeat = struct.unpack_from(">4scBH", payload, at)
        length = size * repeat
        if not key.strip(b"\0") or at + 8 + length > len(payload):
            return
        yield Entry(key, kind, size, repeat, payload[at + 8 : at + 8 + length])
        at += 8 + (length + 3) // 4 * 4
        count += 1


def streams_in(payload: bytes, depth: int = 0) -> Iterator[list[Entry]]:
    """Every stream (`STRM`) of a payload, as the entries in it."""
    for entry in entries_in(payload):
        if entry.key == b"STRM":
            yield list(entries_in(entry.data))
        elif entry.type == b"\0" and depth < MAX_DEPTH:
            yield from streams_in(entry.data, depth + 1)


def device_in(payload: bytes) -> str | None:
    """What the device calls itself (`DVNM`)."""
    for entry in entries_in(payload):
        if entry.type == b"\0":
            for inner in entries_in(entry.data):
                if inner.key == b"DVNM":
                    return inner.text()[:200] or None
    return None


def positions_in(
    payload: bytes, start_s: float, length_s: float
) -> tuple[NDArray[np.float64], NDArray[np.uint8]] | None:
    """Positions of one payload as `Positions` has them, spread evenly over its time; None where it
    has no satellites' stream. GPS9, of newer cameras, has more and goes before GPS5."""
    found = None
    for stream in streams_in(payload):
        by_key = {entry.key: entry for entry in stream}
        if b"GPS9" in by_key:
            return _gps9(by_key, start_s, length_s)
        if b"GPS5" in by_key:
            found = _gps5(by_key, start_s, length_s)
    return found


def _scales(by_key: dict[bytes, Entry], count: int) -> NDArray[np.float64]:
    stated = by_key[b"SCAL"].numbers() if b"SCAL" in by_key else []
    scales = (stated * count if len(stated) == 1 else stated)[:count]
    scales += [1.0] * (count - len(scales))
    return np.array([scale or 1.0 for scale in scales], np.float64)


def _spread(count: int, start_s: float, length_s: float) -> NDArray[np.float64]:
    return start_s + length_s * np.arange(count) / max(count, 1)


def _gps5(
    by_key: dict[bytes, Entry], start_s: float, length_s: float
) -> tuple[NDArray[np.float64], NDArray[np.uint8]] | None:
    entry = by_key[b"GPS5"]
    count = len(entry.data) // 20
    if entry.type != b"l" or entry.size_bytes != 20 or not count:
        return None
    raw = np.frombuffer(entry.data, ">i4", 5 * count).reshape(count, 5)
    scaled = raw / _scales(by_key, 5)
    values = np.full((count, 7), np.nan)
    values[:, 0] = _spread(count, start_s, length_s)
    values[:, 1:5] = scaled[:, :4]
    clock = _clock(by_key[b"GPSU"].data) if b"GPSU" in by_key else None
    if clock is not None:  # the time of the first position in the payload
        values[:, 5] = clock + _spread(count, 0.0, length_s)
    precision = by_key[b"GPSP"].numbers() if b"GPSP" in by_key else []
    if precision:
        values[:, 6] = precision[0] / 100
    fix = by_key[b"GPSF"].numbers() if b"GPSF" in by_key else []
    return values, np.full(count, int(fix[0]) & 255 if fix else UNKNOWN_FIX, np.uint8)


def _gps9(
    by_key: dict[bytes, Entry], start_s: float, length_s: float
) -> tuple[NDArray[np.float64], NDArray[np.uint8]] | None:
    entry = by_key[b"GPS9"]
    count = len(entry.data) // _GPS9.itemsize
    if entry.size_bytes != _GPS9.itemsize or not count:
        return None
    raw = np.frombuffer(entry.data, _GPS9, count)
    scales = _scales(by_key, 9)
    numbers = raw["numbers"] / scales[:7]
    rest = raw["rest"] / scales[7:]
    values = np.full((count, 7), np.nan)
    values[:, 0] = _spread(count, start_s, length_s)
    values[:, 1:5] = numbers[:, :4]
    values[:, 5] = _DAY_0 + numbers[:, 5] * 86_400 + numbers[:, 6]
    values[:, 6] = rest[:, 0]
    return values, np.clip(rest[:, 1], 0, 254).astype(np.uint8)


def _clock(data: bytes) -> float | None:
    """`yymmddhhmmss.sss` of the satellites, in seconds since 1970."""
    try:
        text = data[:16].decode("ascii")
        at = datetime.strptime(text[:12], "%y%m%d%H%M%S").replace(tzinfo=UTC)
        return at.timestamp() + float(f"0{text[12:16]}" if text[12:13] == "." else 0)
    except ValueError:
        return None


_NAMES: dict[bytes, str] = {
    b"FIRM": "FirmwareVersion", b"CASN": "CameraSerialNumber", b"MINF": "Model",
    b"DVNM": "DeviceName", b"FWVS": "OtherFirmware", b"VERS": "MetadataVersion",
    b"MUID": "MediaUniqueID", b"OREN": "AutoRotation", b"DZOM": "DigitalZoom",
    b"PRTN": "ProTune", b"PTWB": "WhiteBalance", b"PTSH": "Sharpness", b"PTCL": "ColorMode",
    b"EXPT": "MaximumShutterAngle", b"PIMX": "AutoISOMax", b"PIMN": "AutoISOMin",
    b"PTEV": "ExposureCompensation", b"RATE": "Rate", b"VFOV": "FieldOfView",
    b"SROT": "SensorReadoutTime", b"EISA": "ElectronicImageStabilization",
    b"EISE": "ElectronicStabilizationOn", b"AUDO": "AudioSetting", b"CDAT": "CreationDate",
    b"ZFOV": "DiagonalFieldOfView", b"BRID": "BitrateSetting", b"LMOD": "MediaMode",
}  # fmt: skip


def setting_tags(payload: bytes) -> dict[str, Any]:
    """The settings that a `GPMF` box of user data holds, by the names that ExifTool gives them."""
    tags: dict[str, Any] = {}
    for device in entries_in(payload):
        for entry in entries_in(device.data) if device.type == b"\0" else ():
            name = _NAMES.get(entry.key)
            value = _setting(entry) if name else None
            if value is not None:
                tags.setdefault(f"GoPro:{name}", value)
    return tags


def _setting(entry: Entry) -> Any:
    if entry.type in (b"c", b"U"):
        text = entry.text()
        if entry.key in (b"PTEV", b"EXPC"):
            try:
                return float(text)
            except ValueError:
                return text
        return text
    numbers = entry.numbers()
    if not numbers:
        return None
    plain = [int(n) if float(n).is_integer() and entry.type != b"f" else n for n in numbers[:64]]
    return plain[0] if len(plain) == 1 else " ".join(map(str, plain))
