"""JPEG XL (ISO/IEC 18181): boxes around a codestream (part 2), or the codestream alone (part 1).
Nothing of the picture is decoded; its size stands in the first bits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from workbench.instruments.structure import isobmff
from workbench.instruments.structure.tree import Bytes, Node

SIGN = b"\xff\x0a"
_SIZE_BYTES = 16
_RATIOS = ((1, 1), (6, 5), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))
_SIDE_BITS = (9, 13, 18, 30)


def walk(bytes_: Bytes) -> list[Node]:
    if bytes_.read(0, 2) == SIGN:
        bytes_.take_part()
        return [
            Node("(codestream)", 0, bytes_.size_bytes, size_fields(bytes_.read(2, _SIZE_BYTES)))
        ]
    nodes = isobmff.walk(bytes_)
    first = True
    for node in nodes:
        start = node.offset + (16 if bytes_.read(node.offset, 4) == b"\0\0\0\1" else 8)
        if node.type == "brob":
            packed = bytes_.read(start, 4).decode("latin-1")
            node.fields = {"packed_type": packed, "compression": "Brotli"}
        elif node.type in ("jxlc", "jxlp") and first:
            at = start + (4 if node.type == "jxlp" else 0)
            head = bytes_.read(at, 2 + _SIZE_BYTES)
            node.fields = size_fields(head[2:]) if head[:2] == SIGN else {}
            first = False
        elif node.type == "jbrd":
            node.fields = {"holds": "what is needed to restore the JPEG that it was made from"}
        elif node.type == "jxll":
            node.fields = {"level": int.from_bytes(bytes_.read(start, 1), "big")}
    return nodes


def size_fields(raw: bytes) -> dict[str, Any]:
    """Width and height from what follows the sign; nothing where it is too short."""
    size = size_of(raw)
    return {} if size is None else {"width": size[0], "height": size[1]}


def size_of(raw: bytes) -> tuple[int, int] | None:
    """`SizeHeader`, 18181-1, D.3.2: bits from the lowest of each byte on."""
    bits = _bits(raw)
    try:
        small = _number(bits, 1)
        height = _side(bits, small)
        ratio = _number(bits, 3)
        if not ratio:
            return _side(bits, small), height
    except IndexError:
        return None
    wide, high = _RATIOS[ratio - 1]
    return height * wide // high, height


def _side(bits: Iterator[int], small: int) -> int:
    if small:
        return (_number(bits, 5) + 1) * 8
    return _number(bits, _SIDE_BITS[_number(bits, 2)]) + 1


def _bits(raw: bytes) -> Iterator[int]:
    return (byte >> place & 1 for byte in raw for place in range(8))


def _number(bits: Iterator[int], count: int) -> int:
    taken = list(islice(bits, count))
    if len(taken) < count:
        raise IndexError("the codestream ends in its head")
    return sum(bit << place for place, bit in enumerate(taken))
