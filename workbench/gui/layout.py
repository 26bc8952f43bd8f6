"""Layout: what the window remembers of its own shape. Nothing of a case is kept here."""

from __future__ import annotations

from PySide6.QtCore import QSettings

from workbench import settings


def layout_settings() -> QSettings:
    """Sizes, docks and the last case, beside the settings of the user."""
    return QSettings(str(settings.folder() / "layout.ini"), QSettings.Format.IniFormat)
