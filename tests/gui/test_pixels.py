"""Pixels: a picture is made from a checked array, and has pixels of its own."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize

from workbench.gui import pixels


def test_each_pixel_is_where_and_what_it_was() -> None:
    rgb = np.arange(5 * 7 * 3, dtype=np.uint8).reshape(5, 7, 3)
    image = pixels.picture(rgb)
    assert (image.width(), image.height()) == (7, 5)
    for y in range(5):
        for x in range(7):
            assert image.pixelColor(x, y).getRgb()[:3] == tuple(int(v) for v in rgb[y, x])


def test_the_picture_outlives_and_does_not_follow_its_array() -> None:
    rgb = np.full((4, 6, 3), 200, np.uint8)
    image = pixels.picture(rgb[:, ::2])
    rgb[:] = 0
    del rgb
    assert image.pixelColor(2, 3).getRgb()[:3] == (200, 200, 200)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((4, 4), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
        np.zeros((4, 4, 3), np.float32),
        np.zeros((0, 4, 3), np.uint8),
        np.lib.stride_tricks.as_strided(np.zeros(3, np.uint8), (40_000, 40_000, 3), (0, 0, 1)),
    ],
    ids=["grey", "with alpha", "floats", "no rows", "too large"],
)
def test_any_other_array_is_refused(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="picture"):
        pixels.picture(wrong)


def test_a_shrunk_pixel_is_the_mean_of_what_it_covers() -> None:
    checks = np.zeros((8, 8, 3), np.uint8)
    checks[::2, ::2] = checks[1::2, 1::2] = 255
    small = pixels.shrunk(pixels.picture(checks), QSize(2, 2))
    assert abs(small.pixelColor(0, 0).red() - 127) <= 2
