"""Extract frames: what is chosen in the dialog is what is extracted, and what is said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench.gui.dialogs.extract_frames import ExtractFrames, sheet_path
from workbench.records.adjustment import Gamma, Invert, Stack
from workbench.records.extraction import PngBits
from workbench.records.item import ItemId, MediaKind
from workbench.records.selection import (
    Annotated,
    Every,
    EveryFrame,
    EveryNth,
    Filters,
    KeyFrames,
    Moments,
    PerShot,
    ShotFrame,
    Within,
    moment_from_text,
)
from workbench.session import Session


@pytest.fixture
def item(session: Session) -> ItemId:
    return next(i for i in session.item_ids() if session.item(i).kind is MediaKind.CLIP)


@pytest.fixture
def dialog(qtbot: QtBot, dressed: None, session: Session, item: ItemId) -> ExtractFrames:
    session.add_annotation(
        item, span=session.span(item, moment_from_text("f7"), moment_from_text("f7")), text="van"
    )
    span = session.span(item, moment_from_text("f10"), moment_from_text("f20"))
    one = ExtractFrames(session, session.item(item), None, span)
    qtbot.addWidget(one)
    one.show()
    return one


def test_each_way_is_understood_and_counted(dialog: ExtractFrames) -> None:
    form = dialog.form
    form.in_range.setChecked(True)
    assert form.within() == Within(moment_from_text("f10"), moment_from_text("f20"))
    form.ways[0].setChecked(True)
    form.moments.setText("f11, 0.001, f12")
    assert form.selection() == Moments(tuple(map(moment_from_text, ("f11", "0.001", "f12"))))
    assert form.counted() == 2
    form.ways[1].setChecked(True)
    form.step.setText("0,5")
    assert form.selection() == Every(Fraction(1, 2))
    form.unit.setCurrentIndex(1)
    form.step.setText("5")
    assert (form.selection(), form.counted()) == (EveryNth(5), 3)
    form.ways[2].setChecked(True)
    form.which.setCurrentIndex(2)
    assert (form.selection(), form.counted()) == (PerShot(ShotFrame.SHARPEST), 1)
    form.ways[3].setChecked(True)
    assert form.selection() == KeyFrames()
    form.ways[4].setChecked(True)
    assert (form.selection(), form.counted()) == (Annotated(), 0)
    assert not dialog.start_button.isEnabled()
    form.ways[5].setChecked(True)
    assert (form.selection(), form.counted()) == (EveryFrame(), 11)
    assert form.filters() == Filters()
    form.blurred.setChecked(True)
    form.alike.setChecked(True)
    assert form.filters() == Filters(30, 32)
    form.sharpness.clear()
    assert not dialog.start_button.isEnabled()


@pytest.mark.parametrize("unit", [0, 1])
def test_a_step_of_nothing_is_told_from_a_time(dialog: ExtractFrames, unit: int) -> None:
    dialog.form.ways[1].setChecked(True)
    dialog.form.unit.setCurrentIndex(unit)
    dialog.form.step.setText("0")
    assert "Write a number above 0" in dialog.counted.text()
    assert not dialog.start_button.isEnabled()


def test_a_contact_sheet_without_an_ending_is_what_was_chosen_beside_it() -> None:
    assert sheet_path("/x/van", "PNG (*.png)") == Path("/x/van.png")
    assert sheet_path("/x/van.1", "") == Path("/x/van.1.pdf")
    assert sheet_path("/x/van.PNG", "PDF (*.pdf)") == Path("/x/van.PNG")


def test_what_was_left_out_is_said_and_the_dialog_stays(
    dialog: ExtractFrames, session: Session, item: ItemId, qtbot: QtBot
) -> None:
    dialog.form.in_range.setChecked(True)
    dialog.form.ways[5].setChecked(True)
    dialog.form.alike.setChecked(True)
    dialog.form.distance.setText("256")
    dialog.start_button.click()
    qtbot.waitUntil(lambda: dialog.extraction is not None, timeout=30_000)
    assert [frame.index for frame in session.frames(item)][-1] == 10
    assert dialog.isVisible()
    assert "10 frames were left out because they are like the one before." in dialog.counted.text()


def test_a_contact_sheet_is_written_from_the_dialog(
    dialog: ExtractFrames, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.form.in_range.setChecked(True)
    dialog.form.ways[5].setChecked(True)
    dialog.write_sheet(tmp_path / "sheet.pdf")
    said = "11 frames are on the contact sheet “sheet.pdf”."
    qtbot.waitUntil(lambda: dialog.counted.text() == said, timeout=30_000)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert dialog.isVisible()


def test_cancelling_ends_the_work_and_closes(dialog: ExtractFrames, qtbot: QtBot) -> None:
    dialog.form.ways[5].setChecked(True)
    dialog.start_button.click()
    dialog.reject()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=30_000)
    assert dialog.extraction is None


def test_many_frames_go_through_the_adjustments_on_screen(
    session: Session, item: ItemId, dressed: None, qtbot: QtBot
) -> None:
    stack = Stack((Invert(), Gamma(gamma=2.0, on=False)))
    session.save_stack("night", Stack((Gamma(gamma=1.7),)))
    one = ExtractFrames(session, session.item(item), None, on_screen=stack)
    qtbot.addWidget(one)
    offered = [one.picture.through.itemText(n) for n in range(one.picture.through.count())]
    assert len(offered) == 3 and "night" in offered[2]
    assert one.picture.stack == stack.active
    assert not one.picture.deep.isEnabled()
    one.form.moments.setText("f2, f5, f8")
    one.start_button.click()
    qtbot.waitUntil(lambda: one.extraction is not None, timeout=30_000)
    assert one.extraction is not None
    made = [frame.adjusted for frame in one.extraction.frames]
    assert [done is not None and done.stack for done in made] == [stack.active] * 3
    assert len({frame.planes_sha256 for frame in one.extraction.frames}) == 3


def test_eight_bits_can_be_asked_for(dialog: ExtractFrames) -> None:
    assert dialog.picture.bits is PngBits.AS_SOURCE
    dialog.picture.deep.click()
    assert dialog.picture.bits is PngBits.EIGHT
