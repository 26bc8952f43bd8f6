"""What every instrument of the catalogue keeps, whoever wrote it."""

from __future__ import annotations

import dataclasses
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, BinaryIO

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from workbench.instruments import catalogue
from workbench.instruments.instrument import Instrument, Material, Picture, Reads
from workbench.media.decode.averaging import sampled
from workbench.records.codec import from_json, to_json
from workbench.records.features import unpack_features
from workbench.records.flow import unpack_flow
from workbench.records.frame import PictureType, Unproven
from workbench.records.iscc import unpack_image_code
from workbench.records.item import MediaKind, MediaStatus, Medium, StreamKind
from workbench.records.landmarks import unpack_landmarks
from workbench.records.packed import (
    unpack_envelope,
    unpack_fingerprints,
    unpack_frame_table,
    unpack_thumbnails,
)
from workbench.records.packets import PacketList, StreamPackets
from workbench.records.positions import unpack_positions
from workbench.records.run import Measurement
from workbench.records.sound import SoundBlock
from workbench.records.structure import unpack_structure

TIME_BASE = Fraction(1, 1000)
UNPACK = {
    "flow": unpack_flow,
    "telemetry": unpack_positions,
    "frame_table": unpack_frame_table,
    "packet_table": unpack_frame_table,
    "fingerprint": unpack_fingerprints,
    "sound": unpack_envelope,
    "sound_landmarks": unpack_landmarks,
    "features": unpack_features,
    "iscc_image": unpack_image_code,
    "structure": unpack_structure,
    "thumbnails": unpack_thumbnails,
}
SILENT = frozenset({"telemetry", "credentials"})
"""They read only formats in which what they look for can be."""
LOADED_BY_CATALOGUE = """
import sys
from workbench.instruments import catalogue
catalogue.load()
print([name for name in ("av", "PIL", "exifread", "scipy") if name in sys.modules])
"""
INSTRUMENTS = sorted(catalogue.load().values(), key=lambda one: one.name)


class MadePicture:
    """A picture out of an array; a stand-in for a decoder's frame."""

    key = True
    type = PictureType.INTRA

    def __init__(self, index: int, pts: int | None, pixels: NDArray[np.uint8]) -> None:
        self.index = index
        self.pts = pts
        self._pixels = pixels

    @property
    def time_base(self) -> Fraction | None:
        return None if self.pts is None else TIME_BASE

    @property
    def time_s(self) -> Fraction | None:
        return None if self.pts is None else self.pts * TIME_BASE

    @property
    def duration(self) -> int:
        return 0 if self.pts is None else 40

    def luma(self) -> NDArray[np.uint8]:
        return np.asarray(cv2.cvtColor(self._pixels, cv2.COLOR_RGB2GRAY), np.uint8)

    def small_luma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        size = (width_px, height_px)
        return np.asarray(cv2.resize(self.luma(), size, interpolation=cv2.INTER_AREA), np.uint8)

    def sampled_luma(self, columns: int, rows: int) -> NDArray[np.uint8]:
        return sampled(self.luma(), columns, rows)

    def equals(self, other: object) -> bool:
        return isinstance(other, MadePicture) and np.array_equal(self._pixels, other._pixels)

    def small_chroma(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        return np.full((height_px, width_px, 2), 128, np.uint8)

    def rgb(self, longest_side_px: int | None = None) -> NDArray[np.uint8]:
        height, width, _ = self._pixels.shape
        if longest_side_px is None or longest_side_px >= max(height, width):
            return self._pixels
        part = longest_side_px / max(height, width)
        size = (max(round(width * part), 1), max(round(height * part), 1))
        return np.asarray(cv2.resize(self._pixels, size, interpolation=cv2.INTER_AREA), np.uint8)

    def rgb_on_white(self) -> NDArray[np.uint8]:
        return self._pixels


class MadeMaterial:
    """An item that holds these pictures."""

    def __init__(self, kind: MediaKind, pictures: Sequence[Picture]) -> None:
        self._pictures = pictures
        self.medium = Medium(
            kind=kind,
            format="png" if kind is MediaKind.STILL else "matroska",
            status=MediaStatus.OK,
            fault=None,
            size_bytes=8,
            width_px=320,
            height_px=180,
            duration_s=Fraction(max(len(pictures), 1), 25),
            time_base=None if kind is MediaKind.STILL else TIME_BASE,
        )
        self.file: BinaryIO = io.BytesIO(b"\x89PNG\r\n\x1a\n")

    def peek(self, count: int) -> Sequence[Picture]:
        return self._pictures[:count]

    def packet_table(self) -> Unproven:
        return Unproven("not in packets")

    def packets(self) -> PacketList:
        pts = np.array([one.pts for one in self._pictures if one.pts is not None], np.int64)
        ones = np.ones(len(pts), np.int64)
        stream = StreamPackets(
            *(0, StreamKind.VIDEO, TIME_BASE, pts, 40 * ones, 1000 * ones),
            *(ones.astype(bool), ones.astype(bool), 0),
        )
        return PacketList((stream,), Fraction(0))


def footage(count: int, kind: MediaKind = MediaKind.CLIP) -> list[MadePicture]:
    chance = np.random.default_rng(5)
    made = []
    base = np.zeros((180, 400, 3), np.uint8)
    for place in range(count):
        if place % 20 == 0:
            patches = chance.integers(0, 255, (9, 16, 3), np.uint8)
            wide = cv2.resize(patches, (400, 180), interpolation=cv2.INTER_CUBIC)
            base = np.asarray(wide, np.uint8)
        pixels = np.ascontiguousarray(base[:, place % 20 : place % 20 + 320]).astype(np.uint8)
        made.append(MadePicture(place, None if kind is MediaKind.STILL else 40 * place, pixels))
    return made


def blocks(seconds: float) -> list[SoundBlock]:
    chance = np.random.default_rng(6)
    samples = chance.normal(0, 0.1, (round(8000 * seconds), 2)).astype(np.float32)
    return [
        SoundBlock(Fraction(at, 8000), 8000, samples[at : at + 1000])
        for at in range(0, len(samples), 1000)
    ]


def measured(
    instrument: Instrument, kind: MediaKind, count: int, params: Any = None
) -> list[Measurement]:
    pictures = footage(count, kind)
    material: Material = MadeMaterial(kind, pictures)
    fold = instrument.begin(instrument.params() if params is None else params, material)
    if Reads.FRAMES in instrument.reads:
        for picture in pictures:
            fold.frame(picture)
    if Reads.SOUND in instrument.reads:
        for block in blocks(count / 25):
            fold.sound(block)
    return list(fold.finish())


def cases() -> Iterable[Any]:
    for instrument in INSTRUMENTS:
        for kind in sorted(instrument.media):
            if kind is not MediaKind.UNKNOWN:
                yield pytest.param(instrument, kind, id=f"{instrument.name}-{kind}")


def in_json(parts: list[Measurement]) -> str:
    return json.dumps([to_json(part) for part in parts], allow_nan=False)


@pytest.mark.parametrize(("instrument", "kind"), list(cases()))
def test_the_same_footage_measures_the_same_twice(instrument: Instrument, kind: MediaKind) -> None:
    count = 1 if kind is MediaKind.STILL else 70
    first = measured(instrument, kind, count)
    assert first or instrument.name in SILENT, "measures nothing on ordinary footage"
    assert in_json(first) == in_json(measured(instrument, kind, count))


@pytest.mark.parametrize(("instrument", "kind"), list(cases()))
def test_footage_of_no_frame_is_no_error(instrument: Instrument, kind: MediaKind) -> None:
    in_json(measured(instrument, kind, 0))


@pytest.mark.parametrize(("instrument", "kind"), list(cases()))
def test_footage_of_one_frame_is_no_error(instrument: Instrument, kind: MediaKind) -> None:
    in_json(measured(instrument, kind, 1))


@pytest.mark.parametrize(("instrument", "kind"), list(cases()))
def test_facts_and_blobs_fit_on_the_wire(instrument: Instrument, kind: MediaKind) -> None:
    parts = measured(instrument, kind, 1 if kind is MediaKind.STILL else 200)
    assert len({part.part for part in parts}) == len(parts), "two parts of one name"
    for part in parts:
        assert len(json.dumps(part.facts, allow_nan=False)) < 200 * 1024
        assert len(part.blob or b"") < 64 << 20
        assert from_json(Measurement, to_json(part)) == part


@pytest.mark.parametrize(("instrument", "kind"), list(cases()))
def test_blobs_unpack_and_lie_within_the_footage(instrument: Instrument, kind: MediaKind) -> None:
    count = 1 if kind is MediaKind.STILL else 100
    last_pts = 40 * (count - 1)
    for part in measured(instrument, kind, count):
        for pts in stated_pts(instrument, part):
            assert 0 <= pts <= last_pts + 40


def stated_pts(instrument: Instrument, part: Measurement) -> list[int]:
    """Every PTS in a part; for sound its beginning and end, in milliseconds."""
    if part.blob is None:
        shots = part.facts.get("shots", [])
        return [pts for shot in shots for pts in (shot["start_pts"], shot["end_pts"])]
    unpacked: Any = UNPACK[instrument.name](part.blob)
    if instrument.name == "sound":
        start_s = unpacked.start_s
        return [round(1000 * start_s), int(1000 * (start_s + 0.01 * (len(unpacked.peaks) - 1)))]
    if instrument.name == "sound_landmarks":
        return [round(1000 * float(at_s)) for at_s in unpacked.times_s]
    if instrument.name in ("structure", "iscc_image"):
        return []
    if instrument.name == "flow":
        return [int(pts) for pts in unpacked.key_pts]
    if instrument.name == "features":
        return [one.pts for one in unpacked if one.pts is not None]
    if instrument.name == "thumbnails":
        return [one.pts for one in unpacked if one.pts is not None]
    return [int(pts) for pts in unpacked.pts if pts >= 0]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_params_are_plain_explained_and_survive_json(instrument: Instrument) -> None:
    params: Any = instrument.params()
    assert instrument.params.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert from_json(instrument.params, json.loads(json.dumps(to_json(params)))) == params
    for field in dataclasses.fields(params):
        assert field.metadata.get("help"), f"{field.name} is not explained"
        value, limits = getattr(params, field.name), field.metadata.get("range")
        assert isinstance(value, (bool, int, float, str))
        assert limits is None or limits[0] <= value <= limits[1]


@pytest.mark.parametrize("instrument", INSTRUMENTS, ids=lambda one: one.name)
def test_an_instrument_says_what_it_is(instrument: Instrument) -> None:
    assert instrument.name.isidentifier()
    assert instrument.version
    assert instrument.reads
    assert instrument.media


def test_a_name_is_claimed_once() -> None:
    with pytest.raises(ValueError, match="shots"):
        catalogue.by_name([*catalogue.BUILT_IN, *(i for i in INSTRUMENTS if i.name == "shots")])


def test_the_catalogue_loads_no_decoder() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            LOADED_BY_CATALOGUE,
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
