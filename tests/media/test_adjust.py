"""Adjusting: exact, the same everywhere, and nothing but what the steps say."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.footage import texture
from workbench.media import adjust
from workbench.records.adjustment import (
    Brightness,
    Channel,
    ChannelView,
    Contrast,
    Crop,
    Deinterlace,
    Denoise,
    FieldMethod,
    Gamma,
    Invert,
    Levels,
    LocalContrast,
    Mirror,
    MirrorAxis,
    Rotate,
    Sharpen,
    Stack,
    Step,
)
from workbench.records.placement import OutsidePicture, placed

EVERYTHING: tuple[Step, ...] = (
    *(Deinterlace(method=method) for method in FieldMethod),
    Brightness(percent=7),
    Contrast(percent=140),
    Gamma(gamma=1.7),
    Levels(black=12, white=230, middle=0.8),
    LocalContrast(limit=2.5, tiles=5),
    Sharpen(radius_px=2.3, percent=180),
    Denoise(radius_px=2),
    Denoise(radius_px=1),
    Invert(),
    Mirror(axis=MirrorAxis.TOP_BOTTOM),
    Rotate(degrees=90),
    Rotate(degrees=-33.37),
    Crop(left_px=11, top_px=5, width_px=200, height_px=180),
    *(Channel(channel=channel) for channel in ChannelView),
)


def adjusted(rgb: adjust.Picture, *steps: Step) -> adjust.Picture:
    return adjust.adjusted(rgb, Stack(steps))


@pytest.fixture
def rgb() -> adjust.Picture:
    return texture(4, 321, 203)


def test_no_step_changes_no_byte_and_no_step_changes_the_array_it_is_given(
    rgb: adjust.Picture,
) -> None:
    before = rgb.copy()
    assert (adjusted(rgb) == before).all()
    for step in EVERYTHING:
        adjusted(rgb, step)
        assert (rgb == before).all()


@pytest.mark.parametrize(
    "step",
    [
        Brightness(),
        Contrast(),
        Gamma(),
        Levels(),
        Sharpen(percent=0),
        Rotate(degrees=0),
        Crop(),
        Invert(on=False),
    ],
)
def test_a_neutral_step_changes_nothing(rgb: adjust.Picture, step: Step) -> None:
    assert (adjusted(rgb, step) == rgb).all()


def test_twice_is_the_first_again(rgb: adjust.Picture) -> None:
    for step in (Invert(), Mirror(), Mirror(axis=MirrorAxis.TOP_BOTTOM), Rotate(degrees=180)):
        assert (adjusted(rgb, step, step) == rgb).all()
    assert (adjusted(rgb, *[Rotate(degrees=90)] * 4) == rgb).all()
    assert (adjusted(rgb, Rotate(degrees=90), Rotate(degrees=-90)) == rgb).all()


def test_a_run_of_tone_steps_is_each_after_the_other(rgb: adjust.Picture) -> None:
    steps = (Gamma(gamma=1.7), Invert(), Levels(black=10, white=200), Brightness(percent=-12))
    one_by_one = rgb
    for step in steps:
        one_by_one = adjusted(one_by_one, step)
    assert (adjusted(rgb, *steps) == one_by_one).all()


@pytest.mark.parametrize(
    ("step", "value", "becomes"),
    [
        (Brightness(percent=10), 100, 126),
        (Brightness(percent=-100), 255, 0),
        (Contrast(percent=200), 100, 73),
        (Contrast(percent=0), 3, 128),
        (Gamma(gamma=2.0), 64, 128),
        (Gamma(gamma=0.5), 128, 64),
        (Levels(black=50, white=150), 100, 128),
        (Levels(black=50, white=150), 40, 0),
        (Levels(black=50, white=150), 160, 255),
        (Invert(), 10, 245),
    ],
)
def test_tone_is_what_its_formula_says(step: Step, value: int, becomes: int) -> None:
    grey = np.full((2, 2, 3), value, np.uint8)
    assert (adjusted(grey, step) == becomes).all()


def test_grey_stays_as_bright_as_it_is_and_has_no_colour() -> None:
    grey = np.arange(256, dtype=np.uint8).reshape(1, 256, 1).repeat(3, axis=2)
    assert (adjust.luma(grey) == np.arange(256)).all()
    for channel, value in (
        (ChannelView.BLUE_DIFFERENCE, 128),
        (ChannelView.RED_DIFFERENCE, 128),
        (ChannelView.SATURATION, 0),
    ):
        assert (adjusted(grey, Channel(channel=channel)) == value).all()


def test_channels_of_the_primaries_are_those_of_bt_709() -> None:
    rgb = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255]]], np.uint8)

    def seen(channel: ChannelView) -> list[int]:
        return adjusted(rgb, Channel(channel=channel))[0, :, 0].tolist()

    assert seen(ChannelView.RED) == [255, 0, 0]
    assert seen(ChannelView.GREEN) == [0, 255, 0]
    assert seen(ChannelView.BLUE) == [0, 0, 255]
    assert seen(ChannelView.LUMA) == [54, 182, 18]
    assert seen(ChannelView.BLUE_DIFFERENCE) == [99, 30, 255]
    assert seen(ChannelView.RED_DIFFERENCE) == [255, 12, 117]
    assert seen(ChannelView.SATURATION) == [255, 255, 255]


def test_woven_fields_are_taken_apart() -> None:
    woven = np.zeros((7, 4, 3), np.uint8)
    woven[0::2], woven[1::2] = 40, 200
    assert (adjusted(woven, Deinterlace(method=FieldMethod.TOP)) == 40).all()
    assert (adjusted(woven, Deinterlace(method=FieldMethod.BOTTOM)) == 200).all()
    assert (adjusted(woven, Deinterlace(method=FieldMethod.BLEND))[1:-1] == 120).all()
    for rows in (1, 2):
        assert adjusted(woven[:rows], Deinterlace(method=FieldMethod.BOTTOM)).shape[0] == rows


def test_what_lies_in_the_dark_is_told_apart_by_local_contrast() -> None:
    dark = np.full((160, 160, 3), 20, np.uint8)
    dark[60:100, 60:100] = 24
    seen = adjusted(dark, LocalContrast(limit=40, tiles=4)).astype(int)
    assert seen[80, 80, 0] - seen[50, 50, 0] >= 20


def test_an_edge_is_steeper_after_sharpening_and_colour_is_kept() -> None:
    edge = np.full((20, 40, 3), (90, 100, 110), np.uint8)
    edge[:, 20:] = (140, 150, 160)
    seen = adjusted(edge, Sharpen(radius_px=1.5, percent=150)).astype(int)
    assert seen[10, 20, 1] - seen[10, 19, 1] > 50
    assert (seen[..., 1] - seen[..., 0] == 10).all()


def test_a_single_wrong_pixel_is_gone_after_denoising() -> None:
    flat = np.full((9, 9, 3), 80, np.uint8)
    flat[4, 4] = 255
    assert (adjusted(flat, Denoise()) == 80).all()


turns = st.one_of(
    st.builds(lambda hundredths: Rotate(degrees=hundredths / 100), st.integers(-18_000, 18_000)),
    st.sampled_from([Rotate(degrees=90), Rotate(degrees=180), Rotate(degrees=-90)]),
    st.sampled_from([Mirror(), Mirror(axis=MirrorAxis.TOP_BOTTOM)]),
    st.builds(
        Crop,
        left_px=st.integers(0, 20),
        top_px=st.integers(0, 15),
        width_px=st.integers(30, 90),
        height_px=st.integers(30, 90),
    ),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(turns, max_size=4),
    st.sampled_from([Fraction(1), Fraction(16, 15), Fraction(32, 27)]),
    st.integers(8, 51),
    st.integers(8, 35),
)
def test_a_point_of_the_original_lies_where_the_placement_says(
    steps: list[Step], aspect: Fraction, x_px: int, y_px: int
) -> None:
    rgb = np.zeros((44, 60, 3), np.uint8)
    rgb[y_px - 1 : y_px + 2, x_px - 1 : x_px + 2] = 255
    stack = Stack(tuple(steps))
    try:
        placement = placed(stack, (60, 44), aspect)
        seen = adjust.adjusted(rgb, stack, aspect=aspect)
    except OutsidePicture:
        return
    assert seen.shape == (placement.height_px, placement.width_px, 3)
    x, y = placement.to_adjusted(x_px + 0.5, y_px + 0.5)
    back = placement.to_original(x, y)
    assert back == pytest.approx((x_px + 0.5, y_px + 0.5), abs=1e-6)
    whole = adjust.adjusted(np.full_like(rgb, 255), stack, aspect=aspect)
    if not (1 <= x < placement.width_px - 1 and 1 <= y < placement.height_px - 1):
        return
    if whole[int(y), int(x), 0] == 255:  # else it was cut away, and is seen beside the picture
        assert seen[int(y), int(x), 0] > 100


def test_a_crop_beside_the_picture_is_refused_and_one_over_its_edge_is_cut(
    rgb: adjust.Picture,
) -> None:
    assert adjusted(rgb, Crop(left_px=300, top_px=0, width_px=50, height_px=9)).shape == (9, 21, 3)
    with pytest.raises(OutsidePicture):
        adjusted(rgb, Crop(left_px=400))


def test_a_smaller_reading_is_adjusted_to_what_the_whole_would_be(rgb: adjust.Picture) -> None:
    crop = Crop(left_px=200, top_px=100, width_px=300, height_px=200)
    half = adjust.adjusted(rgb, Stack((crop,)), scale=0.5)
    assert half.shape == (100, 150, 3)
    assert (half == rgb[50:150, 100:250]).all()


def test_a_turned_picture_of_oblong_pixels_keeps_its_right_angles() -> None:
    placement = placed(Stack((Rotate(degrees=30),)), (720, 576), Fraction(16, 11))
    corner, right, down = (placement.to_adjusted(*at) for at in ((0, 0), (720, 0), (0, 576)))
    across = [(right[0] - corner[0]) * 16 / 11, right[1] - corner[1]]
    along = [(down[0] - corner[0]) * 16 / 11, down[1] - corner[1]]
    assert np.dot(across, along) == pytest.approx(0, abs=1e-3)
    assert np.hypot(*across) == pytest.approx(720 * 16 / 11)
    assert np.hypot(*along) == pytest.approx(576)


_DIGESTS = """
import sys
from tests.media.test_adjust import EVERYTHING, digests
print(*digests())
"""


def digests() -> list[str]:
    """Of every step by itself, and of all of them."""
    rgb = texture(9, 517, 388)
    stacks = [Stack((step,)) for step in EVERYTHING]
    stacks.append(Stack(EVERYTHING[3:-7]))
    return [
        hashlib.sha256(adjust.adjusted(rgb, stack, aspect=Fraction(16, 15)).tobytes()).hexdigest()
        for stack in stacks
    ]


def test_the_same_stack_gives_the_same_bytes_on_a_lesser_processor() -> None:
    lesser = {"OPENCV_CPU_DISABLE": "AVX2,AVX,FMA3,FP16,POPCNT", "OPENCV_IPP": "disabled"}
    answer = subprocess.run(
        [sys.executable, "-c", _DIGESTS],
        env={**os.environ, **lesser, "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == digests()
