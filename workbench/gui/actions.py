"""Actions: what can be done, each a row: id, text, handler, keys, icon, when enabled, menu."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from workbench.gui import icons


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done."""

    id: str
    """Dotted: `item.add_files`. The part before the dot groups it in the list of keys."""
    text: str
    handler: Callable[[], object]
    shortcut: str | tuple[str, ...] = ()
    """As QKeySequence reads it: `Ctrl+Shift+Z`."""
    icon: str | None = None
    enabled: Callable[[], bool] = _always
    menu: str = ""
    """Id of the menu that it stands in; none for keys only."""
    separated: bool = False
    """Whether a line stands above it in its menu."""
    checkable: bool = False
    checked: Callable[[], bool] | None = None
    """Whether one that can be checked is; None, where whoever shows it says so."""
    repeats: bool = True
    """Whether a key that is held does it again and again."""
    whole_window: bool = True
    """Whether its key works wherever the focus is; otherwise only inside its widget."""


def install(widget: QWidget, rows: Iterable[Action]) -> dict[str, QAction]:
    """Make the actions of these rows and give them to `widget`, where their keys work."""
    made = {}
    for row in rows:
        action = QAction(row.text, widget)
        action.setObjectName(row.id)
        action.setProperty("menu", row.menu)
        action.setProperty("separated", row.separated)
        keys = (row.shortcut,) if isinstance(row.shortcut, str) else row.shortcut
        action.setShortcuts([QKeySequence(key) for key in keys])
        context = Qt.ShortcutContext
        action.setShortcutContext(
            context.WindowShortcut if row.whole_window else context.WidgetWithChildrenShortcut
        )
        if row.icon is not None:
            action.setIcon(icons.icon(row.icon))
        action.setCheckable(row.checkable)
        action.setAutoRepeat(row.repeats)
        action.setEnabled(row.enabled())
        if row.checked is not None:
            action.setChecked(row.checked())
        action.triggered.connect(lambda _checked=False, row=row: row.handler())
        widget.addAction(action)
        made[row.id] = action
    return made


def refresh(actions: dict[str, QAction], rows: Iterable[Action]) -> None:
    """Enable and disable each by its row."""
    for row in rows:
        actions[row.id].setEnabled(row.enabled())


def with_keys(window: QWidget) -> list[QAction]:
    """Every action of a window that has a key, whoever made it: what F1 shows."""
    found = [a for a in window.findChildren(QAction) if not a.shortcut().isEmpty() and a.text()]
    return sorted(found, key=lambda a: a.objectName().partition(".")[0])
