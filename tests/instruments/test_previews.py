"""Embedded small pictures are measured beside the picture."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.footage import texture
from workbench.instruments.metadata import METADATA

SIZE_PX = (640, 480)


def jpeg(image: Image.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85, **options)
    return buffer.getvalue()


def exif_with(thumbnail: bytes, orientation: int) -> bytes:
    """An EXIF block whose second directory refers to this thumbnail."""
    first = struct.pack("<HHHIHH", 1, 0x0112, 3, 1, orientation, 0) + struct.pack("<I", 26)
    second = struct.pack("<HHHII", 2, 0x0201, 4, 1, 56)
    second += struct.pack("<HHIII", 0x0202, 4, 1, len(thumbnail), 0)
    return b"Exif\0\0II*\0" + struct.pack("<I", 8) + first + second + thumbnail


def measured(measure: Any, path: Path, small: Image.Image, orientation: int = 1) -> dict[str, Any]:
    picture = Image.fromarray(texture(3)).convert("RGB").resize(SIZE_PX)
    path.write_bytes(jpeg(picture, exif=exif_with(jpeg(small), orientation)))
    (row,) = measure(METADATA, path)["metadata"].facts["thumbnails"]
    return dict(row)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_small_picture_of_the_same_is_alike_however_it_is_turned(
    measure: Any, tmp_path: Path, orientation: int
) -> None:
    picture = Image.fromarray(texture(3)).convert("RGB").resize((160, 120))
    row = measured(measure, tmp_path / "a.jpg", picture, orientation)
    assert row["from"] == "IFD1"
    assert row["correlation"] > 0.98
    assert row["aspect"] == pytest.approx(row["picture_aspect"], rel=0.01)


def test_bars_around_a_small_picture_are_no_difference(measure: Any, tmp_path: Path) -> None:
    small = Image.new("RGB", (160, 140))
    small.paste(Image.fromarray(texture(3)).convert("RGB").resize((160, 120)), (0, 10))
    row = measured(measure, tmp_path / "a.jpg", small)
    assert row["correlation"] > 0.97
    assert row["aspect"] == pytest.approx(4 / 3, rel=0.03)


@pytest.mark.parametrize("seed", [3, 9])
def test_a_crop_and_another_picture_are_not_alike(measure: Any, tmp_path: Path, seed: int) -> None:
    other = Image.fromarray(texture(seed)).convert("RGB")
    width, height = other.size
    crop = other.crop((width // 3, height // 4, width, height)).resize((160, 120))
    assert measured(measure, tmp_path / "a.jpg", crop)["correlation"] < 0.9
