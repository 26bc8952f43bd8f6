"""Bits of a header, most significant first."""

from __future__ import annotations


class Bits:
    """Reads bits one after another; ValueError behind the end."""

    __slots__ = ("_at", "_text")

    def __init__(self, data: bytes) -> None:
        # A string of digits is the quickest array of bits that Python has.
        self._text = bin(int.from_bytes(b"\x01" + data, "big"))[3:]
        self._at = 0

    def u(self, count: int) -> int:
        """An unsigned number of so many bits."""
        if count == 0:
            return 0
        end = self._at + count
        if end > len(self._text):
            raise ValueError("header cut short")
        value = int(self._text[self._at : end], 2)
        self._at = end
        return value

    def flag(self) -> bool:
        self._at += 1
        return self._text[self._at - 1] == "1"

    def skip(self, count: int) -> None:
        self._at += count

    def ue(self) -> int:
        """Exp-Golomb, unsigned (ISO/IEC 14496-10, 9.1)."""
        text, at = self._text, self._at
        if text[at] == "1":  # the commonest number by far
            self._at = at + 1
            return 0
        one = text.index("1", at)
        self._at = end = 2 * one - at + 1
        if end > len(text):
            raise ValueError("header cut short")
        return int(text[one:end], 2) - 1

    def se(self) -> int:
        """Exp-Golomb, signed."""
        code = self.ue()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def unescaped(data: bytes) -> bytes:
    """The payload of a NAL unit without the bytes that keep start codes out of it."""
    return data.replace(b"\x00\x00\x03", b"\x00\x00") if b"\x00\x00\x03" in data else data


def nal_units(packet: memoryview, length_bytes: int) -> list[tuple[int, int]]:
    """Start and end of each NAL unit of a packet that counts them by their lengths. ValueError
    where the lengths do not add up."""
    units = []
    at, size = 0, len(packet)
    while at < size:
        begin = at + length_bytes
        at = begin + int.from_bytes(packet[at:begin], "big")
        if at > size or at == begin:
            raise ValueError("NAL units do not fill the packet")
        units.append((begin, at))
    return units


class OrderCount:
    """The picture order count of H.264 (type 0) and HEVC: its upper bits from the picture before
    (ISO/IEC 14496-10, 8.2.1.1; ISO/IEC 23008-2, 8.3.1)."""

    def __init__(self) -> None:
        self._upper = 0
        self._lower = 0
        self.period = 0
        """Counts the pictures before which everything is shown and the count starts again."""

    def restart(self) -> None:
        self.period += 1
        self._upper = self._lower = 0

    def next(self, lower: int, bits: int, anchors: bool) -> int:
        """The count of the next picture from its lower `bits`; `anchors` if those after it count
        from it."""
        whole = 1 << bits
        upper = self._upper
        if lower < self._lower and self._lower - lower >= whole // 2:
            upper += whole
        elif lower > self._lower and lower - self._lower > whole // 2:
            upper -= whole
        if anchors:
            self._upper, self._lower = upper, lower
        return upper + lower
