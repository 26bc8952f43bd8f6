"""Examine: the frame on screen is the one that the words and the keys say."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.session.test_table_difference import shortened
from workbench.gui.bridge import Bridge
from workbench.gui.panels.inspector import InspectorPanel
from workbench.gui.panels.timeline import TimelinePanel
from workbench.gui.panels.viewer import ViewerPanel
from workbench.gui.selection import Selection
from workbench.gui.widgets.facts_line import FactsLine
from workbench.gui.widgets.lanes import Lane
from workbench.gui.widgets.words_edit import WordsEdit
from workbench.instruments.frame_table import comparison
from workbench.records.citation import Citation
from workbench.records.frame import Moment, MomentKind, Region
from workbench.records.item import ItemId, MediaKind
from workbench.records.packed import pack_frame_table
from workbench.records.run import JobState, Measurement
from workbench.session import Session
from workbench.store import runs


class Examine(QWidget):
    """The three panels of the workspace on one window."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.selection = Selection(self)
        self.bridge = Bridge(session, self)
        common = (session, self.selection, self.bridge)
        self.viewer = ViewerPanel(*common)
        self.timeline = TimelinePanel(*common)
        self.inspector = InspectorPanel(*common)
        layout = QVBoxLayout(self)
        for panel in (self.viewer, self.timeline, self.inspector):
            layout.addWidget(panel)
        self.resize(900, 1000)

    def item_of(self, kind: MediaKind) -> ItemId:
        return next(i for i in self.session.item_ids() if self.session.item(i).kind is kind)

    @property
    def index(self) -> int | None:
        shown = self.selection.shown
        return None if shown is None else shown.index


@pytest.fixture
def examine(qtbot: QtBot, dressed: None, session: Session) -> Iterator[Examine]:
    for old in session.annotations():
        session.remove_annotation(old.id)
    one = Examine(session)
    qtbot.addWidget(one)
    one.show()
    qtbot.waitActive(one)
    yield one
    one.hide()
    one.viewer.close_item()
    one.inspector.pictures.close()
    one.bridge.close()


@pytest.fixture
def clip(examine: Examine, qtbot: QtBot) -> Examine:
    with qtbot.waitSignal(examine.viewer.frame_painted, timeout=60_000):
        examine.selection.choose(examine.item_of(MediaKind.CLIP))
    return examine


def taken(examine: Examine) -> list[int | None]:
    """The frames of the item that are in the case, those of other tests among them."""
    return [frame.index for frame in examine.session.frames(examine.selection.item)]


def press(examine: Examine, qtbot: QtBot, key: Qt.Key, shift: bool = False) -> None:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    with qtbot.waitSignal(examine.viewer.frame_painted, timeout=60_000):
        QTest.keyClick(examine.viewer.view, key, keys)


def go_to(examine: Examine, qtbot: QtBot, index: int) -> None:
    with qtbot.waitSignal(examine.viewer.frame_painted, timeout=60_000):
        examine.selection.go_to(Moment(MomentKind.INDEX, Fraction(index)))


def test_the_first_frame_is_shown_with_its_exact_words(clip: Examine) -> None:
    assert clip.index == 0
    table = clip.session.frame_table(clip.selection.item)
    assert f"frame 0 of {len(table)}, I key" in clip.viewer.facts.text
    assert f"PTS {int(table.pts[0])} × {table.time_base} s" in clip.viewer.facts.text


def test_the_arrows_move_by_one_frame_and_shift_by_one_second(clip: Examine, qtbot: QtBot) -> None:
    press(clip, qtbot, Qt.Key.Key_Right)
    press(clip, qtbot, Qt.Key.Key_Right)
    assert clip.index == 2
    press(clip, qtbot, Qt.Key.Key_Left)
    assert clip.index == 1
    table = clip.session.frame_table(clip.selection.item)
    press(clip, qtbot, Qt.Key.Key_Right, shift=True)
    assert clip.index == table.index_at(table.time_s(1) + 1)


def test_home_and_end_show_the_first_and_the_last_frame(clip: Examine, qtbot: QtBot) -> None:
    press(clip, qtbot, Qt.Key.Key_End)
    assert clip.index == len(clip.session.frame_table(clip.selection.item)) - 1
    press(clip, qtbot, Qt.Key.Key_Home)
    assert clip.index == 0


def test_the_playhead_stands_where_the_frame_begins(clip: Examine, qtbot: QtBot) -> None:
    go_to(clip, qtbot, 40)
    table = clip.session.frame_table(clip.selection.item)
    assert clip.timeline.view._playhead_s == pytest.approx(float(table.time_s(40)))


def test_scrubbing_shows_the_frame_under_the_pointer(clip: Examine, qtbot: QtBot) -> None:
    table = clip.session.frame_table(clip.selection.item)
    with qtbot.waitSignal(clip.viewer.frame_painted, timeout=60_000):
        clip.timeline.view.scrubbed.emit(float(table.time_s(57)))
    assert clip.index == 57


def test_in_and_out_hold_both_frames_and_m_annotates_between(clip: Examine, qtbot: QtBot) -> None:
    go_to(clip, qtbot, 10)
    QTest.keyClick(clip.viewer.view, Qt.Key.Key_I)
    go_to(clip, qtbot, 20)
    QTest.keyClick(clip.viewer.view, Qt.Key.Key_O)
    QTest.keyClick(clip.viewer.view, Qt.Key.Key_M)
    table = clip.session.frame_table(clip.selection.item)
    (made,) = clip.session.annotations(clip.selection.item)
    assert made.span is not None
    assert made.span.start.pts == int(table.pts[10])
    assert made.span.end.pts == int(table.pts[21])
    assert clip.selection.annotation == made.id
    assert clip.inspector.sections.current == "annotations"
    qtbot.waitUntil(lambda: len(clip.timeline.view.content.annotations) == 1)


def test_words_of_an_annotation_are_kept_with_enter(clip: Examine, qtbot: QtBot) -> None:
    QTest.keyClick(clip.viewer.view, Qt.Key.Key_M)
    QTest.keyClicks(clip.inspector.annotations.words, "flash over the stele")
    QTest.keyClick(clip.inspector.annotations.words, Qt.Key.Key_Return)
    (made,) = clip.session.annotations(clip.selection.item)
    assert made.text == "flash over the stele"
    clip.session.undo()
    assert clip.session.annotations(clip.selection.item)[0].text == ""


def test_a_box_is_shown_on_its_frame_and_on_no_other(clip: Examine, qtbot: QtBot) -> None:
    go_to(clip, qtbot, 5)
    clip.viewer.view.region_drawn.emit(Region(10, 10, 50, 40))
    qtbot.waitUntil(lambda: len(clip.viewer.view._marks) == 1)
    press(clip, qtbot, Qt.Key.Key_Right)
    assert clip.viewer.view._marks == ()


def test_e_extracts_and_ctrl_c_cites_the_frame_on_screen(clip: Examine, qtbot: QtBot) -> None:
    go_to(clip, qtbot, 12)
    QTest.keyClick(clip.viewer.view, Qt.Key.Key_E)
    qtbot.waitUntil(lambda: 12 in taken(clip), timeout=60_000)
    qtbot.waitUntil(lambda: len(clip.inspector.frames.rows.keys) == len(taken(clip)))
    clip.viewer.view.setFocus()
    QGuiApplication.clipboard().clear()  # another test may have left a citation in it
    QTest.keyClick(clip.viewer.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "sha256" in QGuiApplication.clipboard().text(), timeout=60_000)
    cited = Citation.parse(QGuiApplication.clipboard().text())
    table = clip.session.frame_table(clip.selection.item)
    assert (cited.index, cited.pts) == (12, int(table.pts[12]))
    assert cited.item == clip.session.item(clip.selection.item).digest


def test_a_still_is_shown_and_has_no_timeline(examine: Examine, qtbot: QtBot) -> None:
    with qtbot.waitSignal(examine.viewer.frame_painted, timeout=60_000):
        examine.selection.choose(examine.item_of(MediaKind.STILL))
    assert examine.viewer.facts.text.startswith("still")
    assert not examine.viewer.actions_by_id["frame.forward"].isEnabled()
    assert examine.timeline.stack.currentWidget() is examine.timeline._still


def test_a_frame_of_the_item_before_is_not_shown_for_this_one(
    examine: Examine, qtbot: QtBot
) -> None:
    clips = [
        i for i in examine.session.item_ids() if examine.session.item(i).kind is MediaKind.CLIP
    ]
    for item in (*clips, *clips[:1]):
        examine.selection.choose(item)
    qtbot.waitUntil(lambda: examine.selection.shown is not None, timeout=60_000)
    qtbot.wait(200)
    size = examine.session.item(clips[0]).medium.upright_size_px
    assert examine.selection.shown.pixels.shape[:2] == (size[1], size[0])


def test_the_timeline_has_a_lane_for_all_that_is_known(clip: Examine, qtbot: QtBot) -> None:
    content = clip.timeline.view.content
    assert content.duration_s > 0
    assert len(content.frames) == len(clip.session.frame_table(clip.selection.item))
    assert content.shots
    assert content.empty[Lane.ANNOTATIONS]
    qtbot.waitUntil(lambda: bool(clip.timeline.view.content.pictures), timeout=60_000)


def test_every_section_can_be_opened_and_shows_plain_text_only(clip: Examine, qtbot: QtBot) -> None:
    for name in (
        "metadata",
        "structure",
        "frames",
        "matches",
        "annotations",
        "verification",
        "runs",
        "custody",
    ):
        clip.inspector.sections.open(name)
        qtbot.wait(20)
    labels = clip.findChildren(QLabel)
    assert all(label.textFormat() is Qt.TextFormat.PlainText or label.pixmap() for label in labels)


def test_a_tool_whose_key_is_pressed_twice_stays_taken(clip: Examine) -> None:
    look = clip.viewer.actions_by_id["tool.look"]
    look.trigger()
    look.trigger()
    assert look.isChecked()


def test_the_same_frame_is_taken_out_once(clip: Examine, qtbot: QtBot) -> None:
    go_to(clip, qtbot, 17)
    for _again in range(2):
        clip.viewer.extract()
        qtbot.waitUntil(lambda: taken(clip).count(17) == 1, timeout=60_000)
    clip.viewer.copy_citation()
    qtbot.wait(100)
    assert taken(clip).count(17) == 1


def test_undo_in_a_field_without_own_changes_is_the_windows(clip: Examine, qtbot: QtBot) -> None:
    clip.viewer.marking.mark()
    panel = clip.inspector.annotations
    qtbot.waitUntil(lambda: panel.chosen is not None)
    for field in (panel.words, panel.tags):
        undo = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        )
        undo.ignore()
        field.event(undo)
        assert not undo.isAccepted()


def test_the_line_of_facts_keeps_its_height_from_frame_to_frame(qtbot: QtBot) -> None:
    line = FactsLine()
    qtbot.addWidget(line)
    line.resize(300, 26)
    line.show()
    line.set_facts(["00:00:01.000", "frame 1 of 2", "PTS 100000000 × 1/90000 s"])
    tall = line.height()
    line.set_facts(["00:00:01.000", "frame 1 of 2"])
    assert line.height() == tall
    line.resize(900, tall)
    assert line.height() < tall


def test_a_field_of_words_grows_until_all_of_them_are_seen(qtbot: QtBot) -> None:
    field = WordsEdit("Claim", lines=2)
    qtbot.addWidget(field)
    field.resize(200, 60)
    field.show()
    short = field.height()
    field.set_words(
        "On 11 August 2020 a column of unmarked cars went along the road to Minsk. " * 2
    )
    qtbot.waitUntil(lambda: field.height() > short)
    assert field.verticalScrollBar().maximum() == 0
    field.set_words("Short")
    qtbot.waitUntil(lambda: field.height() == short)


def test_a_shuttle_leaves_the_chosen_speed(clip: Examine, qtbot: QtBot) -> None:
    transport, playback = clip.viewer.transport, clip.viewer.playback
    transport.shuttle(1)
    transport.shuttle(1)
    assert playback.speed == 2.0
    transport.pause()
    transport.shuttle(-1)
    assert playback.speed == -0.25, "K is held"
    playback.pause()
    qtbot.waitUntil(lambda: playback.speed is None, timeout=20_000)
    assert transport.speed == 1.0
    transport.toggle()
    assert playback.speed == 1.0


def test_packets_that_decoding_does_not_bear_out_are_told_once(
    examine: Examine, qtbot: QtBot
) -> None:
    session, notice = examine.session, examine.viewer.notice
    clips = [i for i in session.item_ids() if session.item(i).kind is MediaKind.CLIP]
    with qtbot.waitSignal(examine.viewer.frame_painted, timeout=60_000):
        examine.selection.choose(clips[1])
    assert not notice.isVisible()
    decoded = session.frame_table(clips[1])
    assert decoded is not None
    with session.project.record("measure", {"item": clips[1]}) as tx:
        run = runs.begin(tx, clips[1], "frame_table", "1", {})
        runs.add(tx, run, Measurement("table", {}, pack_frame_table(decoded)))
        runs.add(tx, run, comparison(shortened(decoded), decoded))
        runs.complete(tx, run, JobState.DONE, None, "none")
    qtbot.waitUntil(notice.isVisible, timeout=20_000)
    notice.clear()
    session.add_annotation(
        clips[1], span=session.span(clips[1], *[Moment(MomentKind.INDEX, Fraction(0))] * 2)
    )
    with session.project.record("measure", {"item": clips[1]}) as tx:
        runs.complete(tx, runs.begin(tx, clips[1], "sound", "0", {}), JobState.DONE, None, "none")
    qtbot.wait(300)
    assert not notice.isVisible(), "it was put away"


@pytest.mark.parametrize("width_px", [243, 246, 249])
def test_a_field_of_words_that_grows_narrower_cuts_none_of_them(
    qtbot: QtBot, dressed: None, width_px: int
) -> None:
    room, inner = QScrollArea(), QWidget()
    qtbot.addWidget(room)
    room.setWidgetResizable(True)
    field = WordsEdit("Why", lines=1)
    rows = QVBoxLayout(inner)
    rows.addWidget(field)
    rows.addStretch(1)
    room.setWidget(inner)
    field.set_words(
        "Barrier, signal, marker post and every car agree once the picture is turned back; the "
        "order and the spacing of the cars are the same for the whole stretch."
    )
    room.resize(width_px, 200)
    room.show()
    for wide in (width_px, width_px + 40, width_px - 40):
        room.resize(wide, 200)
        qtbot.wait(20)
    assert field.horizontalScrollBar().maximum() == 0
    assert field.verticalScrollBar().maximum() == 0
