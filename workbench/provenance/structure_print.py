"""Making prints: of all that a file is built from, what its writer chose.

Left out is what depends on the footage or names anybody: lengths, times, places, comments, titles.
Digits in the names of programs become `#`: two versions of one program write alike.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from workbench.provenance.facts import Facts
from workbench.records.structure import Part
from workbench.records.structure_print import (
    MAX_LINES,
    MAX_PATH_CHARS,
    MAX_VALUE_CHARS,
    MAX_VALUES,
    PrintLine,
    StructurePrint,
)

_KINDS = {
    **dict.fromkeys(("mp4", "mov", "3gp", "m4a", "heic", "heif", "avif"), "iso"),
    **dict.fromkeys(("webp", "avi", "wav", "aiff"), "riff"),
    **dict.fromkeys(("matroska", "webm"), "matroska"),
}
_NUMBERED = re.compile(r"\[[0-9]+\]")
_SPACE_BYTES = 64
_EXIF_GROUPS = ("IFD0", "ExifIFD", "GPS", "InteropIFD", "IFD1", "SubIFD")
_POINTERS = frozenset({"ThumbnailImage", "ThumbnailOffset", "PreviewImage"})
_PROGRAM = re.compile(
    r"(?i)lav[cf]|ffmpeg|x26[45]|gd-jpeg|gimp|photoshop|intel|lead tech|applemark|creator|"
    r"created with|written by|libjpeg|imagemagick|paint|android|google|qt\b|muxer|encoder"
)
"""A comment that a program left; of any other only that it is there."""
_VALUES: dict[str, tuple[str, ...]] = {
    "ftyp": ("major_brand", "minor_version", "compatible_brands"),
    "styp": ("major_brand", "minor_version", "compatible_brands"),
    "mvhd": ("version", "timescale"),
    "tkhd": ("version", "flags", "layer", "alternate_group", "volume"),
    "mdhd": ("version", "language"),
    "hdlr": ("component_type", "handler_type", "manufacturer"),
    "vmhd": ("flags",),
    "url ": ("flags",),
    "elst": ("version",),
    "avcC": ("profile", "nal_length_bytes"),
    "hvcC": ("profile", "tier", "nal_length_bytes"),
    "esds": ("object_type",),
    "colr": ("colour_type", "full_range"),
    "keys": ("keys",),
    "uuid": ("uuid",),
    "infe": ("version", "item_type", "content_type"),
    "auxC": ("aux_type",),
    "trun": ("version", "flags"),
    "tfhd": ("flags",),
    "sidx": ("version",),
    "IHDR": ("bit_depth", "colour_type", "interlace"),
    "tEXt": ("keyword",),
    "zTXt": ("keyword",),
    "iTXt": ("keyword",),
    "pHYs": ("unit",),
    "VP8X": ("holds",),
    "strh": ("type", "handler"),
    "fmt ": ("format", "bits"),
    "bext": ("version",),
    "(screen)": ("version",),
}
"""By type: what the writer chose, whatever the footage."""
_PROGRAM_NAMES: dict[str, tuple[str, ...]] = {
    "hdlr": ("name",),
    "ISFT": ("text",),
    "(application)": ("text",),
    "iCCP": ("profile_name",),
}
_ELEMENTS = frozenset({"DocType", "DocTypeVersion", "CodecID", "FlagLacing", "TagName"})
_PROGRAM_ELEMENTS = frozenset({"MuxingApp", "WritingApp"})
_PROGRAM_DATA = frozenset({"\u00a9too", "\u00a9swr", "\u00a9enc"})
Values = dict[str, Any]


def print_of(facts: Facts) -> StructurePrint | None:
    """The print of a file; None where its parts are not told apart."""
    if not facts.parts:
        return None
    kind = _KINDS.get(facts.medium.format, facts.medium.format)
    lines = list(dict.fromkeys((*_lines(facts.parts, kind), *_exif(facts.tags))))
    return StructurePrint(kind, tuple(lines[:MAX_LINES]))


def _lines(parts: Iterable[Part], kind: str) -> Iterator[PrintLine]:
    """A line for each part that is not quite like an earlier one: how many packets, fragments or
    tiles there are depends on the footage."""
    parts = list(parts)
    names = _names_of_tracks(parts) | _names_of_lists(parts)
    read = _READERS.get(kind, _boxes)
    for part in parts:
        path = _NUMBERED.sub("", _renamed(part.path, names))
        values = _read(read, part)
        if kind == "tiff":
            tags = values.pop("tags", ())
            yield _line(path, values)
            yield from (_line(f"{path}/{tag}", {}) for tag in tags)
        else:
            yield _line(path, values)


def _read(read: Callable[[Part], Values], part: Part) -> Values:
    """What a part says comes from the file: it may be anything."""
    try:
        return read(part)
    except (KeyError, TypeError, ValueError, IndexError):
        return {}


def _line(path: str, values: Mapping[str, Any]) -> PrintLine:
    told = [(name, _said(value)) for name, value in values.items() if value is not None]
    return PrintLine(path[:MAX_PATH_CHARS], tuple(told[:MAX_VALUES]))


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))[:MAX_VALUE_CHARS]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)[:MAX_VALUE_CHARS]


def _folded(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()))[:MAX_VALUE_CHARS]


def _names_of_tracks(parts: Iterable[Part]) -> dict[str, str]:
    """Tracks by what they hold: the first may be the sound."""
    return {
        above.removesuffix("/mdia"): f"trak:{part.fields.get('handler_type')}"
        for part in parts
        if part.type == "hdlr" and (above := part.path.rpartition("/")[0]).endswith("/mdia")
    }


def _names_of_lists(parts: Iterable[Part]) -> dict[str, str]:
    return {p.path: f"{p.type}:{p.fields['form']}" for p in parts if "form" in p.fields}


def _renamed(path: str, names: Mapping[str, str]) -> str:
    """The path with the better name of each part that has one."""
    steps = path.split("/")
    above, named = "", []
    for step in steps:
        above = f"{above}/{step}" if above else step
        named.append(names.get(above, "key" if step.startswith("\\x00") else step))
    return "/".join(named)


def _chosen(part: Part) -> Values:
    values = {n: part.fields.get(n) for n in _VALUES.get(part.type, ())}
    for name in _PROGRAM_NAMES.get(part.type, ()):
        values[name] = _folded(str(part.fields.get(name, "")))
    return values


def _boxes(part: Part) -> Values:
    values = _chosen(part)
    if part.type == "mvhd":
        values["time"] = "set" if part.fields.get("creation_time") else "zero"
    elif part.type in ("free", "skip", "wide") and part.size_bytes <= _SPACE_BYTES:
        values["bytes"] = part.size_bytes
    elif "compressorname" in part.fields:
        names = ("vendor", "depth")
        values |= {name: part.fields[name] for name in names if name in part.fields}
        values["compressorname"] = _folded(str(part.fields["compressorname"]))
    elif "samplerate" in part.fields:
        values |= {name: part.fields.get(name) for name in ("version", "samplesize")}
    elif part.type == "data":
        values["type"] = part.fields.get("type")
        if part.path.split("/")[-2].split("[")[0] in _PROGRAM_DATA:
            values["program"] = _folded(str(part.fields.get("value")))
    elif part.type in _PROGRAM_DATA:
        values["program"] = _folded(str(part.fields.get("text", "")))
    return values


def _segments(part: Part) -> Values:
    fields = part.fields
    if part.type == "DQT":
        known = f"libjpeg, quality {fields['quality']}" if fields.get("exact") else None
        tables = fields.get("tables", ())
        return {f"table {one['number']}": known or _digest(one["zigzag"]) for one in tables}
    if part.type == "DHT":
        tables = [f"{one['class']}{one['number']}" for one in fields.get("tables", ())]
        return {"tables": tables, "optimised": fields.get("optimised")}
    if part.type.startswith("SOF"):
        return {"components": fields.get("components"), "sampling": fields.get("sampling")}
    if part.type == "SOS":
        scan = ("components", "spectral_selection", "successive_approximation")
        return {name: fields.get(name) for name in scan}
    if part.type == "COM":
        return {"comment": _of_program(str(fields.get("comment", "")))}
    if part.type.startswith("APP"):
        names = ("identifier", "version", "unit", "transform")
        return {name: fields.get(name) for name in names}
    return {"empty": fields.get("empty")}


def _digest(values: Iterable[int]) -> str:
    return hashlib.sha256(",".join(map(str, values)).encode()).hexdigest()[:12]


def _of_program(text: str) -> str:
    return _folded(text) if _PROGRAM.search(text) else "…"


def _chunks(part: Part) -> Values:
    values = _chosen(part)
    if part.path == "IDAT[0]":
        values["bytes"] = part.size_bytes  # the buffer of the writer; the last one is what is left
    if part.type == "tEXt" and part.fields.get("keyword") == "Software":
        values["program"] = _folded(str(part.fields.get("text", "")))
    if part.type == "(comment)":
        values["comment"] = _of_program(str(part.fields.get("text", "")))
    return values


def _pieces(part: Part) -> Values:
    values = _chosen(part)
    if part.type == "JUNK":
        values["bytes"] = part.size_bytes
    return values


def _elements(part: Part) -> Values:
    value = part.fields.get("value")
    if part.type in _ELEMENTS:
        return {"value": value}
    if part.type in _PROGRAM_ELEMENTS:
        return {"program": _folded(str(value))}
    return {}


def _directories(part: Part) -> Values:
    return {name: part.fields.get(name) for name in ("byte_order", "tags") if name in part.fields}


_READERS: dict[str, Callable[[Part], Values]] = {
    "iso": _boxes,
    "jpeg": _segments,
    "png": _chunks,
    "gif": _chunks,
    "riff": _pieces,
    "matroska": _elements,
    "tiff": _directories,
}


def _exif(tags: Mapping[str, Any]) -> Iterator[PrintLine]:
    """The tags that lie in each directory of EXIF, in their order, and who wrote its XMP."""
    order = tags.get("File:ExifByteOrder")
    if isinstance(order, str):
        yield PrintLine("EXIF", (("byte_order", order),))
    for name, value in tags.items():
        group, _, tag = name.partition(":")
        if group not in _EXIF_GROUPS or tag in _POINTERS:
            continue
        path = f"EXIF/{group}/{tag}"
        if tag == "Software" and isinstance(value, str):
            yield _line(path, {"program": _folded(value)})
        else:
            yield _line(path, {})
    toolkit = tags.get("XMP-x:XMPToolkit")
    if isinstance(toolkit, str):
        yield _line("XMP", {"program": _folded(toolkit)})
