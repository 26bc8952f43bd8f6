"""Text edit of a few lines that says when it was changed, and not at each letter."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

GROWS_LINES = 5


def passes_on(event: QEvent, can_undo: bool, can_redo: bool) -> bool:
    """Whether a key for undo or redo is the window's, as the field has nothing of its own."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    undo = event.matches(QKeySequence.StandardKey.Undo) and not can_undo
    redo = event.matches(QKeySequence.StandardKey.Redo) and not can_redo
    if undo or redo:
        event.ignore()
    return undo or redo


class WordsEdit(QPlainTextEdit):
    """Enter or leaving the field keeps the words; Shift+Enter begins a line; Escape takes back."""

    kept = Signal(str)
    left = Signal()
    """Enter or Escape was pressed: the keys belong to the picture again."""

    def __init__(self, placeholder: str, *, lines: int = 3) -> None:
        super().__init__()
        self._before = ""
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setTabChangesFocus(True)
        # The words are wrapped; a bar for what is wider comes and goes while the field grows.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._lines = lines
        self.document().documentLayout().documentSizeChanged.connect(self._take_height)
        self._take_height()

    def _take_height(self) -> None:
        """As high as its words, within bounds, so that none is cut off."""
        # The size of a plain document is told in lines, not in pixels.
        wanted = round(self.document().size().height())
        lines = min(max(wanted, self._lines), self._lines + GROWS_LINES)
        policy = Qt.ScrollBarPolicy
        bar = policy.ScrollBarAsNeeded if wanted > lines else policy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)
        around = self.height() - self.viewport().height() + 2 * self.document().documentMargin()
        self.setFixedHeight(ceil(lines * QFontMetricsF(self.font()).lineSpacing() + around) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # Lines break elsewhere now, of which the document does not tell.
            self._take_height()

    def set_words(self, words: str) -> None:
        """Show these, unless somebody is writing."""
        self._before = words
        if not self.hasFocus() and words != self.toPlainText():
            self.setPlainText(words)

    def keep(self) -> None:
        """Give the words, if they changed."""
        words = self.toPlainText().strip()
        if words != self._before:
            self._before = words
            self.kept.emit(words)

    def event(self, event: QEvent) -> bool:
        history = self.document()
        can = (history.isUndoAvailable(), history.isRedoAvailable())
        return not passes_on(event, *can) and super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.keep()
            self.clearFocus()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.setPlainText(self._before)
            self.clearFocus()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keep()
