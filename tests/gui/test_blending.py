"""Blending: what is equal is black, what is not there is striped, and nothing is invented."""

from __future__ import annotations

import numpy as np
import pytest

from workbench.gui import blending
from workbench.gui.comparison import Comparer, Frames, Manner, Mode
from workbench.gui.registration import Extent, Registration

RNG = np.random.default_rng(5)
A = RNG.integers(0, 256, (90, 160, 3), np.uint8)
B = RNG.integers(0, 256, (90, 160, 3), np.uint8)
EXTENT = Extent(160, 90)


def made(mode: Mode, a=A, b=B, registration=None, b_extent=EXTENT, **manner):
    frames = Frames(a, b, EXTENT, b_extent)
    laid = registration or Registration()
    return Comparer().make(frames, laid, Manner(mode=mode, **manner))


def test_the_same_picture_differs_nowhere_and_its_mean_is_nought() -> None:
    one = made(Mode.DIFFERENCE, b=A.copy(), times=16)
    assert not one.first.any()
    assert one.mean == 0
    assert one.share == 1


def test_a_difference_is_absolute_and_amplified_without_running_over() -> None:
    a, b = np.full_like(A, 100), np.full_like(A, 103)
    for times in (1, 2, 4, 8, 16):
        one = made(Mode.DIFFERENCE, a=a, b=b, times=times)
        assert (one.first == 3 * times).all()
        assert one.mean == pytest.approx(3)
    far = made(Mode.DIFFERENCE, a=np.zeros_like(A), b=np.full_like(A, 200), times=16)
    assert (far.first == 255).all()


def test_a_mirrored_copy_turned_back_is_equal_to_the_bit() -> None:
    one = made(
        Mode.DIFFERENCE, b=A[:, ::-1].copy(), registration=Registration(mirrored=True), times=16
    )
    assert not one.first.any()


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_copy_turned_back_is_equal_to_the_bit(turned: int) -> None:
    other = np.ascontiguousarray(np.rot90(A, turned // 90))
    extent = Extent(other.shape[1], other.shape[0])
    one = made(
        Mode.DIFFERENCE, b=other, registration=Registration(turned_deg=turned), b_extent=extent
    )
    assert not one.first.any()


def test_an_overlay_takes_of_each_what_its_slider_says() -> None:
    assert (made(Mode.OVERLAY, opacity=0.0).first == A).all()
    assert (made(Mode.OVERLAY, opacity=1.0).first == B).all()
    half = made(Mode.OVERLAY, opacity=0.5).first.astype(int)
    assert np.abs(half - (A.astype(int) + B) / 2).max() <= 0.5


def test_a_wipe_has_a_before_its_line_and_b_behind_it() -> None:
    one = made(Mode.WIPE, share=0.25).first
    assert (one[:, :40] == A[:, :40]).all()
    assert (one[:, 40:] == B[:, 40:]).all()
    one = made(Mode.WIPE, share=0.5, upright=False).first
    assert (one[:45] == A[:45]).all()
    assert (one[45:] == B[45:]).all()


def test_a_blink_shows_a_and_b_on_the_same_grid() -> None:
    small = B[::2, ::2].copy()
    one = made(Mode.BLINK, b=small, b_extent=Extent(80, 45))
    assert one.first is A
    assert one.second.shape == A.shape


def test_beside_each_other_b_is_turned_but_not_scaled() -> None:
    one = made(Mode.SIDE, registration=Registration(turned_deg=90, mirrored=True, scale=3))
    assert one.first is A
    assert (one.second == np.rot90(B, -1)[:, ::-1]).all()


def test_where_there_is_no_b_nothing_is_said_to_be_equal() -> None:
    moved = Registration(right_px=80)
    one = made(Mode.DIFFERENCE, b=A.copy(), registration=moved)
    assert one.share == pytest.approx(0.5)
    stripes = blending.hatched(160, 90)
    assert (one.first[:, :80] == stripes[:, :80]).all()
    assert stripes.any(axis=2).all()
    over = made(Mode.OVERLAY, registration=moved)
    assert (over.first[:, :80] == A[:, :80]).all()


def test_beyond_a_nothing_is_shared() -> None:
    one = made(Mode.DIFFERENCE, registration=Registration(right_px=1000))
    assert (one.share, one.mean) == (0, None)


def test_without_b_there_is_only_a() -> None:
    for mode in Mode:
        one = made(mode, b=None)
        assert one.first is A
        assert one.second is None


def test_a_very_large_picture_that_was_read_smaller_lies_where_all_of_it_would() -> None:
    frames = Frames(A, A[::2, ::2].copy(), EXTENT, EXTENT)
    one = Comparer().make(frames, Registration(), Manner(mode=Mode.BLINK))
    flat = Comparer().make(
        Frames(A, np.full((45, 80, 3), 9, np.uint8), EXTENT, EXTENT),
        Registration(),
        Manner(mode=Mode.BLINK),
    )
    assert one.share == 1
    assert (flat.second[2:-2, 2:-2] == 9).all()


def test_b_is_laid_once_for_many_positions_of_a_slider() -> None:
    comparer = Comparer()
    frames = Frames(A, B, EXTENT, EXTENT)
    laid = Registration(scale=1.2)
    first = comparer.make(frames, laid, Manner(mode=Mode.BLINK)).second
    assert comparer.make(frames, laid, Manner(mode=Mode.BLINK, opacity=0.7)).second is first
    other = Registration(scale=1.3)
    assert comparer.make(frames, other, Manner(mode=Mode.BLINK)).second is not first
