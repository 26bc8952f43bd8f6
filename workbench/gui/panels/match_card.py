"""Match card: one match with both its sides, in words, and the decision on it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import background, icons, match_words, text, theme, words
from workbench.gui.moment_pictures import Footage, MomentPictures
from workbench.gui.widgets.crop_sketch import CropSketch
from workbench.gui.widgets.thumbnail import Thumbnail
from workbench.gui.widgets.two_groups import TwoGroups
from workbench.gui.widgets.words_edit import WordsEdit
from workbench.i18n import _, matches
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import Digest, ItemId
from workbench.records.match import Basis, Decision, LibraryReference, Match, MatchDecision, Segment

if TYPE_CHECKING:
    from workbench.session import Session

SIDE_PX = (120, 68)
FOLDED_SEGMENTS = 3


class MatchCard(QFrame):
    """Shows both sides at the same instant, so that the eye can check."""

    moment_wanted = Signal(object)
    """Moment of the selected item."""
    other_wanted = Signal(object, object)
    """ItemId and Moment of the other side."""
    compare_wanted = Signal(object)
    """MatchId: show both sides in Compare."""
    plot_wanted = Signal(object)
    """MatchId: show which frames of both sides look alike."""
    decided = Signal(object, object, str)
    """MatchId, Decision, why."""

    def __init__(
        self, session: Session, match: Match, item: ItemId, pictures: MomentPictures
    ) -> None:
        super().__init__()
        self._session, self.match, self._item = session, match, item
        self._as_query = match.query == item
        self._pictures = pictures
        self._chosen = self._asked_poster = False
        self._seen = self._footage_there()
        self._decision, self._said = Decision.UNDECIDED, ""
        self.setObjectName("match")
        self.setProperty("role", "card")
        self._make_sides()
        self._make_decision()
        self._lay_out()
        pictures.ready.connect(self._show_pictures)
        theme.watcher().changed.connect(self._dress)
        self._show_pictures()
        self._dress()

    @property
    def _other(self) -> ItemId | None:
        """The item on the other side; None for an entry of a library."""
        if not self._as_query:
            return self.match.query
        reference = self.match.reference
        return None if isinstance(reference, LibraryReference) else reference

    def _footage_there(self) -> Footage:
        """What is shown on the other side: known footage as the item that it is, if it is one."""
        reference = self.match.reference
        if self._other is not None:
            return self._other
        assert isinstance(reference, LibraryReference)
        return self._session.item_of(Digest(reference.sha256)) or reference

    def _make_sides(self) -> None:
        self._here = Thumbnail(*SIDE_PX)
        unseen = "audio-lines" if self.match.alignment.basis is Basis.SOUND else "library"
        self._there = Thumbnail(*SIDE_PX, empty_icon=unseen)
        best = self.match.alignment.segments[0] if self.match.alignment.segments else None
        self._here_s, self._there_s = _middles(best, self._as_query) if best else (0.0, 0.0)
        self._here.clicked.connect(lambda: self.moment_wanted.emit(_moment(self._here_s)))
        self._here.setToolTip(_("Show this moment"))
        self._here.setCursor(Qt.CursorShape.PointingHandCursor)
        self._there.setCursor(Qt.CursorShape.PointingHandCursor)
        self._captions = [text.caption(said) for said in self._said_of_sides()]
        if self._other is not None:
            self._there.clicked.connect(self._open_other)
            self._there.setToolTip(_("Open the other item at this moment"))
        else:
            self._there.clicked.connect(lambda: self.compare_wanted.emit(self.match.id))
            self._there.setToolTip(_("Open in Compare, both at the moment that matches"))

    def _open_other(self) -> None:
        if self._other is not None:
            self.other_wanted.emit(self._other, _moment(self._there_s))

    def _make_decision(self) -> None:
        self.state = text.heading()
        self._state_icon = text.plain()
        self.why = WordsEdit(_("Reason for the decision"), lines=1)
        self.why.kept.connect(self._keep_reason)
        self.accept_button = QPushButton(_("Accept"))
        self.reject_button = QPushButton(_("Reject"))
        self.accept_button.clicked.connect(lambda: self._decide(Decision.ACCEPTED))
        self.reject_button.clicked.connect(lambda: self._decide(Decision.REJECTED))

        self.compare_button = QPushButton(_("Compare"))
        self.compare_button.setToolTip(_("Open in Compare, both at the moment that matches"))
        self.compare_button.clicked.connect(lambda: self.compare_wanted.emit(self.match.id))
        self.compare_button.setEnabled(bool(self.match.alignment.segments))
        self.plot_button = QPushButton(_("Plot"))
        self.plot_button.setToolTip(_("Which frames look alike, over both times"))
        self.plot_button.clicked.connect(lambda: self.plot_wanted.emit(self.match.id))
        self.plot_button.setEnabled(not self.match.alignment.still)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.GAP, theme.PANEL, theme.PANEL)
        layout.setSpacing(6)
        name = match_words.other_name(self._session, self.match, self._item)
        layout.addWidget(text.Elided(name, "heading"))
        origin = match_words.origin(self.match) if self._as_query else ""
        layout.addWidget(text.wrapped(text.caption(origin or _("another item of this case"))))
        sides = QGridLayout()
        sides.setHorizontalSpacing(theme.GAP)
        sides.setVerticalSpacing(2)
        for column, picture in enumerate((self._here, self._there)):
            sides.addWidget(picture, 0, column)
            sides.addWidget(self._captions[column], 1, column)
        sides.setColumnStretch(2, 1)
        layout.addLayout(sides)
        for line in self._segment_lines():
            layout.addWidget(line)
        layout.addLayout(self._decision_rows())

    def _said_of_sides(self) -> tuple[str, str]:
        """What the two pictures show."""
        kinds = match_words.stills(self._session, self.match)
        still_here, still_there = match_words.seen_from(self._item, self.match, kinds)
        here = _("this") if still_here else _("this at {at} s").format(at=f"{self._here_s:.1f}")
        there = _("that") if still_there else _("that at {at} s").format(at=f"{self._there_s:.1f}")
        return here, there

    def _segment_lines(self) -> list[QWidget]:
        lines: list[QWidget] = []
        alignment = self.match.alignment
        for segment in alignment.segments[:FOLDED_SEGMENTS]:
            said = match_words.equation(self._session, self.match, segment, self._item)
            lines.append(text.wrapped(text.plain(said)))
            manner = matches.manner(segment, self._as_query)
            if manner:
                lines.append(self._manner_line(segment, ", ".join(manner)))
            heard = matches.heard(segment, self._as_query)
            if heard:
                lines.append(text.wrapped(text.secondary(". ".join(heard) + ".")))
            lines.append(text.wrapped(text.caption(matches.measured(segment))))
        more = alignment.segments[FOLDED_SEGMENTS:]
        if more:
            said = _("and {n} more stretches: see the timeline").format(n=len(more))
            lines.append(text.caption(said))
        return lines

    def _manner_line(self, segment: Segment, said: str) -> QWidget:
        """How the pictures differ, in words and as a drawing."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GAP)
        if segment.basis is not Basis.SOUND:
            aspect = self._session.reference_aspect(self.match, segment)
            how = (segment.crop, segment.mirrored, segment.rotated_deg)
            row.addWidget(CropSketch(*how, said, aspect))
        row.addWidget(text.wrapped(text.secondary(said)), 1)
        return line

    def _decision_rows(self) -> QVBoxLayout:
        rows = QVBoxLayout()
        rows.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._state_icon)
        head.addWidget(self.state, 1)
        rows.addLayout(head)
        rows.addWidget(self.why)
        deciding = (self.accept_button, self.reject_button)
        self.buttons = TwoGroups(deciding, (self.plot_button, self.compare_button))
        rows.addWidget(self.buttons)
        return rows

    def _decide(self, decision: Decision) -> None:
        """Pressed once more, a decision is taken back."""
        if decision is self._decision:
            decision = Decision.UNDECIDED
        self.decided.emit(self.match.id, decision, self.why.toPlainText().strip())

    def _keep_reason(self, why: str) -> None:
        """A reason may be given, or mended, after the decision."""
        if self._decision is not Decision.UNDECIDED and why != self._said:
            self._said = why
            self.decided.emit(self.match.id, self._decision, why)

    def show_decision(self, made: MatchDecision) -> None:
        self._decision, self._said = made.decision, made.why
        word = words.word(made.decision)
        self.state.setText(word.text)
        self._state_icon.setPixmap(
            icons.pixmap(word.icon, 16, "secondary", self.devicePixelRatioF())
        )
        self.why.set_words(made.why)
        accepted = made.decision is Decision.ACCEPTED
        rejected = made.decision is Decision.REJECTED
        self.accept_button.setText(_("Take back") if accepted else _("Accept"))
        self.reject_button.setText(_("Take back") if rejected else _("Reject"))

    def _show_pictures(self, wanted: object = None) -> None:
        self._here.set_image(self._pictures.picture(self._item, _moment(self._here_s)))
        seen, moment = self._seen, _moment(self._there_s)
        picture = self._pictures.picture(seen, moment)
        if picture is not None:
            self._there.set_image(picture)
        elif self._other is None and self._pictures.lacks(seen, moment):
            self._show_poster()

    def _show_poster(self) -> None:
        """The file of the entry is not at hand: the one picture that its library may keep."""
        if self._asked_poster:
            return
        self._asked_poster = True
        reference = self.match.reference
        if isinstance(reference, LibraryReference) and reference.by_hashes:
            self._captions[1].setText(_("fingerprints only"))
            self._there.setToolTip(_("There is no footage of this entry to look at"))
            return
        self._captions[1].setText(_("in the library"))
        self._there.setToolTip(_("One picture of this entry, not the moment that matches"))
        background.run(
            self,
            lambda: self._session.reference_poster(self.match),
            self._there.set_pixels,
            lambda _failure: None,
        )

    def set_chosen(self, chosen: bool) -> None:
        self._chosen = chosen
        self._dress()

    def _dress(self) -> None:
        colors = theme.colors()
        edge = colors.accent if self._chosen else colors.line
        heard = self.match.alignment.basis is Basis.SOUND
        mark = colors.sound if heard else colors.known
        self.setStyleSheet(
            f"#match {{ border: 1px solid {edge.name()}; border-radius: 6px;"
            f" border-left: 3px solid {mark.name()}; background: {colors.panel.name()}; }}"
        )


def _middles(segment: Segment, as_query: bool) -> tuple[float, float]:
    """The same instant on both sides: the middle of the segment."""
    query = (segment.query_start_s + segment.query_end_s) / 2
    reference = (segment.reference_start_s + segment.reference_end_s) / 2
    return (query, reference) if as_query else (reference, query)


def _moment(at_s: float) -> Moment:
    return Moment(MomentKind.SECONDS, Fraction(max(at_s, 0.0)).limit_denominator(1_000_000))
