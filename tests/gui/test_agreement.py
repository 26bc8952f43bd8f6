"""Agreement: real pictures are laid on each other to the pixel, and strangers are not."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from workbench.gui.agreement import agreeing
from workbench.gui.blending import Rgb
from workbench.gui.registration import Extent, Registration, from_points


@pytest.fixture(scope="module")
def street(media_dir: Path) -> Rgb:
    return np.asarray(Image.open(media_dir / "opencv/samples/data/leuvenA.jpg").convert("RGB"))


def extent(picture: Rgb) -> Extent:
    return Extent(picture.shape[1], picture.shape[0])


def test_a_part_that_was_cut_out_scaled_and_turned_is_found_again(street: Rgb) -> None:
    height, width = street.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 7, 1.3)
    matrix[:, 2] += (15, -10)
    moved = np.asarray(cv2.warpAffine(street, matrix, (width, height)), np.uint8)
    found = agreeing(street, moved)
    assert found is not None
    here, there = found
    where = here @ matrix[:, :2].T + matrix[:, 2]
    assert np.median(np.linalg.norm(where - there, axis=1)) < 1
    pairs = [(tuple(p), tuple(q)) for p, q in zip(here.tolist(), there.tolist(), strict=True)]
    laid, missed = from_points(extent(street), extent(moved), Registration(), pairs)
    assert laid.scale == pytest.approx(1 / 1.3, rel=0.005)
    assert abs(laid.tilt_deg) == pytest.approx(7, abs=0.2)
    assert missed < 2


def test_a_mirror_image_does_not_agree_until_it_is_turned_back(street: Rgb) -> None:
    mirrored = np.ascontiguousarray(street[:, ::-1])
    found = agreeing(street, np.ascontiguousarray(mirrored[:, ::-1]))
    assert found is not None
    as_it_is = agreeing(street, mirrored)
    assert as_it_is is None or len(as_it_is[0]) < len(found[0]) / 10


def test_a_plain_picture_and_a_strange_one_agree_on_nothing(street: Rgb) -> None:
    assert agreeing(street, np.full_like(street, 90)) is None
    noise = np.random.default_rng(2).integers(0, 256, street.shape, np.uint8)
    assert agreeing(street, noise) is None
