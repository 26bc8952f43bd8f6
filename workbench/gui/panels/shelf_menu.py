"""Shelf menu: what else can be done with a library: merge, import, export, share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from workbench.gui import buttons, icons, last_folder
from workbench.gui.dialogs.hand_on import ExportHashes, ShareLibrary
from workbench.gui.dialogs.import_outcome import ImportOutcome
from workbench.gui.dialogs.merge_entries import MergeEntries
from workbench.i18n import _, libraries, ngettext
from workbench.i18n.safe import shown
from workbench.library.exporting import HashForm
from workbench.records.errors import MediaError, Refusal
from workbench.records.known import EntryId, Exported, Imported
from workbench.records.outcome import Outcome, OutcomeState

if TYPE_CHECKING:
    from workbench.gui.panels.shelf import Shelf

_SUFFIXES = {
    HashForm.THREATEXCHANGE: ".txt",
    HashForm.PDQ: ".csv",
    HashForm.VPDQ: ".txt",
    HashForm.VPDQ_JSON: ".json",
    HashForm.ISCC: ".csv",
}


class ShelfMenu:
    """A button with a menu."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.button: QToolButton = buttons.tool("ellipsis", _("More"), self._pop)
        self.menu = QMenu(self.button)
        self.merge_act = self._add(_("Merge two entries…"), "copy-check", self.merge)
        self.separate_act = self._add(
            _("Separate its copies"), "square-split-horizontal", self.separate
        )
        self._add(_("Import fingerprints or a library…"), "file-plus", self.import_file)
        self._add(_("Export fingerprints…"), "file-output", self.export)
        self._add(_("Share a copy…"), "users", self.share)
        self.menu.addSeparator()
        self.thumbnails = self.menu.addAction(_("Keep small pictures"))
        self.thumbnails.setCheckable(True)
        self.thumbnails.setChecked(shelf.library.thumbnails)
        self.thumbnails.setEnabled(not shelf.library.read_only)
        self.thumbnails.triggered.connect(self.keep_thumbnails)
        self.refresh()

    def _add(self, said: str, icon: str, handler: Callable[[], object]) -> QAction:
        action = self.menu.addAction(icons.icon(icon, "secondary"), said)
        action.triggered.connect(lambda _checked=False: handler())
        return action

    def _pop(self) -> None:
        self.refresh()
        self.menu.popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))

    def refresh(self) -> None:
        """Two must be chosen to be merged, and one that has copies for them to be separated."""
        view, library = getattr(self._shelf, "view", None), self._shelf.library
        count = 0 if view is None else view.chosen_count()
        self.merge_act.setEnabled(count == 2 and not library.read_only)
        has_copies = count == 1 and bool(library.copies(view.chosen()[0]))
        self.separate_act.setEnabled(has_copies and not library.read_only)

    def merge(self) -> None:
        """Ask which of two entries stays, and what of them; then make one."""
        library = self._shelf.library
        first, second = (library.entry(key) for key in self._shelf.view.chosen())
        dialog = MergeEntries(first, second, self._shelf)
        if dialog.exec():
            self._try(
                lambda: library.merge(
                    dialog.kept.id,
                    dialog.other.id,
                    dialog.sheet(),
                    fingerprints_of_both=dialog.both.isChecked(),
                )
            )
            self._shelf.show_again(dialog.kept.id)

    def separate(self) -> None:
        """Make the copies of the chosen entry entries of their own again."""
        library = self._shelf.library
        (key,) = self._shelf.view.chosen()
        copies = len(library.copies(key))
        told = ngettext(
            "{n} copy is an entry again. “{title}” keeps what it was given of it.",
            "{n} copies are entries again. “{title}” keeps what it was given of them.",
            copies,
        ).format(n=copies, title=shown(library.entry(key).sheet.title))

        def do() -> None:
            library.separate(key)
            self._shelf.notice.show_text(told, "check", "secondary")

        self._try(do)
        self._shelf.show_again(key)

    def keep_thumbnails(self, keep: bool) -> None:
        self._try(lambda: self._shelf.library.keep_thumbnails(keep))
        self.thumbnails.setChecked(self._shelf.library.thumbnails)

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
        except (Refusal, MediaError) as error:
            self._shelf.show_error(error)

    def import_file(self) -> None:
        """Ask for a hash list or a library of somebody else, and put it in."""
        path, _filter = QFileDialog.getOpenFileName(
            self._shelf,
            _("Import fingerprints or a library"),
            last_folder.remembered(),
            _("Lists and libraries (*.txt *.csv *.json *.jsonl *.te *.fvl);;All files (*)"),
        )
        if path:
            last_folder.remember(Path(path))
            self.import_path(Path(path))

    def import_path(self, path: Path) -> None:
        done: list[Imported] = []
        batch = self._shelf.session.start_importing(self._shelf.library.path, path, done.append)
        self._shelf.follow(batch, lambda outcomes: self._on_imported(done, outcomes))

    def _on_imported(self, done: Sequence[Imported], outcomes: Sequence[Outcome]) -> None:
        for one in done:
            good = not one.refused_count and not one.cancelled
            icon = ("check", "secondary") if good else ("triangle-alert", "attention")
            self._shelf.notice.show_text(libraries.imported(one), *icon)
            if one.refused_count:
                self.outcome = ImportOutcome(one, self._shelf)
                self.outcome.open()
            if one.added:
                self._shelf.match_grown([Outcome(one.path, None, OutcomeState.ADDED)])
        if not done:
            self._say(outcomes, "")

    def export(self) -> None:
        """Ask in which form, and where to; then write it."""
        chosen = self._shelf.view.chosen()
        dialog = ExportHashes(len(chosen), self._shelf)
        if not dialog.exec():
            return
        form = dialog.hash_form()
        path = self._file(_("Export fingerprints"), f"hashes{_SUFFIXES[form]}")
        if path is not None:
            only = [EntryId(key) for key in chosen] if dialog.chosen.isChecked() else []
            self.write(path, form, only)

    def write(self, path: Path, form: HashForm, only: Sequence[EntryId]) -> None:
        """Write these entries, or all, and say what was written and what was not."""
        done: list[Exported] = []
        library = self._shelf.library.path
        batch = self._shelf.session.start_exporting(library, path, form, only, done.append)
        self._shelf.follow(
            batch,
            lambda outcomes: self._say(
                outcomes, "".join(libraries.exported(str(path), one) for one in done)
            ),
        )

    def share(self) -> None:
        """Ask what goes along, and where to; then write it."""
        dialog = ShareLibrary(self._shelf)
        if not dialog.exec():
            return
        name = f"{self._shelf.library.path.stem}-shared.fvl"
        path = self._file(_("Share a copy of the library"), name)
        if path is not None:
            library = self._shelf.library.path
            said = _("Written to “{path}”.").format(path=shown(str(path)))
            batch = self._shelf.session.start_sharing(library, path, dialog.shared())
            self._shelf.follow(batch, lambda outcomes: self._say(outcomes, said))

    def _file(self, title: str, name: str) -> Path | None:
        start = str(self._shelf.library.path.parent / name)
        path, _filter = QFileDialog.getSaveFileName(
            self._shelf, title, start, options=QFileDialog.Option.DontConfirmOverwrite
        )
        return Path(path) if path else None

    def _say(self, outcomes: Sequence[Outcome], said: str) -> None:
        for one in outcomes:
            if one.reason is not None:
                self._shelf.show_error(one.reason)
            elif one.state is OutcomeState.CANCELLED:
                self._shelf.notice.show_text(_("Cancelled."))
            else:
                self._shelf.notice.show_text(said, "check", "secondary")
