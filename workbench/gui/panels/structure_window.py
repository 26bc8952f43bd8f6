"""Structure window: the parts of the selected item with room for fields and bytes beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from workbench.gui.layout import fit_screen
from workbench.gui.panels.structure import StructurePanel
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.item import ItemId

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

SIZE = QSize(1240, 760)


class StructureWindow(QDialog):
    """It follows the selection, as every panel does."""

    def __init__(
        self, session: Session, selection: Selection, bridge: Bridge, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.panel = StructurePanel(session, selection, bridge, large=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panel)
        self.setSizeGripEnabled(True)
        selection.item_changed.connect(self._show_title)
        self._show_title(selection.item)
        fit_screen(self, SIZE)

    def _show_title(self, item: ItemId | None) -> None:
        name = "" if item is None else shown(self._session.item(item).name)
        self.setWindowTitle(_("Structure: {name}").format(name=name))
