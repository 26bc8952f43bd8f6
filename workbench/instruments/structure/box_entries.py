"""What boxes say of how samples are coded: descriptions of pictures and sound, configurations,
colour, shape.

ISO/IEC 14496-1, -12, -15; the bindings of AV1 and VP9 to ISO base media; QuickTime File Format."""

from __future__ import annotations

import struct
from collections.abc import Callable

from workbench.instruments.structure.box_words import (
    Fields,
    bits,
    fixed,
    four,
    full,
    text,
)


def picture_entry(body: bytes) -> Fields:
    width, height, across, down = struct.unpack_from(">HHII", body, 24)
    name = body[43 : 43 + min(body[42], 31)]
    return {
        "data_reference_index": struct.unpack_from(">H", body, 6)[0],
        "vendor": four(body[12:16]).strip("\0"),
        "width": width,
        "height": height,
        "horizresolution": fixed(across),
        "vertresolution": fixed(down),
        "compressorname": text(name.split(b"\0", 1)[0]),
        "depth": struct.unpack_from(">H", body, 74)[0],
    }


def sound_entry(body: bytes) -> Fields:
    version = struct.unpack_from(">H", body, 8)[0]
    channels, bits, _, _, rate = struct.unpack_from(">4HI", body, 16)
    return {
        "data_reference_index": struct.unpack_from(">H", body, 6)[0],
        "version": version,
        "vendor": four(body[12:16]).strip("\0"),
        "channelcount": channels,
        "samplesize": bits,
        "samplerate": fixed(rate),
    }


def _avcc(body: bytes) -> Fields:
    return {
        "configuration_version": body[0],
        "profile": body[1],
        "compatibility": body[2],
        "level": body[3],
        "nal_length_bytes": (body[4] & 3) + 1,
        "sequence_parameter_sets": body[5] & 31,
    }


def _hvcc(body: bytes) -> Fields:
    return {
        "configuration_version": body[0],
        "profile_space": body[1] >> 6,
        "tier": body[1] >> 5 & 1,
        "profile": body[1] & 31,
        "level": body[12],
        "chroma_format": body[16] & 3,
        "bit_depth_luma": (body[17] & 7) + 8,
        "bit_depth_chroma": (body[18] & 7) + 8,
        "nal_length_bytes": (body[21] & 3) + 1,
    }


def _av1c(body: bytes) -> Fields:
    depth = 12 if body[2] & 0x20 else 10 if body[2] & 0x40 else 8
    return {"profile": body[1] >> 5, "level": body[1] & 31, "tier": body[2] >> 7, "depth": depth}


def _vpcc(body: bytes) -> Fields:
    return {
        **full(body),
        "profile": body[4],
        "level": body[5],
        "bit_depth": body[6] >> 4,
        "chroma_subsampling": body[6] >> 1 & 7,
        "full_range": bool(body[6] & 1),
        "colour": list(body[7:10]),
    }


def _esds(body: bytes) -> Fields:
    """The descriptors of ISO/IEC 14496-1: object type, rates, and the AAC configuration."""
    fields = full(body)
    at = 4
    while at + 2 <= len(body):
        tag = body[at]
        at, size = _descriptor_size(body, at + 1)
        if tag == 3:
            at += 3
        elif tag == 4:
            fields["object_type"] = body[at]
            fields["max_bitrate"], fields["average_bitrate"] = struct.unpack_from(
                ">II", body, at + 5
            )
            at += 13
        elif tag == 5:
            fields["decoder_specific"] = body[at : at + min(size, 64)].hex()
            break
        else:
            at += size
    return fields


def _descriptor_size(body: bytes, at: int) -> tuple[int, int]:
    size = 0
    for _ in range(4):
        byte = body[at]
        at += 1
        size = size << 7 | byte & 0x7F
        if not byte & 0x80:
            break
    return at, size


def _colr(body: bytes) -> Fields:
    kind = four(body[:4])
    fields: Fields = {"colour_type": kind}
    if kind in ("nclx", "nclc"):
        names = ("colour_primaries", "transfer_characteristics", "matrix_coefficients")
        fields |= dict(zip(names, struct.unpack_from(">3H", body, 4), strict=True))
        if kind == "nclx":
            fields["full_range"] = bool(body[10] & 0x80)
    else:
        fields["profile"] = bits(body[4:])
    return fields


def _pasp(body: bytes) -> Fields:
    across, down = struct.unpack_from(">II", body)
    return {"h_spacing": across, "v_spacing": down}


def _clap(body: bytes) -> Fields:
    words = struct.unpack_from(">IIIIiIiI", body)
    names = ("width", "height", "horizontal_offset", "vertical_offset")
    return {n: f"{words[2 * i]}/{words[2 * i + 1]}" for i, n in enumerate(names)}


def _btrt(body: bytes) -> Fields:
    names = ("buffer_size_bytes", "max_bitrate", "average_bitrate")
    return dict(zip(names, struct.unpack_from(">3I", body), strict=True))


def _frma(body: bytes) -> Fields:
    return {"data_format": four(body[:4])}


def _fiel(body: bytes) -> Fields:
    return {"fields": body[0], "detail": body[1]}


def _aperture(body: bytes) -> Fields:
    width, height = struct.unpack_from(">II", body, 4)
    return {**full(body), "width": fixed(width), "height": fixed(height)}


FIELDS: dict[bytes, Callable[[bytes], Fields]] = {
    b"avcC": _avcc,
    b"hvcC": _hvcc,
    b"av1C": _av1c,
    b"vpcC": _vpcc,
    b"esds": _esds,
    b"colr": _colr,
    b"pasp": _pasp,
    b"clap": _clap,
    b"btrt": _btrt,
    b"frma": _frma,
    b"fiel": _fiel,
    b"clef": _aperture,
    b"prof": _aperture,
    b"enof": _aperture,
}
"""By type, wherever the box lies."""
