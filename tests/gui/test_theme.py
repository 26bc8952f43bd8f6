"""Colours: every text can be read on every ground it stands on, in both themes."""

from __future__ import annotations

import re

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from workbench import resources
from workbench.gui import icons, theme
from workbench.settings import Theme

READABLE = 4.5
BOTH = pytest.mark.parametrize("colors", [theme.DARK, theme.LIGHT], ids=["dark", "light"])


@BOTH
@pytest.mark.parametrize("text", ["text", "secondary"])
@pytest.mark.parametrize("ground", ["window", "panel", "raised", "hover", "selected"])
def test_text_can_be_read(colors, text, ground):
    assert theme.contrast(getattr(colors, text), getattr(colors, ground)) >= READABLE


@BOTH
def test_words_on_the_accent_and_on_the_ground_of_footage_can_be_read(colors):
    assert theme.contrast(colors.accent_text, colors.accent) >= READABLE
    assert theme.contrast(colors.footage_text, colors.footage) >= READABLE


def test_contrast_is_that_of_wcag():
    assert theme.contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert theme.contrast(QColor("#767676"), QColor("#ffffff")) == pytest.approx(4.54, abs=0.01)


def test_the_ground_of_footage_is_the_same_in_both_themes():
    assert theme.DARK.footage == theme.LIGHT.footage


def test_icons_and_palette_follow_the_theme(qapp: QApplication):
    theme.wear(qapp, Theme.DARK)
    dark = icons.icon("film").pixmap(16, 16).toImage()
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.DARK.window
    theme.watcher().choose(Theme.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window) == theme.LIGHT.window
    assert icons.icon("film").pixmap(16, 16).toImage() != dark


def test_no_type_is_smaller_than_eleven_pixels(qapp: QApplication):
    font = qapp.font()
    small = qapp.font()
    small.setPixelSize(9)
    qapp.setFont(small)
    try:
        assert min(theme.sizes().values()) >= theme.SMALLEST_TYPE_PX
    finally:
        qapp.setFont(font)


def test_every_icon_has_its_licence_beside_it():
    assert "ISC License" in resources.path("icons", "LICENSE").read_text("utf-8")


def test_the_icons_kept_are_those_that_are_used():
    sources = resources.folder().parent / "workbench" / "gui"
    words = "\n".join(path.read_text("utf-8") for path in sources.rglob("*.py"))
    kept = {path.stem for path in resources.path("icons").glob("*.svg") if "-on-" not in path.stem}
    assert {name for name in kept if f'"{name}"' not in words} == set()
    drawn = set(
        re.findall(r'(?:icons\.icon|icons\.pixmap|buttons\.tool)\(\s*"([a-z0-9-]+)"', words)
    )
    assert drawn - kept == set()
