"""Tab bar: the pages of one panel as words side by side, with room for buttons at the right.

Words are never cut: where a panel is too narrow for all of them, they go on in a further line.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QToolButton, QWidget

from workbench.gui import theme

SPACING_PX, EDGE_PX = 2, 2


class TabBar(QWidget):
    """Shows the pages of a stack; each may say how much there is on it."""

    changed = Signal(int)

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__()
        self._pages = pages
        self._titles: list[str] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.show_page)
        self._corner: list[QWidget] = []
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def add(self, title: str, page: QWidget) -> None:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setAccessibleName(title)
        number = self._pages.addWidget(page)
        button.setChecked(number == 0)
        self._titles.append(title)
        self._group.addButton(button, number)
        self._arrange()

    def add_button(self, button: QWidget) -> None:
        """Something that can be done, at the right end."""
        button.setParent(self)
        self._corner.append(button)
        self._arrange()

    def set_there(self, number: int, there: bool) -> None:
        """Whether there is such a page now; the first is shown instead of one that goes."""
        self._group.button(number).setVisible(there)
        if not there and self._pages.currentIndex() == number:
            self.show_page(0)
        self._arrange()

    def set_count(self, number: int, count: str) -> None:
        """How much there is on a page; nothing where it is empty."""
        title = self._titles[number]
        self._group.button(number).setText(f"{title} {count}" if count else title)
        self._arrange()

    def show_page(self, number: int) -> None:
        self._group.button(number).setChecked(True)
        self._pages.setCurrentIndex(number)
        self.changed.emit(number)

    def minimumSizeHint(self) -> QSize:
        """As wide as the longest word and the buttons beside it."""
        widest = max((one.sizeHint().width() for one in self._tabs()), default=0)
        beside = sum(one.sizeHint().width() + SPACING_PX for one in self._corner)
        return QSize(widest + beside + 2 * theme.GAP, self.minimumHeight())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._arrange()

    def _tabs(self) -> list[QWidget]:
        return [one for one in self._group.buttons() if not one.isHidden()]

    def _arrange(self) -> None:
        right, tabs = self.width() - theme.GAP, self._tabs()
        line_px = max((one.sizeHint().height() for one in (*tabs, *self._corner)), default=0)
        for one in reversed(self._corner):
            size = one.sizeHint()
            right -= size.width()
            middle = EDGE_PX + (line_px - size.height()) // 2
            one.setGeometry(QRect(right, middle, size.width(), size.height()))
            right -= SPACING_PX
        left, top = theme.GAP, EDGE_PX
        for one in tabs:
            width = one.sizeHint().width()
            if left > theme.GAP and left + width > right:
                left, top = theme.GAP, top + line_px + SPACING_PX
            one.setGeometry(QRect(left, top, width, line_px))
            left += width + SPACING_PX
        self.setFixedHeight(top + line_px + EDGE_PX)
