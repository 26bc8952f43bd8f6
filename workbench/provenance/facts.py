"""What the rules look at: everything that was measured of one file's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from workbench.records.item import Medium
from workbench.records.structure import Oddity, Part

MAX_VALUE_CHARS = 2000


@dataclass(frozen=True, slots=True)
class Facts:
    """One file: its name, medium, tags (ExifTool's names), stated times and place, structure."""

    name: str
    medium: Medium
    tags: Mapping[str, Any] = field(default_factory=dict)
    times: Sequence[Mapping[str, Any]] = ()
    location: Mapping[str, Any] | None = None
    parts: Sequence[Part] = ()
    oddities: Sequence[Oddity] = ()
    thumbnails: Sequence[Mapping[str, Any]] = ()
    """Embedded small pictures beside the picture: `from`, `aspect`, `picture_aspect`,
    `correlation`, `pdq_bits`."""
    readers_differ: Sequence[str] = ()
    """Tags of which two readers give different values."""
    readers_ended: Sequence[str] = ()
    """Readers of EXIF that came to no end by themselves, and were ended."""
    credentials: Mapping[str, Any] | None = None
    """What the credentials instrument told; None where it did not look."""
    received: datetime | None = None
    """When the file came into the case; now, for one that is in none."""

    def values(self, field_name: str) -> Iterator[tuple[str, str]]:
        """Every place that a rule's field means, and what stands there as text.

        `name` is the file's name, `tag PATTERN` the tags of that name, `part PATTERN KEY` a field
        of the parts whose path fits. `*` stands for anything.
        """
        kind, _, rest = field_name.partition(" ")
        if kind == "name":
            yield "name", self.name
        elif kind == "tag":
            for name, value in self.tags.items():
                if fnmatchcase(name, rest):
                    yield from ((name, text) for text in _texts(value))
        elif kind == "part":
            path, _, key = rest.rpartition(" ")
            for part in self.parts:
                if key in part.fields and fnmatchcase(part.path, path):
                    yield from ((part.path, text) for text in _texts(part.fields[key]))
        else:
            raise ValueError(f"no such field: {field_name!r}")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value[:100]:
            yield from _texts(one)
    elif isinstance(value, (str, int, float)):
        yield str(value)[:MAX_VALUE_CHARS]
