"""Compare head: what stands on a side, and what can be put there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from workbench.gui import buttons, match_words, text, theme
from workbench.gui.panels.compare_side import Side
from workbench.i18n import _


class CompareHead(QWidget):
    """The letter of a side, the name of its footage and where that comes from."""

    selected_wanted = Signal()
    """Put the item that is selected on the left here."""
    clear_wanted = Signal()
    add_wanted = Signal()
    """Bring the file of a library entry into the case."""

    adjusted_wanted = Signal()
    """Show the footage through its item's adjustments, or as it was received."""

    def __init__(self, letter: str) -> None:
        super().__init__()
        self.setObjectName("head")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._letter = text.heading(letter)
        self._from = self._laid = ""
        self._target = False
        self._name = text.Elided("", "heading", Qt.TextElideMode.ElideMiddle)
        self._origin = text.Elided("", "caption")
        put = _("Put the selected item here as {letter}").format(letter=letter)
        self.put = buttons.tool("plus", put, self.selected_wanted.emit)
        said = _("Add this file to the case: only then can its frames be exhibits")
        self.add = buttons.tool("file-plus", said, self.add_wanted.emit)
        said = _("Show {letter} through the adjustments of its item").format(letter=letter)
        self.adjust = buttons.tool("sliders-horizontal", said, self.adjusted_wanted.emit)
        self.adjust.setCheckable(True)
        clear = _("Take {letter} away").format(letter=letter)
        self.remove = buttons.tool("x", clear, self.clear_wanted.emit)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, 2, 4, 2)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self._letter)
        layout.addWidget(self._name, 3)
        layout.addWidget(self._origin, 2)
        for button in (self.adjust, self.add, self.put, self.remove):
            layout.addWidget(button)
        theme.watcher().changed.connect(self._dress)
        self._dress()

    def show_side(self, side: Side) -> None:
        """Say what stands there."""
        there = bool(side.name)
        self._name.setText(side.name or _("nothing chosen"))
        self._name.setEnabled(there)
        reference = side.reference
        self._from = "" if reference is None else match_words.reference_origin(reference)
        self.show_laid(self._laid)
        self.remove.setVisible(there)
        self.adjust.setVisible(bool(side.adjusting.available.steps))
        self.adjust.setChecked(bool(side.adjusting.stack.steps))
        self.add.setVisible(side.footage is not None and side.footage.known is not None)

    def show_laid(self, laid: str) -> None:
        """How the picture is shown otherwise than it is: mirrored, turned, moved."""
        self._laid = laid
        said = " · ".join(part for part in (laid, self._from) if part)
        self._origin.setText(said)
        whole = (self._letter.text(), self._name.text(), said)
        self.setAccessibleName(", ".join(part for part in whole if part))
        self._origin.setVisible(bool(said))

    def show_target(self, side: str) -> None:
        """Whether what is dragged now would be dropped on this side."""
        self._target = side == self._letter.text()
        self._dress()

    def _dress(self) -> None:
        colors = theme.colors()
        ground = colors.selected if self._target else colors.panel
        self.setStyleSheet(f"#head {{ background: {ground.name()}; }}")
