"""Sheet fields: what is known of a piece of footage, as the analyst writes it down."""

from __future__ import annotations

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from workbench.gui import text, theme
from workbench.i18n import _
from workbench.records.known import Sheet


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
        for said, field in self._rows():
            field.setAccessibleName(said)
            form.addRow(text.field_name(said, field), field)

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
        for (_said, field), value in zip(self._rows(), values, strict=True):
            field.setText(value or "")
            field.setCursorPosition(0)

    def read(self) -> Sheet | None:
        """The sheet; None while it has no title."""
        title, *rest = (field.text().strip() for _said, field in self._rows())
        if not title:
            return None
        place, date, source, url = (value or None for value in rest)
        return Sheet(title, place=place, date=date, source=source, url=url)
