"""Codecs in which every packet is a whole picture: Motion JPEG and ProRes."""

from __future__ import annotations

from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType

_WHOLE = CodedPicture(True, PictureType.INTRA, None)


class JpegReader:
    """A packet from start of image to end of image."""

    def __init__(self, head: bytes) -> None:
        """Nothing is stated beforehand."""

    def take(self, packet: memoryview) -> CodedPicture:
        tail = bytes(packet[-8:]).rstrip(b"\x00\xff")
        if bytes(packet[:3]) != b"\xff\xd8\xff" or not tail.endswith(b"\xd9"):
            raise NotProven("a packet that is not a whole JPEG")
        return _WHOLE


class ProresReader:
    """A packet states its own length, and begins with `icpf` (SMPTE RDD 36, 5.1)."""

    def __init__(self, head: bytes) -> None:
        """Nothing is stated beforehand."""

    def take(self, packet: memoryview) -> CodedPicture:
        size = int.from_bytes(packet[:4], "big")
        if bytes(packet[4:8]) != b"icpf" or size > len(packet):
            raise NotProven("a packet that is not a whole frame")
        return _WHOLE
