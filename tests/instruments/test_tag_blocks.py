"""Blocks of tags that lie in boxes and chunks of other formats."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from workbench.instruments.metadata.canon_boxes import CANON
from workbench.instruments.metadata.movie import movie_tags
from workbench.instruments.metadata.riff_parts import riff_blocks
from workbench.instruments.metadata.still import still_tags


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def directory(*entries: tuple[int, int, int, bytes], after: bytes = b"") -> bytes:
    """A TIFF block of one directory: number, type, count and the four bytes of each entry."""
    table = b"".join(struct.pack("<HHI4s", *entry) for entry in entries)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    return head + table + bytes(4) + after


@pytest.mark.parametrize(
    "name",
    ["exif-samples/heic/mobile/iphone_13_pro_max.HEIC", "pillow_heif/images/heif_other/arrow.heic"],
)
def test_the_orientation_of_a_turned_heic_is_what_its_own_bytes_say(
    media_dir: Path, name: str
) -> None:
    """The decoder turns the picture and gives a block that says 1; the file says 6."""
    found = still_tags(io.BytesIO((media_dir / name).read_bytes()))
    assert found.tags["IFD0:Orientation"] == 6
    assert "IFD0:Orientation" not in found.differing


def test_canon_keeps_its_directories_in_boxes_of_a_raw_movie() -> None:
    after = 8 + 2 + 12 + 4
    named = directory((0x0110, 2, 14, struct.pack("<I", after)), after=b"Canon EOS M50\0")
    taken = directory((0x9003, 2, 20, struct.pack("<I", after)), after=b"2018:02:21 12:08:56\0")
    noted = directory((0x0006, 2, 14, struct.pack("<I", after)), after=b"Canon EOS M50\0")
    place = directory((0x0001, 2, 2, b"N\0\0\0"))
    parts = [(b"CMT1", named), (b"CMT2", taken), (b"CMT3", noted), (b"CMT4", place)]
    inside = box(b"CNCV", b"CanonCR3_001\0") + b"".join(box(*part) for part in parts)
    file = box(b"ftyp", b"crx \0\0\0\1crx isom") + box(b"moov", box(b"uuid", CANON + inside))
    tags = movie_tags(io.BytesIO(file), len(file))
    assert tags["IFD0:Model"] == "Canon EOS M50"
    assert tags["ExifIFD:DateTimeOriginal"] == "2018:02:21 12:08:56"
    assert tags["Canon:CanonImageType"] == "Canon EOS M50"
    assert tags["GPS:GPSLatitudeRef"] == "N"
    assert tags["Canon:CompressorVersion"] == "CanonCR3_001"


def test_a_canon_box_that_is_cut_gives_what_is_there() -> None:
    inside = CANON + box(b"CMT1", directory((0x0110, 2, 4, b"M50\0")))[:-4]
    file = box(b"moov", box(b"uuid", inside))
    assert movie_tags(io.BytesIO(file), len(file))["IFD0:Model"] == "M50"
    for end in range(len(file)):
        movie_tags(io.BytesIO(file[:end]), end)


def test_what_a_recorder_writes_into_a_chunk_of_a_wav_is_read() -> None:
    text = b"\0AudioMoth 24526B065D325963"
    frame = b"TPE1" + struct.pack(">IH", len(text), 0) + text
    block = b"ID3\3\0\0" + bytes([0, 0, 0, len(frame)]) + frame
    chunk = b"id3 " + struct.pack("<I", len(block)) + block + bytes(len(block) & 1)
    file = b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WAVE" + chunk
    tags = riff_blocks(io.BytesIO(file)).tags
    assert tags["ID3v2_3:Artist"] == "AudioMoth 24526B065D325963"
    assert tags["File:ID3Size"] == len(block)
