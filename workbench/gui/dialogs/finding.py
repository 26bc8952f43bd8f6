"""Finding: one sentence, what it means, and the exhibits it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import exhibit_words, match_words, text, theme
from workbench.gui.widgets.word_choice import WordChoice
from workbench.i18n import _
from workbench.records.claim import Assessment, Confidence, Question
from workbench.records.finding import Exhibit, ExhibitKind, Finding
from workbench.records.item import ItemId

if TYPE_CHECKING:
    from workbench.session import Session


class FindingDialog(QDialog):
    """Adds a finding, or edits one; `fields()` are what the session takes."""

    def __init__(
        self,
        session: Session,
        item: ItemId | None,
        finding: Finding | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(_("Edit the finding") if finding else _("Add a finding"))
        self.setMinimumSize(640, 480)
        self.words = QPlainTextEdit(finding.text if finding else "")
        self.words.setPlaceholderText(_("What is established, in one sentence"))
        self.words.setAccessibleName(_("Finding"))
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(80)
        self.question = WordChoice(Question, _("no question"), _("Question"))
        self.assessment = WordChoice(Assessment, _("not judged yet"), _("Judgement"))
        self.confidence = WordChoice(Confidence, _("no confidence stated"), _("Confidence"))
        self.exhibits = QListWidget()
        self.exhibits.setAccessibleName(_("Exhibits"))
        self.exhibits.setWordWrap(True)
        self.exhibits.setSpacing(2)
        self._pressed: tuple[QListWidgetItem, Qt.CheckState] | None = None
        self.exhibits.itemPressed.connect(self._on_pressed)
        self.exhibits.itemClicked.connect(self._on_clicked)
        self._offer(item, finding.exhibits if finding else ())
        if finding is not None:
            self.question.set_value(finding.question)
            self.assessment.set_value(finding.assessment)
            self.confidence.set_value(finding.confidence)
        self._lay_out()
        self.words.textChanged.connect(self._refresh)
        self._refresh()

    def _lay_out(self) -> None:
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(_("Keep the finding"))
        self._ok.setProperty("role", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        choices = QHBoxLayout()
        for choice in (self.question, self.assessment, self.confidence):
            choices.addWidget(choice, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.words)
        layout.addLayout(choices)
        layout.addWidget(text.heading(_("Exhibits it rests on")))
        layout.addWidget(self.exhibits, 1)
        layout.addWidget(self.buttons)

    def _offer(self, item: ItemId | None, chosen: tuple[Exhibit, ...]) -> None:
        """What can be chosen: all of the selected item, and what is chosen already."""
        offered: dict[Exhibit, str] = {}
        session = self._session
        if item is not None:
            name = match_words.item_name(session, item)
            offered[Exhibit(ExhibitKind.ITEM, item)] = _("the item “{name}”").format(name=name)
            for taken in session.frames(item):
                offered[Exhibit(ExhibitKind.FRAME, taken.id)] = exhibit_words.frame(session, taken)
            for found in session.matches(item):
                said = exhibit_words.match(session, found, item)
                offered[Exhibit(ExhibitKind.MATCH, found.id)] = said
            for made in session.annotations(item):
                said = exhibit_words.annotation(session, made)
                offered[Exhibit(ExhibitKind.ANNOTATION, made.id)] = said
        for exhibit in chosen:
            offered.setdefault(exhibit, exhibit_words.exhibit(session, exhibit))
        for exhibit, said in offered.items():
            row = QListWidgetItem(said, self.exhibits)
            row.setData(Qt.ItemDataRole.UserRole, exhibit)
            row.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled)
            checked = Qt.CheckState.Checked if exhibit in chosen else Qt.CheckState.Unchecked
            row.setCheckState(checked)
            row.setToolTip(text.tooltip(said))

    def _on_pressed(self, row: QListWidgetItem) -> None:
        self._pressed = row, row.checkState()

    def _on_clicked(self, row: QListWidgetItem) -> None:
        """A click on the words does what one on the box does, of which Qt tells no press."""
        pressed, self._pressed = self._pressed, None
        if pressed == (row, row.checkState()):
            checked = row.checkState() is Qt.CheckState.Checked
            row.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def _refresh(self) -> None:
        self._ok.setEnabled(bool(self.words.toPlainText().strip()))

    def fields(self) -> dict[str, Any]:
        """The finding as `Session.add_finding` and `edit_finding` take it."""
        rows = [self.exhibits.item(n) for n in range(self.exhibits.count())]
        return {
            "text": self.words.toPlainText().strip(),
            "question": self.question.value,
            "assessment": self.assessment.value,
            "confidence": self.confidence.value,
            "exhibits": tuple(
                row.data(Qt.ItemDataRole.UserRole)
                for row in rows
                if row.checkState() == Qt.CheckState.Checked
            ),
        }
