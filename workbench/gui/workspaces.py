"""Workspaces: how the page of each is made, when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from workbench.gui import menus
from workbench.gui.intake import leave_drops

if TYPE_CHECKING:
    from workbench.gui.window import Window


def makers(window: Window) -> dict[str, Callable[[], QWidget]]:
    """By name, in the order in which they are offered. Panels are imported with their page."""
    common = (window.session, window.selection, window.bridge)

    def case() -> QWidget:
        from workbench.gui.panels.case_board import CaseBoard

        return CaseBoard(*common, window.posters)

    def compare() -> QWidget:
        from workbench.gui.panels.compare import ComparePanel

        panel = ComparePanel(*common)
        menus.add_actions(window.menus, panel.actions_by_id.values())
        return _left_alone(panel)

    def library() -> QWidget:
        from workbench.gui.panels.library import LibraryPanel

        return _left_alone(LibraryPanel(*common))

    def dossier() -> QWidget:
        from workbench.gui.panels.dossier import DossierPanel

        return _left_alone(DossierPanel(*common))

    return {
        "case": case,
        "examine": lambda: window.viewer,
        "compare": compare,
        "library": library,
        "dossier": dossier,
    }


def _left_alone(page: QWidget) -> QWidget:
    leave_drops(page)
    return page
