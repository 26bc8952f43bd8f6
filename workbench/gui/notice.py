"""Notice: an error in the place where it happened: what, why, and the remedy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from workbench.gui import buttons, icons, text, theme
from workbench.i18n import _
from workbench.i18n.sentences import sentence
from workbench.records.errors import MediaError, Refusal

ICON_PX = 20


class Notice(QFrame):
    """A line in a panel that can be closed; not there while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._icon: QLabel = text.plain()
        self._icon_name, self._color = "triangle-alert", "attention"
        self.passing = False
        self.label = text.wrapped(text.plain())
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = buttons.tool("x", _("Close this message"), self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.GAP, theme.GAP, theme.GAP)
        layout.setSpacing(theme.PANEL)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.label, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        theme.watcher().changed.connect(self._tint)
        self.hide()

    def show_refusal(self, error: Refusal | MediaError) -> None:
        """Say what was refused; the sentence names the file and the remedy."""
        self.show_text(sentence(error))

    def show_text(
        self,
        said: str,
        icon: str = "triangle-alert",
        color: str = "attention",
        *,
        passing: bool = False,
    ) -> None:
        """Say this; `color` is the icon's. What is `passing` may go when the analyst goes on."""
        self.passing = passing
        self._icon_name, self._color = icon, color
        self.label.setText(said)
        self._tint()
        self.show()

    def add_text(self, said: str, icon: str, color: str) -> None:
        """Say this below what must not be overlooked; alone, where nothing of that kind is said."""
        if self.passing or not self.label.text():
            self.show_text(said, icon, color)
        else:
            self.label.setText(f"{self.label.text()}\n{said}")

    def clear(self) -> None:
        self.label.clear()
        self.hide()

    def _tint(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, ICON_PX, self._color, ratio))
