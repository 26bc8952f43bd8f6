"""Merge entries: of two entries that are the same footage, which fields stay."""

from __future__ import annotations

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

WIDE_PX = 560


class MergeEntries(QDialog):
    """Asks only about what both say and not alike; the first entry stays, the second becomes a
    copy of it."""

    def __init__(self, kept: Entry, other: Entry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept, self._other = kept, other
        self.setWindowTitle(_("Merge two entries"))
        self.setMinimumWidth(WIDE_PX)
        self._taking: dict[str, QRadioButton] = {}
        self.both = QCheckBox(_("Find it by the fingerprints of both"))
        self.both.setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(text.wrapped(text.secondary(self._head())))
        layout.addWidget(self._fields(), 1)
        layout.addWidget(self.both)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        merge = box.addButton(_("Merge"), QDialogButtonBox.ButtonRole.AcceptRole)
        merge.setProperty("role", "primary")
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)

    def _head(self) -> str:
        disputed = merging.disputed(self._kept.sheet, self._other.sheet)
        said = _(
            "“{other}” becomes a copy of “{kept}”: its file is still recognised. What only one of "
            "them says is kept."
        ).format(other=shown(self._other.sheet.title), kept=shown(self._kept.sheet.title))
        return said + (" " + _("Choose what stays where they differ.") if disputed else "")

    def _fields(self) -> QWidget:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.GAP)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for row, name in enumerate(merging.disputed(self._kept.sheet, self._other.sheet)):
            said = field_names()[name]
            grid.addWidget(text.secondary(said), row, 0)
            group = QButtonGroup(inner)
            for column, entry in ((1, self._kept), (2, self._other)):
                choice = QRadioButton(field_text(entry.sheet, name))
                choice.setAccessibleName(f"{said}: {choice.text()}")
                choice.setToolTip(text.tooltip(choice.text()))
                choice.setChecked(column == 1)
                group.addButton(choice)
                grid.addWidget(choice, row, column)
                if entry is self._other:
                    self._taking[name] = choice
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inner)
        return scroll

    def take(self, name: str) -> None:
        """Let the second entry's value stay."""
        self._taking[name].setChecked(True)

    def sheet(self) -> Sheet:
        """The sheet that stays."""
        taken = [name for name, choice in self._taking.items() if choice.isChecked()]
        return merging.merged(self._kept.sheet, self._other.sheet, taken)


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
