"""What boxes say of samples: edit lists, sample tables, fragments, references to data.

ISO/IEC 14496-12, 8.6 to 8.8 and 8.16."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.instruments.structure.box_words import (
    MAX_LIST,
    Fields,
    fixed,
    four,
    full,
    text,
    words,
)


def _elst(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    layout = struct.Struct(">Qqi" if body[0] == 1 else ">Iii")
    room = (len(body) - 8) // layout.size
    entries = [
        {"segment_duration": duration, "media_time": start, "media_rate": fixed(rate)}
        for duration, start, rate in (
            layout.unpack_from(body, 8 + layout.size * n) for n in range(min(count, room, MAX_LIST))
        )
    ]
    return {**full(body), "entry_count": count, "entries": entries}


def _stts(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    table = words(body, 8, count, 2).astype(np.uint64)
    steps = [{"sample_count": int(n), "sample_delta": int(d)} for n, d in table[:MAX_LIST]]
    return {
        **full(body),
        "entry_count": count,
        "samples": int(table[:, 0].sum()),
        "duration": int((table[:, 0] * table[:, 1]).sum()),
        "entries": steps,
    }


def _ctts(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    table = words(body, 8, count, 2)
    offsets = table[:, 1].astype(np.int32 if body[0] == 1 else np.int64)
    fields = {**full(body), "entry_count": count, "samples": int(table[:, 0].sum(dtype=np.uint64))}
    if len(offsets):
        fields |= {"smallest_offset": int(offsets.min()), "largest_offset": int(offsets.max())}
    return fields


def _stss(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    numbers = words(body, 8, count, 1)[:, 0]
    fields: Fields = {**full(body), "entry_count": count}
    fields["sample_numbers"] = [int(n) for n in numbers[:MAX_LIST]]
    if len(numbers) > 1:
        apart = np.diff(numbers.astype(np.int64))
        fields |= {"smallest_distance": int(apart.min()), "largest_distance": int(apart.max())}
    return fields


def _stsc(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    names = ("first_chunk", "samples_per_chunk", "sample_description_index")
    rows = words(body, 8, min(count, MAX_LIST), 3)
    entries = [dict(zip(names, map(int, row), strict=True)) for row in rows]
    return {**full(body), "entry_count": count, "entries": entries}


def _stsz(body: bytes) -> Fields:
    size, count = struct.unpack_from(">II", body, 4)
    fields = {**full(body), "sample_size": size, "sample_count": count}
    sizes = words(body, 12, count, 1)[:, 0] if not size else np.empty(0, np.uint32)
    if len(sizes):
        fields |= {
            "smallest": int(sizes.min()),
            "largest": int(sizes.max()),
            "total": int(sizes.sum(dtype=np.uint64)),
        }
    return fields


def _stco(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    places = words(body, 8, count, 1)[:, 0]
    return {**full(body), "entry_count": count, **_extent(places)}


def _co64(body: bytes) -> Fields:
    count = struct.unpack_from(">I", body, 4)[0]
    rows = min(count, (len(body) - 8) // 8)
    return {**full(body), "entry_count": count, **_extent(np.frombuffer(body, ">u8", rows, 8))}


def _extent(places: NDArray[Any]) -> Fields:
    if not len(places):
        return {}
    return {"lowest_offset": int(places.min()), "highest_offset": int(places.max())}


def _counted(body: bytes) -> Fields:
    return {**full(body), "entry_count": struct.unpack_from(">I", body, 4)[0]}


def _dref_entry(body: bytes) -> Fields:
    fields = full(body)
    fields["in_this_file"] = bool(fields["flags"] & 1)
    if len(body) > 4:
        fields["location"] = text(body[4:])
    return fields


def _mfhd(body: bytes) -> Fields:
    return {**full(body), "sequence_number": struct.unpack_from(">I", body, 4)[0]}


def _tfhd(body: bytes) -> Fields:
    fields = full(body)
    fields["track_id"] = struct.unpack_from(">I", body, 4)[0]
    at = 8
    for flag, name, layout in (
        (1, "base_data_offset", ">Q"), (2, "sample_description_index", ">I"),
        (8, "default_sample_duration", ">I"), (16, "default_sample_size", ">I"),
        (32, "default_sample_flags", ">I"),
    ):  # fmt: skip
        if fields["flags"] & flag:
            fields[name] = struct.unpack_from(layout, body, at)[0]
            at += struct.calcsize(layout)
    return fields


def _tfdt(body: bytes) -> Fields:
    layout = ">Q" if body[0] == 1 else ">I"
    return {**full(body), "base_media_decode_time": struct.unpack_from(layout, body, 4)[0]}


def _trun(body: bytes) -> Fields:
    fields = full(body)
    fields["sample_count"] = struct.unpack_from(">I", body, 4)[0]
    if fields["flags"] & 1:
        fields["data_offset"] = struct.unpack_from(">i", body, 8)[0]
    return fields


def _trex(body: bytes) -> Fields:
    names = (
        "track_id", "default_sample_description_index", "default_sample_duration",
        "default_sample_size", "default_sample_flags",
    )  # fmt: skip
    return {**full(body), **dict(zip(names, struct.unpack_from(">5I", body, 4), strict=True))}


def _mehd(body: bytes) -> Fields:
    layout = ">Q" if body[0] == 1 else ">I"
    return {**full(body), "fragment_duration": struct.unpack_from(layout, body, 4)[0]}


def _sidx(body: bytes) -> Fields:
    names = ("reference_id", "timescale")
    fields = {**full(body), **dict(zip(names, struct.unpack_from(">II", body, 4), strict=True))}
    at = 28 if body[0] else 20
    fields["reference_count"] = struct.unpack_from(">H", body, at + 2)[0]
    return fields


def _sample_group(body: bytes) -> Fields:
    return {**full(body), "grouping_type": four(body[4:8])}


FIELDS: dict[bytes, Callable[[bytes], Fields]] = {
    b"elst": _elst,
    b"stts": _stts,
    b"ctts": _ctts,
    b"stss": _stss,
    b"stsc": _stsc,
    b"stsz": _stsz,
    b"stco": _stco,
    b"co64": _co64,
    b"stsd": _counted,
    b"dref": _counted,
    b"url ": _dref_entry,
    b"urn ": _dref_entry,
    b"alis": _dref_entry,
    b"mfhd": _mfhd,
    b"tfhd": _tfhd,
    b"tfdt": _tfdt,
    b"trun": _trun,
    b"trex": _trex,
    b"mehd": _mehd,
    b"sidx": _sidx,
    b"sgpd": _sample_group,
    b"sbgp": _sample_group,
}
"""By type, wherever the box lies."""

TABLES = frozenset({b"stts", b"ctts", b"stss", b"stsz", b"stco", b"co64"})
"""Boxes that grow with the number of samples."""
