"""Structure: the parts that a file is built from, where they lie and what they say."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

VERSION = 1
MAX_PARTS = 20_000
MAX_PLAIN_BYTES = 32 << 20
_HEAD = "<BII"


@dataclass(frozen=True, slots=True)
class Part:
    """A box, segment, chunk, element or page, as the format calls it."""

    path: str
    """Types from the outermost part to this one, `moov/trak[1]/mdia`; a number where the parent
    holds several of one type."""
    type: str
    offset: int
    """Of its first byte in the file, its own head included, as in `size_bytes`."""
    size_bytes: int
    """As far as the file goes: a part that promises more is cut, and an oddity says so."""
    level: int
    """How many parts it lies in. Parts come in the order of the file, outer before inner."""
    fields: dict[str, Any] = field(default_factory=dict)
    """What it says, in the words of its specification; plain values, short lists, flat mappings."""


@dataclass(frozen=True, slots=True)
class Oddity:
    """A place where the parts do not tile the file. What a file is, not yet what it means."""

    code: str
    """`cut`: a part promises more bytes than its parent, or the file, has. `gap`: bytes between
    two parts, or inside one, that belong to none. `trailing`: bytes after the end."""
    path: str
    """The part it is found in or at; empty for the file itself."""
    offset: int
    size_bytes: int
    """Bytes that are missing, or too many."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The parts of one file. `left_out` counts those beyond `MAX_PARTS`."""

    parts: tuple[Part, ...]
    oddities: tuple[Oddity, ...] = ()
    left_out: int = 0


def pack_structure(structure: Structure) -> bytes:
    """`u8 version, u32 parts, u32 plain bytes, zlib(JSON)`; the oddities are the facts of the
    measurement and not in here."""
    rows = [[p.level, p.path, p.type, p.offset, p.size_bytes, p.fields] for p in structure.parts]
    plain = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    return struct.pack(_HEAD, VERSION, len(rows), len(plain)) + zlib.compress(plain, 1)


def unpack_structure(blob: bytes) -> tuple[Part, ...]:
    """The parts. ValueError where the blob is not what `pack_structure` writes."""
    if len(blob) < struct.calcsize(_HEAD):
        raise ValueError("structure: cut short")
    version, count, size = struct.unpack_from(_HEAD, blob)
    if version != VERSION or count > MAX_PARTS or size > MAX_PLAIN_BYTES:
        raise ValueError("structure: unknown version or impossible count")
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(blob[struct.calcsize(_HEAD) :], size + 1)
    except zlib.error as wrong:
        raise ValueError("structure: not packed") from wrong
    if len(plain) != size:
        raise ValueError("structure: impossible size")
    parts = tuple(_parts(json.loads(plain)))
    if len(parts) != count:
        raise ValueError("structure: wrong count")
    return parts


def _parts(rows: Sequence[Any]) -> Iterator[Part]:
    for row in rows:
        level, path, kind, offset, size_bytes, fields = row
        if not (
            all(isinstance(n, int) and n >= 0 for n in (level, offset, size_bytes))
            and all(isinstance(text, str) for text in (path, kind))
            and isinstance(fields, dict)
        ):
            raise ValueError("structure: not a part")
        yield Part(path, kind, offset, size_bytes, level, fields)
