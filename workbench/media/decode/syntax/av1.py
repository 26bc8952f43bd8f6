"""AV1: temporal units of open bitstream units (AV1 Bitstream Specification, 5.3, 5.5, 5.9)."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType

_SEQUENCE, _FRAME_HEADER, _FRAME = 1, 3, 6
_TYPES = (
    PictureType.INTRA,
    PictureType.PREDICTED,
    PictureType.INTRA,
    PictureType.PREDICTED,
)
"""Key, inter, intra only, switch."""
_REDUCED_STILL = 0x08
"""In the first byte of a sequence header, after three bits of profile and one for a still."""


class Av1Reader:
    """One temporal unit, and one shown frame, is in each packet."""

    def __init__(self, head: bytes) -> None:
        # Encoders state another sequence in the container than in the packets; the latter counts.
        self._sequence: bytes | None = None
        self._hidden_key = False

    def take(self, packet: memoryview) -> CodedPicture:
        shown = []
        for kind, unit in _units(packet):
            if kind == _SEQUENCE:
                self._take_sequence(bytes(unit))
            elif kind in (_FRAME, _FRAME_HEADER):
                one = self._frame(unit[0])
                if one is not None:
                    shown.append(one)
        if len(shown) != 1:
            raise NotProven("not one shown picture in each packet")
        return shown[0]

    def _take_sequence(self, unit: bytes) -> None:
        if self._sequence is not None and unit != self._sequence:
            raise NotProven("parameters change within the stream")
        if unit[0] & _REDUCED_STILL:
            raise NotProven("a still")
        self._sequence = unit

    def _frame(self, first: int) -> CodedPicture | None:
        """Of `show_existing_frame`, `frame_type` (2), `show_frame`: 5.9.2."""
        if self._sequence is None:
            raise NotProven("parameters that are not stated")
        if first & 0x80:
            if self._hidden_key:
                raise NotProven("a key frame may be shown later than it is decoded")
            return CodedPicture(False, None, None)
        kind, shown = first >> 5 & 3, bool(first & 0x10)
        if not shown:
            self._hidden_key = self._hidden_key or kind == 0
            return None
        return CodedPicture(kind == 0, _TYPES[kind], None)


def _units(packet: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Type and payload of each open bitstream unit."""
    at = 0
    while at < len(packet):
        head = packet[at]
        at += 1
        if head & 4:
            if packet[at] >> 3 & 3:
                raise NotProven("several layers")
            at += 1
        if not head & 2:
            yield head >> 3 & 15, packet[at:]
            return
        size = shift = 0
        while True:
            byte = packet[at]
            at += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        if at + size > len(packet):
            raise NotProven("a broken unit")
        yield head >> 3 & 15, packet[at : at + size]
        at += size
