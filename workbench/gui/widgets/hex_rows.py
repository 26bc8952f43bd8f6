"""Hex rows: where the bytes of a hex view stand, as plain arithmetic on columns of letters."""

from __future__ import annotations

from dataclasses import dataclass, replace

WIDTHS = (32, 16, 8, 4)
GROUP = 8
LEAST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class HexRows:
    """`width` bytes in each row: offset, then two figures and a space a byte, then a letter a byte;
    a further space stands between groups of eight."""

    size_bytes: int
    width: int

    @property
    def count(self) -> int:
        return -(-self.size_bytes // self.width)

    @property
    def offset_digits(self) -> int:
        return max(LEAST_DIGITS, len(f"{self.size_bytes:x}"))

    def offset_text(self, offset: int) -> str:
        return f"{offset:0{self.offset_digits}x}"

    def hex_column(self, n: int) -> int:
        return self.offset_digits + 2 + 3 * n + n // GROUP

    def letter_column(self, n: int) -> int:
        return self.hex_column(self.width - 1) + 4 + n

    @property
    def columns(self) -> int:
        return self.letter_column(self.width)

    def fitting(self, columns: int) -> HexRows:
        """The widest rows that have room in so many columns."""
        made = [replace(self, width=width) for width in WIDTHS]
        return next((one for one in made if one.columns <= columns), made[-1])

    def byte_in(self, column: float) -> int:
        """Which byte of a row is nearest to a column."""
        if column >= self.letter_column(0) - 1:
            return min(max(int(column) - self.letter_column(0), 0), self.width - 1)
        return min(range(self.width), key=lambda n: abs(self.hex_column(n) + 1 - column))

    def moved(self, offset: int, step: str, page_rows: int, far: bool) -> int | None:
        """Where a key leads to; None for one that leads nowhere. `far` is to an end of the file
        instead of the row."""
        last = self.size_bytes - 1
        row_start = offset - offset % self.width
        steps = {
            "left": offset - 1,
            "right": offset + 1,
            "up": offset - self.width,
            "down": offset + self.width,
            "page_up": offset - page_rows * self.width,
            "page_down": offset + page_rows * self.width,
            "home": 0 if far else row_start,
            "end": last if far else row_start + self.width - 1,
        }
        if step not in steps or last < 0:
            return None
        wanted = steps[step]
        if step in ("up", "down", "left", "right") and not 0 <= wanted <= last:
            return offset
        return min(max(wanted, 0), last)


def printable(value: int) -> str:
    """The letter of a byte in ASCII; a dot for what has none."""
    return chr(value) if 0x20 <= value < 0x7F else "·"


def offset_from(text: str) -> int | None:
    """An offset as people type it: `4660`, `0x1234`, `1234h`, with spaces; None for no number."""
    plain = text.replace(" ", "").replace("\u202f", "").replace("_", "").casefold()
    try:
        if plain.startswith("0x"):
            return int(plain[2:], 16)
        return int(plain[:-1], 16) if plain.endswith("h") else int(plain)
    except ValueError:
        return None
