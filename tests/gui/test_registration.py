"""Registration: where B lies on A, to the pixel, whichever way it was turned."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.registration import (
    Extent,
    Registration,
    at,
    dressed,
    dressing,
    from_points,
    laying,
    of_match,
    placing,
    turned_over,
)

A = Extent(640, 360)
B = Extent(854, 480)
WIDE = Extent(720, 576, 64 / 45)
"""A television picture: its pixels are wider than high."""
TURNS = st.sampled_from([0, 90, 180, 270])
REGISTRATIONS = st.builds(
    Registration,
    turned_deg=TURNS,
    mirrored=st.booleans(),
    scale=st.floats(0.2, 5),
    tilt_deg=st.floats(-170, 170),
    right_px=st.floats(-300, 300),
    down_px=st.floats(-300, 300),
)


def corners(extent: Extent) -> list[tuple[float, float]]:
    width, height = float(extent.width_px), float(extent.height_px)
    return [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]


def test_a_picture_of_the_same_shape_fills_the_other() -> None:
    matrix = laying(A, Extent(1280, 720), Registration())
    assert at(matrix, (0, 0)) == pytest.approx((0, 0))
    assert at(matrix, (1280, 720)) == pytest.approx((640, 360))


def test_wide_pixels_keep_the_shape_of_what_they_show() -> None:
    matrix = laying(Extent(1024, 576), WIDE, Registration())
    assert at(matrix, (720, 576)) == pytest.approx((1024, 576))


def test_a_mirrored_picture_has_its_left_at_the_right() -> None:
    matrix = laying(A, A, Registration(mirrored=True))
    assert at(matrix, (0, 10)) == pytest.approx((640, 10))


def test_a_quarter_turn_clockwise_brings_the_left_edge_to_the_top() -> None:
    tall = Extent(360, 640)
    matrix = laying(tall, A, Registration(turned_deg=90))
    assert at(matrix, (0, 360)) == pytest.approx((0, 0))
    assert at(matrix, (0, 0)) == pytest.approx((360, 0))
    assert dressed(WIDE, Registration(turned_deg=90)).square[0] == pytest.approx(576 * 45 / 64)


@given(REGISTRATIONS, st.sampled_from([A, WIDE]), st.sampled_from([B, WIDE]))
def test_points_that_a_laying_brings_together_give_that_laying_back(
    laid: Registration, a: Extent, b: Extent
) -> None:
    worn = corners(dressed(b, laid))
    matrix = placing(a, b, laid)
    base = Registration(laid.turned_deg, laid.mirrored)
    found, missed = from_points(a, b, base, [(at(matrix, p), p) for p in worn])
    assert missed == pytest.approx(0, abs=1e-6)
    assert placing(a, b, found) == pytest.approx(matrix, abs=1e-6)


def test_two_pairs_are_enough_and_one_only_moves() -> None:
    laid = Registration(scale=1.5, tilt_deg=10)
    found, _missed = from_points(A, B, laid, [((100.0, 80.0), (30.0, 40.0))])
    assert (found.scale, found.tilt_deg) == pytest.approx((1.5, 10))
    assert at(placing(A, B, found), (30, 40)) == pytest.approx((100, 80))
    pairs = [((0.0, 0.0), (10.0, 10.0)), ((100.0, 0.0), (60.0, 10.0))]
    found, missed = from_points(A, B, Registration(), pairs)
    assert missed == pytest.approx(0, abs=1e-9)
    assert at(placing(A, B, found), (60, 10)) == pytest.approx((100, 0))


def test_what_cannot_agree_is_said_in_pixels_of_a() -> None:
    square = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)]
    moved = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 120.0)]
    _found, missed = from_points(A, A, Registration(), list(zip(moved, square, strict=True)))
    assert 5 < missed < 12


@given(REGISTRATIONS, st.sampled_from([A, WIDE]), st.sampled_from([B, WIDE]))
def test_turned_over_twice_it_is_the_same_laying(laid: Registration, a: Extent, b: Extent) -> None:
    over = turned_over(a, b, laid)
    there, back = laying(a, b, laid), laying(b, a, over)
    assert back @ there == pytest.approx(np.eye(3), abs=1e-6)


def test_a_cropped_match_shows_its_part_of_the_reference() -> None:
    crop = (0.25, 0.25, 0.75, 0.75)
    laid = of_match(A, B, crop, mirrored=False, rotated_deg=0, a_is_query=True)
    matrix = laying(A, B, laid)
    x, y = at(matrix, (0.25 * 854, 0.25 * 480))
    assert (x, y) == pytest.approx((0, 0), abs=1)
    laid = of_match(B, A, crop, mirrored=False, rotated_deg=0, a_is_query=False)
    assert at(laying(B, A, laid), (0, 0)) == pytest.approx((0.25 * 854, 0.25 * 480), abs=1)


def test_a_mirrored_crop_is_that_of_the_reference_before_it_was_mirrored() -> None:
    crop = (0.0, 0.0, 0.5, 0.5)
    laid = of_match(A, A, crop, mirrored=True, rotated_deg=0, a_is_query=True)
    assert at(laying(A, A, laid), (0, 0)) == pytest.approx((640, 0))
    assert at(laying(A, A, laid), (320, 180)) == pytest.approx((0, 360))


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("rotated", [0, 90, 180, 270])
def test_a_match_lies_alike_from_both_sides(mirrored: bool, rotated: int) -> None:
    whole = (0.0, 0.0, 1.0, 1.0)
    query = Extent(360, 640) if rotated % 180 else A
    one = of_match(query, A, whole, mirrored=mirrored, rotated_deg=rotated, a_is_query=True)
    other = of_match(A, query, whole, mirrored=mirrored, rotated_deg=rotated, a_is_query=False)
    round_trip = laying(A, query, other) @ laying(query, A, one)
    assert round_trip == pytest.approx(np.eye(3), abs=1e-9)


def test_bars_around_one_picture_do_not_enlarge_the_other() -> None:
    barred = Extent(640, 404)
    laid = of_match(barred, A, (0.0, 0.0, 1.0, 1.0), mirrored=True, rotated_deg=0, a_is_query=True)
    assert laid == Registration(mirrored=True)


def test_dressing_keeps_every_pixel_inside() -> None:
    for turned in (0, 90, 180, 270):
        for mirrored in (False, True):
            laid = Registration(turned, mirrored)
            worn = dressed(B, laid)
            found = {at(dressing(B, laid), corner) for corner in corners(B)}
            assert found == set(corners(worn))
