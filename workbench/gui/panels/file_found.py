"""File found: where an item was found, who put it there and when, each with who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from workbench.gui import buttons, text, theme
from workbench.i18n import _, notices
from workbench.i18n.safe import shown
from workbench.provenance.source import FIELDS, said_source
from workbench.provenance.testimony import Testimony


class FoundLine(QWidget):
    """What stands of the source, in a few lines, and a button to change what the analyst says."""

    def __init__(self, testimony: Testimony, edit: Callable[[], object]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.PANEL)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(text.secondary(_("Found")), 0, 0, top)
        self.edit = buttons.tool("pencil", _("Say where it was found…"), edit)
        grid.addWidget(self.edit, 0, 2, top)
        lines = list(_lines(testimony))
        if not lines:
            grid.addWidget(text.secondary(_("nobody has said where")), 0, 1)
        for number, (said, basis) in enumerate(lines):
            label = text.wrapped(text.heading(text.breakable(said)))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, 2 * number, 1)
            grid.addWidget(text.wrapped(text.caption(basis)), 2 * number + 1, 1)


def _lines(testimony: Testimony) -> Iterator[tuple[str, str]]:
    """Of each field what stands, and what it is and who says it."""
    said = said_source(testimony.facts.source, testimony.facts.sidecars)
    for field in FIELDS:
        for one in said.words(field)[:1]:
            yield shown(one.value), f"{notices.source_word(field)}, {notices.who_word(one.sidecar)}"
