"""VP9: frames and superframes, hidden frames and frames that are shown again (VP9 Bitstream
Specification 0.6, 6.2, 7.2 and annex B)."""

from __future__ import annotations

from typing import NamedTuple

from workbench.media.decode.syntax.bits import Bits
from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType

_HEADER_BYTES = 12
_SYNC = 0x498342


class _Coded(NamedTuple):
    key: bool
    type: PictureType


class Vp9Reader:
    """Keeps what lies in the eight reference slots, so that a frame that is shown from one of them
    has its type."""

    def __init__(self, head: bytes) -> None:
        self._slots: list[_Coded | None] = [None] * 8

    def take(self, packet: memoryview) -> CodedPicture | None:
        shown = [one for part in _frames(packet) if (one := self._frame(part)) is not None]
        if len(shown) > 1:
            raise NotProven("several shown pictures in one packet")
        return CodedPicture(*shown[0], None) if shown else None

    def _frame(self, part: memoryview) -> _Coded | None:
        """What is shown of one frame, and the slots after it."""
        bits = Bits(bytes(part[:_HEADER_BYTES]))
        if bits.u(2) != 2:
            raise NotProven("a broken frame")
        profile = bits.u(1) | bits.u(1) << 1
        if profile == 3:
            bits.skip(1)
        if bits.flag():
            again = self._slots[bits.u(3)]
            if again is None:
                raise NotProven("shows a frame that is not there")
            return again
        key = not bits.flag()
        shown, resilient = bits.flag(), bits.flag()
        if key:
            coded = _Coded(True, PictureType.INTRA)
            refreshed = 0xFF
        else:
            if self._slots[0] is None:
                raise NotProven("the first picture is not a key frame")
            coded, refreshed = _inter(bits, profile, shown, resilient)
        self._slots = [coded if refreshed >> n & 1 else one for n, one in enumerate(self._slots)]
        return coded if shown else None


def _inter(bits: Bits, profile: int, shown: bool, resilient: bool) -> tuple[_Coded, int]:
    """A frame that is no key frame, and which slots it goes to."""
    intra = not shown and bits.flag()
    if not resilient:
        bits.skip(2)
    if intra:
        if bits.u(24) != _SYNC:
            raise NotProven("a broken frame")
        if profile > 0:
            _skip_colour(bits, profile)
    return _Coded(False, PictureType.INTRA if intra else PictureType.PREDICTED), bits.u(8)


def _skip_colour(bits: Bits, profile: int) -> None:
    """6.2.2; profile 0 has none."""
    if profile >= 2:
        bits.skip(1)
    is_rgb = bits.u(3) == 7
    if not is_rgb:
        bits.skip(1)
    if profile in (1, 3):
        bits.skip(1 if is_rgb else 3)


def _frames(packet: memoryview) -> list[memoryview]:
    """The frames of a superframe, annex B; else the packet itself."""
    last = packet[-1]
    if last & 0xE0 != 0xC0:
        return [packet]
    count, width = (last & 7) + 1, (last >> 3 & 3) + 1
    index_bytes = 2 + count * width
    if len(packet) < index_bytes or packet[-index_bytes] != last:
        return [packet]
    frames = []
    at = 0
    for n in range(count):
        place = len(packet) - index_bytes + 1 + n * width
        size = int.from_bytes(packet[place : place + width], "little")
        if not size or at + size > len(packet) - index_bytes:
            raise NotProven("a broken superframe")
        frames.append(packet[at : at + size])
        at += size
    return frames
