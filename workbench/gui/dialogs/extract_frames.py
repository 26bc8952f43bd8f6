"""Extract frames: which of an item's frames to take out, where copies go, and contact sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import last_folder, text, theme
from workbench.gui.dialogs.frame_choice import FrameChoice
from workbench.gui.dialogs.frame_picture import AS_RECEIVED, FramePicture
from workbench.gui.following import Following
from workbench.gui.notice import Notice
from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown as safe
from workbench.i18n.sentences import refusal
from workbench.i18n.taking import left_out_sentence
from workbench.media.player import Shown
from workbench.records.adjustment import Stack
from workbench.records.errors import Refusal
from workbench.records.extraction import Extraction, LeftOut
from workbench.records.item import Item
from workbench.records.mediatime import Span
from workbench.records.outcome import Outcome, OutcomeState

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.jobs.queue import Batch
    from workbench.session import Session

MANY = 200
"""From here on the dialog says that it will take a while."""
JPEG_QUALITY = 92
_SHEETS = {"PDF (*.pdf)": ".pdf", "PNG (*.png)": ".png"}


def ask(session: Session, selection: Selection, parent: QWidget) -> Extraction | None:
    """Ask which frames of the selected item to take out, and take them out; what was."""
    if selection.item is None:
        return None
    item, on_screen = session.item(selection.item), selection.adjusting.shown
    dialog = ExtractFrames(
        *(session, item, selection.shown, selection.range, parent), on_screen=on_screen
    )
    dialog.exec()
    dialog.deleteLater()
    return dialog.extraction


class ExtractFrames(QDialog):
    """Asks, counts what it will be before anything is done, extracts, and says what was."""

    def __init__(
        self,
        session: Session,
        item: Item,
        shown: Shown | None,
        span: Span | None = None,
        parent: QWidget | None = None,
        *,
        on_screen: Stack = AS_RECEIVED,
    ) -> None:
        super().__init__(parent)
        self._session, self._item = session, item
        self.extraction: Extraction | None = None
        """What was extracted."""
        self._following: Following | None = None
        self._then: Callable[[], None] = self.accept
        self.setWindowTitle(_("Extract frames"))
        self.setMinimumWidth(560)
        table, shots = session.frame_table(item.id), session.shots(item.id)
        self.form = FrameChoice(item.name, table, shots, session.annotations(item.id))
        self.form.start_at(shown, span)
        self.form.changed.connect(self._count)
        self.picture = FramePicture(on_screen, session.stacks())
        self._make_out()
        self._make_buttons()
        self._lay_out()
        self._count()
        self.form.moments.setFocus()
        self.form.moments.selectAll()

    def _make_out(self) -> None:
        self.out: Path | None = None
        self._out = text.Elided(_("Only into the case"), "secondary", Qt.TextElideMode.ElideMiddle)
        self._pick = QPushButton(_("Also copy to a folder…"))
        # Enter in a field extracts.
        self._pick.setAutoDefault(False)
        self._pick.clicked.connect(self._choose_out)
        self.copies = QComboBox()
        self.copies.addItems([_("as PNG"), _("as JPEG")])
        self.copies.setAccessibleName(_("What the copies are"))
        self.copies.setEnabled(False)
        self.counted = text.wrapped(text.secondary())
        self.counted.setAlignment(Qt.AlignmentFlag.AlignTop)
        # A refusal has two lines, and must not take the room of the fields above.
        self.counted.setMinimumHeight(2 * self.counted.fontMetrics().lineSpacing())
        self.notice = Notice()
        self.progress = QProgressBar(maximum=1000, textVisible=False)
        self.progress.hide()

    def _make_buttons(self) -> None:
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.sheet_button = QPushButton(_("Contact sheet…"))
        self.sheet_button.setAutoDefault(False)
        self.sheet_button.clicked.connect(self._choose_sheet)
        self.start_button = QPushButton(_("Extract"))
        self.start_button.setProperty("role", "primary")
        self.start_button.setDefault(True)
        self.start_button.clicked.connect(self.start)
        self.buttons.addButton(self.sheet_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.start_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(text.Elided(safe(self._item.name), "heading"))
        layout.addWidget(self.form)
        layout.addSpacing(theme.GAP)
        layout.addWidget(self.picture)
        row = QHBoxLayout()
        row.addWidget(self._pick)
        row.addWidget(self.copies)
        row.addWidget(self._out, 1)
        layout.addLayout(row)
        layout.addWidget(self.counted)
        layout.addWidget(self.notice)
        layout.addWidget(self.progress)
        layout.addWidget(self.buttons)

    def _choose_out(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Copy the frames to"))
        if folder:
            self.out = Path(folder)
            self._out.setText(safe(folder))
            self.copies.setEnabled(True)

    def _choose_sheet(self) -> None:
        proposed = Path(last_folder.remembered()) / f"{Path(self._item.name).stem}.pdf"
        name, chosen = QFileDialog.getSaveFileName(
            self, _("Write the contact sheet to"), str(proposed), ";;".join(_SHEETS)
        )
        if name:
            self.write_sheet(sheet_path(name, chosen))

    def _count(self) -> None:
        """Say how many frames it will be."""
        self.notice.clear()
        try:
            n = self.form.counted()
        except Refusal as refused:
            self.counted.setText(_help() if self.form.is_empty else refusal(refused))
            self._enable(False)
            return
        self._enable(n != 0)
        if n is None:
            self.counted.setText(_("The frames are not counted yet."))
            return
        said = ngettext("{n} frame will be extracted.", "{n} frames will be extracted.", n)
        if n > MANY:
            said += " " + _("This takes a while; what is extracted is kept when you cancel.")
        self.counted.setText(said.format(n=n))

    def _enable(self, on: bool) -> None:
        self.start_button.setEnabled(on)
        self.sheet_button.setEnabled(on)

    def start(self) -> None:
        """Extract as a job; the dialog closes when all is there and nothing is to say of it."""
        quality = JPEG_QUALITY if self.copies.currentIndex() == 1 else None
        found: list[Extraction] = []
        self._follow(
            lambda: self._session.start_extracting(
                self._item.id,
                self.form.selection(),
                self.out,
                within=self.form.within(),
                filters=self.form.filters(),
                jpeg_quality=quality,
                adjust=self.picture.stack,
                bits=self.picture.bits,
                on_extraction=found.append,
            ),
            lambda: self._on_done(found[0]),
        )

    def write_sheet(self, path: Path) -> None:
        """Write a contact sheet as a job; the dialog stays."""
        found: list[tuple[int, tuple[LeftOut, ...]]] = []
        self._follow(
            lambda: self._session.start_sheet(
                self._item.id,
                self.form.selection(),
                path,
                within=self.form.within(),
                filters=self.form.filters(),
                adjust=self.picture.stack,
                on_sheet=lambda shown, left_out: found.append((shown, left_out)),
            ),
            lambda: self._on_sheet(path, *found[0]),
        )

    def _follow(self, start: Callable[[], Batch], then: Callable[[], None]) -> None:
        try:
            batch = start()
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return
        self.notice.clear()
        self._set_busy(True)
        self._then = then
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
        for widget in (self.form, self.picture, self._pick, self.start_button, self.sheet_button):
            widget.setEnabled(not busy)
        self.copies.setEnabled(not busy and self.out is not None)

    def _on_progress(self, done: float) -> None:
        self.progress.setValue(round(1000 * done))

    def _on_ended(self, outcomes: Sequence[Outcome]) -> None:
        self._following = None
        self._set_busy(False)
        (outcome,) = outcomes
        if outcome.state is OutcomeState.CANCELLED:
            self.reject()
            return
        if outcome.reason is None:
            self._then()
            return
        self.notice.show_refusal(outcome.reason)
        # Else the keys would be those of a button, and Enter would close.
        self.form.moments.setFocus()

    def _on_done(self, found: Extraction) -> None:
        self.extraction = found
        left_out = left_out_sentence(found)
        if not left_out:
            self.accept()
            return
        n = len(found.frames)
        said = ngettext("{n} frame was extracted.", "{n} frames were extracted.", n).format(n=n)
        self.counted.setText(f"{said} {left_out}")

    def _on_sheet(self, path: Path, shown: int, left_out: tuple[LeftOut, ...]) -> None:
        said = ngettext(
            "{n} frame is on the contact sheet “{name}”.",
            "{n} frames are on the contact sheet “{name}”.",
            shown,
        ).format(n=shown, name=safe(path.name))
        said = f"{said} {left_out_sentence(Extraction((), left_out))}".strip()
        self.counted.setText(said)


def sheet_path(name: str, chosen: str) -> Path:
    """Where a contact sheet goes that was given this name, with this kind chosen beside it."""
    path = Path(name)
    if path.suffix.lower() in _SHEETS.values():
        return path
    return path.with_name(path.name + _SHEETS.get(chosen, ".pdf"))


def _help() -> str:
    return _("Write one or more, with commas between them.")
