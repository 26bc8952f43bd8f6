"""Packed arrays: frame tables, fingerprints, sound envelopes and thumbnails as little-endian blobs.

Each blob begins with a version byte. Reading checks every length before it uses it and raises
`ValueError`: blobs come out of the locked worker or out of a file that somebody sent.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from zlib_ng import zlib_ng

from workbench.records.frame import FrameTable, TableOrigin

VERSION = 1
MAX_FRAMES = 20_000_000
MAX_THUMBNAIL_SIDE_PX = 1024
NO_PTS = -(1 << 63)
"""Stands for the PTS of a still, which has none."""


@dataclass(frozen=True, slots=True, eq=False)
class FingerprintTrack:
    """The fingerprints of one variant of an item, in presentation order.

    `pts` (n,) int64, `NO_PTS` for a still; `quality` (n,) uint8, 0 to 100; `bits` (n, 32) uint8.
    """

    pts: NDArray[np.int64]
    quality: NDArray[np.uint8]
    bits: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.pts)


def pack_fingerprints(track: FingerprintTrack) -> bytes:
    """`u8 version, u32 n, i64 pts[n], u8 quality[n], u8 bits[n][32]`."""
    return b"".join(
        (
            struct.pack("<BI", VERSION, len(track)),
            track.pts.astype("<i8").tobytes(),
            track.quality.astype(np.uint8).tobytes(),
            track.bits.astype(np.uint8).tobytes(),
        )
    )


def unpack_fingerprints(blob: bytes) -> FingerprintTrack:
    n = _count(blob, "<BI", item_bytes=8 + 1 + 32)
    at = struct.calcsize("<BI")
    return FingerprintTrack(
        pts=np.frombuffer(blob, "<i8", n, at),
        quality=np.frombuffer(blob, np.uint8, n, at + 8 * n),
        bits=np.frombuffer(blob, np.uint8, 32 * n, at + 9 * n).reshape(n, 32),
    )


def unpack_alike(blobs: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Quality (k, n) and bits (k, n, 32) of k packed fingerprint tracks that are equally long, at
    once: one by one, hundreds of thousands of short ones take seconds."""
    at = struct.calcsize("<BI")
    n = _count(blobs[0], "<BI", item_bytes=8 + 1 + 32)
    whole = np.frombuffer(b"".join(blobs), np.uint8).reshape(len(blobs), -1)
    if (whole[:, :at] != whole[0, :at]).any():
        raise ValueError("packed array: wrong length")
    return whole[:, at + 8 * n : at + 9 * n], whole[:, at + 9 * n :].reshape(len(blobs), n, 32)


_TABLE_HEAD = "<BIQQqQB"


def pack_frame_table(table: FrameTable) -> bytes:
    """`u8 version, u32 n, u64 time base (numerator, denominator), i64 and u64 start offset,
    u8 origin, i64 pts[n], i64 duration[n], u8 flags[n]` (bit 0 key, bits 1 and 2 the type)."""
    head = struct.pack(
        _TABLE_HEAD,
        VERSION,
        len(table),
        table.time_base.numerator,
        table.time_base.denominator,
        table.start_offset_s.numerator,
        table.start_offset_s.denominator,
        list(TableOrigin).index(table.origin),
    )
    flags = table.key.astype(np.uint8) | (table.type << 1)
    return (
        b"".join((head, table.pts.astype("<i8").tobytes(), table.duration.astype("<i8").tobytes()))
        + flags.astype(np.uint8).tobytes()
    )


def unpack_frame_table(blob: bytes) -> FrameTable:
    n = _count(blob, _TABLE_HEAD, item_bytes=8 + 8 + 1)
    _, _, base, per, offset, offset_per, origin = struct.unpack_from(_TABLE_HEAD, blob)
    if not per or not offset_per or not base or origin >= len(TableOrigin):
        raise ValueError("frame table: impossible head")
    at = struct.calcsize(_TABLE_HEAD)
    flags = np.frombuffer(blob, np.uint8, n, at + 16 * n)
    return FrameTable(
        time_base=Fraction(base, per),
        start_offset_s=Fraction(offset, offset_per),
        origin=list(TableOrigin)[origin],
        pts=np.frombuffer(blob, "<i8", n, at),
        duration=np.frombuffer(blob, "<i8", n, at + 8 * n),
        key=(flags & 1).astype(bool),
        type=((flags >> 1) & 3).astype(np.uint8),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Envelope:
    """Sound over time: the least and greatest sample of each step.

    `start_s` and `step_s` in presentation seconds; `peaks` (n, 2) int16, full scale 32767.
    """

    start_s: float
    step_s: float
    peaks: NDArray[np.int16]


def pack_envelope(envelope: Envelope) -> bytes:
    """`u8 version, u32 n, f64 start, f64 step, i16 peaks[n][2]`."""
    head = struct.pack("<BIdd", VERSION, len(envelope.peaks), envelope.start_s, envelope.step_s)
    return head + envelope.peaks.astype("<i2").tobytes()


def unpack_envelope(blob: bytes) -> Envelope:
    n = _count(blob, "<BIdd", item_bytes=4)
    _, _, start_s, step_s = struct.unpack_from("<BIdd", blob)
    if not (step_s > 0 and abs(start_s) < 1e9 and step_s < 1e9):
        raise ValueError("envelope: impossible head")
    at = struct.calcsize("<BIdd")
    return Envelope(start_s, step_s, np.frombuffer(blob, "<i2", 2 * n, at).reshape(n, 2))


@dataclass(frozen=True, slots=True, eq=False)
class Thumbnail:
    """A small upright picture; `rgb` (height, width, 3) uint8, `pts` None for a still."""

    pts: int | None
    rgb: NDArray[np.uint8]


_THUMBNAIL_HEAD = "<HHqI"


def pack_thumbnails(thumbnails: Iterable[Thumbnail]) -> bytes:
    """`u8 version, u32 n`, then each `u16 width, u16 height, i64 pts, u32 bytes, zlib(rgb)`."""
    parts = []
    for one in thumbnails:
        height, width, _ = one.rgb.shape
        body = _deflate(np.ascontiguousarray(one.rgb).tobytes())
        pts = NO_PTS if one.pts is None else one.pts
        parts.append(struct.pack(_THUMBNAIL_HEAD, width, height, pts, len(body)) + body)
    return struct.pack("<BI", VERSION, len(parts)) + b"".join(parts)


def unpack_thumbnails(blob: bytes) -> tuple[Thumbnail, ...]:
    n = _count(blob, "<BI", item_bytes=None)
    at = struct.calcsize("<BI")
    thumbnails = []
    for _ in range(n):
        if len(blob) < at + struct.calcsize(_THUMBNAIL_HEAD):
            raise ValueError("thumbnails: cut short")
        width, height, pts, size = struct.unpack_from(_THUMBNAIL_HEAD, blob, at)
        at += struct.calcsize(_THUMBNAIL_HEAD)
        if not (0 < width <= MAX_THUMBNAIL_SIDE_PX and 0 < height <= MAX_THUMBNAIL_SIDE_PX):
            raise ValueError("thumbnails: impossible size")
        rgb = _inflate(blob[at : at + size], width * height * 3)
        at += size
        picture = np.frombuffer(rgb, np.uint8).reshape(height, width, 3)
        thumbnails.append(Thumbnail(None if pts == NO_PTS else pts, picture))
    if at != len(blob):
        raise ValueError("thumbnails: bytes left over")
    return tuple(thumbnails)


def _deflate(plain: bytes) -> bytes:
    """In photographs zlib finds next to nothing to repeat: looking for runs only takes two fifths
    of the time and gives 4 % more bytes. zlib-ng gives the same bytes in half of that."""
    packer = zlib_ng.compressobj(1, zlib_ng.DEFLATED, zlib_ng.MAX_WBITS, 8, zlib_ng.Z_RLE)
    return packer.compress(plain) + packer.flush()


def _inflate(body: bytes, size_bytes: int) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        plain = unpacker.decompress(body, size_bytes + 1)
    except zlib.error as wrong:
        raise ValueError("thumbnails: not packed") from wrong
    if len(plain) != size_bytes:
        raise ValueError("thumbnails: impossible size")
    return plain


def count_of(blob: bytes) -> int:
    """How many a packed array says that it holds; 0 where it is cut short."""
    if len(blob) < struct.calcsize("<BI"):
        return 0
    return int(struct.unpack_from("<BI", blob)[1])


def _count(blob: bytes, head: str, item_bytes: int | None) -> int:
    if len(blob) < struct.calcsize(head):
        raise ValueError("packed array: cut short")
    version, n = struct.unpack_from("<BI", blob)
    if version != VERSION or n > MAX_FRAMES:
        raise ValueError("packed array: unknown version or impossible count")
    if item_bytes is not None and len(blob) != struct.calcsize(head) + n * item_bytes:
        raise ValueError("packed array: wrong length")
    return int(n)
