"""Thumbnails: a poster that shows something, a strip that is even in time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image

from workbench.instruments.thumbnails import THUMBNAILS
from workbench.records.packed import unpack_thumbnails


def pictures(count: int, black: int = 0) -> list[Any]:
    patches = np.random.default_rng(1).integers(0, 255, (6, 10, 3), np.uint8)
    busy = np.asarray(cv2.resize(patches, (320, 180), interpolation=cv2.INTER_CUBIC), np.uint8)
    return [np.zeros_like(busy)] * black + [busy] * (count - black)


def test_the_poster_is_not_the_black_of_the_beginning(measure: Any, write_clip: Any) -> None:
    (poster,) = unpack_thumbnails(measure(THUMBNAILS, write_clip(pictures(60, 18)))["poster"].blob)
    assert poster.rgb.std() > 20
    assert max(poster.rgb.shape) == 256


def test_the_strip_is_even_and_in_order(measure: Any, write_clip: Any) -> None:
    strip = unpack_thumbnails(measure(THUMBNAILS, write_clip(pictures(500)))["strip"].blob)
    pts = [one.pts for one in strip if one.pts is not None]
    assert len(pts) == len(strip)
    assert 12 <= len(strip) <= 24
    assert pts == sorted(set(pts))
    steps = np.diff(np.array(pts))
    assert steps.max() <= 2 * steps.min() + 1
    assert max(strip[0].rgb.shape) == 128


def test_a_clip_of_one_frame_has_both(measure: Any, write_clip: Any) -> None:
    parts = measure(THUMBNAILS, write_clip(pictures(1)))
    assert len(unpack_thumbnails(parts["poster"].blob)) == 1
    assert len(unpack_thumbnails(parts["strip"].blob)) == 1


def test_a_still_has_a_poster_and_no_strip(measure: Any, tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    Image.fromarray(pictures(1)[0]).save(path)
    parts = measure(THUMBNAILS, path)
    assert set(parts) == {"poster"}
    (poster,) = unpack_thumbnails(parts["poster"].blob)
    assert poster.pts is None
    assert poster.rgb.shape == (144, 256, 3)
