"""Shots: cuts where the picture was cut, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from workbench.instruments.shots import SHOTS

Picture = NDArray[np.uint8]


def street(seed: int) -> Picture:
    """A large picture of smooth patches, to be panned over."""
    chance = np.random.default_rng(seed)
    patches = chance.integers(0, 255, (24, 40, 3), np.uint8)
    return np.asarray(cv2.resize(patches, (1280, 720), interpolation=cv2.INTER_CUBIC), np.uint8)


def pan(seed: int, frames: int, step_px: int = 3) -> Iterator[Picture]:
    large = street(seed)
    for i in range(frames):
        yield large[100:280, 100 + step_px * i : 420 + step_px * i]


def starts(part: Any) -> list[tuple[int, str]]:
    return [(s["first_index"], s["begins_with"]) for s in part.facts["shots"]]


def test_a_cut_between_two_moving_shots_is_found(measure: Any, write_clip: Any) -> None:
    clip = write_clip([*pan(1, 30), *pan(2, 25), *pan(3, 40)])
    assert starts(measure(SHOTS, clip)["shots"]) == [(0, "start"), (30, "cut"), (55, "cut")]


def test_shots_cover_the_clip_without_gap(measure: Any, write_clip: Any) -> None:
    shots = measure(SHOTS, write_clip([*pan(1, 20), *pan(2, 20)]))["shots"].facts["shots"]
    assert shots[0]["first_index"] == 0
    assert shots[-1]["last_index"] == 39
    for one, following in pairwise(shots):
        assert one["last_index"] + 1 == following["first_index"]
        assert one["end_pts"] == following["start_pts"]
    assert shots[-1]["end_pts"] > shots[-1]["start_pts"]


def test_a_flash_is_not_a_cut(measure: Any, write_clip: Any) -> None:
    pictures = list(pan(4, 60))
    for place in (20, 21, 40):
        pictures[place] = np.minimum(pictures[place].astype(int) + 130, 255).astype(np.uint8)
    assert starts(measure(SHOTS, write_clip(pictures))["shots"]) == [(0, "start")]


def test_a_title_that_appears_is_not_a_cut(measure: Any, write_clip: Any) -> None:
    pictures = list(pan(9, 60, step_px=0))
    for place in range(30, 60):
        pictures[place] = pictures[place].copy()
        pictures[place][120:160, 40:280] = 255
    assert starts(measure(SHOTS, write_clip(pictures))["shots"]) == [(0, "start")]


def test_another_exposure_is_not_a_cut(measure: Any, write_clip: Any) -> None:
    pictures = list(pan(10, 60))
    for place in range(30, 60):
        pictures[place] = (pictures[place] * 0.6).astype(np.uint8)
    assert starts(measure(SHOTS, write_clip(pictures))["shots"]) == [(0, "start")]


def test_a_cut_of_a_portrait_picture_between_bars_is_found(measure: Any, write_clip: Any) -> None:
    pictures = [*pan(11, 30), *pan(12, 30)]
    for place, picture in enumerate(pictures):
        pictures[place] = np.zeros_like(picture)
        pictures[place][:, 110:210] = picture[:, 110:210]
    assert starts(measure(SHOTS, write_clip(pictures))["shots"]) == [(0, "start"), (30, "cut")]


def test_a_quick_pan_is_not_a_cut(measure: Any, write_clip: Any) -> None:
    assert starts(measure(SHOTS, write_clip([*pan(5, 40, step_px=20)]))["shots"]) == [(0, "start")]


def test_a_fade_through_black_begins_a_shot_in_the_dark(measure: Any, write_clip: Any) -> None:
    out = list(pan(6, 35))
    back = list(pan(7, 35))
    for i in range(15):
        out[20 + i] = (out[20 + i] * (1 - i / 15)).astype(np.uint8)
        back[i] = (back[i] * (i / 15)).astype(np.uint8)
    black = [np.zeros((180, 320, 3), np.uint8)] * 8
    found = starts(measure(SHOTS, write_clip([*out, *black, *back]))["shots"])
    assert len(found) == 2
    assert found[1][1] == "fade"
    assert 33 <= found[1][0] <= 45


def test_a_quick_fade_is_one(measure: Any, write_clip: Any) -> None:
    out, back = list(pan(6, 35)), list(pan(7, 35))
    for i in range(8):
        out[27 + i] = (out[27 + i] * (1 - (i + 1) / 8)).astype(np.uint8)
        back[i] = (back[i] * (i / 8)).astype(np.uint8)
    ((_, start), (at, begins)) = starts(measure(SHOTS, write_clip([*out, *back]))["shots"])
    assert (start, begins) == ("start", "fade") and 33 <= at <= 37


@pytest.mark.parametrize(("frames", "rate"), [(8, 25), (20, 25), (40, 60)])
def test_a_dissolve_begins_a_shot_in_its_middle(
    measure: Any, write_clip: Any, frames: int, rate: int
) -> None:
    one, other = (list(pan(seed, 60, step_px=0)) for seed in (13, 14))
    mixed = [
        cv2.addWeighted(one[60 - frames + i], 1 - share, other[i], share, 0)
        for i, share in enumerate((np.arange(frames) + 1) / (frames + 1))
    ]
    clip = write_clip([*one[: 60 - frames], *mixed, *other[frames:]], rate=rate)
    (_, (at, begins)) = starts(measure(SHOTS, clip)["shots"])
    middle = 60 - frames // 2
    assert begins == "dissolve" and abs(at - middle) <= 4


def test_a_picture_that_goes_on_turning_brighter_is_no_dissolve(
    measure: Any, write_clip: Any
) -> None:
    pictures = [
        np.minimum(picture * (0.2 + 2.5 * place / 90), 255).astype(np.uint8)
        for place, picture in enumerate(pan(15, 90, step_px=0))
    ]
    assert starts(measure(SHOTS, write_clip(pictures))["shots"]) == [(0, "start")]


def test_a_dark_night_is_not_a_fade(measure: Any, write_clip: Any) -> None:
    night = [(p // 24) for p in pan(8, 60)]
    assert starts(measure(SHOTS, write_clip(night))["shots"]) == [(0, "start")]


def test_cuts_of_the_pyscenedetect_clip_are_found(media_dir: Path, measure: Any) -> None:
    resources = media_dir / "pyscenedetect/tests/resources"
    golden = json.loads(
        (resources / "goldens/testvideo.mp4.ContentDetector.default.json").read_text()
    )
    found = starts(measure(SHOTS, resources / "testvideo.mp4")["shots"])
    cuts = [index for index, begins in found if begins == "cut"]
    assert cuts[:2] == golden["cuts"][:2]
    # Their third boundary is the end of a fade. One more: out of the black that it was cut to.
    out_of_black, fade = (index for index, begins in found if begins == "fade")
    assert cuts[1] < out_of_black < cuts[1] + 40
    assert golden["cuts"][2] - 30 <= fade <= golden["cuts"][2]
    (dissolve,) = (index for index, begins in found if begins == "dissolve")
    assert 529 <= dissolve <= 558


def test_cuts_of_a_film_with_titles_are_its_cuts(media_dir: Path, measure: Any) -> None:
    """Looked at frame by frame: titles appear and grow between these."""
    part = measure(SHOTS, media_dir / "videohash/assets/rocket.mkv")["shots"]
    cuts = [index for index, begins in starts(part) if begins == "cut"]
    assert cuts == [25, 59, 464, 694, 925, 1155, 1388, 1615, 1846, 2076, 2305]


def test_fireworks_at_night_are_one_shot(media_dir: Path, measure: Any) -> None:
    part = measure(SHOTS, media_dir / "active_encode/spec/fixtures/fireworks.mp4")["shots"]
    assert starts(part) == [(0, "start")]
