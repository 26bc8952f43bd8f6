"""A picture that moves is a clip, with every frame and the delays that were written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.media.decode.clip_maker import Opener, pixels_of
from workbench.media.decode import Source
from workbench.records.item import MediaKind, MediaStatus

DELAYS_MS = (40, 30, 20, 100, 250, 40, 40, 10, 500, 70)
STARTS_MS = tuple(sum(DELAYS_MS[:n]) for n in range(len(DELAYS_MS)))
FORMATS = ("gif", "webp", "avif")


def written(path: Path, count: int = len(DELAYS_MS)) -> Path:
    pictures = [Image.fromarray(pixels_of(n, 96, 64)) for n in range(count)]
    more = {"lossless": True} if path.suffix == ".webp" else {}
    if count == 1:
        pictures[0].save(path, **more)
        return path
    delays = list(DELAYS_MS[:count])
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=delays, **more)
    return path


@pytest.fixture(params=FORMATS)
def animation(request: pytest.FixtureRequest, tmp_path: Path, opened: Opener) -> Source:
    return opened(written(tmp_path / f"a.{request.param}"))


def test_every_frame_has_the_delay_that_was_written(animation: Source) -> None:
    medium = animation.medium
    assert (medium.kind, medium.status) == (MediaKind.CLIP, MediaStatus.OK)
    frames = list(animation.play())
    assert [f.index for f in frames] == list(range(len(DELAYS_MS)))  # type: ignore[union-attr]
    assert [f.time_s * 1000 for f in frames] == list(STARTS_MS)  # type: ignore[union-attr, operator]
    durations = [f.duration * f.time_base * 1000 for f in frames]  # type: ignore[union-attr, operator]
    assert durations == list(DELAYS_MS)


def test_frames_are_the_pictures_that_were_written(animation: Source) -> None:
    for number, frame in enumerate(animation.play()):
        expected = pixels_of(number, 96, 64).astype(float)
        rgb = frame.upright_rgb().astype(float)  # type: ignore[union-attr]
        assert np.abs(rgb - expected).mean() < 20, "another picture"


def test_any_frame_is_reached_as_by_playing(animation: Source) -> None:
    in_order = [(f.pts, f.pixels_sha256()) for f in animation.play()]  # type: ignore[union-attr]
    for at in (7, 2, 9, 0, 5):
        pts = in_order[at][0]
        assert pts is not None
        frame = animation.frame_at_pts(pts)
        assert frame is not None
        assert (frame.pts, frame.pixels_sha256()) == in_order[at]
        following = animation.forward()
        assert (following is None) == (at == 9)
        if following is not None:
            assert (following.pts, following.pixels_sha256()) == in_order[at + 1]
    shown = animation.frame_shown_at(Fraction(439, 1000))
    assert shown is not None
    assert shown.index == 4
    assert animation.frame_at_pts(3) is None


@pytest.mark.parametrize("name", FORMATS)
def test_one_picture_alone_is_a_still(tmp_path: Path, opened: Opener, name: str) -> None:
    source = opened(written(tmp_path / f"a.{name}", 1))
    assert source.medium.kind is MediaKind.STILL
    assert source.picture().pts is None


@pytest.mark.parametrize("name", FORMATS)
def test_an_animation_that_is_cut_short_gives_what_it_has(
    tmp_path: Path, opened: Opener, name: str
) -> None:
    whole = written(tmp_path / f"a.{name}").read_bytes()
    cut = tmp_path / f"cut.{name}"
    cut.write_bytes(whole[: len(whole) * 3 // 5])
    source = opened(cut)
    frames = list(source.play())
    assert len(frames) < len(DELAYS_MS)
    assert source.medium.status is not MediaStatus.OK
