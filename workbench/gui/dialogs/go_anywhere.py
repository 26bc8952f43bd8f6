"""Go to anything: a few letters find an item, a claim, or something to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from workbench.gui import icons, theme, words
from workbench.gui.dialogs.go_to import cited_place
from workbench.gui.tables.items import card_name
from workbench.i18n import _
from workbench.i18n.citations import citation_sentence
from workbench.i18n.safe import shown
from workbench.records.citation import Citation, CitedState, OpenedCitation
from workbench.records.errors import Refusal
from workbench.session.reading import cited

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session

MOST = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Something to go to."""

    icon: str
    name: str
    go: Callable[[], object]


class GoAnywhere(QDialog):
    """A field and the best places below it; Enter goes to the first."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        acts: list[QAction],
        open_citation: Callable[[Citation], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle(_("Go to anything"))
        self._session, self._selection, self._acts = session, selection, acts
        self._open_citation = open_citation
        self._places: list[Place] = []
        self.chosen: Place | None = None
        """Where to go once this dialog has ended."""
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Item, claim, citation, or what to do"))
        self.field.setAccessibleName(_("Go to anything"))
        self.field.textChanged.connect(self._find)
        self.field.returnPressed.connect(self._go)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setIconSize(QSize(16, 16))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.itemClicked.connect(lambda _item: self._go())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        self.resize(560, 400)
        self._find("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the letters go to the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                row = min(max(self.list.currentRow() + step, 0), self.list.count() - 1)
                self.list.setCurrentRow(row)
                return True
        return super().eventFilter(watched, event)

    def _find(self, wanted: str) -> None:
        self._places = self._found(wanted.strip())
        self.list.clear()
        for place in self._places:
            self.list.addItem(QListWidgetItem(icons.icon(place.icon, "secondary"), place.name))
        self.list.setCurrentRow(0)

    def _found(self, wanted: str) -> list[Place]:
        try:
            citation = cited(wanted)
        except Refusal:
            return self._known(wanted)
        if self._session.item_cited(citation) is None:
            unknown = OpenedCitation(citation, CitedState.NO_SUCH_ITEM)
            return [Place("triangle-alert", citation_sentence(unknown), lambda: None)]
        return [Place("locate", cited_place(citation), lambda: self._open_citation(citation))]

    def _known(self, wanted: str) -> list[Place]:
        places = [self._item(key) for key in self._session.item_ids(wanted)[:MOST]]
        lower = wanted.lower()
        for claim in self._session.claims():
            if lower in claim.text.lower() and claim.items:
                item = claim.items[0]
                name = shown(claim.text)
                places.append(Place("scale", name, lambda i=item: self._selection.open(i)))
        for act in self._acts:
            name = act.text().replace("&", "")
            if act.isEnabled() and lower in name.lower():
                places.append(Place("chevron-right", name, act.trigger))
        return places[: 2 * MOST]

    def _item(self, key: object) -> Place:
        card = self._session.card(key)  # type: ignore[arg-type]
        icon = words.word(card.item.kind).icon
        return Place(icon, card_name(card), lambda: self._selection.open(card.item.id))

    def _go(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._places):
            self.chosen = self._places[row]
        self.accept()
