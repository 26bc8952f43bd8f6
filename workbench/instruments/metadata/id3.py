"""ID3 (2.2 to 2.4, and 1) and the head of MPEG audio, named and valued as ExifTool does."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from workbench.instruments.metadata.exif import binary, text_value

MAX_TAG_BYTES = 8 << 20
MAX_FRAMES = 300
# fmt: off
_FRAMES = {
    "TT1": "Grouping", "TT2": "Title", "TT3": "Subtitle", "TP1": "Artist", "TP2": "Band",
    "TP3": "Conductor", "TCM": "Composer", "TAL": "Album", "TRK": "Track", "TPA": "PartOfSet",
    "TYE": "Year", "TCO": "Genre", "TEN": "EncodedBy", "TSS": "EncoderSettings",
    "TCP": "Compilation",
    "TIT1": "Grouping", "TIT2": "Title", "TIT3": "Subtitle", "TPE1": "Artist", "TPE2": "Band",
    "TPE3": "Conductor", "TCOM": "Composer", "TALB": "Album", "TRCK": "Track",
    "TPOS": "PartOfSet", "TYER": "Year", "TDRC": "RecordingTime", "TDRL": "ReleaseTime",
    "TCON": "Genre", "TENC": "EncodedBy", "TSSE": "EncoderSettings", "TCMP": "Compilation",
    "TCOP": "Copyright", "TPUB": "Publisher", "TLAN": "Language", "TLEN": "Length",
    "TSRC": "ISRC", "TBPM": "BeatsPerMinute", "TDEN": "EncodingTime", "TDTG": "TaggingTime",
}
# fmt: on
_TEXTS = {"COM": "Comment", "COMM": "Comment", "ULT": "Lyrics", "USLT": "Lyrics"}
_CODES = ("latin-1", "utf-16", "utf-16-be", "utf-8")


def id3_tags(file: BinaryIO) -> dict[str, Any]:
    """Both kinds of ID3, and the first frame of sound after it."""
    file.seek(0)
    head = file.read(10)
    tags: dict[str, Any] = {}
    start = 0
    if head[:3] == b"ID3" and len(head) == 10:
        size = _seven(head[6:10])
        start = 10 + size
        tags |= block_tags(head + file.read(min(size, MAX_TAG_BYTES)))
    size_bytes = start
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - 128, 0))
    last = file.read(128)
    if last[:3] == b"TAG" and len(last) == 128:
        size_bytes += 128
        tags |= _first_version(last)
    if size_bytes:
        tags["File:ID3Size"] = size_bytes
    file.seek(start)
    return {**tags, **_sound(file.read(4096))}


def block_tags(block: bytes) -> dict[str, Any]:
    """A block of ID3v2 with its head, wherever it lies; empty for anything else."""
    if block[:3] != b"ID3" or len(block) < 10:
        return {}
    return {f"ID3v2_{block[3]}:{name}": value for name, value in _frames(block[10:], block[3])}


def block_bytes(block: bytes) -> int:
    """The size that a block of ID3v2 states for itself, its head included."""
    return 10 + _seven(block[6:10])


def _seven(data: bytes) -> int:
    """Seven bits of each byte."""
    return sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(data)))


def _frames(body: bytes, version: int) -> Iterator[tuple[str, Any]]:
    at, letters = 0, 3 if version == 2 else 4
    for _ in range(MAX_FRAMES):
        name = body[at : at + letters].decode("latin-1")
        if len(name) < letters or not name.isalnum():
            return
        if version == 2:
            size, at = int.from_bytes(body[at + 3 : at + 6], "big"), at + 6
        else:
            raw = body[at + 4 : at + 8]
            size, at = _seven(raw) if version == 4 else int.from_bytes(raw, "big"), at + 10
        found = _frame(name, body[at : at + size])
        at += size
        if found is not None:
            yield found


def _frame(name: str, data: bytes) -> tuple[str, Any] | None:
    if len(data) < 2:
        return None
    if name in ("TXX", "TXXX"):
        key, _, value = _text(data).partition("\0")
        return "UserDefinedText", f"({key}) {value}" if key else value
    if name in _FRAMES:
        return _FRAMES[name], text_value(_text(data).replace("\0", "/").rstrip("/"))
    if name in _TEXTS and len(data) > 4:
        _key, _, value = _text(data[:1] + data[4:]).partition("\0")
        return _TEXTS[name], text_value(value)
    if name in ("PIC", "APIC"):
        return "Picture", binary(data)
    return None


def _text(data: bytes) -> str:
    code = _CODES[data[0]] if data[0] < len(_CODES) else "latin-1"
    return data[1:].decode(code, "replace").lstrip("\ufeff").rstrip("\0")


def _first_version(block: bytes) -> dict[str, Any]:
    places = {"Title": (3, 30), "Artist": (33, 30), "Album": (63, 30), "Year": (93, 4)}
    tags: dict[str, Any] = {
        f"ID3v1:{name}": text_value(block[at : at + size].decode("latin-1"))
        for name, (at, size) in places.items()
    }
    tags["ID3v1:Comment"] = text_value(block[97:127].decode("latin-1"))
    return {**tags, "ID3v1:Genre": block[127]}


_RATES = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
"""Thousand bits a second of layer 3, of MPEG 1 and of the later ones."""


def _sound(data: bytes) -> dict[str, Any]:
    """ISO/IEC 11172-3: the head of the first frame of layer 3."""
    at = next(
        (n for n in range(len(data) - 4) if data[n] == 0xFF and data[n + 1] & 0xE6 == 0xE2), None
    )
    if at is None:
        return {}
    word = struct.unpack_from(">I", data, at)[0]
    version, rate = word >> 19 & 3, word >> 12 & 15
    if version == 1 or rate in (0, 15) or word >> 10 & 3 == 3:
        return {}
    stated = {
        "MPEGAudioVersion": version,
        "AudioLayer": word >> 17 & 3,
        "AudioBitrate": _RATES[0 if version == 3 else 1][rate] * 1000,
        "SampleRate": word >> 10 & 3,
        "ChannelMode": word >> 6 & 3,
        "MSStereo": word >> 5 & 1,
        "IntensityStereo": word >> 4 & 1,
        "CopyrightFlag": word >> 3 & 1,
        "OriginalMedia": word >> 2 & 1,
        "Emphasis": word & 3,
    }
    return {f"MPEG:{name}": value for name, value in stated.items()}
