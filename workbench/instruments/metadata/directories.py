"""Directories of TIFF blocks (TIFF 6.0, BigTIFF, Exif 3.0), read straight from their bytes.

This is the third reader of EXIF beside ExifRead and Pillow. It reads what these leave aside:
further directories, sub-directories of raw files, maker notes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from workbench.instruments.metadata.exif import Raw
from workbench.instruments.metadata.tag_names import EXIF_IFD, GPS, IFD0, INTEROP_IFD

MAX_DIRECTORIES = 40
MAX_ENTRIES = 1000
MAX_VALUE_BYTES = 4 << 20
_LAYOUTS = {
    1: "B", 2: "s", 3: "H", 4: "I", 5: "II", 6: "b", 7: "s", 8: "h", 9: "i", 10: "ii", 11: "f",
    12: "d", 13: "I", 16: "Q", 17: "q", 18: "Q",
}  # fmt: skip
_RATIONAL = frozenset({5, 10})
_TEXT, _UNDEFINED = 2, 7
_POINTERS = {0x8769: EXIF_IFD, 0x8825: GPS, 0xA005: INTEROP_IFD}
SUB_DIRECTORIES = 0x014A


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number, type and value; `place` is where the value lies in the block."""

    number: int
    kind: int
    value: Raw
    place: int


@dataclass(slots=True)
class TiffBlock:
    """A TIFF block somewhere in a file; every place is counted from its first byte."""

    file: BinaryIO
    start: int
    order: str
    """`<` or `>`, as `struct` has it."""
    big: bool = False

    def read(self, at: int, count: int) -> bytes:
        if at < 0 or count <= 0 or self.start + at >= 1 << 62:
            return b""
        self.file.seek(self.start + at)
        return self.file.read(min(count, MAX_VALUE_BYTES))


def tiff_block(file: BinaryIO, start: int) -> tuple[TiffBlock, int] | None:
    """The block whose head lies at `start`, and the place of its first directory."""
    file.seek(start)
    head = file.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        return None
    version = struct.unpack_from(f"{order}H", head, 2)[0]
    if version == 43 and len(head) == 16:
        return TiffBlock(file, start, order, big=True), struct.unpack_from(f"{order}Q", head, 8)[0]
    first = struct.unpack_from(f"{order}I", head, 4)[0]
    return TiffBlock(file, start, order), first


def directories(block: TiffBlock, first: int) -> Iterator[tuple[str, list[Entry]]]:
    """Every directory with its name, as ExifTool names them; each place is visited once."""
    waiting = [(IFD0, first)]
    seen: set[int] = set()
    chained = subs = 0
    while waiting and len(seen) < MAX_DIRECTORIES:
        name, at = waiting.pop(0)
        if at in seen or at <= 0:
            continue
        seen.add(at)
        found, onward = entries(block, at)
        if found is None:
            continue
        yield name, found
        for entry in found:
            places = [v for v in entry.value if isinstance(v, int)]
            if entry.number in _POINTERS and places:
                waiting.append((_POINTERS[entry.number], places[0]))
            elif entry.number == SUB_DIRECTORIES and isinstance(entry.value, tuple):
                for place in places[:10]:
                    waiting.append((f"SubIFD{subs or ''}", place))
                    subs += 1
        if onward and name.startswith("IFD"):
            chained += 1
            waiting.append((f"IFD{chained}", onward))


def entries(block: TiffBlock, at: int, base: int = 0) -> tuple[list[Entry] | None, int]:
    """The entries of one directory, and the place of the next one, 0 where there is none; values
    are counted from `base` in the block. None where no directory lies there."""
    count_bytes, entry_bytes = (8, 20) if block.big else (2, 12)
    word = "Q" if block.big else "I"
    head = block.read(at, count_bytes)
    if len(head) < count_bytes:
        return None, 0
    count = struct.unpack(block.order + ("Q" if block.big else "H"), head)[0]
    if not 0 < count <= MAX_ENTRIES:
        return None, 0
    table = block.read(at + count_bytes, entry_bytes * count + struct.calcsize(word))
    found: list[Entry] = []
    for start in range(0, min(len(table) // entry_bytes, count) * entry_bytes, entry_bytes):
        number, kind = struct.unpack_from(f"{block.order}HH", table, start)
        entry = _entry(block, number, kind, table[start + 4 : start + entry_bytes],
                       at + count_bytes + start + 4, base)  # fmt: skip
        if entry is not None:
            found.append(entry)
    after = table[entry_bytes * count :]
    onward = (
        struct.unpack(block.order + word, after)[0] if len(after) == struct.calcsize(word) else 0
    )
    return found, onward


def _entry(
    block: TiffBlock, number: int, kind: int, rest: bytes, at: int, base: int
) -> Entry | None:
    layout = _LAYOUTS.get(kind)
    if layout is None:
        return None
    word = "Q" if block.big else "I"
    inline = struct.calcsize(word)
    count = struct.unpack_from(block.order + word, rest)[0]
    size = count * struct.calcsize(f"={layout}")
    if not 0 < size <= MAX_VALUE_BYTES:
        return None
    if size <= inline:
        data, place = rest[inline : inline + size], at + inline
    else:
        place = base + struct.unpack_from(block.order + word, rest, inline)[0]
        data = block.read(place, size)
    if len(data) < size:
        return None
    return Entry(number, kind, _raw(block.order, kind, layout, count, data), place)


def _raw(order: str, kind: int, layout: str, count: int, data: bytes) -> Raw:
    if kind == _TEXT:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("latin-1")
    if kind == _UNDEFINED:
        return data
    if kind in _RATIONAL:
        numbers = struct.unpack(f"{order}{2 * count}{layout[0]}", data)
        return tuple(zip(numbers[::2], numbers[1::2], strict=True))
    return struct.unpack(f"{order}{count}{layout}", data)
