"""VP8: the first byte of a frame says whether it is a key frame and whether it is shown (RFC 6386,
9.1)."""

from __future__ import annotations

from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType


class Vp8Reader:
    """Every packet is one frame; those that are not shown serve as reference."""

    def __init__(self, head: bytes) -> None:
        self._began = False

    def take(self, packet: memoryview) -> CodedPicture | None:
        key, shown = not packet[0] & 1, bool(packet[0] & 0x10)
        if len(packet) < 3 or (key and bytes(packet[3:6]) != b"\x9d\x01\x2a"):
            raise NotProven("a broken frame")
        if not self._began and not key:
            raise NotProven("the first picture is not a key frame")
        self._began = True
        if not shown:
            return None
        return CodedPicture(key, PictureType.INTRA if key else PictureType.PREDICTED, None)
