"""Sections: titles one below the other, of which one at a time is open."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from workbench.gui import icons, theme

HEAD_PX = 30
ICON_PX = 16


class SectionHead(QAbstractButton):
    """The title of a section, with its icon and how much there is in it."""

    margin_px = theme.PANEL
    lined = True
    """Whether a line parts it from what is above."""

    def __init__(self, icon: str, title: str) -> None:
        super().__init__()
        self._icon_name, self._count, self._over = icon, "", False
        self.setText(title)
        self.setCheckable(True)
        self.setFixedHeight(HEAD_PX)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        theme.watcher().changed.connect(self.update)

    def set_count(self, count: str) -> None:
        if count != self._count:
            self._count = count
            self.setAccessibleDescription(count)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEAD_PX)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._over = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._over = False
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, opened = theme.colors(), self.isChecked()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.hover if self._over else colors.panel)
        if self.lined:
            painter.setPen(colors.line)
            painter.drawLine(0, 0, self.width(), 0)
        top = (self.height() - ICON_PX) // 2
        tint = colors.accent if opened else colors.secondary
        icons.paint(painter, QRect(self.margin_px, top, ICON_PX, ICON_PX), self._icon_name, tint)
        painter.setFont(theme.font(0, semibold=opened))
        painter.setPen(colors.text)
        left = self.margin_px + ICON_PX + theme.GAP
        right = self.width() - self.margin_px - ICON_PX
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, 0, right - left, self.height()), middle, self.text())
        # What the title leaves of the line is for the count.
        left += painter.fontMetrics().horizontalAdvance(self.text()) + theme.GAP
        painter.setFont(theme.font(-1))
        painter.setPen(colors.secondary)
        count = QRect(left, 0, right - left - theme.GAP, self.height())
        said = painter.fontMetrics().elidedText(
            self._count, Qt.TextElideMode.ElideRight, count.width()
        )
        painter.drawText(count, middle | Qt.AlignmentFlag.AlignRight, said)
        arrow = QRect(right, top, ICON_PX, ICON_PX)
        icons.paint(painter, arrow, "chevron-down" if opened else "chevron-right", colors.secondary)
        if self.hasFocus():
            painter.setPen(colors.accent)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class FoldHead(SectionHead):
    """The title of one part of a form, which folds by itself."""

    margin_px = 0
    lined = False


class Sections(QWidget):
    """The open section takes the room that the titles leave."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._heads: dict[str, SectionHead] = {}
        self._bodies: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def add(self, name: str, icon: str, title: str, body: QWidget) -> None:
        head = SectionHead(icon, title)
        head.clicked.connect(lambda _checked=False: self.open(name))
        self._heads[name], self._bodies[name] = head, body
        self._layout.addWidget(head)
        self._layout.addWidget(body, 1)
        body.hide()

    @property
    def current(self) -> str | None:
        return next((name for name, head in self._heads.items() if head.isChecked()), None)

    def open(self, name: str) -> None:
        """Open one section and close the others."""
        for other, head in self._heads.items():
            head.setChecked(other == name)
            self._bodies[other].setVisible(other == name)
        self.opened.emit(name)

    def set_count(self, name: str, count: str) -> None:
        self._heads[name].set_count(count)
