"""Pages: one of several panels is seen, and only that one asks for room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget


class Pages(QStackedWidget):
    """Each page is made when it is first asked for. Qt's own stack is as large as its largest
    page, also while that one is hidden."""

    def __init__(self, makers: Mapping[str, Callable[[], QWidget]]) -> None:
        super().__init__()
        self._makers = makers
        self._made: dict[str, QWidget] = {}
        self.currentChanged.connect(lambda _at: self.updateGeometry())

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __getitem__(self, name: str) -> QWidget:
        if name not in self._made:
            page = self._made[name] = self._makers[name]()
            self.addWidget(page)
        return self._made[name]

    def is_made(self, name: str) -> bool:
        return name in self._made

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.minimumSizeHint() if page is not None else QSize(0, 0)

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return page.sizeHint() if page is not None else QSize(0, 0)


def below(head: QWidget, pages: Pages) -> QWidget:
    """The pages, and above them what concerns all of them."""
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(head)
    layout.addWidget(pages, 1)
    return whole
