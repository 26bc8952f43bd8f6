"""Keys: every action that has one, found in the window itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import actions, text, theme
from workbench.i18n import _

COLUMNS = 2


def groups() -> dict[str, str]:
    """Names of the groups of actions, by the first part of their ids, in order."""
    return {
        "case": _("Case"),
        "item": _("Items"),
        "edit": _("Edit"),
        "workspace": _("Workspaces"),
        "go": _("Go to"),
        "frame": _("Frames"),
        "compare": _("Compare"),
        "view": _("Picture"),
        "tool": _("Tools"),
        "range": _("Range of time"),
        "annotation": _("Annotations"),
        "match": _("Matches"),
        "help": _("Help"),
    }


class Keys(QDialog):
    """The list that F1 shows."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setWindowTitle(_("Keys"))
        self.resize(820, 620)
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        columns.setSpacing(4 * theme.PANEL)
        for column in _dealt(_grouped(window)):
            columns.addLayout(self._column(column), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll)

    def _column(self, listed: list[tuple[str, list[QAction]]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(theme.GAP)
        for name, found in listed:
            column.addWidget(text.heading(name))
            column.addLayout(_rows(found))
            column.addSpacing(theme.GAP)
        column.addStretch(1)
        return column


def _rows(found: list[QAction]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(4)
    grid.setHorizontalSpacing(theme.GROUP)
    grid.setColumnStretch(0, 1)
    for row, action in enumerate(found):
        grid.addWidget(
            text.plain(action.text().replace("&", "").rstrip("…").partition(":")[0]), row, 0
        )
        keys = text.secondary(_keys(action))
        keys.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.addWidget(keys, row, 1)
    return grid


def _keys(action: QAction) -> str:
    form = QKeySequence.SequenceFormat.NativeText
    return _(" or ").join(key.toString(form) for key in action.shortcuts())


def _grouped(window: QWidget) -> list[tuple[str, list[QAction]]]:
    names = groups()
    found: dict[str, list[QAction]] = {name: [] for name in names.values()}
    for action in actions.with_keys(window):
        group = names.get(action.objectName().partition(".")[0], _("Others"))
        found.setdefault(group, []).append(action)
    return [(name, listed) for name, listed in found.items() if listed]


def _dealt(
    grouped: list[tuple[str, list[QAction]]],
) -> list[list[tuple[str, list[QAction]]]]:
    """Groups dealt into columns of about one height, their order kept."""
    total = sum(len(listed) + 2 for _name, listed in grouped)
    columns: list[list[tuple[str, list[QAction]]]] = [[] for _n in range(COLUMNS)]
    used = 0
    for group in grouped:
        middle = used + (len(group[1]) + 2) / 2
        columns[min(int(middle * COLUMNS / max(total, 1)), COLUMNS - 1)].append(group)
        used += len(group[1]) + 2
    return columns
