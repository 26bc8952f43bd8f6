"""Findings: what was established for a claim, and the exhibits that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from workbench.gui import exhibit_words, icons, text, theme, words
from workbench.i18n import _
from workbench.records.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.session import Session


class FindingsList(QWidget):
    """A card for each finding; asks others to add, edit and remove."""

    add_wanted = Signal()
    edit_wanted = Signal(object)
    """Finding."""
    remove_wanted = Signal(int)
    """FindingId."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._cards: list[QWidget] = []
        self._none = text.wrapped(
            text.secondary(_("None yet: a finding is one sentence and the exhibits it rests on."))
        )
        add = QPushButton(_("Add a finding…"))
        add.clicked.connect(lambda _checked=False: self.add_wanted.emit())
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GAP)
        self._layout.addWidget(text.heading(_("Findings")))
        self._layout.addWidget(self._none)
        self._layout.addWidget(add)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        for card in self._cards:
            card.hide()
            card.deleteLater()
        self._cards = [self._card(finding) for finding in findings]
        for number, card in enumerate(self._cards):
            self._layout.insertWidget(2 + number, card)
        self._none.setVisible(not self._cards)

    def _card(self, finding: Finding) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(theme.PANEL, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(text.Elided(_judged(finding), "caption"), 1)
        edit = _button("pencil", _("Edit this finding"))
        edit.clicked.connect(lambda _checked=False: self.edit_wanted.emit(finding))
        remove = _button("trash-2", _("Remove this finding"))
        remove.clicked.connect(lambda _checked=False: self.remove_wanted.emit(finding.id))
        head.addWidget(edit)
        head.addWidget(remove)
        layout.addLayout(head)
        layout.addWidget(text.wrapped(text.plain(finding.text)))
        for exhibit in finding.exhibits:
            said = exhibit_words.exhibit(self._session, exhibit)
            layout.addWidget(text.wrapped(text.secondary(f"→ {said}")))
        return card


def _button(icon: str, said: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(icons.icon(icon, "secondary"))
    button.setToolTip(said)
    button.setAccessibleName(said)
    return button


def _judged(finding: Finding) -> str:
    parts = [finding.question, finding.assessment, finding.confidence]
    said = [words.word(part).text for part in parts if part is not None]
    return " · ".join(said) or _("not judged yet")
