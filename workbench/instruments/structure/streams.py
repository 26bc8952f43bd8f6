"""Formats that are streams of like pieces: MPEG-TS (ISO/IEC 13818-1), FLV, Ogg (RFC 3533), FLAC
(RFC 9639) and MPEG audio with ID3. Pieces are summarised, what heads them is told apart."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from workbench.instruments.structure.tree import Bytes, Node

LOOKED_AT_BYTES = 4 << 20
_SERVICES = 0x11
"""The PID of the table of services."""
MAX_PAGES = 5000
_STREAM_TYPES = {
    0x01: "MPEG-1 video", 0x02: "MPEG-2 video", 0x03: "MPEG-1 audio", 0x04: "MPEG-2 audio",
    0x06: "private data", 0x0F: "AAC (ADTS)", 0x10: "MPEG-4 video", 0x11: "AAC (LATM)",
    0x15: "metadata", 0x1B: "H.264", 0x24: "HEVC", 0x81: "AC-3", 0x87: "E-AC-3",
}  # fmt: skip


def walk_ts(bytes_: Bytes) -> list[Node]:
    """One part for the packets, with the programmes that its tables name in the first 4 MiB."""
    raw = bytes_.read(0, LOOKED_AT_BYTES)
    packet_bytes, at = _packets(raw)
    if not packet_bytes:
        return []
    pids: dict[int, int] = {}
    maps: dict[int, int] = {}
    tables: list[dict[str, Any]] = []
    while at + 188 <= len(raw):
        packet = raw[at : at + 188]
        pid = struct.unpack_from(">H", packet, 1)[0] & 0x1FFF
        pids[pid] = pids.get(pid, 0) + 1
        known = pid in (0, _SERVICES) or pid in maps
        if packet[1] & 0x40 and known and len(tables) < 16:
            _table(packet, pid, maps, tables)
        at += packet_bytes
    whole = bytes_.size_bytes // packet_bytes * packet_bytes
    fields = {
        "packet_bytes": packet_bytes,
        "packets": bytes_.size_bytes // packet_bytes,
        "packets_by_pid": {str(pid): n for pid, n in sorted(pids.items())[:64]},
        "tables": tables,
    }
    return [Node("(packets)", 0, whole, fields)]


def _packets(raw: bytes) -> tuple[int, int]:
    for size, at in ((188, 0), (192, 4), (204, 0)):
        syncs = raw[at : at + 4 * size + 1 : size]
        if len(syncs) >= 3 and not syncs.strip(b"\x47"):
            return size, at
    return 0, 0


def _table(packet: bytes, pid: int, maps: dict[int, int], tables: list[dict[str, Any]]) -> None:
    at = 4 + (1 + packet[4] if packet[3] & 0x20 else 0)
    if at >= 180 or not packet[3] & 0x10:
        return
    at += 1 + packet[at]
    section = packet[at:]
    if len(section) < 12:
        return
    length = struct.unpack_from(">H", section, 1)[0] & 0xFFF
    body = section[8 : min(3 + length - 4, len(section))]
    if pid == 0 and section[0] == 0:
        programmes = {}
        for place in range(0, len(body) - 3, 4):
            number, target = struct.unpack_from(">HH", body, place)
            programmes[str(number)] = target & 0x1FFF
            if number:
                maps.setdefault(target & 0x1FFF, number)
        row: dict[str, Any] = {"table": "PAT", "programmes": programmes}
    elif pid == _SERVICES and section[0] in (0x42, 0x46):
        row = {"table": "SDT", "services": list(_services(body))}
    elif section[0] == 2 and len(body) >= 4:
        row = {"table": "PMT", "pid": pid, "streams": _streams(body)}
    else:
        return
    if row not in tables:
        tables.append(row)


def _services(body: bytes) -> Iterator[dict[str, Any]]:
    """Who broadcasts, and under which name (ETSI EN 300 468, 5.2.3 and 6.2.33)."""
    at = 3
    while at + 5 <= len(body):
        number, size = struct.unpack_from(">HxH", body, at)
        end = min(at + 5 + (size & 0xFFF), len(body))
        at += 5
        while at + 2 <= end:
            kind, length = body[at], body[at + 1]
            inner = body[at + 2 : min(at + 2 + length, end)]
            if kind == 0x48 and len(inner) >= 3:
                provider = inner[2 : 2 + inner[1]]
                name = inner[3 + inner[1] : 3 + inner[1] + _byte(inner, 2 + inner[1])]
                words = {"provider": _broadcast_text(provider), "name": _broadcast_text(name)}
                yield {"service": number, **words}
            at += 2 + length
        at = end


def _byte(raw: bytes, at: int) -> int:
    return raw[at] if at < len(raw) else 0


def _broadcast_text(raw: bytes) -> str:
    """A first byte under 0x20 names the alphabet; of these UTF-8 is told, the rest is Latin."""
    if raw[:1] == b"\x15":
        return raw[1:].decode("utf-8", "replace")
    return (raw[1:] if raw[:1] and raw[0] < 0x20 else raw).decode("latin-1")


def _streams(body: bytes) -> list[dict[str, Any]]:
    at = 4 + (struct.unpack_from(">H", body, 2)[0] & 0xFFF)
    streams = []
    while at + 5 <= len(body):
        kind = body[at]
        pid, size = struct.unpack_from(">HH", body, at + 1)
        streams.append(
            {"pid": pid & 0x1FFF, "type": kind, "codec": _STREAM_TYPES.get(kind, "unknown")}
        )
        at += 5 + (size & 0xFFF)
    return streams


def walk_flv(bytes_: Bytes) -> list[Node]:
    """The header, the script data, and the packets as one part each kind in a row."""
    head = bytes_.read(0, 9)
    if len(head) < 9:
        return []
    flags, size = head[4], int.from_bytes(head[5:9], "big")
    fields = {"version": head[3], "sound": bool(flags & 4), "picture": bool(flags & 1)}
    nodes = [Node("(header)", 0, min(size + 4, bytes_.size_bytes), fields)]
    names = {8: "(sound)", 9: "(picture)", 18: "(script)"}
    at = size + 4
    while at + 15 <= bytes_.size_bytes and bytes_.take_part():
        tag = bytes_.read(at, 11)
        length = 11 + int.from_bytes(tag[1:4], "big") + 4
        name = names.get(tag[0] & 31)
        if name is None:
            break
        node = Node(name, at, min(length, bytes_.size_bytes - at), {"tags": 1})
        if length > node.size_bytes:
            node.promised_bytes = length
        before = nodes[-1]
        if before.type == name != "(script)":
            before.size_bytes += node.size_bytes
            before.fields["tags"] += 1
            before.promised_bytes = (
                None if node.promised_bytes is None
                else before.size_bytes - node.size_bytes + length
            )  # fmt: skip
            bytes_.parts_left += 1
        else:
            nodes.append(node)
        at += length
    return nodes


def walk_ogg(bytes_: Bytes) -> list[Node]:
    """Logical streams with what their first pages name; pages are counted."""
    nodes: list[Node] = []
    at = pages = 0
    streams: dict[int, dict[str, Any]] = {}
    while at + 27 <= bytes_.size_bytes and pages < MAX_PAGES:
        head = bytes_.read(at, 27 + 255)
        if head[:4] != b"OggS" or len(head) < 27 + head[26]:
            break
        flags, granule, serial = struct.unpack_from("<xxxxxBqI", head)
        size = 27 + head[26] + sum(head[27 : 27 + head[26]])
        stream = streams.setdefault(serial, {"serial": serial, "pages": 0})
        stream["pages"] += 1
        stream["last_granule"] = granule
        if flags & 2:
            stream["begins_with"] = _codec(bytes_.read(at + 27 + head[26], 16))
        at += size
        pages += 1
    whole = min(at, bytes_.size_bytes) if pages < MAX_PAGES else bytes_.size_bytes
    if pages:
        fields = {"pages": pages, "streams": list(streams.values())[:16]}
        promised = at if at > bytes_.size_bytes else None
        nodes.append(Node("(pages)", 0, whole, fields, promised_bytes=promised))
    return nodes


def _codec(raw: bytes) -> str:
    for mark, name in (
        (b"\x01vorbis", "Vorbis"), (b"OpusHead", "Opus"), (b"\x80theora", "Theora"),
        (b"\x7fFLAC", "FLAC"), (b"Speex   ", "Speex"), (b"fishead", "Skeleton"),
    ):  # fmt: skip
        if raw.startswith(mark):
            return name
    return raw[:8].hex()


_FLAC = ("STREAMINFO", "PADDING", "APPLICATION", "SEEKTABLE", "VORBIS_COMMENT", "CUESHEET")


def walk_flac(bytes_: Bytes) -> list[Node]:
    nodes, at = walk_id3(bytes_)
    if bytes_.read(at, 4) != b"fLaC":
        return nodes
    nodes.append(Node("(signature)", at, 4))
    at += 4
    while at + 4 <= bytes_.size_bytes and bytes_.take_part():
        head = bytes_.read(at, 4)
        length = 4 + int.from_bytes(head[1:4], "big")
        kind = head[0] & 0x7F
        name = _FLAC[kind] if kind < len(_FLAC) else "PICTURE" if kind == 6 else f"(block {kind})"
        nodes.append(Node(name, at, min(length, bytes_.size_bytes - at)))
        at += length
        if head[0] & 0x80:
            break
    if at < bytes_.size_bytes:
        nodes.append(Node("(frames)", at, bytes_.size_bytes - at))
    return nodes


def walk_id3(bytes_: Bytes) -> tuple[list[Node], int]:
    """An ID3 head of any version, its frames inside; and where the sound begins."""
    head = bytes_.read(0, 10)
    if head[:3] != b"ID3" or len(head) < 10:
        return [], 0
    size = 10 + _synchsafe(head[6:10]) + (10 if head[5] & 0x10 else 0)
    node = Node("ID3", 0, min(size, bytes_.size_bytes), {"version": f"2.{head[3]}.{head[4]}"})
    if size > node.size_bytes:
        node.promised_bytes = size
    node.inner = _id3_frames(bytes_, head[3], 10, node.end)
    return [node], node.end


def _id3_frames(bytes_: Bytes, version: int, at: int, end: int) -> list[Node]:
    frames: list[Node] = []
    head_bytes = 6 if version == 2 else 10
    while at + head_bytes <= end and bytes_.take_part():
        head = bytes_.read(at, head_bytes)
        name = head[: 3 if version == 2 else 4]
        if not name.strip(b"\0") or not name.isalnum():
            frames.append(Node("(padding)", at, end - at))
            break
        if version == 2:
            size = int.from_bytes(head[3:6], "big")
        else:
            size = _synchsafe(head[4:8]) if version == 4 else int.from_bytes(head[4:8], "big")
        frames.append(Node(name.decode("latin-1"), at, min(head_bytes + size, end - at)))
        at += head_bytes + size
    return frames


def _synchsafe(raw: bytes) -> int:
    value = 0
    for byte in raw:
        value = value << 7 | byte & 0x7F
    return value


def walk_mpeg_audio(bytes_: Bytes) -> list[Node]:
    """ID3 heads, then the frames as one part, then an ID3v1 tail."""
    nodes, at = walk_id3(bytes_)
    end = bytes_.size_bytes
    tail = bytes_.read(end - 128, 128)
    last = [Node("ID3v1", end - 128, 128)] if tail[:3] == b"TAG" and end - 128 >= at else []
    if last:
        end -= 128
    if at < end:
        nodes.append(Node("(frames)", at, end - at))
    return nodes + last
