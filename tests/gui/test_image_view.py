"""Image view: zoom, pixels shown as they are, and regions drawn, moved and kept."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.gui import pixels
from workbench.gui.widgets.image_view import ImageView, Tool
from workbench.gui.widgets.marks import Mark
from workbench.records.frame import Region


@pytest.fixture
def view(qtbot: QtBot, dressed: None) -> ImageView:
    view = ImageView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()
    rgb = np.random.default_rng(3).integers(0, 255, (300, 400, 3), np.uint8)
    view.set_picture(pixels.picture(rgb), (400, 300))
    return view


def drag(view: ImageView, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_at_two_to_one_each_pixel_is_four_equal_ones(view: ImageView) -> None:
    view.zoom_pixels()
    view.zoom_by(2)
    shown: QImage = view.grab().toImage()
    left, top = view.mapping.to_view(150, 120)  # type: ignore[union-attr]
    corner = (int(left), int(top))
    squares = {
        shown.pixelColor(corner[0] + dx, corner[1] + dy).name() for dx in (0, 1) for dy in (0, 1)
    }
    assert len(squares) == 1


def test_pixel_for_pixel_and_whole_picture(view: ImageView) -> None:
    view.set_picture(pixels.picture(np.zeros((1000, 2000, 3), np.uint8)), (2000, 1000))
    assert view.zoom == pytest.approx(0.2)
    view.zoom_pixels()
    assert view.zoom == pytest.approx(1)
    view.zoom_fit()
    assert view.zoom == pytest.approx(0.2)


def test_the_next_frame_keeps_zoom_and_place(view: ImageView) -> None:
    view.zoom_by(4)
    before = view.mapping
    view.set_picture(pixels.picture(np.zeros((300, 400, 3), np.uint8)), (400, 300))
    assert view.mapping == before


def test_a_box_is_drawn_in_picture_pixels_and_the_tool_is_put_away(
    view: ImageView, qtbot: QtBot
) -> None:
    view.set_tool(Tool.BOX)
    with qtbot.waitSignal(view.region_drawn) as drawn:
        drag(view, QPoint(100, 50), QPoint(200, 150))
    assert drawn.args == [Region(100, 50, 100, 100)]
    assert view.tool is Tool.LOOK


def test_a_click_with_the_box_tool_draws_nothing(view: ImageView, qtbot: QtBot) -> None:
    view.set_tool(Tool.BOX)
    with qtbot.assertNotEmitted(view.region_drawn):
        drag(view, QPoint(100, 50), QPoint(101, 51))


def test_a_point_is_set_where_the_picture_was_clicked(view: ImageView, qtbot: QtBot) -> None:
    view.set_tool(Tool.POINT)
    with qtbot.waitSignal(view.region_drawn) as drawn:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    assert drawn.args == [Region(40, 60)]


def test_a_mark_is_chosen_moved_and_resized(view: ImageView, qtbot: QtBot) -> None:
    view.set_marks([Mark(7, Region(100, 100, 100, 80), "plate")])
    with qtbot.waitSignals([view.mark_chosen, view.region_changed]):
        drag(view, QPoint(150, 140), QPoint(170, 150))
    with qtbot.waitSignal(view.region_changed) as moved:
        drag(view, QPoint(220, 190), QPoint(240, 200))
    assert moved.args == [7, Region(120, 110, 120, 90)]


def test_escape_gives_up_a_drawing(view: ImageView, qtbot: QtBot) -> None:
    view.set_tool(Tool.BOX)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(view, QPoint(90, 90))
    with qtbot.assertNotEmitted(view.region_drawn):
        QTest.keyClick(view, Qt.Key.Key_Escape)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(90, 90))


def test_a_view_that_follows_shows_the_same_place_and_says_nothing_back(
    view: ImageView, qtbot: QtBot
) -> None:
    told: list[object] = []
    view.mapping_changed.connect(told.append)
    view.zoom_by(4)
    assert told == [view.mapping]
    assert view.mapping is not None
    moved = view.mapping.panned(900, 0)
    view.look_at(moved)
    assert view.mapping == moved
    assert len(told) == 1
