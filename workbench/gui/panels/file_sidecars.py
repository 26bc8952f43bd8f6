"""File sidecars: what other programs left beside the file: what matters of it, and all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui import text, theme, words
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView, search_field
from workbench.i18n import _, sidecars
from workbench.i18n.safe import shown
from workbench.provenance.testimony import Testimony
from workbench.records.sidecar import SidecarFile

NAME_PX = 170
_WHOLE = "whole"
"""Stands for the row that all of a sidecar lies in: it is closed at first."""


class FileSidecars(QWidget):
    """One tree: a sidecar, what it says, and in a row that opens everything in it."""

    def __init__(self) -> None:
        super().__init__()
        self.table = RowTree((_("Name"), _("Value")))
        self.tree = TreeView(self.table, _("Sidecars"))
        self.tree.setColumnWidth(0, NAME_PX)
        self.search = search_field(_("Search names and values"), self.table)
        self.none = text.wrapped(text.secondary(_nothing()))
        self.none.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, 0)
        head = QVBoxLayout()
        head.setContentsMargins(theme.PANEL, 4, theme.PANEL, 0)
        head.addWidget(self.search)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.none)
        layout.addWidget(self.tree, 1)

    def show_rows(self, rows: Sequence[TreeRow]) -> None:
        """Show other rows."""
        self.none.setVisible(not rows)
        self.search.setVisible(bool(rows))
        self.tree.setVisible(bool(rows))
        self.table.show(rows)
        for number, row in enumerate(self.table.rows):
            if row.level == 0:
                self.tree.expand(self.table.index_of(number))
            elif row.key == _WHOLE:
                self.tree.collapse(self.table.index_of(number))

    def choose(self, name: str) -> None:
        """Bring the sidecar of this name into sight."""
        self.search.clear()
        self.table.search_for("")
        number = self.table.number_of(name)
        if number is not None:
            self.tree.expand(self.table.index_of(number))
            self.tree.choose(number)


def rows_of(testimony: Testimony) -> list[TreeRow]:
    """Everything that the sidecars say."""
    return [row for one in testimony.facts.sidecars for row in _rows(one)]


def _rows(one: SidecarFile) -> Iterator[TreeRow]:
    content = one.content
    icon = ("triangle-alert", "attention") if content.fault else ("file-text", "secondary")
    head = (shown(one.name), sidecars.form_word(content))
    yield TreeRow(0, head, one.name, *icon, strong=True)
    for name, value in sidecars.facts(content):
        yield TreeRow(1, (name, value))
    yield TreeRow(1, (_("Lay at"), shown(one.path)))
    yield TreeRow(1, (_("Size"), words.size_text(one.size_bytes)))
    yield TreeRow(1, (_("SHA-256 of it"), one.digest))
    if content.tree is not None:
        left_out = sidecars.left_out(content) if content.left_out else ""
        yield TreeRow(1, (_("All that it says"), left_out), _WHOLE)
        yield from _nested(content.tree, 2)


def _nested(value: Any, level: int) -> Iterator[TreeRow]:
    if isinstance(value, dict):
        inner = ((shown(str(name)), one) for name, one in value.items())
    else:
        inner = ((str(number), one) for number, one in enumerate(value, 1))
    for name, one in inner:
        if isinstance(one, dict | list):
            yield TreeRow(level, (name, "" if one else "–"))
            yield from _nested(one, level + 1)
        else:
            yield TreeRow(level, (name, "–" if one is None else shown(str(one))))


def _nothing() -> str:
    return _(
        "Nothing lay beside the file when it was added. What is read there: XMP, the JSON of "
        "Google Takeout, yt-dlp and gallery-dl, exports of Telegram Desktop, folders of "
        "auto-archiver, and WACZ. Add such a file later and it is joined to its footage."
    )
