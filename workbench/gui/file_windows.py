"""File windows: views of files beside each other that need more room than the inspector."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from workbench.gui.panels.compare_files import CompareFiles
from workbench.gui.panels.file_table import FileTableWindow
from workbench.gui.panels.lineage_window import LineageWindow
from workbench.gui.panels.structure_window import StructureWindow

if TYPE_CHECKING:
    from workbench.gui.window import Window


class FileWindows:
    """Opens each of them once, and brings forward what is open already."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._common = (window.session, window.selection, window.bridge)
        self._open: dict[str, QDialog] = {}
        window.inspector.structure.large_wanted.connect(self.show_structure)
        window.inspector.metadata.compare_wanted.connect(self.compare)
        window.inspector.metadata.table_wanted.connect(self.show_table)

    def show_structure(self) -> None:
        """The parts of the selected item, in a window of their own."""
        made = self._show("structure", lambda: StructureWindow(*self._common, self._window))
        place = self._window.inspector.structure.place
        if place is not None and isinstance(made, StructureWindow):
            made.panel.go_to(*place)

    def compare(self) -> None:
        """The selected item beside others that the analyst chooses."""
        window = self._window
        self._show("compare", lambda: CompareFiles(window.session, window.selection, window))

    def show_table(self) -> None:
        """All items, with the columns that the analyst chooses."""
        window = self._window
        self._show("table", lambda: FileTableWindow(window.session, window.selection, window))

    def show_lineage(self) -> None:
        """Which items and entries are copies of each other, and which was made of which."""
        window = self._window
        pictures = window.inspector.pictures
        self._show(
            "lineage",
            lambda: LineageWindow(window.session, window.selection, pictures, window),
        )

    def _show(self, name: str, make: Callable[[], QDialog]) -> QDialog:
        if name not in self._open:
            made = make()
            made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            made.destroyed.connect(lambda: self._open.pop(name, None))
            self._open[name] = made
        self._open[name].show()
        self._open[name].raise_()
        self._open[name].activateWindow()
        return self._open[name]
