"""Sheet fields: what is known of a piece of footage, as the analyst writes it down."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from PySide6.QtWidgets import QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from workbench.gui import text, theme
from workbench.gui.widgets.word_choice import WordChoice
from workbench.i18n import _, libraries
from workbench.i18n.sentences import sentence
from workbench.library.entries import is_place
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.known import Credibility, PlacePrecision, Reliability, Sheet
from workbench.records.known_date import is_known_date

E = TypeVar("E", bound=StrEnum)

REMARKS_PX = 64
_PLACE = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,9})?)\s*")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields, in their order."""

    lines: tuple[str, ...] = ()
    remarks: str = ""
    choices: tuple[StrEnum | None, ...] = ()


class SheetFields(QWidget):
    """The fields of a sheet, as the analyst writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.place, self.date = QLineEdit(), QLineEdit(), QLineEdit()
        self.source, self.url, self.licence = QLineEdit(), QLineEdit(), QLineEdit()
        self.coordinates = QLineEdit()
        self.coordinates.setPlaceholderText("53.9006, 27.5590")
        self.date.setPlaceholderText("2013, 2013-05/2013-06")
        self.precision = WordChoice(PlacePrecision, _("not stated"), _("Precision"))
        self.reliability = WordChoice(Reliability, _("not graded"), _("Reliability of the source"))
        self.credibility = WordChoice(Credibility, _("not graded"), _("Credibility of the content"))
        self.remarks = QPlainTextEdit()
        self.remarks.setTabChangesFocus(True)
        self.remarks.setFixedHeight(REMARKS_PX)
        self._kept_date = self._kept_text = ""
        self._begun = Typed()
        self._kept_place: tuple[float | None, float | None] = (None, None)
        self._date_fault = text.wrapped(text.caption())
        self._place_fault = text.wrapped(text.caption())
        self._lay_out()
        self.date.textChanged.connect(self._judge)
        self.coordinates.textChanged.connect(self._judge)
        self._judge()

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        faults = {self.date: self._date_fault, self.coordinates: self._place_fault}
        for said, field in self._rows():
            field.setAccessibleName(said)
            form.addRow(text.field_name(said, field), field)
            if isinstance(field, QLineEdit) and field in faults:
                form.addRow("", faults[field])

    @property
    def date_is_good(self) -> bool:
        """Whether it is none, one as `known_date` says, or the one that was there before."""
        date = self.date.text().strip()
        return date in ("", self._kept_date) or is_known_date(date)

    @property
    def is_good(self) -> bool:
        """Whether date and coordinates are none, or ones."""
        return self.date_is_good and (not self._typed_place() or self._place() is not None)

    def _typed_place(self) -> str:
        return self.coordinates.text().strip()

    def _place(self) -> tuple[float, float] | None:
        found = _PLACE.fullmatch(self.coordinates.text())
        if found is None:
            return None
        latitude, longitude = float(found[1]), float(found[2])
        return (latitude, longitude) if is_place(latitude, longitude) else None

    def _judge(self) -> None:
        if not self.date_is_good:
            wrong = Refusal(RefusalCode.NOT_A_DATE, value=self.date.text().strip())
            self._date_fault.setText(sentence(wrong))
        self._date_fault.setVisible(not self.date_is_good)
        lost = bool(self._typed_place()) and self._place() is None
        if lost:
            wrong = Refusal(RefusalCode.NOT_A_PLACE, value=self._typed_place())
            self._place_fault.setText(sentence(wrong))
        self._place_fault.setVisible(lost)

    def _rows(self) -> tuple[tuple[str, QWidget], ...]:
        return (
            (_("Title"), self.title),
            (_("Place"), self.place),
            (_("Precision"), self.precision),
            (_("Coordinates"), self.coordinates),
            (_("Date"), self.date),
            (_("Source"), self.source),
            (_("Reliability"), self.reliability),
            (_("Credibility"), self.credibility),
            (_("Address"), self.url),
            (_("Licence"), self.licence),
            (_("Notes"), self.remarks),
        )

    def _lines(self) -> tuple[QLineEdit, ...]:
        return (self.title, self.place, self.date, self.source, self.url, self.licence)

    def _choices(self) -> tuple[WordChoice, ...]:
        return (self.precision, self.reliability, self.credibility)

    def changed(self, handler: Callable[..., object]) -> None:
        for field in (*self._lines(), self.coordinates):
            field.textChanged.connect(handler)
        self.remarks.textChanged.connect(handler)
        for choice in self._choices():
            choice.value_chosen.connect(handler)

    def write(self, sheet: Sheet | None) -> None:
        one = sheet or Sheet("")
        values = (one.title, one.place, one.date, one.source, one.url, one.licence)
        self._kept_date = one.date or ""
        for field, value in zip(self._lines(), values, strict=True):
            field.setText(value or "")
            field.setCursorPosition(0)
        self._kept_place = (one.latitude_deg, one.longitude_deg)
        self._kept_text = libraries.coordinates(one)
        self.coordinates.setText(self._kept_text)
        self.remarks.setPlainText(one.remarks or "")
        for choice, chosen in zip(
            self._choices(), (one.precision, one.reliability, one.credibility), strict=True
        ):
            choice.set_value(chosen)
        self._judge()
        self._begun = self.typed()

    def typed(self) -> Typed:
        """What stands in the fields, letter by letter, be it good or not."""
        lines = tuple(field.text() for field in (*self._lines(), self.coordinates))
        chosen = tuple(choice.value for choice in self._choices())
        return Typed(lines, self.remarks.toPlainText(), chosen)

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed since the sheet was written into them."""
        return self.typed() != self._begun

    def type_again(self, typed: Typed) -> None:
        """Put back what stood in the fields, over the sheet that is written into them now."""
        for field, said in zip((*self._lines(), self.coordinates), typed.lines, strict=True):
            field.setText(said)
        self.remarks.setPlainText(typed.remarks)
        for choice, value in zip(self._choices(), typed.choices, strict=True):
            choice.set_value(value)

    def read(self, *, untitled: bool = False) -> Sheet | None:
        """The sheet; None while it has no title, where one is needed, or no good date or place."""
        title, *rest = (field.text().strip() for field in self._lines())
        if not (title or untitled) or not self.is_good:
            return None
        place, date, source, url, licence = (value or None for value in rest)
        latitude, longitude = self._place() or (None, None)
        if self._typed_place() == self._kept_text:  # the field shows fewer digits than are kept
            latitude, longitude = self._kept_place
        return Sheet(
            title,
            place=place,
            date=date,
            source=source,
            url=url,
            precision=_as(PlacePrecision, self.precision),
            latitude_deg=latitude,
            longitude_deg=longitude,
            licence=licence,
            remarks=self.remarks.toPlainText().strip() or None,
            reliability=_as(Reliability, self.reliability),
            credibility=_as(Credibility, self.credibility),
        )


def _as(kind: type[E], choice: WordChoice) -> E | None:
    return None if choice.value is None else kind(choice.value)
