"""Placard: what stands in place of a picture: what happened, why, and the remedy."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from workbench.gui import icons, text, theme
from workbench.gui.widgets.sound_strip import SoundStrip
from workbench.gui.widgets.waveform import Waveform

ICON_PX = 36
TEXT_WIDTH_PX = 460


class Placard(QWidget):
    """An icon, a title, sentences and at most one button, on the ground around footage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name, self._color = "image", "disabled"
        self._handler: Callable[[], None] | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("placard")
        self._icon = text.plain()
        self._title = text.wrapped(text.title())
        self._body = text.wrapped(text.plain())
        self._body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._button = QPushButton()
        self._button.clicked.connect(lambda: self._handler and self._handler())
        column = QWidget()
        column.setFixedWidth(TEXT_WIDTH_PX)
        parts = QVBoxLayout(column)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(theme.PANEL)
        # Labels that wrap get their height from the column's width: no alignment in the layout.
        for label in (self._icon, self._title, self._body):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            parts.addWidget(label)
        self.sound = SoundStrip()
        self.sound.hide()
        parts.addWidget(self.sound)
        parts.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.addStretch(2)
        layout.addWidget(column, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        theme.watcher().changed.connect(self._tint)
        self._tint()

    def say(
        self,
        icon: str,
        title: str,
        body: str = "",
        *,
        color: str = "disabled",
        button: str | None = None,
        handler: Callable[[], None] | None = None,
    ) -> None:
        """Show this instead of whatever was said before."""
        self._icon_name, self._color, self._handler = icon, color, handler
        self.sound.hide()
        self._title.setText(title)
        self._body.setText(body)
        self._body.setVisible(bool(body))
        for label in (self._title, self._body):
            # A label that wraps tells its height only for a given width.
            label.setFixedHeight(max(label.heightForWidth(TEXT_WIDTH_PX), 0))
        self._button.setText(button or "")
        self._button.setVisible(button is not None)
        self.setAccessibleName(title)
        self.setAccessibleDescription(body)
        self._tint()

    def show_sound(self, wave: Waveform | None, marked_s: Sequence[tuple[float, float]]) -> None:
        """The whole of a sound below the words, with what corresponds marked; nothing for None."""
        self.sound.setVisible(wave is not None)
        if wave is not None:
            self.sound.show_wave(wave, marked_s)

    @property
    def said(self) -> str:
        return "\n".join(filter(None, (self._title.text(), self._body.text())))

    def _tint(self) -> None:
        # The ground is dark in both themes, so its text cannot follow the theme.
        colors = theme.colors()
        self.setStyleSheet(
            f"#placard {{ background: {colors.footage.name()}; }}"
            f"#placard QLabel {{ color: {colors.footage_text.name()}; }}"
        )
        color = "attention" if self._color == "attention" else "structure"
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(self._icon_name, ICON_PX, color, ratio))
