"""Viewer: the frame of the selected item, exact in its words, stepped and marked."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import icons, moments
from workbench.gui.actions import install
from workbench.gui.dialogs import extract_frames
from workbench.gui.dialogs.go_to import GoTo
from workbench.gui.notice import Notice
from workbench.gui.panels import citing, taking, viewer_words
from workbench.gui.panels.looking import Looking
from workbench.gui.panels.marking import Marking
from workbench.gui.panels.transport import Transport
from workbench.gui.panels.viewer_actions import BAR, rows
from workbench.gui.playback import Playback
from workbench.gui.widgets.button_row import ButtonRow
from workbench.gui.widgets.facts_line import FactsLine
from workbench.gui.widgets.flash import Flash
from workbench.gui.widgets.image_view import ImageView, Tool
from workbench.gui.widgets.placard import Placard
from workbench.i18n import _
from workbench.i18n.safe import shown as safe
from workbench.i18n.sentences import sentence
from workbench.media.player import Shown
from workbench.records.adjustment import Stack
from workbench.records.changes import Changes, Kind
from workbench.records.citation import Citation
from workbench.records.errors import MediaError, Refusal, RefusalCode
from workbench.records.frame import ExtractedFrame, FrameTable, TableDifference
from workbench.records.item import Item, ItemId, MediaKind, MediaStatus

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session

PATIENCE_MS = 250
"""How long the ground stays empty before words say that a frame is on its way."""


class ViewerPanel(QWidget):
    """Shows the item that is selected, at the moment that was asked for."""

    frame_painted = Signal()
    """The frame that was asked for is on screen: for measurements."""

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
        self._difference: TableDifference | None = None
        self._quarantined = False
        self.playback = Playback(session, self)
        self._patience = QTimer(self, interval=PATIENCE_MS, singleShot=True)
        self._make_parts()
        self._make_actions()
        self._lay_out()
        self._connect(bridge)
        self._show_item(selection.item)

    def _make_parts(self) -> None:
        self.view = ImageView()
        self.view.setAccessibleName(_("Picture"))
        self.placard = Placard()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self.placard)
        self.notice = Notice()
        self.facts = FactsLine()
        self.flash = Flash(self.stack)
        self.adjusting = self._selection.adjusting
        self.looking = Looking(self.view, self.adjusting, self)
        self.marking = Marking(self._session, self._selection, self.view, self.notice, self)
        self.transport = Transport(self._session, self._selection, self.playback, self)

    def _make_actions(self) -> None:
        self.action_rows = rows(self)
        self.actions_by_id: dict[str, QAction] = install(self, self.action_rows)
        """For the window's menus, and for other widgets in which the keys shall work."""
        self._row = ButtonRow([[self.actions_by_id[i] for i in group] for group in BAR])

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.looking.crop_bar)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.notice)
        layout.addWidget(self.looking.pixel_line)
        layout.addWidget(self.facts)
        layout.addWidget(self._row)

    def _connect(self, bridge: Bridge) -> None:
        self.playback.arrived.connect(self._on_shown)
        self.playback.failed.connect(self._on_fault)
        self.playback.playing_changed.connect(self._on_playing)
        self._selection.time_changed.connect(lambda _time_s: self._show_facts())
        self._patience.timeout.connect(self._say_patience)
        self._selection.item_changed.connect(self._show_item)
        self._selection.moment_changed.connect(self.playback.show)
        bridge.changed.connect(self._on_changed)
        self.view.zoom_changed.connect(lambda _zoom: self._show_facts())
        self.view.zoom_changed.connect(lambda _zoom: self._tell_size())
        self.adjusting.changed.connect(self._on_adjusted)
        self.looking.unfit.connect(self._on_unfit)
        self.view.painted.connect(self._on_painted)
        self.view.tool_changed.connect(self._on_tool_changed)
        # What is being written elsewhere is kept first, and the keys are the picture's again.
        self._row.pressed.connect(self.view.setFocus)

    # The item and its frames

    @property
    def shown(self) -> Shown | None:
        shown: Shown | None = self._selection.shown
        return shown

    @property
    def read_only(self) -> bool:
        return self._session.read_only

    @property
    def medium_kind(self) -> MediaKind | None:
        return self._item.kind if self._item else None

    def _show_item(self, item: ItemId | None) -> None:
        self._close_player()
        self._quarantined = False
        self._selection.report_shown(None)
        self.notice.clear()
        self.view.set_tool(Tool.LOOK)
        self.looking.clear()
        self._item = None if item is None else self._session.item(item)
        self._table = None if item is None else self._session.frame_table(item)
        self.marking.set_item(self._item, self._table)
        self.transport.set_item(self._item, self._table)
        if self._item is None:
            self._say(*viewer_words.no_item())
        elif self.isVisible():
            self._open_player(self._item)
        self._show_facts()
        self._refresh_actions()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._item is not None and not self.playback.is_open:
            # In another workspace the item was only chosen, not opened.
            self._open_player(self._item)

    def _open_player(self, item: Item) -> None:
        card = self._session.card(item.id)
        words = viewer_words.no_picture(card)
        self._quarantined = card.status is MediaStatus.QUARANTINED
        if words is not None:
            again = self._quarantined and viewer_words.may_be_measured(card) and not self.read_only
            button = _("Measure again") if again else None
            self._say(*words, button=button, handler=self._measure_again)
            if viewer_words.is_heard(card):
                self.playback.open(item, moments.FIRST)
            return
        self._show_notice(item.id)
        self.stack.setCurrentWidget(self.view)
        self._patience.start()
        self._tell_size()
        self.playback.open(item, self._selection.moment or moments.FIRST)

    def _measure_again(self) -> None:
        if self._item is not None:
            try:
                self._session.measure_again(self._item.id)
            except Refusal as refused:
                self.notice.show_refusal(refused)

    def _show_notice(self, item: ItemId) -> None:
        self._difference = self._session.table_difference(item)
        said = viewer_words.notice(self._session.card(item), self._difference)
        if said is not None:
            self.notice.show_text(said)

    def _close_player(self) -> None:
        self._patience.stop()
        self.playback.close()

    def close_item(self) -> None:
        """Let go of the item: the window closes, or the case does."""
        self._close_player()

    def _on_shown(self, shown: Shown) -> None:
        if self._item is None:
            return
        self._patience.stop()
        height, width, _three = shown.pixels.shape
        size = self._item.medium.upright_size_px
        if size is None or shown.scale == 1.0:
            size = (width, height)
        first = self.shown is None
        aspect = self._item.medium.upright_pixel_aspect
        self.looking.show(shown.pixels, size, aspect, shown.scale)
        self.stack.setCurrentWidget(self.view)
        self._selection.report_shown(shown)
        self._show_facts()
        self.marking.show()
        if first:
            self._refresh_actions()

    def _on_painted(self) -> None:
        if self.shown is not None and self.shown.settled:
            self.frame_painted.emit()

    def _on_fault(self, error: MediaError | Refusal) -> None:
        if self._item is None:
            return
        self._patience.stop()
        if self.shown is not None and isinstance(error, MediaError):
            # A frame in the middle could not be read: the one before it stays on screen.
            self.flash.say(viewer_words.frame_fault(error), attention=True)
            return
        self._say(
            *viewer_words.fault(self._item, error),
            button=_("Try again"),
            handler=lambda: self._show_item(self._selection.item),
        )
        self._refresh_actions()

    def _say(
        self,
        icon: str,
        title: str,
        body: str,
        *,
        button: str | None = None,
        handler: Callable[[], None] | None = None,
    ) -> None:
        color = "attention" if icon in ("triangle-alert", "shield-alert") else "disabled"
        self.placard.say(icon, title, body, color=color, button=button, handler=handler)
        self.stack.setCurrentWidget(self.placard)

    def _say_patience(self) -> None:
        if self._item is not None and self.shown is None:
            self._say("loader-circle", _("Reading the first frame…"), safe(self._item.name))

    def _show_facts(self) -> None:
        speed = self.playback.speed
        dropped = None if self.medium_kind is MediaKind.SOUND else self.playback.dropped
        playing = viewer_words.playing(speed, dropped, self.playback.speaker.is_on)
        if self._item is None:
            self.facts.set_facts(())
        elif self.medium_kind is MediaKind.SOUND:
            self.facts.set_facts(
                viewer_words.heard(self.transport.at_s, self._item.medium, playing)
            )
        elif speed is not None and self.shown is not None:
            self.facts.set_facts(viewer_words.place(self.shown, self._table) + playing)
        else:
            seen = (self.view.zoom, self.adjusting.words())
            facts = viewer_words.facts(self._item.medium, self.shown, self._table, *seen)
            self.facts.set_facts(facts + playing)

    def _tell_size(self) -> None:
        """The player makes moving pictures no larger than they are on screen."""
        ratio, mapping = self.view.devicePixelRatioF(), self.view.mapping
        width, height = float(self.view.width()), float(self.view.height())
        if mapping is not None:
            width, height = mapping.shown_width_px, mapping.shown_height_px
        self.playback.set_box(max(round(width * ratio), 2), max(round(height * ratio), 2))

    def _on_playing(self, speed: float | None) -> None:
        icon = "play" if speed is None else "pause"
        self.actions_by_id["play.toggle"].setIcon(icons.icon(icon))
        self._show_facts()

    def switch_sound(self) -> None:
        """Sound on or off, for this session."""
        action = self.actions_by_id["play.sound"]
        on = not self.playback.speaker.is_on
        if not self.playback.speaker.switch(on):
            on = False
            self.flash.say(_("This system has no sound device"), attention=True)
        action.setChecked(on)
        action.setIcon(icons.icon("volume-2" if on else "volume-x"))
        self._show_facts()

    def _on_adjusted(self) -> None:
        self.actions_by_id["look.compare"].setChecked(self.adjusting.bypassed)
        self._show_facts()

    def _on_unfit(self, why: str) -> None:
        name = "" if self._item is None else self._item.name
        unfit = Refusal(RefusalCode.CANNOT_ADJUST, item=name, detail=why)
        self.flash.say(sentence(unfit), attention=True)

    def _on_changed(self, changes: Changes) -> None:
        if self._item is None:
            return
        if Kind.ANNOTATION in changes.kinds:
            self.marking.reload()
        if Kind.MEASUREMENT in changes.kinds or Kind.RUN in changes.kinds:
            status = self._session.card(self._item.id).status
            if self._quarantined and status is not MediaStatus.QUARANTINED:
                self._show_item(self._item.id)
                return
            if self._session.table_difference(self._item.id) != self._difference:
                self._show_notice(self._item.id)
            table = self._session.frame_table(self._item.id)
            if (table is None) != (self._table is None):
                self._table = table
                self.marking.set_item(self._item, table)
                self.transport.set_item(self._item, table)
                self.playback.count(table)
                if self.shown is not None:
                    self.playback.show(moments.moment_of(self.shown))

    # What the analyst does

    def step(self, frames: int) -> None:
        """Show the frame so many after the one on screen."""
        self.playback.step(frames)

    def step_seconds(self, seconds: int) -> None:
        """Show the frame on screen so many seconds later."""
        if self.shown is not None:
            self._selection.go_to(moments.moment_after(self.shown, Fraction(seconds)))

    def go_first(self) -> None:
        self._selection.go_to(moments.FIRST)

    def go_last(self) -> None:
        if self._item is not None:
            self._selection.go_to(moments.last_moment(self._item.medium, self._table))

    def ask_where(self) -> None:
        """Ask for a frame, a PTS, a time or a citation, and go there."""
        dialog = GoTo(self._table, self)
        if not dialog.exec():
            return
        if dialog.citation is not None:
            self.open_citation(dialog.citation)
        elif dialog.moment is not None:
            self._selection.go_to(dialog.moment)

    def open_citation(self, citation: Citation) -> None:
        """Go to the frame of a citation, and say whether its pixels are identical."""
        citing.reopen(self, self._session, self._selection, self.notice, citation)

    def extract(self) -> None:
        """Take the frame on screen out as a file."""
        stack = self.adjusting.shown
        self._extract_then(lambda frame: self.flash.say(viewer_words.extracted(frame)), stack)

    def copy_citation(self) -> None:
        """Take the frame on screen out, and put its citation on the clipboard."""

        def copy(frame: ExtractedFrame) -> None:
            QGuiApplication.clipboard().setText(self._session.citation(frame))
            self.flash.say(viewer_words.cited(frame))

        self._extract_then(copy)

    def _extract_then(
        self, then: Callable[[ExtractedFrame], None], stack: Stack | None = None
    ) -> None:
        if self._item is not None and self.shown is not None:
            taking.take(
                *(self, self._session, self._item.id, self.shown, then),
                lambda error: self.flash.say(sentence(error), attention=True),
                stack or Stack(),
            )

    def ask_extract(self) -> None:
        """Ask which frames to take out, and take them out."""
        found = extract_frames.ask(self._session, self._selection, self)
        if found is not None and found.frames:
            self.flash.say(viewer_words.extracted_many(len(found.frames)))

    def _on_tool_changed(self, tool: Tool) -> None:
        for name in Tool:
            self.actions_by_id[f"tool.{name}"].setChecked(name is tool)

    def _refresh_actions(self) -> None:
        for row in self.action_rows:
            self.actions_by_id[row.id].setEnabled(row.enabled())
