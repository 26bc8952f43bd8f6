"""Items as a table: the columns, and how a row and a card of an item are painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.gui import icons, posters, theme, words
from workbench.gui.tables.record_table import RECORD, Column, Index, RecordTable
from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown
from workbench.records.card import ItemCard
from workbench.records.changes import Kind
from workbench.records.item import MediaStatus

if TYPE_CHECKING:
    from workbench.gui.posters import Posters
    from workbench.session import Session

KINDS = frozenset(
    {
        Kind.ITEM,
        Kind.ITEM_SHEET,
        Kind.RUN,
        Kind.MATCH,
        Kind.MATCH_DECISION,
        Kind.ANNOTATION,
        Kind.FRAME,
        Kind.UNDO,
    }
)
ICON_PX = 14
THUMB = QSize(72, 44)
CARD = QSize(204, 194)
"""The least width of a card; the board spreads what is left over."""
CARD_THUMB_PX = 122


def item_table(session: Session) -> RecordTable[ItemCard]:
    """All items of the case, in the order of their coming."""
    return RecordTable(
        columns=(
            Column(_("Name"), card_name, "name", icon=lambda c: words.word(c.item.kind).icon),
            Column(_("Kind"), lambda c: words.word(c.item.kind).text, "kind"),
            Column(_("Duration"), _duration, "duration", right=True),
            Column(_("State"), lambda c: words.word(c.sheet.status).text, "status"),
            Column(_("Digest"), lambda c: c.item.digest, mono=True),
        ),
        ids=session.item_ids,
        fetch=session.card,
        kinds=KINDS,
        order="received",
    )


def card_name(card: ItemCard) -> str:
    """The analyst's title, or the file's name with every odd character written out."""
    return shown(card.sheet.title or card.item.name)


def orders() -> tuple[tuple[str, str], ...]:
    """The orders that the query knows, in words."""
    return (
        ("received", _("Oldest first")),
        ("-received", _("Newest first")),
        ("name", _("By name")),
        ("kind", _("By kind")),
        ("-duration", _("Longest first")),
        ("status", _("By state")),
    )


def badge(card: ItemCard) -> tuple[str, str, str] | None:
    """What must be seen first: icon, words, colour's name. None where nothing stands out."""
    if card.status is MediaStatus.QUARANTINED:
        return ("shield-alert", _("quarantined"), "attention")
    if not card.original_there:
        return ("file-question-mark", _("original missing"), "attention")
    if card.status is not MediaStatus.OK:
        return (words.word(card.status).icon, words.word(card.status).text, "attention")
    if card.known:
        matched = ngettext("{n} match", "{n} matches", card.matches).format(n=card.matches)
        return ("copy-check", matched, "known")
    return None


def accessible(card: ItemCard) -> str:
    """A row as one sentence, for those who do not see it."""
    parts = [card_name(card), words.word(card.item.kind).text, _duration(card)]
    parts.append(words.word(card.sheet.status).text)
    found = badge(card)
    if found is not None:
        parts.append(found[1])
    return ", ".join(parts)


def _duration(card: ItemCard) -> str:
    return words.duration_text(card.item.medium.duration_s)


class ItemPainter(QStyledItemDelegate):
    """What rows and cards have in common."""

    def __init__(self, kept: Posters) -> None:
        super().__init__()
        self._posters = kept

    def displayText(self, value: object, locale: object) -> str:
        return str(value)

    def _ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        colors = theme.colors()
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(colors.selected)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(colors.hover)
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(rect, 5, 5)

    def _name(self, painter: QPainter, box: QRect, card: ItemCard) -> None:
        """A title gives way at its end, a file name in its middle: its suffix counts."""
        cut = Qt.TextElideMode.ElideRight if card.sheet.title else Qt.TextElideMode.ElideMiddle
        self._line(painter, box, card_name(card), theme.colors().text, 0, cut)

    def _line(
        self,
        painter: QPainter,
        box: QRect,
        said: str,
        color: QColor,
        step: int,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        font = theme.font(step)
        painter.setFont(font)
        painter.setPen(color)
        cut = QFontMetrics(font).elidedText(said, mode, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)

    def _mark(
        self, painter: QPainter, left: int, box: QRect, icon: str, said: str, color: QColor
    ) -> int:
        """An icon and its word; returns where the next may begin."""
        colors = theme.colors()
        square = QRect(left, box.center().y() - ICON_PX // 2 + 1, ICON_PX, ICON_PX)
        icons.paint(painter, square, icon, color)
        rest = box.adjusted(left - box.left() + ICON_PX + 5, 0, 0, 0)
        self._line(painter, rest, said, colors.secondary, -1)
        width = QFontMetrics(theme.font(-1)).horizontalAdvance(said)
        return rest.left() + min(width, rest.width()) + 10

    def _progress(self, painter: QPainter, box: QRect) -> None:
        """Something is being measured: a thin line; the job centre says how far."""
        colors = theme.colors()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.line)
        painter.drawRoundedRect(box, 1, 1)
        painter.setBrush(colors.accent)
        painter.drawRoundedRect(box.adjusted(0, 0, -box.width() * 2 // 3, 0), 1, 1)


class ItemRow(ItemPainter):
    """A row of 56 px: poster, name, kind and duration, state, and what stands out."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, theme.ROW_THUMB)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        card: ItemCard = index.data(RECORD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(4, 1, -4, -1)
        self._ground(painter, rect, option.state)
        thumb = QRect(rect.left() + 5, rect.top() + 5, THUMB.width(), THUMB.height())
        kind = words.word(card.item.kind).icon
        posters.paint(painter, thumb, self._posters.poster(card.item.id), kind)
        lines = QRect(thumb.right() + 10, thumb.top(), rect.right() - thumb.right() - 16, 22)
        self._name(painter, lines, card)
        self._second_line(painter, lines.translated(0, 22), card, kind)
        if card.runs_left:
            self._progress(painter, QRect(lines.left(), rect.bottom() - 3, lines.width(), 2))
        painter.restore()

    def _second_line(self, painter: QPainter, box: QRect, card: ItemCard, kind: str) -> None:
        colors = theme.colors()
        long = _duration(card) if card.item.medium.duration_s is not None else _kind_word(card)
        left = self._mark(painter, box.left(), box, kind, long, colors.secondary)
        found = badge(card)
        if found is not None:
            icon, said, color = found
            self._mark(painter, left, box, icon, said, getattr(colors, color))
            return
        state = words.word(card.sheet.status)
        self._mark(painter, left, box, state.icon, state.text, colors.secondary)


class ItemCardPainter(ItemPainter):
    """A card of the board: a large poster above name, state and what stands out."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        grid = option.widget.gridSize() if isinstance(option.widget, QListView) else CARD
        return CARD if grid.isEmpty() else grid

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        card: ItemCard = index.data(RECORD)
        colors = theme.colors()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(4, 4, -4, -4)
        painter.setPen(colors.line)
        painter.setBrush(colors.panel)
        painter.drawRoundedRect(rect, 6, 6)
        self._ground(painter, rect, option.state)
        thumb = QRect(rect.left() + 6, rect.top() + 6, rect.width() - 12, CARD_THUMB_PX)
        kind = words.word(card.item.kind).icon
        posters.paint(painter, thumb, self._posters.poster(card.item.id), kind)
        if card.item.medium.duration_s is not None:
            self._duration_flag(painter, thumb, _duration(card))
        lines = QRect(thumb.left() + 3, thumb.bottom() + 6, thumb.width() - 6, 20)
        self._name(painter, lines, card)
        self._states(painter, lines.translated(0, 22), card)
        if card.runs_left:
            self._progress(painter, QRect(thumb.left(), thumb.bottom() + 2, thumb.width(), 2))
        painter.restore()

    def _states(self, painter: QPainter, box: QRect, card: ItemCard) -> None:
        colors = theme.colors()
        state = words.word(card.sheet.status)
        left = self._mark(painter, box.left(), box, state.icon, state.text, colors.secondary)
        found = badge(card)
        if found is not None:
            icon, said, color = found
            self._mark(painter, left, box, icon, said, getattr(colors, color))

    def _duration_flag(self, painter: QPainter, thumb: QRect, said: str) -> None:
        font = theme.font(-1)
        width = QFontMetrics(font).horizontalAdvance(said) + 10
        flag = QRect(thumb.right() - width - 3, thumb.bottom() - 21, width, 18)
        ground = QColor(theme.DARK.footage)
        ground.setAlphaF(0.82)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(flag, 3, 3)
        painter.setFont(font)
        painter.setPen(theme.DARK.text)
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, said)


def _kind_word(card: ItemCard) -> str:
    return words.word(card.item.kind).text
