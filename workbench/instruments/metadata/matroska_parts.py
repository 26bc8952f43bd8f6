"""Elements of Matroska and WebM files (RFC 9559), named and valued as ExifTool does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from workbench.instruments.metadata.exif import text_value
from workbench.instruments.structure import ebml
from workbench.instruments.structure.tree import Bytes, Node

MAX_TRACKS = 100
MAX_TAGS = 500
_HEAD = {
    "EBMLVersion": "EBMLVersion", "EBMLReadVersion": "EBMLReadVersion", "DocType": "DocType",
    "DocTypeVersion": "DocTypeVersion", "DocTypeReadVersion": "DocTypeReadVersion",
    "MuxingApp": "MuxingApp", "WritingApp": "WritingApp", "Title": "Title",
}  # fmt: skip
_TRACK = {
    "TrackNumber": "TrackNumber", "TrackType": "TrackType", "FlagEnabled": "TrackUsed",
    "FlagDefault": "TrackDefault", "FlagForced": "TrackForced", "Language": "TrackLanguage",
    "LanguageBCP47": "TrackLanguageIETF", "Name": "TrackName", "PixelWidth": "ImageWidth",
    "PixelHeight": "ImageHeight", "DisplayWidth": "DisplayWidth", "DisplayHeight": "DisplayHeight",
    "FlagInterlaced": "VideoScanType", "SamplingFrequency": "AudioSampleRate",
    "OutputSamplingFrequency": "OutputAudioSampleRate", "Channels": "AudioChannels",
    "BitDepth": "AudioBitsPerSample", "CodecName": "CodecName",
    "TrackTimestampScale": "TrackTimecodeScale", "CodecDecodeAll": "CodecDecodeAll",
}  # fmt: skip
_VIDEO, _AUDIO = 1, 2


def matroska_tags(file: BinaryIO, size_bytes: int) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    tracks = 0
    scale, duration = 1_000_000, None
    for node in _below(ebml.walk(Bytes(file, size_bytes)), {"EBML", "Segment", "Info", "Tracks"}):
        value = node.fields.get("value")
        if node.type in _HEAD and value is not None:
            tags[f"Matroska:{_HEAD[node.type]}"] = _stated(value)
        elif node.type == "TimestampScale" and isinstance(value, int):
            scale = value
            tags["Matroska:TimecodeScale"] = value / 1e9
        elif node.type == "Duration":
            duration = value
        elif node.type == "DateUTC" and isinstance(value, str):
            tags["Matroska:DateTimeOriginal"] = _date(value)
        elif node.type == "TrackEntry" and tracks < MAX_TRACKS:
            tracks += 1
            for name, stated in _track(node):
                tags[f"Track{tracks}:{name}"] = stated
        elif node.type == "Tags":
            for name, stated in _tags(node):
                if len(tags) < MAX_TAGS:
                    tags[f"Matroska:{name}"] = stated
    if isinstance(duration, float):
        tags.setdefault("Matroska:Duration", float(f"{duration * scale / 1e9:.15g}"))
    return tags


def _below(nodes: list[Node], opened: set[str]) -> Iterator[Node]:
    """Every element outside of those that are not opened here."""
    for node in nodes:
        yield node
        if node.type in opened:
            yield from _below(node.inner, opened)


def _stated(value: Any) -> Any:
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return text_value(value) if isinstance(value, str) else value


def _date(text: str) -> str:
    """ISO 8601 to `YYYY:MM:DD HH:MM:SS[.sss]Z`."""
    return re.sub(r"^(\d+)-(\d\d)-(\d\d)T(.*?)\+00:00$", r"\1:\2:\3 \4Z", text)


def _track(entry: Node) -> Iterator[tuple[str, Any]]:
    kind = 0
    for node in _below(entry.inner, {"Video", "Audio"}):
        value = node.fields.get("value")
        if value is None:
            continue
        if node.type == "TrackType":
            kind = int(value)
        if node.type in _TRACK:
            yield _TRACK[node.type], _stated(value)
        elif node.type == "TrackUID":
            yield "TrackUID", _hexadecimal(value)
        elif node.type == "CodecID":
            # What kind of track it is counts only where it is said before.
            yield {_VIDEO: "VideoCodecID", _AUDIO: "AudioCodecID"}.get(kind, "CodecID"), value
        elif node.type == "DefaultDuration" and isinstance(value, int) and value:
            if kind == _VIDEO:
                yield "VideoFrameRate", float(f"{1e9 / value:.15g}")
            else:
                yield "DefaultDuration", value / 1e9


def _hexadecimal(number: Any) -> str:
    digits = f"{number:x}" if isinstance(number, int) else str(number)
    return digits.zfill(len(digits) + len(digits) % 2)


def _tags(node: Node) -> Iterator[tuple[str, Any]]:
    """Names are written `MAJOR_BRAND`, values as text."""
    for tag in _below(node.inner, {"Tag", "Targets"}):
        if tag.type == "TagTrackUID":
            yield "TagTrackUID", _hexadecimal(tag.fields.get("value"))
        if tag.type != "SimpleTag":
            continue
        stated = {one.type: one.fields.get("value") for one in tag.inner}
        words = re.split(r"[^A-Za-z0-9]+", str(stated.get("TagName") or ""))
        name = "".join(word[:1].upper() + word[1:].lower() for word in words)
        if name and stated.get("TagString") is not None:
            yield name, text_value(str(stated["TagString"]))
