"""Timeline grip: what is dragged ends on a boundary of frames and never vanishes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.frame_times import FrameTimes
from workbench.gui.geometry import TimeMapping
from workbench.gui.widgets.timeline_grip import Grip, Ground, Hold, grip_on

BEGINS = np.array([0.0, 0.04, 0.08, 0.5, 0.52, 1.0, 1.9])
END = 2.0
FRAMES = FrameTimes(BEGINS, np.zeros(len(BEGINS), bool), END)
EDGES = {*(float(b) for b in BEGINS), END}
MAPPING = TimeMapping(0, 300, 0, 600, END)


def hold(grip: Grip, start: float, end: float) -> Hold:
    return Hold(grip, 100.0, MAPPING, 1, (start, end))


@given(
    st.sampled_from([Grip.START, Grip.END, Grip.BODY]),
    st.floats(-900, 900),
    st.booleans(),
    st.sampled_from([(0.0, 0.04), (0.08, 1.0), (1.9, 2.0), (0.0, 2.0)]),
)
def test_a_dragged_stretch_lies_on_frames_and_keeps_one_of_them(
    grip: Grip, by_px: float, snaps: bool, span: tuple[float, float]
) -> None:
    ground = Ground(FRAMES, {0.51, 1.2, 0.5}, END)
    start, end = ground.dropped(hold(grip, *span), 100 + by_px, snaps=snaps).span_s
    assert start in EDGES
    assert end in EDGES
    assert 0 <= start < end <= END


def test_an_edge_is_met_with_a_hairline_unless_snapping_is_off() -> None:
    ground = Ground(FRAMES, {0.5}, END)
    near = 100 + (0.515 - 1.0) * 300
    met = ground.dropped(hold(Grip.END, 0.0, 1.0), near, snaps=True)
    assert met.span_s == (0.0, 0.5)
    assert met.hairline_s == 0.5
    free = ground.dropped(hold(Grip.END, 0.0, 1.0), near, snaps=False)
    assert free.span_s == (0.0, 0.52)
    assert free.hairline_s is None


def test_sound_is_dragged_freely_within_its_length() -> None:
    ground = Ground(None, (), 30.0)
    mapping = TimeMapping(0, 10, 0, 300, 30.0)
    taken = Hold(Grip.BODY, 0.0, mapping, 1, (10.0, 14.0))
    assert ground.dropped(taken, 23.4, snaps=True).span_s == pytest.approx((12.34, 16.34))
    assert ground.dropped(taken, 999.0, snaps=True).span_s == pytest.approx((26.0, 30.0))


def test_a_narrow_stretch_can_still_be_moved_by_its_middle() -> None:
    assert grip_on(10, 18, 14) is Grip.BODY
    assert grip_on(10, 18, 10.5) is Grip.START
    assert grip_on(10, 18, 17.5) is Grip.END
    assert grip_on(10, 200, 20) is Grip.BODY
