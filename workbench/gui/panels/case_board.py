"""Case board: all items at a glance, the claims and their state, what is left to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import background, buttons, icons, text, theme, words
from workbench.gui.empty import Empty
from workbench.gui.notice import Notice
from workbench.gui.panels.item_choice import ItemChoice
from workbench.gui.panels.remaining import RESUME, Remaining, remaining
from workbench.gui.tables.claims import ClaimRow, claim_table
from workbench.gui.tables.items import CARD, ItemCardPainter, item_table
from workbench.i18n import _, ngettext
from workbench.i18n.safe import shown
from workbench.records.changes import Changes, Kind
from workbench.records.errors import MediaError, Refusal

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.posters import Posters
    from workbench.gui.selection import Selection
    from workbench.session import Session

SIDE_PX = 340
_COUNTED = frozenset(
    {Kind.ITEM, Kind.ITEM_SHEET, Kind.RUN, Kind.MATCH, Kind.MATCH_DECISION, Kind.CLAIM, Kind.UNDO}
)


class CaseBoard(QWidget):
    """The Case workspace."""

    add_wanted = Signal()

    def __init__(
        self, session: Session, selection: Selection, bridge: Bridge, posters: Posters
    ) -> None:
        super().__init__()
        self._session, self._selection, self._posters = session, selection, posters
        self.notice = Notice()
        self._side = Side(session, selection, bridge, self.notice)
        self._make_board()
        self._lay_out()
        self.setFocusProxy(self.board)
        bridge.changed.connect(self.table.on_changed)
        bridge.changed.connect(self._on_changed)
        self.table.modelReset.connect(self._on_asked_again)
        self.table.rowsInserted.connect(self._on_asked_again)
        self._on_asked_again()

    def _make_board(self) -> None:
        self.table = item_table(self._session)
        self.board = Board()
        self.board.setModel(self.table)
        self._painter = ItemCardPainter(self._posters)
        self.board.setItemDelegate(self._painter)
        self._choice = ItemChoice(self.board, self.table, self._selection, self._posters)

    def _lay_out(self) -> None:
        case = self._session.case
        head = QVBoxLayout()
        head.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GAP)
        head.setSpacing(2)
        head.addWidget(text.Elided(shown(case.title), "title"))
        self._facts = text.Elided("", "caption", Qt.TextElideMode.ElideMiddle)
        head.addWidget(self._facts)
        self._stack = QStackedWidget()
        self._nothing = Empty(
            "film",
            _(
                "This case has no footage yet. Drop clips, stills or a folder on the window: each "
                "file is copied, sealed by its SHA-256 and never changed."
            ),
            _("Add files…"),
            self.add_wanted.emit,
        )
        self._stack.addWidget(self.board)
        self._stack.addWidget(self._nothing)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addLayout(head)
        notice = QHBoxLayout()
        notice.setContentsMargins(theme.GROUP, 0, theme.GROUP, theme.GAP)
        notice.addWidget(self.notice)
        left.addLayout(notice)
        board = QHBoxLayout()
        board.setContentsMargins(theme.PANEL, 0, 0, 0)
        board.addWidget(self._stack)
        left.addLayout(board, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(left, 1)
        layout.addWidget(self._side)

    def _on_changed(self, _changes: Changes) -> None:
        self._tell_facts()

    def _tell_facts(self) -> None:
        case, n = self._session.case, self.table.rowCount()
        self._facts.setText(
            "  ·  ".join(
                (
                    ngettext("{n} item", "{n} items", n).format(n=n),
                    _("begun {time}").format(time=words.time_text(case.created)),
                    shown(str(self._session.path)),
                )
            )
        )

    def _on_asked_again(self) -> None:
        self._stack.setCurrentWidget(self.board if self.table.rowCount() else self._nothing)
        self._tell_facts()
        self._choice.show_item(self._selection.item)


class Board(QListView):
    """Cards in columns that fill the width."""

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Board of items"))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QListView { background: transparent; }")

    def resizeEvent(self, event: QResizeEvent) -> None:
        # One pixel less than there is: Qt wraps a row that fits exactly.
        room = self.viewport().width() - 1
        columns = max(room // CARD.width(), 1)
        self.setGridSize(QSize(room // columns, CARD.height()))
        super().resizeEvent(event)


class Side(QWidget):
    """Claims above, what is left below."""

    def __init__(
        self, session: Session, selection: Selection, bridge: Bridge, notice: Notice
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIDE_PX)
        self._session, self._selection, self._notice = session, selection, notice
        self.claims = claim_table(session)
        bridge.changed.connect(self.claims.on_changed)
        bridge.changed.connect(self._on_changed)
        self.claims.modelReset.connect(self._on_claims)
        self.claims.rowsInserted.connect(self._on_claims)
        self._count = QTimer(self, singleShot=True, interval=150)
        self._count.timeout.connect(self._count_remaining)
        self._lay_out()
        self._on_claims()
        self._count_remaining()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP, theme.GROUP, theme.GROUP, theme.GROUP)
        layout.setSpacing(theme.GAP)
        layout.addWidget(text.heading(_("Claims")))
        self._make_claims(layout)
        layout.addSpacing(theme.GAP)
        layout.addWidget(text.heading(_("Left to do")))
        self._left = QVBoxLayout()
        self._left.setSpacing(2)
        layout.addLayout(self._left)
        layout.addStretch(1)

    def _make_claims(self, layout: QVBoxLayout) -> None:
        self.list = QListView()
        self.list.setModel(self.claims)
        self._painter = ClaimRow()
        self.list.setItemDelegate(self._painter)
        self.list.setAccessibleName(_("Claims"))
        self.list.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustToContents)
        self.list.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.list.setMinimumHeight(80)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.activated.connect(self._on_claim)
        self.list.clicked.connect(self._on_claim)
        self._none = text.wrapped(
            text.secondary(
                _("No claim yet. Write down what is said about the footage, then test it.")
            )
        )
        layout.addWidget(self._none)
        layout.addWidget(self.list, 100)
        self.new_claim = QLineEdit()
        self.new_claim.setPlaceholderText(_("What is said about this item?"))
        self.new_claim.setAccessibleName(_("A new claim"))
        self.new_claim.returnPressed.connect(self._add_claim)
        self.add = buttons.push(_("Add"), self._add_claim)
        self.add.setEnabled(False)
        self.new_claim.textChanged.connect(lambda said: self.add.setEnabled(bool(said.strip())))
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(self.new_claim, 1)
        row.addWidget(self.add)
        layout.addLayout(row)
        for widget in (self.new_claim, self.add):
            widget.setVisible(not self._session.read_only)

    def _add_claim(self) -> None:
        said = self.new_claim.text().strip()
        if not said:
            return
        item = self._selection.item
        try:
            self._session.add_claim(said, items=() if item is None else (item,))
        except (Refusal, MediaError) as error:
            self._notice.show_refusal(error)
            return
        self.new_claim.clear()

    def _on_claims(self) -> None:
        some = self.claims.rowCount() > 0
        self._none.setVisible(not some)
        self.list.setVisible(some)

    def _on_claim(self, index: QModelIndex) -> None:
        claim = self.claims.record(index.row())
        if claim.items:
            self._selection.choose(claim.items[0])

    def _on_changed(self, changes: Changes) -> None:
        if changes.kinds & _COUNTED and not self._count.isActive():
            self._count.start()

    def _count_remaining(self) -> None:
        background.run(self, lambda: remaining(self._session), self._show_remaining)

    def _show_remaining(self, left: list[Remaining]) -> None:
        while (taken := self._left.takeAt(0)) is not None:
            widget = taken.widget()
            if widget is not None:
                widget.deleteLater()
        for one in left or [Remaining("check", _("Nothing is left to do."))]:
            self._left.addWidget(self._line(one))

    def _resume(self) -> None:
        try:
            self._session.resume_unfinished()
        except Refusal as error:
            self._notice.show_refusal(error)

    def _line(self, one: Remaining) -> QToolButton:
        line = QToolButton()
        line.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        line.setIcon(icons.icon(one.icon, "secondary"))
        line.setIconSize(QSize(16, 16))
        said = one.says if one.does != RESUME else _("{what}: resume").format(what=one.says)
        line.setText("  " + said)
        line.setAccessibleName(said)
        line.setMinimumHeight(theme.CONTROL)
        item = one.item
        if one.does == RESUME:
            line.clicked.connect(self._resume)
        elif item is not None:
            line.setToolTip(_("Examine the first of them"))
            line.clicked.connect(lambda: self._selection.open(item))
        return line
