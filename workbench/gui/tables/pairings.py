"""Pairings as rows: sections and groups, a column for each file, what differs with a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.gui.tables.row_tree import TreeRow
from workbench.i18n import _, tags
from workbench.i18n.safe import shown
from workbench.provenance.file_comparison import Pairing
from workbench.session.side_by_side import name_of, said, section_word

SHOWN_CHARS = 400


def rows_of(pairings: Sequence[Pairing]) -> list[TreeRow]:
    """Sections, their groups, and what is in them; what differs has an icon."""
    rows: list[TreeRow] = []
    section, group = "", ""
    above: list[str] = []
    for one in pairings:
        if one.section != section:
            section, group = one.section, ""
            rows.append(TreeRow(0, (section_word(section),), strong=True))
        if one.section == "parts":
            above = _add_part(rows, one, above)
            continue
        deep = 1
        if one.section == "tags":
            if one.group != group:
                group = one.group
                rows.append(TreeRow(1, (shown(group) or _("Tags"),), strong=True))
            deep = 2
        rows.append(_row(deep, name_of(one), one))
    return rows


def _row(deep: int, name: str, one: Pairing) -> TreeRow:
    cells = (name, *(said(one, value)[:SHOWN_CHARS] for value in one.values))
    return TreeRow(deep, cells, one, "equal-not" if one.differs else None, "attention")


def _add_part(rows: list[TreeRow], one: Pairing, above: list[str]) -> list[str]:
    """Put a part below those that it lies in, which stand without values where they are not
    compared; `above` and what is returned are the path of the row before and of this one."""
    path = [*filter(None, one.group.split("/")), one.name]
    known = next((n for n, pair in enumerate(zip(path, above)) if pair[0] != pair[1]), None)  # noqa: B905
    begin = min(len(path), len(above)) if known is None else known
    for deep in range(begin, len(path) - 1):
        rows.append(TreeRow(1 + deep, (shown(path[deep]),)))
    rows.append(replace(_row(len(path), shown(one.name), one), found_by=one.group))
    return path


def tip(row: TreeRow, column: int) -> str:
    """The whole value, and what the tag means."""
    one = row.key
    if not isinstance(one, Pairing) or column == 0:
        meaning = tags.meaning(one.name) if isinstance(one, Pairing) else None
        return "\n".join(line for line in (row.cells[0], meaning) if line)
    return said(one, one.values[column - 1])
