"""Pictures are the ones that were recorded: right frame, right colours, upright."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from tests.media.decode.clip_maker import Opener, frames_of, number_in, write_clip
from workbench.media.decode.colour import Converters, colour_of
from workbench.media.decode.orientation import Orientation, of_display_matrix, of_exif

Rgb = NDArray[np.uint8]


def _likeness_db(a: Rgb, b: Rgb) -> float:
    wrong = np.mean((a.astype(np.float64) - b) ** 2)
    return float(10 * np.log10(255**2 / max(wrong, 1e-9)))


def _most_like(frames: list[Rgb], picture: Rgb) -> int:
    return int(np.argmax([_likeness_db(frame, picture) for frame in frames]))


def test_burned_in_frame_numbers_agree(media_dir: Path, opened: Opener) -> None:
    folder = media_dir / "pyscenedetect/tests/resources"
    frames = [f.upright_rgb() for f in frames_of(opened(folder / "counter.mp4"))]
    assert len(frames) == 30
    for number in range(1, 31):
        picture = opened(folder / f"counter/frame{number:03d}.png").picture().upright_rgb()
        assert _most_like(frames, picture) == number - 1
        assert _likeness_db(frames[number - 1], picture) > 35


def test_pictures_agree_with_androids_frame_extractor(media_dir: Path, opened: Opener) -> None:
    folder = media_dir / "androidx-media"
    frames = [f.upright_rgb() for f in frames_of(opened(folder / "media/mp4/testvid_1022ms.mp4"))]
    for number in (0, 14, 15, 16, 29):
        picture = opened(folder / f"media/mp4/testvid_1022ms_{number:03d}.png").picture()
        assert _most_like(frames, picture.upright_rgb()) == number
        assert _likeness_db(frames[number], picture.upright_rgb()) > 40
    golden = folder / "test-generated-goldens/FrameExtractorTest/sample_0.000.png"
    first = opened(folder / "media/mp4/sample.mp4").picture().upright_rgb()
    assert _likeness_db(first, opened(golden).picture().upright_rgb()) > 40


def test_a_turned_and_mirrored_clip_is_brought_upright(media_dir: Path, opened: Opener) -> None:
    folder = media_dir / "androidx-media/media/mp4"
    plain = opened(folder / "sample.mp4").picture()
    turned = opened(folder / "sample_rotate_and_reflect.mp4").picture()
    expected = np.rot90(plain.upright_rgb(), -1)[:, ::-1]
    assert np.array_equal(turned.upright_rgb(), expected)
    assert turned.planes_sha256() == plain.planes_sha256()
    assert turned.pixels_sha256() != plain.pixels_sha256()
    assert turned.luma().shape == expected.shape[:2]
    assert np.array_equal(turned.luma(), np.rot90(plain.luma(), -1)[:, ::-1])
    assert turned.small_luma(40, 60).shape == (60, 40)
    assert turned.view_rgb(200, 200).shape == (200, 133, 3)


_PICTURE = np.arange(6, dtype=np.uint8).reshape(2, 3)


@pytest.mark.parametrize(
    ("exif", "upright"),
    [
        (1, _PICTURE),
        (2, _PICTURE[:, ::-1]),
        (3, _PICTURE[::-1, ::-1]),
        (4, _PICTURE[::-1]),
        (5, _PICTURE.T),
        (6, np.rot90(_PICTURE, -1)),
        (7, _PICTURE[::-1, ::-1].T),
        (8, np.rot90(_PICTURE, 1)),
    ],
)
def test_each_exif_orientation_is_the_turn_that_the_standard_says(
    exif: int, upright: NDArray[np.uint8]
) -> None:
    assert np.array_equal(of_exif(exif).upright(_PICTURE), upright)
    assert np.array_equal(of_exif(exif).upright_view(_PICTURE), upright)


@pytest.mark.parametrize(
    ("matrix", "orientation"),
    [
        ((1, 0, 0, 1), Orientation()),
        ((0, 1, -1, 0), Orientation(90)),
        ((-1, 0, 0, -1), Orientation(180)),
        ((0, -1, 1, 0), Orientation(270)),
        ((-1, 0, 0, 1), Orientation(0, True)),
        ((1, 0, 0, -1), Orientation(180, True)),
    ],
)
def test_a_display_matrix_is_read_as_containers_write_it(
    matrix: tuple[int, int, int, int], orientation: Orientation
) -> None:
    a, b, c, d = (v << 16 for v in matrix)
    stored = np.array([a, b, 0, c, d, 0, 0, 0, 1 << 30], np.int32).tobytes()
    assert of_display_matrix(stored) == orientation


# Kr and Kb of the matrices (ITU-R BT.601, BT.709, BT.2020).
_WEIGHTS = {5: (0.299, 0.114), 1: (0.2126, 0.0722), 9: (0.2627, 0.0593)}


@pytest.mark.parametrize("matrix", [1, 5, 9])
@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("yuv", [(120, 90, 160), (60, 140, 120), (200, 120, 130)])
def test_colours_are_those_of_the_stated_matrix_and_range(
    matrix: int, full: bool, yuv: tuple[int, int, int]
) -> None:
    frame = av.VideoFrame(64, 48, "yuv420p")
    for plane, value in zip(frame.planes, yuv, strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    frame.colorspace, frame.color_range = matrix, 2 if full else 1
    kr, kb = _WEIGHTS[matrix]
    y = yuv[0] if full else (yuv[0] - 16) * 255 / 219
    cb, cr = ((c - 128) * (1 if full else 255 / 224) for c in yuv[1:])
    red, blue = y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb
    green = (y - kr * red - kb * blue) / (1 - kr - kb)
    rgb = Converters().exact_rgb(frame)
    expected = np.clip([red, green, blue], 0, 255)
    assert np.abs(rgb.reshape(-1, 3) - expected).max() <= 1.5
    assert colour_of(frame).converter.endswith("full" if full else "limited")


def test_small_luma_is_the_grey_of_the_picture(tmp_path: Path, opened: Opener) -> None:
    frame = opened(write_clip(tmp_path / "c.mp4", [0, 24, 48])).picture()
    grey = frame.upright_rgb().mean(axis=2)
    height, width = grey.shape
    blocks = grey.reshape(height // 16, 16, width // 16, 16).mean(axis=(1, 3))
    assert np.abs(frame.small_luma(width // 16, height // 16) - blocks).max() < 2.5
    assert np.abs(frame.small_chroma(8, 8).astype(int) - 128).max() <= 2


def test_luma_is_a_view_that_cannot_be_written(tmp_path: Path, opened: Opener) -> None:
    frame = opened(write_clip(tmp_path / "c.mp4", [0, 24])).picture()
    assert frame.luma().base is not None
    with pytest.raises(ValueError, match="read-only"):
        frame.luma()[0, 0] = 1


def test_pictures_stay_good_when_decoding_has_gone_on(tmp_path: Path, opened: Opener) -> None:
    frames = frames_of(opened(write_clip(tmp_path / "c.mp4", [24 * i for i in range(60)])))
    assert [number_in(f.rgb()) for f in frames] == list(range(60))


def test_deep_colour_comes_out_as_eight_bits(media_dir: Path, opened: Opener) -> None:
    frame = opened(media_dir / "androidx-media/media/mp4/hlg10-color-test.mp4").picture()
    grey = frame.small_luma(96, 54).astype(float)
    rgb = frame.rgb(96).mean(axis=2)
    assert frame.luma().dtype == np.uint8
    assert frame.luma().shape == (1080, 1920)
    assert abs(grey.mean() - rgb.mean()) < 12
    assert np.corrcoef(grey.ravel(), rgb.ravel())[0, 1] > 0.95
