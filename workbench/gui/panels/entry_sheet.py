"""Entry sheet: what is known of one piece of known footage, to be read and corrected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, posters, text, theme, words
from workbench.gui.notice import Notice
from workbench.gui.panels.entry_file import EntryFile
from workbench.gui.posters import Posters
from workbench.gui.sheet_fields import SheetFields, Typed
from workbench.i18n import _, libraries
from workbench.i18n.safe import shown
from workbench.library.library import Library
from workbench.records.errors import Refusal
from workbench.records.known import Entry, EntryId

POSTER_PX = 180
ASKED_MS = 6000
"""So long a first press of Remove waits for the second."""


class EntrySheet(QWidget):
    """The poster, the fields, Save and Remove."""

    def __init__(self, library: Library, kept: Posters, notice: Notice) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(280)
        self._library, self._notice = library, notice
        self._entry: Entry | None = None
        self._drafts: dict[EntryId, Typed] = {}
        """What was typed of an entry and could not be kept: without a title, or a date that is
        none."""
        self._picture = Picture(kept)
        self._facts = text.wrapped(text.caption())
        self.file = EntryFile(library)
        self.by_hashes = text.wrapped(text.secondary(_by_hashes()))
        self.fields = SheetFields()
        self.save = buttons.push(_("Save"), self._save)
        self.remove = buttons.push(_("Remove from the library"), self._ask_or_remove)
        self._asked = False
        """Whether the button was pressed once: a library has no undo."""
        self._unasked = QTimer(self, singleShot=True, interval=ASKED_MS)
        self._unasked.timeout.connect(self._forget_asked)
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.save)
        row.addWidget(self.remove)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.PANEL, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(self._picture)
        layout.addWidget(self._facts)
        layout.addWidget(self.file)
        layout.addWidget(self.by_hashes)
        layout.addWidget(self.fields)
        layout.addLayout(row)
        layout.addStretch(1)
        self.fields.changed(self._enable)
        self.show_entry(None)

    @property
    def shown(self) -> EntryId | None:
        return None if self._entry is None else self._entry.id

    def show_entry(self, key: EntryId | None) -> None:
        """Show one entry, or nothing; what was written of the one before is kept first, and what
        is being written stays when the same one is shown again."""
        before = self._entry
        again = before is not None and before.id == key and self.fields.is_touched
        if before is not None and not again:
            self._leave(before)
        self._entry = None if key is None else self._read(key)
        entry = self._entry
        self._picture.show_entry(entry)
        if not again:
            self._write(entry)
        copies = [] if entry is None else self._library.copies(entry.id)
        self._facts.setText(_facts(entry, copies) if entry is not None else "")
        self.file.show_entry(entry, copies)
        for widget in (self._facts, self.fields, self.save, self.remove):
            widget.setVisible(entry is not None)
        # Where there can be no picture the fields find room.
        pictured = entry is not None and entry.file_digest is not None
        self._picture.setVisible(pictured and self._library.thumbnails)
        self.by_hashes.setVisible(entry is not None and entry.file_digest is None)
        self._forget_asked()
        self._enable()

    def _write(self, entry: Entry | None) -> None:
        self.fields.write(entry.sheet if entry is not None else None)
        draft = None if entry is None else self._drafts.get(entry.id)
        if draft is not None:
            self.fields.type_again(draft)

    def _leave(self, entry: Entry) -> None:
        """Keep what was typed of an entry: in the library, or, where that cannot be, here."""
        self._drafts.pop(entry.id, None)
        if self.save.isEnabled() and self._keep(entry):
            return
        if self.fields.is_touched and self.fields.read() != entry.sheet:
            self._drafts[entry.id] = self.fields.typed()
            said = _("What you wrote of “{title}” is not in the library yet: choose it to go on.")
            self._notice.show_text(said.format(title=shown(entry.sheet.title)))

    def _read(self, key: EntryId) -> Entry | None:
        """None where somebody else has removed it."""
        try:
            return self._library.entry(key)
        except Refusal:
            return None

    def repaint_poster(self) -> None:
        self._picture.update()

    def _enable(self) -> None:
        entry = self._entry
        changed = entry is not None and self.fields.read() not in (None, entry.sheet)
        self.save.setEnabled(changed)

    def _save(self) -> None:
        if self._entry is not None and self._keep(self._entry):
            self._drafts.pop(self._entry.id, None)
            self._entry = self._read(self._entry.id)
            self._write(self._entry)
            self._enable()

    def _keep(self, entry: Entry) -> bool:
        """Keep what the fields say of an entry; whether that could be done."""
        sheet = self.fields.read()
        if sheet is None:
            return False
        try:
            self._library.edit(entry.id, sheet)
        except Refusal as error:
            self._notice.show_refusal(error)
            return False
        return True

    def _ask_or_remove(self) -> None:
        if not self._asked:
            self._asked = True
            self.remove.setText(_("Press again to remove it for good"))
            self._unasked.start()
        else:
            self._forget_asked()
            self._remove()

    def _forget_asked(self) -> None:
        self._asked = False
        self._unasked.stop()
        self.remove.setText(_("Remove from the library"))

    def _remove(self) -> None:
        if self._entry is None:
            return
        removed, self._entry = self._entry, None
        self._drafts.pop(removed.id, None)
        try:
            self._library.remove(removed.id)
        except Refusal as error:
            self._entry = removed
            self._notice.show_refusal(error)


class Picture(QWidget):
    """The poster of an entry on the ground around footage."""

    def __init__(self, kept: Posters) -> None:
        super().__init__()
        self.setFixedHeight(POSTER_PX)
        self._posters = kept
        self._entry: Entry | None = None

    def show_entry(self, entry: Entry | None) -> None:
        self._entry = entry
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._entry is None:
            return
        box = QRect(0, 0, self.width(), self.height())
        kind = words.word(self._entry.medium.kind).icon
        posters.paint(QPainter(self), box, self._posters.poster(self._entry.id), kind)


def _by_hashes() -> str:
    said = libraries.only_hashes()
    return said[:1].upper() + said[1:] + "."


def _facts(entry: Entry, copies: Sequence[Entry]) -> str:
    size = entry.medium.upright_size_px
    parts = [shown(entry.file), words.word(entry.medium.kind).text]
    if size is not None:
        parts.append(f"{size[0]} × {size[1]}")
    if entry.medium.duration_s is not None:
        parts.append(words.duration_text(entry.medium.duration_s))
    parts.append(words.word(entry.status).text)
    if entry.kept:
        parts.append(_("kept with the library"))
    if entry.received is not None and entry.received != entry.file:
        parts.append(_("received in {name}").format(name=shown(entry.received)))
    if copies:
        names = ", ".join(shown(copy.file) for copy in copies)
        parts.append(_("also as {names}").format(names=names))
    return "  ·  ".join(parts)
