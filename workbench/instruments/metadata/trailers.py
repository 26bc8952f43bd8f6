"""Blocks of metadata that programs append to a JPEG after its end: AFCP and FotoStation."""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

MAX_TRAILER_BYTES = 1 << 20
_AFCP_HEAD_BYTES = 12
_FOTOSTATION_MARK = b"\xa1\xb2\xc3\xd4"
_FOTOSTATION_FOOT_BYTES = 10
_FOTOSTATION_IPTC = 1


def trailing_iptc(file: BinaryIO) -> list[bytes]:
    """IPTC blocks of trailers, the last one first; several may lie one before the other."""
    end = file.seek(0, os.SEEK_END)
    found: list[bytes] = []
    for _ in range(10):
        step = _afcp(file, end) or _fotostation(file, end)
        if step is None:
            return found
        end, block = step
        if block:
            found.append(block)
    return found


def _afcp(file: BinaryIO, end: int) -> tuple[int, bytes] | None:
    """AFCP ends with its sign and the place of a table; the sign's letter says the byte order."""
    file.seek(max(end - _AFCP_HEAD_BYTES, 0))
    foot = file.read(_AFCP_HEAD_BYTES)
    if len(foot) < _AFCP_HEAD_BYTES or foot[:4] not in (b"AXS!", b"AXS*"):
        return None
    order = ">" if foot[:4] == b"AXS!" else "<"
    start = struct.unpack_from(f"{order}I", foot, 4)[0]
    if not 0 < end - start <= MAX_TRAILER_BYTES:
        return None
    file.seek(start)
    head = file.read(_AFCP_HEAD_BYTES)
    if head[:4] != foot[:4]:
        return None
    count = struct.unpack_from(f"{order}H", head, 6)[0]
    table = file.read(12 * min(count, 100))
    block = b""
    for at in range(0, len(table) - 11, 12):
        kind, size, place = struct.unpack_from(f"{order}4sII", table, at)
        if kind == b"IPTC":
            file.seek(place)
            block = file.read(min(size, MAX_TRAILER_BYTES))
    return start, block


def _fotostation(file: BinaryIO, end: int) -> tuple[int, bytes] | None:
    """A FotoStation record ends with its kind, its size and a mark."""
    file.seek(max(end - _FOTOSTATION_FOOT_BYTES, 0))
    foot = file.read(_FOTOSTATION_FOOT_BYTES)
    if len(foot) < _FOTOSTATION_FOOT_BYTES or foot[6:] != _FOTOSTATION_MARK:
        return None
    kind, size = struct.unpack_from(">HI", foot)
    if not _FOTOSTATION_FOOT_BYTES <= size <= min(end, MAX_TRAILER_BYTES):
        return None
    file.seek(end - size)
    body = file.read(size - _FOTOSTATION_FOOT_BYTES)
    return end - size, body if kind == _FOTOSTATION_IPTC else b""
