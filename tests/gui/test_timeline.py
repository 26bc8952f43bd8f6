"""Timeline: what is dragged and shown on it is exact to the frame, and can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.gui import pixels
from workbench.gui.bridge import Bridge
from workbench.gui.geometry import TimeMapping
from workbench.gui.panels import timeline_actions
from workbench.gui.panels.timeline import TimelinePanel
from workbench.gui.panels.viewer import ViewerPanel
from workbench.gui.selection import Selection
from workbench.gui.widgets import ruler
from workbench.gui.widgets.lanes import Content, Lane, Stretch, places
from workbench.gui.widgets.timeline_view import TimelineView
from workbench.gui.widgets.waveform import Waveform
from workbench.records.frame import FrameTable, Moment, MomentKind
from workbench.records.item import MediaKind
from workbench.records.packed import Envelope
from workbench.session import Session


class Desk(QWidget):
    """Viewer and timeline on one window, with the first clip of the case."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.selection = Selection(self)
        self.bridge = Bridge(session, self)
        self.viewer = ViewerPanel(session, self.selection, self.bridge)
        self.panel = TimelinePanel(session, self.selection, self.bridge)
        layout = QVBoxLayout(self)
        layout.addWidget(self.viewer, 1)
        layout.addWidget(self.panel)
        self.resize(1000, 900)

    @property
    def view(self) -> TimelineView:
        return self.panel.view

    @property
    def table(self) -> FrameTable:
        table = self.session.frame_table(self.selection.item)
        assert table is not None
        return table

    def at(self, index: int, y_px: int) -> QPoint:
        """Where on the view a frame begins."""
        frames = self.view.content.frames
        assert frames is not None
        return QPoint(round(self.view.mapping.to_px(frames.begin_s(index))), y_px)

    def y_of(self, lane: Lane) -> int:
        place = next(p for p in self.view.places if p.lane is lane)
        return self.view.head_px - self.view.down_px + place.top_px + 14

    def drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self.view, Qt.MouseButton.LeftButton, pos=start)
        for step in (0.5, 1.0):
            QTest.mouseMove(self.view, start + (end - start) * step)
            QApplication.processEvents()
        QTest.mouseRelease(self.view, Qt.MouseButton.LeftButton, pos=end)


@pytest.fixture
def desk_of(qtbot: QtBot, dressed: None, session: Session) -> Iterator[Desk]:
    for old in session.annotations():
        session.remove_annotation(old.id)
    one = Desk(session)
    qtbot.addWidget(one)
    one.show()
    qtbot.waitExposed(one)
    item = next(i for i in session.item_ids() if session.item(i).kind is MediaKind.CLIP)
    with qtbot.waitSignal(one.viewer.frame_painted, timeout=20_000):
        one.selection.choose(item)
    yield one
    one.hide()
    one.viewer.close_item()
    one.panel.close_item()
    one.bridge.close()


def annotate(desk: Desk, first: int, last: int) -> int:
    item = desk.selection.item
    index = MomentKind.INDEX
    span = desk.session.span(item, Moment(index, Fraction(first)), Moment(index, Fraction(last)))
    return desk.session.add_annotation(item, span=span, text="flash")


def test_an_annotation_is_dragged_by_its_end_to_a_frame_and_undone(
    desk_of: Desk, qtbot: QtBot
) -> None:
    made = annotate(desk_of, 20, 59)
    qtbot.waitUntil(lambda: len(desk_of.view.content.annotations) == 1)
    desk_of.view.zoom_to(0.5, 3.5)
    y = desk_of.y_of(Lane.ANNOTATIONS)
    desk_of.drag(desk_of.at(60, y) - QPoint(1, 0), desk_of.at(70, y) + QPoint(1, 0))
    table = desk_of.table
    moved = desk_of.session.annotation(made).span
    assert (moved.start.pts, moved.end.pts) == (int(table.pts[20]), int(table.pts[70]))
    desk_of.session.undo()
    back = desk_of.session.annotation(made).span
    assert (back.start.pts, back.end.pts) == (int(table.pts[20]), int(table.pts[60]))


def test_an_annotation_is_moved_as_a_whole_and_a_click_only_chooses_it(
    desk_of: Desk, qtbot: QtBot
) -> None:
    made = annotate(desk_of, 20, 39)
    qtbot.waitUntil(lambda: len(desk_of.view.content.annotations) == 1)
    desk_of.view.zoom_to(0.5, 3.5)
    y = desk_of.y_of(Lane.ANNOTATIONS)
    QTest.mouseClick(desk_of.view, Qt.MouseButton.LeftButton, pos=desk_of.at(30, y))
    assert desk_of.selection.annotation == made
    assert desk_of.session.annotation(made).span.start.pts == int(desk_of.table.pts[20])
    desk_of.drag(desk_of.at(30, y), desk_of.at(45, y))
    span, table = desk_of.session.annotation(made).span, desk_of.table
    assert (span.start.pts, span.end.pts) == (int(table.pts[35]), int(table.pts[55]))


def test_the_range_is_dragged_by_its_handle(desk_of: Desk) -> None:
    frames = desk_of.view.content.frames
    desk_of.panel.marking.choose_range(frames.begin_s(10), frames.begin_s(30))
    y = desk_of.view.head_px - 4
    desk_of.drag(desk_of.at(30, y), desk_of.at(80, y))
    span, table = desk_of.selection.range, desk_of.table
    assert (span.start.pts, span.end.pts) == (int(table.pts[10]), int(table.pts[80]))


def test_in_and_out_from_the_menu_hold_the_frame_under_the_pointer(desk_of: Desk) -> None:
    frames, table = desk_of.view.content.frames, desk_of.table
    inside = (frames.begin_s(12) + frames.until_s(12)) / 2
    desk_of.panel.marking.set_in(inside)
    desk_of.panel.marking.set_out((frames.begin_s(40) + frames.until_s(40)) / 2)
    span = desk_of.selection.range
    assert (span.start.pts, span.end.pts) == (int(table.pts[12]), int(table.pts[41]))
    menu = timeline_actions.menu_at(desk_of.panel, inside, None)
    said = [act.text() for act in menu.actions()]
    assert "Show frame 12" in said
    assert "Annotate the range" in said
    menu.deleteLater()


def test_the_wheel_zooms_to_frames_around_the_pointer(desk_of: Desk, qtbot: QtBot) -> None:
    view = desk_of.view
    at = QPointF(desk_of.at(50, 60))
    held = view.mapping.to_time(at.x())
    for _ in range(60):
        wheel = QWheelEvent(
            *(at, view.mapToGlobal(at), QPoint(), QPoint(0, 120)),
            *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
            *(Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(view, wheel)
    assert view.mapping.to_time(at.x()) == pytest.approx(held, abs=1e-6)
    assert ruler.shows_cells(view.content.frames, view.mapping)
    assert view.content.frames.mean_px(view.mapping) == pytest.approx(240, rel=0.35)
    view.zoom_whole()
    assert view.mapping.start_s == 0
    assert view.mapping.end_s == pytest.approx(view.content.duration_s)


def test_neighbouring_frames_are_those_frames(desk_of: Desk, qtbot: QtBot) -> None:
    panel = desk_of.panel
    if not panel.actions_by_id["timeline.neighbours"].isChecked():
        panel.actions_by_id["timeline.neighbours"].trigger()
    with qtbot.waitSignal(desk_of.viewer.frame_painted, timeout=20_000):
        desk_of.selection.go_to(Moment(MomentKind.INDEX, Fraction(30)))
    assert panel.neighbours.indices() == list(range(26, 35))
    for index in (26, 34):
        qtbot.waitUntil(lambda i=index: panel.frame_pictures.picture(i) is not None, timeout=20_000)
    small = panel.frame_pictures.picture(30)
    whole = pixels.picture(desk_of.selection.shown.pixels)
    assert small == pixels.shrunk(whole, small.size())
    panel.hide()
    assert panel.frame_pictures._player is None


def test_the_tip_says_of_when_its_picture_is_until_it_has_the_frames_own(
    desk_of: Desk, qtbot: QtBot
) -> None:
    panel = desk_of.panel
    qtbot.waitUntil(lambda: bool(panel.view.content.pictures), timeout=20_000)
    stored = {p.time_s for p in panel.view.content.pictures}
    frames = panel.view.content.frames
    index = next(i for i in range(40, 90) if frames.begin_s(i) not in stored)
    QTest.mouseMove(panel.view, desk_of.at(index, 60) + QPoint(2, 0))
    qtbot.waitUntil(panel.tip.tip.isVisible)
    told = panel.tip.tip.told
    assert told.frame == f"frame {index} of {len(frames)}"
    assert told.caption.startswith("picture of ")
    qtbot.waitUntil(lambda: panel.tip.tip.told.caption == "", timeout=20_000)
    assert panel.tip.tip.told.picture is panel.frame_pictures.picture(index)
    panel.view.hovered.emit(False)
    assert not panel.tip.tip.isVisible()


def test_lanes_can_be_hidden_and_folded_and_are_remembered(desk_of: Desk) -> None:
    panel = desk_of.panel
    panel.show_lane(Lane.SOUND, False)
    panel.view.lane_pressed.emit(Lane.SHOTS)
    assert Lane.SOUND not in {p.lane for p in panel.view.places}
    assert next(p for p in panel.view.places if p.lane is Lane.SHOTS).folded
    again = TimelinePanel(desk_of.session, Selection(), desk_of.bridge)
    assert again.hidden == {Lane.SOUND}
    assert again.folded == {Lane.SHOTS}
    again.close_item()
    panel.show_lane(Lane.SOUND, True)
    assert Lane.SOUND in {p.lane for p in panel.view.places}


def test_of_many_stretches_only_those_in_view_are_laid_out() -> None:
    shots = tuple(Stretch(n, n / 2, n / 2 + 0.5, str(n), "") for n in range(20_000))
    (place,) = (
        p for p in places(Content(10_000, has_pictures=True, shots=shots)) if p.lane is Lane.SHOTS
    )
    close = TimeMapping(5000, 100, 90, 700, 10_000)
    assert [s.key for s, _box in place.boxes(close)][1:-1] == list(range(10_000, 10_014))
    whole = TimeMapping(0, 0.07, 90, 700, 10_000)
    assert len(place.boxes(whole)) <= 701


@pytest.mark.parametrize("px_per_s", [0.3, 7.0, 90.0, 4000.0])
def test_the_loudest_moment_is_seen_at_every_zoom(px_per_s: float) -> None:
    peaks = np.zeros((200_000, 2), np.int16)
    peaks[123_456] = (-20_000, 30_000)
    wave = Waveform(Envelope(0.0, 0.01, peaks))
    mapping = TimeMapping(1234.56 - 100 / px_per_s, px_per_s, 0, 300, 2000)
    xs, low, high = wave.columns(mapping)
    assert high.max() == pytest.approx(30_000 / 32_767)
    assert low.min() == pytest.approx(-20_000 / 32_767)
    loud = xs[high > 0.5]
    assert abs(int(loud.min()) - 100) <= 1
    assert len(loud) <= max(0.01 * px_per_s, 1) + 2
