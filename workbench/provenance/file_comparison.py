"""File comparison: what several files say of themselves, side by side, and where they differ.

Tags are paired by name, parts by path: the same writer writes the same parts in the same order.
Tracks are paired by what is in them, not by their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.provenance.testimony import Testimony
from workbench.provenance.track_names import named_parts, named_tags
from workbench.records.structure import Part
from workbench.records.summary import Answer


@dataclass(frozen=True, slots=True)
class Pairing:
    """One thing that files say: a value for each, None where a file has nothing of the kind."""

    section: str
    """`summary`, `file`, `tags` or `parts`."""
    group: str
    """The group of the tag, the path above the part; the topic's code in the summary."""
    name: str
    values: tuple[Any, ...]

    @property
    def differs(self) -> bool:
        return any(value != self.values[0] for value in self.values[1:])


def compare(files: Sequence[Testimony]) -> list[Pairing]:
    """All that the files say, in the order in which they say it."""
    return [*_summary(files), *_media(files), *_tags(files), *_parts(files)]


def _summary(files: Sequence[Testimony]) -> Iterable[Pairing]:
    for answers in zip(*(one.summary.answers for one in files), strict=True):
        topic = answers[0].topic.value
        yield Pairing("summary", topic, topic, tuple(_first(one) for one in answers))


def _first(answer: Answer) -> str | None:
    return answer.statements[0].text if answer.statements else None


def _media(files: Sequence[Testimony]) -> Iterable[Pairing]:
    media = [one.facts.medium for one in files]
    for name in ("format", "size_bytes", "width_px", "height_px", "rotation_deg", "duration_s"):
        values = tuple(getattr(medium, name) for medium in media)
        yield Pairing("file", "", name, values)


def _tags(files: Sequence[Testimony]) -> Iterable[Pairing]:
    tags = [named_tags(one.facts.tags) for one in files]
    # The same group of all files stands together.
    by_group: dict[str, list[str]] = {}
    for name in _in_order(list(one) for one in tags):
        by_group.setdefault(name.rpartition(":")[0], []).append(name)
    for group, names in by_group.items():
        for name in names:
            values = tuple(one.get(name) for one in tags)
            yield Pairing("tags", group, name.rpartition(":")[2], values)


def _parts(files: Sequence[Testimony]) -> Iterable[Pairing]:
    """Type and fields of each part; where it lies and how long it is says little."""
    parts = [named_parts(one.facts.parts) for one in files]
    for path in _in_order(list(one) for one in parts):
        values = tuple(_said(one.get(path)) for one in parts)
        above, _slash, name = path.rpartition("/")
        yield Pairing("parts", above, name, values)


def _said(part: Part | None) -> Mapping[str, Any] | None:
    return None if part is None else part.fields


def _in_order(lists: Iterable[Sequence[str]]) -> list[str]:
    """Every name once; a name that only a later file has stands after what precedes it there."""
    merged: list[str] = []
    for names in lists:
        if not merged:
            merged = list(dict.fromkeys(names))
            continue
        known = set(merged)
        after: dict[str | None, list[str]] = {}
        last: str | None = None
        for name in dict.fromkeys(names):
            if name in known:
                last = name
            else:
                after.setdefault(last, []).append(name)
        merged = [*after.get(None, []), *(n for m in merged for n in (m, *after.get(m, [])))]
    return merged
