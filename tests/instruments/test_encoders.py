"""Encoders that name themselves, script data, services, gain maps and previews: what files hold
beside tags."""

from __future__ import annotations

import base64
import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.instruments.test_structure import jpeg, part, read
from workbench.instruments.metadata import METADATA
from workbench.instruments.metadata.encoders import encoder_tags
from workbench.instruments.metadata.flash import flash_tags, script_values
from workbench.instruments.structure.streams import walk_ts
from workbench.instruments.structure.tree import Bytes
from workbench.media.sniff import sniff

XMP = b"http://ns.adobe.com/xap/1.0/\0"
TMK = "threatexchange/tmk/sample-videos"
FRAGMENTED = "mdn-shared-assets/videos/flower-fragmented.mp4"
X265 = "x265 (build 199) - 3.5+1-f0c1022b6"


@pytest.mark.parametrize(
    ("name", "picture", "settings", "sound"),
    [
        ("torchcodec/test/resources/nasa_13013.mp4", "x264 - core 161", "ref=3", "Lavc58.134.100"),
        (f"{TMK}/pattern-sd-grey-bar.mp4", "x264 - core 157", "subme=2", "libfaac 1.28"),
        ("torchcodec/test/resources/h265_video.mp4", X265, "bitdepth=8", None),
        (FRAGMENTED, "x264 - core 155 r10 b00bcaf", "me=umh", None),
        ("androidx-media/media/mkv/sample.mkv", "x264 - core 148 r2601 a0cd7d3", "bframes=3", None),
        ("gpmf-parser/samples/max-heromode.mp4", None, None, None),
        ("mdn-shared-assets/videos/flower.webm", None, None, None),
    ],
)
def test_encoders_that_name_themselves_are_named(
    media_dir: Path, name: str, picture: str | None, settings: str | None, sound: str | None
) -> None:
    path = media_dir / name
    with path.open("rb") as file:
        format_name = sniff(file.read(4096)) or ""
        tags = encoder_tags(file, path.stat().st_size, format_name)
    assert tags.get("Picture:Encoder") == picture
    assert settings is None or settings in tags["Picture:EncoderSettings"]
    assert tags.get("Sound:Encoder") == sound


def test_a_programs_name_elsewhere_in_a_file_is_no_encoder() -> None:
    words = b"\0x264 is a free library\0Lavc58.1.1 and libfaac 1.2"
    assert encoder_tags(io.BytesIO(words), len(words), "matroska") == {}


def test_script_data_of_flv_are_those_that_exiftool_reads(media_dir: Path) -> None:
    name = "exiftool/t/images/Flash.flv"
    oracle = json.loads((media_dir / "_oracle" / "exiftool.exiftool.json").read_text())
    stated = next(one for one in oracle if one["SourceFile"] == name)
    with (media_dir / name).open("rb") as file:
        tags = flash_tags(file)
    wanted = {k: v for k, v in stated.items() if k.startswith("Flash:")}
    assert len(wanted) > 40
    for key, value in wanted.items():
        close = isinstance(value, float) and tags[key] == pytest.approx(value)
        assert close or tags[key] == value, key


def amf(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode()


def test_script_data_that_break_off_or_nest_without_end_are_read_as_far_as_they_go() -> None:
    head = b"\2" + amf("onMetaData") + b"\3" + amf("duration") + b"\0" + struct.pack(">d", 12.5)
    assert script_values(head + amf("width") + b"\0\1") == {}
    assert script_values(head + amf("") + b"\x09") == {"Duration": 12.5}
    assert script_values(b"\2" + amf("onMetaData") + (b"\3" + amf("a")) * 5000) == {}
    assert script_values(b"") == {}


def ts_packet(pid: int, section: bytes) -> bytes:
    body = b"\0" + section
    return struct.pack(">BHB", 0x47, 0x4000 | pid, 0x10) + body + b"\xff" * (184 - len(body))


def test_services_of_a_transport_stream_are_named() -> None:
    provider, name = b"Belsat", "\u0411\u0435\u043b".encode()
    inner = bytes([1, len(provider)]) + provider + bytes([len(name) + 1]) + b"\x15" + name
    descriptor = bytes([0x48, len(inner)]) + inner
    service = struct.pack(">HBH", 7, 0, len(descriptor)) + descriptor
    body = struct.pack(">HBBBHB", 1, 0xC1, 0, 0, 1, 0xFF) + service + bytes(4)
    section = struct.pack(">BH", 0x42, 0xF000 | len(body)) + body
    data = ts_packet(0x11, section) * 6
    (node,) = walk_ts(Bytes(io.BytesIO(data), len(data)))
    assert node.fields["tables"] == [
        {"table": "SDT", "services": [{"service": 7, "provider": "Belsat", "name": "Бел"}]}
    ]


def test_tables_of_a_real_transport_stream(media_dir: Path) -> None:
    path = media_dir / "androidx-media/media/ts/sample_h264_mpeg_audio.ts"
    fields = read(path.read_bytes()).parts[0].fields
    tables = {row["table"]: row for row in fields["tables"]}
    assert [one["codec"] for one in tables["PMT"]["streams"]] == ["H.264", "MPEG-1 audio"]
    assert tables["SDT"]["services"][0]["provider"] == "FFmpeg"


def with_segment(picture: bytes, marker: int, body: bytes) -> bytes:
    return picture[:2] + struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body + picture[2:]


@pytest.mark.parametrize(
    ("marker", "body"),
    [
        (0xE1, XMP + b"<x xmlns:hdrgm='http://ns.adobe.com/hdr-gain-map/1.0/'/>"),
        (0xE1, XMP + b"<x xmlns:h='http://ns.apple.com/HDRGainMap/1.0/'/>"),
        (0xE2, b"urn:iso:std:iso:ts:21496:-1\0\0\0\0\0"),
    ],
    ids=["Ultra HDR", "Apple", "ISO"],
)
def test_a_gain_map_is_told_from_other_further_pictures(marker: int, body: bytes) -> None:
    found = read(jpeg(quality=80) + with_segment(jpeg(quality=50), marker, body) + jpeg(quality=60))
    holds = [p.fields.get("holds") for p in found.parts if p.type == "(picture)"]
    assert holds == ["gain map", None]


def picture(seed: int, size_px: tuple[int, int]) -> Image.Image:
    chance = np.random.default_rng(seed)
    coarse = chance.integers(0, 255, (12, 16, 3), np.uint8)
    return Image.fromarray(coarse).resize(size_px, Image.Resampling.BICUBIC)


def saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.mark.parametrize("same", [True, False])
def test_a_preview_of_the_multi_picture_format_is_compared(
    tmp_path: Path, measure: Any, same: bool
) -> None:
    first = saved(picture(1, (640, 480)))
    other = saved(picture(1 if same else 2, (320, 240)))
    entries = 3
    index = struct.pack("<HI", entries, 0)[:2]
    table_at = 8 + 2 + 12 * entries + 4
    rows = [(0xB000, 7, 4, b"0100"), (0xB001, 4, 1, struct.pack("<I", 2))]
    rows.append((0xB002, 7, 32, struct.pack("<I", table_at)))
    index += b"".join(struct.pack("<HHI", *row[:3]) + row[3] for row in rows) + bytes(4)
    length = 4 + 4 + 8 + len(index) + 32
    start = len(first) + length - (2 + 4 + 4)  # from the head of the block to the second picture
    images = struct.pack("<IIIHH", 0x030000, len(first) + length, 0, 0, 0)
    images += struct.pack("<IIIHH", 0x010001, len(other), start, 0, 0)
    block = b"MPF\0" + b"II*\0" + struct.pack("<I", 8) + index + images
    path = tmp_path / "a.jpg"
    path.write_bytes(with_segment(first, 0xE2, block) + other)
    (row,) = measure(METADATA, path)["metadata"].facts["thumbnails"]
    assert (row["from"], row["width_px"]) == ("MPImage2", 320)
    assert (row["correlation"] > 0.95) is same


def test_a_small_picture_in_xmp_is_compared(tmp_path: Path, measure: Any) -> None:
    text = base64.b64encode(saved(picture(1, (160, 120)))).decode()
    broken = "&#xA;".join(text[n : n + 76] for n in range(0, len(text), 76))
    packet = (
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
        "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
        "xmlns:xmpGImg='http://ns.adobe.com/xap/1.0/g/img/'>"
        f"<xmpGImg:image>{broken}</xmpGImg:image></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    path = tmp_path / "a.jpg"
    path.write_bytes(with_segment(saved(picture(1, (640, 480))), 0xE1, packet.encode()))
    (row,) = measure(METADATA, path)["metadata"].facts["thumbnails"]
    assert (row["from"], row["width_px"]) == ("XMP", 160)
    assert row["correlation"] > 0.95


def test_a_still_that_is_cut_is_not_compared_with_its_small_picture(
    media_dir: Path, measure: Any
) -> None:
    """Nine tenths of this one are missing: what is grey is like nothing."""
    path = media_dir / "pillow/Tests/images/ultrahdr.jpg"
    assert path.stat().st_size < 50_000
    facts = measure(METADATA, path)["metadata"].facts
    assert "IFD1:ThumbnailLength" in facts["tags"]
    assert facts["thumbnails"] == []


def test_the_broadcast_extension_of_wav_is_read(tmp_path: Path, measure: Any) -> None:
    bext = b"Interview".ljust(256, b"\0") + b"Recorder".ljust(32, b"\0") + b"REF1".ljust(32, b"\0")
    bext += b"2020-08-09" + b"20:14:03" + struct.pack("<QH", 44_100 * 60, 1) + bytes(254)
    sound = struct.pack("<HHIIHH", 1, 1, 44_100, 88_200, 2, 16)
    chunks = b"".join(
        struct.pack("<4sI", kind, len(body)) + body
        for kind, body in ((b"bext", bext), (b"fmt ", sound), (b"data", bytes(88_200)))
    )
    data = b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks
    said = part(read(data), "RIFF/bext").fields
    assert said["originator"] == "Recorder"
    path = tmp_path / "a.wav"
    path.write_bytes(data)
    tags = measure(METADATA, path)["metadata"].facts["tags"]
    assert tags["RIFF:Description"] == "Interview"
    assert tags["RIFF:TimeReference"] == 44_100 * 60
    assert tags["RIFF:DateTimeOriginal"] == "2020:08:09 20:14:03"
