"""Hand on: what of a library goes to somebody else, and in which form."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import text, theme
from workbench.i18n import _
from workbench.library.exporting import HashForm, Shared

WIDE_PX = 480


class ShareLibrary(QDialog):
    """A copy of the library; what could tell more than it must is left out unless chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Share a copy of the library"))
        self.thumbnails = QCheckBox(_("Small pictures"))
        self.remarks = QCheckBox(_("Notes"))
        self.features = QCheckBox(_("Local features"))
        self.file_names = QCheckBox(_("Names of files and of lists"))
        self.iscc_codes = QCheckBox(_("ISCC codes of stills"))
        said = _(
            "Titles, places, dates, sources and fingerprints of pictures are always in it; "
            "footage, what is kept of its sound, where files lie, and decisions never. Also hand "
            "on:"
        )
        more = _(
            "Local features prove matches and find cropped copies. More of a picture can be made "
            "out from them than from fingerprints. Each of them, and an ISCC code, says whether "
            "somebody has a given picture."
        )
        layout = _lay_out(self, said)
        choices = (self.thumbnails, self.remarks, self.features, self.iscc_codes)
        for choice in (*choices, self.file_names):
            layout.addWidget(choice)
        layout.addWidget(text.wrapped(text.caption(more)))
        layout.addWidget(_buttons(self, _("Choose a file…")))

    def shared(self) -> Shared:
        return Shared(
            thumbnails=self.thumbnails.isChecked(),
            remarks=self.remarks.isChecked(),
            features=self.features.isChecked(),
            file_names=self.file_names.isChecked(),
            iscc_codes=self.iscc_codes.isChecked(),
        )


class ExportHashes(QDialog):
    """Fingerprints for other programs: which form, and of which entries."""

    def __init__(self, chosen: int, parent: QWidget | None = None) -> None:
        """`chosen`: how many entries are chosen in the list."""
        super().__init__(parent)
        self.setWindowTitle(_("Export fingerprints"))
        self.form = QComboBox()
        self.form.setAccessibleName(_("Form"))
        for form, said in (
            (HashForm.THREATEXCHANGE, _("threatexchange: a signal a line, stills and clips")),
            (HashForm.PDQ, _("PDQ: bits, quality and title a line; times of clips are lost")),
            (HashForm.VPDQ, _("vPDQ text: one clip")),
            (HashForm.VPDQ_JSON, _("vPDQ JSON: one clip")),
            (
                HashForm.ISCC,
                _("ISCC CSV: code, SHA-256, title, place, date and source of each still"),
            ),
        ):
            self.form.addItem(said, form)
        self.chosen = QCheckBox(_("Only what is chosen in the list"))
        self.chosen.setEnabled(chosen > 0)
        self.chosen.setChecked(chosen > 1)
        said = _(
            "No picture is written. A fingerprint still says whether somebody has a given picture."
        )
        layout = _lay_out(self, said)
        layout.addWidget(self.form)
        layout.addWidget(self.chosen)
        layout.addWidget(_buttons(self, _("Choose a file…")))

    def hash_form(self) -> HashForm:
        return HashForm(self.form.currentData())


def _lay_out(dialog: QDialog, said: str) -> QVBoxLayout:
    dialog.setMinimumWidth(WIDE_PX)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
    layout.setSpacing(theme.PANEL)
    layout.addWidget(text.wrapped(text.secondary(said)))
    return layout


def _buttons(dialog: QDialog, go_on: str) -> QDialogButtonBox:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    button = box.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
    button.setProperty("role", "primary")
    box.accepted.connect(dialog.accept)
    box.rejected.connect(dialog.reject)
    return box
