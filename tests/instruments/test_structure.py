"""Structure: every byte of a file lies in a part that says what it is, or an oddity names it."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.instruments.conftest import Measure, WriteClip
from workbench.instruments.structure import STRUCTURE, structure_in
from workbench.media.sniff import sniff
from workbench.records.structure import Part, Structure, pack_structure, unpack_structure


def read(data: bytes, format_name: str | None = None) -> Structure:
    found = structure_in(io.BytesIO(data), len(data), format_name or sniff(data[:4096]) or "")
    assert found is not None
    return found


def part(structure: Structure, path: str) -> Part:
    return next(p for p in structure.parts if p.path == path)


def box(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


FTYP = box(b"ftyp", b"isom" + bytes(4) + b"isomavc1")


def jpeg(**options: Any) -> bytes:
    out = io.BytesIO()
    Image.effect_mandelbrot((96, 64), (-2, -1, 1, 1), 60).convert("RGB").save(
        out, "JPEG", **options
    )
    return out.getvalue()


def tiles(structure: Structure, size_bytes: int) -> bool:
    """Whether the outermost parts cover the file, each beginning where the one before ends."""
    at = 0
    for one in structure.parts:
        if one.level == 0:
            if one.offset != at:
                return False
            at += one.size_bytes
    return at == size_bytes


def test_the_boxes_of_a_clip_tile_it_and_say_what_they_hold(
    write_clip: WriteClip, measure: Measure
) -> None:
    import numpy as np

    path = write_clip([np.full((48, 64), 16 * n, np.uint8) for n in range(10)])
    measured = measure(STRUCTURE, path)["structure"]
    assert measured.blob is not None
    found = Structure(unpack_structure(measured.blob))
    assert tiles(found, path.stat().st_size)
    assert measured.facts["oddities"] == []
    head = part(found, "moov/trak[0]/tkhd")
    assert (head.fields["width"], head.fields["height"]) == (64, 48)
    assert part(found, "moov/trak[0]/mdia/minf/stbl/stts").fields["samples"] == 10
    entry = next(p for p in found.parts if p.path.endswith("stsd/avc1"))
    assert path.read_bytes()[entry.offset + 4 : entry.offset + 8] == b"avc1"


def test_a_box_that_promises_more_than_there_is_is_cut_and_said_so() -> None:
    found = read(FTYP + struct.pack(">I4s", 5000, b"mdat") + b"abc")
    assert [(o.code, o.path, o.size_bytes) for o in found.oddities] == [("cut", "mdat", 4989)]
    assert part(found, "mdat").size_bytes == 11


def test_bytes_that_belong_to_no_box_are_named() -> None:
    found = read(FTYP + box(b"moov", box(b"udta", box(b"name", bytes(4)) + b"\1\2\3")) + b"\0\0\0")
    assert [(o.code, o.path, o.size_bytes) for o in found.oddities] == [
        ("gap", "moov/udta", 3),
        ("trailing", "", 3),
    ]


def test_free_space_says_whether_something_was_left_in_it() -> None:
    found = read(FTYP + box(b"free", bytes(8)) + box(b"free", b"left"))
    assert part(found, "free[0]").fields == {"empty": True}
    assert part(found, "free[1]").fields["bytes"] == 4


def test_all_three_ways_of_user_data_to_state_a_place_are_read() -> None:
    text = b"+53.9000+027.5600/"
    international = box("©xyz".encode("latin-1"), struct.pack(">HH", len(text), 0x15C7) + text)
    fixed = b"\0Minsk\0" + b"\0" + struct.pack(">iii", 1_806_172, 3_532_390, 0)
    loci = box(b"loci", bytes(4) + b"\x15\xc7" + fixed[1:])
    keys = box(b"keys", bytes(4) + struct.pack(">I", 1) + box(b"mdta", b"com.apple.location"))
    item = box(b"\0\0\0\1", box(b"data", struct.pack(">II", 1, 0) + text))
    meta = box(b"meta", box(b"hdlr", bytes(24)) + keys + box(b"ilst", item))
    found = read(FTYP + box(b"moov", box(b"udta", international + loci) + meta))
    assert part(found, "moov/udta/©xyz").fields["text"] == text.decode()
    place = part(found, "moov/udta/loci").fields
    assert (place["name"], place["latitude_deg"]) == ("Minsk", pytest.approx(53.9, abs=1e-3))
    assert part(found, "moov/meta/keys").fields["keys"] == ["mdta:com.apple.location"]
    data = next(p for p in found.parts if p.type == "data")
    assert data.fields["value"] == text.decode()


@pytest.mark.parametrize("quality", [5, 49, 50, 75, 93, 100])
def test_libjpegs_quality_is_told_exactly(quality: int) -> None:
    found = read(jpeg(quality=quality))
    tables = [p.fields for p in found.parts if p.type == "DQT"][-1]
    assert (tables["quality"], tables["exact"], tables["family"]) == (quality, True, "libjpeg")


def test_a_jpeg_says_its_subsampling_its_optimisation_and_its_scans() -> None:
    plain = read(jpeg(quality=80, subsampling=2))
    made = read(jpeg(quality=80, subsampling=0, optimize=True, progressive=True))
    assert part(plain, "SOF0").fields["chroma_subsampling"] == "4:2:0"
    assert part(made, "SOF2").fields["chroma_subsampling"] == "4:4:4"
    assert not any(p.fields["optimised"] for p in plain.parts if p.type == "DHT")
    assert any(p.fields["optimised"] for p in made.parts if p.type == "DHT")
    assert sum(p.type == "SOS" for p in plain.parts) == 1
    assert sum(p.type == "SOS" for p in made.parts) > 5


def test_what_follows_a_picture_is_told_by_what_it_is() -> None:
    one, other = jpeg(quality=80), jpeg(quality=40)
    clip = FTYP + box(b"mdat", b"moving")
    found = read(one + other + b"\0" * 7 + b"left over" + clip)
    outer = [(p.type, p.offset) for p in found.parts if p.level == 0][-3:]
    end = len(one) + len(other)
    assert outer == [("(picture)", len(one)), ("(trailing)", end), ("(clip)", end + 16)]
    assert tiles(found, len(one + other + clip) + 16)


def test_a_png_chunk_whose_checksum_does_not_hold_is_marked() -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    data = bytearray(out.getvalue())
    assert tiles(read(bytes(data)), len(data))
    data[20] ^= 1
    assert part(read(bytes(data)), "IHDR").fields["checksum_holds"] is False


@pytest.mark.parametrize("suffix", ["png", "gif", "bmp", "tiff", "webp", "jpg"])
def test_every_kind_of_still_has_parts(suffix: str) -> None:
    out = io.BytesIO()
    Image.effect_mandelbrot((40, 30), (-2, -1, 1, 1), 60).save(
        out, Image.registered_extensions()[f".{suffix}"]
    )
    found = read(out.getvalue())
    assert found.parts
    assert found.oddities == ()
    assert suffix == "tiff" or tiles(found, len(out.getvalue()))


def test_a_structure_comes_back_from_its_blob_as_it_was() -> None:
    found = read(jpeg(quality=70))
    assert unpack_structure(pack_structure(found)) == found.parts
    blob = pack_structure(found)
    for broken in (b"", blob[:8], blob[:-40], b"\2" + blob[1:], blob[:9] + b"\0" * 9):
        with pytest.raises(ValueError, match="structure"):
            unpack_structure(broken)


def test_broken_files_give_parts_in_bounds_and_no_error() -> None:
    chance = random.Random(4)
    samples = [jpeg(quality=60), FTYP + box(b"moov", box(b"trak", box(b"mdia", bytes(40))))]
    tried = 0
    for _ in range(300):
        data = bytearray(chance.choice(samples))
        for _ in range(chance.randrange(1, 12)):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        del data[chance.randrange(20, len(data)) :]
        format_name = sniff(bytes(data))
        if format_name is None:
            continue
        tried += 1
        for one in read(bytes(data), format_name).parts:
            assert 0 <= one.offset <= one.offset + one.size_bytes <= len(data)
    assert tried > 200


def test_real_clips_and_stills_are_tiled_by_their_parts(media_dir: Path) -> None:
    looked_at = 0
    for path in sorted((media_dir / "androidx-media" / "media").rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        format_name = sniff(data[:4096])
        if format_name not in ("mp4", "matroska", "webm", "wav", "avi", "jpeg", "png", "heic"):
            continue
        found = read(data, format_name)
        looked_at += 1
        assert found.parts, path
        assert tiles(found, len(data)) or found.oddities, path
    assert looked_at > 30
