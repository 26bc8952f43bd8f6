"""Photoshop documents (Adobe Photoshop File Formats Specification): five sections in a row, the
image resources one by one. PSB, for large documents, differs in the width of some lengths."""

from __future__ import annotations

import struct
from typing import Any

from workbench.instruments.structure.tree import Bytes, Node

HEAD_BYTES = 26
_MODES = {
    0: "bitmap", 1: "grey", 2: "indexed", 3: "RGB", 4: "CMYK", 7: "multichannel", 8: "duotone",
    9: "Lab",
}  # fmt: skip
_RESOURCES = {
    0x03ED: "resolution", 0x0404: "IPTC", 0x0406: "JPEG quality", 0x0408: "grid",
    0x0409: "thumbnail", 0x040A: "copyright flag", 0x040B: "address", 0x040C: "thumbnail",
    0x040F: "ICC profile", 0x0421: "version", 0x0422: "EXIF", 0x0423: "EXIF", 0x0424: "XMP",
    0x0425: "IPTC digest", 0x043A: "print", 0x0BB7: "clipping path",
}  # fmt: skip
_COMPRESSIONS = {0: "none", 1: "PackBits", 2: "ZIP", 3: "ZIP with prediction"}


def walk(bytes_: Bytes) -> list[Node]:
    head = bytes_.read(0, HEAD_BYTES)
    if len(head) < HEAD_BYTES:
        return []
    version, channels, height, width, depth, mode = struct.unpack_from(">H6xHIIHH", head, 4)
    fields = {"version": version, "channels": channels, "width": width, "height": height}
    fields |= {"bits": depth, "mode": _MODES.get(mode, str(mode))}
    nodes = [Node("(header)", 0, HEAD_BYTES, fields)]
    at = HEAD_BYTES
    for name, length_bytes in (
        ("(colours)", 4),
        ("(resources)", 4),
        ("(layers)", 8 if version == 2 else 4),
    ):
        node = _section(bytes_, name, at, length_bytes)
        if node is None:
            return nodes
        if name == "(resources)":
            node.content_offset = at + length_bytes
            node.inner = _resources(bytes_, at + length_bytes, node.end)
        elif name == "(layers)":
            node.fields = _layers(bytes_, at + length_bytes, length_bytes)
        nodes.append(node)
        at = node.end
    if at < bytes_.size_bytes and bytes_.take_part():
        method = int.from_bytes(bytes_.read(at, 2), "big")
        said = {"compression": _COMPRESSIONS.get(method, str(method))}
        nodes.append(Node("(pixels)", at, bytes_.size_bytes - at, said))
    return nodes


def _section(bytes_: Bytes, name: str, at: int, length_bytes: int) -> Node | None:
    raw = bytes_.read(at, length_bytes)
    if len(raw) < length_bytes or not bytes_.take_part():
        return None
    size = length_bytes + int.from_bytes(raw, "big")
    node = Node(name, at, min(size, bytes_.size_bytes - at))
    if size > node.size_bytes:
        node.promised_bytes = size
    return node


def _layers(bytes_: Bytes, at: int, length_bytes: int) -> dict[str, Any]:
    """How many layers there are; a negative count means that the first alpha channel is the
    transparency of the whole."""
    raw = bytes_.read(at, length_bytes + 2)
    if len(raw) < length_bytes + 2 or not int.from_bytes(raw[:length_bytes], "big"):
        return {"layers": 0}
    return {"layers": abs(struct.unpack_from(">h", raw, length_bytes)[0])}


def _resources(bytes_: Bytes, at: int, end: int) -> list[Node]:
    nodes: list[Node] = []
    while at + 12 <= end:
        head = bytes_.read(at, 7)
        if not head[:4].isalnum() or not bytes_.take_part():
            break
        number = struct.unpack_from(">H", head, 4)[0]
        name_bytes = head[6] + 1
        start = at + 6 + name_bytes + (name_bytes & 1)
        length = int.from_bytes(bytes_.read(start, 4), "big")
        size = start + 4 + length + (length & 1) - at
        said = {"resource": _RESOURCES.get(number, ""), "bytes": length}
        node = Node(f"{head[:4].decode('latin-1')} {number:04X}", at, min(size, end - at), said)
        if size > node.size_bytes:
            node.promised_bytes = size
        nodes.append(node)
        at = node.end
    return nodes
