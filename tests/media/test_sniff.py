"""A file is what its bytes say, and only formats on our own list are let in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.media.sniff import HEAD_BYTES, sniff

# What opens other files or addresses when FFmpeg gets it: refused whatever it is named.
PLAYLISTS = [
    b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n",
    b"ffconcat version 1.0\nfile other.mp4\n",
    b"file 'other.mp4'\n",
    b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5000 RTP/AVP 96\r\n",
    b"[playlist]\nFile1=http://127.0.0.1/\n",
    b";FFMETADATA1\ntitle=x\n",
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    b"%PDF-1.7\n",
    b"%!PS-Adobe-3.0 EPSF-3.0\n",
    b"MZ\x90\x00",
    b"\x7fELF\x02\x01\x01",
    b"PK\x03\x04" + bytes(40),
    b"",
    b"G",
    bytes(4096),
]


@pytest.mark.parametrize("head", PLAYLISTS)
def test_what_can_name_other_files_is_not_media(head: bytes) -> None:
    assert sniff(head) is None


def test_any_beginning_of_a_head_is_answered() -> None:
    heads = (b"\xff\xfb\x90\x00", b"ID3\x03\x00\x00\x00\x00\x00\x7f", b"\x1a\x45\xdf\xa3", b"BM")
    for head in heads:
        for size in range(len(head) + 1):
            assert sniff(head[:size]) in (None, "mp3")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"\x00\x00\x00\x14ftypqt  ", "mov"),
        (b"\x00\x00\x00\x20ftyp3gp5", "3gp"),
        (b"\x00\x00\x00\x20ftypM4A ", "m4a"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "heic"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", "avif"),
        (b"\x00\x00\x00\x08wide\x00\x00\x10\x00mdat", "mov"),
        (b"\x00\x00\x00\x01mdat\x00\x00\x00\x01\x00\x00\x00\x00", "mov"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "wav"),
        (b"\xff\xf1\x50\x80\x00\x1f\xfc", "aac"),
        (b"\xff\xfb\x90\x64", "mp3"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00fLaC", "flac"),
        (b"\x47" + bytes(187) + b"\x47" + bytes(187) + b"\x47" + bytes(187), "mpegts"),
        (bytes(4) + (b"\x47" + bytes(191)) * 4, "mpegts"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", "webm"),
    ],
)
def test_formats_are_known_by_their_first_bytes(head: bytes, name: str) -> None:
    assert sniff(head) == name


_FAMILY = {
    "mov,mp4,m4a,3gp,3g2,mj2": {"mp4", "mov", "3gp", "m4a"},
    "matroska,webm": {"matroska", "webm"},
    "avi": {"avi"},
    "mpegts": {"mpegts"},
    "ogg": {"ogg"},
    "wav": {"wav"},
    "mp3": {"mp3"},
    "flac": {"flac"},
    "flv": {"flv"},
    "aac": {"aac"},
    "aiff": {"aiff"},
}


def test_real_files_are_what_ffprobe_calls_them(media_dir: Path) -> None:
    compared = 0
    for oracle in sorted((media_dir / "_oracle").glob("*.ffprobe.json")):
        for name, said in json.loads(oracle.read_text()).items():
            family = _FAMILY.get(said.get("format", {}).get("format_name"))
            if family is None or name.lower().endswith((".heic", ".avif")):
                continue
            with (media_dir / name).open("rb") as file:
                assert sniff(file.read(HEAD_BYTES)) in family, name
            compared += 1
    assert compared > 100
