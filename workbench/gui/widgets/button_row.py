"""Button row: tool buttons for actions, in groups, each with its words and key in a tooltip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from workbench.gui import text, theme

ICON_PX = 18


def tool_button(action: QAction, parent: QWidget | None = None) -> QToolButton:
    """A button that does the action and says so."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setIconSize(QSize(ICON_PX, ICON_PX))
    button.setFixedSize(QSize(theme.CONTROL + 2, theme.CONTROL))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    words = action.text().replace("&", "").rstrip("…")
    action.setToolTip(text.tooltip(f"{words} ({key})" if key else words))
    button.setAccessibleName(words)
    return button


class ButtonRow(QWidget):
    """Groups of buttons: the first to the left, the last to the right, the rest in the middle."""

    pressed = Signal()
    """A button was pressed, before it does anything."""

    def __init__(self, groups: Sequence[Sequence[QAction]]) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GAP, 4, theme.GAP, 4)
        layout.setSpacing(2)
        for number, group in enumerate(groups):
            if number == 1 or (number == len(groups) - 1 and number > 1):
                layout.addStretch(1)
            elif number:
                layout.addWidget(_separator())
            for action in group:
                button = tool_button(action)
                button.pressed.connect(self.pressed)
                layout.addWidget(button)


def _separator() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.VLine)
    line.setFixedWidth(9)
    line.setFixedHeight(theme.CONTROL - 10)
    line.setProperty("role", "separator")
    return line
