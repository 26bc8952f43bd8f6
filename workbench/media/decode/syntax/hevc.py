"""HEVC in containers that keep whole pictures in packets (ISO/IEC 23008-2, 14496-15).

Proven: one set of parameters, one layer, every picture meant for showing, an IDR picture first or
a CRA picture without leading pictures that would be skipped, no broken links.
"""

from __future__ import annotations

from dataclasses import dataclass

from workbench.media.decode.syntax.bits import Bits, OrderCount, nal_units, unescaped
from workbench.media.decode.syntax.picture import CodedPicture, NotProven
from workbench.records.frame import PictureType

_RADL_N, _RASL_R = 6, 9
_SKIPPED = (8, 9)
"""RASL_N and RASL_R: leading pictures that need what lies before the picture they lead to."""
_BLA = (16, 17, 18)
_IDR = (19, 20)
_CRA = 21
_LAST_VCL = 31
_VPS, _SPS, _PPS = 32, 33, 34
_IGNORED = frozenset({35, 38, 39, 40, 62, 63})
"""Delimiter, filler, SEI, and the two by which Dolby Vision travels beside the picture."""
_TYPES = (PictureType.BIDIRECTIONAL, PictureType.PREDICTED, PictureType.INTRA)
_HEADER_BYTES = 24


@dataclass(frozen=True, slots=True)
class _Picture:
    sequence: int
    dependent_slices: bool
    output_flag: bool
    extra_bits: int


class HevcReader:
    """Reads packets that carry NAL units with their lengths (hvcC)."""

    def __init__(self, head: bytes) -> None:
        if len(head) < 23 or head[0] != 1:
            raise NotProven("parameters are not stated before the packets")
        self._length_bytes = (head[21] & 3) + 1
        sets = _parameter_sets(head)
        self._known_sets = frozenset(sets)
        sequences = [_sequence(one) for one in sets if _kind(one[0]) == _SPS]
        if len(sequences) != 1:
            raise NotProven("several sets of parameters")
        self._colour_planes, self._order_bits = sequences[0]
        self._pictures = dict(_picture(one) for one in sets if _kind(one[0]) == _PPS)
        self._order = OrderCount()
        self._decoded = 0
        self._may_skip = True
        """Whether a skipped leading picture may come: until the second random access point."""

    def take(self, packet: memoryview) -> CodedPicture:
        found: tuple[int, int, bytes] | None = None
        slices = 0
        for begin, end in nal_units(packet, self._length_bytes):
            kind = _kind(packet[begin])
            if kind <= _LAST_VCL:
                if packet[begin] & 1 or packet[begin + 1] >> 3:
                    raise NotProven("several layers")
                slices += 1
                if found is None:
                    data = bytes(packet[begin : min(end, begin + _HEADER_BYTES)])
                    found = kind, packet[begin + 1] & 7, unescaped(data)
                elif packet[begin + 2] & 0x80:
                    raise NotProven("two pictures in one packet")
            elif kind in (_VPS, _SPS, _PPS):
                if bytes(packet[begin:end]) not in self._known_sets:
                    raise NotProven("parameters change within the stream")
            elif kind not in _IGNORED:
                raise NotProven(f"NAL units of type {kind}")
        if found is None:
            raise NotProven("a packet without a picture")
        return self._picture_of(*found, slices)

    def _picture_of(self, kind: int, layer: int, data: bytes, slices: int) -> CodedPicture:
        is_access = 16 <= kind <= 23
        self._check_kind(kind, is_access)
        bits = Bits(data[2:])
        if not bits.flag():
            raise NotProven("a picture does not begin with its first slice")
        if is_access and bits.flag() and self._decoded:
            raise NotProven("pictures are left out before a random access point")
        picture = self._pictures.get(bits.ue())
        if picture is None:
            raise NotProven("parameters that are not stated")
        if picture.output_flag:
            raise NotProven("pictures that may not be meant for showing")
        bits.skip(picture.extra_bits)
        slice_type = _TYPES[bits.ue()]
        if self._colour_planes:
            bits.skip(2)
        lower = 0
        if kind in _IDR or not self._decoded:
            self._order.restart()
        if kind not in _IDR:
            lower = bits.u(self._order_bits)
        # Leading pictures, and those that no other of their layer uses, anchor nothing.
        anchors = layer == 1 and not _RADL_N <= kind <= _RASL_R and (kind > 14 or bool(kind & 1))
        count = self._order.next(lower, self._order_bits, anchors)
        self._decoded += 1
        type_ = slice_type if slices == 1 or is_access else None
        return CodedPicture(is_access, type_, (self._order.period, count))

    def _check_kind(self, kind: int, is_access: bool) -> None:
        if kind in _BLA or kind > _CRA:
            raise NotProven("broken links between pictures")
        if not self._decoded and not is_access:
            raise NotProven("the first picture is not a random access point")
        if self._decoded and is_access:
            self._may_skip = False
        if self._may_skip and kind in _SKIPPED:
            raise NotProven("leading pictures that are skipped at the start")


def _kind(first: int) -> int:
    return (first >> 1) & 63


def _parameter_sets(head: bytes) -> list[bytes]:
    """The parameter sets of hvcC, ISO/IEC 14496-15, 8.3.3.1."""
    sets = []
    arrays, at = head[22], 23
    for _ in range(arrays):
        count, at = int.from_bytes(head[at + 1 : at + 3], "big"), at + 3
        for _ in range(count):
            size = int.from_bytes(head[at : at + 2], "big")
            one = head[at + 2 : at + 2 + size]
            if len(one) != size or size < 3:
                raise NotProven("parameters cut short")
            sets.append(one)
            at += 2 + size
    return sets


def _sequence(unit: bytes) -> tuple[bool, int]:
    """Of a sequence parameter set, 7.3.2.2: separate colour planes, and bits of the order count."""
    bits = Bits(unescaped(unit[2:]))
    bits.skip(4)
    sub_layers = bits.u(3)
    bits.skip(1 + 96)
    stated = [(bits.flag(), bits.flag()) for _ in range(sub_layers)]
    if sub_layers:
        bits.skip(2 * (8 - sub_layers))
    for profile, level in stated:
        bits.skip(88 * profile + 8 * level)
    bits.ue()
    colour_planes = bits.ue() == 3 and bits.flag()
    bits.ue()
    bits.ue()
    if bits.flag():
        for _ in range(4):
            bits.ue()
    bits.ue()
    bits.ue()
    return colour_planes, bits.ue() + 4


def _picture(unit: bytes) -> tuple[int, _Picture]:
    bits = Bits(unescaped(unit[2:]))
    number = bits.ue()
    return number, _Picture(bits.ue(), bits.flag(), bits.flag(), bits.u(3))
