"""Lineage window: families of copies as drawings, and the reasons for each line."""

from __future__ import annotations

from collections.abc import Hashable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QDialog, QScrollArea, QVBoxLayout, QWidget

from workbench.gui import background, match_words, pixels, text, theme
from workbench.gui.layout import fit_screen
from workbench.gui.moment_pictures import Footage, MomentPictures
from workbench.gui.notice import Notice
from workbench.gui.widgets.lineage_drawing import Card, LineageDrawing
from workbench.i18n import _, lineage, ngettext
from workbench.i18n.safe import shown
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import ItemId
from workbench.records.lineage import Lineage
from workbench.records.match import LibraryReference

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session

SEEN_AT = Moment(MomentKind.SECONDS, Fraction(1))
"""Of known footage without a poster: the first frames are often black."""
SIZE = QSize(1000, 680)


class LineageWindow(QDialog):
    """Which copy was likely made of which. Double-click a copy to examine it."""

    def __init__(
        self, session: Session, selection: Selection, pictures: MomentPictures, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session, self._selection, self._pictures = session, selection, pictures
        self._families: tuple[Lineage, ...] = ()
        self.setWindowTitle(_("Lineage of copies"))
        self.family = QComboBox()
        self.family.setAccessibleName(_("Family of copies"))
        self.family.currentIndexChanged.connect(self._show_family)
        self.drawing = LineageDrawing()
        self.drawing.chosen.connect(self._show_reasons)
        self.drawing.opened.connect(self._open)
        self.notice = Notice()
        self.reasons = text.wrapped(text.plain(_("Comparing copies…")))
        self.reasons.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        fit_screen(self, SIZE)
        pictures.ready.connect(self._on_picture)
        background.run(self, session.lineages, self._show, self.notice.show_refusal)

    def _lay_out(self) -> None:
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(self.drawing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.PANEL, theme.PANEL, theme.PANEL, theme.PANEL)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.family)
        layout.addWidget(self.notice)
        layout.addWidget(room, 1)
        layout.addWidget(self.reasons)
        layout.addWidget(text.wrapped(text.secondary(lineage.caution())))
        self.setSizeGripEnabled(True)

    def _show(self, families: tuple[Lineage, ...]) -> None:
        self._families = families
        self.family.setVisible(len(families) > 1)
        for one in families:
            count = len(one.copies)
            copies = ngettext("{n} copy", "{n} copies", count).format(n=count)
            self.family.addItem(f"{self._name(one.copies[0].key)}: {copies}")
        mine = [n for n, one in enumerate(families) if self._selection.item in _keys(one)]
        if mine:
            self.family.setCurrentIndex(mine[0])
        if not families:
            self.reasons.setText(
                _("No two items match by their pictures yet. Search the case and libraries first.")
            )

    def _show_family(self, number: int) -> None:
        if not 0 <= number < len(self._families):
            return
        family = self._families[number]
        self.drawing.show_cards(
            [
                Card(
                    *(one.key, self._name(one.key), lineage.measures(one)),
                    *(one.key in family.best, family.parents.get(one.key)),
                )
                for one in family.copies
            ]
        )
        self._load_pictures(family)

    def _load_pictures(self, family: Lineage) -> None:
        references = {match.reference: match for match in self._session.matches()}
        for one in family.copies:
            key = one.key
            match = references.get(key) if isinstance(key, LibraryReference) else None

            def load(key: Hashable = key, match: object = match) -> object:
                if isinstance(key, LibraryReference):
                    return None if match is None else self._session.reference_poster(match)  # type: ignore[arg-type]
                return self._session.poster(ItemId(int(str(key))))

            def show(rgb: object, key: Hashable = key) -> None:
                if rgb is not None:
                    self.drawing.set_picture(key, pixels.picture(rgb))  # type: ignore[arg-type]
                elif isinstance(key, LibraryReference):
                    self._show_moment(key)

            background.run(self, load, show, lambda _failure: None)

    def _show_moment(self, reference: LibraryReference) -> None:
        """A library keeps no picture unless it is asked to: one of the file, if it is at hand."""
        picture = self._pictures.picture(reference, SEEN_AT)
        if picture is not None:
            self.drawing.set_picture(reference, picture)

    def _on_picture(self, wanted: tuple[Footage, Moment]) -> None:
        if wanted[1] == SEEN_AT and isinstance(wanted[0], LibraryReference):
            self._show_moment(wanted[0])

    def _name(self, key: Hashable) -> str:
        if isinstance(key, LibraryReference):
            return shown(key.title)
        return match_words.item_name(self._session, ItemId(int(str(key))))

    def _show_reasons(self, key: Hashable | None) -> None:
        """What was found about this copy and each other that it matches."""
        number = self.family.currentIndex()
        if not 0 <= number < len(self._families):
            return
        lines = []
        for one in self._families[number].descents:
            if key not in (one.parent, one.child):
                continue
            lines.append(lineage.told(one, self._name(one.parent), self._name(one.child)))
            lines += [f"  + {lineage.reason(r)}" for r in one.reasons]
            lines += [f"  − {lineage.reason(r)}" for r in one.against]
            if one.mirrored:
                lines.append(f"  · {lineage.mirror()}")
        self.reasons.setText("\n".join(lines))

    def _open(self, key: Hashable) -> None:
        if not isinstance(key, LibraryReference):
            self._selection.open(ItemId(int(str(key))))


def _keys(family: Lineage) -> set[Hashable]:
    return {one.key for one in family.copies}
