"""File tags: every tag of a file by groups, searched, with raw and readable values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui import text, theme, words
from workbench.gui.layout import layout_settings
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView, search_field
from workbench.i18n import _, notices, tags
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.provenance.source import FIELDS, said_source
from workbench.provenance.testimony import Testimony
from workbench.records.item import Item

NAME_PX, VALUE_PX = 150, 190
_KEPT_RAW = "metadata/raw"


class FileTags(QWidget):
    """A tree of groups; the meaning of a tag is in its tooltip."""

    counted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.table = RowTree((_("Name"), _("Value"), _("Raw value")), tip=_tip)
        self.tree = TreeView(self.table, _("Tags"))
        self.tree.setColumnWidth(0, NAME_PX)
        self.tree.setColumnWidth(1, VALUE_PX)
        self.search = search_field(_("Search names and values"), self.table)
        self.raw = QCheckBox(_("Raw values"))
        self.raw.setToolTip(text.tooltip(_("Show values also as they stand in the file")))
        self.raw.setChecked(layout_settings().value(_KEPT_RAW, False, bool) is True)
        self.raw.toggled.connect(self._show_raw)
        self.tree.setColumnHidden(2, not self.raw.isChecked())
        head = QHBoxLayout()
        head.setContentsMargins(theme.PANEL, 4, theme.PANEL, 0)
        head.setSpacing(theme.GAP)
        head.addWidget(self.search, 1)
        head.addWidget(self.raw)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.tree, 1)

    def show_rows(self, rows: Sequence[TreeRow]) -> None:
        """Show other rows; a group that was closed stays closed."""
        closed = {
            self.table.row(index).cells[0]
            for n in range(self.table.rowCount())
            if not self.tree.isExpanded(index := self.table.index(n, 0))
        }
        self.table.show(rows)
        for n in range(self.table.rowCount()):
            index = self.table.index(n, 0)
            if self.table.row(index).cells[0] in closed:
                self.tree.collapse(index)

    def choose(self, name: str) -> None:
        """Choose a tag by its whole name, `IFD0:Make`."""
        self.search.clear()
        self.table.search_for("")
        number = self.table.number_of(name)
        if number is not None:
            self.tree.choose(number)
            self.tree.setFocus()

    def _show_raw(self, wanted: bool) -> None:
        layout_settings().setValue(_KEPT_RAW, wanted)
        self.tree.setColumnHidden(2, not wanted)


def rows_of(item: Item, testimony: Testimony) -> list[TreeRow]:
    """The original first, then the tags in the order of the file. Made off the window's thread."""
    rows = [TreeRow(0, (_("Original"), ""), strong=True)]
    rows += [
        TreeRow(1, (name, value, value), key=None) for name, value in _original(item, testimony)
    ]
    grouped: dict[str, list[TreeRow]] = {}
    for name, value in testimony.facts.tags.items():
        group, _colon, tag = name.rpartition(":")
        cells = (shown(tag), tags.readable(name, value), tags.raw(value))
        odd = name in testimony.facts.readers_differ
        icon, color = ("triangle-alert", "attention") if odd else (None, "secondary")
        grouped.setdefault(group, []).append(TreeRow(1, cells, name, icon, color))
    for group, inner in grouped.items():
        rows.append(TreeRow(0, (shown(group) or _("Tags"), ""), strong=True))
        rows += inner
    if not grouped:
        said = _("The file has no tags.") if testimony.measured else _("not measured yet")
        rows += [TreeRow(0, (_("Tags"), ""), strong=True), TreeRow(1, (said, ""))]
    return rows


def _tip(row: TreeRow, column: int) -> str:
    if row.strong:
        return row.cells[0]
    name = row.key if isinstance(row.key, str) else row.cells[0]
    lines = [shown(name), tags.meaning(name) or ""]
    if row.icon is not None:
        lines.append(_("Two readers of EXIF give different values for this tag."))
    lines += ["", row.cells[1]]
    if len(row.cells) > 2 and row.cells[2] != row.cells[1]:
        lines.append(_("Raw value: {value}").format(value=row.cells[2]))
    return "\n".join(line for number, line in enumerate(lines) if line or number == 2)


def _original(item: Item, testimony: Testimony) -> Iterator[tuple[str, str]]:
    medium = item.medium
    yield _("Name"), shown(item.name)
    yield _("SHA-256"), item.digest
    yield _("Size"), _size(medium.size_bytes)
    yield _("Format"), shown(medium.format)
    yield _("Received"), words.time_text(item.received)
    yield _("Received from"), shown(item.source.path)
    said = said_source(testimony.facts.source, testimony.facts.sidecars)
    for field in FIELDS:
        for one in said.words(field):
            name = notices.source_word(field).capitalize()
            yield name, f"{shown(one.value)} ({notices.who_word(one.sidecar)})"


def _size(size_bytes: int) -> str:
    """In the unit that suits it, and exactly."""
    exact = _("{n} bytes").format(n=count_text(size_bytes))
    return exact if size_bytes < 1000 else f"{words.size_text(size_bytes)} ({exact})"
