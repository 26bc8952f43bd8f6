"""Item source: where an item was found, who put it there and when, as the analyst says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import text, theme
from workbench.gui.notice import Notice
from workbench.i18n import _, notices
from workbench.i18n.safe import shown
from workbench.provenance.source import FIELDS
from workbench.records.errors import Refusal
from workbench.records.item import ItemId

if TYPE_CHECKING:
    from workbench.session import Session

WIDTH_PX = 560


class ItemSourceDialog(QDialog):
    """Three lines; what is emptied is taken away. Where it is refused, what was typed stays."""

    def __init__(self, session: Session, item: ItemId, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._item = session, item
        self.setWindowTitle(_("Where it was found"))
        self.setMinimumWidth(WIDTH_PX)
        self._before = session.source(item)
        self.fields = {name: QLineEdit(getattr(self._before, name) or "") for name in FIELDS}
        self.fields["url"].setPlaceholderText("https://t.me/kanal/1")
        self.fields["uploader"].setPlaceholderText(_("Name (@handle)"))
        self.fields["uploaded"].setPlaceholderText("2020-08-09T20:14:03+03:00")
        self.notice = Notice()
        self._lay_out()

    def _lay_out(self) -> None:
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setProperty("role", "primary")
        self.buttons.accepted.connect(self._save)
        self.buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.PANEL)
        form.setVerticalSpacing(theme.GAP)
        for name, field in self.fields.items():
            said = notices.source_word(name).capitalize()
            field.setAccessibleName(said)
            form.addRow(text.field_name(said, field), field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        said = _("Where “{name}” was found").format(name=shown(self._session.item(self._item).name))
        layout.addWidget(text.wrapped(text.heading(text.breakable(said))))
        layout.addWidget(self.notice)
        layout.addLayout(form)
        kept = _(
            "Your words stand before those of sidecars. What was said when the item was added "
            "stays with the item."
        )
        layout.addWidget(text.wrapped(text.caption(kept)))
        layout.addWidget(self.buttons)

    def _save(self) -> None:
        said = {name: field.text().strip() or None for name, field in self.fields.items()}
        changes = {
            name: value for name, value in said.items() if value != getattr(self._before, name)
        }
        try:
            if changes:
                self._session.edit_source(self._item, **changes)
        except Refusal as refused:
            self.notice.show_refusal(refused)
            return
        self.accept()
