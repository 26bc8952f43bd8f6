"""Script data of FLV files (Adobe Flash Video File Format Specification 10.1, annex E): values in
AMF0, named as ExifTool does."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

MAX_SCRIPT_BYTES = 1 << 20
MAX_VALUES = 5000
MAX_DEPTH = 8
_NAMES = {
    "audiocodecid": "AudioCodecID", "audiodatarate": "AudioBitrate", "audiodelay": "AudioDelay",
    "audiosamplerate": "AudioSampleRate", "audiosamplesize": "AudioSampleSize",
    "audiosize": "AudioSize", "canSeekToEnd": "CanSeekToEnd", "datasize": "DataSize",
    "duration": "Duration", "encoder": "Encoder", "filesize": "FileSizeBytes",
    "framerate": "FrameRate", "hasAudio": "HasAudio", "hasCuePoints": "HasCuePoints",
    "hasKeyframes": "HasKeyFrames", "hasMetadata": "HasMetadata", "hasVideo": "HasVideo",
    "height": "ImageHeight", "lastkeyframetimestamp": "LastKeyFrameTime",
    "lasttimestamp": "LastTimeStamp", "metadatacreator": "MetadataCreator",
    "metadatadate": "MetadataDate", "stereo": "Stereo", "videocodecid": "VideoCodecID",
    "videodatarate": "VideoBitrate", "videosize": "VideoSize", "width": "ImageWidth",
    "creationdate": "CreateDate", "cuePoints": "CuePoint", "keyframes": "KeyFrames",
    "filepositions": "Positions", "times": "Times", "parameters": "Parameter",
}  # fmt: skip
_WHOLE_NAMES = {"KeyFramesPositions": "KeyFramePositions"}
_KILO = frozenset({"AudioBitrate", "VideoBitrate"})
"""Stated in thousands."""


class _Amf:
    """Values of AMF0 one after another. IndexError, struct.error where they break off."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._left = MAX_VALUES
        self.at = 0

    def value(self, depth: int = 0) -> Any:
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            raise IndexError("too many values")
        kind = self._data[self.at]
        self.at += 1
        if kind == 0:
            return self._take(">d")
        if kind == 1:
            return "Yes" if self._take(">B") else "No"
        if kind in (2, 4):
            return self.text(self._take(">H"))
        if kind in (3, 8):
            if kind == 8:
                self._take(">I")
            return dict(self._pairs(depth + 1))
        if kind == 10:
            return [self.value(depth + 1) for _ in range(min(self._take(">I"), MAX_VALUES))]
        if kind == 11:
            return _date(self._take(">d"), self._take(">h"))
        if kind == 12:
            return self.text(self._take(">I"))
        if kind in (5, 6):
            return None
        raise IndexError("a value of no known kind")

    def text(self, count: int) -> str:
        raw = self._data[self.at : self.at + count]
        if len(raw) < count:
            raise IndexError("a text that breaks off")
        self.at += count
        return raw.decode("utf-8", "replace")

    def _take(self, layout: str) -> Any:
        found = struct.unpack_from(layout, self._data, self.at)[0]
        self.at += struct.calcsize(layout)
        return found

    def _pairs(self, depth: int) -> Iterator[tuple[str, Any]]:
        while True:
            name = self.text(self._take(">H"))
            if not name and self._data[self.at] == 9:
                self.at += 1
                return
            yield name, self.value(depth)


def _date(milliseconds: float, zone_minutes: int) -> str:
    """Writers put their local time here, with its zone beside it, as ExifTool reads it."""
    try:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    except (OverflowError, ValueError):
        return ""
    sign = "-" if zone_minutes < 0 else "+"
    hours, minutes = divmod(abs(zone_minutes), 60)
    part = f"{at:%f}".rstrip("0")
    fraction = f".{part}" if part else ""
    return f"{at:%Y:%m:%d %H:%M:%S}{fraction}{sign}{hours:02d}:{minutes:02d}"


def flash_tags(file: BinaryIO) -> dict[str, Any]:
    """What the script data of the first packets say."""
    file.seek(0)
    data = file.read(MAX_SCRIPT_BYTES)
    tags: dict[str, Any] = {}
    at = int.from_bytes(data[5:9], "big") + 4 if len(data) >= 9 else len(data)
    for _ in range(16):
        head = data[at : at + 11]
        if len(head) < 11:
            break
        size = int.from_bytes(head[1:4], "big")
        if head[0] & 31 == 8 and "Flash:AudioEncoding" not in tags and len(data) > at + 11:
            tags |= _sound(data[at + 11])
        elif head[0] & 31 == 9 and len(data) > at + 11:
            tags.setdefault("Flash:VideoEncoding", data[at + 11] & 15)
        elif head[0] & 31 == 18:
            for name, value in script_values(data[at + 11 : at + 11 + size]).items():
                tags.setdefault(f"Flash:{name}", value)
        at += 11 + size + 4
    return tags


def _sound(flags: int) -> dict[str, Any]:
    """What the first byte of the sound says: E.4.2.1."""
    return {
        "Flash:AudioEncoding": flags >> 4,
        "Flash:AudioSampleRate": (5512, 11025, 22050, 44100)[flags >> 2 & 3],
        "Flash:AudioBitsPerSample": 16 if flags & 2 else 8,
        "Flash:AudioChannels": 2 if flags & 1 else 1,
    }


def script_values(body: bytes) -> dict[str, Any]:
    """Flat, in order; what comes before a broken value is kept."""
    amf = _Amf(body)
    found: dict[str, Any] = {}
    try:
        if amf.value() != "onMetaData":
            return {}
        for name, value in _named("", amf.value()):
            found.setdefault(name, value)
    except (IndexError, struct.error, RecursionError):
        pass
    return found


def _named(above: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            known = _NAMES.get(name) or name[:1].upper() + name[1:80]
            whole = _WHOLE_NAMES.get(f"{above}{known}", f"{above}{known}")
            yield from _named(whole, inner)
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for place, inner in enumerate(value):
            yield from _named(f"{above}{place}", inner)
    elif value is not None and above:
        yield above, _plain(above, value)


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_plain("", one) for one in value]
    if isinstance(value, float):
        value = value * 1000 if name in _KILO else value
        return int(value) if value.is_integer() else value
    return value
