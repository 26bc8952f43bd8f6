"""Words that boxes are made of: dates, fixed point, texts, tables."""

from __future__ import annotations

import hashlib
import struct
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_LIST = 32
MAX_TEXT_CHARS = 2000
_EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
Fields = dict[str, Any]
"""What a box says. Whoever reads one may raise struct.error, IndexError or ValueError on a box that
is too short."""


def full(body: bytes) -> Fields:
    return {"version": body[0], "flags": int.from_bytes(body[1:4], "big")}


def text(raw: bytes) -> str:
    for coding in ("utf-8", "mac-roman"):
        try:
            return raw.decode(coding).strip("\0")[:MAX_TEXT_CHARS]
        except UnicodeDecodeError:
            continue
    return raw.hex()[:MAX_TEXT_CHARS]


def four(raw: bytes) -> str:
    return raw.decode("latin-1")


def date(seconds: int) -> str | None:
    """Since 1904; None for 0, which means that nobody set it."""
    try:
        return (_EPOCH + timedelta(seconds=seconds)).isoformat() if seconds else None
    except OverflowError:
        return None


def fixed(value: int, bits: int = 16) -> float:
    return value / (1 << bits)


def matrix(body: bytes, at: int) -> list[float]:
    numbers = struct.unpack_from(">9i", body, at)
    return [fixed(n, 30 if i % 3 == 2 else 16) for i, n in enumerate(numbers)]


def bits(raw: bytes) -> Fields:
    """Bytes that are not told apart further."""
    return {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def words(body: bytes, at: int, count: int, columns: int) -> NDArray[np.uint32]:
    """A table of 32-bit numbers (rows, columns), as far as it is there."""
    rows = min(count, (len(body) - at) // (4 * columns))
    return np.frombuffer(body, ">u4", rows * columns, at).reshape(rows, columns).astype(np.uint32)
