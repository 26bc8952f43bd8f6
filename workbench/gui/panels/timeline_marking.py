"""Timeline marking: ranges and annotations made on the timeline, exact to the frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from workbench.gui import moments
from workbench.gui.notice import Notice
from workbench.gui.widgets.timeline_view import TimelineView
from workbench.records.annotation import AnnotationId
from workbench.records.errors import Refusal
from workbench.records.frame import FrameTable
from workbench.records.item import Item
from workbench.records.mediatime import Span

if TYPE_CHECKING:
    from workbench.gui.selection import Selection
    from workbench.session import Session

SOUND_S = 0.01
"""What stands for a frame where there are none."""


class TimelineMarking(QObject):
    """From places on the timeline to spans of the item that is shown."""

    def __init__(
        self, session: Session, selection: Selection, view: TimelineView, notice: Notice
    ) -> None:
        super().__init__(view)
        self._session, self._selection = session, selection
        self._view, self._notice = view, notice
        self._item: Item | None = None
        self._table: FrameTable | None = None

    def set_item(self, item: Item, table: FrameTable | None) -> None:
        """The item that is looked at, and its frames where they are counted."""
        self._item, self._table = item, table

    def _span(self, start_s: float, end_s: float) -> Span | None:
        assert self._item is not None
        return moments.span_between(start_s, end_s, self._item.medium, self._table)

    def _frame_s(self, time_s: float) -> tuple[float, float]:
        """From when until when the frame at a time is on screen; of sound a hundredth second."""
        frames = self._view.content.frames
        if frames is None:
            return time_s, time_s + SOUND_S
        index = frames.index_at(time_s)
        return frames.begin_s(index), frames.until_s(index)

    def set_in(self, time_s: float) -> None:
        """The frame at a time begins the range; its end stays where it still can."""
        start = self._frame_s(time_s)[0]
        end = self._view.content.duration_s
        if self._view.range_s is not None and self._view.range_s[1] > start:
            end = self._view.range_s[1]
        self.choose_range(start, end)

    def set_out(self, time_s: float) -> None:
        """The frame at a time ends the range, and is part of it."""
        end = self._frame_s(time_s)[1]
        start = 0.0
        if self._view.range_s is not None and self._view.range_s[0] < end:
            start = self._view.range_s[0]
        self.choose_range(start, end)

    def choose_range(self, start_s: float, end_s: float) -> None:
        """Mark the stretch between two boundaries of frames."""
        self._selection.choose_range(self._span(start_s, end_s))

    def clear_range(self) -> None:
        self._selection.choose_range(None)

    def move_annotation(self, key: int, start_s: float, end_s: float) -> None:
        """An annotation lies there from now on; undo puts it back."""
        span = self._span(start_s, end_s)
        try:
            if span is not None:
                self._session.edit_annotation(AnnotationId(key), span=span)
        except Refusal as refused:
            self._notice.show_refusal(refused)

    def annotate(self, time_s: float | None) -> None:
        """Annotate the frame at a time, or the range; the words are asked for beside it."""
        span = self._selection.range if time_s is None else self._span(*self._frame_s(time_s))
        if self._item is None or span is None:
            return
        try:
            made = self._session.add_annotation(self._item.id, span=span)
        except Refusal as refused:
            self._notice.show_refusal(refused)
            return
        self._selection.choose_annotation(made)
