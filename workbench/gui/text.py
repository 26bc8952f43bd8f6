"""Text: labels that show what they are given letter by letter, whatever it looks like."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtGui import Qt as TextQt  # PySide6 keeps mightBeRichText there
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from workbench.gui import theme


def plain(text: str = "", parent: QWidget | None = None) -> QLabel:
    """A label in the ordinary type."""
    return _label(text, None, parent)


def title(text: str = "", parent: QWidget | None = None) -> QLabel:
    """One step larger, semibold."""
    return _label(text, "title", parent)


def heading(text: str = "", parent: QWidget | None = None) -> QLabel:
    """Ordinary size, semibold: the name of a group."""
    return _label(text, "heading", parent)


def secondary(text: str = "", parent: QWidget | None = None) -> QLabel:
    return _label(text, "secondary", parent)


def caption(text: str = "", parent: QWidget | None = None) -> QLabel:
    """One step smaller, in the secondary colour."""
    return _label(text, "caption", parent)


def mono(text: str = "", parent: QWidget | None = None) -> QLabel:
    """For times, digests, PTS and coordinates; can be selected and copied."""
    label = _label(text, "mono", parent)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def field_name(text: str, field: QWidget | None = None) -> QLabel:
    """What stands left of a field in a form, in the middle of its height."""
    label = _label(text, "secondary", None)
    label.setMinimumHeight(theme.CONTROL)
    if field is not None:
        label.setBuddy(field)
    return label


def wrapped(label: QLabel) -> QLabel:
    """The same label, broken into lines where it must be."""
    label.setWordWrap(True)
    return label


def _label(text: str, role: str | None, parent: QWidget | None) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if role is not None:
        label.setProperty("role", role)
    return label


def breakable(text: str, longest: int = 40) -> str:
    """Text whose words of so many letters, as a path with a digest, may go on in the next line: Qt
    cuts them off at the edge otherwise. Not for text that is copied: it gets breaks of no width."""
    long_word = rf"\S{{{longest},}}"
    return re.sub(long_word, lambda word: "\u200b".join(_PIECE.findall(word.group())), text)


_PIECE = re.compile(r".{1,16}")


class Elided(QLabel):
    """One line that gives way: cut with … where it does not fit, whole in its tooltip."""

    def __init__(
        self,
        text: str = "",
        role: str | None = None,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mode = mode
        if role is not None:
            self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_whole()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self._fitting()
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            int(self.alignment() | Qt.AlignmentFlag.AlignVCenter) | Qt.TextFlag.TextSingleLine,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        cut = self._fitting() != self.text()
        self.setToolTip(tooltip(self.text()) if cut else "")

    def _fitting(self) -> str:
        line = self.text().replace("\n", " ")
        return QFontMetrics(self.font()).elidedText(line, self._mode, self.contentsRect().width())


def pressable(text: str) -> str:
    """A name on a button or in a menu, where Qt would take an & for the mark of a key."""
    return text.replace("&", "&&")


def tooltip(text: str) -> str:
    """Text for a tooltip, which Qt would take for HTML if it looked like it."""
    if not TextQt.mightBeRichText(text):
        return text
    # Qt has no plain tooltips: escaping it whole is the one way that shows every letter.
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<span>{escaped}</span>"
