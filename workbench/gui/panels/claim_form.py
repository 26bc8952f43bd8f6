"""Claim form: one claim, what is made of it, and the answers to the five questions."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from workbench.gui import text, words
from workbench.gui.widgets.sections import FoldHead
from workbench.gui.widgets.word_choice import WordChoice
from workbench.gui.widgets.words_edit import WordsEdit
from workbench.i18n import _, notices
from workbench.provenance import claimed
from workbench.records.claim import Answer, Assessment, Claim, Confidence, Falsehood, Question
from workbench.records.item import ItemId


class ClaimForm(QWidget):
    """Knows no session: it says what was edited."""

    edited = Signal(object)
    """dict of the fields of the claim that changed."""
    answered = Signal(object)
    """Answer."""

    def __init__(self) -> None:
        super().__init__()
        self._claim: Claim | None = None
        self._item: ItemId | None = None
        self.words = WordsEdit(_("What is said, as it is said"), lines=2)
        self.understood = text.wrapped(text.caption())
        self.claimant = QLineEdit()
        self.claimant.setPlaceholderText(_("Who says so"))
        self.claimant.setAccessibleName(_("Who says so"))
        self.about = QCheckBox(_("It is about this item"))
        self.assessment = WordChoice(Assessment, _("not judged yet"), _("Judgement on the claim"))
        self.confidence = WordChoice(Confidence, _("no confidence stated"), _("Confidence"))
        self.falsehood = WordChoice(Falsehood, _("how it is false"), _("How the claim is false"))
        self.answers = {q: AnswerForm(q) for q in Question}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.words)
        layout.addWidget(self.understood)
        layout.addWidget(self.claimant)
        layout.addWidget(self.about)
        layout.addSpacing(6)
        layout.addWidget(text.heading(_("Judgement")))
        for choice in (self.assessment, self.falsehood, self.confidence):
            layout.addWidget(choice)
        layout.addSpacing(6)
        layout.addWidget(text.heading(_("Five questions")))
        for form in self.answers.values():
            layout.addWidget(form)

    def _connect(self) -> None:
        self.words.kept.connect(self._on_words)
        self.claimant.editingFinished.connect(self._on_claimant)
        self.about.clicked.connect(self._on_about)
        self.assessment.value_chosen.connect(self._on_assessment)
        self.confidence.value_chosen.connect(lambda v: self.edited.emit({"confidence": v}))
        self.falsehood.value_chosen.connect(lambda v: self.edited.emit({"falsehood": v}))
        for form in self.answers.values():
            form.answered.connect(self.answered)

    def show_claim(self, claim: Claim, item: ItemId | None) -> None:
        """Show a claim; what somebody is writing just now is left alone."""
        self._claim, self._item = claim, item
        self.words.set_words(claim.text)
        place, time = claimed.place_in(claim.text), claimed.time_in(claim.text)
        self.understood.setText("\n".join(notices.read_words(place, time)))
        self.understood.setVisible(bool(self.understood.text()))
        if not self.claimant.hasFocus():
            self.claimant.setText(claim.claimant or "")
        self.about.setChecked(item in claim.items)
        self.assessment.set_value(claim.assessment)
        self.confidence.set_value(claim.confidence)
        self.falsehood.set_value(claim.falsehood)
        self.falsehood.setVisible(claim.assessment is Assessment.CONTRADICTED)
        given = {a.question: a for a in claim.answers}
        for question, form in self.answers.items():
            form.show_answer(given.get(question))

    def begin(self) -> None:
        """Write the words of a claim that has none of its own yet."""
        self.words.setFocus()
        self.words.selectAll()

    def _on_words(self, words: str) -> None:
        if words:
            self.edited.emit({"text": words})

    def _on_claimant(self) -> None:
        named = self.claimant.text().strip() or None
        if self._claim is not None and named != self._claim.claimant:
            self.edited.emit({"claimant": named})

    def _on_about(self, about: bool) -> None:
        if self._claim is None or self._item is None:
            return
        items = [i for i in self._claim.items if i != self._item]
        self.edited.emit({"items": (*items, self._item) if about else tuple(items)})

    def _on_assessment(self, value: Assessment | None) -> None:
        changes: dict[str, object] = {"assessment": value}
        if value is not Assessment.CONTRADICTED:
            # How it is false can be said only of a claim that is contradicted.
            changes["falsehood"] = None
        self.edited.emit(changes)


class AnswerForm(QWidget):
    """One question: its answer in words, and what that means. Unknown is an answer.

    Folded it is one line and the words; a click on the line opens it.
    """

    answered = Signal(object)

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question
        self._answer: Answer | None = None
        said = words.word(question)
        self.head = FoldHead(said.icon, said.text)
        self.head.setToolTip(words.question_sentence(question))
        self.told = text.wrapped(text.secondary())
        self.understood = text.wrapped(text.caption())
        self.words = WordsEdit(words.question_sentence(question), lines=2)
        self.words.setToolTip(text.tooltip(_read_in(question)))
        self.assessment = WordChoice(
            Assessment, _("unknown"), _("{question}: judgement").format(question=said.text)
        )
        self.confidence = WordChoice(
            Confidence,
            _("no confidence stated"),
            _("{question}: confidence").format(question=said.text),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(4)
        layout.addWidget(self.head)
        for part in (self.told, self.words, self.understood, self.assessment, self.confidence):
            layout.addWidget(part)
        self.words.kept.connect(lambda _words: self._give())
        self.assessment.value_chosen.connect(lambda _value: self._give())
        self.confidence.value_chosen.connect(lambda _value: self._give())
        self.head.toggled.connect(self._fold)
        self._fold(False)

    def show_answer(self, answer: Answer | None) -> None:
        self._answer = answer
        self.words.set_words(answer.text if answer else "")
        self.assessment.set_value(answer.assessment if answer else None)
        self.confidence.set_value(answer.confidence if answer else None)
        self.told.setText(answer.text if answer else "")
        self.understood.setText(_understood(answer))
        self.head.set_count(_state(answer))
        self._fold(self.head.isChecked())

    def _fold(self, opened: bool) -> None:
        for part in (self.words, self.assessment, self.confidence):
            part.setVisible(opened)
        self.told.setVisible(not opened and bool(self.told.text()))
        self.understood.setVisible(bool(self.understood.text()))

    def _give(self) -> None:
        given = Answer(
            self._question,
            self.words.toPlainText().strip(),
            self.assessment.value,  # type: ignore[arg-type]
            self.confidence.value,  # type: ignore[arg-type]
        )
        if given != self._answer:
            self.answered.emit(given)


def _read_in(question: Question) -> str:
    """What is read from an answer and held against what the file says."""
    if question is Question.LOCATION:
        return _(
            "Coordinates as 53.9045, 27.5615, or the address of a map, are held against the place "
            "that the file states."
        )
    if question is Question.DATE:
        return _(
            "A time as 2020-08-09 20:14 +03:00, a day, or two of them with a dash between, is held "
            "against the times that the file states."
        )
    return ""


def _understood(answer: Answer | None) -> str:
    """The place or the time that files are held against, as it was read from the answer."""
    return "" if answer is None else "\n".join(notices.read_words(*claimed.read(answer)))


def _state(answer: Answer | None) -> str:
    if answer is None:
        return _("open")
    said = [words.word(v).text for v in (answer.assessment, answer.confidence) if v is not None]
    return ", ".join(said) or _("unknown")
