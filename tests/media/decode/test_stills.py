"""Stills are upright, exact, and refused or partial when broken; never a crash."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.media.decode.clip_maker import Opener
from workbench.media.decode import ClipSource, StillSource, open_medium
from workbench.records.errors import MediaError, MediaFault
from workbench.records.item import MediaKind, MediaStatus


def _saved(path: Path, picture: Image.Image, **options: object) -> Path:
    picture.save(path, **options)
    return path


def _gradient(width: int, height: int) -> Image.Image:
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(
        np.stack([4 * x % 256, 4 * y % 256, 2 * (x + y) % 256], 2).astype(np.uint8)
    )


def test_the_eight_orientations_look_alike(media_dir: Path, opened: Opener) -> None:
    folder = media_dir / "exif-samples/jpg/orientation"
    first = opened(folder / "landscape_1.jpg").picture().small_luma(40, 30).astype(int)
    for number in range(2, 9):
        other = opened(folder / f"landscape_{number}.jpg")
        assert other.picture().upright_rgb().shape == (450, 600, 3)
        assert other.medium.upright_size_px == (600, 450)
        small = other.picture().small_luma(40, 30).astype(int)
        # The first is another export of the photograph; turned wrongly it differs by 60.
        assert np.abs(small - first).mean() < 25, number


def test_heif_of_10_and_12_bits_is_the_same_picture(media_dir: Path, opened: Opener) -> None:
    folder = media_dir / "pillow_heif/images/heif"
    for size in ("29x100", "128x128"):
        deep, deeper = (
            opened(folder / f"RGB_{depth}__{size}.heif").picture().upright_rgb().astype(int)
            for depth in (10, 12)
        )
        assert np.abs(deep - deeper).mean() < 1


def test_broken_heics_are_damaged(media_dir: Path, opened: Opener) -> None:
    folder = media_dir / "pillow_heif/images/heif_corrupted"
    for name in ("corrupted.heic", "corrupted.hif"):
        medium = opened(folder / name).medium
        assert medium.kind is MediaKind.STILL
        assert medium.status is MediaStatus.DAMAGED


def test_a_png_is_given_to_the_bit(tmp_path: Path, opened: Opener) -> None:
    picture = _gradient(700, 300)
    frame = opened(_saved(tmp_path / "a.png", picture)).picture()
    assert np.array_equal(frame.upright_rgb(), np.asarray(picture))
    assert frame.pts is None
    assert frame.time_s is None
    assert "(" not in frame.converter


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "CMYK", "1", "I;16"])
def test_every_mode_becomes_rgb(tmp_path: Path, opened: Opener, mode: str) -> None:
    if mode == "I;16":
        ramp = np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16)
        picture = Image.fromarray(ramp)
    else:
        picture = _gradient(64, 48).convert(mode)
    suffix = "tif" if mode == "CMYK" else "png"
    source = opened(_saved(tmp_path / f"a.{suffix}", picture))
    assert source.medium.status is MediaStatus.OK
    rgb = source.picture().upright_rgb()
    assert rgb.shape == (48, 64, 3)
    assert int(rgb.max()) - int(rgb.min()) > 100


def test_a_cut_jpeg_is_partial_and_shows_what_there_is(tmp_path: Path, opened: Opener) -> None:
    whole = io.BytesIO()
    _gradient(640, 480).save(whole, "JPEG", quality=90)
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    source = opened(cut)
    assert source.medium.status is MediaStatus.PARTIAL
    assert source.medium.fault is MediaFault.TRUNCATED
    top = source.picture().upright_rgb()[:100].astype(int)
    assert np.abs(top - np.asarray(_gradient(640, 480))[:100]).mean() < 12


def test_a_still_without_a_picture_is_damaged_and_says_so(tmp_path: Path, opened: Opener) -> None:
    stub = tmp_path / "stub.jpg"
    stub.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    source = opened(stub)
    assert source.medium.kind is MediaKind.STILL
    assert source.medium.status is MediaStatus.DAMAGED
    assert list(source.play()) == []
    with pytest.raises(MediaError):
        source.picture()


def test_a_huge_jpeg_is_decoded_smaller_and_keeps_its_size(tmp_path: Path, opened: Opener) -> None:
    path = _saved(tmp_path / "huge.jpg", Image.new("RGB", (10_000, 7_000), (90, 120, 30)))
    source = opened(path)
    assert (source.medium.width_px, source.medium.height_px) == (10_000, 7_000)
    assert source.picture().upright_rgb().shape == (3_500, 5_000, 3)
    assert "scale 1/2" in source.picture().converter


def test_more_pixels_than_the_limit_are_refused(tmp_path: Path, opened: Opener) -> None:
    bomb = _saved(tmp_path / "bomb.png", Image.new("1", (30_000, 8_000)))
    assert opened(bomb).medium.fault is MediaFault.TOO_LARGE


def test_a_moving_gif_is_a_clip_and_a_still_one_is_not(tmp_path: Path, opened: Opener) -> None:
    frames = [Image.new("RGB", (60, 40), (40 * i, 0, 0)) for i in range(5)]
    moving = tmp_path / "m.gif"
    frames[0].save(moving, save_all=True, append_images=frames[1:], duration=120)
    clip = opened(moving)
    assert isinstance(clip, ClipSource)
    assert [float(f.time_s or 0) for f in clip.play()] == pytest.approx(
        [0.12 * i for i in range(5)]
    )
    still = opened(_saved(tmp_path / "s.gif", frames[0]))
    assert isinstance(still, StillSource)
    assert still.medium.format == "gif"


def test_an_empty_file_and_a_text_are_refused(tmp_path: Path) -> None:
    for content, fault in ((b"", MediaFault.EMPTY), (b"#EXTM3U\n", MediaFault.UNSUPPORTED)):
        path = tmp_path / "x.mp4"
        path.write_bytes(content)
        fd = os.open(path, os.O_RDONLY)
        with pytest.raises(MediaError) as refused:
            open_medium(fd)
        os.close(fd)
        assert refused.value.fault is fault


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_lies_on_white_where_that_is_asked_for(
    opened: Opener, tmp_path: Path, mode: str
) -> None:
    seen = Image.new("RGBA", (40, 30), (10, 20, 30, 255))
    seen.paste((200, 40, 60, 0), (0, 0, 40, 10))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = seen.quantize() if mode == "P" else seen.convert(mode)
    frame = opened(_saved(tmp_path / "clear.png", picture, exif=exif)).picture()
    white, plain = frame.rgb_on_white(), frame.upright_rgb()
    assert white.shape == plain.shape == (40, 30, 3)
    assert (white[:, 20:] == 255).all(), "turned with the picture"
    assert np.array_equal(white[:, :20], plain[:, :20])


def test_an_opaque_picture_is_not_made_again_for_white(opened: Opener, tmp_path: Path) -> None:
    frame = opened(_saved(tmp_path / "opaque.png", _gradient(40, 30))).picture()
    assert frame.rgb_on_white() is frame.upright_rgb()


def test_a_transparent_picture_that_is_cut_is_white_where_nothing_is(
    opened: Opener, tmp_path: Path
) -> None:
    chance = np.random.default_rng(2).integers(0, 256, (200, 200, 4)).astype(np.uint8)
    chance[..., 3] = 255
    path = _saved(tmp_path / "cut.png", Image.fromarray(chance))
    path.write_bytes(path.read_bytes()[:100_000])
    source = opened(path)
    assert source.medium.status is MediaStatus.PARTIAL
    white = source.picture().rgb_on_white()
    assert np.array_equal(white[:80], source.picture().upright_rgb()[:80])
    assert (white[-1] == 255).all()
