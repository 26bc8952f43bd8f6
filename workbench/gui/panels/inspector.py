"""Inspector: all that the case knows of the selected item, in sections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import theme
from workbench.gui.empty import Empty
from workbench.gui.moment_pictures import MomentPictures
from workbench.gui.panels.annotations import AnnotationsPanel
from workbench.gui.panels.custody import CustodyPanel
from workbench.gui.panels.frames import FramesPanel
from workbench.gui.panels.matches import MatchesPanel
from workbench.gui.panels.metadata import MetadataPanel
from workbench.gui.panels.runs import RunsPanel
from workbench.gui.panels.structure import StructurePanel
from workbench.gui.panels.verification import VerificationPanel
from workbench.gui.widgets.sections import Sections
from workbench.i18n import _
from workbench.records.item import ItemId

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class Section(Protocol):
    """What the inspector needs of a panel."""

    counted: SignalInstance
    """Text: how much there is of it."""

    def count(self) -> str: ...


class InspectorPanel(QWidget):
    """One section open at a time; it stays open from item to item."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.pictures = MomentPictures(session, self)
        common = (session, selection, bridge)
        self.metadata = MetadataPanel(*common)
        self.structure = StructurePanel(*common)
        self.frames = FramesPanel(*common, self.pictures)
        self.matches = MatchesPanel(*common, self.pictures)
        self.annotations = AnnotationsPanel(*common)
        self.verification = VerificationPanel(*common)
        self.runs = RunsPanel(*common)
        self.custody = CustodyPanel(*common)
        self.sections = Sections()
        for name, icon, title, panel in (
            ("metadata", "table-properties", _("Metadata"), self.metadata),
            ("structure", "list-tree", _("Structure"), self.structure),
            ("frames", "images", _("Frames"), self.frames),
            ("matches", "git-compare", _("Matches"), self.matches),
            ("annotations", "message-square-text", _("Annotations"), self.annotations),
            ("verification", "scale", _("Verification"), self.verification),
            ("runs", "activity", _("Runs"), self.runs),
            ("custody", "history", _("Custody"), self.custody),
        ):
            self._add(name, icon, title, panel)
        self.sections.open("metadata")
        self._lay_out()
        self.metadata.part_wanted.connect(self._show_part)
        selection.item_changed.connect(self._show_item)
        selection.annotation_changed.connect(self._on_annotation)
        selection.annotation_opened.connect(self._open_annotation)
        selection.match_changed.connect(self._on_match)
        self._show_item(selection.item)

    def _add(self, name: str, icon: str, title: str, panel: QWidget) -> None:
        section: Section = panel  # type: ignore[assignment]
        self.sections.add(name, icon, title, panel)
        section.counted.connect(lambda count: self.sections.set_count(name, count))
        self.sections.set_count(name, section.count())

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(theme.PANEL * 24)
        self._none = Empty("table-properties", _("Choose an item to see what is known of it."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.sections)
        self.stack.addWidget(self._none)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)

    def _show_item(self, item: ItemId | None) -> None:
        self.stack.setCurrentWidget(self._none if item is None else self.sections)

    def _show_part(self, path: str, offset: int) -> None:
        self.sections.open("structure")
        self.structure.go_to(path, offset)

    def _on_annotation(self, annotation: object) -> None:
        if annotation is not None:
            self.sections.open("annotations")
            self.annotations.begin()

    def _open_annotation(self, _annotation: object) -> None:
        # It may be the chosen one already, in a section that was closed since.
        self.sections.open("annotations")
        self.annotations.words.setFocus()

    def _on_match(self, match: object) -> None:
        if match is not None:
            self.sections.open("matches")
