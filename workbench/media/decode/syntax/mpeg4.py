"""MPEG-4 part 2: video object planes (ISO/IEC 14496-2, 6.2.3 and 6.2.5)."""

from __future__ import annotations

import re

from workbench.media.decode.syntax.bits import Bits
from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType

_PLANE = b"\x00\x00\x01\xb6"
_LAYER = re.compile(rb"\x00\x00\x01[\x20-\x2f]")
_TYPES = (
    PictureType.INTRA,
    PictureType.PREDICTED,
    PictureType.BIDIRECTIONAL,
    PictureType.PREDICTED,
)
_HEADER_BYTES = 32
_LAST = 1 << 40


class Mpeg4Reader:
    """One coded plane is in each packet; a reference plane is shown when the next one comes."""

    def __init__(self, head: bytes) -> None:
        if b"DivX" in head:
            raise NotProven("frames may be packed together")
        self._layer_head = head
        self._time_bits = _time_bits(head)
        self._references = 0
        self._decoded = 0

    def take(self, packet: memoryview) -> CodedPicture:
        data = bytes(packet)
        begin = data.find(_PLANE)
        if begin < 0 or data.find(_PLANE, begin + 4) >= 0:
            raise NotProven("not one coded picture in each packet")
        if b"DivX" in data[:begin]:
            raise NotProven("frames may be packed together")
        layer = _LAYER.search(data[:begin])
        if layer is not None and _time_bits(data[:begin]) != self._time_bits:
            raise NotProven("parameters change within the stream")
        bits = Bits(data[begin + 4 : begin + _HEADER_BYTES])
        kind = bits.u(2)
        while bits.flag():
            pass
        bits.skip(1 + self._time_bits + 1)
        if not bits.flag():
            raise NotProven("pictures that are not coded")
        return self._shown(_TYPES[kind])

    def _shown(self, kind: PictureType) -> CodedPicture:
        is_bidirectional = kind is PictureType.BIDIRECTIONAL
        if not self._references and kind is not PictureType.INTRA:
            raise NotProven("the first picture is not a key frame")
        if is_bidirectional and self._references < 2:
            raise NotProven("pictures that are skipped at the start")
        self._references += not is_bidirectional
        self._decoded += 1
        # A picture between two references comes before the second, which is decoded first.
        place = (self._references, self._decoded if is_bidirectional else _LAST)
        return CodedPicture(kind is PictureType.INTRA, kind, place)


def _time_bits(head: bytes) -> int:
    """How many bits a plane's time takes, from the video object layer."""
    layer = _LAYER.search(head)
    if layer is None:
        raise NotProven("parameters are not stated before the packets")
    bits = Bits(head[layer.end() : layer.end() + 40])
    bits.skip(9)
    if bits.flag():
        bits.skip(7)
    if bits.u(4) == 15:
        bits.skip(16)
    if bits.flag():
        bits.skip(3)
        if bits.flag():
            bits.skip(79)
    if bits.u(2) != 0:
        raise NotProven("shapes other than rectangles")
    bits.skip(1)
    return max((bits.u(16) - 1).bit_length(), 1)
