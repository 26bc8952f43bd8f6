"""Plot axes: a time and its place are one, at any zoom."""

from __future__ import annotations

import pytest

from workbench.gui.plot_axes import LEAST_SPAN_S, Axis, round_step_s, whole


def axis() -> Axis:
    return whole((10.0, 110.0), 50.0, 550.0)


def test_a_time_comes_back_from_its_place() -> None:
    for one in (axis(), axis().placed(550.0, 50.0)):
        for at_s in (10.0, 33.3, 110.0):
            assert one.to_s(one.to_px(at_s)) == pytest.approx(at_s)


def test_zooming_keeps_the_time_under_the_pointer() -> None:
    before = axis()
    after = before.zoomed(4.0, 300.0)
    assert after.to_s(300.0) == pytest.approx(before.to_s(300.0))
    assert after.end_s - after.start_s == pytest.approx((before.end_s - before.start_s) / 4)


def test_nothing_beyond_the_whole_is_seen_and_nothing_finer_than_the_least() -> None:
    assert axis().zoomed(0.01, 60.0) == axis()
    far = axis().zoomed(1e9, 300.0)
    assert far.end_s - far.start_s == pytest.approx(LEAST_SPAN_S)
    moved = far.moved(-1e6).moved(-1e6)
    for _again in range(5):
        moved = moved.moved(-1e9)
    assert moved.end_s == pytest.approx(axis().whole_s[1])


@pytest.mark.parametrize(
    ("least_s", "step_s"),
    [
        (0.03, 0.05),
        (0.05, 0.05),
        (0.9, 1.0),
        (3.0, 5.0),
        (11.0, 20.0),
        (25.0, 60.0),
        (700.0, 1800.0),
    ],
)
def test_steps_are_round(least_s: float, step_s: float) -> None:
    assert round_step_s(least_s) == pytest.approx(step_s)


def test_ticks_lie_in_view_and_far_enough_apart() -> None:
    ticks = axis().ticks_s(92.0)
    assert ticks == [20.0, 40.0, 60.0, 80.0, 100.0]
