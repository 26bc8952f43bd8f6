"""Deep pixels are the cited picture with all the bits of its source, or there are none."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.media.decode.clip_maker import Opener
from workbench.media.decode import ExactFrame, Source
from workbench.records.item import MediaKind


def chance(*shape: int) -> NDArray[np.uint16]:
    return np.random.default_rng(5).integers(0, 65_536, shape).astype(np.uint16)


def coded(path: Path, frame: av.VideoFrame, codec: str, options: dict[str, str]) -> Path:
    with av.open(str(path), "w", format="matroska") as out:
        stream = out.add_stream(codec, rate=25, options=options)
        stream.width, stream.height = frame.width, frame.height
        stream.pix_fmt = frame.format.name
        stream.time_base = Fraction(1, 25)
        frame.pts = 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def filled(pixel_format: str, share: float = 1.0) -> av.VideoFrame:
    """Noise over so much of all values around the middle: every rounding shows. Over all of them
    there are colours far outside of RGB."""
    frame = av.VideoFrame(66, 50, pixel_format)
    most = 1 << frame.format.components[0].bits
    for number, plane in enumerate(frame.planes):
        noise = np.random.default_rng(number).uniform(-1, 1, plane.buffer_size // 2) * share
        plane.update(np.floor((1 + noise) * most / 2).astype(np.uint16).tobytes())
    return frame


def only(source: Source) -> ExactFrame:
    (frame,) = source.peek(1) if source.medium.kind is MediaKind.CLIP else [source.picture()]
    return frame


@pytest.mark.parametrize(
    ("pixel_format", "codec", "options"),
    [
        ("yuv420p10le", "libx264", {"qp": "0"}),
        ("yuv422p10le", "libx264", {"qp": "0"}),
        ("yuv444p10le", "libx264", {"qp": "0"}),
        ("yuv444p12le", "libx265", {"x265-params": "lossless=1:log-level=none"}),
    ],
)
def test_every_value_is_within_a_level_of_the_cited_picture(
    pixel_format: str, codec: str, options: dict[str, str], tmp_path: Path, opened: Opener
) -> None:
    frame = only(opened(coded(tmp_path / "a.mkv", filled(pixel_format, 0.8), codec, options)))
    deep = frame.deep()
    assert deep is not None
    assert deep.bits == int(pixel_format.split("p")[1].removesuffix("le"))
    apart = np.abs(deep.rgb.astype(float) / 256 - frame.upright_rgb())
    assert apart.max() <= 1
    assert len(np.unique(deep.rgb)) > 1000, "no more than 8 bits"


def test_values_are_those_of_the_formula(tmp_path: Path, opened: Opener) -> None:
    """BT.601, which is assumed of so small a clip, of ten bits and limited range."""
    noise = filled("yuv444p10le", 0.8)
    deep = only(opened(coded(tmp_path / "a.mkv", noise, "libx264", {"qp": "0"}))).deep()
    assert deep is not None
    y, cb, cr = (
        np.frombuffer(p, np.uint16).reshape(50, -1)[:, :66].astype(float) for p in noise.planes
    )
    luma, blue, red = (y - 64) / 876, (cb - 512) / 896, (cr - 512) / 896
    formula = np.dstack(
        (luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue)
    )
    expected = np.clip(formula * 255, 0, 65535 / 256)
    assert np.abs(deep.rgb / 256 - expected).max() < 0.25


def test_rgb_of_ten_bits_keeps_its_own_values(tmp_path: Path, opened: Opener) -> None:
    noise = filled("gbrp10le")
    lossless = {"x265-params": "lossless=1:log-level=none"}
    frame = only(opened(coded(tmp_path / "a.mkv", noise, "libx265", lossless)))
    deep = frame.deep()
    assert deep is not None and deep.bits == 10
    g, b, r = (np.frombuffer(p, np.uint16).reshape(50, -1)[:, :66] for p in noise.planes)
    assert (deep.rgb == np.dstack((r, g, b)) << 6).all()


def test_black_and_white_of_a_clip_have_their_places(tmp_path: Path, opened: Opener) -> None:
    frame = av.VideoFrame(64, 64, "yuv420p10le")
    luma = np.repeat(np.repeat(np.array([64, 940], np.uint16), 32)[:, None], 64, axis=1)
    frame.planes[0].update(luma.tobytes())
    for plane in list(frame.planes)[1:]:
        plane.update(np.full(plane.buffer_size // 2, 512, np.uint16).tobytes())
    deep = only(opened(coded(tmp_path / "a.mkv", frame, "libx264", {"qp": "0"}))).deep()
    assert deep is not None
    assert deep.rgb[0].max() == 0
    assert abs(int(deep.rgb[-1].min()) - 255 * 256) <= 4
    assert abs(int(deep.rgb[-1].max()) - 255 * 256) <= 4


def test_a_deep_frame_is_turned_as_the_cited_one_is(media_dir: Path, opened: Opener) -> None:
    source = opened(media_dir / "androidx-media/media/mp4/hlg10-color-test.mp4")
    frame = source.picture()
    deep = frame.deep()
    assert deep is not None and deep.bits == 10
    assert deep.rgb.shape == frame.upright_rgb().shape
    assert np.abs(deep.rgb.astype(float) / 256 - frame.upright_rgb()).max() <= 1


@pytest.mark.parametrize("ending", ["png", "tiff"])
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_stills_of_sixteen_bits_keep_every_value(
    ending: str, channels: int, tmp_path: Path, opened: Opener
) -> None:
    bgr = chance(41, 53, channels)
    path = tmp_path / f"a.{ending}"
    assert cv2.imwrite(str(path), bgr)
    deep = only(opened(path)).deep()
    assert deep is not None and deep.bits == 16
    expected = np.repeat(bgr, 3, axis=2) if channels == 1 else bgr[:, :, 2::-1]
    assert (deep.rgb == expected).all()


@pytest.mark.parametrize("name", ["RGB_10__128x128", "RGB_12__29x100"])
def test_heic_of_more_bits_is_read_with_them(name: str, media_dir: Path, opened: Opener) -> None:
    frame = only(opened(media_dir / f"pillow_heif/images/heif/{name}.heif"))
    deep = frame.deep()
    assert deep is not None and deep.bits == int(name[4:6])
    assert np.abs(deep.rgb.astype(float) / 256 - frame.upright_rgb()).max() < 4


@pytest.mark.parametrize(
    "name",
    [
        "androidx-media/media/mp4/sample_rotate_and_reflect.mp4",
        "pillow_heif/images/heif/RGB_8__128x128.heif",
        "exif-samples/jpg/orientation/landscape_6.jpg",
        "androidx-media/media/mp4/testvid_1022ms_000.png",
    ],
)
def test_of_eight_bits_there_is_nothing_deep(name: str, media_dir: Path, opened: Opener) -> None:
    if not (media_dir / name).exists():
        pytest.skip(f"{name} is not there")
    assert opened(media_dir / name).picture().deep() is None


def test_a_cut_still_has_nothing_deep(tmp_path: Path, opened: Opener) -> None:
    """What is left of it is the cited picture; read again, it would be filled in otherwise."""
    whole, cut = tmp_path / "whole.png", tmp_path / "cut.png"
    cv2.imwrite(str(whole), chance(60, 80, 3))
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    frame = only(opened(cut))
    assert frame.deep() is None and frame.upright_rgb().shape == (60, 80, 3)
