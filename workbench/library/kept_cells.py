"""Kept cells: into which cells the features of a library fall, remembered from one start of the
program to the next, because to find them takes ten times as long as to read them.

They lie outside the library, among what can be made again: a library that is shared or only read
has nothing to do with it. What is damaged, or was made with other words, is made anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from workbench import settings
from workbench.matching.words import CELLS, Words, words
from workbench.records.features import FrameFeatures

KEY_BYTES = 16
MOST_BYTES = 1 << 30
"""A file that grew beyond is begun again: it never forgets by itself what was removed."""
_RECORD = f"<{KEY_BYTES}sII"
_MAGIC = b"cells 1\n"

Cells = NDArray[np.uint32]


class KeptCells:
    """The cells of features by what was measured, whoever's it is. The file is
    `magic, u8 words[16]`, then records `u8 key[16], u32 n, u32 crc, u32 cells[n]`."""

    def __init__(self, path: Path, known: Words) -> None:
        self._path = path
        self._words = known
        self._head = _MAGIC + _digest(known.bits.tobytes())
        self._whole = b""
        with contextlib.suppress(OSError):
            self._whole = path.read_bytes()
        self._good = self._whole.startswith(self._head) and len(self._whole) < MOST_BYTES
        self._places = dict(self._records()) if self._good else {}
        self._new: list[bytes] = []

    def _records(self) -> Iterator[tuple[bytes, tuple[int, int]]]:
        """By key, where the cells begin and how many they are; up to the first that is damaged."""
        at, size = len(self._head), struct.calcsize(_RECORD)
        while at + size <= len(self._whole):
            key, count, crc = struct.unpack_from(_RECORD, self._whole, at)
            at += size
            if zlib.crc32(self._whole[at : at + 4 * count]) != crc:
                self._good = False
                return
            yield key, (at, count)
            at += 4 * count
        self._good = at == len(self._whole)

    def of(self, blob: bytes, frames: Sequence[FrameFeatures]) -> tuple[Cells, ...]:
        """Of each frame the cells of its features; `blob` is what they were unpacked from."""
        key, counts = _digest(blob), [len(one) for one in frames]
        at, count = self._places.get(key, (0, -1))
        if count == sum(counts):
            cells = np.frombuffer(self._whole, "<u4", count, at).astype(np.uint32)
            if count == 0 or int(cells.max()) < CELLS:
                return _split(cells, counts)
        bits = [one.bits for one in frames]
        made = self._words.cells(np.concatenate(bits)) if bits else np.empty(0, np.uint32)
        body = made.astype("<u4").tobytes()
        self._new.append(struct.pack(_RECORD, key, len(made), zlib.crc32(body)) + body)
        return _split(made, counts)

    def save(self) -> None:
        """Keep what was made. A disk that is full or not to be written costs time and nothing
        else: it will be made again."""
        if not self._new:
            return
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if self._good:
                with self._path.open("ab") as file:
                    file.write(b"".join(self._new))
                return
            beside = self._path.with_suffix(f".{os.getpid()}")
            beside.write_bytes(self._head + b"".join(self._new))
            beside.replace(self._path)


@contextmanager
def kept_cells(library_id: str) -> Iterator[KeptCells]:
    """Those of a library; what was made meanwhile is kept."""
    name = re.sub(r"[^0-9A-Za-z-]", "_", library_id)
    kept = KeptCells(settings.cache_folder() / "cells" / name, words())
    yield kept
    kept.save()


def _split(cells: Cells, counts: Sequence[int]) -> tuple[Cells, ...]:
    return tuple(np.split(cells, np.cumsum(counts)[:-1])) if counts else ()


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=KEY_BYTES).digest()
