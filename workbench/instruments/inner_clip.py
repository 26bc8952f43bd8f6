"""Inner clip: where the clip of a motion photo lies inside its JPEG or HEIC.

Google's Motion Photo format 1.0 and the older MicroVideo put the clip behind the picture and
announce it in XMP; Samsung puts it before a trailer of its own; in HEIC it is the content of a box
`mpvd`. What counts here are the boxes of the clip itself: announcements are known to be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from workbench.instruments.instrument import Fold, Instrument, Material, Reads
from workbench.records.inner_clip import InnerClip
from workbench.records.item import MediaKind
from workbench.records.run import Measurement

MOST_BYTES = 256 << 20
_BOXES = frozenset(
    {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"moof", b"mfra", b"sidx"}
    | {b"udta", b"meta", b"styp", b"pdin"}
)
_NEEDED = frozenset({b"ftyp", b"moov"})
_STATED = re.compile(rb'(MotionPhoto|MicroVideo)(?:="1"|>1<)')


@dataclass(frozen=True, slots=True)
class InnerClipParams:
    """There is nothing to choose."""


class _InnerClip(Fold):
    def __init__(self, material: Material) -> None:
        self._format = material.medium.format
        self._file = material.file

    def finish(self) -> Iterable[Measurement]:
        found = inner_clip(self._file, self._format)
        facts: dict[str, object] = {"found": found is not None}
        if found is not None:
            facts |= {"offset": found.offset, "size_bytes": found.size_bytes}
            facts["stated_by"] = found.stated_by
        return (Measurement("inner_clip", facts),)


def inner_clip(file: BinaryIO, format_name: str) -> InnerClip | None:
    """The clip inside a still; None where there is none."""
    if format_name not in ("jpeg", "heic"):
        return None
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return None
    # Two plain looks are ten times as quick as the expression.
    announced = b"MotionPhoto" in data or b"MicroVideo" in data
    stated = _STATED.search(data) if announced else None
    said = stated[1].decode() if stated else None
    if format_name == "heic":
        return _boxed(data, said)
    at = 0
    while (at := data.find(b"ftyp", at + 1)) > 4:
        end = _clip_end(data, at - 4)
        if end is not None:
            return InnerClip(at - 4, end - at + 4, said)
    return None


def _boxed(data: bytes, said: str | None) -> InnerClip | None:
    """The content of the box `mpvd`."""
    for kind, begin, end in _boxes(data, 0):
        if kind == b"mpvd" and _clip_end(data[:end], begin) is not None:
            return InnerClip(begin, end - begin, said or "mpvd")
    return None


def _clip_end(data: bytes, at: int) -> int | None:
    """Where a clip that begins here ends; None where none does."""
    kinds = set()
    end = at
    for kind, _begin, behind in _boxes(data, at):
        if kind not in _BOXES:
            break
        kinds.add(kind)
        end = behind
    return end if kinds >= _NEEDED else None


def _boxes(data: bytes, at: int) -> Iterable[tuple[bytes, int, int]]:
    """Kind, beginning of the content and end of each box from here on (ISO/IEC 14496-12, 4.2)."""
    while at + 8 <= len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head or at + size > len(data):
            return
        yield data[at + 4 : at + 8], at + head, at + size
        at += size


INNER_CLIP = Instrument(
    name="inner_clip",
    version="1",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.STILL}),
    params=InnerClipParams,
    begin=lambda _params, material: _InnerClip(material),
)
