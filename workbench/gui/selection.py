"""Selection: what the analyst looks at. State of the window, never of the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.gui.adjusting import Adjusting
from workbench.records.annotation import AnnotationId
from workbench.records.frame import Moment
from workbench.records.item import ItemId
from workbench.records.match import LibraryReference, MatchId
from workbench.records.mediatime import Span


@dataclass(frozen=True, slots=True)
class Comparison:
    """What somebody wants to compare: a match, or footage on one side, at a moment of it."""

    match: MatchId | None = None
    side: str = "A"
    footage: ItemId | LibraryReference | None = None
    moment: Moment | None = None
    at_s: tuple[float, float] | None = None
    """Of a match: seconds of the selected item and of the other side; None, where it is clearest.
    """


class Selection(QObject):
    """The item, the moment asked for, the frame shown and the stretch of time marked."""

    item_changed = Signal(object)
    """ItemId or None."""
    moment_changed = Signal(object)
    """Moment: somebody asks the viewer to show it."""
    shown_changed = Signal(object)
    """Shown or None: the frame that is on screen now."""
    time_changed = Signal(float)
    """Presentation seconds: where an item without pictures is."""
    range_changed = Signal(object)
    """Span or None."""
    annotation_changed = Signal(object)
    """AnnotationId or None: the annotation that is looked at."""
    annotation_opened = Signal(object)
    """AnnotationId: somebody asks to write what it says."""
    match_changed = Signal(object)
    """MatchId or None: the match that is looked at."""
    opened = Signal(object)
    """ItemId: somebody asks to examine it."""
    compare_wanted = Signal(object)
    """Comparison: somebody asks to compare."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.adjusting = Adjusting(self)
        """What is done to the picture of the item on its way to the eye."""
        self.item: ItemId | None = None
        self.moment: Moment | None = None
        self.shown: Any = None
        self.range: Span | None = None
        self.annotation: AnnotationId | None = None
        self.match: MatchId | None = None

    def choose(self, item: ItemId | None, moment: Moment | None = None) -> None:
        """Select an item, and ask for a moment of it."""
        if item != self.item:
            self.item = item
            self.adjusting.choose(item)
            self.moment = moment
            self.report_shown(None)
            self.choose_range(None)
            self.choose_annotation(None)
            self.choose_match(None)
            self.item_changed.emit(item)
        if moment is not None:
            self.go_to(moment)

    def open(self, item: ItemId, moment: Moment | None = None) -> None:
        """Select an item and bring it to the Examine workspace."""
        self.choose(item, moment)
        self.opened.emit(item)

    def compare(self, wanted: Comparison) -> None:
        """Ask the Compare workspace for this."""
        self.compare_wanted.emit(wanted)

    def go_to(self, moment: Moment) -> None:
        """Ask the viewer for a moment of the selected item."""
        self.moment = moment
        self.moment_changed.emit(moment)

    def report_shown(self, shown: Any) -> None:
        """The viewer says which frame is on screen (`media.player.Shown`), or that none is."""
        self.shown = shown
        self.shown_changed.emit(shown)

    def choose_range(self, span: Span | None) -> None:
        """Mark a stretch of time, or nothing."""
        if span != self.range:
            self.range = span
            self.range_changed.emit(span)

    def choose_annotation(self, annotation: AnnotationId | None) -> None:
        """Look at an annotation of the selected item, or at none."""
        if annotation != self.annotation:
            self.annotation = annotation
            self.annotation_changed.emit(annotation)

    def open_annotation(self, annotation: AnnotationId) -> None:
        """Look at an annotation, and write what it says."""
        self.choose_annotation(annotation)
        self.annotation_opened.emit(annotation)

    def choose_match(self, match: MatchId | None) -> None:
        """Look at a match of the selected item, or at none."""
        if match != self.match:
            self.match = match
            self.match_changed.emit(match)
