"""The choice of frames: which ones of an item, from where to where, and which are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import text, theme
from workbench.i18n import _
from workbench.media.player import Shown
from workbench.records.annotation import Annotation
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import FrameTable
from workbench.records.mediatime import Span
from workbench.records.selection import (
    ALIKE_BELOW,
    BLURRED_BELOW,
    Annotated,
    Every,
    EveryFrame,
    EveryNth,
    Filters,
    KeyFrames,
    Moments,
    PerShot,
    Selection,
    ShotFrame,
    Within,
    moment_from_text,
)
from workbench.records.shot import Shot
from workbench.session import choosing

_AT, _EACH, _SHOTS, _KEYS, _MARKED, _ALL = range(6)


class FrameChoice(QWidget):
    """A form; it knows the clip, and counts what is chosen before anything is done."""

    changed = Signal()

    def __init__(
        self,
        name: str,
        table: FrameTable | None,
        shots: Sequence[Shot] | None,
        annotations: Sequence[Annotation],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name, self._table, self._shots = name, table, shots
        self._annotations = [one for one in annotations if one.span is not None]
        self._make_ways()
        self._make_range()
        self._make_filters()
        self._lay_out()
        for field in (
            *(self.moments, self.step, self.first, self.last),
            self.sharpness,
            self.distance,
        ):
            field.textChanged.connect(lambda _typed: self.changed.emit())
        for box in (self.unit, self.which):
            box.currentIndexChanged.connect(lambda _row: self.changed.emit())
        for check in (self.in_range, self.blurred, self.alike):
            check.toggled.connect(lambda _on: self.changed.emit())
        self.choice.idToggled.connect(lambda _number, _on: self.changed.emit())

    def _make_ways(self) -> None:
        self.moments, self.step = QLineEdit(), QLineEdit("1")
        self.moments.setPlaceholderText(_("12.48, 00:01:02.000, f374, @1149952"))
        self.moments.setAccessibleName(_("Times, frame indices or PTS"))
        self.step.setAccessibleName(_("Between frames"))
        self.step.setMaximumWidth(90)
        self.unit, self.which = QComboBox(), QComboBox()
        self.unit.addItems([_("seconds"), _("frames")])
        self.unit.setAccessibleName(_("Seconds or frames"))
        for which, words in (
            (ShotFrame.FIRST, _("first")),
            (ShotFrame.MIDDLE, _("middle")),
            (ShotFrame.SHARPEST, _("sharpest")),
        ):
            self.which.addItem(words, which)
        self.which.setCurrentIndex(1)
        self.which.setAccessibleName(_("Which frame of a shot"))
        said = {
            _AT: _("At these times, frame indices (f) or PTS (@):"),
            _EACH: _("Every so many:"),
            _SHOTS: _("Of each shot the frame that is:"),
            _KEYS: _("Every key frame"),
            _MARKED: _("The frames of the annotations"),
            _ALL: _("Every frame"),
        }
        self.choice = QButtonGroup(self)
        self.ways = {number: QRadioButton(words) for number, words in said.items()}
        for number, button in self.ways.items():
            self.choice.addButton(button, number)
        self.ways[_AT].setChecked(True)
        self._forbid(_SHOTS, not self._shots, _("The shots are not measured yet."))
        self._forbid(_MARKED, not self._annotations, _("No frame of this item is annotated."))
        self.moments.textEdited.connect(lambda _typed: self.ways[_AT].setChecked(True))
        self.step.textEdited.connect(lambda _typed: self.ways[_EACH].setChecked(True))
        self.unit.activated.connect(lambda _row: self.ways[_EACH].setChecked(True))
        self.which.activated.connect(lambda _row: self.ways[_SHOTS].setChecked(True))

    def _forbid(self, way: int, forbidden: bool, why: str) -> None:
        self.ways[way].setEnabled(not forbidden)
        if way == _SHOTS:
            self.which.setEnabled(not forbidden)
        if forbidden:
            self.ways[way].setToolTip(text.tooltip(why))

    def _make_range(self) -> None:
        self.in_range = QCheckBox(_("Only from"))
        self.first, self.last = QLineEdit(), QLineEdit()
        for field, name in ((self.first, _("First frame")), (self.last, _("Last frame"))):
            field.setAccessibleName(name)
            field.setMaximumWidth(130)
            field.textEdited.connect(lambda _typed: self.in_range.setChecked(True))

    def _make_filters(self) -> None:
        self.blurred = QCheckBox(_("Leave out blurred frames: sharpness below"))
        self.alike = QCheckBox(_("Leave out frames like the last one kept: fewer bits apart than"))
        self.sharpness = _number(BLURRED_BELOW, 100)
        self.distance = _number(ALIKE_BELOW, 256)
        self.sharpness.setAccessibleName(_("Least sharpness"))
        self.sharpness.setToolTip(
            text.tooltip(
                _(
                    "0 is nothing but blur, 100 full detail. Sharp footage has 40 to 80, a picture "
                    "out of focus less than 25."
                )
            )
        )
        self.distance.setAccessibleName(_("Least distance"))
        self.distance.setToolTip(
            text.tooltip(
                _("Of the 256 bits of the fingerprint. Up to 31 apart, pictures count as the same.")
            )
        )
        self.sharpness.textEdited.connect(lambda _typed: self.blurred.setChecked(True))
        self.distance.textEdited.connect(lambda _typed: self.alike.setChecked(True))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.ways[_AT])
        layout.addLayout(_row(None, self.moments, indent=24))
        layout.addLayout(_row(self.ways[_EACH], self.step, self.unit))
        layout.addLayout(_row(self.ways[_SHOTS], self.which))
        for way in (_KEYS, _MARKED, _ALL):
            layout.addWidget(self.ways[way])
        layout.addSpacing(theme.GAP)
        layout.addLayout(_row(self.in_range, self.first, text.plain(_("to")), self.last))
        layout.addLayout(_row(self.blurred, self.sharpness))
        layout.addLayout(_row(self.alike, self.distance))

    def start_at(self, shown: Shown | None, span: Span | None) -> None:
        """Propose the frame on screen, and the range that is marked."""
        if shown is not None and shown.index is not None:
            self.moments.setText(f"f{shown.index}")
        if span is None or self._table is None or not len(self._table):
            return
        offset = self._table.start_offset_s
        first = self._table.index_at(span.start.seconds - offset)
        last = self._table.index_at(span.end.seconds - offset)
        if last > first and self._table.pts[last] >= span.end.pts:
            last -= 1  # the end of a range is where it is over
        self.first.setText(f"f{first}")
        self.last.setText(f"f{last}")

    @property
    def is_empty(self) -> bool:
        """Whether moments are asked for, and none is written yet."""
        return self.ways[_AT].isChecked() and not self.moments.text().strip()

    def selection(self) -> Selection:
        """What is chosen. Refusal where it is not understood."""
        way = self.choice.checkedId()
        if way == _EACH:
            if self.unit.currentIndex() == 1:
                return EveryNth(_step(self.step.text()))
            return Every(_seconds(self.step.text()))
        if way == _SHOTS:
            return PerShot(ShotFrame(self.which.currentData()))
        if way != _AT:
            whole: dict[int, Selection] = {
                _KEYS: KeyFrames(),
                _MARKED: Annotated(),
                _ALL: EveryFrame(),
            }
            return whole[way]
        words = [w for w in re.split(r"[,;\s]+", self.moments.text()) if w]
        if not words:
            raise Refusal(RefusalCode.BAD_TIME, value="")
        return Moments(tuple(moment_from_text(word) for word in words))

    def within(self) -> Within | None:
        """The range. Refusal where it is not understood."""
        if not self.in_range.isChecked():
            return None
        first, last = (moment_from_text(f.text().strip()) for f in (self.first, self.last))
        return Within(first, last)

    def filters(self) -> Filters:
        """Refusal where a number is missing."""
        return Filters(
            _count(self.sharpness.text()) if self.blurred.isChecked() else None,
            _count(self.distance.text()) if self.alike.isChecked() else None,
        )

    def counted(self) -> int | None:
        """How many frames that is, before any is left out; None where they are not counted yet.
        Refusal where what is written is not understood, or is not in the clip."""
        chosen, within, table = self.selection(), self.within(), self._table
        self.filters()
        if table is None:
            return len(chosen.moments) if isinstance(chosen, Moments) else None
        first, last = choosing.bounds(within, table, self._name)
        if isinstance(chosen, Every):
            return choosing.count_every(chosen.seconds, table, first, last)
        if isinstance(chosen, PerShot):
            return len(choosing.clip_shots(self._shots or (), first, last))
        return len(
            choosing.indices(
                chosen, table, self._name, annotations=self._annotations, within=within
            )
        )


def _seconds(typed: str) -> Fraction:
    try:
        seconds = Fraction(typed.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise Refusal(RefusalCode.BAD_STEP, value=typed) from None
    if seconds <= 0:
        raise Refusal(RefusalCode.BAD_STEP, value=typed)
    return seconds


def _number(proposed: int, most: int) -> QLineEdit:
    field = QLineEdit(str(proposed))
    field.setValidator(QIntValidator(1, most, field))
    field.setMaximumWidth(60)
    return field


def _count(typed: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", typed.strip()) or not int(typed):
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter=_("frames"), value=typed)
    return int(typed)


def _step(typed: str) -> int:
    try:
        return _count(typed)
    except Refusal:
        raise Refusal(RefusalCode.BAD_STEP, value=typed) from None


def _row(*parts: QWidget | None, indent: int = 0) -> QHBoxLayout:
    """Side by side from the left; None first lets the others take all the room."""
    row = QHBoxLayout()
    row.setContentsMargins(indent, 0, 0, 0)
    for part in parts:
        if part is not None:
            row.addWidget(part)
    if parts[0] is not None:
        row.addStretch(1)
    return row
