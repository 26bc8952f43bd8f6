"""Tab bar: the pages of one panel as words side by side, with room for buttons at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QWidget

from workbench.gui import theme


class TabBar(QWidget):
    """Shows the pages of a stack; each may say how much there is on it."""

    changed = Signal(int)

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__()
        self._pages = pages
        self._titles: list[str] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.show_page)
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.GAP, 2, theme.GAP, 2)
        self._row.setSpacing(2)
        self._row.addStretch(1)

    def add(self, title: str, page: QWidget) -> None:
        button = QToolButton()
        button.setText(title)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setAccessibleName(title)
        number = self._pages.addWidget(page)
        button.setChecked(number == 0)
        self._titles.append(title)
        self._group.addButton(button, number)
        self._row.insertWidget(number, button)

    def add_button(self, button: QWidget) -> None:
        """Something that can be done, at the right end."""
        self._row.addWidget(button)

    def set_there(self, number: int, there: bool) -> None:
        """Whether there is such a page now; the first is shown instead of one that goes."""
        self._group.button(number).setVisible(there)
        if not there and self._pages.currentIndex() == number:
            self.show_page(0)

    def set_count(self, number: int, count: str) -> None:
        """How much there is on a page; nothing where it is empty."""
        title = self._titles[number]
        self._group.button(number).setText(f"{title} {count}" if count else title)

    def show_page(self, number: int) -> None:
        self._group.button(number).setChecked(True)
        self._pages.setCurrentIndex(number)
        self.changed.emit(number)
