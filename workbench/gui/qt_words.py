"""Qt words: buttons and menus that are Qt's own, in the language of the user."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from workbench.i18n import _


class QtWords(QTranslator):
    """The few of them that everybody meets, from our catalogue: Qt has no Belarusian."""

    def __init__(self, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._words = {
            "OK": _("OK"),
            "Cancel": _("Cancel"),
            "Close": _("Close"),
            "Undo": _("Undo"),
            "Redo": _("Redo"),
            "Cut": _("Cut"),
            "Copy": _("Copy"),
            "Paste": _("Paste"),
            "Delete": _("Delete"),
            "Select All": _("Select all"),
        }

    def isEmpty(self) -> bool:
        return False

    def translate(
        self,
        context: str | bytes,
        source: str | bytes,
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str:
        said = source.decode() if isinstance(source, bytes) else source
        return self._words.get(said.replace("&", ""), said)


def speak(application: QCoreApplication, language: str) -> None:
    """Make Qt speak `language`, as far as it can."""
    # The one that is installed last is asked first.
    application.installTranslator(QtWords(application))
    whole = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != "en" and whole.load(QLocale(language), "qtbase", "_", folder):
        application.installTranslator(whole)
