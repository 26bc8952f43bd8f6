"""Tag edit: tags in one field, with commas between them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit

from workbench.gui.widgets.words_edit import passes_on
from workbench.i18n import _


class TagEdit(QLineEdit):
    """Gives its tags when the field is left or Enter is pressed, if they changed."""

    tags_changed = Signal(object)
    """tuple[str, ...]"""
    left = Signal()
    """Enter or Escape was pressed: the keys belong to the picture again."""

    def __init__(self) -> None:
        super().__init__()
        self._before: tuple[str, ...] = ()
        self.setPlaceholderText(_("Tags, with commas between them"))
        self.setAccessibleName(_("Tags"))
        self.editingFinished.connect(self._on_finished)

    @property
    def tags(self) -> tuple[str, ...]:
        """Each once, in the order in which they were written."""
        words = (" ".join(part.split()) for part in self.text().split(","))
        return tuple(dict.fromkeys(word for word in words if word))

    def set_tags(self, tags: Iterable[str]) -> None:
        self._before = tuple(tags)
        if self.tags != self._before or not self.hasFocus():
            self.setText(", ".join(self._before))

    def suggest(self, tags: Iterable[str]) -> None:
        """Offer tags that are in use already, for the first one written."""
        completer = QCompleter(sorted(set(tags)), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)

    def event(self, event: QEvent) -> bool:
        can = (self.isUndoAvailable(), self.isRedoAvailable())
        return not passes_on(event, *can) and super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(", ".join(self._before))
        else:
            super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()
            self.left.emit()

    def _on_finished(self) -> None:
        if self.tags != self._before:
            self._before = self.tags
            self.tags_changed.emit(self.tags)
