"""H.263, baseline, as old phones wrote it into 3GP (ITU-T H.263, 5.1)."""

from __future__ import annotations

from workbench.media.decode.syntax.bits import Bits
from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType

_START = 0x20
_EXTENDED = 7


class H263Reader:
    """Every packet is one picture."""

    def __init__(self, head: bytes) -> None:
        self._began = False

    def take(self, packet: memoryview) -> CodedPicture:
        bits = Bits(bytes(packet[:8]))
        if bits.u(22) != _START:
            raise NotProven("a packet does not begin with a picture")
        bits.skip(8)
        if bits.u(2) != 2:
            raise NotProven("a broken picture")
        bits.skip(3)
        if bits.u(3) in (0, _EXTENDED):
            raise NotProven("pictures with an extended header")
        key = not bits.flag()
        bits.skip(3)
        if bits.flag():
            raise NotProven("two pictures coded as one")
        if not self._began and not key:
            raise NotProven("the first picture is not a key frame")
        self._began = True
        return CodedPicture(key, PictureType.INTRA if key else PictureType.PREDICTED, None)
