"""Qt's own buttons speak the language of the window, Belarusian too."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from workbench import i18n
from workbench.gui import qt_words


@pytest.mark.parametrize(
    ("language", "cancel"), [("ru", "Отмена"), ("be", "Скасаваць"), ("uk", "Скасувати")]
)
def test_buttons_of_qt_are_translated(qtbot: QtBot, language: str, cancel: str) -> None:
    application = QApplication.instance()
    assert application is not None
    with i18n.speaking(language):
        qt_words.speak(application, language)
    installed = application.findChildren(QTranslator)
    try:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        qtbot.addWidget(box)
        shown = box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "")
        assert shown == cancel
        # What nobody translates stays as it is, and keys are understood in English still.
        assert QCoreApplication.translate("Nobody", "knows this") == "knows this"
        assert QKeySequence("Shift+Left") == QKeySequence.fromString(
            "Shift+Left", QKeySequence.SequenceFormat.PortableText
        )
    finally:
        for translator in installed:
            application.removeTranslator(translator)
            translator.deleteLater()
