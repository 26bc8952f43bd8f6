"""Moments: ranges and marks lie on frames, exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from workbench.gui import moments
from workbench.media.player import Shown
from workbench.records.errors import MediaFault
from workbench.records.frame import FrameTable, Moment, MomentKind, TableOrigin
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.mediatime import Span, Timestamp

BASE = Fraction(1, 1000)
PTS = [0, 33, 70, 100, 150]
"""Of a phone: no two frames last the same."""


@pytest.fixture
def table() -> FrameTable:
    pts = np.array(PTS)
    return FrameTable(
        BASE,
        Fraction(0),
        TableOrigin.PACKETS,
        pts,
        np.array([33, 37, 30, 50, 40]),
        np.array([True, False, False, False, False]),
        np.zeros(5, np.uint8),
    )


@pytest.fixture
def medium() -> Medium:
    return Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 1, duration_s=Fraction(19, 100))


def shown(index: int | None, pts: int | None) -> Shown:
    base = None if pts is None else BASE
    time_s = None if pts is None else pts * BASE
    return Shown(index, pts, base, time_s, False, None, np.zeros((2, 2, 3), np.uint8), 1.0)


def span(start: int, end: int) -> Span:
    return Span(Timestamp(start, BASE), Timestamp(end, BASE))


def test_a_frame_is_named_by_its_index_then_its_pts_and_a_still_by_neither() -> None:
    assert moments.moment_of(shown(3, 100)) == Moment(MomentKind.INDEX, Fraction(3))
    assert moments.moment_of(shown(None, 100)) == Moment(MomentKind.PTS, Fraction(100))
    assert moments.moment_of(shown(None, None)) == moments.FIRST


def test_the_span_of_a_frame_ends_where_the_next_one_begins(table: FrameTable) -> None:
    assert moments.span_of_frame(shown(1, 33), table) == span(33, 70)
    assert moments.span_of_frame(shown(4, 150), table) == span(150, 190)
    assert moments.span_of_frame(shown(None, 33), None) == span(33, 34)
    assert moments.span_of_frame(shown(None, None), None) is None


def test_the_out_point_includes_the_frame_on_screen(table: FrameTable) -> None:
    assert moments.span_to(shown(3, 100), span(33, 70), table) == span(33, 150)
    assert moments.span_to(shown(0, 0), span(33, 70), table) == span(0, 33)


def test_the_in_point_keeps_an_end_that_still_lies_behind_it(
    table: FrameTable, medium: Medium
) -> None:
    assert moments.span_from(shown(1, 33), span(0, 100), medium, table) == span(33, 100)
    assert moments.span_from(shown(3, 100), span(0, 70), medium, table) == span(100, 190)
    assert moments.span_from(shown(3, 100), None, medium, None) == span(100, 190)


def test_a_still_has_no_range(medium: Medium) -> None:
    with pytest.raises(ValueError, match="no time"):
        moments.span_from(shown(None, None), None, medium, None)


def test_the_frames_of_a_span_are_those_on_screen_within_it(table: FrameTable) -> None:
    assert moments.frames_of(table, span(33, 100)) == (1, 2)
    assert moments.frames_of(table, span(33, 101)) == (1, 3)
    assert moments.frames_of(table, span(150, 190)) == (4, 4)
    assert moments.frames_of(None, span(0, 1)) is None


def test_going_back_a_second_stops_at_the_start() -> None:
    at = moments.moment_after(shown(3, 100), Fraction(-1))
    assert at == Moment(MomentKind.SECONDS, Fraction(0))


def test_the_last_frame_is_by_index_where_frames_are_counted(
    table: FrameTable, medium: Medium
) -> None:
    assert moments.last_moment(medium, table) == Moment(MomentKind.INDEX, Fraction(4))
    assert moments.last_moment(medium, None).kind is MomentKind.SECONDS


def test_a_turned_picture_has_its_pixel_aspect_turned_too() -> None:
    tall = Medium(
        *(MediaKind.CLIP, "mp4", MediaStatus.PARTIAL, MediaFault.DAMAGED, 1),
        rotation_deg=90,
        sample_aspect_ratio=Fraction(4, 3),
    )
    assert moments.aspect_of(tall) == pytest.approx(0.75)
