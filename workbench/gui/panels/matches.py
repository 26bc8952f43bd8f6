"""Matches: which seconds of the selected item equal which seconds of other footage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import background, text, theme, words
from workbench.gui.empty import Empty
from workbench.gui.moment_pictures import MomentPictures
from workbench.gui.notice import Notice
from workbench.gui.panels.match_card import MatchCard
from workbench.gui.panels.pair_window import PairWindow
from workbench.gui.selection import Comparison
from workbench.i18n import _, matches
from workbench.records.changes import Changes, Kind
from workbench.records.errors import Refusal
from workbench.records.item import ItemId
from workbench.records.match import Decision, Match, MatchId, Search

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class MatchesPanel(QWidget):
    """A card for each match, and below them every search, also those that found nothing."""

    counted = Signal(str)

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        pictures: MomentPictures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection, self._pictures = session, selection, pictures
        self._cards: dict[MatchId, MatchCard] = {}
        self._item: ItemId | None = None
        self.notice = Notice()
        self.find_button = QPushButton(_("Search case and libraries"))
        self.find_button.clicked.connect(self.find_matches)
        self._searches = text.wrapped(text.secondary())
        self._lay_out()
        selection.item_changed.connect(self._show_item)
        selection.match_changed.connect(self._show_chosen)
        bridge.changed.connect(self._on_changed)
        self._show_item(selection.item)

    def count(self) -> str:
        return str(len(self._cards)) if self._cards else ""

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("role", "panel")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.PANEL)
        self._list.setSpacing(theme.GAP)
        self._list.addWidget(text.heading(_("Searches")))
        self._list.addWidget(self._searches)
        self._list.addWidget(self.find_button)
        self._list.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll = scroll
        self._none = Empty(
            "git-compare",
            _("This item was not compared with anything yet."),
            _("Search case and libraries"),
            self.find_matches,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(scroll)
        self.stack.addWidget(self._none)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.notice)
        whole.addWidget(self.stack)

    def _on_changed(self, changes: Changes) -> None:
        if {Kind.MATCH, Kind.SEARCH} & changes.kinds:
            self._show_item(self._selection.item)
        elif Kind.MATCH_DECISION in changes.kinds:
            for key, card in self._cards.items():
                card.show_decision(self._session.decision(key))

    def _show_item(self, item: ItemId | None) -> None:
        for card in self._cards.values():
            card.hide()
            card.deleteLater()
        self._cards.clear()
        self._item = item
        found = [] if item is None else self._session.matches(item)
        searches = [] if item is None else self._session.searches(item)
        for match in found:
            self._add_card(match)
        self._searches.setText("\n\n".join(_search_text(s) for s in reversed(searches)))
        self.stack.setCurrentIndex(0 if found or searches else 1)
        self._show_chosen(self._selection.match)
        self.counted.emit(self.count())

    def _add_card(self, match: Match) -> None:
        assert self._item is not None
        card = MatchCard(self._session, match, self._item, self._pictures)
        card.show_decision(self._session.decision(match.id))
        card.moment_wanted.connect(self._selection.go_to)
        card.other_wanted.connect(self._selection.open)
        card.decided.connect(self._decide)
        card.plot_wanted.connect(self._show_plot)
        card.compare_wanted.connect(lambda match: self._selection.compare(Comparison(match=match)))
        self._list.insertWidget(len(self._cards), card)
        self._cards[match.id] = card

    def _show_chosen(self, chosen: MatchId | None) -> None:
        for key, card in self._cards.items():
            card.set_chosen(key == chosen)
        if chosen in self._cards:
            self._scroll.ensureWidgetVisible(self._cards[chosen])

    def _show_plot(self, match: MatchId) -> None:
        card = self._cards.get(match)
        if card is not None and self._item is not None:
            window = PairWindow(self._session, card.match, self._item, self)
            window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            window.compare_wanted.connect(self._selection.compare)
            window.show()

    def _decide(self, match: MatchId, decision: Decision, why: str) -> None:
        try:
            self._session.decide(match, decision, why)
        except Refusal as refused:
            self.notice.show_refusal(refused)

    def find_matches(self) -> None:
        """Compare the selected item with all others of the case and the libraries at hand."""
        item = self._selection.item
        if item is None:
            return
        # A disabled button hands the keys to the next field, and they would be written into it.
        self.find_button.clearFocus()
        self.find_button.setEnabled(False)
        background.run(
            self,
            lambda: self._session.find_matches((item,), self._session.libraries()),
            lambda _searches: self.find_button.setEnabled(True),
            self._on_failed,
        )

    def _on_failed(self, error: background.Failure) -> None:
        self.find_button.setEnabled(True)
        self.notice.show_refusal(error)


def _search_text(search: Search) -> str:
    lines = [f"{words.time_text(search.at)}. {matches.searched(search)}."]
    return "\n".join([*lines, *(matches.unclear(one) for one in search.unclear)])
