"""EXIF of stills: read by ExifRead, with Pillow beside it, and named and valued as ExifTool does.

Both readers may raise anything or return nonsense on hostile files; each is tried by itself, and
what one does not see the other supplies.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any, BinaryIO

from workbench.instruments.metadata.attempt import attempt
from workbench.instruments.metadata.guarded import CpuSpent, GuardedFile
from workbench.instruments.metadata.tag_names import (
    EXIF_IFD,
    GPS,
    IFD0,
    IFD1,
    INTEROP_IFD,
    POINTERS,
    tag_name,
)

Rational = tuple[int, int]
Raw = str | bytes | tuple[int | float | Rational, ...]
"""A value as it lies in the directory: text, undefined bytes, or numbers."""

MAX_TEXT_CHARS = 2000
MAX_NUMBERS = 256


@dataclass(slots=True)
class Exif:
    """What both readers saw."""

    entries: dict[tuple[str, int], Raw] = field(default_factory=dict)
    """By directory and tag number."""
    readers: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    """Readers that came to no end by themselves."""
    differing: list[str] = field(default_factory=list)
    """Tags for which the readers give different values."""
    thumbnail: bytes | None = None
    maker: dict[str, Any] = field(default_factory=dict)
    """What the maker's own note says, under its maker's name."""
    preview: bytes | None = None
    """The picture that the first directory of a raw file refers to."""

    def text(self, directory: str, number: int) -> str | None:
        value = self.entries.get((directory, number))
        return trimmed(value) if isinstance(value, str) else None


def read_exif(
    file: BinaryIO,
    block: bytes | None,
    second: dict[tuple[str, int], Raw],
    block_at: int | None = None,
) -> Exif:
    """The EXIF of a still; `block` is the TIFF block that was found, `block_at` where it lies in
    the file, `second` what Pillow read."""
    exif = Exif()
    file.seek(4)
    if file.read(4) == b"ftyp":
        # ExifRead walks boxes without an end on some broken files; the block alone does no harm.
        first, _, thumbnail = _read_by_exifread(io.BytesIO(block or b""), exif)
        header_at = block_at
    else:
        first, header_at, thumbnail = _read_by_exifread(file, exif)
    if not first and block and not exif.ended:
        first, _, thumbnail = _read_by_exifread(io.BytesIO(block), exif)
        header_at = None
    exif.thumbnail = thumbnail
    if first:
        exif.readers.append("ExifRead")
    if second:
        exif.readers.append("Pillow")
    for key, value in {**second, **first}.items():
        if key[1] not in POINTERS:
            exif.entries[key] = value
    exif.differing = [
        f"{key[0]}:{tag_name(*key)}"
        for key in sorted(first.keys() & second.keys())
        if key[1] not in POINTERS | _LARGE and not _alike(first[key], second[key])
    ]
    _move_thumbnail(exif, 0x0201, header_at)
    _move_thumbnail(exif, 0x0111, header_at)
    return exif


def add_further(exif: Exif, directory: str, number: int, value: Raw) -> None:
    """What a third reader found, where the others found nothing."""
    if number not in POINTERS:
        exif.entries.setdefault((directory, number), value)


_EXIFREAD_DIRECTORIES = {
    "Image": IFD0,
    "Thumbnail": IFD1,
    "EXIF": EXIF_IFD,
    "GPS": GPS,
    "Interoperability": INTEROP_IFD,
}


def _read_by_exifread(
    file: BinaryIO, exif: Exif
) -> tuple[dict[tuple[str, int], Raw], int | None, bytes | None]:
    """Entries, place of the TIFF header in the file, thumbnail."""
    import exifread
    from exifread.core.find_exif import determine_type

    def read() -> tuple[int, dict[str, Any]]:
        guarded: Any = GuardedFile(file)
        header_at = int(determine_type(guarded)[0])
        guarded.seek(0)
        return header_at, exifread.process_file(guarded, details=False)

    try:
        found = attempt(read, CpuSpent)
    except CpuSpent:
        exif.ended.append("ExifRead")
        return {}, None, None
    if found is None:
        return {}, None, None
    header_at, tags = found
    entries: dict[tuple[str, int], Raw] = {}
    thumbnail = tags.get("JPEGThumbnail")
    for name, tag in tags.items():
        directory = _EXIFREAD_DIRECTORIES.get(name.split(" ", 1)[0])
        if directory is not None and not isinstance(tag, bytes):
            value = _from_exifread(int(tag.field_type), tag.values)
            if value is not None:
                entries[directory, int(tag.tag)] = value
    return entries, header_at, thumbnail if isinstance(thumbnail, bytes) else None


_ASCII, _UNDEFINED = 2, 7


def _from_exifread(field_type: int, values: Any) -> Raw | None:
    if isinstance(values, (str, bytes)):
        return values if isinstance(values, str) else values.decode("latin-1")
    if field_type == _UNDEFINED:
        return bytes(v & 255 for v in values) if values else None
    numbers: list[int | float | Rational] = []
    for value in values:
        if isinstance(value, tuple):  # ExifRead leaves floats as struct.unpack returns them
            value = value[0]
        if isinstance(value, Fraction):
            # ExifRead's Ratio keeps what the file says, also 0/0, in these two attributes.
            numbers.append((int(value.num), int(value.den)))  # type: ignore[attr-defined]
        elif isinstance(value, (int, float)):
            numbers.append(value)
    return tuple(numbers) or None


def read_by_pillow(block: bytes | None, image: Any) -> dict[tuple[str, int], Raw]:
    """Entries as Pillow sees them: of the EXIF block, or of the directory of a TIFF."""
    from PIL import ExifTags, Image

    directories: list[tuple[str, Callable[[Image.Exif], Any]]] = [
        (IFD0, dict),
        (EXIF_IFD, lambda exif: exif.get_ifd(ExifTags.IFD.Exif)),
        (GPS, lambda exif: exif.get_ifd(ExifTags.IFD.GPSInfo)),
        (INTEROP_IFD, lambda exif: exif.get_ifd(ExifTags.IFD.Interop)),
        (IFD1, lambda exif: exif.get_ifd(ExifTags.IFD.IFD1)),
    ]
    entries: dict[tuple[str, int], Raw] = {}
    exif: Any = attempt(lambda: _pillow_exif(block, image))
    for directory, read in directories if exif is not None else ():
        values = attempt(partial(read, exif)) or {}
        for number, value in values.items():
            raw = _from_pillow(value)
            if raw is not None and isinstance(number, int):
                entries[directory, number] = raw
    return entries


def _pillow_exif(block: bytes | None, image: Any) -> Any:
    from PIL import Image

    if block is None:
        return image.getexif() if image is not None and image.format == "TIFF" else Image.Exif()
    exif = Image.Exif()
    exif.load(block)
    return exif


def _from_pillow(value: Any) -> Raw | None:
    if isinstance(value, (str, bytes)):
        return value
    if not isinstance(value, tuple):
        value = (value,)
    numbers: list[int | float | Rational] = []
    for one in value:
        if isinstance(one, (int, float)):
            numbers.append(one)
        elif hasattr(one, "_numerator"):  # IFDRational reduces .numerator; these are unreduced
            numbers.append((int(one._numerator), int(one._denominator)))
        else:
            return None
    return tuple(numbers) or None


def _alike(one: Raw, other: Raw) -> bool:
    """Equal but for what the readers do to the form of a value."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return [_number(v) for v in one] == [_number(v) for v in other]
    return _bytes(one) == _bytes(other)


def _bytes(value: Raw) -> bytes:
    if isinstance(value, tuple):
        value = bytes(int(v) & 255 for v in value if isinstance(v, int))
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
        # Pillow decodes as Latin-1 what ExifRead decodes as UTF-8.
        with suppress(UnicodeError):
            value = value.decode("utf-8").encode("latin-1")
    return value.rstrip(b"\0 ")


def _move_thumbnail(exif: Exif, number: int, header_at: int | None) -> None:
    """ExifTool gives the thumbnail's place in the file, the tag gives it from the TIFF header."""
    at = exif.entries.get((IFD1, number))
    if isinstance(at, tuple) and len(at) == 1 and isinstance(at[0], int):
        if header_at is None:
            del exif.entries[IFD1, number]
        else:
            exif.entries[IFD1, number] = (at[0] + header_at,)


def exif_tags(exif: Exif) -> dict[str, Any]:
    """ExifTool's names (`-G1`) and numeric values (`-n`)."""
    tags: dict[str, Any] = {}
    for (directory, number), raw in exif.entries.items():
        value = tag_value(directory, number, raw)
        if value is not None:
            tags[f"{directory}:{tag_name(directory, number)}"] = value
    length = tags.get("IFD0:PreviewImageLength")
    if isinstance(length, int) and exif.preview is not None:
        tags["IFD0:PreviewImage"] = binary(exif.preview)
    if exif.thumbnail:
        tags["IFD1:ThumbnailImage"] = binary(exif.thumbnail)
    return tags


def binary(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


_TEXT_IN_BYTES = frozenset({0x9000, 0xA000, 0x0002})
"""ExifVersion, FlashpixVersion, InteropVersion: undefined bytes that are digits."""
_CODED_TEXT = {(EXIF_IFD, 0x9286), (GPS, 0x001B), (GPS, 0x001C)}
"""Texts with eight bytes before them that name their characters."""
_DEGREES = {0x0002, 0x0004, 0x0014, 0x0016}
_PLACES = frozenset({0x0111, 0x0117, 0x0144, 0x0145})
"""Where the strips and tiles lie: one number for each, often hundreds."""
_LARGE = frozenset({0x927C, 0xEA1C, 0x02BC, 0x83BB, 0x8649, 0x8773, 0xC4A5})


def tag_value(directory: str, number: int, raw: Raw) -> Any:
    if number in _LARGE:
        return binary(raw) if isinstance(raw, bytes) and number in (0x927C, 0xEA1C) else None
    if directory == GPS and isinstance(raw, tuple):
        if number in _DEGREES:
            return degrees(raw)
        if number == 0x0007:
            return _clock(raw)
    if 0x9C9B <= number <= 0x9C9F and not isinstance(raw, str):
        return text_value(_bytes_of(raw).decode("utf-16-le", "replace"))
    if (directory, number) in _CODED_TEXT and not isinstance(raw, str):
        return text_value(coded_text(_bytes_of(raw)))
    if isinstance(raw, str):
        return text_value(raw)
    if isinstance(raw, bytes):
        return _undefined(directory, number, raw)
    if number == 0x9201:
        return _power_of_two(raw, -1.0)
    if number in (0x9202, 0x9205):
        return _power_of_two(raw, 0.5)
    if number in _PLACES and len(raw) > 1:
        return binary(" ".join(str(_stated(v)) for v in raw).encode())
    return _numbers(raw)


def _bytes_of(raw: Raw) -> bytes:
    if isinstance(raw, tuple):
        return bytes(v & 255 for v in raw if isinstance(v, int))
    return raw if isinstance(raw, bytes) else raw.encode("utf-8", "replace")


def trimmed(text: str) -> str:
    """Up to the first NUL, without spaces at the end: cameras pad with both."""
    return text.split("\0", 1)[0].rstrip(" ")


def text_value(text: str) -> Any:
    text = trimmed(text)
    if len(text) > MAX_TEXT_CHARS:
        return binary(text.encode("utf-8", "replace"))
    return text.encode("utf-8", "replace").decode("utf-8")


def coded_text(data: bytes) -> str:
    """UserComment and its like: eight bytes name the characters (Exif 3.0, 4.6.6)."""
    code, body = data[:8], data[8:]
    if code.startswith(b"UNICODE"):
        body = body[: len(body) // 2 * 2]
        # The byte that names the script changes less from letter to letter than the other.
        little = len(set(body[1::2])) < len(set(body[::2]))
        return body.decode("utf-16-le" if little else "utf-16-be", "replace")
    if code.startswith(b"JIS"):
        return body.decode("iso2022_jp", "replace")
    if code.startswith(b"ASCII") or code == bytes(8):
        return body.decode("utf-8", "replace")
    return data.decode("latin-1")


def _undefined(directory: str, number: int, raw: bytes) -> Any:
    if number in _TEXT_IN_BYTES:
        return text_value(raw.decode("latin-1"))
    if len(raw) == 1:
        return raw[0]
    if len(raw) <= 16:
        return " ".join(str(byte) for byte in raw)
    return binary(raw)


def _number(value: int | float | Rational) -> int | float | None:
    """A rational as ExifTool gives it: ten significant digits; None for a division by zero."""
    if isinstance(value, tuple):
        if value[1] == 0:
            return None
        value = float(f"{value[0] / value[1]:.10g}")
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value


def _stated(value: int | float | Rational) -> int | float | str:
    number = _number(value)
    if number is not None:
        return number
    return "undef" if isinstance(value, tuple) and value[0] == 0 else "inf"


def _numbers(raw: Sequence[int | float | Rational]) -> Any:
    if len(raw) == 1:
        return _stated(raw[0])
    if len(raw) > MAX_NUMBERS:
        return binary(" ".join(str(_stated(v)) for v in raw).encode())
    return " ".join(str(_stated(v)) for v in raw)


def _power_of_two(raw: Sequence[int | float | Rational], factor: float) -> float | int | str | None:
    """APEX values: shutter speed 2^-v seconds, aperture 2^(v/2)."""
    value = _number(raw[0])
    if value is None:
        return None
    return 0 if abs(value) >= 100 else float(f"{2 ** (factor * value):.15g}")


def degrees(raw: Sequence[int | float | Rational]) -> float | None:
    """Degrees, minutes and seconds as decimal degrees, without sign."""
    parts = [_number(v) for v in raw[:3]]
    if not parts or parts[0] is None:
        return None
    return float(sum((part or 0) / 60**place for place, part in enumerate(parts)))


def _clock(raw: Sequence[int | float | Rational]) -> str | None:
    """`HH:MM:SS.ss`; hours, minutes and seconds may each carry a fraction."""
    parts = [_number(v) for v in raw[:3]]
    if len(parts) != 3 or any(part is None for part in parts):
        return None
    hours, minutes, seconds = (float(part or 0) for part in parts)
    total = hours * 3600 + minutes * 60 + seconds
    if not 0 <= total < 100 * 3600:
        return None
    hour, rest = divmod(total, 3600)
    minute, second = divmod(rest, 60)
    text = f"{second:09.6f}".rstrip("0").rstrip(".")
    return f"{int(hour):02d}:{int(minute):02d}:{text}"
