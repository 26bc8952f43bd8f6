"""Stylesheet: the little that Fusion cannot be told through its palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import resources

if TYPE_CHECKING:
    from workbench.gui.theme import Colors


def stylesheet(colors: Colors, sizes: dict[str, int]) -> str:
    """One sheet for the whole application."""
    ground = "dark" if colors.window.lightnessF() < 0.5 else "light"
    arrow = resources.path("icons", f"chevron-down-on-{ground}.svg")
    tick = resources.path("icons", f"check-on-{ground}.svg")
    text = _SHEET
    for name, path in (("arrow", arrow), ("tick", tick)):
        text = text.replace(f"@{name};", f'url("{path.as_posix()}");')
    for name in colors.__slots__:
        text = text.replace(f"@{name};", f"{getattr(colors, name).name()};")
    for name, size in sizes.items():
        text = text.replace(f"@{name}_px;", f"{size}px;")
    return text


_SHEET = """
QLabel[role="title"] { font-size: @title_px; font-weight: 600; }
QLabel[role="heading"] { font-weight: 600; }
QLabel[role="secondary"] { color: @secondary; }
QLabel[role="caption"] { color: @secondary; font-size: @caption_px; }
QLabel[role="mono"] { font-family: monospace; }
QWidget[role="panel"] { background: @panel; }
QWidget[role="raised"] { background: @raised; }
QFrame[role="card"] { background: @panel; border: 1px solid @line; border-radius: 6px; }

QFrame[role="row"] { background: @raised; border: 1px solid @raised; border-radius: 4px; }
QFrame[role="row"]:hover { border-color: @line; }
QFrame[role="row"]:focus { border-color: @accent; }

QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 4px 6px; }

QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QPushButton { min-height: 26px; padding: 0 12px; border: 1px solid @line; border-radius: 4px;
              background: @raised; }
QPushButton:hover { background: @hover; border-color: @disabled; }
QPushButton:pressed { background: @selected; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @disabled; background: @window; }
QPushButton[role="primary"] { background: @accent; color: @accent_text; border-color: @accent;
                              font-weight: 600; }
QPushButton[role="primary"]:focus { border-color: @text; }
QPushButton[role="primary"]:disabled { background: @raised; color: @disabled;
                                       border-color: @line; }

QToolButton { border: 1px solid transparent; border-radius: 4px; padding: 3px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @selected; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { min-height: 26px; padding: 0 7px;
    border: 1px solid @line; border-radius: 4px; background: @panel; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus
    { border-color: @accent; }
QAbstractSpinBox QLineEdit { min-height: 0; border: none; padding: 0 7px;
    background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox { padding-right: 2px; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: @arrow; width: 14px; height: 14px; }
QRadioButton, QCheckBox { spacing: 8px; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @secondary;
                          border-radius: 7px; background: @panel; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accent;
                                  background: @accent_text; }
QCheckBox::indicator, QListView::indicator { width: 12px; height: 12px; background: @panel;
    border: 1px solid @secondary; border-radius: 3px; }
QCheckBox::indicator:checked, QListView::indicator:checked { border-color: @accent;
    background: @accent; image: @tick; }
QPlainTextEdit { border: 1px solid @line; border-radius: 4px; background: @panel; padding: 4px; }
QPlainTextEdit[role="bare"] { border: none; }

QAbstractItemView { border: none; background: @panel; outline: none; }
QListView[role="steps"]::item { padding-left: 8px; }
QTreeView::item { padding: 0 5px; }
QTableView { gridline-color: @panel; }
QTableView::item { padding: 0 6px; border: none; }
QAbstractItemView::item:selected { background: @selected; color: @text; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @secondary; border: none;
    border-bottom: 1px solid @line; padding: 0 8px; min-height: 26px; }

QMainWindow::separator { background: @line; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: @accent; }
QSplitter::handle { background: @line; }
QSplitter::handle:hover { background: @accent; }

QTabWidget::pane { border: none; border-top: 1px solid @line; }
QTabBar { background: @panel; }
QTabBar::tab { padding: 5px 12px; color: @secondary; border: none;
               border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }

QMenuBar { background: @window; border: none; padding: 2px 4px; }
QToolBar { background: @window; border: none; border-bottom: 1px solid @line; padding: 2px 6px;
           spacing: 4px; }
QToolBar QToolButton { padding: 4px 8px; }
QMenuBar::item { padding: 4px 9px; border-radius: 4px; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @raised; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 10px; border-radius: 3px; }
QMenu::item:selected { background: @selected; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 6px; }
QMenu::icon { padding-left: 8px; }

QProgressBar { border: none; border-radius: 2px; background: @line; max-height: 4px; }
QProgressBar::chunk { border-radius: 2px; background: @accent; }

QScrollBar:vertical { width: 10px; background: transparent; }
QScrollBar:horizontal { height: 10px; background: transparent; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::handle:hover { background: @disabled; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QGroupBox { border: none; margin-top: 22px; font-weight: 600; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
"""
