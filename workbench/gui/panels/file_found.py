"""File found: where an item was found, who put it there and when, each with who says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from workbench.gui import buttons, icons, text, theme
from workbench.i18n import _, notices, summary
from workbench.i18n.safe import shown
from workbench.provenance.source import FIELDS, said_source
from workbench.provenance.testimony import Testimony
from workbench.records.summary import Topic


class FoundLine(QWidget):
    """What stands of the source, in a few lines, and a button to change what the analyst says."""

    def __init__(self, testimony: Testimony, edit: Callable[[], object]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.PANEL)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        lines = list(_lines(testimony))
        self.edit = buttons.tool("pencil", _("Say where it was found…"), edit)
        beside = Qt.AlignmentFlag.AlignTop if lines else Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(text.secondary(_("Found")), 0, 0, beside)
        grid.addWidget(self.edit, 0, 2, 2 if lines else 1, 1, beside)
        # As wide as the names of the answers above it.
        names = (text.secondary(summary.topic_word(topic)).sizeHint().width() for topic in Topic)
        grid.setColumnMinimumWidth(0, max(names))
        if not lines:
            grid.addWidget(text.secondary(_("nobody has said where")), 0, 1)
        for number, (said, basis) in enumerate(lines):
            label = text.wrapped(text.heading(text.breakable(said)))
            # What is drawn has breaks of no width in it: the words themselves are copied.
            copy = QAction(icons.icon("copy", "secondary"), _("Copy"), label)
            copy.triggered.connect(lambda _on=False, one=said: _copy(one))
            label.addAction(copy)
            label.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
            grid.addWidget(label, 2 * number, 1)
            grid.addWidget(text.wrapped(text.caption(basis)), 2 * number + 1, 1)


def _copy(said: str) -> None:
    QGuiApplication.clipboard().setText(said)


def _lines(testimony: Testimony) -> Iterator[tuple[str, str]]:
    """Of each field what stands, and what it is and who says it."""
    said = said_source(testimony.facts.source, testimony.facts.sidecars)
    for field in FIELDS:
        for one in said.words(field)[:1]:
            yield shown(one.value), f"{notices.source_word(field)}, {notices.who_word(one.sidecar)}"
