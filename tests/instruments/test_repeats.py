"""Repeats: frames that were shown twice are found, and those that moved are not."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.instruments.conftest import Measure
from workbench.instruments.repeats import REPEATS, is_padded

Grey = NDArray[np.uint8]


def moving(count: int) -> list[Grey]:
    chance = np.random.default_rng(8)
    coarse = chance.integers(0, 255, (12, 16 + count // 4 + 2), np.uint8)
    wide = np.kron(coarse, np.ones((8, 8), np.uint8))
    return [np.ascontiguousarray(wide[:, 2 * n : 2 * n + 128]) for n in range(count)]


def write(path: Path, pictures: list[Grey], *, rate: int = 30) -> Path:
    """Without any loss, so that pictures are equal where they were."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.height, stream.width = pictures[0].shape
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, rate)
        stream.options = {"qp": "0", "preset": "ultrafast"}
        for place, picture in enumerate(pictures):
            planar = np.concatenate((picture, np.full((picture.shape[0] // 2, 128), 128, np.uint8)))
            frame = av.VideoFrame.from_ndarray(planar, format="yuv420p")
            frame.pts, frame.time_base = place, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def told(measure: Measure, path: Path, **params: Any) -> dict[str, Any]:
    return measure(REPEATS, path, **params)["repeats"].facts


def test_footage_that_moves_repeats_nothing(tmp_path: Path, measure: Measure) -> None:
    facts = told(measure, write(tmp_path / "a.mkv", moving(60)))
    assert facts["exact"]["repeats"] == facts["near"]["repeats"] == 0
    assert facts["padded"] is None


def test_a_frozen_picture_is_one_run_with_its_moment(tmp_path: Path, measure: Measure) -> None:
    made = moving(60)
    frozen = made[:20] + [made[20]] * 25 + made[21:]
    facts = told(measure, write(tmp_path / "a.mkv", frozen))
    (run,) = facts["exact"]["runs"]
    assert (run["index"], run["frames"]) == (20, 25)
    assert run["at_s"] == pytest.approx(20 / 30, abs=1e-3)
    assert run["length_s"] == pytest.approx(25 / 30, abs=2e-3)
    assert facts["near"]["count"] == 0
    assert facts["padded"] is None


@pytest.mark.parametrize(("rate", "onto"), [(24, 30), (25, 30), (15, 30), (24, 60), (10, 25)])
def test_a_rate_that_was_padded_is_told_with_both_rates(
    tmp_path: Path, measure: Measure, rate: int, onto: int
) -> None:
    made = moving(60)
    padded = [made[n * rate // onto] for n in range(60 * onto // rate)]
    facts = told(measure, write(tmp_path / "a.mkv", padded, rate=onto))
    assert facts["padded"]["rate_hz"] == pytest.approx(onto, rel=0.03)
    assert facts["padded"]["new_rate_hz"] == pytest.approx(rate, rel=0.05)
    assert facts["exact"]["repeats"] == len(padded) - 60


def test_repeats_here_and_there_are_no_padding(tmp_path: Path, measure: Measure) -> None:
    made = moving(60)
    for place in (5, 9, 30, 31, 52, 53, 54):
        made[place] = made[place - 1]
    facts = told(measure, write(tmp_path / "a.mkv", made))
    assert facts["exact"]["repeats"] == 7
    assert facts["padded"] is None


def test_one_sample_that_differs_is_no_exact_repeat_but_a_near_one(
    tmp_path: Path, measure: Measure
) -> None:
    made = [moving(1)[0].copy() for _ in range(30)]
    for place, picture in enumerate(made):
        picture[3, 5] = 100 + place % 3
    facts = told(measure, write(tmp_path / "a.mkv", made))
    assert facts["exact"]["repeats"] == 0
    assert [(r["index"], r["frames"]) for r in facts["near"]["runs"]] == [(0, 30)]


def test_a_slow_fade_does_not_nearly_stand(tmp_path: Path, measure: Measure) -> None:
    base = moving(1)[0].astype(np.float64)
    made = [(base * (1 - n / 240)).astype(np.uint8) for n in range(120)]
    facts = told(measure, write(tmp_path / "a.mkv", made))
    assert max((r["frames"] for r in facts["near"]["runs"]), default=0) < 10


def test_chroma_alone_that_changes_is_no_exact_repeat(tmp_path: Path, measure: Measure) -> None:
    path = tmp_path / "a.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.height, stream.width, stream.pix_fmt = 96, 128, "yuv420p"
        stream.options = {"qp": "0", "preset": "ultrafast"}
        for place in range(20):
            planar = np.full((144, 128), 90, np.uint8)
            planar[96:] = 100 + 3 * place
            container.mux(stream.encode(av.VideoFrame.from_ndarray(planar, format="yuv420p")))
        container.mux(stream.encode())
    assert told(measure, path)["exact"]["repeats"] == 0


def test_even_distances_are_told_from_chance() -> None:
    even = np.array([0, 0, 0, 0, 2] * 20, np.uint8)
    chance = np.random.default_rng(2).permutation(even)
    assert is_padded(even)
    assert not is_padded(chance)
    assert not is_padded(np.zeros(100, np.uint8))


def test_a_clip_of_the_field_that_begins_with_one_picture_ten_times(
    media_dir: Path, measure: Measure
) -> None:
    """The first ten frames of this file are one picture; ffmpeg's own digests say the same."""
    facts = told(measure, media_dir / "androidx-media/media/avi/sample.avi")
    assert [(r["index"], r["frames"]) for r in facts["exact"]["runs"]] == [(0, 10)]
