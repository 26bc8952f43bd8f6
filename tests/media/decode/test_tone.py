"""HDR is brought to what a usual screen shows, for viewing only; what is cited is left alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.media.decode.clip_maker import Opener, write_clip
from workbench.media.decode.tone import to_sdr
from workbench.records.item import Transfer

HLG = "androidx-media/media/mp4/hlg10-color-test.mp4"


def _grey(value: float) -> np.ndarray:
    return np.full((2, 2, 3), round(255 * value), np.uint8)


# BT.2100: signal of 26, 100 and 203 cd/m2 in PQ; of 10 %, 38 % and 75 % in HLG (203 cd/m2 at 75 %).
@pytest.mark.parametrize(
    ("transfer", "signal", "light_cd"),
    [
        (Transfer.PQ, 0.376, 26),
        (Transfer.PQ, 0.508, 100),
        (Transfer.PQ, 0.581, 203),
        (Transfer.HLG, 0.38, 26),
        (Transfer.HLG, 0.75, 203),
    ],
)
def test_light_is_that_of_the_standard(transfer: Transfer, signal: float, light_cd: float) -> None:
    relative = light_cd / 203
    over, whole = (relative - 0.25) / 0.75, (1000 / 203 - 0.25) / 0.75
    mapped = relative if over <= 0 else 0.25 + 0.75 * over * (1 + over / whole**2) / (1 + over)
    expected = 255 * mapped ** (1 / 2.2)
    shown = to_sdr(_grey(signal), transfer)
    assert np.abs(shown.astype(float) - expected).max() <= 5


@pytest.mark.parametrize("transfer", list(Transfer))
def test_grey_stays_grey_and_brighter_stays_brighter(transfer: Transfer) -> None:
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    shown = to_sdr(ramp, transfer)[0].astype(int)
    assert np.abs(shown - shown.mean(axis=1, keepdims=True)).max() <= 1
    assert (np.diff(shown[:, 1]) >= 0).all()
    assert shown[0, 1] == 0
    assert shown[255, 1] >= 250


def test_only_the_view_of_an_hdr_clip_is_mapped(media_dir: Path, opened: Opener) -> None:
    source = opened(media_dir / HLG)
    stream = source.medium.video
    assert stream is not None
    assert (stream.transfer, stream.matrix, stream.full_range) == (Transfer.HLG, "bt2020", False)
    assert stream.bits == 10
    frame = source.picture()
    before = frame.pixels_sha256()
    view, exact = frame.view_rgb(), frame.upright_rgb()
    assert view.shape == exact.shape
    assert np.abs(view.astype(int) - exact).mean() > 5
    assert frame.pixels_sha256() == before
    assert "hlg" not in frame.converter


def test_the_view_of_a_usual_clip_is_its_picture(tmp_path: Path, opened: Opener) -> None:
    source = opened(write_clip(tmp_path / "c.mp4", [0, 24]))
    stream = source.medium.video
    assert stream is not None
    assert (stream.transfer, stream.matrix, stream.bits) == (None, "bt601", 8)
    frame = source.picture()
    assert np.abs(frame.view_rgb().astype(int) - frame.upright_rgb()).max() <= 6
