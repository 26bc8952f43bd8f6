"""Hex view: the bytes of a file as they lie there, in rows of offset, numbers and letters.

It asks for slices as they come into sight and keeps a few; it never holds a file.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication

from workbench.gui import theme
from workbench.gui.widgets.hex_rows import HexRows, printable
from workbench.i18n import _

Read = Callable[[int, int, Callable[[bytes], None]], None]
"""Asks for bytes from an offset on, and hands them over later, on the window's thread."""
SLICE_BYTES = 16 << 10
KEPT_SLICES = 64
MOST_COPIED_BYTES = 64 << 10
EDGE_PX = 8
ROW_PX = 18
MOST_ROWS = (1 << 31) - 1


class HexView(QAbstractScrollArea):
    """One byte is where the keys are; Shift chooses a range; a part is laid under in colour."""

    moved = Signal(int)
    """The offset of the byte where the keys are."""

    def __init__(self) -> None:
        super().__init__()
        self._read: Read | None = None
        self._slices: OrderedDict[int, bytes | None] = OrderedDict()
        self._asked_of = 0
        self.rows = HexRows(0, 16)
        self.at, self._anchor = 0, 0
        self._part = range(0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Bytes"))
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        theme.watcher().changed.connect(self.viewport().update)

    def show_file(self, size_bytes: int, read: Read | None) -> None:
        """Show another file from its beginning."""
        self._read, self._asked_of = read, self._asked_of + 1
        self._slices.clear()
        self.rows = HexRows(size_bytes, self.rows.width)
        self.at = self._anchor = 0
        self._part = range(0)
        self._fit()

    def show_part(self, offset: int, size_bytes: int) -> None:
        """Colour a range and go to its beginning."""
        self._part = range(offset, offset + size_bytes)
        self.go_to(offset)

    def go_to(self, offset: int, *, choosing: bool = False) -> None:
        """Move to a byte; with `choosing` everything from the last one on is chosen."""
        self.at = min(max(offset, 0), max(self.rows.size_bytes - 1, 0))
        if not choosing:
            self._anchor = self.at
        self._show_row(self.at // self.rows.width)
        self.setAccessibleDescription(_("Byte {offset}").format(offset=self.at))
        self.viewport().update()
        self.moved.emit(self.at)

    @property
    def chosen(self) -> range:
        """The chosen bytes; the one where the keys are, if no more."""
        first, last = sorted((self._anchor, self.at))
        return range(first, min(last + 1, self.rows.size_bytes))

    def copy(self, form: Callable[[bytes], str]) -> None:
        """Put the chosen bytes on the clipboard, up to `MOST_COPIED_BYTES` of them."""
        chosen = self.chosen
        if self._read is not None and len(chosen):
            count = min(len(chosen), MOST_COPIED_BYTES)
            self._read(chosen.start, count, lambda got: QApplication.clipboard().setText(form(got)))

    def _show_row(self, row: int) -> None:
        bar = self.verticalScrollBar()
        if row < bar.value():
            bar.setValue(row)
        elif row >= bar.value() + self._whole_rows:
            # A jump leaves a little of what is before in sight.
            far = row > bar.value() + 3 * self._whole_rows
            bar.setValue(row - (1 if far else self._whole_rows - 1))

    @property
    def _whole_rows(self) -> int:
        return max(self.viewport().height() // ROW_PX, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As many bytes in a row as the width has room for: 8, 16 or 32."""
        letter = QFontMetrics(theme.mono_font(-1)).horizontalAdvance("0")
        room = (self.viewport().width() - 2 * EDGE_PX) // max(letter, 1)
        top = self.verticalScrollBar().value() * self.rows.width
        self.rows = self.rows.fitting(room)
        bar = self.verticalScrollBar()
        bar.setRange(0, min(max(self.rows.count - self._whole_rows, 0), MOST_ROWS))
        bar.setPageStep(self._whole_rows)
        bar.setValue(top // self.rows.width)
        self.viewport().update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.colors()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colors.panel)
        painter.setFont(theme.mono_font(-1))
        letter = painter.fontMetrics().horizontalAdvance("0")
        first = self.verticalScrollBar().value()
        for n in range(self._whole_rows + 1):
            if first + n < self.rows.count:
                self._paint_row(painter, first + n, n * ROW_PX, letter)
        if self.hasFocus():
            painter.setPen(colors.accent)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, top: int, letter: int) -> None:
        colors, rows = theme.colors(), self.rows
        offset = row * rows.width
        middle = Qt.AlignmentFlag.AlignVCenter

        def box(column: int, letters: int) -> QRect:
            return QRect(EDGE_PX + column * letter, top, letters * letter, ROW_PX)

        painter.setPen(colors.secondary)
        painter.drawText(box(0, rows.offset_digits), middle, rows.offset_text(offset))
        got, chosen = self._bytes(offset, rows.width), self.chosen
        for n in range(min(rows.width, rows.size_bytes - offset)):
            at = offset + n
            cells = (box(rows.hex_column(n), 2), box(rows.letter_column(n), 1))
            for wide, cell in zip((letter // 2, 0), cells, strict=True):
                ground = cell.adjusted(-wide, 1, wide, -1)
                if at in chosen and (len(chosen) > 1 or self.hasFocus() or at == self.at):
                    painter.fillRect(ground, colors.accent)
                elif at in self._part:
                    painter.fillRect(ground, colors.selected)
            here = at in chosen
            value = got[n] if got is not None and n < len(got) else None
            quiet = value in (0, None)
            painter.setPen(
                colors.accent_text if here else colors.disabled if quiet else colors.text
            )
            painter.drawText(cells[0], middle, "··" if value is None else f"{value:02x}")
            painter.drawText(cells[1], middle, " " if value is None else printable(value))

    def _bytes(self, offset: int, count: int) -> bytes | None:
        """What is known of these bytes; where nothing is, it is asked for."""
        start = offset - offset % SLICE_BYTES
        if start not in self._slices:
            self._ask(start)
        got = self._slices.get(start)
        return None if got is None else got[offset - start : offset - start + count]

    def _ask(self, start: int) -> None:
        if self._read is None:
            return
        self._slices[start] = None
        while len(self._slices) > KEPT_SLICES:
            self._slices.popitem(last=False)
        asked_of = self._asked_of

        def keep(got: bytes) -> None:
            if asked_of == self._asked_of:
                self._slices[start] = got
                self.viewport().update()

        self._read(start, SLICE_BYTES, keep)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    # Mouse and keys

    def _byte_at(self, point: QPoint) -> int | None:
        letter = QFontMetrics(theme.mono_font(-1)).horizontalAdvance("0")
        row = self.verticalScrollBar().value() + max(point.y(), 0) // ROW_PX
        n = self.rows.byte_in((point.x() - EDGE_PX) / max(letter, 1))
        offset = row * self.rows.width + n
        return offset if 0 <= offset < self.rows.size_bytes else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._byte_at(event.position().toPoint())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.go_to(at, choosing=shift)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._byte_at(event.position().toPoint())
        if at is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.go_to(at, choosing=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy(lambda got: got.hex(" "))
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        wanted = self.rows.moved(self.at, _KEYS.get(event.key(), ""), self._whole_rows, control)
        if wanted is None:
            super().keyPressEvent(event)
            return
        self.go_to(wanted, choosing=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))


_KEYS: dict[int, str] = {
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_PageUp: "page_up",
    Qt.Key.Key_PageDown: "page_down",
    Qt.Key.Key_Home: "home",
    Qt.Key.Key_End: "end",
}
