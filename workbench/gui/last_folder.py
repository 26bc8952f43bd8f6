"""Last folder: where the last footage came from, and the next is looked for first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from workbench.gui.layout import layout_settings

_KEY = "footage/folder"


def remembered() -> str:
    """The folder; the documents where there was none yet, or it is gone."""
    kept = layout_settings().value(_KEY)
    if isinstance(kept, str) and Path(kept).is_dir():
        return kept
    return str(documents())


def remember(path: Path) -> None:
    """Footage came from this file, or from this folder."""
    folder = path if path.is_dir() else path.parent
    layout_settings().setValue(_KEY, str(folder))


def documents() -> Path:
    """The user's folder of documents; the home folder where the system names none."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()
