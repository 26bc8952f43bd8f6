"""Timeline: the selected item over time, and the playhead in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import background, buttons, moments, text, theme
from workbench.gui.actions import install
from workbench.gui.empty import Empty
from workbench.gui.frame_pictures import FramePictures
from workbench.gui.notice import Notice
from workbench.gui.panels import timeline_actions, timeline_content, timeline_memory
from workbench.gui.panels.timeline_marking import TimelineMarking
from workbench.gui.panels.timeline_pointer import PointerTip
from workbench.gui.widgets.button_row import tool_button
from workbench.gui.widgets.lanes import Content, Lane, Picture, Stretch
from workbench.gui.widgets.neighbours import Neighbours
from workbench.gui.widgets.overview_bar import OverviewBar
from workbench.gui.widgets.timeline_view import TimelineView
from workbench.i18n import _
from workbench.media.player import Shown
from workbench.records.annotation import AnnotationId
from workbench.records.changes import Changes, Kind
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import Item, ItemId, MediaKind
from workbench.records.match import MatchId
from workbench.records.mediatime import Span

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

LEAST_PX = 250
"""Of the whole panel, so that the picture does not jump from item to item."""
MOST_PX = 304
PART = 0.42
"""Of the window's height at most, until the analyst wants it otherwise."""
HIGH_PX = 860
"""On a screen that is lower the neighbouring frames are not shown until they are asked for."""
_MEASURED = frozenset({Kind.MEASUREMENT, Kind.RUN})
_JUDGED = frozenset({Kind.ANNOTATION, Kind.MATCH, Kind.MATCH_DECISION, Kind.ITEM_SHEET})


class TimelinePanel(QWidget):
    """Lanes of the selected clip or sound; says why there are none for a still."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        bridge: Bridge,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._selection = session, selection
        self._item: Item | None = None
        self._table: FrameTable | None = None
        self._pictures: tuple[Picture, ...] = ()
        self.frame_pictures = FramePictures(session, self)
        self.view = TimelineView()
        self.view.set_labels(timeline_content.labels())
        self.view.strip.exact = self.frame_pictures.picture
        self.view.editable = not session.read_only
        self.neighbours = Neighbours(self.frame_pictures.picture)
        self.tip = PointerTip(self.view, self.frame_pictures)
        self.notice = Notice()
        self.marking = TimelineMarking(session, selection, self.view, self.notice)
        self.actions_by_id = install(self, timeline_actions.rows(self))
        """For the window's menus."""
        self._lay_out()
        self._restore()
        self._connect(bridge)
        self._show_item(selection.item)

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lanes = QWidget()
        layout = QVBoxLayout(lanes)
        layout.setContentsMargins(0, 0, 0, 2)
        layout.setSpacing(0)
        layout.addLayout(self._head())
        layout.addWidget(self.notice)
        layout.addWidget(self.neighbours)
        row = QHBoxLayout()
        row.setSpacing(0)
        self._scroll = QScrollBar(Qt.Orientation.Vertical)
        self._scroll.setSingleStep(24)
        row.addWidget(self.view, 1)
        row.addWidget(self._scroll)
        layout.addLayout(row, 1)
        self.overview = OverviewBar(self.view)
        layout.addWidget(self.overview)
        self._none = Empty("chart-no-axes-gantt", _("Choose a clip to see its timeline."))
        self._still = Empty("image", _("A still has no timeline."))
        self.stack = QStackedWidget()
        for page in (lanes, self._none, self._still):
            self.stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _head(self) -> QHBoxLayout:
        self._range_text = text.mono()
        self._range_text.setMinimumHeight(theme.CONTROL)
        self._clear = buttons.tool("x", _("Clear range"), self.marking.clear_range)
        head = QHBoxLayout()
        head.setContentsMargins(theme.PANEL, 2, theme.PANEL, 2)
        head.setSpacing(2)
        head.addWidget(self._range_text)
        head.addWidget(self._clear)
        head.addStretch(1)
        for name in timeline_actions.BAR:
            head.addWidget(tool_button(self.actions_by_id[name]))
        return head

    def _connect(self, bridge: Bridge) -> None:
        view, selection = self.view, self._selection
        view.scrubbed.connect(self.go_to)
        view.stretch_chosen.connect(self._on_stretch)
        view.stretch_opened.connect(self.open_stretch)
        view.annotation_dragged.connect(self.marking.move_annotation)
        view.range_dragged.connect(self.marking.choose_range)
        view.menu_wanted.connect(self._show_menu)
        view.lane_pressed.connect(self._fold)
        view.view_changed.connect(self._on_view_changed)
        view.pictures_wanted.connect(lambda missing: self.frame_pictures.want("strip", missing))
        self._scroll.valueChanged.connect(view.scroll_to)
        self.frame_pictures.ready.connect(self._on_picture)
        self.neighbours.frame_chosen.connect(self._go_to_index)
        selection.item_changed.connect(self._show_item)
        selection.shown_changed.connect(self._on_shown)
        selection.time_changed.connect(self.view.set_playhead)
        selection.range_changed.connect(self._on_range)
        selection.annotation_changed.connect(lambda _chosen: self._show_chosen())
        selection.match_changed.connect(lambda _chosen: self._show_chosen())
        bridge.changed.connect(self._on_changed)

    # What the window remembers of it

    def _restore(self) -> None:
        self.hidden = timeline_memory.lanes("hidden")
        self.folded = timeline_memory.lanes("folded")
        self.view.set_lanes(self.hidden, self.folded)
        high = self.screen().availableGeometry().height() >= HIGH_PX
        for name, first in (("neighbours", high), ("follow", True), ("pictures", True)):
            on = timeline_memory.switch(name, first=first)
            self.actions_by_id[f"timeline.{name}"].setChecked(on)
        # Its check would not be seen beside the icon that the button has.
        self.actions_by_id["timeline.neighbours"].setIconVisibleInMenu(False)
        self.switch_neighbours()
        self.switch_follow()
        self.switch_pictures()

    def _is_on(self, name: str) -> bool:
        on = self.actions_by_id[f"timeline.{name}"].isChecked()
        timeline_memory.keep_switch(name, on)
        return on

    def switch_neighbours(self) -> None:
        """Show the frames around the one on screen, or do not, as the action is checked."""
        self._is_on("neighbours")
        self._show_neighbours()

    def switch_follow(self) -> None:
        self.view.follows = self._is_on("follow")

    def switch_pictures(self) -> None:
        self.tip.pictured = self._is_on("pictures")

    def show_lane(self, lane: Lane, shown: bool) -> None:
        self.hidden = self.hidden - {lane} if shown else self.hidden | {lane}
        self._take_lanes()

    def _fold(self, lane: Lane) -> None:
        self.folded = self.folded ^ {lane}
        self._take_lanes()

    def _take_lanes(self) -> None:
        timeline_memory.keep_lanes("hidden", self.hidden)
        timeline_memory.keep_lanes("folded", self.folded)
        self.view.set_lanes(self.hidden, self.folded)
        self._take_height()

    # How high it is

    def sizeHint(self) -> QSize:
        # On a low window the picture is not to be smaller than what is said about it.
        part = max(round(self.window().height() * PART), LEAST_PX)
        return QSize(640, min(self._whole_px(), MOST_PX + self._neighbours_px(), part))

    def _neighbours_px(self) -> int:
        """Room for the neighbouring frames, also while an item has none: from item to item the
        picture is to stay where it is."""
        on = self.actions_by_id["timeline.neighbours"].isChecked()
        return self.neighbours.height() if on else 0

    def _whole_px(self) -> int:
        around = theme.CONTROL + 6 + self.overview.height()
        return max(self.view.sizeHint().height() + around, LEAST_PX) + self._neighbours_px()

    def _take_height(self) -> None:
        """The picture gets all the room that the lanes do not need."""
        self.setMaximumHeight(self._whole_px())
        self.setMinimumHeight(min(self.sizeHint().height(), LEAST_PX + self._neighbours_px()))
        self.updateGeometry()

    def _on_view_changed(self) -> None:
        room = self.view.height() - self.view.head_px
        self._scroll.setPageStep(room)
        self._scroll.setRange(0, max(self.view.lanes_px() - room, 0))
        self._scroll.setValue(self.view.down_px)
        self._scroll.setVisible(self._scroll.maximum() > 0)
        self.frame_pictures.disturb()

    # What it shows

    def _show_item(self, item: ItemId | None) -> None:
        self._item = None if item is None else self._session.item(item)
        self._table = None
        self._pictures = ()
        self.notice.clear()
        self.tip.leave()
        self.frame_pictures.take_item(self._item)
        self.view.set_playhead(None)
        if self._item is None:
            self._none.sentence.setText(_("Choose a clip to see its timeline."))
            self.stack.setCurrentWidget(self._none)
            return
        if self._item.kind not in (MediaKind.CLIP, MediaKind.SOUND):
            still = self._item.kind is MediaKind.STILL
            self.stack.setCurrentWidget(self._still if still else self._none)
            return
        self.stack.setCurrentIndex(0)
        self.view.set_content(Content())
        self._reload()
        if not self.view.content.duration_s:
            self.stack.setCurrentWidget(self._none)
            self._none.sentence.setText(_("Nothing of this item could be laid out over time."))
        self._on_range(self._selection.range)
        self._on_shown(self._selection.shown)

    def _reload(self) -> None:
        assert self._item is not None
        self._table = self._session.frame_table(self._item.id)
        self.marking.set_item(self._item, self._table)
        content = timeline_content.content(self._session, self._item, self._table)
        self.view.set_content(replace(content, pictures=self._pictures))
        self._show_neighbours()
        self._show_chosen()
        if not self._pictures:
            self._ask_pictures(self._item)

    def _show_neighbours(self) -> None:
        frames = self.view.content.frames
        on = self.actions_by_id["timeline.neighbours"].isChecked() and frames is not None
        self.neighbours.setVisible(on)
        if on:
            self.neighbours.set_frames(frames, self.view.content.aspect)
        self._take_height()
        self._on_shown(self._selection.shown)

    def _ask_pictures(self, item: Item) -> None:
        """The strip comes later: nothing waits for it."""

        def keep(pictures: tuple[Picture, ...]) -> None:
            if self._item == item and pictures:
                self._pictures = pictures
                self.view.set_content(replace(self.view.content, pictures=pictures))

        background.run(self, lambda: timeline_content.pictures(self._session, item), keep)

    def _on_changed(self, changes: Changes) -> None:
        if self._item is None:
            return
        if self.stack.currentWidget() is self._none:
            # What could not be laid out before was perhaps measured now.
            if _MEASURED & changes.kinds:
                self._show_item(self._item.id)
        elif self.stack.currentIndex() == 0:
            if _MEASURED & changes.kinds:
                self._reload()
            elif _JUDGED & changes.kinds:
                content = self.view.content
                self.view.set_content(timeline_content.judged(self._session, self._item, content))
                self._take_height()
                self._show_chosen()

    def _on_shown(self, shown: Shown | None) -> None:
        self.frame_pictures.disturb()
        at = None if shown is None else shown.time_s
        self.view.set_playhead(None if at is None else float(at))
        if self.neighbours.isVisibleTo(self):
            self.neighbours.set_current(None if shown is None else shown.index)
            # While footage plays its own frames need the processor.
            if self.isVisible() and (shown is None or shown.settled):
                self.frame_pictures.want("near", self.neighbours.indices())

    def _on_picture(self, index: int) -> None:
        if index in self.neighbours.indices():
            self.neighbours.update()
        self.tip.refresh()
        self.view.stale()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_shown(self._selection.shown)
        self.view.stale()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.tip.leave()
        self.frame_pictures.close()

    def close_item(self) -> None:
        """Let go of the item: the window closes, or the case does."""
        self.tip.leave()
        self.frame_pictures.close()

    # Where the analyst goes

    def go_to(self, time_s: float) -> None:
        """Show the frame at a time."""
        self._selection.go_to(self._moment_at(time_s))

    def _go_to_index(self, index: int) -> None:
        self._selection.go_to(Moment(MomentKind.INDEX, Fraction(index)))

    def _moment_at(self, time_s: float) -> Moment:
        """The frame on screen at a time, by its index where frames are counted."""
        frames = self.view.content.frames
        if frames is None:
            return Moment(MomentKind.SECONDS, Fraction(time_s))
        return Moment(MomentKind.INDEX, Fraction(frames.index_at(time_s)))

    def _show_menu(self, at: QPoint, time_s: float, found: tuple[Lane, Stretch] | None) -> None:
        self.tip.leave()
        menu = timeline_actions.menu_at(self, time_s, found)
        menu.exec(at)
        menu.deleteLater()

    # What lies on the lanes

    def _on_stretch(self, lane: Lane, key: int) -> None:
        start = next((s.start_s for s in self.view.content.stretches(lane) if s.key == key), 0.0)
        if lane is Lane.ANNOTATIONS:
            self._selection.choose_annotation(AnnotationId(key))
        elif lane is Lane.KNOWN:
            self._selection.choose_match(MatchId(key))
        self.go_to(start)

    def open_stretch(self, lane: Lane, key: int) -> None:
        """Choose it, and begin to write where it is an annotation; a shot becomes the range."""
        if lane is Lane.ANNOTATIONS:
            self._selection.open_annotation(AnnotationId(key))
        elif lane is Lane.KNOWN:
            self._selection.choose_match(MatchId(key))
        elif lane is Lane.SHOTS:
            for shot in self.view.content.shots:
                if shot.key == key:
                    self.marking.choose_range(shot.start_s, shot.end_s)

    def _show_chosen(self) -> None:
        if self._selection.annotation is not None:
            self.view.set_chosen((Lane.ANNOTATIONS, self._selection.annotation))
        elif self._selection.match is not None:
            self.view.set_chosen((Lane.KNOWN, self._selection.match))
        else:
            self.view.set_chosen(None)

    def _on_range(self, span: Span | None) -> None:
        self._clear.setVisible(span is not None)
        if span is None or self._item is None:
            self.view.set_range(None)
            self._range_text.setText("")
            return
        start, end = moments.seconds_of(span, self._item.medium.start_offset_s)
        self.view.set_range((start, end))
        self._range_text.setText(timeline_content.range_words(span, self._item, self._table))
