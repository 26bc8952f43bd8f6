"""Merge entries: of two entries that are the same footage, which fields stay."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import text, theme, words
from workbench.i18n import _, libraries
from workbench.i18n.safe import shown
from workbench.library import merging
from workbench.records.known import Entry, Sheet

WIDE_PX = 680
VALUE_PX = 230
"""So much of a value is shown; the tooltip has it whole."""


class MergeEntries(QDialog):
    """Asks which of both stays, and about what both say and not alike; the other becomes a copy of
    the one that stays."""

    def __init__(self, first: Entry, second: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._both = (first, second)
        self.setWindowTitle(_("Merge two entries"))
        self.setMinimumWidth(WIDE_PX)
        self._taking: dict[str, QRadioButton] = {}
        """By field, the choice of what the second says."""
        self.second_stays = QRadioButton()
        self._head = text.wrapped(text.secondary())
        self.both = QCheckBox(_("Find it by the fingerprints of both"))
        self.both.setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(self._head)
        layout.addWidget(self._fields(), 1)
        layout.addWidget(self.both)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        merge = box.addButton(_("Merge"), QDialogButtonBox.ButtonRole.AcceptRole)
        merge.setProperty("role", "primary")
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
        self.second_stays.toggled.connect(self._say)
        self._say()

    @property
    def kept(self) -> Entry:
        """The entry that stays."""
        return self._both[self.second_stays.isChecked()]

    @property
    def other(self) -> Entry:
        """The entry that becomes a copy."""
        return self._both[not self.second_stays.isChecked()]

    def _say(self) -> None:
        kept, other = self.kept.sheet.title, self.other.sheet.title
        if kept == other:
            kept, other = self.kept.file, self.other.file
        said = _(
            "“{other}” becomes a copy of “{kept}”: its file is still recognised. What only one of "
            "them says is kept."
        ).format(other=shown(other), kept=shown(kept))
        asked = " " + _("Choose what stays where they differ.") if self._taking else ""
        back = _("The copies of an entry can be separated again.")
        self._head.setText(f"{said}{asked} {back}")

    def _fields(self) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        first, second = self._both
        files = (_file_text(first), _file_text(second))
        self._add_row(grid, _("Entry that stays"), files, self.second_stays)
        for name in merging.disputed(first.sheet, second.sheet):
            values = (field_text(first.sheet, name), field_text(second.sheet, name))
            self._taking[name] = QRadioButton()
            self._add_row(grid, field_names()[name], values, self._taking[name])
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def _add_row(
        self, grid: QGridLayout, said: str, values: tuple[str, str], second: QRadioButton
    ) -> None:
        """A choice between what the first and what the second has; the first is chosen."""
        row = grid.rowCount()
        grid.addWidget(text.secondary(said), row, 0)
        group = QButtonGroup(self)
        first = QRadioButton()
        first.setChecked(True)
        for column, (choice, value) in enumerate(zip((first, second), values, strict=True), 1):
            line = " ".join(value.split())
            middle = Qt.TextElideMode.ElideMiddle
            choice.setText(choice.fontMetrics().elidedText(line, middle, VALUE_PX))
            choice.setAccessibleName(f"{said}: {value}")
            choice.setToolTip(text.tooltip(value))
            group.addButton(choice)
            grid.addWidget(choice, row, column)

    def take(self, name: str) -> None:
        """Let the second entry's value stay."""
        self._taking[name].setChecked(True)

    def sheet(self) -> Sheet:
        """The sheet that stays."""
        of_second = self.second_stays.isChecked()
        taken = [n for n, choice in self._taking.items() if choice.isChecked() != of_second]
        return merging.merged(self.kept.sheet, self.other.sheet, taken)


def _file_text(entry: Entry) -> str:
    """The file of an entry, and what tells a good copy from a worse one."""
    size = entry.medium.upright_size_px
    name = shown(entry.file)
    return name if size is None else f"{name}, {size[0]} × {size[1]}"


def field_names() -> dict[str, str]:
    """What the fields of a sheet are called, by their names."""
    return {
        "title": _("Title"),
        "place": _("Place"),
        "precision": _("Precision"),
        "coordinates": _("Coordinates"),
        "date": _("Date"),
        "source": _("Source"),
        "reliability": _("Reliability"),
        "credibility": _("Credibility"),
        "url": _("Address"),
        "licence": _("Licence"),
        "remarks": _("Notes"),
    }


def field_text(sheet: Sheet, name: str) -> str:
    """What a sheet says in a field."""
    if name == "coordinates":
        return libraries.coordinates(sheet)
    value = getattr(sheet, name)
    if name in ("precision", "reliability", "credibility"):
        return words.word(value).text
    return shown(str(value))
