"""Buttons: made in one way, so that they look and speak alike."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QToolButton

from workbench.gui import icons, text


def push(
    said: str, handler: Callable[[], object], icon: str | None = None, *, primary: bool = False
) -> QPushButton:
    """A button with words; `primary` is the one thing to do next."""
    button = QPushButton(said)
    button.setAccessibleName(said)
    if icon is not None:
        button.setIcon(icons.icon(icon, "accent_text" if primary else "text"))
        # Qt leaves four pixels between icon and words, whatever the style says.
        button.setText(f" {said}")
    if primary:
        button.setProperty("role", "primary")
    button.clicked.connect(lambda _checked=False: handler())
    return button


def tool(icon: str, said: str, handler: Callable[[], object]) -> QToolButton:
    """A button with an icon only; its words are its tooltip and its name."""
    button = QToolButton()
    button.setIcon(icons.icon(icon, "secondary"))
    button.setToolTip(text.tooltip(said))
    button.setAccessibleName(said)
    button.clicked.connect(lambda _checked=False: handler())
    return button
