"""Blocks and head of PNG, GIF, BMP and WebP files."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

from workbench.instruments.metadata.blocks import MAX_BLOCK_BYTES, Blocks, exif_order
from workbench.instruments.metadata.exif import binary, text_value

MAX_CHUNKS = 2000
MAX_TEXTS = 200


def png_blocks(file: BinaryIO) -> Blocks:
    """PNG (ISO/IEC 15948 and its extensions), also with what follows the picture data."""
    blocks = Blocks()
    for kind, offset, body in _png_chunks(file):
        if kind == b"IHDR" and len(body) >= 13:
            blocks.tags |= _png_head(body)
        elif kind == b"eXIf":
            blocks.exif, blocks.exif_offset = _png_exif(body, offset)
        elif kind == b"iCCP":
            _png_profile(blocks, body)
        elif kind in (b"tEXt", b"zTXt", b"iTXt"):
            _png_text(blocks, kind, body)
        else:
            blocks.tags |= _png_small(kind, body)
    order = exif_order(blocks.exif)
    if order is not None:
        blocks.tags["File:ExifByteOrder"] = order
    return blocks


def _png_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int, bytes]]:
    at = 8
    for _ in range(MAX_CHUNKS):
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return
        length, kind = struct.unpack(">I4s", head)
        wanted = kind not in (b"IDAT", b"fdAT") and length <= MAX_BLOCK_BYTES
        yield kind, at + 8, file.read(length) if wanted else b""
        if kind == b"IEND":
            return
        at += 12 + length


def _png_head(body: bytes) -> dict[str, Any]:
    names = ("ImageWidth", "ImageHeight", "BitDepth", "ColorType", "Compression", "Filter")
    values = struct.unpack_from(">IIBBBBB", body)
    return {f"PNG:{n}": value for n, value in zip((*names, "Interlace"), values, strict=True)}


def _png_exif(body: bytes, offset: int) -> tuple[bytes, int]:
    return (body[6:], offset + 6) if body.startswith(b"Exif\0\0") else (body, offset)


def _png_profile(blocks: Blocks, body: bytes) -> None:
    name, _, rest = body.partition(b"\0")
    blocks.tags["PNG:ProfileName"] = text_value(name.decode("latin-1"))
    profile = inflated(rest[1:])
    if profile:
        blocks.profiles.append(profile)


def inflated(data: bytes) -> bytes:
    """What was deflated, or as much of it as may be held; empty where it is broken."""
    try:
        return zlib.decompressobj().decompress(data, MAX_BLOCK_BYTES)
    except zlib.error:
        return b""


_PNG_NAMES = {
    "Creation Time": "CreationTime", "create-date": "CreateDate", "modify-date": "ModDate",
    "date:create": "Datecreate", "date:modify": "Datemodify", "date:timestamp": "Datetimestamp",
}  # fmt: skip


def _png_text(blocks: Blocks, kind: bytes, body: bytes) -> None:
    key, _, rest = body.partition(b"\0")
    keyword = key.decode("latin-1")
    if kind == b"zTXt":
        data = inflated(rest[1:])
    elif kind == b"iTXt" and len(rest) >= 2:
        packed, texts = rest[0], rest[2:].split(b"\0", 2)
        data = texts[2] if len(texts) == 3 else b""
        data = inflated(data) if packed else data
    else:
        data = rest
    if keyword == "XML:com.adobe.xmp":
        blocks.xmp.append(data)
    elif keyword.startswith("Raw profile type "):
        _png_raw_profile(blocks, keyword[17:], data)
    elif len(blocks.tags) < MAX_TEXTS:
        text = data.decode("utf-8" if kind == b"iTXt" else "latin-1", "replace")
        name = _PNG_NAMES.get(keyword) or _capitals(keyword)
        if name:
            blocks.tags.setdefault(f"PNG:{name}", text_value(text))


def _capitals(keyword: str) -> str:
    """A keyword as a tag's name: without spaces, its words with a capital."""
    words = re.split(r"[^A-Za-z0-9_-]+", keyword)
    return "".join(word[:1].upper() + word[1:] for word in words)


def _png_raw_profile(blocks: Blocks, kind: str, data: bytes) -> None:
    """ImageMagick's way to keep blocks: a name, the length, then hexadecimal digits."""
    found = re.match(rb"\s*\S+\s+\d+\s+([0-9a-fA-F\s]*)", data)
    if not found:
        return
    digits = re.sub(rb"\s", b"", found[1])
    raw = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    if kind in ("exif", "APP1"):
        if raw.startswith(b"Exif\0\0"):
            blocks.exif = raw[6:]
        elif raw.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
            blocks.xmp.append(raw[29:])
    elif kind in ("icc", "icm"):
        blocks.profiles.append(raw)
    elif kind in ("iptc", "8bim"):
        at = raw.find(b"8BIM")
        if 0 <= at < 32:
            blocks.photoshop += raw[at:]
        else:
            blocks.iptc.append(raw)
    elif kind == "xmp":
        blocks.xmp.append(raw)


def _png_small(kind: bytes, body: bytes) -> dict[str, Any]:
    if kind == b"pHYs" and len(body) >= 9:
        across, down, unit = struct.unpack_from(">IIB", body)
        names = ("PixelsPerUnitX", "PixelsPerUnitY", "PixelUnits")
        return {f"PNG-pHYs:{n}": v for n, v in zip(names, (across, down, unit), strict=True)}
    if kind == b"gAMA" and len(body) >= 4:
        gamma = int.from_bytes(body[:4], "big")
        return {"PNG:Gamma": float(f"{100_000 / gamma:.15g}")} if gamma else {}
    if kind == b"sRGB" and body:
        return {"PNG:SRGBRendering": body[0]}
    if kind == b"tIME" and len(body) >= 7:
        clock = struct.unpack_from(">HBBBBB", body)
        return {"PNG:ModifyDate": "{:04d}:{:02d}:{:02d} {:02d}:{:02d}:{:02d}".format(*clock)}
    if kind == b"cHRM" and len(body) >= 32:
        points = ("WhitePoint", "Red", "Green", "Blue")
        values = struct.unpack_from(">8I", body)
        return {
            f"PNG:{name}{axis}": value / 100_000
            for (name, axis), value in zip(
                ((name, axis) for name in points for axis in "XY"), values, strict=True
            )
        }
    if kind == b"PLTE":
        return {"PNG:Palette": binary(body)}
    if kind == b"tRNS":
        return {"PNG:Transparency": " ".join(map(str, body)) if len(body) <= 16 else binary(body)}
    if kind == b"bKGD" and body:
        words = body if len(body) == 1 else struct.unpack(f">{len(body) // 2}H", body[:6])
        return {"PNG:BackgroundColor": " ".join(map(str, words))}
    if kind == b"sBIT":
        return {"PNG:SignificantBits": " ".join(map(str, body))}
    if kind == b"acTL" and len(body) >= 8:
        frames, plays = struct.unpack_from(">II", body)
        return {"PNG:AnimationFrames": frames, "PNG:AnimationPlays": plays}
    return {}


def gif_blocks(file: BinaryIO) -> Blocks:
    """GIF87a and GIF89a: the screen, its frames and delays, comments, XMP and profile."""
    blocks = Blocks()
    file.seek(0)
    head = file.read(13)
    if len(head) < 13:
        return blocks
    width, height, flags, background = struct.unpack_from("<HHBB", head, 6)
    blocks.tags |= {
        "GIF:GIFVersion": head[3:6].decode("latin-1"),
        "GIF:ImageWidth": width,
        "GIF:ImageHeight": height,
        "GIF:HasColorMap": flags >> 7,
        "GIF:ColorResolutionDepth": (flags >> 4 & 7) + 1,
        "GIF:BitsPerPixel": (flags & 7) + 1,
        "GIF:BackgroundColor": background,
    }
    file.seek(13 + (3 << (flags & 7) + 1 if flags & 0x80 else 0))
    frames = delay = 0
    for kind, parts in _gif_parts(file):
        if kind == b",":
            frames += 1
        elif kind == b"\xf9" and parts and len(parts[0]) >= 4:
            delay += int.from_bytes(parts[0][1:3], "little")
            if parts[0][0] & 1:
                blocks.tags["GIF:TransparentColor"] = parts[0][3]
        elif kind == b"\xfe":
            blocks.tags["File:Comment"] = text_value(b"".join(parts).decode("latin-1"))
        elif kind == b"\xff" and parts:
            _gif_application(blocks, parts)
    if frames > 1:
        blocks.tags |= {"GIF:FrameCount": frames, "GIF:Duration": delay / 100}
    return blocks


def _gif_parts(file: BinaryIO) -> Iterator[tuple[bytes, list[bytes]]]:
    for _ in range(MAX_CHUNKS):
        kind = file.read(1)
        if kind == b",":
            flags = file.read(9)[8:]
            if not flags:
                return
            file.seek(3 << (flags[0] & 7) + 1 if flags[0] & 0x80 else 0, 1)
            file.seek(1, 1)
            _gif_data(file, keep=False)
            yield kind, []
        elif kind == b"!":
            label = file.read(1)
            yield label, _gif_data(file, keep=True)
        else:
            return


def _gif_data(file: BinaryIO, keep: bool) -> list[bytes]:
    """Sub-blocks up to the empty one."""
    parts: list[bytes] = []
    kept = 0
    while (size := file.read(1)) and size[0]:
        data = file.read(size[0])
        if keep and kept < MAX_BLOCK_BYTES:
            parts.append(data)
            kept += len(data)
    return parts


def _gif_application(blocks: Blocks, parts: list[bytes]) -> None:
    name = parts[0]
    if name.startswith(b"XMP DataXMP"):
        # The packet lies there plainly; what looks like lengths of sub-blocks is part of its text,
        # up to a run of descending bytes that leads any reader to the end.
        packet = b"".join(bytes((len(part),)) + part for part in parts[1:])
        blocks.xmp.append(packet.partition(b"\x01\xff\xfe\xfd")[0])
    elif name.startswith(b"ICCRGBG1012"):
        blocks.profiles.append(b"".join(parts[1:]))
    elif name.startswith(b"NETSCAPE2.0") and len(parts) > 1 and len(parts[1]) >= 3:
        blocks.tags["GIF:AnimationIterations"] = int.from_bytes(parts[1][1:3], "little")


_BMP_NAMES = (
    "ImageWidth", "ImageHeight", "Planes", "BitDepth", "Compression", "ImageLength",
    "PixelsPerMeterX", "PixelsPerMeterY", "NumColors", "NumImportantColors",
)  # fmt: skip


def bitmap_tags(header: bytes) -> dict[str, Any]:
    """A BITMAPINFOHEADER, as it also lies in AVI files."""
    if len(header) < 40:
        return {}
    size, *values = struct.unpack_from("<IiiHHIIIIII", header)
    tags: dict[str, Any] = {"File:BMPVersion": size}
    tags |= {f"File:{name}": value for name, value in zip(_BMP_NAMES, values, strict=True)}
    tags["File:ImageHeight"] = abs(tags["File:ImageHeight"])
    if values[4] > 0xFFFF:  # four letters that name a codec
        tags["File:Compression"] = header[16:20].decode("latin-1")
    return tags


def bmp_blocks(file: BinaryIO) -> Blocks:
    file.seek(14)
    return Blocks(bitmap_tags(file.read(40)))
