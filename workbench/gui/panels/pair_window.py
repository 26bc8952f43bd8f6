"""Pair window: the frames of both sides of a match that look alike, over both times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from workbench.gui import background, buttons, match_words, text, theme
from workbench.gui.layout import fit_screen
from workbench.gui.notice import Notice
from workbench.gui.selection import Comparison
from workbench.gui.widgets.pair_plot import PairPlot, Points, Stretch
from workbench.i18n import _, ngettext
from workbench.i18n.numbers import count_text
from workbench.matching.frame_pairs import FARTHEST_BITS, FramePairs
from workbench.records.item import ItemId
from workbench.records.match import Basis, Match

if TYPE_CHECKING:
    from workbench.session import Session

SIZE = QSize(900, 720)


class PairWindow(QDialog):
    """One match. A click opens both frames in Compare."""

    compare_wanted = Signal(object)
    """Comparison."""

    def __init__(self, session: Session, match: Match, item: ItemId, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._match, self._item = session, match, item
        self._as_query = match.query == item
        here = match_words.item_name(session, item)
        there = match_words.other_name(session, match, item)
        self.setWindowTitle(_("Plot: {here} and {there}").format(here=here, there=there))
        self.plot = PairPlot(here, there)
        self.plot.chosen.connect(self._compare)
        self.plot.pointed.connect(self._point)
        self.notice = Notice()
        self._meaning = text.wrapped(text.secondary(_("Comparing all frames with all…")))
        self._under = text.mono()
        self._lay_out()
        fit_screen(self, SIZE)
        background.run(
            self,
            lambda: session.frame_pairs(match),
            self._show_pairs,
            self.notice.show_refusal,
        )

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._under, 1)
        foot.addWidget(buttons.push(_("Whole"), self.plot.show_whole, "maximize"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._meaning)
        layout.addWidget(self.notice)
        layout.addWidget(self.plot, 1)
        layout.addLayout(foot)
        self.setSizeGripEnabled(True)

    def _show_pairs(self, pairs: FramePairs | None) -> None:
        if pairs is None:
            self._meaning.setText(
                _(
                    "The library of this match is not at hand, so its frames cannot be compared. "
                    "Put it beside the case, or open it in the Library workspace."
                )
            )
            return
        query_first = self._as_query
        here_s, there_s = pairs.query_s, pairs.reference_s
        spans = pairs.query_span_s, pairs.reference_span_s
        if not query_first:
            here_s, there_s, spans = there_s, here_s, spans[::-1]
        self.plot.show_points(Points(here_s, there_s, pairs.distance, *spans), self._stretches())
        self.plot.setFocus()
        self._meaning.setText(self._said(len(pairs)))

    def _said(self, count: int) -> str:
        if not count:
            return _(
                "No two whole frames are within {n} bits: this match was found by parts of the "
                "picture or by sound. The lines are what it says."
            ).format(n=FARTHEST_BITS)
        pairs = ngettext("{n} pair of frames", "{n} pairs of frames", count)
        return _(
            "{pairs} within {bits} of 256 bits, the brighter the nearer. Points on one slanting "
            "line are the same footage; the lines are what the match says, dashed where it is "
            "mirrored. Click a point to see both frames; the wheel zooms, dragging moves."
        ).format(pairs=pairs.format(n=count_text(count)), bits=FARTHEST_BITS)

    def _stretches(self) -> list[Stretch]:
        by_sound = self._match.alignment.basis is Basis.SOUND
        made = []
        for one in self._match.alignment.segments:
            query = one.query_start_s, one.query_end_s
            reference = one.reference_start_s, one.reference_end_s
            here, there = (query, reference) if self._as_query else (reference, query)
            made.append(Stretch(here, there, one.mirrored, by_sound))
        return made

    def _point(self, at: tuple[float, float, int | None] | None) -> None:
        if at is None:
            self._under.setText("")
            return
        here_s, there_s, distance = at
        said = _("{here} s here, {there} s there").format(
            here=f"{here_s:.2f}", there=f"{there_s:.2f}"
        )
        if distance is not None:
            said += " · " + _("distance {n} of 256 bits").format(n=distance)
        self._under.setText(said)

    def _compare(self, here_s: float, there_s: float) -> None:
        at_s = max(here_s, 0.0), max(there_s, 0.0)
        self.compare_wanted.emit(Comparison(match=self._match.id, at_s=at_s))
