"""Citing: a citation is opened again in the viewer, and what became of it is said there."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.gui import background
from workbench.gui.notice import Notice
from workbench.i18n.citations import citation_sentence
from workbench.records.citation import Citation, OpenedCitation
from workbench.records.frame import Moment, MomentKind

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session


def reopen(
    owner: QObject, session: Session, selection: Selection, notice: Notice, citation: Citation
) -> None:
    """Go to the frame that the citation names, and say in `notice` whether it is identical."""
    item = session.item_cited(citation)
    if item is not None:
        moment = None
        if citation.pts is not None and item.medium.time_base == citation.time_base:
            moment = Moment(MomentKind.PTS, Fraction(citation.pts))
        selection.open(item.id, moment)

    def say(opened: OpenedCitation) -> None:
        said = citation_sentence(opened)
        if opened.identical:
            notice.show_text(said, "check", "secondary", passing=True)
        else:
            notice.show_text(said)

    background.run(owner, lambda: session.open_citation(citation.text()), say, notice.show_refusal)
