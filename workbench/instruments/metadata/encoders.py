"""Encoders that name themselves inside coded picture and sound: x264 and x265 in a message of their
first picture (ISO/IEC 14496-10, D.1.7), FFmpeg's and other AAC encoders in a filling element.

The names are looked for in the first samples; nothing is decoded.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, BinaryIO

from workbench.instruments.metadata.boxes import Box, Boxes
from workbench.instruments.metadata.samples import samples_of, track_with

_PICTURES = frozenset(
    {b"avc1", b"avc3", b"hvc1", b"hev1", b"mp4v", b"dvh1", b"dvhe", b"encv", b"av01", b"vp09"}
)
_SOUNDS = frozenset({b"mp4a", b"enca"})
_FIRST_SAMPLES = 3
_HEAD_BYTES = 1 << 20
MAX_SETTINGS_CHARS = 4000
_X264 = re.compile(rb"(x264 - core \d+(?: r\d+ [0-9a-f]+M?)?)[ -~]*?(?:options: ([ -~]*))?[^ -~]")
_X265 = re.compile(rb"(x265 \(build \d+\) - [^ :]+)[ -~]*?(?:options: ([ -~]*))?[^ -~]")
_PICTURE_OTHER = re.compile(rb"(Lavc\d+\.\d+\.\d+|XviD\d{4}|DivX\d+(?:Build\d+)?[a-z]?)")
_SOUND = re.compile(rb"(Lavc\d+\.\d+\.\d+|libfaac [\d.]+|FAAC [\d.]+|Nero AAC[ -~]{0,40})")


def encoder_tags(file: BinaryIO, size_bytes: int, format_name: str) -> dict[str, Any]:
    """`Picture:Encoder`, `Picture:EncoderSettings`, `Sound:Encoder`, where they are written."""
    if format_name in ("mp4", "mov", "3gp", "m4a"):
        return _of_boxes(Boxes(file, size_bytes))
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if format_name == "aac":
        return _sound(head)
    # Anywhere else in a file this may be another program's word: only the sure signs count.
    return _settings(head) if format_name in ("matroska", "avi", "flv", "webm", "mpegts") else {}


def _of_boxes(boxes: Boxes) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    picture, sound = track_with(boxes, _PICTURES), track_with(boxes, _SOUNDS)
    if picture is not None:
        first = _first(boxes, picture[1])
        if len(first) == 1:  # in a fragmented file samples are listed elsewhere
            media = next((box for box in boxes.top() if box.type == b"mdat"), None)
            first = b"" if media is None else boxes.body(media, _HEAD_BYTES)
        data = _description(boxes, picture[1]) + first
        tags |= _settings(data)
        found = _PICTURE_OTHER.search(data) if picture[0] == b"mp4v" else None
        if found is not None:
            tags.setdefault("Picture:Encoder", found[1].decode())
    if sound is not None:
        tags |= _sound(_first(boxes, sound[1]))
    return tags


def _description(boxes: Boxes, track: Box) -> bytes:
    """x265 can write its message beside the parameters instead of into the first picture."""
    box = boxes.child(track, b"mdia", b"minf", b"stbl", b"stsd")
    return b"" if box is None else boxes.body(box, 64 << 10) + b"\0"


def _first(boxes: Boxes, track: Box) -> bytes:
    samples = islice(samples_of(boxes, track), _FIRST_SAMPLES)
    return b"\0".join(sample.data[: 64 << 10] for sample in samples) + b"\0"


def _settings(data: bytes) -> dict[str, Any]:
    found = _X264.search(data) or _X265.search(data)
    if found is None:
        return {}
    tags = {"Picture:Encoder": found[1].decode()}
    if found[2]:
        tags["Picture:EncoderSettings"] = found[2].decode().strip()[:MAX_SETTINGS_CHARS]
    return tags


def _sound(data: bytes) -> dict[str, Any]:
    found = _SOUND.search(data)
    return {} if found is None else {"Sound:Encoder": found[1].decode().strip()}
