"""Parts of a file as rows of a tree, and the fields of one part as rows of another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.gui.tables.row_tree import Arranged, TreeRow, arranged
from workbench.i18n import _, notices
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.provenance.testimony import Testimony
from workbench.records.provenance import Notice
from workbench.records.structure import Part

SUMMARY_CHARS = 100
MOST_FIELD_ROWS = 2000
MOST_DEEP = 8
INLINE_ITEMS = 80


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a file that a row stands for: a part, or what belongs to none."""

    path: str
    offset: int
    size_bytes: int
    part: Part | None = None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class PartRows:
    """All rows of one file, made off the window's thread."""

    tree: Arranged
    left_out: int = 0

    @property
    def rows(self) -> Sequence[TreeRow]:
        return self.tree.rows

    def at(self, offset: int) -> int | None:
        """The innermost row with this byte."""
        found, deepest = None, -1
        for number, row in enumerate(self.rows):
            one: Stretch = row.key
            inside = one.offset <= offset < one.offset + one.size_bytes
            if inside and row.level >= deepest:
                found, deepest = number, row.level
        return found

    def at_path(self, path: str, offset: int) -> int | None:
        """The row of a path; of several, or of none, the one with this byte."""
        named = [n for n, row in enumerate(self.rows) if row.key.path == path]
        exact = [n for n in named if self.rows[n].key.offset == offset]
        if exact or (named and path):
            return (exact or named)[0]
        return self.at(offset) if offset >= 0 else None


def part_rows(testimony: Testimony, left_out: int = 0) -> PartRows:
    """A row for each part, with what is odd about it; then the bytes that belong to none."""
    odd: dict[str, list[Notice]] = {}
    for notice in testimony.notices:
        if isinstance(notice.facts.get("path"), str):
            odd.setdefault(str(notice.facts["path"]), []).append(notice)
    rows = [_row(part, tuple(odd.get(part.path, ()))) for part in testimony.facts.parts]
    rows += [_loose(notice) for notice in odd.get("", ())]
    return PartRows(arranged(rows), left_out)


def _row(part: Part, odd: tuple[Notice, ...]) -> TreeRow:
    cells = (
        shown(part.type),
        count_text(part.offset),
        count_text(part.size_bytes),
        _odd_word(odd[0]) if odd else _summary(part.fields),
    )
    stretch = Stretch(part.path, part.offset, part.size_bytes, part, odd)
    icon = "triangle-alert" if odd else None
    return TreeRow(part.level, cells, stretch, icon, "attention")


def _loose(notice: Notice) -> TreeRow:
    facts: dict[str, Any] = dict(notice.facts)
    offset, size = int(facts.get("offset", 0)), int(facts.get("bytes", 0))
    cells = (_("(no part)"), count_text(offset), count_text(size), _odd_word(notice))
    return TreeRow(
        0, cells, Stretch("", offset, size, None, (notice,)), "triangle-alert", "attention"
    )


def _odd_word(notice: Notice) -> str:
    return notices.says(notice)


def _summary(fields: Mapping[str, Any]) -> str:
    """The plain fields in one line."""
    said = []
    for name, value in fields.items():
        if isinstance(value, dict) or (isinstance(value, list) and len(value) > 4):
            continue
        if value not in ("", None, []):
            said.append(f"{name} {_plain(value)}")
    return ", ".join(said)[:SUMMARY_CHARS]


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(_plain(one) for one in value)
    return shown(str(value))


def tip(row: TreeRow, column: int) -> str:
    """The whole path, where it lies, and what is odd."""
    one: Stretch = row.key
    end = one.offset + one.size_bytes
    lines = [shown(one.path) or row.cells[0]]
    lines.append(
        _("bytes {first} to {last} (0x{first_hex} to 0x{last_hex})").format(
            first=count_text(one.offset),
            last=count_text(max(end - 1, one.offset)),
            first_hex=f"{one.offset:x}",
            last_hex=f"{max(end - 1, one.offset):x}",
        )
    )
    for notice in one.notices:
        lines += [notices.says(notice), notices.harmless(notice)]
    if column == 3 and not one.notices and row.cells[3]:
        lines.append(row.cells[3])
    return "\n".join(lines)


def field_rows(stretch: Stretch) -> list[TreeRow]:
    """What a part says, mappings and lists unfolded; what is odd about it first."""
    rows = [
        TreeRow(0, (_("Notice"), notices.says(notice)), None, "triangle-alert", "attention")
        for notice in stretch.notices
    ]
    fields = stretch.part.fields if stretch.part is not None else {}
    for row in _unfolded(fields, 0):
        rows.append(row)
        if len(rows) >= MOST_FIELD_ROWS:
            break
    return rows


def _unfolded(fields: Mapping[str, Any], level: int) -> Iterator[TreeRow]:
    for name, value in fields.items():
        label = shown(str(name))
        if isinstance(value, dict) and level < MOST_DEEP:
            yield TreeRow(level, (label, ""))
            yield from _unfolded(value, level + 1)
        elif _is_long(value) and level < MOST_DEEP:
            yield TreeRow(level, (label, _("{n} entries").format(n=len(value))))
            yield from _unfolded({f"[{n}]": one for n, one in enumerate(value)}, level + 1)
        else:
            yield TreeRow(level, (label, _plain(value)))


def _is_long(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    return len(value) > INLINE_ITEMS or any(isinstance(one, dict | list) for one in value)
