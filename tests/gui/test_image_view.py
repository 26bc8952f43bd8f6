"""Image view: zoom, pixels shown as they are, and regions drawn, moved and kept."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.gui import pixels
from workbench.gui.widgets.image_view import ImageView, Tool
from workbench.gui.widgets.marks import Mark
from workbench.records.adjustment import Mirror, Rotate, Stack
from workbench.records.frame import Region
from workbench.records.placement import placed


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


def test_no_zoom_leads_beyond_3200_percent_and_pixels_are_of_one_size(view: ImageView) -> None:
    view.zoom_pixels()
    seen = []
    for _step in range(30):
        view.zoom_by(1.25)
        seen.append(view.zoom)
    assert seen[-1] == pytest.approx(32)
    assert all(zoom == pytest.approx(round(zoom)) for zoom in seen if zoom >= 4)
    view.zoom_by(0.8)
    assert view.zoom < 31


def test_at_3200_percent_a_pixel_is_a_square_of_its_colour_with_lines_around(
    view: ImageView,
) -> None:
    rgb = np.zeros((300, 400, 3), np.uint8)
    rgb[150, 200] = (250, 10, 20)
    view.set_picture(pixels.picture(rgb), (400, 300))
    view.zoom_by(32 / view.zoom)
    shown = view.grab().toImage()
    left, top = view.mapping.to_view(200, 150)  # type: ignore[union-attr]
    inside = {
        shown.pixelColor(round(left) + dx, round(top) + dy).name()
        for dx in range(1, 32)
        for dy in range(1, 32)
    }
    assert inside == {"#fa0a14"}
    assert shown.pixelColor(round(left) + 40, round(top) + 10).name() == "#000000"


def test_the_point_under_the_pointer_is_of_the_original(view: ImageView, qtbot: QtBot) -> None:
    placement = placed(Stack((Rotate(degrees=90), Mirror())), (400, 300))
    turned = np.zeros((400, 300, 3), np.uint8)
    view.set_picture(pixels.picture(turned), (400, 300), 1.0, placement)
    x, y = view.mapping.to_view(37.5, 120.5)  # type: ignore[union-attr]
    QTest.mouseMove(view, QPoint(1, 1))  # a pointer that is there already does not move
    with qtbot.waitSignal(view.pointed) as told:
        QTest.mouseMove(view, QPoint(round(x), round(y)))
    assert told.args[0] == pytest.approx((37.5, 120.5), abs=1.5)


@pytest.mark.parametrize("degrees", [0.0, 90.0, 180.0, 30.0])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_mark_stays_on_what_it_marks_and_is_moved_on_the_original(
    view: ImageView, qtbot: QtBot, degrees: float, mirrored: bool
) -> None:
    stack = Stack((Rotate(degrees=degrees), Mirror(on=mirrored)))
    placement = placed(stack, (400, 300))
    made = np.zeros((placement.height_px, placement.width_px, 3), np.uint8)
    view.set_picture(pixels.picture(made), (400, 300), 1.0, placement)
    view.set_marks([Mark(7, Region(100, 100, 100, 80), "plate")])

    def at(x: float, y: float) -> QPoint:
        return QPointF(*view.mapping.to_view(x, y)).toPoint()  # type: ignore[union-attr]

    with qtbot.waitSignal(view.region_changed) as moved:
        drag(view, at(150, 140), at(180, 150))
    region = moved.args[1]
    assert (region.left_px, region.top_px) == pytest.approx((130, 110), abs=2)
    assert (region.width_px, region.height_px) == pytest.approx((100, 80))
    with qtbot.waitSignal(view.region_changed) as moved:
        drag(view, at(region.left_px, region.top_px + 40), at(region.left_px - 20, 150))
    assert moved.args[1].left_px == pytest.approx(region.left_px - 20, abs=2)
    assert moved.args[1].width_px == pytest.approx(120, abs=2)


def test_a_crop_is_drawn_on_the_picture_as_it_is_shown(view: ImageView, qtbot: QtBot) -> None:
    placement = placed(Stack((Mirror(),)), (400, 300))
    view.set_picture(pixels.picture(np.zeros((300, 400, 3), np.uint8)), (400, 300), 1.0, placement)
    view.set_tool(Tool.CROP)
    with qtbot.waitSignal(view.crop_drawn) as drawn:
        drag(view, QPoint(10, 20), QPoint(110, 80))
    assert drawn.args == [Region(10, 20, 100, 60)]


def test_the_loupe_shows_the_pixel_under_the_pointer_larger(view: ImageView) -> None:
    rgb = np.zeros((300, 400, 3), np.uint8)
    rgb[150, 200] = (250, 10, 20)
    view.set_picture(pixels.picture(rgb), (400, 300))
    view.set_loupe(True)
    QTest.mouseMove(view, QPoint(200, 150))
    shown = view.grab().toImage()
    red = sum(shown.pixelColor(x, y).name() == "#fa0a14" for x in range(400) for y in range(300))
    assert red >= 20


def test_space_held_pans_while_something_is_drawn(view: ImageView, qtbot: QtBot) -> None:
    view.zoom_by(4)
    view.set_tool(Tool.BOX)
    before = view.mapping
    QTest.keyPress(view, Qt.Key.Key_Space)
    with qtbot.assertNotEmitted(view.region_drawn):
        drag(view, QPoint(100, 100), QPoint(140, 130))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    assert before is not None and view.mapping is not None
    assert view.mapping.left_px - before.left_px == pytest.approx(40)
    assert view.tool is Tool.BOX
