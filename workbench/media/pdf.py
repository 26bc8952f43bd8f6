"""PDF files of pictures: one to a page, without loss, without a date. Same pictures, same bytes.

ISO 32000-1: pages with one image each; the rows are filtered as PNG filters them (predictor 15).
Under the picture lies its text, unseen, so that a digest can be searched and copied.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.media import png

_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that stands in a picture: its left end on the baseline, in pixels."""

    text: str
    left_px: int
    baseline_px: int
    size_px: int


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """`rgb` (height, width, 3), and what is written in it."""

    rgb: NDArray[np.uint8]
    lines: Sequence[Line] = ()


def encode(pages: Sequence[Page], width_pt: float) -> bytes:
    """A PDF file with the pages at this width, in points."""
    writer = _Writer()
    catalogue, tree, font, glyphs, descriptor, unicode = (writer.reserve() for _ in range(6))
    leaves = [_page(writer, one, width_pt, tree, font) for one in pages]
    kids = " ".join(f"{leaf} 0 R" for leaf in leaves)
    writer.put(catalogue, f"<< /Type /Catalog /Pages {tree} 0 R >>".encode())
    writer.put(tree, f"<< /Type /Pages /Kids [{kids}] /Count {len(leaves)} >>".encode())
    writer.put(
        font,
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Unseen /Encoding /Identity-H "
        f"/DescendantFonts [{glyphs} 0 R] /ToUnicode {unicode} 0 R >>".encode(),
    )
    writer.put(
        glyphs,
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unseen /DW 500 /CIDToGIDMap /Identity "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {descriptor} 0 R >>".encode(),
    )
    writer.put(
        descriptor,
        b"<< /Type /FontDescriptor /FontName /Unseen /Flags 4 /FontBBox [0 -250 1000 750] "
        b"/ItalicAngle 0 /Ascent 750 /Descent -250 /CapHeight 700 /StemV 80 >>",
    )
    writer.stream(unicode, "", _to_unicode(pages))
    return writer.file(catalogue)


def _page(writer: _Writer, page: Page, width_pt: float, tree: int, font: int) -> int:
    height, width, _ = page.rgb.shape
    scale = width_pt / width
    height_pt = height * scale
    leaf, image, content = (writer.reserve() for _ in range(3))
    form = (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB "
        f"/BitsPerComponent 8 /Filter /FlateDecode /DecodeParms "
        f"<< /Predictor 15 /Colors 3 /BitsPerComponent 8 /Columns {width} >> "
    )
    writer.stream(image, form, zlib.compress(png.filtered(page.rgb).tobytes(), _LEVEL), packed=True)
    drawn = [f"q {width_pt:.3f} 0 0 {height_pt:.3f} 0 0 cm /Im Do Q", "BT 3 Tr"]
    for line in page.lines:
        at = line.left_px * scale, height_pt - line.baseline_px * scale
        drawn.append(f"/F {line.size_px * scale:.3f} Tf 1 0 0 1 {at[0]:.3f} {at[1]:.3f} Tm")
        drawn.append(f"<{_codes(line.text)}> Tj")
    drawn.append("ET")
    writer.stream(content, "", "\n".join(drawn).encode())
    writer.put(
        leaf,
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {width_pt:.3f} {height_pt:.3f}] "
        f"/Resources << /XObject << /Im {image} 0 R >> /Font << /F {font} 0 R >> >> "
        f"/Contents {content} 0 R >>".encode(),
    )
    return leaf


def _codes(text: str) -> str:
    """Characters as the two bytes that `_to_unicode` reads back."""
    return "".join(map(_code, text))


def _code(character: str) -> str:
    return f"{ord(character) if ord(character) < 0xFFFF else 0xFFFD:04x}"


def _to_unicode(pages: Sequence[Page]) -> bytes:
    """The map from codes to characters, which are the same, for those that are used."""
    used = sorted({_code(c) for page in pages for line in page.lines for c in line.text})
    blocks = [used[begin : begin + 100] for begin in range(0, len(used), 100)]
    listed = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(f"<{c}> <{c}>" for c in block) + "\nendbfchar"
        for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{listed}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    ).encode()


class _Writer:
    """Numbered objects, and the table of where each begins."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> int:
        self._objects.append(b"")
        return len(self._objects)

    def put(self, number: int, body: bytes) -> None:
        self._objects[number - 1] = body

    def stream(self, number: int, entries: str, content: bytes, packed: bool = False) -> None:
        if not packed:
            content, entries = zlib.compress(content, _LEVEL), "/Filter /FlateDecode "
        head = f"<< {entries}/Length {len(content)} >>\nstream\n".encode()
        self.put(number, head + content + b"\nendstream")

    def file(self, catalogue: int) -> bytes:
        parts, starts, at = [b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"], [], 15
        for number, body in enumerate(self._objects, 1):
            starts.append(at)
            parts.append(b"%d 0 obj\n%b\nendobj\n" % (number, body))
            at += len(parts[-1])
        rows = b"".join(b"%010d 00000 n \n" % start for start in starts)
        count = len(self._objects) + 1
        parts.append(b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, rows))
        parts.append(b"trailer\n<< /Size %d /Root %d 0 R >>\n" % (count, catalogue))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(parts)
