"""Start: what is seen without a case: three ways to begin, and the cases of late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import buttons, icons, text, theme
from workbench.gui.intake import case_of, files_of
from workbench.gui.notice import Notice
from workbench.i18n import _
from workbench.i18n.safe import shown

COLUMN_PX = 560


@dataclass(frozen=True, slots=True)
class Beginnings:
    """The ways to begin; the application does them."""

    new_case: Callable[[Sequence[Path]], None]
    """A new case, of the footage that was dropped."""
    choose_case: Callable[[], None]
    open_sample: Callable[[], None]
    open_case: Callable[[Path], None]


class Start(QWidget):
    """The window without a case."""

    def __init__(self, begin: Beginnings, recent: list[Path]) -> None:
        super().__init__()
        self._begin = begin
        self.setWindowTitle(_("Footage Verification Workbench"))
        self.setAcceptDrops(True)
        self.resize(1000, 680)
        self.notice = Notice()
        column = QVBoxLayout()
        column.setSpacing(theme.PANEL)
        column.addWidget(text.title(_("Footage Verification Workbench")))
        intro = text.wrapped(
            text.secondary(
                _(
                    "A case is one file. The footage you add is copied beside it, sealed by "
                    "its SHA-256 and never changed. Nothing leaves this machine."
                )
            )
        )
        # The column is as high as its parts say, and a label that wraps says too little.
        intro.setFixedSize(COLUMN_PX, intro.heightForWidth(COLUMN_PX))
        column.addWidget(intro)
        column.addSpacing(theme.GAP)
        column.addLayout(self._buttons())
        column.addWidget(self._working())
        column.addWidget(self.notice)
        column.addSpacing(theme.GROUP)
        self._list_recent(column, recent)
        holder = QWidget()
        holder.setFixedWidth(COLUMN_PX)
        holder.setLayout(column)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addWidget(holder, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)

        # Each begins after the click has ended: this page may go.
        def later(way: Callable[[], None]) -> Callable[[], None]:
            return lambda: QTimer.singleShot(0, self, way)

        begin = self._begin
        new = later(lambda: begin.new_case(()))
        self._ways = (
            buttons.push(_("New case…"), new, "file-plus", primary=True),
            buttons.push(_("Open case…"), later(begin.choose_case), "folder-open"),
            buttons.push(_("Open the sample case"), later(begin.open_sample), "clapperboard"),
        )
        for button in self._ways:
            button.setMinimumHeight(34)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _working(self) -> QWidget:
        self._busy = QWidget()
        self._doing: QLabel = text.caption()
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        layout = QVBoxLayout(self._busy)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._doing)
        layout.addWidget(self._progress)
        self._busy.hide()
        return self._busy

    def _list_recent(self, column: QVBoxLayout, recent: list[Path]) -> None:
        if not recent:
            return
        column.addWidget(text.heading(_("Recent cases")))
        rows = QVBoxLayout()
        rows.setSpacing(2)
        for path in recent:
            button = QToolButton()
            button.setIcon(icons.icon("archive", "secondary"))
            button.setIconSize(QSize(18, 18))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setText(f"  {text.pressable(shown(path.stem))}")
            button.setAccessibleName(shown(str(path)))
            button.setMinimumHeight(30)
            button.clicked.connect(lambda _on=False, path=path: self._begin.open_case(path))
            place = text.Elided(shown(str(path.parent)), "caption", Qt.TextElideMode.ElideMiddle)
            row = QHBoxLayout()
            row.setSpacing(theme.PANEL)
            row.addWidget(button)
            row.addWidget(place, 1)
            rows.addLayout(row)
        column.addLayout(rows)

    def show_progress(self, doing: str, done: float | None) -> None:
        """Something is being made; nothing else is begun meanwhile."""
        self._doing.setText(shown(doing))
        self._progress.setRange(0, 0 if done is None else 1000)
        self._progress.setValue(round(1000 * (done or 0)))
        self._busy.show()
        for button in self._ways:
            button.setEnabled(False)

    def end_progress(self) -> None:
        self._busy.hide()
        for button in self._ways:
            button.setEnabled(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = files_of(event.mimeData())
        case = case_of(paths)
        # Whoever dragged is not kept waiting for a dialog.
        if case is not None:
            QTimer.singleShot(0, self, lambda: self._begin.open_case(case))
        else:
            QTimer.singleShot(0, self, lambda: self._begin.new_case(paths))
