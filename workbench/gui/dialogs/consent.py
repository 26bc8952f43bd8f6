"""Consent: asked once, where the system offers no sandbox for reading untrusted files."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from workbench.gui import text, theme
from workbench.i18n import _


class Consent(QDialog):
    """Says what is at stake; refusing is the default."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Read files without a sandbox?"))
        self.setMinimumWidth(500)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(text.title(_("This system offers no sandbox")))
        layout.addWidget(
            text.wrapped(
                text.plain(
                    _(
                        "Footage is read by a separate process that is normally locked: it can "
                        "open no file and no connection. Here it cannot be locked. A clip made to "
                        "attack its reader could then do what you can do on this machine.\n\n"
                        "Every measurement made this way records “sandbox: none”, and the dossier "
                        "says so."
                    )
                )
            )
        )
        buttons = QDialogButtonBox()
        no = buttons.addButton(_("Do not read files"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(_("Read without a sandbox"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        no.setDefault(True)
        layout.addWidget(buttons)


class ConsentAsker(QObject):
    """Asks on the window's thread, whichever thread wants to know."""

    _wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._given = False
        self._wanted.connect(self._ask, Qt.ConnectionType.BlockingQueuedConnection)

    def __call__(self) -> bool:
        """Whether the user agrees; waits for the answer."""
        if QThread.currentThread() is self.thread():
            self._ask()
        else:
            self._wanted.emit()
        return self._given

    @Slot()
    def _ask(self) -> None:
        dialog = Consent()
        self._given = bool(dialog.exec())
        shiboken6.delete(dialog)
