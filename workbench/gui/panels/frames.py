"""Frames: what was extracted from the selected item, each with its citation."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import icons, theme, words
from workbench.gui.dialogs import extract_frames
from workbench.gui.empty import Empty
from workbench.gui.moment_pictures import MomentPictures
from workbench.gui.widgets.button_row import tool_button
from workbench.gui.widgets.picture_rows import PictureRow, PictureRows
from workbench.i18n import _
from workbench.records.changes import Changes, Kind
from workbench.records.frame import ExtractedFrame, ExtractId, Moment, MomentKind
from workbench.records.item import ItemId
from workbench.records.mediatime import clock_text

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class FramesPanel(QWidget):
    """Newest first; a row jumps to its frame, and gives its citation."""

    counted = Signal(str)

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        pictures: MomentPictures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection, self._pictures = session, selection, pictures
        self._frames: dict[Hashable, ExtractedFrame] = {}
        self.rows = PictureRows(self._row)
        self.rows.setAccessibleName(_("Extracted frames"))
        self._lay_out()
        self.rows.key_activated.connect(lambda _key: self.go_to())
        self.rows.key_chosen.connect(lambda _key: self._refresh_actions())
        selection.item_changed.connect(self._show_item)
        bridge.changed.connect(self._on_changed)
        pictures.ready.connect(lambda _wanted: self.rows.viewport().update())
        self._show_item(selection.item)

    def count(self) -> str:
        return str(len(self._frames)) if self._frames else ""

    def _lay_out(self) -> None:
        self.acts = [
            self._act("locate", _("Show this frame"), self.go_to),
            self._act("quote", _("Copy the citation"), self.copy_citation),
            self._act("folder-open", _("Open the folder of this frame"), self.open_folder),
        ]
        self._more = self._act("images", _("Extract frames…"), self.ask_extract)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.GAP, 4, theme.GAP, 4)
        bar.setSpacing(2)
        for act in self.acts:
            bar.addWidget(tool_button(act))
        bar.addStretch(1)
        bar.addWidget(tool_button(self._more))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.rows, 1)
        layout.addLayout(bar)
        self._none = Empty(
            "image-down",
            _("No frame was extracted yet. E extracts the frame on screen."),
            _("Extract frames…"),
            self.ask_extract,
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        self.stack.addWidget(self._none)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _act(self, icon: str, words_: str, handler: object) -> QAction:
        act = QAction(icons.icon(icon), words_, self)
        act.triggered.connect(lambda _checked=False: handler())  # type: ignore[operator]
        return act

    def _on_changed(self, changes: Changes) -> None:
        if Kind.FRAME in changes.kinds:
            self._show_item(self._selection.item)

    def _show_item(self, item: ItemId | None) -> None:
        found = [] if item is None else self._session.frames(item)
        self._frames = {f.id: f for f in reversed(found)}
        self.rows.set_keys(list(self._frames))
        self.stack.setCurrentIndex(0 if self._frames else 1)
        self._refresh_actions()
        self.counted.emit(self.count())

    def _refresh_actions(self) -> None:
        for act in self.acts:
            act.setEnabled(self.chosen is not None)

    def _row(self, key: Hashable) -> PictureRow:
        frame = self._frames[key]
        image = self._pictures.picture(frame.item, _moment(frame))
        size = _("{width} × {height} px").format(width=frame.width_px, height=frame.height_px)
        if frame.deep is not None:
            size = _("{size}, 16 bits").format(size=size)
        if frame.time_s is None or frame.at is None:
            return PictureRow(
                _("Picture"), (size, f"pixels {frame.pixels_sha256[:16]}…"), image, "image", True
            )
        title = _("Frame {index} at {time}").format(
            index=frame.index, time=clock_text(frame.time_s)
        )
        if frame.adjusted is not None:
            title = _("{frame}, adjusted").format(frame=title)
        lines = (
            _("PTS {pts}, {size}").format(pts=frame.at.pts, size=size),
            f"{words.time_text(frame.taken)} {frame.pixels_sha256[:16]}…",
        )
        return PictureRow(title, lines, image, "image", mono=True)

    @property
    def chosen(self) -> ExtractedFrame | None:
        key = self.rows.chosen
        return None if key is None else self._frames.get(key)

    def go_to(self) -> None:
        """Show the chosen frame in the viewer."""
        if self.chosen is not None:
            self._selection.go_to(_moment(self.chosen))

    def copy_citation(self) -> None:
        if self.chosen is not None:
            QGuiApplication.clipboard().setText(self._session.citation(self.chosen))

    def open_folder(self) -> None:
        """Show the folder in the system's file manager; the file itself is not opened."""
        if self.chosen is not None:
            folder = self._session.frame_file(self.chosen).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def ask_extract(self) -> None:
        """Ask which frames to extract."""
        extract_frames.ask(self._session, self._selection, self)

    def choose(self, frame: ExtractId) -> None:
        self.rows.choose(frame)


def _moment(frame: ExtractedFrame) -> Moment:
    if frame.at is None:
        return Moment(MomentKind.INDEX, Fraction(0))
    return Moment(MomentKind.PTS, Fraction(frame.at.pts))
