"""Theme: neutral greys around footage, one accent, dark and light, following the system."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from workbench.gui.stylesheet import stylesheet
from workbench.settings import Theme

GAP = 8
PANEL = 12
GROUP = 16
CONTROL = 28
"""Height of buttons and fields, in pixels, as are the others."""
ROW = 24
ROW_THUMB = 56
LANE = 28
SMALLEST_TYPE_PX = 11


@dataclass(frozen=True, slots=True)
class Colors:
    """The colours of one theme, by what they mean."""

    window: QColor
    panel: QColor
    raised: QColor
    line: QColor
    text: QColor
    secondary: QColor
    disabled: QColor
    accent: QColor
    accent_text: QColor
    """Text and icons on a ground of the accent."""
    selected: QColor
    """Ground of the selected row: the accent, laid thinly over the panel."""
    hover: QColor
    footage: QColor
    """Around footage, the same in both themes."""
    footage_text: QColor
    """Text on the ground around footage."""
    known: QColor
    annotation: QColor
    sound: QColor
    structure: QColor
    attention: QColor
    failure: QColor
    """What failed in the program, never a judgement on footage."""


_MEANING = {
    "footage": "#141517",
    "footage_text": "#e6e8ea",
    "known": "#d9a441",
    "annotation": "#9a7cf0",
    "sound": "#3fb8af",
    "structure": "#7f95ad",
    "attention": "#e0793a",
    "failure": "#d9534f",
}
_DARK = {
    "window": "#1b1d20",
    "panel": "#222529",
    "raised": "#2a2e33",
    "line": "#363b41",
    "text": "#e6e8ea",
    "secondary": "#9aa1a9",
    "disabled": "#646b73",
    "accent": "#4c8dff",
    "accent_text": "#0e1420",
    "selected": "#26354f",
    "hover": "#2a2e33",
}
_LIGHT = {
    "window": "#f3f4f5",
    "panel": "#ffffff",
    "raised": "#ffffff",
    "line": "#d9dcdf",
    "text": "#1d2024",
    "secondary": "#5d656d",
    "disabled": "#a1a7ad",
    "accent": "#1f6feb",
    "accent_text": "#ffffff",
    "selected": "#dbe8fc",
    "hover": "#eceef0",
}


def _made(values: dict[str, str]) -> Colors:
    whole = {**_MEANING, **values}
    return Colors(**{field.name: QColor(whole[field.name]) for field in fields(Colors)})


DARK = _made(_DARK)
LIGHT = _made(_LIGHT)


class Watcher(QObject):
    """Tells when the colours changed, so that what paints itself paints again."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice = Theme.SYSTEM
        self.colors = DARK

    def choose(self, choice: Theme) -> None:
        """Wear this theme from now on; SYSTEM follows the system whenever it changes."""
        self.choice = choice
        hints = QGuiApplication.styleHints()
        wanted = {Theme.DARK: Qt.ColorScheme.Dark, Theme.LIGHT: Qt.ColorScheme.Light}
        hints.setColorScheme(wanted.get(choice, Qt.ColorScheme.Unknown))
        self._wear()

    def follow(self) -> None:
        """The system changed its colours."""
        if self.choice is Theme.SYSTEM:
            self._wear()

    def _wear(self) -> None:
        dark = self.choice is Theme.DARK
        if self.choice is Theme.SYSTEM:
            # A system that does not say (Unknown) gets dark: footage is judged in the dark.
            dark = QGuiApplication.styleHints().colorScheme() != Qt.ColorScheme.Light
        self.colors = DARK if dark else LIGHT
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette(self.colors))
            application.setStyleSheet(stylesheet(self.colors, sizes()))
        self.changed.emit()


@cache
def watcher() -> Watcher:
    """The one watcher of this process."""
    return Watcher()


def colors() -> Colors:
    """The colours worn now."""
    return watcher().colors


def wear(application: QApplication, choice: Theme) -> None:
    """Dress the application; call once, before the first window."""
    application.setStyle("Fusion")
    application.styleHints().colorSchemeChanged.connect(lambda _: watcher().follow())
    watcher().choose(choice)


@contextmanager
def undressed() -> Iterator[None]:
    """For building a window of many widgets: meanwhile the application wears no style sheet, so
    that they are dressed once, when all are there, and not each time one is given to another.
    With what is built nothing may be painted or measured until then."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    sheet = application.styleSheet()
    application.setStyleSheet("")
    try:
        yield
    finally:
        application.setStyleSheet(sheet)


def palette(c: Colors) -> QPalette:
    """The colours as Qt's roles, for the three states of a widget."""
    made = QPalette()
    role = QPalette.ColorRole
    grounds = {
        role.Window: c.window,
        role.Base: c.panel,
        role.AlternateBase: c.raised,
        role.Button: c.raised,
        role.ToolTipBase: c.raised,
        role.WindowText: c.text,
        role.Text: c.text,
        role.ButtonText: c.text,
        role.ToolTipText: c.text,
        role.BrightText: c.text,
        role.PlaceholderText: c.secondary,
        role.Highlight: c.selected,
        role.HighlightedText: c.text,
        role.Accent: c.accent,
        role.Link: c.accent,
        role.LinkVisited: c.accent,
        role.Light: c.raised,
        role.Midlight: c.raised,
        role.Mid: c.line,
        role.Dark: c.line,
        role.Shadow: c.footage,
    }
    for which, color in grounds.items():
        made.setColor(which, color)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, which, c.disabled)
    return made


def sizes() -> dict[str, int]:
    """Type sizes in pixels: title, text, caption."""
    text = QApplication.font()
    points = text.pixelSize() if text.pixelSize() > 0 else round(text.pointSizeF() * 96 / 72)
    return {
        "title": round(points * 1.2),
        "text": max(points, SMALLEST_TYPE_PX),
        "caption": max(round(points * 0.9), SMALLEST_TYPE_PX),
    }


def font(step: int = 0, semibold: bool = False) -> QFont:
    """The interface font: step +1 for titles, -1 for captions."""
    made = QFont(QApplication.font())
    made.setPixelSize(sizes()[{1: "title", 0: "text", -1: "caption"}[step]])
    if semibold:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def mono_font(step: int = 0) -> QFont:
    """The monospace font, whose figures stand one below the other."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(font(step).pixelSize())
    return made


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: QColor) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
