"""Photoshop documents and JPEG XL: parts tile the file, tags are those that ExifTool reads."""

from __future__ import annotations

import io
import json
import os
import random
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PsdImagePlugin

from tests.instruments.test_structure import part, read, tiles
from workbench.instruments.metadata import METADATA
from workbench.instruments.structure import structure_in
from workbench.instruments.structure.jxl import size_of
from workbench.media.decode import open_medium
from workbench.media.sniff import sniff
from workbench.records.errors import MediaFault
from workbench.records.item import MediaKind, MediaStatus

PSD = "exiftool/t/images/Photoshop.psd"
NUMERIC = 1e-4


def like(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return abs(ours - theirs) <= NUMERIC
    if isinstance(theirs, str) and theirs.startswith("(Binary"):
        return isinstance(ours, dict)
    return str(ours).strip() == str(theirs).strip()


@pytest.mark.parametrize("name", [PSD, "exiftool/t/images/JXL.jxl", "exiftool/t/images/JXL2.jxl"])
def test_all_tags_are_those_of_exiftool(media_dir: Path, measure: Any, name: str) -> None:
    oracle = json.loads((media_dir / "_oracle" / "exiftool.exiftool.json").read_text())
    stated = next(one for one in oracle if one["SourceFile"] == name)
    tags = measure(METADATA, media_dir / name)["metadata"].facts["tags"]
    apart = ("SourceFile", "Composite", "PhotoMechanic")
    wanted = {k: v for k, v in stated.items() if k.split(":")[0] not in apart}
    missing = {k: (v, tags.get(k)) for k, v in wanted.items() if not like(tags.get(k), v)}
    assert missing == {}


def test_a_document_is_tiled_by_its_sections_and_resources(media_dir: Path) -> None:
    data = (media_dir / PSD).read_bytes()
    found = read(data)
    assert tiles(found, len(data))
    assert found.oddities == ()
    inner = [p for p in found.parts if p.path.startswith("(resources)/")]
    at = part(found, "(resources)").offset + 4
    for one in inner:
        assert (one.offset, data[one.offset : one.offset + 4]) == (at, b"8BIM")
        at += one.size_bytes
    exif = next(p for p in inner if p.fields["resource"] == "EXIF")
    assert data[exif.offset + 12 : exif.offset + 14] == b"MM"


def test_a_document_is_shown_as_pillow_reads_it(media_dir: Path) -> None:
    path = media_dir / PSD
    fd = os.open(path, os.O_RDONLY)
    try:
        source = open_medium(fd)
        assert (source.medium.kind, source.medium.status) == (MediaKind.STILL, MediaStatus.OK)
        shown = source.picture().rgb()
    finally:
        os.close(fd)
    with path.open("rb") as file, PsdImagePlugin.PsdImageFile(file) as image:
        assert np.array_equal(shown, np.asarray(image.convert("RGB")))


@pytest.mark.parametrize(("version", "depth", "mode"), [(2, 8, 3), (1, 16, 3), (1, 8, 9)])
def test_a_document_of_a_kind_that_is_not_shown_says_so(
    tmp_path: Path, version: int, depth: int, mode: int
) -> None:
    path = tmp_path / "a.psd"
    head = struct.pack(">4sH6xHIIHH", b"8BPS", version, 3, 4, 4, depth, mode)
    path.write_bytes(head + bytes(12) + bytes(2) + bytes(48))
    fd = os.open(path, os.O_RDONLY)
    try:
        medium = open_medium(fd).medium
    finally:
        os.close(fd)
    assert (medium.status, medium.fault) == (
        MediaStatus.UNSUPPORTED,
        MediaFault.UNSUPPORTED_CODEC,
    )


def packed(*numbers: tuple[int, int]) -> bytes:
    """Numbers of so many bits each, from the lowest bit of each byte on."""
    whole = place = 0
    for value, count in numbers:
        whole |= value << place
        place += count
    return whole.to_bytes(16, "little")


@pytest.mark.parametrize(
    ("bits", "size"),
    [
        (packed((1, 1), (15, 5), (0, 3), (31, 5)), (256, 128)),
        (packed((1, 1), (15, 5), (1, 3)), (128, 128)),
        (packed((0, 1), (1, 2), (1079, 13), (5, 3)), (1920, 1080)),
        (packed((0, 1), (2, 2), (29_999, 18), (0, 3), (3, 2), (99_999, 30)), (100_000, 30_000)),
        (b"", None),
        (b"\0", None),
    ],
)
def test_the_size_in_a_codestream(bits: bytes, size: tuple[int, int] | None) -> None:
    assert size_of(bits) == size


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def test_boxes_of_a_jxl_tile_it_and_say_what_is_compressed(tmp_path: Path, measure: Any) -> None:
    exif = io.BytesIO()
    picture = Image.new("RGB", (8, 8))
    tags = picture.getexif()
    tags[0x010F] = "Maker"
    picture.save(exif, "JPEG", exif=tags)
    block = exif.getvalue().split(b"Exif\0\0", 1)[1][:200]
    codestream = b"\xff\x0a" + packed((1, 1), (15, 5), (2, 3))
    data = (
        bytes.fromhex("0000000c4a584c200d0a870a")
        + box(b"ftyp", b"jxl " + bytes(4) + b"jxl ")
        + box(b"Exif", bytes(4) + block)
        + box(b"brob", b"xml " + b"packed")
        + box(b"jxlp", bytes(4) + codestream)
        + box(b"jxlp", b"\x80\0\0\1" + b"more")
    )
    assert sniff(data) == "jxl"
    found = read(data)
    assert tiles(found, len(data))
    assert part(found, "brob").fields["packed_type"] == "xml "
    assert part(found, "jxlp[0]").fields == {"width": 153, "height": 128}
    path = tmp_path / "a.jxl"
    path.write_bytes(data)
    said = measure(METADATA, path)["metadata"].facts["tags"]
    assert (said["IFD0:Make"], said["File:ImageWidth"]) == ("Maker", 153)
    assert said["Jpeg2000:BrotliCompressedBoxes"] == ["xml "]


@pytest.mark.parametrize("name", [PSD, "exiftool/t/images/JXL2.jxl"])
def test_broken_documents_give_parts_in_bounds_and_tags_without_error(
    media_dir: Path, tmp_path: Path, measure: Any, name: str
) -> None:
    whole = (media_dir / name).read_bytes()
    chance = random.Random(7)
    path = tmp_path / "broken"
    for number in range(200):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(2, min(len(data), 1200))] = chance.randrange(256)
        data = data[: chance.randrange(20, len(data))] if number % 3 == 0 else data
        format_name = sniff(bytes(data[:4096]))
        if format_name not in ("psd", "jxl"):
            continue
        found = structure_in(io.BytesIO(data), len(data), format_name)
        assert found is not None
        for one in found.parts:
            assert 0 <= one.offset <= one.offset + one.size_bytes <= len(data)
        if number % 10 == 0:
            path.write_bytes(data)
            measure(METADATA, path)
