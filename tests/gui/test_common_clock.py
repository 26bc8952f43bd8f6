"""Common clock: exact to the frame on both sides, also where frames come unevenly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from workbench.gui.common_clock import NOTHING, CommonClock, Position, Times, of_segment
from workbench.records.frame import FrameTable, Moment, MomentKind, TableOrigin
from workbench.records.item import MediaKind, MediaStatus, Medium
from workbench.records.match import Segment

BASE = Fraction(1, 1000)


def times(*pts: int, last: int = 40) -> Times:
    """A clip whose frames begin at these milliseconds."""
    n = len(pts)
    duration = np.append(np.diff(pts), last)
    table = FrameTable(
        BASE,
        Fraction(0),
        TableOrigin.DECODED,
        np.array(pts, np.int64),
        duration.astype(np.int64),
        np.ones(n, bool),
        np.ones(n, np.uint8),
    )
    medium = Medium(
        MediaKind.CLIP, "mp4", MediaStatus.OK, None, 1, time_base=BASE, duration_s=Fraction(9)
    )
    return Times(medium, table)


A = times(*range(0, 2000, 40))
B = times(0, 33, 66, 100, 133, 400, 433, 466, 500, 533)
STILL = Times(replace(A.medium, kind=MediaKind.STILL), None)


def ms(n: int) -> Fraction:
    return Fraction(n, 1000)


def test_the_offset_is_what_b_is_later() -> None:
    clock = CommonClock(ms(-7), Fraction(3, 2))
    assert clock.to_b(ms(100)) == ms(143)
    assert clock.to_a(clock.to_b(ms(123))) == ms(123)
    assert clock.together(ms(100), ms(400)).to_b(ms(100)) == ms(400)


def test_a_drives_b_by_the_offset() -> None:
    here = Position(CommonClock(ms(33))).gone_to(A, B, ms(80), of_a=True)
    assert (here.a_s, here.b_s) == (ms(80), ms(113))


def test_b_says_when_it_has_no_frame() -> None:
    assert B.has(ms(0))
    assert B.has(ms(572))
    assert not B.has(ms(573))
    assert not B.has(ms(-1))
    assert STILL.has(ms(99_999))


def test_steps_follow_the_frames_of_the_side_that_leads() -> None:
    here = Position().stepped(A, B, 3, of_a=True)
    assert (here.a_s, here.b_s) == (ms(120), ms(120))
    here = Position().stepped(A, B, 5, of_a=False)
    assert (here.a_s, here.b_s) == (ms(400), ms(400))
    assert Position().stepped(A, B, -1, of_a=True) == Position()


def test_a_nudge_moves_one_side_by_one_frame_and_both_begin_together() -> None:
    here = Position().gone_to(A, B, ms(120), of_a=True)
    nudged = here.nudged(A, B, 1, of_a=False)
    assert nudged.a_s == ms(120)
    assert nudged.b_s == ms(133)
    assert nudged.clock.offset_s == ms(13)
    assert nudged.linked
    back = nudged.nudged(A, B, -1, of_a=False)
    assert (back.b_s, back.clock.offset_s) == (ms(100), ms(-20))
    other = nudged.nudged(A, B, -1, of_a=True)
    assert (other.a_s, other.b_s, other.clock.offset_s) == (ms(80), ms(133), ms(53))


def test_while_they_are_not_linked_one_moves_alone_and_sets_the_clock() -> None:
    here = Position(linked=False).gone_to(A, B, ms(400), of_a=False)
    assert (here.a_s, here.b_s, here.clock.offset_s) == (ms(0), ms(400), ms(400))
    linked = replace(here, linked=True).stepped(A, B, 1, of_a=True)
    assert (linked.a_s, linked.b_s) == (ms(40), ms(440))


def test_a_still_has_no_clock() -> None:
    here = Position(CommonClock(ms(50))).gone_to(STILL, B, ms(100), of_a=False)
    assert (here.a_s, here.b_s, here.clock.offset_s) == (ms(0), ms(100), ms(50))
    assert Position().gone_to(NOTHING, NOTHING, ms(5), of_a=True).b_s == 0


def test_a_time_is_held_within_the_frames_that_are_there() -> None:
    assert A.held(ms(99_000)) == ms(1960)
    assert A.held(ms(-5)) == 0
    assert B.nearest(ms(250)) == ms(133)
    assert B.nearest(ms(390)) == ms(400)
    assert B.begin_of(ms(399)) == ms(133)


def test_a_moment_is_a_time_of_its_side() -> None:
    assert A.time_of(Moment(MomentKind.INDEX, Fraction(3))) == ms(120)
    assert A.time_of(Moment(MomentKind.PTS, Fraction(80))) == ms(80)
    assert A.time_of(Moment(MomentKind.SECONDS, ms(77))) == ms(77)


def test_frames_that_are_not_counted_are_stepped_by_the_stated_rate() -> None:
    blind = Times(A.medium, None)
    here = Position().stepped(blind, B, 1, of_a=True)
    assert here.a_s == Fraction(1, 25)


def segment(**changed: object) -> Segment:
    one = Segment(*(0.2, 1.0, 0.033, 0.5, 1.0, False, 0, (0.0, 0.0, 1.0, 1.0), 9, 8.0, None, 0.05))
    return replace(one, **changed)  # type: ignore[arg-type]


def test_a_match_opens_at_its_middle_with_both_frames_beginning_together() -> None:
    a_s, b_s, rate = of_segment(segment(), A, B, a_is_query=True)
    assert (a_s, b_s, rate) == (ms(600), ms(433), 1)
    a_s, b_s, rate = of_segment(segment(), B, A, a_is_query=False)
    assert (a_s, b_s, rate) == (ms(433), ms(600), 1)


def test_a_match_at_another_speed_keeps_it_from_both_sides() -> None:
    faster = segment(rate=1.25)
    assert of_segment(faster, A, B, a_is_query=True)[2] == Fraction(5, 4)
    assert of_segment(faster, B, A, a_is_query=False)[2] == Fraction(4, 5)
    assert of_segment(segment(rate=1.003), A, B, a_is_query=True)[2] == 1


@pytest.mark.parametrize("seconds", ["0.001", "1/3"])
def test_exact_offsets_stay_exact(seconds: str) -> None:
    here = Position().aligned(CommonClock(Fraction(seconds)))
    assert here.b_s == Fraction(seconds)
