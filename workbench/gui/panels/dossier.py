"""Dossier: what the case says to others, previewed, written to a folder, and opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import background, buttons, text, theme
from workbench.gui.notice import Notice
from workbench.gui.panels.dossier_summary import contents, omissions, summary
from workbench.i18n import LANGUAGES, _, system_language
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.records.changes import Changes, Kind
from workbench.records.dossier import Dossier, DossierVariant
from workbench.records.errors import MediaError, Refusal, RefusalCode

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

COMPOSE_DELAY_MS = 300
SIDE_PX = 360
_SHOWN = frozenset(Kind) - {Kind.CUSTODY, Kind.UNDO, Kind.MEASUREMENT}


class DossierPanel(QWidget):
    """The Dossier workspace. Composes only while it is seen."""

    progressed = Signal(float)

    def __init__(self, session: Session, _selection: Selection, bridge: Bridge) -> None:
        super().__init__()
        self._session = session
        self._stale = True
        self._written: Path | None = None
        self._replacing = False
        self.notice = Notice()
        self._compose = QTimer(self, singleShot=True, interval=COMPOSE_DELAY_MS)
        self._compose.timeout.connect(self.compose)
        self.progressed.connect(self._on_progress)
        self._make_preview()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._side())
        layout.addWidget(self._paper, 1)
        bridge.changed.connect(self._on_changed)

    # What is asked

    def _side(self) -> QWidget:
        side = QWidget()
        side.setProperty("role", "panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(SIDE_PX)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._choices())
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.GROUP, theme.GAP, theme.GROUP, theme.GROUP)
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.notice)
        foot.addLayout(self._buttons())
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
        return side

    def _choices(self) -> QWidget:
        choices = QWidget()
        choices.setProperty("role", "panel")
        layout = QVBoxLayout(choices)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GAP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(text.title(_("Write the dossier")))
        layout.addWidget(
            text.wrapped(
                text.secondary(
                    _(
                        "One page that opens offline, the exhibits as PNG, everything as JSON, and "
                        "a manifest of digests that anyone can check."
                    )
                )
            )
        )
        layout.addSpacing(theme.GAP)
        layout.addWidget(text.heading(_("For whom")))
        layout.addLayout(self._variants())
        layout.addSpacing(theme.GAP)
        layout.addLayout(self._form())
        layout.addSpacing(theme.GAP)
        layout.addWidget(text.heading(_("It will contain")))
        self._contents = QFormLayout()
        layout.addLayout(self._contents)
        self._left_out = text.heading(_("Left out"))
        layout.addSpacing(theme.GAP)
        layout.addWidget(self._left_out)
        self._omissions = QFormLayout()
        layout.addLayout(self._omissions)
        layout.addStretch(1)
        return choices

    def _variants(self) -> QVBoxLayout:
        self._variant = QButtonGroup(self)
        column = QVBoxLayout()
        column.setSpacing(2)
        said = (
            (_("Internal"), _("Everything, for the team and the editor.")),
            (
                _("Public"),
                _(
                    "Without pictures, names, addresses and coordinates that could lead to those "
                    "who filmed, sent or examined the footage."
                ),
            ),
        )
        for number, (name, means) in enumerate(said):
            choice = QRadioButton(name)
            choice.setAccessibleDescription(means)
            self._variant.addButton(choice, number)
            column.addWidget(choice)
            meaning = text.wrapped(text.caption(means))
            meaning.setContentsMargins(22, 0, 0, 6)
            column.addWidget(meaning)
        self._variant.button(0).setChecked(True)
        self._variant.idClicked.connect(lambda _id: self.compose())
        return column

    def _form(self) -> QFormLayout:
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        chosen = self._session.desk.settings.language or system_language()
        self.language.setCurrentIndex(max(self.language.findData(chosen), 0))
        self.language.currentIndexChanged.connect(lambda _at: self.compose())
        self.out = QLineEdit(str(self._session.path.with_name("dossier")))
        self.out.setAccessibleName(_("Folder for the dossier"))
        self.out.textChanged.connect(lambda _said: self._set_replacing(False))
        choose = buttons.tool("folder-open", _("Choose the folder"), self._choose_folder)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.out, 1)
        row.addWidget(choose)
        form = QFormLayout()
        form.setSpacing(theme.GAP)
        form.addRow(text.field_name(_("Language")), self.language)
        form.addRow(text.field_name(_("Folder")), row)
        return form

    def _buttons(self) -> QVBoxLayout:
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.hide()
        self._doing = text.caption(_("Writing exhibits and their digests…"))
        self._doing.hide()
        self.write = buttons.push(
            _("Write dossier"), self.write_dossier, "file-output", primary=True
        )
        self.open = buttons.push(_("Open it"), lambda: self._open(self._written), "external-link")
        self.open_folder = buttons.push(
            _("Open the folder"),
            lambda: self._open(self._written and self._written.parent),
            "folder-open",
        )
        after = QHBoxLayout()
        after.setSpacing(theme.GAP)
        for button in (self.open, self.open_folder):
            button.hide()
            after.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(theme.GAP)
        for part in (self._doing, self.progress, self.write):
            column.addWidget(part)
        column.addLayout(after)
        return column

    def _make_preview(self) -> None:
        self._paper = QWidget()
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setProperty("role", "bare")
        self.preview.setAccessibleName(_("Preview of the dossier"))
        self.preview.setFont(theme.mono_font())
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.preview.document().setDocumentMargin(theme.GROUP)
        head = text.heading(_("Preview: the words of the dossier, without its pictures"))
        layout = QVBoxLayout(self._paper)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(head)
        layout.addWidget(self.preview, 1)

    @property
    def variant(self) -> DossierVariant:
        return list(DossierVariant)[max(self._variant.checkedId(), 0)]

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("Folder for the dossier"), str(Path(self.out.text()).parent)
        )
        if folder:
            self.out.setText(folder)

    # What is shown

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self.compose()

    def _on_changed(self, changes: Changes) -> None:
        if changes.kinds & _SHOWN:
            self._stale = True
            if self.isVisible() and not self._compose.isActive():
                self._compose.start()

    def compose(self) -> None:
        """Compose what would be written now, off the window's thread."""
        self._stale = False
        variant, language = self.variant, self.language.currentData()
        background.run(
            self,
            lambda: self._session.dossier(variant, language),
            self._show,
            self.notice.show_refusal,
        )

    def _show(self, dossier: Dossier) -> None:
        place = self.preview.verticalScrollBar().value()
        self.preview.setPlainText(summary(dossier))
        self.preview.verticalScrollBar().setValue(place)
        left_out = omissions(dossier)
        self._left_out.setVisible(bool(left_out))
        _count(self._contents, contents(dossier))
        _count(self._omissions, left_out)
        self.write.setEnabled(bool(dossier.items))

    # What is written

    def _set_replacing(self, replacing: bool) -> None:
        """Whether the next press writes in place of the dossier that lies there."""
        self._replacing = replacing
        said = _("Replace the dossier that is there") if replacing else _("Write dossier")
        self.write.setText(said)

    def write_dossier(self) -> None:
        """Write it to the folder, with progress."""
        out = Path(self.out.text()).expanduser()
        variant, language = self.variant, self.language.currentData()
        replace = self._replacing
        self._set_busy(True)
        self.notice.clear()
        background.run(
            self,
            lambda: self._session.write_dossier(
                out,
                variant=variant,
                language=language,
                replace=replace,
                on_progress=self.progressed.emit,
            ),
            self._on_written,
            self._on_failed,
        )

    def _set_busy(self, busy: bool) -> None:
        self.progress.setRange(0, 0)
        self.progress.setVisible(busy)
        self._doing.setVisible(busy)
        self.write.setEnabled(not busy)

    def _on_progress(self, done: float) -> None:
        self.progress.setRange(0, 1000)
        self.progress.setValue(round(1000 * done))

    def _on_written(self, page: Path) -> None:
        self._set_busy(False)
        self._set_replacing(False)
        self._written = page
        for button in (self.open, self.open_folder):
            button.show()
        said = _("Written to “{path}”. Anyone can check it: workbench dossier verify {folder}")
        folder = shown(str(page.parent))
        self.notice.show_text(
            said.format(path=shown(str(page)), folder=folder), "check", "secondary"
        )

    def _on_failed(self, error: Refusal | MediaError) -> None:
        self._set_busy(False)
        there = isinstance(error, Refusal) and error.code is RefusalCode.DOSSIER_THERE
        self._set_replacing(there)
        self.notice.show_refusal(error)

    def _open(self, path: Path | None) -> None:
        if path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _count(form: QFormLayout, counted: list[tuple[str, int]]) -> None:
    """Numbers on the left, one below the other, and what they count."""
    while form.rowCount():
        form.removeRow(0)
    form.setSpacing(4)
    form.setHorizontalSpacing(theme.PANEL)
    for what, count in counted:
        number = text.plain(count_text(count))
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        number.setMinimumWidth(36)
        form.addRow(number, text.wrapped(text.secondary(what)))
