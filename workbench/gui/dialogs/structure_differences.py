"""Structure differences: every part in which a file and a known one are not built alike."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from workbench.gui import text, theme
from workbench.gui.tables.row_tree import RowTree, TreeRow
from workbench.gui.tables.tree_view import TreeView
from workbench.i18n import _, structures
from workbench.i18n.safe import shown
from workbench.records.known_structure import Likeness
from workbench.records.structure_print import DifferenceKind, PrintDifference

PART_PX = 380


class StructureDifferences(QDialog):
    """A table; Ctrl+C copies what is chosen in it."""

    def __init__(self, likeness: Likeness, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Differences of structure"))
        self.resize(880, 520)
        self.table = RowTree((_("Part"), _("Value"), _("This file"), _("Known")))
        self.table.show([TreeRow(0, _cells(one)) for one in likeness.differences])
        self.view = TreeView(self.table, _("Differences of structure"))
        self.view.setRootIsDecorated(False)
        self.view.setColumnWidth(0, PART_PX)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(text.wrapped(text.heading(structures.says(likeness))))
        layout.addWidget(text.wrapped(text.secondary(structures.sources(likeness))))
        layout.addWidget(self.view, 1)
        layout.addWidget(text.wrapped(text.caption(structures.caution())))
        layout.addWidget(buttons)


def _cells(one: PrintDifference) -> tuple[str, ...]:
    there = _("is there")
    sides = {
        DifferenceKind.VALUE: (one.here, one.known),
        DifferenceKind.ONLY_HERE: (there, None),
        DifferenceKind.ONLY_KNOWN: (None, there),
        DifferenceKind.ELSEWHERE: (_("elsewhere"), there),
    }[one.kind]
    here, known = ("–" if side is None else shown(side) for side in sides)
    return shown(one.path), shown(one.name or ""), here, known
