"""Chunks of RIFF files, named and valued as ExifTool does: WebP, AVI, WAV with its broadcast
extension (EBU Tech 3285)."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from workbench.instruments.metadata.blocks import MAX_BLOCK_BYTES, Blocks, exif_order
from workbench.instruments.metadata.chunk_parts import bitmap_tags
from workbench.instruments.metadata.exif import binary, text_value
from workbench.instruments.metadata.id3 import block_bytes, block_tags

MAX_CHUNKS = 3000
_PICTURES = (b"movi", b"rec ")
# fmt: off
_INFO = {
    b"IARL": "ArchivalLocation", b"IART": "Artist", b"ICMS": "Commissioned", b"ICMT": "Comment",
    b"ICNT": "Country", b"ICOP": "Copyright", b"ICRD": "DateCreated", b"IENC": "EncodedBy",
    b"IENG": "Engineer", b"IGNR": "Genre", b"IKEY": "Keywords", b"ILNG": "Language",
    b"IMED": "Medium", b"INAM": "Title", b"IPRD": "Product", b"IPRT": "Part", b"IRTD": "Rating",
    b"ISBJ": "Subject", b"ISFT": "Software", b"ISMP": "TimeCode", b"ISRC": "Source",
    b"ISRF": "SourceForm", b"ITCH": "Technician", b"ITRK": "TrackNumber", b"IWRI": "WrittenBy",
    b"IDIT": "DateTimeOriginal",
    b"ever": "ExifVersion", b"erel": "RelatedImageFile", b"etim": "TimeCreated", b"ecor": "Make",
    b"emdl": "Model", b"emnt": "MakerNotes", b"eucm": "UserComment",
}
# fmt: on


def riff_blocks(file: BinaryIO) -> Blocks:
    """What all chunks say, the first of repeated ones."""
    blocks = Blocks()
    kinds: list[bytes] = []
    for kind, offset, body in _chunks(file):
        try:
            found = _chunk(blocks, kind, offset, body, kinds)
        except (struct.error, IndexError):
            continue
        for name, value in found.items():
            blocks.tags.setdefault(name if ":" in name else f"RIFF:{name}", value)
    order = exif_order(blocks.exif)
    if order is not None:
        blocks.tags["File:ExifByteOrder"] = order
    return blocks


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, bytes]]:
    """Type, place and content of each chunk, lists opened; packets of pictures are passed over."""
    file.seek(0)
    head = file.read(12)
    if head[:4] not in (b"RIFF", b"RF64"):
        return
    at = 12
    for _ in range(MAX_CHUNKS):
        file.seek(at)
        head = file.read(12)
        if len(head) < 8:
            return
        kind, size = struct.unpack_from("<4sI", head)
        if kind == b"RIFF" or (kind == b"LIST" and head[8:12] not in _PICTURES):
            at += 12
            continue
        wanted = kind not in (b"LIST", b"data", b"idx1") and size <= MAX_BLOCK_BYTES
        file.seek(at + 8)
        yield kind, at + 8, file.read(size) if wanted else b""
        at += 8 + size + (size & 1)


def _chunk(
    blocks: Blocks, kind: bytes, offset: int, body: bytes, kinds: list[bytes]
) -> dict[str, Any]:
    """`kinds` holds the stream headers so far; the format chunk after one belongs to it."""
    if kind == b"EXIF":
        start = 6 if body.startswith(b"Exif\0\0") else 0
        blocks.exif, blocks.exif_offset = body[start:], offset + start
    elif kind in (b"XMP ", b"_PMX"):
        blocks.xmp.append(body)
    elif kind == b"ICCP":
        blocks.profiles.append(body)
    elif kind == b"strh":
        kinds.append(body[:4])
        return _stream(body)
    elif kind == b"strf":
        return bitmap_tags(body) if kinds[-1:] == [b"vids"] else _sound(body)
    elif kind in (b"id3 ", b"ID3 ") and body.startswith(b"ID3"):
        return {**block_tags(body), "File:ID3Size": block_bytes(body)}
    elif kind in _INFO and body:
        return _stated(kind, body)
    read = _READERS.get(kind)
    return read(body) if read is not None else {}


def _stated(kind: bytes, body: bytes) -> dict[str, Any]:
    name = _INFO[kind]
    if kind == b"emnt":
        return {name: binary(body)}
    text = body.decode("utf-8", "replace").split("\0", 1)[0]
    return {name: _date(text) if name.startswith("Date") else text_value(text)}


def _date(text: str) -> str:
    """Cameras write `Mon Mar 10 15:04:43 2003` or `2003-03-10`."""
    text = text.strip()
    for layout in ("%a %b %d %H:%M:%S %Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d/ %H:%M:%S"):
        try:
            return datetime.strptime(text, layout).strftime("%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        except ValueError:
            continue
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)", r"\1:\2:\3", text)


def _main(body: bytes) -> dict[str, Any]:
    words = struct.unpack_from("<10I", body)
    return {
        "FrameRate": float(f"{1e6 / words[0]:.15g}") if words[0] else 0,
        "MaxDataRate": words[1],
        "FrameCount": words[4],
        "StreamCount": words[6],
        "ImageWidth": words[8],
        "ImageHeight": words[9],
    }


def _stream(body: bytes) -> dict[str, Any]:
    kind = body[:4]
    codec = body[4:8].split(b"\0")[0].decode("latin-1")
    scale, rate, _start, length = struct.unpack_from("<IIII", body, 20)
    quality, sample = struct.unpack_from("<II", body, 40)
    per_s = float(f"{rate / scale:.15g}") if scale else 0
    tags: dict[str, Any] = {"StreamType": kind.decode("latin-1")}
    if kind == b"vids":
        tags |= {"VideoCodec": codec, "VideoFrameRate": per_s, "VideoFrameCount": length}
    elif kind == b"auds":
        tags |= {"AudioCodec": codec, "AudioSampleRate": per_s, "AudioSampleCount": length}
    return {**tags, "Quality": quality, "SampleSize": sample}


def _sound(body: bytes) -> dict[str, Any]:
    encoding, channels, rate, bytes_per_s, _block, bits = struct.unpack_from("<HHIIHH", body)
    return {
        "Encoding": encoding,
        "NumChannels": channels,
        "SampleRate": rate,
        "AvgBytesPerSec": bytes_per_s,
        "BitsPerSample": bits,
    }


def _broadcast(body: bytes) -> dict[str, Any]:
    def text(start: int, size: int) -> Any:
        return text_value(body[start : start + size].decode("latin-1"))

    reference, version = struct.unpack_from("<QH", body, 338)
    date, clock = text(320, 10), text(330, 8)
    tags = {
        "Description": text(0, 256),
        "Originator": text(256, 32),
        "OriginatorReference": text(288, 32),
        "DateTimeOriginal": f"{date} {clock}".replace("-", ":"),
        "TimeReference": reference,
        "BWFVersion": version,
    }
    if len(body) > 602:
        tags["CodingHistory"] = text_value(body[602:].decode("latin-1"))
    return tags


def _extended(body: bytes) -> dict[str, Any]:
    return {
        "WebP_Flags": int.from_bytes(body[:4], "little"),
        "ImageWidth": int.from_bytes(body[4:7], "little") + 1,
        "ImageHeight": int.from_bytes(body[7:10], "little") + 1,
    }


def _lossy(body: bytes) -> dict[str, Any]:
    across, down = struct.unpack_from("<HH", body, 6)
    return {
        "VP8Version": body[0] >> 1 & 7,
        "ImageWidth": across & 0x3FFF,
        "HorizontalScale": across >> 14,
        "ImageHeight": down & 0x3FFF,
        "VerticalScale": down >> 14,
    }


def _lossless(body: bytes) -> dict[str, Any]:
    word = struct.unpack_from("<I", body, 1)[0]
    return {
        "ImageWidth": (word & 0x3FFF) + 1,
        "ImageHeight": (word >> 14 & 0x3FFF) + 1,
        "AlphaIsUsed": word >> 28 & 1,
    }


def _alpha(body: bytes) -> dict[str, Any]:
    return {
        "AlphaPreprocessing": body[0] >> 4 & 3,
        "AlphaFiltering": body[0] >> 2 & 3,
        "AlphaCompression": body[0] & 3,
    }


def _animation(body: bytes) -> dict[str, Any]:
    return {
        "BackgroundColor": " ".join(map(str, body[:4])),
        "AnimationLoopCount": struct.unpack_from("<H", body, 4)[0],
    }


_READERS: dict[bytes, Callable[[bytes], dict[str, Any]]] = {
    b"avih": _main,
    b"fmt ": _sound,
    b"bext": _broadcast,
    b"dmlh": lambda body: {"TotalFrameCount": struct.unpack_from("<I", body)[0]},
    b"fact": lambda body: {"NumberOfSamples": struct.unpack_from("<I", body)[0]},
    b"VP8X": _extended,
    b"VP8 ": _lossy,
    b"VP8L": _lossless,
    b"ALPH": _alpha,
    b"ANIM": _animation,
}
