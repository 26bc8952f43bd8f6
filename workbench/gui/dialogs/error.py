"""Error: our own bug. Work goes on where it can; what happened can be copied for the makers."""

from __future__ import annotations

import platform
import traceback
from types import TracebackType

import PySide6
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from workbench import __version__
from workbench.gui import text, theme
from workbench.i18n import _


class Crash(QDialog):
    """Says that the program is at fault, not the footage, and what to do."""

    def __init__(self, account: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A fault of the program"))
        self.resize(640, 420)
        self._account = account
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(text.title(_("The program made a mistake")))
        layout.addWidget(
            text.wrapped(
                text.plain(
                    _(
                        "What you were doing was not done. The case is whole: every change is "
                        "written at once or not at all. Copy the text below for the makers of the "
                        "program; it names no file of the case unless the fault does, so read it "
                        "before you send it."
                    )
                )
            )
        )
        box = QPlainTextEdit(account)
        box.setReadOnly(True)
        box.setFont(theme.mono_font(-1))
        layout.addWidget(box, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(_("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._account))
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)


def account(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """What the makers need to know."""
    about = (
        f"Footage Verification Workbench {__version__}, Python {platform.python_version()}, "
        f"Qt {PySide6.__version__}, {platform.platform()}"
    )
    return about + "\n\n" + "".join(traceback.format_exception(kind, error, trace))
