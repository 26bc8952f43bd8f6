"""Geometry: where a point of the picture or a time lies, and what the pointer is on."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.geometry import (
    MAX_SCALE,
    Handle,
    PictureMapping,
    TimeMapping,
    clock_at,
    fitted,
    handle_at,
    handle_places,
    region_at,
    region_between,
    region_dragged,
    snapped,
    stacked,
    tick_step_s,
    ticks_s,
    whole_time,
    zoomed_to,
)
from workbench.records.frame import Region

SIZE = (640, 360)
sizes = st.integers(1, 8000)
points = st.floats(-2000, 8000)


@given(sizes, sizes, st.floats(0.3, 3.0), points, points)
def test_a_picture_point_comes_back_from_the_view(
    width: int, height: int, aspect: float, x: float, y: float
) -> None:
    mapping = fitted((width, height), aspect, 800, 600)
    back = mapping.to_picture(*mapping.to_view(x, y))
    assert back == pytest.approx((x, y), abs=1e-6 * max(1, abs(x), abs(y)))


@given(sizes, sizes, st.floats(0.3, 3.0))
def test_a_fitted_picture_lies_whole_and_centred_in_the_view(
    width: int, height: int, aspect: float
) -> None:
    mapping = fitted((width, height), aspect, 800, 600)
    if mapping.scale > 1 / 64:
        assert mapping.shown_width_px <= 800 + 1e-6
        assert mapping.shown_height_px <= 600 + 1e-6
        assert mapping.left_px == pytest.approx((800 - mapping.shown_width_px) / 2)
        assert mapping.top_px == pytest.approx((600 - mapping.shown_height_px) / 2)


def test_aspect_stretches_across_only() -> None:
    mapping = fitted((720, 576), 64 / 45, 1024, 576)
    assert mapping.scale == pytest.approx(1)
    assert mapping.shown_width_px == pytest.approx(1024)


@given(st.floats(0.1, 10), st.floats(0, 800), st.floats(0, 600))
def test_zoom_keeps_the_point_under_the_pointer(factor: float, x: float, y: float) -> None:
    mapping = fitted(SIZE, 1.0, 800, 600)
    before = mapping.to_picture(x, y)
    assert mapping.zoomed(factor, x, y).to_picture(x, y) == pytest.approx(before, abs=1e-6)


def test_a_large_picture_leaves_no_gap_and_a_small_one_stays_centred() -> None:
    large = PictureMapping(1000, 1000, 1.0, 2.0, 300, -5000).held_in(800, 600)
    assert (large.left_px, large.top_px) == (0.0, 600 - 2000)
    small = PictureMapping(100, 100, 1.0, 1.0, -40, 900).held_in(800, 600)
    assert (small.left_px, small.top_px) == (350, 250)


BOX = Region(100, 100, 200, 100)
PLAIN = PictureMapping(640, 360, 1.0, 1.0, 0, 0)


@pytest.mark.parametrize(("handle", "place"), handle_places(BOX).items())
def test_each_grip_is_found_where_it_is_drawn(handle: Handle, place: tuple[float, float]) -> None:
    assert handle_at(BOX, PLAIN, *place, grip_px=6) is handle


def test_a_box_is_taken_by_its_middle_and_not_beside_it() -> None:
    assert handle_at(BOX, PLAIN, 200, 150, grip_px=6) is Handle.BODY
    assert handle_at(BOX, PLAIN, 310, 150, grip_px=6) is None


def test_a_small_box_can_still_be_taken_by_its_middle() -> None:
    small = Region(100, 100, 12, 12)
    assert handle_at(small, PLAIN, 106, 106, grip_px=6) is Handle.BODY
    assert handle_at(small, PLAIN, 100, 100, grip_px=6) is Handle.TOP_LEFT


def test_grips_have_the_same_size_on_screen_at_every_zoom() -> None:
    far = PictureMapping(640, 360, 1.0, 0.1, 0, 0)
    assert handle_at(BOX, far, 10 - 5, 10 - 5, grip_px=6) is Handle.TOP_LEFT
    near = PictureMapping(640, 360, 1.0, 10, 0, 0)
    assert handle_at(BOX, near, 1000 - 20, 1000, grip_px=6) is None


def test_a_point_is_found_within_its_grip() -> None:
    point = Region(50, 60)
    assert handle_at(point, PLAIN, 54, 57, grip_px=6) is Handle.BODY
    assert handle_at(point, PLAIN, 58, 60, grip_px=6) is None
    assert handle_places(point) == {}


def test_the_smallest_of_several_regions_is_found() -> None:
    inner = Region(150, 120, 20, 20)
    found = region_at([(1, BOX), (2, inner)], PLAIN, 160, 130, grip_px=6)
    assert found == (2, Handle.BODY)
    assert region_at([(1, BOX), (2, inner)], PLAIN, 620, 350, grip_px=6) is None


@given(points, points, points, points)
def test_a_drawn_box_lies_within_the_picture(x0: float, y0: float, x1: float, y1: float) -> None:
    box = region_between((x0, y0), (x1, y1), SIZE)
    assert 0 <= box.left_px <= box.left_px + box.width_px <= SIZE[0] + 1e-9
    assert 0 <= box.top_px <= box.top_px + box.height_px <= SIZE[1] + 1e-9


@given(st.sampled_from(list(Handle)), st.floats(-900, 900), st.floats(-900, 900))
def test_a_dragged_box_stays_within_the_picture(handle: Handle, right: float, down: float) -> None:
    box = region_dragged(BOX, handle, right, down, SIZE)
    assert 0 <= box.left_px <= box.left_px + box.width_px <= SIZE[0] + 1e-9
    assert 0 <= box.top_px <= box.top_px + box.height_px <= SIZE[1] + 1e-9
    if handle is Handle.BODY:
        assert (box.width_px, box.height_px) == (BOX.width_px, BOX.height_px)


def test_a_corner_moves_two_edges_and_may_cross_over() -> None:
    assert region_dragged(BOX, Handle.TOP_LEFT, 10, 20, SIZE) == Region(110, 120, 190, 80)
    assert region_dragged(BOX, Handle.RIGHT, -250, 0, SIZE) == Region(50, 100, 50, 100)


@given(st.floats(0.5, 7200), st.floats(0, 1), st.floats(0.2, 50))
def test_a_time_comes_back_from_the_view_at_every_zoom(
    duration: float, share: float, factor: float
) -> None:
    mapping = whole_time(duration, 90, 700).zoomed(factor, 300)
    time_s = duration * share
    assert mapping.to_time(mapping.to_px(time_s)) == pytest.approx(time_s, abs=1e-6)


def test_zoom_keeps_the_time_under_the_pointer_and_ends_at_the_whole() -> None:
    mapping = whole_time(60, 90, 700)
    closer = mapping.zoomed(8, 440)
    assert closer.to_time(440) == pytest.approx(mapping.to_time(440))
    farther = closer.zoomed(1 / 100, 440)
    assert (farther.start_s, farther.end_s) == pytest.approx((0, 60))


def test_panning_stops_at_both_ends() -> None:
    mapping = whole_time(60, 90, 700).zoomed(4, 440)
    assert mapping.panned(1e6).start_s == 0
    assert mapping.panned(-1e6).end_s == pytest.approx(60)


def test_a_whole_stays_whole_when_the_view_is_resized() -> None:
    assert whole_time(60, 90, 700).resized(90, 350).end_s == pytest.approx(60)
    zoomed = whole_time(60, 90, 700).zoomed(4, 440).resized(90, 900)
    assert zoomed.px_per_s == pytest.approx(4 * 700 / 60)


def test_a_time_out_of_view_is_brought_into_view() -> None:
    zoomed = whole_time(60, 90, 700).zoomed(10, 90)
    shown = zoomed.following(50)
    assert shown.start_s <= 50 <= shown.end_s
    assert zoomed.following(zoomed.start_s + 0.1) is zoomed


def test_a_time_that_runs_out_of_view_turns_the_page() -> None:
    zoomed = whole_time(60, 90, 700).zoomed(10, 90)
    ahead = zoomed.following(zoomed.end_s + 0.04)
    assert ahead.to_px(zoomed.end_s + 0.04) < 90 + 0.1 * 700
    behind = ahead.following(ahead.start_s - 0.04)
    assert behind.to_px(ahead.start_s - 0.04) > 90 + 0.9 * 700


def test_a_stretch_is_spread_over_the_view() -> None:
    spread = whole_time(60, 90, 700).spread(10, 12)
    assert spread.start_s == pytest.approx(10)
    assert spread.end_s == pytest.approx(12)
    assert whole_time(60, 90, 700).spread(-5, 80) == whole_time(60, 90, 700)


def test_snapping_takes_the_nearest_target_within_reach() -> None:
    mapping = TimeMapping(0, 100, 0, 1000, 10)
    assert snapped(2.04, [1.0, 2.0, 2.5], mapping, reach_px=6) == 2.0
    assert snapped(2.2, [1.0, 2.0, 2.5], mapping, reach_px=6) is None
    assert snapped(9.99, [1.0, 10.0], mapping, reach_px=6) == 10.0
    assert snapped(1.0, [], mapping, reach_px=6) is None


@given(st.floats(0.01, 20_000))
def test_ticks_are_far_enough_apart_and_round(px_per_s: float) -> None:
    step = tick_step_s(px_per_s, apart_px=90)
    assert step * px_per_s >= 90 or step == 21600
    mapping = TimeMapping(3.3, px_per_s, 90, 700, 1e5)
    ticks = ticks_s(mapping, apart_px=90)
    assert all(math.isclose(t / step, round(t / step), abs_tol=1e-6) for t in ticks)
    assert len(ticks) <= 700 / 90 + 2 or step == 21600


def test_overlapping_ranges_take_rows_and_others_share_them() -> None:
    assert stacked([(0, 2), (1, 3), (2, 4), (5, 6)]) == [0, 1, 0, 0]
    assert stacked([]) == []


def test_the_clock_of_a_float_does_not_fall_short_of_its_frame() -> None:
    assert clock_at(60060 / 30000) == "00:00:02.002"
    assert clock_at(2.002 - 1e-9) == "00:00:02.002"


@pytest.mark.parametrize("begin", [0.2, 0.37, 1.07, 3.0])
def test_steps_of_a_quarter_come_by_each_doubling(begin: float) -> None:
    closer, zoom = [begin], begin
    while zoom < MAX_SCALE:
        zoom = zoomed_to(zoom, 1.25)
        closer.append(zoom)
    assert {n for n in (1.0, 2.0, 4.0, 8.0, 16.0, 32.0) if n > begin} <= set(closer)
    assert all(a < b for a, b in itertools.pairwise(closer))
    farther = []
    while zoom > begin:
        zoom = zoomed_to(zoom, 0.8)
        farther.append(zoom)
    assert {n for n in (2.0, 4.0, 8.0, 16.0) if n > begin} <= set(farther)
    assert all(a > b for a, b in itertools.pairwise(farther))


def test_a_leap_lands_where_it_is_told() -> None:
    assert zoomed_to(0.2, 1.5 / 0.2) == 1.5
