"""A file's parts while they are found: read in bounds, then flattened with their paths."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from workbench.records.structure import MAX_PARTS, Oddity, Part, Structure

MAX_DEPTH = 24
_NUMBERED = frozenset({"trak", "moof", "traf"})
"""Counted in paths even where there is only one."""


@dataclass(slots=True)
class Node:
    """A part and what lies in it. `promised_bytes` is the size that it states, if it states one
    that is not true."""

    type: str
    offset: int
    size_bytes: int
    fields: dict[str, Any] = field(default_factory=dict)
    inner: list[Node] = field(default_factory=list)
    content_offset: int | None = None
    """Where the parts inside begin; None where nothing inside is told apart."""
    promised_bytes: int | None = None

    @property
    def end(self) -> int:
        return self.offset + self.size_bytes


class Bytes:
    """The bytes of a file, and how many more parts may be told apart in it."""

    def __init__(self, file: BinaryIO, size_bytes: int) -> None:
        self._file = file
        self.size_bytes = size_bytes
        self.parts_left = MAX_PARTS

    def read(self, offset: int, count: int) -> bytes:
        """Up to `count` bytes; fewer at the end of the file."""
        if offset < 0 or count <= 0 or offset >= self.size_bytes:
            return b""
        self._file.seek(offset)
        return self._file.read(min(count, self.size_bytes - offset))

    def take_part(self) -> bool:
        """Whether one more part may be told apart."""
        self.parts_left -= 1
        return self.parts_left >= 0


def structure_of(nodes: Sequence[Node], bytes_: Bytes, *, tiles: bool = True) -> Structure:
    """The parts with their paths, in the order of the file. With `tiles` the parts are expected
    to cover the file and their parents without a gap."""
    parts: list[Part] = []
    oddities: list[Oddity] = []
    _flatten(nodes, "", 0, parts, oddities)
    if tiles:
        _check_tiling(nodes, "", 0, bytes_.size_bytes, oddities)
    return Structure(tuple(parts), tuple(oddities), max(-bytes_.parts_left, 0))


def _flatten(
    nodes: Sequence[Node], above: str, level: int, parts: list[Part], oddities: list[Oddity]
) -> None:
    for path, node in _named(nodes, above):
        parts.append(Part(path, node.type, node.offset, node.size_bytes, level, node.fields))
        if node.promised_bytes is not None:
            missing = node.promised_bytes - node.size_bytes
            oddities.append(Oddity("cut", path, node.end, missing))
        _flatten(node.inner, f"{path}/", level + 1, parts, oddities)
        if node.content_offset is not None:
            _check_tiling(node.inner, path, node.content_offset, node.end, oddities)


def _named(nodes: Sequence[Node], above: str) -> list[tuple[str, Node]]:
    counts = Counter(node.type for node in nodes)
    seen: Counter[str] = Counter()
    named = []
    for node in nodes:
        name = node.type.replace("/", "\u2215")
        if counts[node.type] > 1 or node.type in _NUMBERED:
            name = f"{name}[{seen[node.type]}]"
            seen[node.type] += 1
        named.append((f"{above}{name}", node))
    return named


def _check_tiling(
    nodes: Sequence[Node], path: str, start: int, end: int, oddities: list[Oddity]
) -> None:
    at = start
    for node in nodes:
        if node.offset > at:
            oddities.append(Oddity("gap", path, at, node.offset - at))
        at = max(at, node.end)
    if at < end:
        oddities.append(Oddity("gap" if path else "trailing", path, at, end - at))
