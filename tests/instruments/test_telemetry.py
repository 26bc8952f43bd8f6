"""Telemetry: positions come at their times, as the camera wrote them, and never out of bounds."""

from __future__ import annotations

import io
import math
import random
import struct
from pathlib import Path

import numpy as np
import pytest

from tests.instruments.conftest import Measure
from workbench.instruments.metadata import gpmf
from workbench.instruments.metadata.movie import movie_tags
from workbench.instruments.telemetry import TELEMETRY, telemetry_in
from workbench.provenance.notices import distance_km
from workbench.records.positions import (
    Positions,
    pack_positions,
    unpack_positions,
    utc_text,
)

GOPRO = "gpmf-parser/samples/max-heromode.mp4"


def box(kind: bytes, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, body: bytes) -> bytes:
    return box(kind, bytes(4) + body)


def clip(kind: bytes, samples: list[bytes], *, large: bool = False) -> bytes:
    """A movie whose one track has these samples, half a second each, two in a chunk."""
    head = box(b"ftyp", b"isom" + bytes(4))
    start = len(head) + 8
    sizes = [len(one) for one in samples]
    places = [start + sum(sizes[:n]) for n in range(0, len(samples), 2)]
    chunks = full(
        b"co64" if large else b"stco",
        struct.pack(">I", len(places))
        + b"".join(struct.pack(">Q" if large else ">I", p) for p in places),
    )
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1) + box(kind, bytes(8))),
        full(b"stts", struct.pack(">III", 1, len(samples), 500)),
        full(b"stsc", struct.pack(">IIII", 1, 1, 2, 1)),
        full(b"stsz", struct.pack(f">II{len(sizes)}I", 0, len(sizes), *sizes)),
        chunks,
    )
    header = full(b"mdhd", struct.pack(">IIIIHH", 0, 0, 1000, 500 * len(samples), 0, 0))
    return (
        head
        + box(b"mdat", *samples)
        + box(b"moov", box(b"trak", box(b"mdia", header, box(b"minf", table))))
    )


def entry(key: bytes, kind: bytes, size: int, count: int, data: bytes) -> bytes:
    return struct.pack(">4scBH", key, kind, size, count) + data + bytes(-len(data) % 4)


def nested(key: bytes, *inner: bytes) -> bytes:
    body = b"".join(inner)
    return entry(key, b"\0", 1, len(body), body)


def read(data: bytes) -> Positions:
    found = telemetry_in(io.BytesIO(data), len(data))
    assert found is not None
    return found.positions


def test_a_gopros_track_is_where_its_own_movie_header_says(
    media_dir: Path, measure: Measure
) -> None:
    """`©xyz` is the camera's statement apart from the track; 191 positions at 18 a second last as
    long as the clip."""
    part = measure(TELEMETRY, media_dir / GOPRO)["telemetry"]
    assert part.blob is not None
    positions = unpack_positions(part.blob)
    assert (part.facts["source"], part.facts["device"]) == ("GPMF", "GoPro Max")
    assert len(positions) == part.facts["located"] == 191
    for latitude, longitude in positions.places.tolist():
        assert distance_km((latitude, longitude), (33.1268, -117.3273)) < 0.05
    assert (np.diff(positions.time_s) > 0).all()
    assert positions.time_s[-1] == pytest.approx(10.5, abs=0.1)
    assert part.facts["begins"] == "2019-11-18T23:45:14.000+00:00"
    walked_km = sum(
        distance_km(tuple(a), tuple(b))  # type: ignore[arg-type]
        for a, b in zip(positions.places[:-1].tolist(), positions.places[1:].tolist(), strict=True)
    )
    stated_km = float(positions.values[:, 4].mean()) * 10.5 / 1000
    assert walked_km == pytest.approx(stated_km, rel=0.25)


def test_settings_of_a_gopro_are_those_that_exiftool_reads(
    media_dir: Path, oracle_of: dict[str, object]
) -> None:
    path = media_dir / GOPRO
    with path.open("rb") as file:
        tags = movie_tags(file, path.stat().st_size)
    stated = {k: v for k, v in oracle_of.items() if k.startswith("GoPro:")}
    same = [
        tags.get(k) == v or (isinstance(v, float) and tags.get(k) == pytest.approx(v))
        for k, v in stated.items()
        if k not in ("GoPro:DeviceName", "GoPro:FirmwareVersion")
    ]
    assert len(same) > 15
    assert all(same)
    assert tags["UserData:FirmwareVersion"] == stated["GoPro:FirmwareVersion"]


@pytest.fixture
def oracle_of(media_dir: Path) -> dict[str, object]:
    import json

    found = json.loads((media_dir / "_oracle" / "gpmf-parser.exiftool.json").read_text())
    return next(one for one in found if one["SourceFile"] == GOPRO)


def test_camm_positions_of_both_kinds_have_the_times_of_their_samples() -> None:
    plain = struct.pack("<HHddd", 0, 5, 53.9, 27.56, 220.0)
    at_s = 1_280_000_000.0
    whole = struct.pack("<HHdIddfffffff", 0, 6, at_s, 3, -33.8, 151.2, 5, 1, 1, 3, 4, 0, 0)
    turning = struct.pack("<HHfff", 0, 2, 1, 2, 3)
    for large in (False, True):
        rows = list(read(clip(b"camm", [plain, turning, whole], large=large)).rows())
        assert [row["time_s"] for row in rows] == [0.0, 1.0]
        assert (rows[0]["latitude_deg"], rows[0]["longitude_deg"]) == (53.9, 27.56)
        assert (rows[0]["altitude_m"], rows[0]["at"], rows[0]["fix"]) == (220.0, None, None)
        assert (rows[1]["latitude_deg"], rows[1]["speed_mps"], rows[1]["fix"]) == (-33.8, 5.0, 3)
        assert rows[1]["at"] == "2020-07-28T19:33:02.000+00:00"


def test_newer_gopros_state_time_fix_and_precision_for_each_position() -> None:
    scales = struct.pack(">9i", 10**7, 10**7, 1000, 1000, 100, 1, 1000, 100, 1)
    rows = b"".join(
        struct.pack(">7iHH", 530_000_000 + n, -1_200_000_000, 15_000, 2_500, 0, 9000, 1500, 180, 3)
        for n in range(4)
    )
    stream = nested(b"STRM", entry(b"SCAL", b"l", 4, 9, scales), entry(b"GPS9", b"?", 32, 4, rows))
    payload = nested(b"DEVC", entry(b"DVNM", b"c", 1, 6, b"Hero12"), stream)
    found = list(read(clip(b"gpmd", [payload, payload])).rows())
    assert [row["time_s"] for row in found] == [0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875]
    first = found[0]
    assert (first["latitude_deg"], first["longitude_deg"]) == (53.0, -120.0)
    assert (first["altitude_m"], first["speed_mps"], first["dop"]) == (15.0, 2.5, 1.8)
    assert (first["at"], first["fix"]) == ("2024-08-22T00:00:01.500+00:00", 3)


def test_a_position_without_satellites_is_no_place() -> None:
    values = np.array([[0, 50, 30], [1, 50, 30], [2, 0, 0], [3, 95, 10], [4, 50, 30.1]], np.float64)
    whole = np.hstack((values, np.full((5, 4), np.nan)))
    located = Positions(whole, np.array([3, 0, 3, 3, 255], np.uint8)).located()
    assert located.time_s.tolist() == [0, 4]


def test_positions_come_back_from_their_blob_and_broken_ones_are_refused() -> None:
    positions = Positions(np.arange(14, dtype=np.float64).reshape(2, 7), np.array([3, 0], np.uint8))
    blob = pack_positions(positions)
    assert list(unpack_positions(blob).rows()) == list(positions.rows())
    nowhere = Positions(np.full((1, 7), np.nan), np.array([3], np.uint8))
    for broken in (b"", blob[:-1], b"\2" + blob[1:], pack_positions(nowhere)):
        with pytest.raises(ValueError, match="positions"):
            unpack_positions(broken)


@pytest.mark.parametrize("utc_s", [math.nan, math.inf, -1.0, 0.0, 1e15])
def test_what_can_be_no_time_is_none(utc_s: float) -> None:
    assert utc_text(utc_s) is None


def test_broken_tracks_end_in_bounds_and_without_error(media_dir: Path) -> None:
    whole = (media_dir / GOPRO).read_bytes()
    payload = next(p for p in _payloads(whole))
    made = clip(b"gpmd", [payload])
    chance = random.Random(11)
    for _ in range(400):
        data = bytearray(made)
        for _ in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        found = telemetry_in(io.BytesIO(data), len(data))
        if found is not None:
            assert np.isfinite(found.positions.values[:, :3]).all()
            list(found.positions.rows())
    for cut in range(0, len(made), 37):
        telemetry_in(io.BytesIO(made[:cut]), cut)


def _payloads(data: bytes) -> list[bytes]:
    from workbench.instruments.metadata.boxes import Boxes
    from workbench.instruments.metadata.samples import samples_of, track_with

    boxes = Boxes(io.BytesIO(data), len(data))
    found = track_with(boxes, frozenset({b"gpmd"}))
    assert found is not None
    return [sample.data for sample in samples_of(boxes, found[1])]


def test_entries_that_break_their_bounds_end_the_walk() -> None:
    assert list(gpmf.entries_in(entry(b"SCAL", b"l", 4, 9, bytes(36))[:-1])) == []
    assert list(gpmf.entries_in(b"")) == []
