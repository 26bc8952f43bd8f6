"""Boxes of ISO base media files (ISO/IEC 14496-12, 23008-12) and of QuickTime movies.

Nothing of `mdat` is read. A box that breaks its bounds is kept, cut.
"""

from __future__ import annotations

import struct

from workbench.instruments.structure import box_entries, box_samples, box_values
from workbench.instruments.structure.box_entries import picture_entry, sound_entry
from workbench.instruments.structure.box_samples import TABLES
from workbench.instruments.structure.box_values import track_reference, user_text
from workbench.instruments.structure.tree import MAX_DEPTH, Bytes, Node


def _types(words: str) -> frozenset[bytes]:
    """Four-character types; those that end in blanks are written without them."""
    return frozenset(word.encode("latin-1").ljust(4) for word in words.split())


_CONTAINERS = _types(
    "moov trak mdia minf stbl edts dinf udta mvex moof traf mfra tapt gmhd schi sinf strk strd "
    "meco grpl tref wave iprp ipco ilst rmra rmda clip matt imap hnti hinf jp2h vttc cmov trgr"
)
_SKIPPED_BYTES = {b"dref": 8, b"stsd": 8, b"iref": 4, b"grpl": 0}
"""Containers with a head of their own before the parts inside."""
_FIELDS = {**box_values.FIELDS, **box_entries.FIELDS, **box_samples.FIELDS}
_TABLE_BYTES = 64 << 20
_BODY_BYTES = 64 << 10


def walk(bytes_: Bytes) -> list[Node]:
    """The boxes of the file."""
    return _inside(bytes_, 0, bytes_.size_bytes, (), 0)


def _inside(
    bytes_: Bytes, start: int, end: int, above: tuple[bytes, ...], depth: int
) -> list[Node]:
    nodes: list[Node] = []
    at = start
    while at + 8 <= end:
        head = bytes_.read(at, 32)
        if len(head) < 8:
            break
        size, kind = struct.unpack_from(">I4s", head)
        content = at + 8
        if size == 1 and len(head) >= 16:
            size, content = struct.unpack_from(">Q", head, 8)[0], at + 16
        elif size == 0:
            if above:
                break  # inside a box this is an end mark (QuickTime user data), not "to the end"
            size = end - at
        if size < content - at or not bytes_.take_part():
            break
        node = Node(_name(kind), at, min(size, end - at))
        if size > node.size_bytes:
            node.promised_bytes = size
        if kind == b"uuid" and len(head) >= content - at + 16:
            node.fields["uuid"] = head[content - at : content - at + 16].hex()
            content += 16
        _look_into(bytes_, node, kind, content, above, depth)
        nodes.append(node)
        at += size
    if above and end - at == 4 and bytes_.read(at, 4) == bytes(4):
        nodes.append(Node("(end)", at, 4))  # how QuickTime ends a list of user data
    return nodes


def _name(kind: bytes) -> str:
    text = kind.decode("latin-1")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def _look_into(
    bytes_: Bytes, node: Node, kind: bytes, content: int, above: tuple[bytes, ...], depth: int
) -> None:
    if kind in (b"mdat", b"idat") or depth >= MAX_DEPTH:
        return
    parent = above[-1] if above else b""
    start = _content_start(bytes_, kind, content, node.end, above)
    most = _TABLE_BYTES if kind in TABLES else _BODY_BYTES
    body = bytes_.read(content, min(node.end - content, most))
    decode = _FIELDS.get(kind)
    if parent == b"ilst":
        start = content
    elif parent == b"udta" and decode is None and start is None:
        decode = user_text
    elif parent == b"tref":
        decode = track_reference
    elif parent == b"stsd":
        decode = picture_entry if kind in _PICTURES else sound_entry if kind in _SOUNDS else None
    if decode is not None:
        try:
            node.fields.update(decode(body))
        except (struct.error, IndexError, ValueError, ZeroDivisionError):
            node.fields["unreadable"] = True
    if start is not None and start <= node.end:
        node.content_offset = start
        node.inner = _inside(bytes_, start, node.end, (*above, kind), depth + 1)


def _content_start(
    bytes_: Bytes, kind: bytes, content: int, end: int, above: tuple[bytes, ...]
) -> int | None:
    """Where the boxes inside a box begin; None where there are none."""
    parent = above[-1] if above else b""
    if kind == b"meta":
        # QuickTime's has no version and flags: there the type of the first box comes at once.
        return content if bytes_.read(content + 4, 4) == b"hdlr" else content + 4
    if parent == b"stsd":
        return _entry_start(bytes_, kind, content, end, above)
    if kind == b"iinf":
        version = bytes_.read(content, 1)
        return content + (6 if version == b"\0" else 8)
    if kind in _SKIPPED_BYTES:
        return content + _SKIPPED_BYTES[kind]
    return content if kind in _CONTAINERS else None


_PICTURES = _types(
    "avc1 avc2 avc3 avc4 hvc1 hev1 dvh1 dvhe dvav dva1 av01 vp08 vp09 vp10 mp4v s263 h263 H263 "
    "mjpa mjpb jpeg apch apcn apcs apco ap4h ap4x apr0 png SVQ1 SVQ3 rle raw encv cvid dvc dvcp "
    "dv5n dvpp hvt1 lhv1 lhe1 vvc1 resv icod FFV1 DIVX XVID theo cfhd CFHD 2vuy v210"
)
_SOUNDS = _types(
    "mp4a samr sawb sawp alac ac-3 ec-3 ac-4 Opus fLaC twos sowt lpcm ulaw alaw ima4 QDM2 in24 "
    "in32 fl32 fl64 .mp3 enca NONE mhm1 mha1 dtsc dtsh dtsl dtse agsm Qclp apac ipcm"
)


def _entry_start(
    bytes_: Bytes, kind: bytes, content: int, end: int, above: tuple[bytes, ...]
) -> int | None:
    if kind in _PICTURES:
        return content + 78 if end - content >= 78 else None
    if kind in _SOUNDS:
        version = bytes_.read(content + 8, 2)
        # QuickTime's sound descriptions of versions 1 and 2 say more before their boxes.
        skip = {b"\0\1": 44, b"\0\2": 64}.get(version, 28)
        return content + skip if end - content >= skip else None
    if kind == b"mp4s":
        return content + 8 if end - content >= 8 else None
    return None
