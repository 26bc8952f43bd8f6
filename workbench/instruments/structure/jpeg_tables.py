"""What the tables of a JPEG tell of its encoder: quality, family, optimisation, subsampling.

The standard tables are those of ITU-T T.81, annex K; libjpeg scales them by quality (jcparam.c,
`jpeg_quality_scaling`), and most software that writes JPEG goes through libjpeg.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

# fmt: off
_ZIGZAG = (
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
)
_LUMINANCE = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)
_CHROMINANCE = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
)
# fmt: on
_STANDARD_HUFFMAN = {
    (0, 0): "00010501010101010100000000000000",
    (0, 1): "00030101010101010101010000000000",
    (1, 0): "0002010303020403050504040000017d",
    (1, 1): "00020102040403040705040400010277",
}
"""Numbers of codes by length (T.81, K.3) of the tables that most encoders use unchanged."""
_NEAR = 1.5


def _scaled(table: Sequence[int], quality: int) -> tuple[int, ...]:
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    natural = [min(max((value * scale + 50) // 100, 1), 255) for value in table]
    return tuple(natural[place] for place in _ZIGZAG)


@cache
def _standard() -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    return tuple((_scaled(_LUMINANCE, q), _scaled(_CHROMINANCE, q)) for q in range(1, 101))


def encoder(tables: Mapping[int, Sequence[int]]) -> dict[str, Any]:
    """`quality` on libjpeg's scale where the tables are exactly its own, else the nearest, with
    the family; and a digest by which equal tables are known again."""
    if 0 not in tables:
        return {}
    luminance = tuple(tables[0])
    chrominance = tuple(tables[1]) if 1 in tables else None
    flat = ",".join(str(v) for number in sorted(tables) for v in tables[number])
    found: dict[str, Any] = {"digest": hashlib.sha256(flat.encode()).hexdigest()[:16]}
    for quality, (first, second) in enumerate(_standard(), 1):
        if luminance == first and chrominance in (None, second):
            return found | {"quality": quality, "exact": True, "family": "libjpeg"}
    distances = [
        sum(abs(a - b) for a, b in zip(luminance, first, strict=True)) / 64
        for first, _ in _standard()
    ]
    nearest = min(range(100), key=distances.__getitem__)
    exact_luminance = luminance == _standard()[nearest][0]
    family = "libjpeg, other chroma" if exact_luminance else "own tables"
    if not exact_luminance and distances[nearest] < _NEAR:
        family = "close to libjpeg"
    return found | {
        "quality": nearest + 1,
        "exact": False,
        "family": family,
        "mean_difference": round(distances[nearest], 2),
    }


def huffman(body: bytes) -> dict[str, Any]:
    """The tables of a DHT segment, and whether they are the standard's or made for the picture."""
    tables = []
    standard = True
    at = 0
    while at + 17 <= len(body):
        kind, number = body[at] >> 4, body[at] & 15
        counts = body[at + 1 : at + 17]
        symbols = sum(counts)
        tables.append({"class": "AC" if kind else "DC", "number": number, "symbols": symbols})
        standard = standard and _is_standard(kind, number, counts)
        at += 17 + symbols
    return {"tables": tables, "optimised": not standard}


def _is_standard(kind: int, number: int, counts: bytes) -> bool:
    known = _STANDARD_HUFFMAN.get((kind, number))
    return known is not None and counts == bytes.fromhex(known)


def subsampling(sampling: Sequence[tuple[int, int]]) -> str | None:
    """J:a:b of three components; None where there is no such name for it."""
    if len(sampling) < 3 or sampling[1] != sampling[2]:
        return None
    (across, down), (chroma_across, chroma_down) = sampling[0], sampling[1]
    if not chroma_across or not chroma_down:
        return None
    ratio = (across / chroma_across, down / chroma_down)
    names = {(1, 1): "4:4:4", (2, 1): "4:2:2", (2, 2): "4:2:0", (4, 1): "4:1:1", (1, 2): "4:4:0"}
    return names.get(ratio)  # type: ignore[arg-type]
