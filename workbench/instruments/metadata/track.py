"""Track headers and sample descriptions, named and valued as ExifTool does."""

from __future__ import annotations

import struct
from typing import Any

from workbench.instruments.metadata.boxes import Box, Boxes
from workbench.instruments.metadata.exif import text_value
from workbench.instruments.metadata.headers import (
    date_text,
    handler_tags,
    header_times,
    in_seconds,
    matrix_text,
    plain,
)


def track_tags(boxes: Boxes, track: Box, group: str, movie_scale: int) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    header = boxes.child(track, b"tkhd")
    if header is not None:
        tags.update(_track_header(boxes.body(header, 256), movie_scale))
    tags.update(_apertures(boxes, track))
    described = boxes.child(track, b"tref", b"cdsc")
    if described is not None and described.end - described.start >= 4:
        tags["ContentDescribes"] = struct.unpack(">I", boxes.body(described, 4))[0]
    coded = boxes.child(track, b"tref", b"tmcd")
    if coded is not None and coded.end - coded.start >= 4:
        tags["TimeCode"] = struct.unpack(">I", boxes.body(coded, 4))[0]
    media = boxes.child(track, b"mdia")
    kind, scale = b"", 0
    if media is not None:
        media_header = boxes.child(media, b"mdhd")
        if media_header is not None:
            found, scale = _media_header(boxes.body(media_header, 64))
            tags.update(found)
        handler = boxes.child(media, b"hdlr")
        if handler is not None:
            body = boxes.body(handler, 512)
            kind = body[8:12]
            tags.update(handler_tags(body, ""))
        _media_information(boxes, media, kind, scale, tags)
    return {f"{group}:{name.lstrip(':')}": value for name, value in tags.items()}


def _track_header(body: bytes, scale: int) -> dict[str, Any]:
    large = body[:1] == b"\1"
    if len(body) < (96 if large else 84):
        return {}
    created, modified, track, duration = struct.unpack_from(
        ">QQI4xQ" if large else ">III4xI", body, 4
    )
    at = 36 if large else 24
    layer, _, volume = struct.unpack_from(">hhh", body, at + 8)
    width, height = struct.unpack_from(">II", body, at + 52)
    tags: dict[str, Any] = {
        "TrackHeaderVersion": body[0],
        "TrackCreateDate": date_text(created),
        "TrackModifyDate": date_text(modified),
        "TrackID": track,
        "TrackDuration": in_seconds(duration, scale),
        "TrackLayer": layer,
        "TrackVolume": plain(volume / 256),
        "MatrixStructure": matrix_text(body, at + 16),
    }
    for name, size in (("ImageWidth", width), ("ImageHeight", height)):
        # Some writers put whole pixels where the format has 16.16 fixed point.
        if size:
            tags[name] = size >> 16 if size & 0xFFF00000 else size
    return tags


_APERTURES = {
    b"clef": "CleanApertureDimensions",
    b"prof": "ProductionApertureDimensions",
    b"enof": "EncodedPixelsDimensions",
}


def _apertures(boxes: Boxes, track: Box) -> dict[str, Any]:
    tags = {}
    holder = boxes.child(track, b"tapt")
    for box in () if holder is None else boxes.inside(holder.start, holder.end):
        body = boxes.body(box, 12)
        if box.type in _APERTURES and len(body) == 12:
            width, height = struct.unpack_from(">II", body, 4)
            tags[_APERTURES[box.type]] = f"{plain(width / 65536)} {plain(height / 65536)}"
    return tags


def _media_header(body: bytes) -> tuple[dict[str, Any], int]:
    read = header_times(body)
    if read is None:
        return {}, 0
    created, modified, scale, duration, at = read
    tags: dict[str, Any] = {
        "MediaHeaderVersion": body[0],
        "MediaCreateDate": date_text(created),
        "MediaModifyDate": date_text(modified),
        "MediaTimeScale": scale,
        "MediaDuration": in_seconds(duration, scale),
    }
    language = struct.unpack_from(">H", body, at)[0] if len(body) >= at + 2 else 0
    if 0x400 <= language != 0x7FFF:
        letters = ((language >> shift & 31) + 0x60 for shift in (10, 5, 0))
        tags["MediaLanguageCode"] = "".join(map(chr, letters))
    return tags, scale


def _media_information(
    boxes: Boxes, media: Box, kind: bytes, scale: int, tags: dict[str, Any]
) -> None:
    information = boxes.child(media, b"minf")
    if information is None:
        return
    for box in boxes.inside(information.start, information.end):
        body = boxes.body(box, 64) if box.type in (b"vmhd", b"smhd") else b""
        if box.type == b"vmhd" and len(body) >= 12:
            mode, *colour = struct.unpack_from(">4H", body, 4)
            tags["GraphicsMode"] = mode
            tags["OpColor"] = " ".join(map(str, colour))
        elif box.type == b"smhd" and len(body) >= 6:
            tags["Balance"] = plain(struct.unpack_from(">h", body, 4)[0] / 256)
        elif box.type == b"gmhd":
            tags.update(_generic_header(boxes, box))
            tags.update(_time_code_text(boxes, box))
        elif box.type == b"stbl":
            _sample_table(boxes, box, kind, scale, tags)


def _time_code_text(boxes: Boxes, header: Box) -> dict[str, Any]:
    """How a time code is to be drawn: `tmcd/tcmi` of a generic header."""
    box = boxes.child(header, b"tmcd", b"tcmi")
    body = b"" if box is None else boxes.body(box, 300)
    if len(body) < 25:
        return {}
    font, face, size = struct.unpack_from(">HHH", body, 4)
    colours = struct.unpack_from(">6H", body, 12)
    return {
        "TextFont": font,
        "TextFace": face,
        "TextSize": size,
        "TextColor": " ".join(map(str, colours[:3])),
        "BackgroundColor": " ".join(map(str, colours[3:])),
        "FontName": body[25 : 25 + body[24]].decode("latin-1"),
    }


def _generic_header(boxes: Boxes, header: Box) -> dict[str, Any]:
    box = boxes.child(header, b"gmin")
    body = b"" if box is None else boxes.body(box, 16)
    if len(body) < 14:
        return {}
    mode, *colour, balance = struct.unpack_from(">4Hh", body, 4)
    return {
        "GenMediaVersion": body[0],
        "GenFlags": " ".join(map(str, body[1:4])),
        "GenGraphicsMode": mode,
        "GenOpColor": " ".join(map(str, colour)),
        "GenBalance": plain(balance / 256),
    }


def _sample_table(boxes: Boxes, table: Box, kind: bytes, scale: int, tags: dict[str, Any]) -> None:
    description = boxes.child(table, b"stsd")
    if description is not None:
        tags.update(_sample_description(boxes, description, kind))
    durations = boxes.child(table, b"stts")
    if durations is not None and kind == b"vide" and scale:
        rate = _average_rate(boxes.body(durations), scale)
        if rate is not None:
            tags["VideoFrameRate"] = rate


def _average_rate(body: bytes, scale: int) -> int | float | None:
    count = min(struct.unpack_from(">I", body, 4)[0], (len(body) - 8) // 8) if len(body) >= 8 else 0
    samples = units = 0
    for place in range(count):
        number, step = struct.unpack_from(">II", body, 8 + 8 * place)
        samples += number
        units += number * step
    return plain(samples * scale / units) if samples and units else None


def _sample_description(boxes: Boxes, description: Box, kind: bytes) -> dict[str, Any]:
    entry = next(boxes.inside(description.start + 8, description.end), None)
    if entry is None:
        return {}
    format_name = entry.type.decode("latin-1")
    body = boxes.body(entry, 128)
    if kind == b"vide" and len(body) >= 78:
        return _picture_entry(boxes, entry, body, format_name)
    if kind == b"soun" and len(body) >= 28:
        channels, bits, _, _, rate = struct.unpack_from(">4HI", body, 16)
        tags = {
            "AudioFormat": format_name,
            "AudioChannels": channels,
            "AudioBitsPerSample": bits,
            "AudioSampleRate": plain(rate / 65536),
        }
        return {**tags, **_vendor(body, "AudioVendorID"), **_bit_rates(boxes, entry)}
    if kind in (b"vide", b"soun"):
        return {}
    return {"MetaFormat" if kind == b"meta" else "OtherFormat": format_name}


def _picture_entry(boxes: Boxes, entry: Box, body: bytes, format_name: str) -> dict[str, Any]:
    width, height, horizontal, vertical = struct.unpack_from(">HHII", body, 24)
    tags: dict[str, Any] = {
        "CompressorID": format_name,
        "SourceImageWidth": width,
        "SourceImageHeight": height,
        "XResolution": plain(horizontal / 65536),
        "YResolution": plain(vertical / 65536),
        "BitDepth": struct.unpack_from(">H", body, 74)[0],
        **_vendor(body, "VendorID"),
        **_bit_rates(boxes, entry, 78),
    }
    name = body[43 : 43 + min(body[42], 31)].split(b"\0", 1)[0].decode("utf-8", "replace")
    if name:
        tags["CompressorName"] = text_value(name)
    for box in boxes.inside(entry.start + 78, entry.end):
        inner = boxes.body(box, 32)
        if box.type == b"pasp" and len(inner) >= 8:
            tags["PixelAspectRatio"] = "{}:{}".format(*struct.unpack_from(">II", inner))
        elif box.type == b"fiel" and len(inner) >= 2:
            tags["VideoFieldOrder"] = f"{inner[0]} {inner[1]}"
        elif box.type == b"colr" and len(inner) >= 10 and inner[:4] in (b"nclx", b"nclc"):
            tags["ColorProfiles"] = inner[:4].decode("latin-1")
            names = ("ColorPrimaries", "TransferCharacteristics", "MatrixCoefficients")
            tags.update(zip(names, struct.unpack_from(">3H", inner, 4), strict=True))
    return tags


def _vendor(body: bytes, name: str) -> dict[str, Any]:
    """Who wrote the compressor: at the same place for picture and sound."""
    word = body[12:16]
    return {name: word.decode("latin-1")} if word.strip(b"\0") else {}


def _bit_rates(boxes: Boxes, entry: Box, skip_bytes: int = 28) -> dict[str, Any]:
    for box in boxes.inside(entry.start + skip_bytes, entry.end):
        if box.type == b"btrt" and box.end - box.start >= 12:
            names = ("BufferSize", "MaxBitrate", "AverageBitrate")
            return dict(zip(names, struct.unpack(">3I", boxes.body(box, 12)), strict=True))
    return {}
