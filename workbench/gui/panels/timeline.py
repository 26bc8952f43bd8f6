"""Timeline: the selected item over time, and the playhead in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from workbench.gui import background, icons, moments, text, theme
from workbench.gui.empty import Empty
from workbench.gui.geometry import clock_at
from workbench.gui.panels import timeline_content
from workbench.gui.widgets.button_row import tool_button
from workbench.gui.widgets.lanes import Content, Lane, Picture
from workbench.gui.widgets.timeline_view import TimelineView
from workbench.i18n import _, ngettext
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

LEAST_PX = 236
"""Of the whole panel, so that the picture does not jump from item to item."""
MOST_PX = 330
_KINDS = frozenset(
    {Kind.MEASUREMENT, Kind.RUN, Kind.ANNOTATION, Kind.MATCH, Kind.MATCH_DECISION, Kind.ITEM_SHEET}
)


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
        self.view = TimelineView()
        self.view.set_labels(timeline_content.labels())
        self._range_text = text.mono()
        self._range_text.setMinimumHeight(theme.CONTROL)
        self._lay_out()
        self.view.scrubbed.connect(self._on_scrubbed)
        self.view.stretch_chosen.connect(self._on_stretch)
        selection.item_changed.connect(self._show_item)
        selection.shown_changed.connect(self._on_shown)
        selection.range_changed.connect(self._on_range)
        selection.annotation_changed.connect(lambda _chosen: self._show_chosen())
        selection.match_changed.connect(lambda _chosen: self._show_chosen())
        bridge.changed.connect(self._on_changed)
        self._show_item(selection.item)

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clear = QToolButton()
        self._clear.setIcon(icons.icon("x", "secondary"))
        self._clear.setToolTip(_("Clear range"))
        self._clear.setAccessibleName(_("Clear range"))
        self._clear.clicked.connect(lambda: self._selection.choose_range(None))
        head = QHBoxLayout()
        head.setContentsMargins(theme.PANEL, 2, theme.PANEL, 2)
        head.setSpacing(2)
        head.addWidget(self._range_text)
        head.addWidget(self._clear)
        head.addStretch(1)
        for action in self._zoom_actions():
            head.addWidget(tool_button(action))
        lanes = QWidget()
        layout = QVBoxLayout(lanes)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._scrolled())
        self._none = Empty("chart-no-axes-gantt", _("Choose a clip to see its timeline."))
        self._still = Empty("image", _("A still has no timeline."))
        self.stack = QStackedWidget()
        for page in (lanes, self._none, self._still):
            self.stack.addWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _scrolled(self) -> QScrollArea:
        """Many annotations that overlap need more rows than the window has to give."""
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.view)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return scroll

    def sizeHint(self) -> QSize:
        return QSize(640, min(self._whole_height_px(), MOST_PX))

    def _whole_height_px(self) -> int:
        return max(self.view.height() + theme.CONTROL + 6, LEAST_PX)

    def _take_height(self) -> None:
        """The picture gets all the room that the lanes do not need."""
        self.setMaximumHeight(self._whole_height_px())
        self.setMinimumHeight(min(self._whole_height_px(), MOST_PX))
        self.updateGeometry()

    def _zoom_actions(self) -> list[QAction]:
        made = []
        for words, icon, handler in (
            (_("Shorter stretch of time"), "zoom-in", lambda: self.view.zoom_by(1.6)),
            (_("Longer stretch of time"), "zoom-out", lambda: self.view.zoom_by(1 / 1.6)),
            (_("Whole clip"), "move-horizontal", self.view.zoom_whole),
        ):
            action = QAction(icons.icon(icon), words, self)
            action.triggered.connect(lambda _checked=False, handler=handler: handler())
            made.append(action)
        return made

    def _show_item(self, item: ItemId | None) -> None:
        self._item = None if item is None else self._session.item(item)
        self._table = None
        self._pictures = ()
        self.view.set_playhead(None)
        if self._item is None:
            self._none.sentence.setText(_("Choose a clip to see its timeline."))
            self.stack.setCurrentWidget(self._none)
            return
        if self._item.kind not in (MediaKind.CLIP, MediaKind.SOUND):
            self.stack.setCurrentWidget(
                self._still if self._item.kind is MediaKind.STILL else self._none
            )
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
        content = timeline_content.content(self._session, self._item)
        self.view.set_content(replace(content, pictures=self._pictures))
        self._take_height()
        self._show_chosen()
        if not self._pictures:
            self._ask_pictures(self._item)

    def _ask_pictures(self, item: Item) -> None:
        """The strip comes later: nothing waits for it."""

        def keep(pictures: tuple[Picture, ...]) -> None:
            if self._item == item and pictures:
                self._pictures = pictures
                self.view.set_content(replace(self.view.content, pictures=pictures))

        background.run(self, lambda: timeline_content.pictures(self._session, item), keep)

    def _on_changed(self, changes: Changes) -> None:
        if self._item is None or not _KINDS & changes.kinds:
            return
        if self.stack.currentIndex() == 0:
            self._reload()
        elif self.stack.currentWidget() is self._none:
            # What could not be laid out before was perhaps measured now.
            self._show_item(self._item.id)

    def _on_shown(self, shown: Shown | None) -> None:
        if shown is None or shown.time_s is None:
            self.view.set_playhead(None)
        else:
            self.view.set_playhead(float(shown.time_s))

    def _on_scrubbed(self, time_s: float) -> None:
        self._selection.go_to(self._moment_at(time_s))

    def _moment_at(self, time_s: float) -> Moment:
        """The frame that begins at a time on screen, by its index where frames are counted."""
        if self._table is None or not len(self._table):
            return Moment(MomentKind.SECONDS, Fraction(time_s))
        # Half a PTS on: seconds as a float may fall short of the frame they were made from.
        exact = Fraction(time_s) + self._table.time_base / 2
        return Moment(MomentKind.INDEX, Fraction(self._table.index_at(exact)))

    def _on_stretch(self, lane: Lane, key: int) -> None:
        start = next((s.start_s for s in self.view.content.stretches(lane) if s.key == key), 0.0)
        if lane is Lane.ANNOTATIONS:
            self._selection.choose_annotation(AnnotationId(key))
        elif lane is Lane.KNOWN:
            self._selection.choose_match(MatchId(key))
        self._selection.go_to(self._moment_at(start))

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
        said = _("Range {start} – {end}, {s} s").format(
            start=clock_at(start), end=clock_at(end), s=f"{float(span.duration_s):.3f}"
        )
        frames = moments.frames_of(self._table, span)
        if frames is not None:
            n = frames[1] - frames[0] + 1
            said += ", " + ngettext("{n} frame", "{n} frames", n).format(n=n)
        self._range_text.setText(said)
