"""ISCC, the International Standard Content Code (ISO 24138): of its units the Image-Code, by which
stills that look alike have codes of few different bits."""

from __future__ import annotations

import base64
import struct

PART = "image"
"""What the measurement, and the track in a library, is called."""
BODY_BYTES = 8
"""64 bits, the usual length."""
PREFIX = "ISCC:"
_CONTENT, _IMAGE, _VERSION, _LENGTH = 2, 1, 0, BODY_BYTES // 4 - 1
"""MainType, SubType, version, and the length in units of 32 bits, less one: four bits each."""
_HEADER = bytes((_CONTENT << 4 | _IMAGE, _VERSION << 4 | _LENGTH))
_PACKED, _PACKED_VERSION = "<BI", 1


def image_unit(body: bytes) -> str:
    """An Image-Code as it is written: `ISCC:EEA` and what follows. ValueError if not 8 bytes."""
    if len(body) != BODY_BYTES:
        raise ValueError("Image-Code: wrong length")
    return PREFIX + base64.b32encode(_HEADER + body).decode("ascii").rstrip("=")


def pack_image_code(body: bytes) -> bytes:
    """`u8 version, u32 n`, which is 1, `u8 body[8]`: it begins as all packed arrays do."""
    return struct.pack(_PACKED, _PACKED_VERSION, 1) + body


def unpack_image_code(blob: bytes) -> bytes:
    """The 8 bytes of the code; ValueError where the blob is not what `pack_image_code` writes."""
    head = struct.pack(_PACKED, _PACKED_VERSION, 1)
    if len(blob) != len(head) + BODY_BYTES or not blob.startswith(head):
        raise ValueError("Image-Code: unknown version or wrong length")
    return blob[len(head) :]
