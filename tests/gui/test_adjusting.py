"""Looking closely: what is done to the picture, how it is set, and what is extracted through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from workbench.gui import background
from workbench.gui.adjusting import Adjusting
from workbench.gui.bridge import Bridge
from workbench.gui.panels.adjustments import AdjustmentsPanel
from workbench.gui.panels.viewer import ViewerPanel
from workbench.gui.selection import Selection
from workbench.gui.widgets.step_editor import NumberRow
from workbench.media import adjust
from workbench.records.adjustment import (
    Brightness,
    Crop,
    Deinterlace,
    Gamma,
    Invert,
    Levels,
    Mirror,
    Rotate,
    Stack,
)
from workbench.records.frame import Moment, MomentKind
from workbench.records.item import ItemId, MediaKind
from workbench.session import Session


class Looking(QWidget):
    """Viewer and adjustments of one case."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.selection = Selection(self)
        self.bridge = Bridge(session, self)
        common = (session, self.selection, self.bridge)
        self.viewer = ViewerPanel(*common)
        self.panel = AdjustmentsPanel(*common, self.viewer.actions_by_id)
        self.adjusting = self.selection.adjusting
        layout = QHBoxLayout(self)
        layout.addWidget(self.viewer)
        layout.addWidget(self.panel)
        self.resize(1100, 700)

    @property
    def made(self) -> adjust.Picture:
        assert self.viewer.looking._made is not None
        return self.viewer.looking._made.rgb

    def kinds(self) -> list[str]:
        return [step.kind for step in self.adjusting.stack.steps]


@pytest.fixture
def looking(qtbot: QtBot, dressed: None, session: Session) -> Iterator[Looking]:
    for kept in session.stacks():
        session.remove_stack(kept.name)
    one = Looking(session)
    qtbot.addWidget(one)
    one.show()
    qtbot.waitActive(one)
    still = next(i for i in session.item_ids() if session.item(i).kind is MediaKind.STILL)
    with qtbot.waitSignal(one.viewer.frame_painted, timeout=20_000):
        one.selection.choose(still)
    yield one
    background.settle()
    one.hide()
    one.viewer.close_item()
    one.bridge.close()


def settled(looking: Looking, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not looking.viewer.looking._busy, timeout=20_000)


def test_what_is_seen_is_what_the_steps_make_of_the_frame(looking: Looking, qtbot: QtBot) -> None:
    stack = Stack((Gamma(gamma=2.0), Rotate(degrees=90), Mirror()))
    looking.adjusting.set_stack(stack)
    settled(looking, qtbot)
    frame = looking.viewer.shown.pixels  # type: ignore[union-attr]
    assert (looking.made == adjust.adjusted(frame, stack)).all()
    assert "adjusted: gamma 2, rotate 90°" in looking.viewer.facts.text
    looking.viewer.looking.compare()
    assert (looking.made == frame).all()
    assert "shown without its adjustments" in looking.viewer.facts.text
    looking.adjusting.set_stack(Stack())
    assert "no adjustments" in looking.viewer.facts.text


def test_the_values_of_a_pixel_are_given_as_received_and_as_adjusted(
    looking: Looking, qtbot: QtBot
) -> None:
    looking.adjusting.set_stack(Stack((Invert(), Mirror())))
    settled(looking, qtbot)
    frame = looking.viewer.shown.pixels  # type: ignore[union-attr]
    looking.viewer.view.pointed.emit((12.5, 30.5))
    red, green, blue = (int(v) for v in frame[30, 12])
    said = looking.viewer.looking.pixel_line.text
    assert "x   12, y   30" in said
    assert f"R {red:>3} G {green:>3} B {blue:>3}" in said
    assert f"R {255 - red:>3} G {255 - green:>3} B {255 - blue:>3}" in said


def test_the_values_under_the_pointer_are_those_of_the_frame_on_screen(
    looking: Looking, qtbot: QtBot
) -> None:
    session, viewer = looking.session, looking.viewer
    clip = next(i for i in session.item_ids() if session.item(i).kind is MediaKind.CLIP)
    looking.selection.choose(clip)
    qtbot.waitUntil(lambda: viewer.shown is not None, timeout=20_000)
    viewer.view.pointed.emit((100.5, 60.5))
    for index in (1, 2, 3, 40):
        looking.selection.go_to(Moment(MomentKind.INDEX, Fraction(index)))
        qtbot.waitUntil(lambda index=index: viewer.shown.index == index, timeout=20_000)
        red, green, blue = (int(v) for v in viewer.shown.pixels[60, 100])  # type: ignore[union-attr]
        assert f"R {red:>3} G {green:>3} B {blue:>3}" in viewer.looking.pixel_line.text


def test_a_part_is_shown_alone_and_the_way_back_is_clear(looking: Looking, qtbot: QtBot) -> None:
    looking.adjusting.crop(Crop(left_px=10, top_px=20, width_px=100, height_px=80))
    settled(looking, qtbot)
    assert looking.made.shape == (80, 100, 3)
    assert looking.viewer.looking.crop_bar.isVisible()
    looking.adjusting.crop(Crop(left_px=5, top_px=5, width_px=50, height_px=40))
    assert looking.adjusting.stack == Stack(
        (Crop(left_px=15, top_px=25, width_px=50, height_px=40),)
    )
    settled(looking, qtbot)
    looking.viewer.looking.crop_bar.button.click()
    assert not looking.viewer.looking.crop_bar.isVisible()
    assert looking.adjusting.stack == Stack()


def test_turns_in_a_row_are_one_step_and_four_of_them_none(looking: Looking) -> None:
    for _turn in range(3):
        looking.adjusting.turn(90)
    assert looking.adjusting.stack == Stack((Rotate(degrees=-90),))
    looking.adjusting.turn(90)
    looking.adjusting.mirror()
    looking.adjusting.mirror()
    assert looking.adjusting.stack == Stack()


def test_steps_are_added_switched_moved_and_removed_by_keys(looking: Looking, qtbot: QtBot) -> None:
    panel = looking.panel
    for step in (Brightness(percent=5), Invert(), Deinterlace()):
        panel.add(step)
    assert looking.kinds() == ["deinterlace", "brightness", "invert"]
    panel.steps.setFocus()
    panel.steps.setCurrentRow(2)
    QTest.keyClick(panel.steps, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert looking.kinds() == ["deinterlace", "invert", "brightness"]
    assert panel.current == 1
    QTest.keyClick(panel.steps, Qt.Key.Key_Space)
    assert [s.on for s in looking.adjusting.stack.steps] == [True, False, True]
    QTest.keyClick(panel.steps, Qt.Key.Key_Delete)
    assert looking.kinds() == ["deinterlace", "brightness"]
    panel.reset()
    assert looking.kinds() == []


def test_a_crop_from_the_menu_is_of_the_whole_picture(looking: Looking, qtbot: QtBot) -> None:
    panel, bar = looking.panel, looking.viewer.looking.crop_bar
    assert looking.selection.item is not None
    size = looking.session.item(looking.selection.item).medium.upright_size_px
    assert size is not None
    panel.add(Rotate(degrees=90.0))
    crop = next(act for act in panel.add_menu.actions() if act.text() == "Crop")
    crop.trigger()
    height, width = size
    whole = Crop(width_px=width, height_px=height)
    assert looking.adjusting.stack.steps[-1] == whole
    settled(looking, qtbot)
    assert not bar.isVisible(), "nothing is cut off"
    looking.adjusting.set_stack(Stack((Rotate(degrees=90.0), replace(whole, width_px=width - 8))))
    settled(looking, qtbot)
    assert bar.isVisible()
    assert f"{width - 8} × {height} of {width} × {height}" in bar.said.text()
    panel.neutral.click()
    assert looking.adjusting.stack.steps[-1] == whole


def test_a_slider_and_a_number_set_the_same(looking: Looking) -> None:
    panel = looking.panel
    panel.add(Gamma())
    row = panel.editor._rows["gamma"]
    assert isinstance(row, NumberRow)
    row.slider.setValue(1000)
    assert looking.adjusting.stack == Stack((Gamma(gamma=10.0),))
    row.number.setValue(2.5)  # type: ignore[arg-type]
    assert looking.adjusting.stack == Stack((Gamma(gamma=2.5),))
    panel.neutral.click()
    assert looking.adjusting.stack == Stack((Gamma(),))


def test_black_cannot_be_set_above_white(looking: Looking) -> None:
    panel = looking.panel
    panel.add(Levels(white=100))
    row = panel.editor._rows["black"]
    assert isinstance(row, NumberRow)
    row.number.setValue(200)
    assert looking.adjusting.stack == Stack((Levels(white=100),))
    assert row.number.value() == 0


def test_steps_go_to_another_item_by_the_clipboard(looking: Looking) -> None:
    looking.panel.add(Gamma(gamma=1.5))
    looking.panel.copy()
    first = looking.selection.item
    other = next(i for i in looking.session.item_ids() if i != first)
    looking.selection.choose(other)
    assert looking.adjusting.stack == Stack()
    looking.panel.paste()
    assert looking.adjusting.stack == Stack((Gamma(gamma=1.5),))
    QGuiApplication.clipboard().setText("nothing of ours")
    looking.panel.paste()
    assert looking.panel.notice.isVisible()
    assert looking.adjusting.stack == Stack((Gamma(gamma=1.5),))


def test_kept_steps_are_taken_again_by_their_name(looking: Looking) -> None:
    looking.session.save_stack("Night", Stack((Gamma(gamma=3.0),)))
    looking.panel._fill_kept()
    act = next(a for a in looking.panel.kept_menu.actions() if a.text() == "Night")
    act.trigger()
    assert looking.adjusting.stack == Stack((Gamma(gamma=3.0),))


def test_e_extracts_what_is_seen_and_once(looking: Looking, qtbot: QtBot) -> None:
    item = looking.selection.item
    assert item is not None

    def adjusted_frames(of: ItemId) -> int:
        return sum(f.adjusted is not None for f in looking.session.frames(of))

    looking.adjusting.set_stack(Stack((Invert(), Gamma(on=False))))
    settled(looking, qtbot)
    before = adjusted_frames(item)
    for _again in range(2):
        looking.viewer.extract()
        qtbot.waitUntil(lambda: adjusted_frames(item) == before + 1, timeout=20_000)
    frame = looking.session.frames(item)[-1]
    assert frame.adjusted is not None and frame.adjusted.stack == Stack((Invert(),))
    assert frame.adjusted.pixels_sha256 != frame.pixels_sha256


def test_steps_that_do_not_fit_leave_the_picture_as_it_came(looking: Looking, qtbot: QtBot) -> None:
    with qtbot.waitSignal(looking.viewer.looking.unfit, timeout=60_000):
        looking.adjusting.set_stack(Stack((Crop(left_px=60_000),)))
    settled(looking, qtbot)
    assert (looking.made == looking.viewer.shown.pixels).all()  # type: ignore[union-attr]


def test_a_key_held_shows_the_picture_as_received_as_long_as_it_is_held(
    looking: Looking, qtbot: QtBot
) -> None:
    looking.adjusting.set_stack(Stack((Invert(),)))
    view = looking.viewer.view
    view.setFocus()
    QTest.keyPress(view, Qt.Key.Key_A)
    assert looking.adjusting.bypassed
    qtbot.wait(450)
    QTest.keyRelease(view, Qt.Key.Key_A)
    assert not looking.adjusting.bypassed
    QTest.keyClick(view, Qt.Key.Key_A)
    assert looking.adjusting.bypassed


def test_each_item_keeps_its_own_steps() -> None:
    adjusting = Adjusting()
    adjusting.choose(ItemId(1))
    adjusting.set_stack(Stack((Invert(),)))
    adjusting.choose(ItemId(2))
    assert adjusting.stack == Stack()
    adjusting.choose(ItemId(1))
    assert adjusting.stack == Stack((Invert(),))
