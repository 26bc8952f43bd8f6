"""H.264 in containers that keep whole pictures in packets (ISO/IEC 14496-10 and -15).

Proven: one set of parameters for the whole stream, every picture a frame and not a field, no
missing frame numbers, an IDR picture first, and an order of showing that the slices state.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.media.decode.syntax.bits import Bits, OrderCount, nal_units, unescaped
from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType

_SLICE, _IDR, _SEI, _SPS, _PPS = 1, 5, 6, 7, 8
_IGNORED = frozenset({_SEI, 9, 10, 12})
"""Beside SEI: access unit delimiter, end of sequence, filler. An end of sequence is followed by an
IDR picture, which starts anew by itself."""
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_TYPES = (
    PictureType.PREDICTED,
    PictureType.BIDIRECTIONAL,
    PictureType.INTRA,
    PictureType.PREDICTED,
    PictureType.INTRA,
)
_RECOVERY_POINT = 6
_HEADER_BYTES = 24
"""More than a slice header needs up to the picture order count."""


@dataclass(frozen=True, slots=True)
class _Sequence:
    colour_planes: bool
    frame_num_bits: int
    order_bits: int | None
    """None for order type 2: shown as decoded."""
    frames_only: bool


class H264Reader:
    """Reads packets that carry NAL units with their lengths (avcC)."""

    def __init__(self, head: bytes) -> None:
        if len(head) < 7 or head[0] != 1:
            raise NotProven("parameters are not stated before the packets")
        self._length_bytes = (head[4] & 3) + 1
        sets = list(_parameter_sets(head))
        self._known_sets = frozenset(sets)
        sequences = [_sequence(one) for one in sets if one[0] & 31 == _SPS]
        if len(sequences) != 1:
            raise NotProven("several sets of parameters")
        self._sequence = sequences[0]
        pictures = (_picture(one) for one in sets if one[0] & 31 == _PPS)
        self._has_bottom = dict(pictures)
        self._order = OrderCount()
        self._decoded = 0
        self._last_frame_num: tuple[int, bool] | None = None

    def take(self, packet: memoryview) -> CodedPicture:
        first: tuple[int, Bits] | None = None
        recovery = False
        types = set()
        for begin, end in nal_units(packet, self._length_bytes):
            kind = packet[begin] & 31
            if kind in (_SLICE, _IDR):
                bits = Bits(unescaped(bytes(packet[begin + 1 : min(end, begin + _HEADER_BYTES)])))
                first_block = bits.ue()
                types.add(_TYPES[bits.ue() % 5])
                if first is None:
                    first = packet[begin], bits
                    if first_block:
                        raise NotProven("a picture does not begin with its first slice")
            elif kind in (_SPS, _PPS):
                if bytes(packet[begin:end]) not in self._known_sets:
                    raise NotProven("parameters change within the stream")
            elif kind == _SEI:
                recovery = recovery or _has_recovery_point(bytes(packet[begin:end]))
            elif kind not in _IGNORED:
                raise NotProven(f"NAL units of type {kind}")
        if first is None:
            raise NotProven("a packet without a picture")
        return self._picture_of(*first, types, recovery)

    def _picture_of(
        self, nal: int, bits: Bits, types: set[PictureType], recovery: bool
    ) -> CodedPicture:
        is_idr, is_reference = nal & 31 == _IDR, bool(nal & 0x60)
        if not self._decoded and not is_idr:
            raise NotProven("the first picture is not an IDR picture")
        has_bottom = self._has_bottom.get(bits.ue())
        if has_bottom is None:
            raise NotProven("parameters that are not stated")
        if self._sequence.colour_planes:
            bits.skip(2)
        self._check_frame_num(bits.u(self._sequence.frame_num_bits), is_idr, is_reference)
        if not self._sequence.frames_only and bits.flag():
            raise NotProven("fields coded one by one")
        if is_idr:
            bits.ue()
        place = self._place(bits, has_bottom, is_idr, is_reference)
        self._decoded += 1
        only = next(iter(types)) if len(types) == 1 else None
        return CodedPicture(is_idr or recovery, only, place)

    def _place(
        self, bits: Bits, has_bottom: bool, is_idr: bool, is_reference: bool
    ) -> tuple[int, int] | None:
        if self._sequence.order_bits is None:
            return None
        if is_idr:
            self._order.restart()
        width = self._sequence.order_bits
        top = self._order.next(bits.u(width), width, is_reference)
        bottom = top + bits.se() if has_bottom else top
        return self._order.period, min(top, bottom)

    def _check_frame_num(self, number: int, is_idr: bool, is_reference: bool) -> None:
        """Frame numbers rise by one after each reference picture; a gap is a lost picture."""
        if not is_idr and self._last_frame_num is not None:
            last, was_reference = self._last_frame_num
            expected = (last + was_reference) % (1 << self._sequence.frame_num_bits)
            if number != expected:
                raise NotProven("a gap in the numbers of the frames")
        self._last_frame_num = number, is_reference


def _parameter_sets(head: bytes) -> list[bytes]:
    """The parameter sets of avcC, ISO/IEC 14496-15, 5.3.3.1."""
    sets = []
    at = 5
    for mask in (31, 255):
        count, at = head[at] & mask, at + 1
        for _ in range(count):
            size = int.from_bytes(head[at : at + 2], "big")
            one = head[at + 2 : at + 2 + size]
            if not one or len(one) != size:
                raise NotProven("parameters cut short")
            sets.append(one)
            at += 2 + size
    return sets


def _sequence(unit: bytes) -> _Sequence:
    """Of a sequence parameter set, 7.3.2.1.1, what slice headers need."""
    bits = Bits(unescaped(unit[1:]))
    profile = bits.u(8)
    bits.skip(16)
    bits.ue()
    colour_planes = False
    if profile in _HIGH_PROFILES:
        chroma = bits.ue()
        colour_planes = chroma == 3 and bits.flag()
        bits.ue()
        bits.ue()
        bits.skip(1)
        if bits.flag():
            for n in range(8 if chroma != 3 else 12):
                if bits.flag():
                    _skip_scaling(bits, 16 if n < 6 else 64)
    frame_num_bits = bits.ue() + 4
    order_type = bits.ue()
    if order_type == 1:
        raise NotProven("order of showing of type 1")
    order_bits = bits.ue() + 4 if order_type == 0 else None
    bits.ue()
    bits.skip(1)  # gaps in the numbers of the frames may be allowed, and are looked for
    bits.ue()
    bits.ue()
    return _Sequence(colour_planes, frame_num_bits, order_bits, frames_only=bits.flag())


def _skip_scaling(bits: Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.se()) % 256
        last = following or last


def _picture(unit: bytes) -> tuple[int, bool]:
    """Of a picture parameter set: its number, and whether slices state a bottom field's order."""
    bits = Bits(unescaped(unit[1:]))
    number = bits.ue()
    bits.ue()
    bits.skip(1)
    return number, bits.flag()


def _has_recovery_point(unit: bytes) -> bool:
    """Whether an SEI unit, 7.3.2.3.1, says that decoding may begin at this very picture. (With
    periodic intra refresh it is whole some pictures later, and is no key frame.)"""
    data = unescaped(unit)
    at = 1
    while at + 2 < len(data):
        numbers = []
        for _ in range(2):
            value = 0
            while data[at] == 255:
                value, at = value + 255, at + 1
            numbers.append(value + data[at])
            at += 1
        kind, size = numbers
        if kind == _RECOVERY_POINT and Bits(data[at : at + 8]).ue() == 0:
            return True
        at += size
    return False
