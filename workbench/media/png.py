"""PNG files made from checked arrays, in the parent, with our own text chunks.

PNG, W3C Recommendation (Third Edition): RGB of 8 or 16 bits, rows filtered by difference to the row
above, which suits photographs well enough and is one array operation. Same picture, same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng

_UP = 2
"""Filter type: difference to the byte above."""


Picture = NDArray[np.uint8] | NDArray[np.uint16]
"""(height, width, 3); of 16 bits in any order of bytes."""


def encode(rgb: Picture, texts: Iterable[tuple[str, str]] = ()) -> bytes:
    """`rgb` (height, width, 3), uint8 or uint16, as a PNG file; `texts` become iTXt chunks."""
    height, width, channels = rgb.shape
    if channels != 3 or rgb.dtype.kind != "u" or rgb.itemsize > 2:
        raise ValueError("not RGB of 8 or 16 bits")
    head = struct.pack(">IIBBBBB", width, height, 8 * rgb.itemsize, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", head),
            *(_chunk(b"iTXt", _text(key, value)) for key, value in texts),
            _chunk(b"IDAT", _packed(filtered(rgb))),
            _chunk(b"IEND", b""),
        )
    )


def filtered(rgb: Picture) -> NDArray[np.uint8]:
    """The rows (height, 1 + bytes) as PNG packs them, each with its filter type first."""
    height, width, _ = rgb.shape
    stored = np.ascontiguousarray(rgb, ">u2" if rgb.itemsize == 2 else np.uint8)
    rows = stored.view(np.uint8).reshape(height, width * 3 * rgb.itemsize)
    made = np.empty((height, 1 + rows.shape[1]), np.uint8)
    made[:, 0] = _UP
    made[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=made[1:, 1:])
    return made


def _packed(rows: NDArray[np.uint8]) -> bytes:
    """By runs alone: no search for repetitions, which footage hardly has, for a tenth more bytes.
    What there is to choose is then so little that zlib-ng gives the very bytes of zlib, in half
    the time."""
    packer = zlib_ng.compressobj(1, zlib_ng.DEFLATED, zlib_ng.MAX_WBITS, 9, zlib_ng.Z_RLE)
    return packer.compress(rows.data) + packer.flush()


def narrowed(picture: Picture) -> NDArray[np.uint8]:
    """A picture in 8 bits, for showing: of 16 bits, which hold 256 of each level, the nearest."""
    if picture.itemsize == 1:
        return picture.astype(np.uint8, copy=False)
    made = np.empty(picture.shape, np.uint8)
    for row, wide in zip(made, picture, strict=True):
        row[:] = np.minimum((wide.astype(np.uint32) + 128) >> 8, 255)
    return made


def decode(file: bytes, max_pixels: int) -> Picture:
    """The picture (height, width, 3) of a file that `encode` wrote; of 16 bits big-endian.

    Reads no other PNG: `ValueError` for anything that `encode` would not have written, so that it
    may be given what came from strangers.
    """
    if file[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("not a PNG file")
    chunks = list(_chunks(file))
    kinds = [kind for kind, _ in chunks]
    if kinds != [b"IHDR", *[b"iTXt"] * (len(kinds) - 3), b"IDAT", b"IEND"] or chunks[-1][1]:
        raise ValueError("not the chunks that are written here")
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    if form not in ([8, 2, 0, 0, 0], [16, 2, 0, 0, 0]) or not 0 < width * height <= max_pixels:
        raise ValueError("not RGB of a size that is read")
    row_bytes = width * 3 * form[0] // 8
    size_bytes = height * (1 + row_bytes)
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(chunks[-2][1], size_bytes + 1)
    except zlib.error as broken:
        raise ValueError("broken picture data") from broken
    if len(content) != size_bytes or not unpacker.eof or unpacker.unused_data:
        raise ValueError("more or less picture than announced")
    packed = np.frombuffer(content, np.uint8).reshape(height, 1 + row_bytes)
    if (packed[:, 0] != _UP).any():
        raise ValueError("a filter that is not used here")
    rows = np.add.accumulate(packed[:, 1:], axis=0, dtype=np.uint8)
    picture: Picture = rows if form[0] == 8 else rows.view(">u2")
    return picture.reshape(height, width, 3)


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(file):
        if at + 12 > len(file):
            raise ValueError("a chunk cut short")
        (length,) = struct.unpack_from(">I", file, at)
        body = file[at + 4 : at + 8 + length]
        check = file[at + 8 + length : at + 12 + length]
        if len(body) != 4 + length or check != struct.pack(">I", zlib.crc32(body)):
            raise ValueError("a damaged chunk")
        yield body[:4], body[4:]
        at += 12 + length


def _text(key: str, value: str) -> bytes:
    return key.encode("latin-1")[:79] + b"\0\0\0\0\0" + value.encode("utf-8", "replace")


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
