"""The clip inside a still is found by its own boxes, to the byte."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.footage import moving, texture, write_clip, write_still
from workbench.instruments.inner_clip import inner_clip
from workbench.records.inner_clip import InnerClip

REAL = {
    "jpeg/pixel-motion-photo-shortened.jpg": ("jpeg", InnerClip(131_582, 8_730, "MotionPhoto")),
    "jpeg/ss-motion-photo-shortened.jpg": ("jpeg", InnerClip(20_345, 2_538, "MicroVideo")),
    "heif/sample_MP.heic": ("heic", InnerClip(28_869, 28_803, "MotionPhoto")),
}
"""Where XMP states a length (8730 and 28803), it is the length found."""


@pytest.mark.parametrize("name", REAL)
def test_motion_photos_of_phones_have_their_clip(media_dir: Path, name: str) -> None:
    kind, expected = REAL[name]
    with (media_dir / "androidx-media/media" / name).open("rb") as file:
        assert inner_clip(file, kind) == expected


def test_what_is_appended_is_found_and_what_follows_is_not_part_of_it(tmp_path: Path) -> None:
    still = write_still(tmp_path / "a.jpg", texture(1)).read_bytes()
    clip = write_clip(tmp_path / "a.mp4", moving(1, 5)).read_bytes()
    for trailer in (b"", b"\0" * 40, b"SEFH and more"):
        found = inner_clip(io.BytesIO(still + clip + trailer), "jpeg")
        assert found == InnerClip(len(still), len(clip), None)


def test_a_still_without_a_clip_has_none(tmp_path: Path) -> None:
    still = write_still(tmp_path / "a.jpg", texture(1)).read_bytes()
    for more in (b"", b"\0\0\0\x18ftypmp42", b"\0\0\0\x10ftypmp42\0\0\0\0" + b"\xff" * 64):
        assert inner_clip(io.BytesIO(still + more), "jpeg") is None
        assert inner_clip(io.BytesIO(more), "png") is None
        assert inner_clip(io.BytesIO(more), "heic") is None
