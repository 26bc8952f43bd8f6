"""Shelf filters: which entries of a library are listed: by words, by status, by place, by date."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from workbench.gui import icons, text, theme
from workbench.gui.words import word
from workbench.i18n import _
from workbench.i18n.sentences import sentence
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.known import EntryBasis, EntryStatus, Wanted
from workbench.records.known_date import is_known_date

SEARCH_DELAY_MS = 120
NARROW_PX, SHORT_PX = 140, 120


class ShelfFilters(QWidget):
    """A line for words, and three more ways to list less."""

    changed = Signal()
    """Some time after the last key."""

    def __init__(self) -> None:
        super().__init__()
        self.words = self._line(_("Search in all that is known"), _("Search the library"))
        self.words.addAction(
            icons.icon("search", "secondary"), QLineEdit.ActionPosition.LeadingPosition
        )
        self.place = self._line(_("Place"), _("Only this place"))
        self.place.setMaximumWidth(NARROW_PX)
        self.date = self._line(_("Date or interval"), _("Only this date"))
        self.date.setMaximumWidth(NARROW_PX)
        self.status = QComboBox()
        self.status.setAccessibleName(_("Only this status"))
        self.status.setMinimumWidth(SHORT_PX)
        for said, wanted in self._kinds():
            self.status.addItem(said, wanted)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.words, 1)
        for widget in (self.place, self.date, self.status):
            row.addWidget(widget)
        self.date_fault = text.caption()
        self.date_fault.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.date_fault.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.date_fault)
        self._delay = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._delay.timeout.connect(self._judge_date)
        self._delay.timeout.connect(self.changed)
        for line in (self.words, self.place, self.date):
            line.textChanged.connect(self._delay.start)
        self.status.currentIndexChanged.connect(self._delay.start)

    def _line(self, placeholder: str, name: str) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(placeholder)
        line.setAccessibleName(name)
        line.setToolTip(name)
        line.setClearButtonEnabled(True)
        return line

    def _kinds(self) -> tuple[tuple[str, tuple[EntryStatus | None, EntryBasis | None]], ...]:
        every = [(word(one).text, (one, None)) for one in EntryStatus]
        return (
            (_("all"), (None, None)),
            *every,
            (_("with footage"), (None, EntryBasis.FOOTAGE)),
            (_("fingerprints only"), (None, EntryBasis.FINGERPRINTS)),
        )

    def wanted(self) -> Wanted:
        """What is asked for; half a date is not asked for yet."""
        date = self.date.text().strip()
        status, basis = self.status.currentData()
        return Wanted(
            words=self.words.text(),
            status=None if status is None else EntryStatus(status),
            basis=None if basis is None else EntryBasis(basis),
            place=self.place.text().strip(),
            date=date if is_known_date(date) else None,
        )

    def _judge_date(self) -> None:
        """Say of what is no date, or none yet, that nothing is asked by it."""
        date = self.date.text().strip()
        wrong = bool(date) and not is_known_date(date)
        if wrong:
            self.date_fault.setText(sentence(Refusal(RefusalCode.NOT_A_DATE, value=date)))
        self.date_fault.setVisible(wrong)

    def clear(self) -> None:
        """List all."""
        for line in (self.words, self.place, self.date):
            line.clear()
        self.status.setCurrentIndex(0)
