"""Sheet fields: what is known of a piece of footage, as the analyst writes it down."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from workbench.gui import text, theme
from workbench.i18n import _
from workbench.i18n.sentences import sentence
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.known import Sheet
from workbench.records.known_date import is_known_date


class SheetFields(QWidget):
    """The five fields of a sheet, as the analyst writes them."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.place, self.date = QLineEdit(), QLineEdit(), QLineEdit()
        self.source, self.url = QLineEdit(), QLineEdit()
        self.date.setPlaceholderText(_("2013, 2013-05 or 2013-05-04"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.GAP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._kept_date = ""
        self._date_fault = text.wrapped(text.caption())
        for said, field in self._rows():
            field.setAccessibleName(said)
            form.addRow(text.field_name(said, field), field)
            if field is self.date:
                form.addRow("", self._date_fault)
        self.date.textChanged.connect(self._judge_date)
        self._judge_date()

    @property
    def date_is_good(self) -> bool:
        """Whether it is none, one as `known_date` says, or the one that was there before."""
        date = self.date.text().strip()
        return date in ("", self._kept_date) or is_known_date(date)

    def _judge_date(self) -> None:
        if not self.date_is_good:
            wrong = Refusal(RefusalCode.NOT_A_DATE, value=self.date.text().strip())
            self._date_fault.setText(sentence(wrong))
        self._date_fault.setVisible(not self.date_is_good)

    def _rows(self) -> tuple[tuple[str, QLineEdit], ...]:
        return (
            (_("Title"), self.title),
            (_("Place"), self.place),
            (_("Date"), self.date),
            (_("Source"), self.source),
            (_("Address"), self.url),
        )

    def changed(self, handler: object) -> None:
        for _said, field in self._rows():
            field.textChanged.connect(handler)

    def write(self, sheet: Sheet | None) -> None:
        values = (
            (sheet.title, sheet.place, sheet.date, sheet.source, sheet.url)
            if sheet is not None
            else (None,) * 5
        )
        self._kept_date = values[2] or ""
        for (_said, field), value in zip(self._rows(), values, strict=True):
            field.setText(value or "")
            field.setCursorPosition(0)
        self._judge_date()

    def read(self, *, untitled: bool = False) -> Sheet | None:
        """The sheet; None while it has no title, where one is needed, or no good date."""
        title, *rest = (field.text().strip() for _said, field in self._rows())
        if not (title or untitled) or not self.date_is_good:
            return None
        place, date, source, url = (value or None for value in rest)
        return Sheet(title, place=place, date=date, source=source, url=url)
