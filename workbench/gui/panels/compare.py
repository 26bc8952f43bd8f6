"""Compare: two pieces of footage on one clock, beside each other or one over the other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QHideEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from workbench.gui import actions, icons, last_folder
from workbench.gui.comparison import Frames, Made, Manner, Mode
from workbench.gui.dialogs.go_to import GoTo
from workbench.gui.empty import Empty
from workbench.gui.notice import Notice
from workbench.gui.panels import (
    compare_actions,
    compare_spans,
    compare_taking,
    compare_words,
)
from workbench.gui.panels.compare_bar import CompareBar
from workbench.gui.panels.compare_clock import ClockRow
from workbench.gui.panels.compare_drop import DropHalves
from workbench.gui.panels.compare_head import CompareHead
from workbench.gui.panels.compare_laying import Laying
from workbench.gui.panels.compare_pair import ComparePair
from workbench.gui.panels.compare_registering import RegisteringRow
from workbench.gui.panels.compare_side import Side
from workbench.gui.panels.compare_spans import exact
from workbench.gui.panels.compare_stage import CompareStage, Pane
from workbench.gui.registration import fit
from workbench.gui.selection import Comparison
from workbench.gui.widgets.compare_timeline import CompareTimeline
from workbench.gui.widgets.facts_line import FactsLine
from workbench.gui.widgets.flash import Flash
from workbench.i18n import _
from workbench.i18n.sentences import sentence
from workbench.records.errors import Refusal

if TYPE_CHECKING:
    from workbench.gui.bridge import Bridge
    from workbench.gui.selection import Selection
    from workbench.session import Session


class ComparePanel(DropHalves):
    """The Compare workspace. It keeps what it shows while another one is seen, but no player."""

    def __init__(self, session: Session, selection: Selection, bridge: Bridge) -> None:
        super().__init__(lambda item: item in session.item_ids())
        self._session, self._selection = session, selection
        self._manner = Manner()
        self.pair = ComparePair(session, selection.adjusting, bridge, self)
        self.stage = CompareStage()
        self.action_rows = compare_actions.rows(self)
        self.actions_by_id: dict[str, QAction] = actions.install(self, self.action_rows)
        self._make_parts()
        self._lay_out()
        self._connect()
        self._show_sides()

    def _make_parts(self) -> None:
        self.heads = CompareHead("A"), CompareHead("B")
        self.bar = CompareBar(self.actions_by_id)
        self.registering = RegisteringRow(self.actions_by_id)
        self.laying = Laying(self.pair, self.stage, self.registering, self)
        self.clock = ClockRow(self.actions_by_id)
        self.facts = FactsLine(), FactsLine()
        self.timeline = CompareTimeline()
        self.notice = Notice()
        self.flash = Flash(self.stage)

    def _lay_out(self) -> None:
        self.setProperty("role", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bar)
        rows.addWidget(self.registering)
        rows.addLayout(_beside(self.heads))
        rows.addWidget(self.stage, 1)
        rows.addWidget(self.notice)
        rows.addLayout(_beside(self.facts))
        rows.addWidget(self.clock)
        rows.addWidget(self.timeline)
        self._empty = Empty(
            "git-compare-arrows",
            _(
                "Two clips or stills are compared here, on one clock. Drag items from the list to "
                "the left and to the right half, or open a match in Compare."
            ),
            _("Begin with the selected item"),
            lambda: self._put_selected("A"),
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(body)
        self.pages.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pages)

    def _connect(self) -> None:
        pair = self.pair
        pair.sides_changed.connect(self._show_sides)
        pair.frames_changed.connect(self._show_frames)
        pair.moved.connect(self._show_clock)
        pair.laid.connect(self._show_laid)
        pair.playing_changed.connect(self._show_playing)
        for head, (letter, side) in zip(self.heads, pair.sides, strict=True):
            head.selected_wanted.connect(lambda letter=letter: self._put_selected(letter))
            head.clear_wanted.connect(lambda side=side: pair.clear(side))
            head.add_wanted.connect(lambda side=side: self._add_to_case(side))
            head.adjusted_wanted.connect(lambda side=side: pair.toggle_adjusted(side))
            self.hovered.connect(head.show_target)
        self.dropped.connect(pair.put)
        self.bar.manner_changed.connect(self._set_manner)
        self.bar.blink_wanted.connect(self.toggle_blinking)
        self.clock.offset_typed.connect(pair.set_offset)
        self.clock.rate_typed.connect(pair.set_rate)
        self.timeline.scrubbed.connect(self._on_scrubbed)
        self.timeline.scrubbed_b.connect(
            lambda at_s: pair.go_to(pair.position.clock.to_b(exact(at_s)), of_a=False)
        )
        self.timeline.shifted.connect(lambda by_s: pair.shift(exact(by_s)))
        self.stage.made_one.connect(self._on_made)
        self.stage.zoom_changed.connect(self._show_facts)
        self.stage.blinking_changed.connect(self.bar.show_blinking)
        view = self.stage.one.view
        view.divider_moved.connect(lambda at: self._set_manner(replace(self._manner, share=at)))
        self.laying.changed.connect(self._refresh_actions)
        self.laying.failed.connect(lambda said: self.flash.say(said, attention=True))
        self.laying.beside_wanted.connect(lambda: self.choose_mode(Mode.SIDE))
        self._selection.compare_wanted.connect(self.show_comparison)
        self._selection.item_changed.connect(self._refresh_actions)

    # What is compared

    @property
    def read_only(self) -> bool:
        return self._session.read_only

    def show_comparison(self, wanted: Comparison) -> None:
        """Put footage on one side, or both sides of a match, as somebody asked."""
        self.laying.end_points()
        item = self._selection.item
        if wanted.match is not None and item is not None:
            match = next((m for m in self._session.matches(item) if m.id == wanted.match), None)
            if match is not None:
                self.pair.open_match(match, item, wanted.at_s)
        elif wanted.footage is not None:
            self.pair.put(wanted.side, wanted.footage, wanted.moment)

    def _put_selected(self, letter: str) -> None:
        if self._selection.item is not None:
            self.pair.put(letter, self._selection.item)

    def choose_file(self, side: Side) -> None:
        """Ask where the file of a library entry lies."""
        reference = side.reference
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Choose the file of the entry"), last_folder.remembered()
        )
        if path and reference is not None:
            side.put_known(reference, Path(path))

    def _add_to_case(self, side: Side) -> None:
        if side.footage is None or side.footage.known is None:
            return
        try:
            self._session.add_items([side.footage.known.path])
        except Refusal as refused:
            self.notice.show_refusal(refused)

    # What is on screen

    def _show_sides(self) -> None:
        """Other footage on a side."""
        chosen = any(side.name for _letter, side in self.pair.sides)
        self.pages.setCurrentIndex(0 if chosen else 1)
        for head, (_letter, side) in zip(self.heads, self.pair.sides, strict=True):
            head.show_side(side)
        self._show_frames()
        self._show_laid()
        self._show_clock()

    def _show_frames(self) -> None:
        """Other frames: hand them to the stage, or say why there are none."""
        a, b = self.pair.sides[0][1], self.pair.sides[1][1]
        extents = [e for e in (a.extent, b.extent) if e is not None]
        if extents:
            pictures = Frames(a.picture, b.picture, a.extent or extents[0], b.extent or extents[0])
            self.stage.set_frames(pictures)
        else:
            self.stage.set_frames(None)
        self._show_panes()
        self._show_facts()
        self._show_clock()
        self._refresh_actions()

    def _show_panes(self) -> None:
        stage = self.stage
        for pane, (letter, side) in zip((stage.a, stage.b), self.pair.sides, strict=True):
            self._fill(pane, letter, side)
        lacking = next((s for s in self.pair.sides if s[1].picture is None), None)
        # Where one has no frame at this time the other is shown, and a line says so.
        if lacking is None or (self.pair.has_both and lacking[1].absent):
            stage.one.show_view()
        else:
            self._fill(stage.one, *lacking)

    def _fill(self, pane: Pane, letter: str, side: Side) -> None:
        trouble = side.trouble
        if side.picture is not None:
            pane.show_view()
        elif trouble is not None:
            choose = (lambda: self.choose_file(side)) if trouble.wants_file else None
            said = _("Choose the file…") if trouble.wants_file else None
            pane.say(trouble.icon, trouble.title, trouble.body, button=said, handler=choose)
            pane.placard.show_sound(trouble.sound, compare_spans.matched(self.pair, letter))
        elif side.footage is None:
            pane.say(
                *("image", _("Nothing is chosen for {letter}").format(letter=letter)),
                _("Drag an item here, or press Alt+{letter}.").format(letter=letter),
                button=_("Put the selected item here"),
                handler=lambda: self._put_selected(letter),
            )
        elif side.absent:
            pane.say("clock", *compare_words.absent(side))
        else:
            pane.say("loader-circle", _("Reading the first frame…"), side.name)

    def _on_made(self, made: Made) -> None:
        side = next((s for s in self.pair.sides if s[1].footage and s[1].absent), None)
        if side is not None and self._manner.mode is not Mode.SIDE:
            title, body = compare_words.absent(side[1])
            self.stage.one.view.set_caption(f"{side[0]}: {title}. {body}")
        else:
            said = compare_words.measured(self._manner.mode, made)
            self.stage.one.view.set_caption(said)

    def _show_facts(self) -> None:
        combined = self._manner.mode is not Mode.SIDE
        extents, laid = self.pair.extents, self.pair.registration
        zooms = [self.stage.a.view.zoom, self.stage.b.view.zoom]
        if combined:
            by = fit(*extents, laid) * laid.scale if extents is not None else 1.0
            zooms = [self.stage.one.view.zoom, self.stage.one.view.zoom * by]
        for line, (_letter, side), zoom in zip(self.facts, self.pair.sides, zooms, strict=True):
            compare_words.show_facts(line, side, zoom)

    def _show_clock(self) -> None:
        """The clock, and where both are on it."""
        pair = self.pair
        self.timeline.set_bars(*compare_spans.bars(pair))
        self.timeline.set_times(*compare_spans.playheads(pair), linked=pair.position.linked)
        a, b = (None if side.absent else side.shown for _letter, side in pair.sides)
        self.clock.show_clock(pair.position.clock, a, b)
        self.clock.set_timed(pair.both_timed)
        self.actions_by_id["compare.link_clock"].setChecked(pair.position.linked)

    def _show_laid(self) -> None:
        laid = self.pair.registration
        self.stage.set_registration(laid)
        self.registering.show_registration(laid)
        self.heads[1].show_laid(compare_words.registered(laid))
        self.actions_by_id["compare.mirror"].setChecked(laid.mirrored)
        self._show_facts()

    def _show_playing(self, playing: bool) -> None:
        self.actions_by_id["compare.play"].setIcon(icons.icon("pause" if playing else "play"))

    def _refresh_actions(self) -> None:
        acts = self.actions_by_id
        if self._empty.button is not None:
            self._empty.button.setEnabled(self._selection.item is not None)
        actions.refresh(acts, self.action_rows)
        for mode in Mode:
            acts[f"compare.{mode}"].setChecked(mode is self._manner.mode)
        acts["compare.register"].setChecked(self.laying.open)
        acts["compare.points"].setChecked(self.laying.points.active)
        acts["compare.link_zoom"].setChecked(self.stage.linked)

    # The clock

    def step_seconds(self, seconds: int) -> None:
        self.pair.go_to(self.pair.now_s + seconds)

    def go_first(self) -> None:
        self.pair.go_to(self.pair.leading.start_s)

    def go_last(self) -> None:
        self.pair.go_to(self.pair.leading.end_s)

    def ask_where(self) -> None:
        """Ask for a frame, a PTS or a time of the side that leads, and go there."""
        dialog = GoTo(self.pair.leading.table, self)
        if dialog.exec() and dialog.moment is not None:
            self.pair.go_to(self.pair.leading.time_of(dialog.moment))

    def _on_scrubbed(self, at_s: float) -> None:
        leading = self.pair.leading
        # Half a PTS on: seconds as a float may fall short of the frame they were made from.
        base = leading.medium.time_base
        self.pair.go_to(leading.begin_of(exact(at_s) + (base / 2 if base else 0)))

    # How both are shown

    @property
    def manner(self) -> Manner:
        return self._manner

    def choose_mode(self, mode: Mode) -> None:
        """Show both in this way; blink again to begin or to end it."""
        if mode is Mode.BLINK and self._manner.mode is Mode.BLINK:
            self.toggle_blinking()
        self._set_manner(replace(self._manner, mode=mode))
        self._refresh_actions()

    def _set_manner(self, manner: Manner) -> None:
        if manner.mode is not Mode.SIDE:
            self.laying.end_points()
        self._manner = manner
        self.stage.set_manner(manner)
        self.bar.show_manner(manner)
        self._show_facts()

    def toggle_blinking(self) -> None:
        if self.stage.blinking:
            self.stage.stop_blinking()
        else:
            self.stage.start_blinking()

    def toggle_zoom(self) -> None:
        self.stage.linked = not self.stage.linked
        self.stage.follow()
        self._refresh_actions()

    # Taking

    def extract(self) -> None:
        """Take the frames on screen out as files of the case."""
        self._take_then(lambda taken: self.flash.say(compare_taking.said(taken)))

    def copy_citations(self) -> None:
        """Take both frames out, and put their citations and the offset on the clipboard."""

        def copy(taken: compare_taking.Taken) -> None:
            clock = self.pair.position.clock if self.pair.both_timed else None
            QGuiApplication.clipboard().setText(
                compare_taking.citation_text(
                    *(self._session, self.pair.sides, taken, clock, self.pair.registration)
                )
            )
            self.flash.say(_("Both citations and the offset were copied"))

        self._take_then(copy)

    def _take_then(self, then: compare_taking.Then) -> None:
        compare_taking.take_both(
            *(self, self._session, self.pair.sides, then),
            lambda error: self.flash.say(sentence(error), attention=True),
        )

    # What Qt tells

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.pair.open()
        self._refresh_actions()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pair.close()
        self._refresh_actions()

    def close_item(self) -> None:
        """Let go of both: the window closes, or the case does."""
        self.pair.close()


def _beside(widgets: tuple[QWidget, QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(1)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
