"""Elements of Matroska and WebM files (RFC 8794, RFC 9559). Blocks are counted, not read."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from typing import Any

from workbench.instruments.structure.tree import MAX_DEPTH, Bytes, Node

# fmt: off
_ELEMENTS: dict[int, tuple[str, str]] = {
    0x1A45DFA3: ("EBML", "m"), 0x4286: ("EBMLVersion", "u"), 0x42F7: ("EBMLReadVersion", "u"),
    0x42F2: ("EBMLMaxIDLength", "u"), 0x42F3: ("EBMLMaxSizeLength", "u"),
    0x4282: ("DocType", "t"), 0x4287: ("DocTypeVersion", "u"), 0x4285: ("DocTypeReadVersion", "u"),
    0xEC: ("Void", "b"), 0xBF: ("CRC-32", "b"), 0x18538067: ("Segment", "m"),
    0x114D9B74: ("SeekHead", "m"), 0x4DBB: ("Seek", "m"), 0x53AB: ("SeekID", "b"),
    0x53AC: ("SeekPosition", "u"), 0x1549A966: ("Info", "m"), 0x73A4: ("SegmentUUID", "b"),
    0x2AD7B1: ("TimestampScale", "u"), 0x4489: ("Duration", "f"), 0x4461: ("DateUTC", "d"),
    0x7BA9: ("Title", "t"), 0x4D80: ("MuxingApp", "t"), 0x5741: ("WritingApp", "t"),
    0x1654AE6B: ("Tracks", "m"), 0xAE: ("TrackEntry", "m"), 0xD7: ("TrackNumber", "u"),
    0x73C5: ("TrackUID", "u"), 0x83: ("TrackType", "u"), 0xB9: ("FlagEnabled", "u"),
    0x88: ("FlagDefault", "u"), 0x55AA: ("FlagForced", "u"), 0x9C: ("FlagLacing", "u"),
    0x23E383: ("DefaultDuration", "u"), 0x536E: ("Name", "t"), 0x22B59C: ("Language", "t"),
    0x22B59D: ("LanguageBCP47", "t"), 0x23314F: ("TrackTimestampScale", "f"),
    0xAA: ("CodecDecodeAll", "u"), 0x86: ("CodecID", "t"), 0x63A2: ("CodecPrivate", "b"),
    0x258688: ("CodecName", "t"), 0x56AA: ("CodecDelay", "u"), 0x56BB: ("SeekPreRoll", "u"),
    0xE0: ("Video", "m"), 0xB0: ("PixelWidth", "u"), 0xBA: ("PixelHeight", "u"),
    0x54B0: ("DisplayWidth", "u"), 0x54BA: ("DisplayHeight", "u"), 0x9A: ("FlagInterlaced", "u"),
    0x53C0: ("AlphaMode", "u"), 0x55B0: ("Colour", "m"), 0x55B1: ("MatrixCoefficients", "u"),
    0x55B9: ("Range", "u"), 0x55BA: ("TransferCharacteristics", "u"), 0x55BB: ("Primaries", "u"),
    0x7670: ("Projection", "m"), 0x7675: ("ProjectionPoseRoll", "f"), 0xE1: ("Audio", "m"),
    0xB5: ("SamplingFrequency", "f"), 0x78B5: ("OutputSamplingFrequency", "f"),
    0x9F: ("Channels", "u"), 0x6264: ("BitDepth", "u"), 0x6D80: ("ContentEncodings", "m"),
    0x1F43B675: ("Cluster", "m"), 0xE7: ("Timestamp", "u"), 0xA7: ("Position", "u"),
    0xAB: ("PrevSize", "u"), 0xA3: ("SimpleBlock", "b"), 0xA0: ("BlockGroup", "m"),
    0x1C53BB6B: ("Cues", "m"), 0x1941A469: ("Attachments", "m"), 0x61A7: ("AttachedFile", "m"),
    0x466E: ("FileName", "t"), 0x4660: ("FileMediaType", "t"), 0x465C: ("FileData", "b"),
    0x46AE: ("FileUID", "u"), 0x1043A770: ("Chapters", "m"), 0x1254C367: ("Tags", "m"),
    0x7373: ("Tag", "m"), 0x63C0: ("Targets", "m"), 0x68CA: ("TargetTypeValue", "u"),
    0x63C5: ("TagTrackUID", "u"), 0x67C8: ("SimpleTag", "m"), 0x45A3: ("TagName", "t"),
    0x447A: ("TagLanguage", "t"), 0x4487: ("TagString", "t"), 0x4484: ("TagDefault", "u"),
}
# fmt: on
_SUMMARISED = frozenset({0x1F43B675, 0x1C53BB6B, 0x6D80})
"""Masters whose elements are not told apart: one for each packet or key frame."""
_SEGMENT = 0x18538067
_TOP = frozenset(
    {0x1F43B675, 0x1C53BB6B, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1254C367, 0x1941A469, 0x1043A770}
)
_TEXT_BYTES = 2000
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)


def walk(bytes_: Bytes) -> list[Node]:
    return _inside(bytes_, 0, bytes_.size_bytes, 0)


def _inside(bytes_: Bytes, at: int, end: int, depth: int) -> list[Node]:
    nodes: list[Node] = []
    while at < end and bytes_.take_part():
        head = bytes_.read(at, 12)
        number, id_bytes = _vint(head, marked=True)
        length, length_bytes = _vint(head[id_bytes:], marked=False)
        if not id_bytes or not length_bytes:
            break
        name, kind = _ELEMENTS.get(number, (f"0x{number:X}", "b"))
        content = at + id_bytes + length_bytes
        if length is None:
            stop = _unknown_end(bytes_, number, content, end)
            node = Node(name, at, stop - at, {"size": "unknown"})
        else:
            stop = content + length
            node = Node(name, at, min(stop, end) - at)
            if stop > end:
                node.promised_bytes = stop - at
        _look_into(bytes_, node, number, kind, content, depth)
        nodes.append(node)
        at = stop
    return nodes


def _look_into(bytes_: Bytes, node: Node, number: int, kind: str, content: int, depth: int) -> None:
    if kind == "m":
        if number not in _SUMMARISED and depth < MAX_DEPTH and content <= node.end:
            node.content_offset = content
            node.inner = _inside(bytes_, content, node.end, depth + 1)
        return
    value = _value(kind, bytes_.read(content, min(node.end - content, _TEXT_BYTES)))
    if value is not None:
        node.fields["value"] = value


def _vint(raw: bytes, *, marked: bool) -> tuple[Any, int]:
    """A number of variable length and how many bytes it took, 0 where there is none; None for the
    size that means "unknown". Identifiers keep their length mark."""
    if not raw or not raw[0]:
        return 0, 0
    size = 9 - raw[0].bit_length()
    if len(raw) < size or (marked and size > 4):
        return 0, 0
    value = int.from_bytes(raw[:size], "big")
    if marked:
        return value, size
    bits = (1 << 7 * size) - 1
    value &= bits
    return (None if value == bits else value), size


def _unknown_end(bytes_: Bytes, number: int, content: int, end: int) -> int:
    """A segment of unknown size goes to the end; a cluster to the next element of its level."""
    if number == _SEGMENT:
        return end
    at = content
    while at < end:
        head = bytes_.read(at, 12)
        found, id_bytes = _vint(head, marked=True)
        length, length_bytes = _vint(head[id_bytes:], marked=False)
        if not id_bytes or not length_bytes or found in _TOP or length is None:
            break
        at += id_bytes + length_bytes + length
    return min(at, end)


def _value(kind: str, raw: bytes) -> Any:
    if kind == "u" and len(raw) <= 8:
        return int.from_bytes(raw, "big")
    if kind == "s" and len(raw) <= 8:
        return int.from_bytes(raw, "big", signed=True)
    if kind == "f" and len(raw) in (4, 8):
        return struct.unpack(">f" if len(raw) == 4 else ">d", raw)[0]
    if kind == "t":
        return raw.split(b"\0")[0].decode("utf-8", "replace")
    if kind == "d" and len(raw) == 8:
        try:
            return (
                _EPOCH + timedelta(microseconds=int.from_bytes(raw, "big", signed=True) // 1000)
            ).isoformat()
        except OverflowError:
            return None
    if kind == "b" and len(raw) <= 16:
        return raw.hex()
    return None
