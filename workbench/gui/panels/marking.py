"""Marking: ranges, and annotations with their regions on the frame on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.gui import moments
from workbench.gui.notice import Notice
from workbench.gui.widgets.image_view import ImageView, Tool
from workbench.gui.widgets.marks import Mark
from workbench.media.player import Shown
from workbench.records.annotation import Annotation, AnnotationId
from workbench.records.errors import Refusal
from workbench.records.frame import FrameTable, Region
from workbench.records.item import Item
from workbench.records.mediatime import Span

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session


class Marking(QObject):
    """What the analyst marks in a picture and on its time, for the item that is shown."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        view: ImageView,
        notice: Notice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._view, self._notice = view, notice
        self._item: Item | None = None
        self._table: FrameTable | None = None
        self._annotations: list[Annotation] = []
        view.region_drawn.connect(self._on_region_drawn)
        view.region_changed.connect(self._on_region_changed)
        view.mark_chosen.connect(selection.choose_annotation)
        view.mark_removed.connect(self._remove_mark)
        selection.annotation_changed.connect(lambda _chosen: self.show())

    def set_item(self, item: Item | None, table: FrameTable | None) -> None:
        """The item that is looked at, and its frames where they are counted."""
        self._item, self._table = item, table
        self.reload()

    def reload(self) -> None:
        """The annotations of the case have changed."""
        item = self._item
        self._annotations = [] if item is None else self._session.annotations(item.id)
        self.show()

    def show(self) -> None:
        """Draw the regions that lie on the frame on screen."""
        shown = self._shown
        if self._item is None or shown is None:
            self._view.set_marks(())
            return
        here = None if shown.pts is None or shown.time_base is None else shown.pts * shown.time_base
        marks = [
            Mark(a.id, a.region, a.text)
            for a in self._annotations
            if a.region is not None
            and (
                a.span is None
                or (here is not None and a.span.start.seconds <= here < a.span.end.seconds)
            )
        ]
        self._view.set_marks(marks, self._selection.annotation)

    @property
    def _shown(self) -> Shown | None:
        shown: Shown | None = self._selection.shown
        return shown

    def set_in(self) -> None:
        """The frame on screen begins the range."""
        if self._shown is not None and self._shown.pts is not None and self._item is not None:
            self._selection.choose_range(
                moments.span_from(
                    self._shown, self._selection.range, self._item.medium, self._table
                )
            )

    def set_out(self) -> None:
        """The frame on screen ends the range, and is part of it."""
        if self._shown is not None and self._shown.pts is not None:
            self._selection.choose_range(
                moments.span_to(self._shown, self._selection.range, self._table)
            )

    def clear_range(self) -> None:
        self._selection.choose_range(None)

    def mark(self) -> None:
        """Annotate the range, or the frame on screen; the words are asked for beside it."""
        if self._item is not None and self._shown is not None:
            span = self._selection.range or moments.span_of_frame(self._shown, self._table)
            self._add(None, span)

    def take_tool(self, tool: Tool) -> None:
        """Draw a box or a point next, or look again."""
        self._view.set_tool(tool)
        # A key pressed again has unchecked its action.
        self._view.tool_changed.emit(tool)
        self._view.setFocus()

    def _on_region_drawn(self, region: Region) -> None:
        if self._shown is not None:
            self._add(region, moments.span_of_frame(self._shown, self._table))

    def _add(self, region: Region | None, span: Span | None) -> None:
        assert self._item is not None
        try:
            made = self._session.add_annotation(self._item.id, span=span, region=region)
        except Refusal as refused:
            self._notice.show_refusal(refused)
            return
        self._selection.choose_annotation(made)

    def _on_region_changed(self, key: int, region: Region) -> None:
        try:
            self._session.edit_annotation(AnnotationId(key), region=region)
        except Refusal as refused:
            self._notice.show_refusal(refused)
            self.show()

    def _remove_mark(self, key: int) -> None:
        try:
            self._session.remove_annotation(AnnotationId(key))
        except Refusal as refused:
            self._notice.show_refusal(refused)
        self._selection.choose_annotation(None)
