"""Samples of a track that is neither picture nor sound: where they lie, and when they are.

ISO/IEC 14496-12, 8.6 and 8.7. Sample data are read one at a time.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.metadata.boxes import Box, Boxes
from workbench.instruments.metadata.headers import header_times

MAX_SAMPLES = 500_000
MAX_SAMPLE_BYTES = 1 << 20
MAX_TRACKS = 64


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample, its presentation time, and how long it lasts."""

    start_s: float
    length_s: float
    data: bytes


def track_with(boxes: Boxes, formats: frozenset[bytes]) -> tuple[bytes, Box] | None:
    """The first track whose samples have one of these formats, with its format."""
    movie = next((box for box in boxes.top() if box.type == b"moov"), None)
    if movie is None:
        return None
    tracks = [box for box in boxes.inside(movie.start, movie.end) if box.type == b"trak"]
    for track in tracks[:MAX_TRACKS]:
        description = boxes.child(track, b"mdia", b"minf", b"stbl", b"stsd")
        if description is None:
            continue
        entry = next(boxes.inside(description.start + 8, description.end), None)
        if entry is not None and entry.type in formats:
            return entry.type, track
    return None


def samples_of(boxes: Boxes, track: Box) -> Iterator[Sample]:
    """The samples in order; those that lie outside the file are left out."""
    table = boxes.child(track, b"mdia", b"minf", b"stbl")
    header = boxes.child(track, b"mdia", b"mdhd")
    read = None if header is None else header_times(boxes.body(header, 64))
    if table is None or read is None or not read[2]:
        return
    scale = read[2]
    sizes = _sizes(boxes, table)
    offsets = _offsets(boxes, table, sizes)
    starts, lengths = _times(boxes, table, min(len(sizes), len(offsets)))
    shift_s = _shift_s(boxes, track, scale)
    for size, offset, start, length in zip(sizes, offsets, starts, lengths, strict=False):
        data = boxes.read(int(offset), min(int(size), MAX_SAMPLE_BYTES))
        if len(data) == size:
            yield Sample(int(start) / scale - shift_s, int(length) / scale, data)


def _table(boxes: Boxes, table: Box, kind: bytes, at: int, columns: int) -> NDArray[np.int64]:
    """The rows of a table of 32-bit numbers whose count stands before `at`."""
    box = boxes.child(table, kind)
    body = b"" if box is None else boxes.body(box, at + 4 * columns * MAX_SAMPLES)
    if len(body) < at:
        return np.empty((0, columns), np.int64)
    rows = min(struct.unpack_from(">I", body, at - 4)[0], (len(body) - at) // (4 * columns))
    found = np.frombuffer(body, ">u4", rows * columns, at)
    return found.reshape(rows, columns).astype(np.int64)


def _sizes(boxes: Boxes, table: Box) -> NDArray[np.int64]:
    box = boxes.child(table, b"stsz")
    body = b"" if box is None else boxes.body(box, 12)
    if len(body) < 12:
        return np.empty(0, np.int64)
    size, count = struct.unpack_from(">II", body, 4)
    if size:
        return np.full(min(count, MAX_SAMPLES), size, np.int64)
    return _table(boxes, table, b"stsz", 12, 1)[:, 0]


def _offsets(boxes: Boxes, table: Box, sizes: NDArray[np.int64]) -> list[int]:
    """Of each sample, by the chunks that they lie in."""
    chunks = _table(boxes, table, b"stco", 8, 1)[:, 0]
    if not len(chunks):
        chunks = _co64(boxes, table)
    groups = _table(boxes, table, b"stsc", 8, 3)
    offsets: list[int] = []
    for place, (first, each, _description) in enumerate(groups.tolist()):
        last = int(groups[place + 1][0]) if place + 1 < len(groups) else len(chunks) + 1
        if last <= first:
            return offsets  # chunks are named in rising order; what is not would never end
        for chunk in chunks[first - 1 : last - 1].tolist() if first >= 1 else ():
            at = int(chunk)
            for _ in range(each):
                if len(offsets) >= len(sizes):
                    return offsets
                offsets.append(at)
                at += int(sizes[len(offsets) - 1])
    return offsets


def _co64(boxes: Boxes, table: Box) -> NDArray[np.int64]:
    box = boxes.child(table, b"co64")
    body = b"" if box is None else boxes.body(box, 8 + 8 * MAX_SAMPLES)
    if len(body) < 8:
        return np.empty(0, np.int64)
    count = min(struct.unpack_from(">I", body, 4)[0], (len(body) - 8) // 8)
    places = np.frombuffer(body, ">u8", count, 8)
    return np.asarray(np.minimum(places, np.uint64(1 << 62)), np.int64)


def _times(boxes: Boxes, table: Box, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """When samples begin and how long they last, in units of the media."""
    steps = _table(boxes, table, b"stts", 8, 2)
    repeats = np.minimum(np.cumsum(steps[:, 0]), count)
    repeats = np.diff(np.concatenate(([0], repeats)))
    lengths = np.repeat(steps[:, 1], repeats)
    starts = np.concatenate(([0], np.cumsum(lengths)))[:-1] if len(lengths) else lengths
    return starts, lengths


def _shift_s(boxes: Boxes, track: Box, scale: int) -> float:
    """By how much an edit list begins within the media."""
    box = boxes.child(track, b"edts", b"elst")
    body = b"" if box is None else boxes.body(box, 32)
    if len(body) < 20:
        return 0.0
    large = body[0] == 1 and len(body) >= 24
    start = int(struct.unpack_from(">q" if large else ">i", body, 16 if large else 12)[0])
    return max(start, 0) / scale
