"""Structure print: which parts a file is built from, in which order, with what its writer chose.

Programs, phones and platforms each write files in a way of their own. The print leaves out what
depends on the footage (lengths, times, places), so that two files of one writer have the same.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

PRINT_VERSION = 1
"""Changes when another selection of parts or values is made: prints of two versions say nothing
of each other."""
MAX_LINES = 1000
MAX_PATH_CHARS = 300
MAX_VALUE_CHARS = 300
MAX_VALUES = 16


@dataclass(frozen=True, slots=True)
class PrintLine:
    """One part: types from the outermost to this one, and what the writer chose in it."""

    path: str
    values: tuple[tuple[str, str], ...] = ()
    """Names and values, as text."""


@dataclass(frozen=True)
class StructurePrint:
    """The print of one file. Equal lines, equal structure."""

    kind: str
    """The family of formats: `iso`, `jpeg`, `png`, `riff`, `matroska`, …"""
    lines: tuple[PrintLine, ...]
    version: int = PRINT_VERSION

    @cached_property
    def digest(self) -> str:
        """Of all that is in it: equal prints have equal ones."""
        plain = json.dumps(print_form(self), ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()


class DifferenceKind(StrEnum):
    """How a line of a print and one of a known print differ."""

    VALUE = "value"
    """The same part, with another value."""
    ONLY_HERE = "only_here"
    ONLY_KNOWN = "only_known"
    ELSEWHERE = "elsewhere"
    """The part is there in both, in another place of the order."""


@dataclass(frozen=True, slots=True)
class PrintDifference:
    """One difference; `name`, `here` and `known` are set where values differ."""

    kind: DifferenceKind
    path: str
    name: str | None = None
    here: str | None = None
    """None where the value is not there."""
    known: str | None = None


def print_form(one: StructurePrint) -> dict[str, Any]:
    """As plain JSON: `{"version": 1, "kind": "iso", "lines": [["moov"], ["ftyp", {…}], …]}`."""
    lines = [[line.path, dict(line.values)] if line.values else [line.path] for line in one.lines]
    return {"version": one.version, "kind": one.kind, "lines": lines}


def print_from_form(form: Any) -> StructurePrint:
    """What `print_form` gave. ValueError for anything else: it may come from somebody else."""
    if not isinstance(form, dict) or set(form) != {"version", "kind", "lines"}:
        raise ValueError("not a structure")
    version, kind, lines = form["version"], form["kind"], form["lines"]
    if type(version) is not int or not isinstance(lines, list) or not 0 < len(lines) <= MAX_LINES:
        raise ValueError("no lines of structure")
    return StructurePrint(_text(kind, 20), tuple(map(_line, lines)), version)


def _line(form: Any) -> PrintLine:
    match form:
        case [path]:
            return PrintLine(_text(path, MAX_PATH_CHARS))
        case [path, dict(values)] if 0 < len(values) <= MAX_VALUES:
            return PrintLine(
                _text(path, MAX_PATH_CHARS),
                tuple((_text(n, 60), _text(v, MAX_VALUE_CHARS, 0)) for n, v in values.items()),
            )
    raise ValueError("not a line of structure")


def _text(value: Any, most: int, least: int = 1) -> str:
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise ValueError("not a text of a length that is allowed")
    return value
