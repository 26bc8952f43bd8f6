"""Frame times: each frame lies where its PTS says, at any rate and any zoom."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from workbench.gui.frame_times import FrameTimes, marked_indices, pictured, times_of
from workbench.gui.geometry import TimeMapping, whole_time
from workbench.records.frame import FrameTable, TableOrigin


def table(pts: list[int], last: int = 40, base: Fraction = Fraction(1, 90_000)) -> FrameTable:
    n = len(pts)
    return FrameTable(
        time_base=base,
        start_offset_s=pts[0] * base,
        origin=TableOrigin.DECODED,
        pts=np.array(pts, np.int64),
        duration=np.full(n, last, np.int64),
        key=np.zeros(n, bool),
        type=np.zeros(n, np.uint8),
    )


variable = st.lists(st.integers(1, 400_000), min_size=1, max_size=80).map(
    lambda steps: table([int(p) for p in np.cumsum([-7, *steps])])
)


@given(variable)
def test_every_boundary_lies_on_its_pts_at_a_variable_rate(frames: FrameTable) -> None:
    times = times_of(frames)
    assert times is not None
    for index in range(len(frames)):
        assert abs(times.begin_s(index) - (int(frames.pts[index]) + 7) / 90_000) < 1e-9
        assert times.index_at(times.begin_s(index)) == index
        assert times.index_at(float(frames.time_s(index))) == index
        assert times.until_s(index) > times.begin_s(index)


@given(variable, st.floats(0, 1), st.floats(1, 500))
def test_the_frames_in_view_are_those_that_reach_into_it(
    frames: FrameTable, at: float, closer: float
) -> None:
    times = times_of(frames)
    assert times is not None
    mapping = whole_time(times.end_s, 90, 700).zoomed(closer, 90 + 700 * at)
    seen = times.seen(mapping)
    for index in range(len(times)):
        reaches = times.until_s(index) > mapping.start_s + 1e-6
        begins = times.begin_s(index) < min(mapping.end_s, times.end_s) - 1e-6
        if reaches and begins:
            assert index in seen


@given(variable, st.floats(0, 1), st.floats(1, 500), st.floats(20, 120))
def test_pictures_of_the_strip_never_lie_on_each_other(
    frames: FrameTable, at: float, closer: float, width_px: float
) -> None:
    times = times_of(frames)
    assert times is not None
    mapping = whole_time(times.end_s, 90, 700).zoomed(closer, 90 + 700 * at)
    lefts = [
        mapping.to_px(times.begin_s(i)) for i, _ in pictured(times, mapping, width_px=width_px)
    ]
    assert all(b - a >= width_px - 1 for a, b in pairwise(lefts))
    assert len(lefts) <= 700 / width_px + 3


def test_a_picture_asked_for_at_one_zoom_is_met_again_closer_up() -> None:
    times = times_of(table([i * 3000 for i in range(10_000)]))
    assert times is not None
    far = TimeMapping(100, 20, 0, 1000, times.end_s)
    near = TimeMapping(100, 40, 0, 1000, times.end_s)
    wide = {i for i, _ in pictured(times, far, width_px=78)}
    close = {i for i, _ in pictured(times, near, width_px=78)}
    assert len(wide & close) >= len(close) / 2 - 1


def test_round_indices_are_written_and_all_of_them_close_up() -> None:
    times = times_of(table([i * 3600 for i in range(1000)]))
    assert times is not None
    whole = whole_time(times.end_s, 0, 1000)
    assert marked_indices(times, whole, apart_px=60)[:3] == [0, 100, 200]
    close = TimeMapping(4, 2000, 0, 1000, times.end_s)
    assert marked_indices(times, close, apart_px=60) == [
        100,
        101,
        102,
        103,
        104,
        105,
        106,
        107,
        108,
        109,
        110,
        111,
        112,
    ]


def test_the_nearest_edge_may_be_the_end_of_the_last_frame() -> None:
    times = FrameTimes(np.array([0.0, 0.1, 0.9]), np.zeros(3, bool), 1.0)
    assert times.edge_near(0.97) == 1.0
    assert times.edge_near(0.94) == 0.9
    assert times.edge_near(0.04) == 0.0
    assert times.shortest_s == 1.0 - 0.9
