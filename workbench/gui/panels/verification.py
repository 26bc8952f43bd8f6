"""Verification: claims about the selected item, the five questions, and the findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import icons, theme
from workbench.gui.dialogs.finding import FindingDialog
from workbench.gui.empty import Empty
from workbench.gui.intake import leave_drops
from workbench.gui.notice import Notice
from workbench.gui.panels.claim_form import ClaimForm
from workbench.gui.panels.findings import FindingsList
from workbench.gui.widgets.elided_choice import ElidedChoice
from workbench.i18n import _
from workbench.i18n.safe import shown as safe
from workbench.records.changes import Changes, Kind
from workbench.records.claim import Claim, ClaimId
from workbench.records.errors import Refusal
from workbench.records.finding import Finding
from workbench.records.item import ItemId

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

_KINDS = frozenset({Kind.CLAIM, Kind.FINDING, Kind.MATCH_DECISION})


class VerificationPanel(QWidget):
    """One claim at a time; those about the selected item stand first, the findings that are about
    no claim last."""

    counted = Signal(str)

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._claims: list[Claim] = []
        self._loose: list[Finding] = []
        """Findings without a claim: theirs was removed, or they never had one."""
        self._current: ClaimId | None = None
        self._shows_loose = False
        self.notice = Notice()
        self._lay_out()
        self._selection.item_changed.connect(self._on_item)
        bridge.changed.connect(self._on_changed)
        self._show_item(selection.item)

    def count(self) -> str:
        about = sum(self._selection.item in claim.items for claim in self._claims)
        return str(about) if about else ""

    def showEvent(self, event: QShowEvent) -> None:
        self._make_page()
        super().showEvent(event)

    def _make_page(self) -> None:
        """The claim with its questions and findings: the largest form of all, made when it is
        first seen."""
        if self._is_made:
            return
        # No widget before its place: without a parent, whatever thread looks for garbage frees it.
        self.choice = ElidedChoice()
        self.choice.setAccessibleName(_("Claim"))
        self.choice.activated.connect(self._on_choice)
        self.form = ClaimForm()
        self.findings = FindingsList(self._session)
        self._connect()
        self.stack.addWidget(self._page())
        leave_drops(self)
        self._show_item(self._selection.item)

    def _page(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("role", "panel")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body = QVBoxLayout(inner)
        body.setContentsMargins(theme.PANEL, 4, theme.PANEL, theme.PANEL)
        body.setSpacing(theme.PANEL)
        body.addWidget(self.form)
        body.addWidget(self.findings)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inner)
        head = QHBoxLayout()
        head.setContentsMargins(theme.PANEL, 6, theme.GAP, 6)
        head.setSpacing(4)
        head.addWidget(self.choice, 1)
        head.addWidget(self._button("plus", _("Add a claim"), self.add_claim))
        self.remove = self._button("trash-2", _("Remove this claim"), self.remove_claim)
        head.addWidget(self.remove)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(scroll, 1)
        return page

    def _lay_out(self) -> None:
        self._none = Empty(
            "scale",
            _("There is no claim yet. Write down what somebody says about this item."),
            _("Add a claim"),
            self.add_claim,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._none)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.notice)
        whole.addWidget(self.stack)

    def _button(self, icon: str, words: str, handler: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icons.icon(icon))
        button.setFixedSize(theme.CONTROL, theme.CONTROL)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda _checked=False: handler())
        return button

    def _connect(self) -> None:
        self.form.edited.connect(lambda changes: self._do(self._edit, changes))
        self.form.answered.connect(lambda answer: self._do(self._answer, answer))
        self.findings.add_wanted.connect(lambda: self._ask_finding(None))
        self.findings.edit_wanted.connect(self._ask_finding)
        self.findings.remove_wanted.connect(
            lambda finding: self._do(self._session.remove_finding, finding)
        )

    def _on_changed(self, changes: Changes) -> None:
        if _KINDS & changes.kinds:
            self._show_item(self._selection.item)

    def _on_item(self, item: ItemId | None) -> None:
        self._shows_loose = False
        self._show_item(item)

    def _show_item(self, item: ItemId | None) -> None:
        claims = self._session.claims()
        self._loose = [f for f in self._session.findings() if f.claim is None]
        self._shows_loose = bool(self._loose) and (self._shows_loose or not claims)
        self._claims = sorted(claims, key=lambda c: item not in c.items)
        ids = [claim.id for claim in self._claims]
        if self._current not in ids or not any(
            c.id == self._current and item in c.items for c in self._claims
        ):
            kept = self._current if self._current in ids else None
            about = next((c.id for c in self._claims if item in c.items), None)
            self._current = about or kept or (ids[0] if ids else None)
        if self._is_made:
            self._show_claims(item)
        self.counted.emit(self.count())

    @property
    def _is_made(self) -> bool:
        return self.stack.count() > 1

    def _show_claims(self, item: ItemId | None) -> None:
        self.choice.clear()
        for claim in self._claims:
            self.choice.addItem(_claim_text(claim, item))
        if self._loose:
            self.choice.addItem(_("Findings without a claim"))
        ids = [claim.id for claim in self._claims]
        if self._shows_loose:
            self.choice.setCurrentIndex(len(ids))
        elif self._current is not None:
            self.choice.setCurrentIndex(ids.index(self._current))
        self.stack.setCurrentIndex(1 if self._claims or self._loose else 0)
        self._show_claim()

    @property
    def current(self) -> Claim | None:
        """The claim that is shown; None where the findings without one are."""
        if self._shows_loose:
            return None
        return next((c for c in self._claims if c.id == self._current), None)

    def _on_choice(self, row: int) -> None:
        self._shows_loose = row == len(self._claims)
        if not self._shows_loose:
            self._current = self._claims[row].id
        self._show_claim()

    def _show_claim(self) -> None:
        claim = self.current
        self.form.setVisible(claim is not None)
        self.remove.setEnabled(claim is not None)
        if claim is not None:
            self.form.show_claim(claim, self._selection.item)
            self.findings.show_findings(self._session.findings(claim.id))
        else:
            self.findings.show_findings(self._loose)

    def add_claim(self) -> None:
        """A new claim about the selected item, to be worded at once."""
        item = self._selection.item
        items = () if item is None else (item,)
        self._make_page()
        made = self._do(self._session.add_claim, _("New claim"), items=items)
        if made is not None:
            self._current, self._shows_loose = made, False
            self._show_item(item)
            self.form.begin()

    def remove_claim(self) -> None:
        if (claim := self.current) is not None:
            self._do(self._session.remove_claim, claim.id)

    def _edit(self, changes: dict[str, object]) -> None:
        if self._current is not None:
            self._session.edit_claim(self._current, **changes)  # type: ignore[arg-type]

    def _answer(self, answer: object) -> None:
        if self._current is not None:
            self._session.answer(self._current, answer)  # type: ignore[arg-type]

    def _ask_finding(self, finding: Finding | None) -> None:
        dialog = FindingDialog(self._session, self._selection.item, finding, self)
        kept = dialog.exec()
        dialog.deleteLater()
        if not kept:
            return
        if finding is None:
            claim = self.current.id if self.current is not None else None
            self._do(self._session.add_finding, claim=claim, **dialog.fields())
        else:
            self._do(self._session.edit_finding, finding.id, **dialog.fields())

    def _do(self, act: Callable[..., object], *what: object, **fields: object) -> ClaimId | None:
        """The act's answer; None, and a notice, where it was refused."""
        try:
            return act(*what, **fields)  # type: ignore[return-value]
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return None


def _claim_text(claim: Claim, item: ItemId | None) -> str:
    said = safe(claim.text.replace("\n", " "))
    return said if item in claim.items else _("{claim} (about other items)").format(claim=said)
