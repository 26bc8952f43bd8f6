"""Layout: what the window remembers of its own shape. Nothing of a case is kept here."""

from __future__ import annotations

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QWidget

from workbench import settings


def layout_settings() -> QSettings:
    """Sizes, docks and the last case, beside the settings of the user."""
    return QSettings(str(settings.folder() / "layout.ini"), QSettings.Format.IniFormat)


def fit_screen(window: QWidget, size: QSize) -> None:
    """Give a window this size, or all of a screen that has no room for it with its frame."""
    room = window.screen().availableSize()
    window.resize(size.boundedTo(room))
    if room.height() <= size.height() or room.width() <= size.width():
        window.setWindowState(Qt.WindowState.WindowMaximized)
