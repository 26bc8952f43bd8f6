"""A picture that moves is a clip, with every frame and the delays that were written."""

from __future__ import annotations

import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from tests.media.decode.clip_maker import Opener, pixels_of
from workbench.media.decode import Source
from workbench.records.item import MediaKind, MediaStatus

DELAYS_MS = (40, 30, 20, 100, 250, 40, 40, 10, 500, 70)
STARTS_MS = tuple(sum(DELAYS_MS[:n]) for n in range(len(DELAYS_MS)))
FORMATS = ("gif", "webp", "avif", "png")


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


def test_frames_of_an_animated_png_are_those_that_ffmpeg_composes(
    tmp_path: Path, opened: Opener
) -> None:
    """Parts of the picture are laid upon it, and taken away again, in every way there is."""
    pictures = [Image.fromarray(pixels_of(n, 96, 64)) for n in range(9)]
    for number, picture in enumerate(pictures[1:], 1):  # most of it is as it was before
        picture.paste(pictures[number - 1].crop((0, 0, 96, 40)), (0, 0))
    path = tmp_path / "a.png"
    pictures[0].save(
        path,
        save_all=True,
        append_images=pictures[1:],
        duration=[40] * 9,
        disposal=[0, 2, 0, 2, 0, 0, 2, 0, 0],
    )
    with av.open(str(path), format="apng") as container:
        expected = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    found = [frame.upright_rgb() for frame in opened(path).play()]  # type: ignore[union-attr]
    assert len(found) == len(expected) == 9
    for ours, theirs in zip(found, expected, strict=True):
        assert (ours == theirs).all()


def test_a_picture_for_programs_without_animations_is_not_counted(
    tmp_path: Path, opened: Opener
) -> None:
    pictures = [Image.fromarray(pixels_of(n, 96, 64)) for n in range(4)]
    path = tmp_path / "a.png"
    pictures[3].save(
        path, save_all=True, append_images=pictures[:3], duration=20, default_image=True
    )
    frames = list(opened(path).play())
    assert [f.pts * f.time_base for f in frames] == [0, Fraction(1, 50), Fraction(1, 25)]  # type: ignore[union-attr, operator]
    for number, frame in enumerate(frames):
        assert (frame.upright_rgb() == pixels_of(number, 96, 64)).all()  # type: ignore[union-attr]


def test_delays_of_an_animated_png_are_exact_fractions(tmp_path: Path, opened: Opener) -> None:
    path = written(tmp_path / "a.png", 4)
    content, delays = bytearray(path.read_bytes()), ((1, 30), (1001, 30000), (3, 0), (1, 7))
    at = 0
    for numerator, denominator in delays:
        at = content.index(b"fcTL", at) + 4
        struct.pack_into(">HH", content, at + 20, numerator, denominator)
        struct.pack_into(">I", content, at + 26, zlib.crc32(bytes(content[at - 4 : at + 26])))
    path.write_bytes(content)
    source = opened(path)
    lasts = [f.duration * f.time_base for f in source.play()]  # type: ignore[union-attr, operator]
    assert lasts == [Fraction(1, 30), Fraction(1001, 30000), Fraction(3, 100), Fraction(1, 7)]
    assert source.medium.duration_s == sum(lasts)


def sequence(path: Path, brand: bytes = b"msf1") -> Path:
    """A HEIC image sequence: HEVC in a track of pictures. FFmpeg writes it as MP4 only; brand and
    kind of track are what makes the difference."""
    plain = path.with_suffix(".mp4")
    with av.open(str(plain), "w", format="mp4") as out:
        stream = out.add_stream("libx265", rate=10, options={"x265-params": "log-level=none:crf=8"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv444p"
        for number in range(8):
            frame = av.VideoFrame.from_ndarray(pixels_of(number, 96, 64), format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    content = plain.read_bytes().replace(b"vide\0\0\0\0", b"pict\0\0\0\0")
    path.write_bytes(content[:8] + brand + content[12:])
    return path


@pytest.mark.parametrize("brand", [b"msf1", b"hevc"])
def test_a_heic_image_sequence_is_a_clip(tmp_path: Path, opened: Opener, brand: bytes) -> None:
    source = opened(sequence(tmp_path / "a.heics", brand))
    assert (source.medium.kind, source.medium.format) == (MediaKind.CLIP, "heic")
    frames = list(source.play())
    assert [f.time_s for f in frames] == [Fraction(n, 10) for n in range(8)]  # type: ignore[union-attr]
    for number, frame in enumerate(frames):
        apart = frame.upright_rgb().astype(float) - pixels_of(number, 96, 64)  # type: ignore[union-attr]
        assert np.abs(apart).mean() < 20, "another picture"


@pytest.mark.parametrize("name", ["zPug_3.heic", "../heif_other/arrow.heic"])
def test_a_heic_of_pictures_without_time_is_a_still(
    media_dir: Path, opened: Opener, name: str
) -> None:
    source = opened(media_dir / "pillow_heif/images/heif" / name)
    assert source.medium.kind is MediaKind.STILL
    assert source.picture().pts is None


@pytest.mark.parametrize("name", ["chunk_no_fctl", "syntax_num_frames_zero_default"])
def test_an_animated_png_without_its_parts_is_the_still_in_it(
    media_dir: Path, opened: Opener, name: str
) -> None:
    source = opened(media_dir / f"pillow/Tests/images/apng/{name}.png")
    assert source.medium.kind is MediaKind.STILL
    assert source.picture().upright_rgb().any()
