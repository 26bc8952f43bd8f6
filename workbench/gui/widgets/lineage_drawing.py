"""Lineage drawing: copies as cards, an arrow from each to what was likely made of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from workbench.gui import theme
from workbench.i18n import _

CARD = QSize(200, 148)
PICTURE_PX = 84
APART_PX, BELOW_PX, MARGIN_PX = 72, 20, 16
ARROW_PX = 7


@dataclass(frozen=True, slots=True)
class Card:
    """One copy."""

    key: Hashable
    name: str
    under: str
    best: bool
    parent: Hashable | None


class LineageDrawing(QWidget):
    """The first copies at the left, what was made of each to the right of it."""

    chosen = Signal(object)
    """Key of a copy."""
    opened = Signal(object)
    """Key of a copy that somebody wants to examine."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: list[Card] = []
        self._places: dict[Hashable, QRect] = {}
        self._pictures: dict[Hashable, QImage] = {}
        self._key: Hashable | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.watcher().changed.connect(self.update)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show another family."""
        self._cards = list(cards)
        self._places = placed(cards)
        right = max((place.right() for place in self._places.values()), default=0)
        bottom = max((place.bottom() for place in self._places.values()), default=0)
        self.setMinimumSize(right + MARGIN_PX, bottom + MARGIN_PX)
        self.choose(next((card.key for card in cards if card.best), None))

    def set_picture(self, key: Hashable, picture: QImage) -> None:
        self._pictures[key] = picture
        self.update()

    def choose(self, key: Hashable | None) -> None:
        self._key = key
        self.update()
        self.chosen.emit(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colors().window)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for card in self._cards:
            if card.parent in self._places:
                self._paint_arrow(painter, self._places[card.parent], self._places[card.key])
        for card in self._cards:
            self._paint_card(painter, card, self._places[card.key])

    def _paint_arrow(self, painter: QPainter, parent: QRect, child: QRect) -> None:
        start = QPointF(parent.right() + 1, parent.center().y())
        end = QPointF(child.left() - 1, child.center().y())
        middle = start.x() + APART_PX / 2
        painter.setPen(QPen(theme.colors().secondary, 1.5))
        corner, turn = QPointF(middle, start.y()), QPointF(middle, end.y())
        painter.drawLines([QLineF(start, corner), QLineF(corner, turn), QLineF(turn, end)])
        painter.setBrush(theme.colors().secondary)
        tip = [QPointF(0, 0), QPointF(-ARROW_PX, -ARROW_PX / 2), QPointF(-ARROW_PX, ARROW_PX / 2)]
        painter.drawPolygon(QPolygonF([end + point for point in tip]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_card(self, painter: QPainter, card: Card, place: QRect) -> None:
        colors = theme.colors()
        chosen = card.key == self._key
        painter.setPen(QPen(colors.accent if chosen else colors.line, 2 if chosen else 1))
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRect(place.left() + 6, place.top() + 6, place.width() - 12, PICTURE_PX)
        painter.fillRect(frame, colors.footage)
        picture = self._pictures.get(card.key)
        if picture is not None:
            size = picture.size().scaled(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            shown = QRect(frame.topLeft(), size)
            shown.moveCenter(frame.center())
            painter.drawImage(shown, picture)
        lines = [(card.name, colors.text), (card.under, colors.secondary)]
        if card.best:
            lines.append((_("best copy at hand"), colors.text))
        metrics = painter.fontMetrics()
        usual = painter.font()
        for number, (said, color) in enumerate(lines):
            strong = QFont(usual)
            strong.setBold(number == 2)
            painter.setFont(strong)
            painter.setPen(color)
            line = QRect(
                *(frame.left(), frame.bottom() + 4 + number * metrics.height()),
                *(frame.width(), metrics.height()),
            )
            shown_text = metrics.elidedText(said, Qt.TextElideMode.ElideRight, frame.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown_text)
        painter.setFont(usual)

    def _at(self, event: QMouseEvent) -> Hashable | None:
        place = event.position().toPoint()
        return next((key for key, one in self._places.items() if one.contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self._at(event)
        if key is not None:
            self.choose(key)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        key = self._at(event)
        if key is not None:
            self.opened.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = [card.key for card in self._cards]
        step = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
        }.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._key is not None:
            self.opened.emit(self._key)
        elif step is None or not keys:
            super().keyPressEvent(event)
        else:
            at = keys.index(self._key) + step if self._key in keys else 0
            self.choose(keys[min(max(at, 0), len(keys) - 1)])


def placed(cards: Sequence[Card]) -> dict[Hashable, QRect]:
    """Where each card lies: a column for each step down, children beside their parent."""
    children: dict[Hashable | None, list[Card]] = {}
    known = {card.key for card in cards}
    for card in cards:
        children.setdefault(card.parent if card.parent in known else None, []).append(card)
    places: dict[Hashable, QRect] = {}

    def lay(card: Card, column: int, row: int) -> int:
        """Place a card and what was made of it; the first free row below."""
        x = MARGIN_PX + column * (CARD.width() + APART_PX)
        y = MARGIN_PX + row * (CARD.height() + BELOW_PX)
        places[card.key] = QRect(x, y, CARD.width(), CARD.height())
        after = row
        for child in children.get(card.key, []):
            after = lay(child, column + 1, after)
        return max(after, row + 1)

    row = 0
    for card in children.get(None, []):
        row = lay(card, 0, row)
    return places
