"""Tags of sound files, named and valued as ExifTool does: Ogg with Vorbis and Opus, and FLAC."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from typing import Any, BinaryIO

from workbench.instruments.metadata.exif import binary, text_value

MAX_HEAD_BYTES = 1 << 20
MAX_COMMENTS = 500
_NAMES = {
    "trackNumber": "TrackNumber", "tracknumber": "TrackNumber", "coverartmime": "CoverArtMIMEType",
    "coverart": "CoverArt", "replaygain_track_peak": "ReplayGainTrackPeak",
    "replaygain_track_gain": "ReplayGainTrackGain", "replaygain_album_peak": "ReplayGainAlbumPeak",
    "replaygain_album_gain": "ReplayGainAlbumGain", "isrc": "ISRCNumber",
}  # fmt: skip


def ogg_tags(file: BinaryIO) -> dict[str, Any]:
    """The first packets of every stream, whose pages are put together."""
    file.seek(0)
    tags: dict[str, Any] = {}
    for packet in _packets(file.read(MAX_HEAD_BYTES)):
        try:
            tags |= _packet(packet)
        except (struct.error, IndexError):
            continue
    return tags


def _packets(data: bytes) -> list[bytes]:
    """RFC 3533: a page lists the sizes of its segments; one of 255 goes on in the next."""
    open_: dict[int, bytes] = {}
    found: list[bytes] = []
    at = 0
    while data[at : at + 4] == b"OggS" and len(data) >= at + 27 and len(found) < 20:
        serial, count = struct.unpack_from("<I", data, at + 14)[0], data[at + 26]
        sizes = data[at + 27 : at + 27 + count]
        at += 27 + count
        for size in sizes:
            open_[serial] = open_.get(serial, b"") + data[at : at + size]
            at += size
            if size < 255:
                found.append(open_.pop(serial))
    return found


def _packet(packet: bytes) -> dict[str, Any]:
    if packet.startswith(b"\x01vorbis"):
        version, channels, rate, most, nominal, least = struct.unpack_from("<IBIiii", packet, 7)
        rates = {"MaximumBitrate": most, "NominalBitrate": nominal, "MinimumBitrate": least}
        head = {"VorbisVersion": version, "AudioChannels": channels, "SampleRate": rate}
        stated = {**head, **{name: value for name, value in rates.items() if value > 0}}
        return {f"Vorbis:{name}": value for name, value in stated.items()}
    if packet.startswith(b"OpusHead"):
        version, channels, _skip, rate, gain = struct.unpack_from("<BBHIh", packet, 8)
        return {
            "Opus:OpusVersion": version,
            "Opus:AudioChannels": channels,
            "Opus:SampleRate": rate,
            "Opus:OutputGain": float(f"{10 ** (gain / 5120):.15g}"),
        }
    if packet.startswith((b"\x03vorbis", b"OpusTags")):
        return _comments(packet, 7 if packet[0] == 3 else 8)
    if packet.startswith(b"\x81theora"):
        return {k.replace("Vorbis:", "Theora:"): v for k, v in _comments(packet, 7).items()}
    if packet.startswith(b"\x7fFLAC"):
        return _flac_blocks(packet[13:])
    if packet[:1] == b"\x04":
        return _comments(packet, 4)
    return {}


def _comments(packet: bytes, at: int) -> dict[str, Any]:
    """Vorbis I, 5: who wrote it, then pairs."""
    size = struct.unpack_from("<I", packet, at)[0]
    vendor = packet[at + 4 : at + 4 + size].decode("utf-8", "replace")
    tags: dict[str, Any] = {"Vorbis:Vendor": text_value(vendor)}
    at += 4 + size
    count = struct.unpack_from("<I", packet, at)[0]
    at += 4
    for _ in range(min(count, MAX_COMMENTS)):
        size = struct.unpack_from("<I", packet, at)[0]
        pair = packet[at + 4 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
        key, _equals, value = pair.partition("=")
        if key.lower() == "metadata_block_picture":
            tags |= _picture(_decoded(value) or b"")
            continue
        name = _NAMES.get(key.lower()) or _capitals(key)
        data = _decoded(value) if name == "CoverArt" else None
        kept = binary(data) if data is not None else text_value(value)
        before = tags.get(f"Vorbis:{name}")
        tags[f"Vorbis:{name}"] = kept if before is None else [*_as_list(before), kept]
    return tags


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _capitals(key: str) -> str:
    words = re.split(r"[^a-z0-9]+", key.lower())
    return "".join(word[:1].upper() + word[1:] for word in words)


def _picture(body: bytes) -> dict[str, Any]:
    """FLAC's picture block: kind, type, words, size, then the picture."""
    if len(body) < 32:
        return {}
    kind, size = struct.unpack_from(">II", body)
    mime, at = body[8 : 8 + size].decode("latin-1"), 8 + size
    size = struct.unpack_from(">I", body, at)[0]
    words, at = body[at + 4 : at + 4 + size].decode("utf-8", "replace"), at + 4 + size
    width, height, depth, colours, length = struct.unpack_from(">5I", body, at)
    stated = {
        "PictureType": kind,
        "PictureMIMEType": mime,
        "PictureDescription": text_value(words),
        "PictureWidth": width,
        "PictureHeight": height,
        "PictureBitsPerPixel": depth,
        "PictureIndexedColors": colours,
        "PictureLength": length,
        "Picture": binary(body[at + 20 : at + 20 + length]),
    }
    return {f"FLAC:{name}": value for name, value in stated.items()}


def flac_tags(file: BinaryIO) -> dict[str, Any]:
    file.seek(0)
    data = file.read(MAX_HEAD_BYTES)
    at = data.find(b"fLaC")
    return _flac_blocks(data[at + 4 :]) if at >= 0 else {}


def _flac_blocks(data: bytes) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    at = 0
    while at + 4 <= len(data):
        last, kind = data[at] >> 7, data[at] & 0x7F
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        body = data[at + 4 : at + 4 + size]
        if kind == 0 and len(body) >= 34:
            tags |= _stream_information(body)
        elif kind == 4:
            tags |= _comments(body, 0)
        elif kind == 6:
            tags |= _picture(body)
        at += 4 + size
        if last:
            break
    return tags


def _stream_information(body: bytes) -> dict[str, Any]:
    least, most = struct.unpack_from(">HH", body)
    word = int.from_bytes(body[10:18], "big")
    stated = {
        "BlockSizeMin": least,
        "BlockSizeMax": most,
        "FrameSizeMin": int.from_bytes(body[4:7], "big"),
        "FrameSizeMax": int.from_bytes(body[7:10], "big"),
        "SampleRate": word >> 44,
        "Channels": (word >> 41 & 7) + 1,
        "BitsPerSample": (word >> 36 & 31) + 1,
        "TotalSamples": word & (1 << 36) - 1,
        "MD5Signature": body[18:34].hex(),
    }
    return {f"FLAC:{name}": value for name, value in stated.items()}
