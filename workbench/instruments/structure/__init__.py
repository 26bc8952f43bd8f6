"""Structure: the parts that a file is built from, in order, with what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import BinaryIO

from workbench.instruments.instrument import Fold, Instrument, Material, Reads
from workbench.instruments.structure import chunks, ebml, isobmff, jpeg, jxl, psd, riff, streams
from workbench.instruments.structure.tree import Bytes, Node, structure_of
from workbench.records.item import MediaKind
from workbench.records.run import Measurement
from workbench.records.structure import Structure, pack_structure

MAX_ODDITIES = 100
_WALKERS: dict[str, Callable[[Bytes], list[Node]]] = {
    "mp4": isobmff.walk,
    "mov": isobmff.walk,
    "3gp": isobmff.walk,
    "m4a": isobmff.walk,
    "heic": isobmff.walk,
    "avif": isobmff.walk,
    "jpeg": jpeg.walk,
    "jxl": jxl.walk,
    "psd": psd.walk,
    "png": chunks.walk_png,
    "gif": chunks.walk_gif,
    "bmp": chunks.walk_bmp,
    "tiff": chunks.walk_tiff,
    "webp": riff.walk,
    "avi": riff.walk,
    "wav": riff.walk,
    "aiff": riff.walk,
    "matroska": ebml.walk,
    "webm": ebml.walk,
    "mpegts": streams.walk_ts,
    "flv": streams.walk_flv,
    "ogg": streams.walk_ogg,
    "flac": streams.walk_flac,
    "mp3": streams.walk_mpeg_audio,
    "aac": streams.walk_mpeg_audio,
}
"""By the format as it was sniffed."""
_UNTILED = frozenset({"tiff"})
"""Directories refer to places all over the file."""


@dataclass(frozen=True, slots=True)
class StructureParams:
    """Structure is read whole; there is nothing to choose."""


class _Reading(Fold):
    def __init__(self, material: Material) -> None:
        self._material = material

    def finish(self) -> Iterable[Measurement]:
        medium = self._material.medium
        structure = structure_in(self._material.file, medium.size_bytes, medium.format)
        if structure is None:
            return ()
        facts = {
            "format": medium.format,
            "parts": len(structure.parts),
            "left_out": structure.left_out,
            "oddities": [asdict(one) for one in structure.oddities[:MAX_ODDITIES]],
            "oddities_left_out": max(len(structure.oddities) - MAX_ODDITIES, 0),
        }
        return (Measurement("structure", facts, pack_structure(structure)),)


def structure_in(file: BinaryIO, size_bytes: int, format_name: str) -> Structure | None:
    """The structure of a file; None for a format whose parts are not told apart."""
    walk = _WALKERS.get(format_name)
    if walk is None:
        return None
    bytes_ = Bytes(file, size_bytes)
    return structure_of(walk(bytes_), bytes_, tiles=format_name not in _UNTILED)


STRUCTURE = Instrument(
    name="structure",
    version="1",
    reads=frozenset({Reads.FILE}),
    media=frozenset({MediaKind.CLIP, MediaKind.STILL, MediaKind.SOUND}),
    params=StructureParams,
    begin=lambda _params, material: _Reading(material),
)
