"""Pairings as rows: sections and groups, a column for each file, what differs with a mark."""

from __future__ import annotations

from collections.abc import Sequence

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
    for one in pairings:
        if one.section != section:
            section, group = one.section, ""
            rows.append(TreeRow(0, (section_word(section),), strong=True))
        deep = 1
        if one.section == "tags":
            if one.group != group:
                group = one.group
                rows.append(TreeRow(1, (shown(group) or _("Tags"),), strong=True))
            deep = 2
        cells = (name_of(one), *(said(one, value)[:SHOWN_CHARS] for value in one.values))
        icon = "equal-not" if one.differs else None
        rows.append(TreeRow(deep, cells, one, icon, "attention"))
    return rows


def tip(row: TreeRow, column: int) -> str:
    """The whole value, and what the tag means."""
    one = row.key
    if not isinstance(one, Pairing) or column == 0:
        meaning = tags.meaning(one.name) if isinstance(one, Pairing) else None
        return "\n".join(line for line in (row.cells[0], meaning) if line)
    return said(one, one.values[column - 1])
