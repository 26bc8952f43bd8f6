"""Byte panel: a hex view with where one is, a field to go elsewhere, and what can be copied."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from workbench.gui import background, text, theme
from workbench.gui.notice import Notice
from workbench.gui.widgets.hex_rows import offset_from, printable
from workbench.gui.widgets.hex_view import HexView
from workbench.i18n import _
from workbench.i18n.numbers import count_text
from workbench.i18n.safe import shown
from workbench.records.item import Item

if TYPE_CHECKING:
    from workbench.session import Session

FIELD_PX = 130


class BytePanel(QWidget):
    """The bytes come from the sealed original, a slice at a time, and are read as nothing."""

    part_wanted = Signal(int)
    """The analyst wants to see the part that holds the byte at this offset."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._item: Item | None = None
        self.path_of: Callable[[int], str] = lambda _offset: ""
        self.view = HexView()
        self.view.moved.connect(self._show_place)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._pop)
        self.go = QLineEdit()
        self.go.setPlaceholderText(_("Go to offset"))
        self.go.setAccessibleName(_("Go to offset"))
        self.go.setToolTip(text.tooltip(_("An offset in bytes, as 4660 or 0x1234; Return goes")))
        self.go.setMaximumWidth(FIELD_PX)
        self.go.returnPressed.connect(self._go)
        self.place = text.Elided("", "secondary", Qt.TextElideMode.ElideMiddle)
        self.place.setFont(theme.mono_font(-1))
        self.notice = Notice()
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.GAP, 2, theme.GAP, 4)
        foot.setSpacing(theme.GAP)
        foot.addWidget(self.place, 1)
        foot.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.notice)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)

    def show_item(self, item: Item | None) -> None:
        """Show the bytes of another item."""
        if item is not None and self._item is not None and item.id == self._item.id:
            return
        self._item = item
        self.notice.clear()
        self.view.show_file(0 if item is None else item.medium.size_bytes, self._read)
        self._show_place(0)

    def _read(self, offset: int, count: int, keep: Callable[[bytes], None]) -> None:
        if self._item is None:
            return
        item = self._item.id
        background.run(
            self,
            lambda: self._session.original_bytes(item, offset, count),
            keep,
            self.notice.show_refusal,
        )

    def _show_place(self, offset: int) -> None:
        chosen = self.view.chosen
        path = shown(self.path_of(offset))
        place = f"0x{offset:x} · {count_text(offset)}"
        if len(chosen) > 1:
            count = _("{n} bytes").format(n=count_text(len(chosen)))
            place = f"0x{chosen.start:x}–0x{chosen.stop - 1:x} · {count}"
        self.place.setText(f"{place} · {path}" if path else place)

    def _go(self) -> None:
        offset = offset_from(self.go.text())
        if offset is None or not 0 <= offset < self.view.rows.size_bytes:
            said = _("There is no byte at “{offset}”: the file has {n} bytes, counted from 0.")
            size = count_text(self.view.rows.size_bytes)
            self.notice.show_text(said.format(offset=shown(self.go.text()), n=size))
            return
        self.notice.clear()
        self.view.go_to(offset)
        self.view.setFocus()

    def _pop(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = self.view.copy
        for said, act in (
            (_("Copy as hexadecimal figures"), lambda: copy(lambda got: got.hex(" "))),
            (_("Copy as letters"), lambda: copy(lambda got: "".join(map(printable, got)))),
            (_("Show the part with this byte"), lambda: self.part_wanted.emit(self.view.at)),
        ):
            menu.addAction(said).triggered.connect(lambda _checked=False, act=act: act())
        menu.popup(self.view.viewport().mapToGlobal(at))
