"""Claims as cards: what is said, by whom, and how far it has been tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.gui import icons, theme, words
from workbench.gui.tables.record_table import RECORD, Column, Index, RecordTable
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.changes import Kind
from workbench.records.claim import Claim, ClaimId, Question

if TYPE_CHECKING:
    from workbench.session import Session

ICON_PX = 14
LINES = 2
PAD_PX = 10


def claim_table(session: Session) -> RecordTable[Claim]:
    """All claims of the case."""

    def ids(_search: str, _order: str) -> list[ClaimId]:
        return [claim.id for claim in session.claims()]

    return RecordTable(
        columns=(
            Column(_("Claim"), lambda c: shown(c.text)),
            Column(_("Claimant"), lambda c: shown(c.claimant or "")),
            Column(_("Judgement"), judgement),
        ),
        ids=ids,
        fetch=session.claim,
        kinds=frozenset({Kind.CLAIM, Kind.UNDO}),
    )


def judgement(claim: Claim) -> str:
    """The judgement in words; how false it is where it is contradicted."""
    if claim.assessment is None:
        return _("not judged yet")
    said = words.word(claim.assessment).text
    if claim.falsehood is not None:
        return _("{judgement}: {how}").format(judgement=said, how=words.word(claim.falsehood).text)
    return said


class ClaimRow(QStyledItemDelegate):
    """The sentence on two lines, its judgement, and one mark for each of the five questions."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = QFontMetrics(theme.font()).height()
        return QSize(240, LINES * line + 24 + 2 * PAD_PX + 8)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        claim: Claim = index.data(RECORD)
        colors = theme.colors()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, 0, 0, -8)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(colors.accent if chosen else colors.line)
        painter.setBrush(colors.selected if chosen else colors.panel)
        painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), 6, 6)
        inner = rect.adjusted(PAD_PX, PAD_PX, -PAD_PX, -PAD_PX)
        self._sentence(painter, inner, shown(claim.text))
        foot = QRect(inner.left(), inner.bottom() - 17, inner.width(), 18)
        self._foot(painter, foot, claim)
        painter.restore()

    def _sentence(self, painter: QPainter, box: QRect, said: str) -> None:
        font = theme.font()
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(theme.colors().text)
        first, rest = _first_line(said, metrics, box.width())
        top = QRect(box.left(), box.top(), box.width(), metrics.height())
        painter.drawText(top, Qt.TextFlag.TextSingleLine, first)
        cut = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(top.translated(0, metrics.height()), Qt.TextFlag.TextSingleLine, cut)

    def _foot(self, painter: QPainter, box: QRect, claim: Claim) -> None:
        colors = theme.colors()
        name = "circle-dashed"
        if claim.assessment is not None:
            name = words.word(claim.assessment).icon
        square = QRect(box.left(), box.center().y() - ICON_PX // 2, ICON_PX, ICON_PX)
        icons.paint(painter, square, name, colors.secondary)
        right = self._questions(painter, box, claim)
        font = theme.font(-1)
        room = box.adjusted(ICON_PX + 6, 0, right - box.right() - 8, 0)
        painter.setFont(font)
        painter.setPen(colors.secondary)
        cut = QFontMetrics(font).elidedText(
            judgement(claim), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)

    def _questions(self, painter: QPainter, box: QRect, claim: Claim) -> int:
        """Five icons, those of answered questions in full; returns the left edge of the row."""
        colors = theme.colors()
        answered = {answer.question for answer in claim.answers}
        left = box.right() - len(Question) * (ICON_PX + 6) + 6
        for place, question in enumerate(Question):
            square = QRect(
                left + place * (ICON_PX + 6), box.center().y() - ICON_PX // 2, ICON_PX, ICON_PX
            )
            color = colors.text if question in answered else colors.disabled
            icons.paint(painter, square, words.word(question).icon, color)
        return left


def _first_line(said: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """Cut a sentence between two words where the first line is full."""
    parts = said.split()
    taken = 0
    while taken < len(parts) and metrics.horizontalAdvance(" ".join(parts[: taken + 1])) <= width:
        taken += 1
    taken = max(taken, 1)
    return " ".join(parts[:taken]), " ".join(parts[taken:])
