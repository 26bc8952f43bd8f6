"""Intake: files that come by drop, paste or dialog, and what became of each of them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from PySide6.QtCore import QMimeData, QObject, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QWidget

from workbench.gui import background, last_folder
from workbench.gui.following import Following
from workbench.gui.notice import Notice
from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown
from workbench.i18n.sentences import sentence
from workbench.records.errors import Refusal
from workbench.records.item import ItemId
from workbench.records.outcome import Outcome, OutcomeState

if TYPE_CHECKING:
    from workbench.jobs.queue import Batch
    from workbench.session import Session

SUFFIX = ".fvw"
PICTURES = {
    "image/png": ".png",
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/bmp": ".bmp",
}
"""What a clipboard says of pictures, the exact ones first: programs offer several of one."""
NAMED = 4
"""So many files of which something has to be said are named; of more the number is told."""


class Intake(QObject):
    """Gives files to the session, and tells in the window how they fared."""

    def __init__(self, session: Session, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._notice, self._window = session, notice, window
        self._pasted: tempfile.TemporaryDirectory[str] | None = None

    def choose_files(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(
            self._window, _("Add files to the case"), last_folder.remembered()
        )
        self.add([Path(path) for path in paths])

    def choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self._window, _("Add a folder to the case"), last_folder.remembered()
        )
        if folder:
            self.add([Path(folder)])

    def paste(self) -> None:
        """Add the files, the paths of files or the picture on the clipboard."""
        pasted = QGuiApplication.clipboard().mimeData()
        paths = files_of(pasted) or paths_in(pasted.text())
        if paths:
            self.add(paths)
        elif (picture := self._picture(pasted)) is not None:
            self._give([picture])
        else:
            self._notice.show_text(
                _(
                    "The clipboard holds neither files nor a picture. Copy files in the file "
                    "manager, or a picture, then paste here."
                ),
                "info",
                "secondary",
                passing=True,
            )

    def _picture(self, pasted: QMimeData) -> Path | None:
        """The picture on the clipboard as a file; its bytes as they came, decoded by nobody."""
        kind = next((kind for kind in PICTURES if pasted.hasFormat(kind)), None)
        if kind is None:
            return None
        if self._pasted is None:
            self._pasted = tempfile.TemporaryDirectory(prefix="pasted-")
        now = datetime.now(UTC).strftime("%Y-%m-%d %H-%M-%S-%f")
        path = Path(self._pasted.name) / f"clipboard {now}{PICTURES[kind]}"
        path.write_bytes(pasted.data(kind).data())
        return path

    def close(self) -> None:
        """Let go of what was pasted, at the end."""
        if self._pasted is not None:
            self._pasted.cleanup()

    def add(self, paths: Sequence[Path]) -> None:
        """Add files and the files of folders."""
        if paths:
            last_folder.remember(paths[0])
            self._give(paths)

    def _give(self, paths: Sequence[Path]) -> None:
        self._notice.clear()
        background.run(
            self,
            lambda: self._session.add_items(list(paths), recursive=True),
            self._follow,
            self._notice.show_refusal,
        )

    def unfold(self, item: ItemId) -> None:
        """Add the clip inside a still."""
        self._notice.clear()
        background.run(
            self,
            lambda: self._session.unfold(item),
            self._follow,
            self._notice.show_refusal,
        )

    def _follow(self, batch: Batch) -> None:
        Following(self, batch, self._tell)

    def _tell(self, outcomes: Sequence[Outcome]) -> None:
        self._match(outcomes)
        if not outcomes:
            said = _("There was no file to add.")
            self._notice.show_text(said, "info", "secondary", passing=True)
            return
        said = account(outcomes)
        if all(outcome.state.good and not outcome.remarks for outcome in outcomes):
            self._notice.show_text(said, "check", "secondary", passing=True)
        else:
            self._notice.show_text(said)

    def _match(self, outcomes: Sequence[Outcome]) -> None:
        """Search what came in, and tell what was found."""
        before = len(self._session.searches())
        batch = self._session.match_added(outcomes)
        if batch is not None:
            Following(self, batch, lambda _outcomes: self._tell_matched(before))

    def _tell_matched(self, before: int) -> None:
        searched = {search.item for search in self._session.searches()[before:]}
        found = {match.pair for item in searched for match in self._session.matches(item)}
        if found:
            matches = ngettext("{n} match", "{n} matches", len(found)).format(n=len(found))
            said = _("New items were searched: {matches}. See Matches in Examine.")
            self._notice.add_text(said.format(matches=matches), "git-compare", "secondary")


def account(outcomes: Sequence[Outcome]) -> str:
    """What became of the files: counted where it went well, named where it did not."""
    lines = []
    added = [one for one in outcomes if one.state is OutcomeState.ADDED]
    known = [one for one in outcomes if one.state is OutcomeState.KNOWN]
    beside = [one for one in outcomes if one.state is OutcomeState.SIDECAR]
    cancelled = [one for one in outcomes if one.state is OutcomeState.CANCELLED]
    kept = [one for one in cancelled if one.item is not None]
    counts = []
    if added:
        counts.append(ngettext("{n} added", "{n} added", len(added)).format(n=len(added)))
    if known:
        counts.append(_("{n} in the case already").format(n=len(known)))
    if beside:
        told = ngettext("{n} sidecar read", "{n} sidecars read", len(beside))
        counts.append(told.format(n=len(beside)))
    if len(cancelled) > len(kept):
        counts.append(_("{n} cancelled").format(n=len(cancelled) - len(kept)))
    if counts:
        lines.append(", ".join(counts) + ".")
    if kept:
        told = ngettext(
            "{n} is in the case and not measured to the end: the Case workspace offers to go on.",
            "{n} are in the case and not measured to the end: the Case workspace offers to go on.",
            len(kept),
        )
        lines.append(told.format(n=len(kept)))
    wrong = [one for one in outcomes if not one.state.good and one.reason is not None]
    said = [_reason(one) for one in wrong]
    said += dict.fromkeys(sentence(remark) for one in outcomes for remark in one.remarks)
    lines += said[:NAMED]
    if (more := len(said) - NAMED) > 0:
        lines.append(ngettext("And {n} more file.", "And {n} more files.", more).format(n=more))
    return "\n".join(lines)


def _reason(outcome: Outcome) -> str:
    """Why it went wrong, with the name of the file where that says none: of a full disk it does
    not."""
    assert outcome.reason is not None
    said = sentence(outcome.reason)
    facts = outcome.reason.facts if isinstance(outcome.reason, Refusal) else {}
    if outcome.path is None or outcome.path in [str(fact) for fact in facts.values()]:
        return said
    return _("“{path}”: {fault}").format(path=shown(Path(outcome.path).name), fault=said)


def files_of(dropped: QMimeData) -> list[Path]:
    """The local files and folders among what was dropped or pasted."""
    return [_local(url) for url in dropped.urls() if url.isLocalFile()]


def _local(url: QUrl) -> Path:
    """The file of an address, also where its name is no UTF-8: Qt would put other letters there."""
    if os.name == "nt":
        return Path(url.toLocalFile())
    encoded = url.path(QUrl.ComponentFormattingOption.FullyEncoded)
    return Path(os.fsdecode(unquote_to_bytes(encoded)))


def paths_in(words: str) -> list[Path]:
    """The files and folders whose whole paths are all that these words hold, one a line."""
    paths = []
    for line in words.splitlines():
        said = line.strip().strip("\"'")
        if not said:
            continue
        path = Path(QUrl(said).toLocalFile() if said.startswith("file:") else said)
        if not (path.is_absolute() and _is_there(path)):
            return []
        paths.append(path)
    return paths


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def case_of(paths: Sequence[Path]) -> Path | None:
    """The case, where what was dropped is one."""
    return next((path for path in paths if path.suffix.lower() == SUFFIX), None)


def leave_drops(window: QWidget) -> None:
    """Leave files that are dropped on a field to its window: Qt would write their addresses."""
    for field in window.findChildren(QLineEdit):
        field.setAcceptDrops(False)
    for sheet in window.findChildren(QPlainTextEdit):
        sheet.setAcceptDrops(False)
        sheet.viewport().setAcceptDrops(False)
