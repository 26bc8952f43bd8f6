"""Docks: panels at the sides that can be moved, closed and opened again."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QTabWidget, QWidget

from workbench.gui import buttons, text, theme
from workbench.i18n import _

TITLE_PX = 30
ITEMS_PX = 280
INSPECTOR_PX = 360


class Dock(QDockWidget):
    """One panel with a quiet title: its name, and a cross. Dragged by the name."""

    def __init__(self, name: str, title: str, panel: QWidget, window: QMainWindow) -> None:
        super().__init__(title, window)
        self.setObjectName(name)
        self.setWidget(panel)
        self.setTitleBarWidget(DockTitle(title, self))


class DockTitle(QWidget):
    """Lets the mouse through to the dock, which is dragged by it."""

    def __init__(self, title: str, dock: QDockWidget) -> None:
        super().__init__(dock)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(TITLE_PX)
        said = _("Close “{panel}”; the View menu opens it again").format(panel=title)
        close = buttons.tool("x", said, dock.close)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, 0, 4, 0)
        layout.addWidget(text.heading(title), 1)
        layout.addWidget(close)


def place(
    window: QMainWindow,
    items: QWidget,
    inspector: QWidget,
    adjustments: QWidget,
    timeline: QWidget,
) -> dict[str, Dock]:
    """Items on the left and the inspector on the right, in full height; the timeline between."""
    area = Qt.DockWidgetArea
    window.setDockOptions(
        QMainWindow.DockOption.AllowTabbedDocks | QMainWindow.DockOption.AllowNestedDocks
    )
    window.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
    window.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
    places = (
        ("items", _("Items"), items, area.LeftDockWidgetArea),
        ("inspector", _("Inspector"), inspector, area.RightDockWidgetArea),
        ("adjustments", _("Adjustments"), adjustments, area.RightDockWidgetArea),
        ("timeline", _("Timeline"), timeline, area.BottomDockWidgetArea),
    )
    docks = {}
    for name, title, panel, side in places:
        docks[name] = Dock(name, title, panel, window)
        window.addDockWidget(side, docks[name])
        docks[name].setVisible(name == "items")
    window.setTabPosition(area.RightDockWidgetArea, QTabWidget.TabPosition.North)
    window.tabifyDockWidget(docks["inspector"], docks["adjustments"])
    return docks


def clear(window: QMainWindow, docks: dict[str, Dock]) -> None:
    """Hide all but the items, before those of another workspace are shown: a layout that is
    restored over docks under tabs would leave the tabs behind in the window."""
    for name, dock in docks.items():
        dock.setVisible(dock.isVisible() and name == "items")
    window.layout().activate()


def arrange(window: QMainWindow, docks: dict[str, Dock], *, examining: bool) -> None:
    """Which docks a workspace has, and how wide, until the analyst moves them."""
    for name, dock in docks.items():
        dock.setVisible(name == "items" or examining)
    if examining:
        docks["inspector"].raise_()
    # Docks that were just shown have their size only after Qt has shown them.
    QTimer.singleShot(0, window, lambda: _size(window, docks, examining))


def _size(window: QMainWindow, docks: dict[str, Dock], examining: bool) -> None:
    wide, high = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    window.layout().activate()  # asked for before they are laid out, sizes are forgotten
    window.resizeDocks([docks["items"]], [ITEMS_PX], wide)
    if examining:
        window.resizeDocks([docks["inspector"]], [INSPECTOR_PX], wide)
        wanted = docks["timeline"].widget().sizeHint().height() + TITLE_PX
        window.resizeDocks([docks["timeline"]], [wanted], high)
