"""Image-Codes are those of the reference program on the same grey values, and those of the usual
program on the same files."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.footage import texture
from tests.instruments.conftest import Measure
from workbench.instruments.iscc_image import (
    ISCC_IMAGE,
    Box,
    image_code,
    small_grey,
    without_borders,
)
from workbench.records.iscc import image_unit, pack_image_code, unpack_image_code

VECTORS: dict[str, Any] = json.loads(Path(__file__).with_name("iscc_vectors.json").read_text())
Y, X = np.mgrid[:32, :32]
FORMULAS = {
    "black": (0 * X, "ISCC:EEAQAAAAAAAAAAAA"),
    "slope": (8 * X, "ISCC:EEAYAAAAAAAAAAAA"),
    "corner": (X * Y % 256, "ISCC:EEAYCPTRM5WFSUVV"),
    "tent": (np.minimum(X, 31 - X) * np.minimum(Y, 31 - Y), "ISCC:EEAYAABCAAAAAIQA"),
    "chess": (255 * ((X // 4 + Y // 4) % 2), "ISCC:EEAYAAAAAAAAAAAA"),
    "rings": ((X * X + Y * Y) % 256, "ISCC:EEAYMDQODZ6PT4IH"),
    "noise": ((X * 7919 + Y * 104729 + X * Y * 31) % 251, "ISCC:EEA7PHSBHPA2CK3B"),
}
"""Grey values by a formula, and what iscc-core 1.5.0 makes of them. In those that are even the
rounding of the sums decides."""


def body_of(unit: str) -> bytes:
    text = unit.removeprefix("ISCC:")
    return base64.b32decode(text + "=" * (-len(text) % 8))[2:]


@pytest.mark.parametrize("name", FORMULAS)
def test_the_code_is_the_references_where_rounding_decides(name: str) -> None:
    grey, unit = FORMULAS[name]
    assert image_unit(image_code(grey.astype(np.uint8))) == unit


def test_the_code_is_that_of_the_published_vector() -> None:
    grey = np.frombuffer(bytes.fromhex(VECTORS["grey"]), np.uint8).reshape(32, 32)
    assert image_code(grey) == body_of(VECTORS["grey_256"])[:8], "its first 64 bits are the code"


@pytest.mark.parametrize("name", VECTORS["stills"])
def test_the_code_of_a_file_is_that_of_the_usual_program(
    measure: Measure, media_dir: Path, name: str
) -> None:
    if not (media_dir / name).is_file():
        pytest.skip("no such still here")
    part = measure(ISCC_IMAGE, media_dir / name)["image"]
    unit = VECTORS["stills"][name]
    near = np.frombuffer(unpack_image_code(part.blob or b""), np.uint8)
    differing = np.bitwise_count(near ^ np.frombuffer(body_of(unit), np.uint8)).sum()
    assert differing <= 2, "another version of a decoder may tip a bit over the median"
    assert part.facts["iscc"] == image_unit(near.tobytes())


def test_what_is_transparent_is_white(measure: Measure, tmp_path: Path) -> None:
    rgb = texture(3)
    alpha = np.full(rgb.shape[:2], 255, np.uint8)
    alpha[:80] = 0
    Image.fromarray(np.dstack([rgb, alpha])).save(tmp_path / "clear.png")
    white = rgb.copy()
    white[:80] = 255
    Image.fromarray(white).save(tmp_path / "white.png")
    Image.fromarray(rgb).save(tmp_path / "shown.png")
    clear, laid, shown = (
        measure(ISCC_IMAGE, tmp_path / f"{name}.png")["image"]
        for name in ("clear", "white", "shown")
    )
    assert clear == laid != shown
    assert clear.facts["part_px"] == [0, 80, 320, 240], "and is then a border"


def framed(rgb: np.ndarray, width_px: int, level: int) -> np.ndarray:
    sides = ((width_px, width_px), (width_px, width_px), (0, 0))
    return np.pad(rgb, sides, constant_values=level)


def test_borders_within_borders_are_cut() -> None:
    inner = texture(4)
    inner[0, 0] = 90
    whole = framed(framed(inner, 10, 240), 7, 3)
    assert without_borders(whole) == Box(17, 17, 337, 257)
    noisy = whole.astype(int) + np.random.default_rng(1).integers(-5, 6, whole.shape)
    assert without_borders(np.clip(noisy, 0, 255).astype(np.uint8)) == Box(17, 17, 337, 257)


def test_a_band_on_one_side_is_cut_only_where_it_is_flat() -> None:
    picture = texture(5)
    picture[:60] = 100
    assert without_borders(picture).top == 60
    picture[:60] += np.arange(60, dtype=np.uint8)[:, None, None] // 5
    assert without_borders(picture) == Box(0, 0, 320, 240), "a sky that grows brighter"


def test_a_picture_of_one_colour_stays_whole() -> None:
    plain = np.full((40, 30, 3), 77, np.uint8)
    assert without_borders(plain) == Box(0, 0, 30, 40)
    assert image_unit(image_code(small_grey(plain))).startswith("ISCC:EEA")


def test_a_packed_code_is_read_whole_or_not_at_all() -> None:
    packed = pack_image_code(b"12345678")
    assert unpack_image_code(packed) == b"12345678"
    for wrong in (b"", packed[:-1], packed + b"0", b"\2" + packed[1:]):
        with pytest.raises(ValueError):
            unpack_image_code(wrong)
    with pytest.raises(ValueError):
        image_unit(b"1234")
