"""Extract frames: which of an item's frames to take out, and where copies go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import text, theme
from workbench.gui.following import Following
from workbench.gui.notice import Notice
from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown as safe
from workbench.i18n.sentences import refusal
from workbench.media.player import Shown
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import FrameTable
from workbench.records.item import Item
from workbench.records.outcome import Outcome
from workbench.records.selection import (
    Every,
    KeyFrames,
    Moments,
    PerShot,
    Selection,
    moment_from_text,
)
from workbench.records.shot import Shot

if TYPE_CHECKING:
    from workbench.session import Session

MANY = 200
"""From here on the dialog says that it will take a while."""


class ExtractFrames(QDialog):
    """Asks, counts what it will be before anything is done, extracts, and says what was."""

    def __init__(
        self, session: Session, item: Item, shown: Shown | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._item = session, item
        self._table: FrameTable | None = session.frame_table(item.id)
        self._shots: tuple[Shot, ...] | None = session.shots(item.id)
        self._following: Following | None = None
        self.setWindowTitle(_("Extract frames"))
        self.setMinimumWidth(500)
        self._make_choices(shown)
        self._make_out()
        self._lay_out()
        self._count()
        self.moments.setFocus()
        self.moments.selectAll()

    def _make_choices(self, shown: Shown | None) -> None:
        self.moments, self.every = QLineEdit(), QLineEdit("1")
        self.moments.setPlaceholderText(_("12.48, 00:01:02.000, f374, @1149952"))
        if shown is not None and shown.index is not None:
            self.moments.setText(f"f{shown.index}")
        self.moments.setAccessibleName(_("Times, frame indices or PTS"))
        self.every.setAccessibleName(_("Seconds between frames"))
        self.every.setMaximumWidth(90)
        self.choice = QButtonGroup(self)
        self._choices = [
            QRadioButton(_("At these times, frame indices (f) or PTS (@):")),
            QRadioButton(_("Every so many seconds:")),
            QRadioButton(_("The middle frame of each shot")),
            QRadioButton(_("Every key frame")),
        ]
        for number, button in enumerate(self._choices):
            self.choice.addButton(button, number)
        self._choices[0].setChecked(True)
        self._choices[2].setEnabled(bool(self._shots))
        if not self._shots:
            self._choices[2].setToolTip(_("The shots are not measured yet."))
        self.choice.idToggled.connect(lambda _number, _on: self._count())
        self.moments.textChanged.connect(lambda _typed: self._count())
        self.every.textChanged.connect(lambda _typed: self._count())
        self.moments.textEdited.connect(lambda _typed: self._choices[0].setChecked(True))
        self.every.textEdited.connect(lambda _typed: self._choices[1].setChecked(True))

    def _make_out(self) -> None:
        self.out: Path | None = None
        self._out = text.Elided(_("Only into the case"), "secondary", Qt.TextElideMode.ElideMiddle)
        self._pick = QPushButton(_("Also copy to a folder…"))
        # Enter in a field extracts.
        self._pick.setAutoDefault(False)
        self._pick.clicked.connect(self._choose_out)
        self.counted = text.wrapped(text.secondary())
        self.notice = Notice()
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.start_button = QPushButton(_("Extract"))
        self.start_button.setProperty("role", "primary")
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self.start)
        self.buttons.addButton(self.start_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(text.Elided(safe(self._item.name), "heading"))
        layout.addWidget(self._choices[0])
        layout.addLayout(_indented(self.moments))
        layout.addWidget(self._choices[1])
        layout.addLayout(_indented(self.every, text.plain(_("s")), None))
        layout.addWidget(self._choices[2])
        layout.addWidget(self._choices[3])
        layout.addSpacing(theme.GAP)
        layout.addWidget(self.counted)
        row = QHBoxLayout()
        row.addWidget(self._pick)
        row.addWidget(self._out, 1)
        layout.addLayout(row)
        layout.addWidget(self.notice)
        layout.addWidget(self.progress)
        layout.addWidget(self.buttons)

    def _choose_out(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Copy the frames to"))
        if folder:
            self.out = Path(folder)
            self._out.setText(safe(folder))

    def chosen(self) -> Selection:
        """What is chosen; Refusal where it is not understood."""
        if self._choices[1].isChecked():
            return Every(_seconds(self.every.text()))
        if self._choices[2].isChecked():
            return PerShot()
        if self._choices[3].isChecked():
            return KeyFrames()
        words = [w for w in re.split(r"[,;\s]+", self.moments.text()) if w]
        if not words:
            raise Refusal(RefusalCode.BAD_TIME, value="")
        return Moments(tuple(moment_from_text(word) for word in words))

    def _count(self) -> None:
        """Say how many frames it will be."""
        self.notice.clear()
        try:
            n = self._counted(self.chosen())
        except Refusal as refused:
            empty = not self.moments.text().strip() and self._choices[0].isChecked()
            self.counted.setText(_help() if empty else refusal(refused))
            self.start_button.setEnabled(False)
            return
        self.start_button.setEnabled(n != 0)
        if n is None:
            self.counted.setText(_("The frames are not counted yet."))
            return
        said = ngettext("{n} frame will be extracted.", "{n} frames will be extracted.", n)
        if n > MANY:
            said += " " + _("This takes a while; what is extracted is kept when you cancel.")
        self.counted.setText(said.format(n=n))

    def _counted(self, chosen: Selection) -> int | None:
        if isinstance(chosen, Moments):
            return len(chosen.moments)
        if isinstance(chosen, PerShot):
            return len(self._shots or ())
        if self._table is None:
            return None
        if isinstance(chosen, KeyFrames):
            return int(self._table.key.sum())
        steps = int(self._table.time_s(len(self._table) - 1) / chosen.seconds) + 1
        # A step shorter than a frame takes each frame once.
        return min(steps, len(self._table))

    def start(self) -> None:
        """Extract as a job; the dialog closes when all is there."""
        try:
            batch = self._session.start_extracting(self._item.id, self.chosen(), self.out)
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return
        self.notice.clear()
        self._set_busy(True)
        self._following = Following(self, batch, self._on_ended, self._on_progress)

    def reject(self) -> None:
        """Cancel what is under way, or close."""
        if self._following is not None:
            self._following.cancel()
        else:
            super().reject()

    def _set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.progress.setValue(0)
        for widget in (*self._choices, self.moments, self.every, self._pick, self.start_button):
            widget.setEnabled(not busy)
        self._choices[2].setEnabled(not busy and bool(self._shots))

    def _on_progress(self, done: float) -> None:
        self.progress.setValue(round(1000 * done))

    def _on_ended(self, outcomes: Sequence[Outcome]) -> None:
        self._following = None
        reason = outcomes[0].reason
        if reason is None:
            self.accept()
            return
        self._set_busy(False)
        self.notice.show_refusal(reason)
        # Else the keys would be those of a button, and Enter would close.
        self.moments.setFocus()


def _seconds(typed: str) -> Fraction:
    try:
        seconds = Fraction(typed.strip().replace(",", "."))
    except (ValueError, ZeroDivisionError):
        raise Refusal(RefusalCode.BAD_TIME, value=typed) from None
    if seconds <= 0:
        raise Refusal(RefusalCode.BAD_TIME, value=typed)
    return seconds


def _help() -> str:
    return _("Write one or more, with commas between them.")


def _indented(*parts: QWidget | None) -> QHBoxLayout:
    """Under a radio button's words; None stands for the room that is left."""
    row = QHBoxLayout()
    row.setContentsMargins(24, 0, 0, 0)
    for part in parts:
        if part is None:
            row.addStretch(1)
        else:
            row.addWidget(part)
    return row
