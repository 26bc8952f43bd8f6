"""Configuration of codecs and colour in boxes, named and valued as ExifTool does."""

from __future__ import annotations

import struct
from typing import Any


def hevc_tags(body: bytes) -> dict[str, Any]:
    """`hvcC` (ISO/IEC 14496-15, 8.3.3.1)."""
    if len(body) < 23:
        return {}
    return {
        "HEVCConfigurationVersion": body[0],
        "GeneralProfileSpace": body[1] >> 6,
        "GeneralTierFlag": body[1] >> 5 & 1,
        "GeneralProfileIDC": body[1] & 31,
        "GenProfileCompatibilityFlags": struct.unpack_from(">I", body, 2)[0],
        "ConstraintIndicatorFlags": " ".join(map(str, body[6:12])),
        "GeneralLevelIDC": body[12],
        "MinSpatialSegmentationIDC": struct.unpack_from(">H", body, 13)[0] & 0xFFF,
        "ParallelismType": body[15] & 3,
        "ChromaFormat": body[16] & 3,
        "BitDepthLuma": (body[17] & 7) + 8,
        "BitDepthChroma": (body[18] & 7) + 8,
        "AverageFrameRate": struct.unpack_from(">H", body, 19)[0] / 256,
        "ConstantFrameRate": body[21] >> 6,
        "NumTemporalLayers": body[21] >> 3 & 7,
        "TemporalIDNested": body[21] >> 2 & 1,
    }


def av1_tags(body: bytes) -> dict[str, Any]:
    """`av1C` (AV1 in ISOBMFF, 2.3.3)."""
    if len(body) < 4:
        return {}
    return {
        "AV1ConfigurationVersion": body[0] & 0x7F,
        "ChromaFormat": body[2] >> 2 & 7,
        "ChromaSamplePosition": body[2] & 3,
    }


def colour_tags(body: bytes) -> dict[str, Any]:
    """`colr` with numbers instead of a profile."""
    if len(body) < 10 or body[:4] not in (b"nclx", b"nclc"):
        return {}
    names = ("ColorPrimaries", "TransferCharacteristics", "MatrixCoefficients")
    tags: dict[str, Any] = {"ColorProfiles": body[:4].decode("latin-1")}
    tags |= dict(zip(names, struct.unpack_from(">3H", body, 4), strict=True))
    if body[:4] == b"nclx" and len(body) >= 11:
        tags["VideoFullRangeFlag"] = body[10] >> 7
    return tags
