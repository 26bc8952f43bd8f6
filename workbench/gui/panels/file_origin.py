"""File origin: what the marks of programs and platforms say, and which known files are built alike.

It is the last part of the summary of a file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from workbench.gui import buttons, text, theme
from workbench.gui.widgets.notice_row import NoticeRow
from workbench.i18n import _, ngettext, notices, structures, summary
from workbench.i18n.safe import shown

if TYPE_CHECKING:
    from workbench.provenance.testimony import Testimony
    from workbench.records.known_structure import Likeness
    from workbench.records.provenance import Indicator

MOST_DIFFERENCES = 3
"""Told in the row; a click shows them all."""


class FileOrigin(QWidget):
    """Marks of origin, then likenesses of structure, each with what it rests on."""

    part_wanted = Signal(str, int)
    tag_wanted = Signal(str)
    differences_wanted = Signal(object)
    """Of a `Likeness`."""
    remember_wanted = Signal()
    known_wanted = Signal()

    def __init__(self, testimony: Testimony) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(text.heading(_("Marks of origin")))
        if not testimony.marks:
            none = _("No known program or platform left its mark. That is normal.")
            column.addWidget(text.wrapped(text.secondary(none)))
        for mark in testimony.marks:
            column.addWidget(self._mark(mark, testimony))
        if testimony.marks:
            column.addWidget(text.wrapped(text.caption(notices.origin_caution())))
        if testimony.print is not None:
            self._add_structure(column, testimony)

    def _add_structure(self, column: QVBoxLayout, testimony: Testimony) -> None:
        column.addSpacing(4)
        column.addWidget(text.heading(_("Files that are built alike")))
        for one in testimony.likenesses:
            column.addWidget(self._likeness(one))
        if not testimony.likenesses:
            column.addWidget(text.wrapped(text.secondary(structures.unknown())))
        column.addWidget(text.wrapped(text.caption(structures.caution())))
        self.remember = buttons.push(
            _("Remember as known…"), self.remember_wanted.emit, "bookmark-plus"
        )
        self.known = buttons.push(_("Known structures…"), self.known_wanted.emit, "library")
        # One below the other: side by side they are wider than the panel in most languages.
        for button in (self.remember, self.known):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _mark(self, mark: Indicator, testimony: Testimony) -> NoticeRow:
        said = _("{platform}: {strength}").format(
            platform=shown(mark.platform), strength=notices.strength_word(mark.strength)
        )
        place = summary.place_word(mark.found_in)
        found = _("{place}: “{found}”").format(place=place, found=shown(mark.found))
        row = NoticeRow("fingerprint", said, f"{notices.means(mark)}\n{found}")
        if mark.found_in in testimony.facts.tags:
            row.open_with(_("Show this tag"), lambda: self.tag_wanted.emit(mark.found_in))
        elif mark.found_in != "name":
            row.open_with(_("Show this part"), lambda: self.part_wanted.emit(mark.found_in, -1))
        return row

    def _likeness(self, one: Likeness) -> NoticeRow:
        lines = [structures.differs(d) for d in one.differences[:MOST_DIFFERENCES]]
        left = len(one.differences) - len(lines)
        if left > 0:
            lines.append(ngettext("and {n} more difference", "and {n} more differences", left)
                         .format(n=left))  # fmt: skip
        lines.append(structures.sources(one))
        icon = "copy-check" if one.exact else "equal-not"
        row = NoticeRow(icon, structures.says(one), "\n".join(map(text.breakable, lines)))
        if left > 0:
            row.open_with(_("Show all differences"), self._wanting(one))
        return row

    def _wanting(self, one: Likeness) -> Callable[[], None]:
        return lambda: self.differences_wanted.emit(one)
