"""Variants: cut, mirrored, captioned, with their sound, and with nothing of the source's tags."""

from __future__ import annotations

import io
import json
import os
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from workbench.media.decode import ClipFrame, open_medium
from workbench.media.decode.variant import make_variant
from workbench.records.errors import MediaError
from workbench.records.item import MediaKind
from workbench.records.sound import SoundBlock


def _made(source: Path, folder: Path, **recipe: object) -> int:
    """A descriptor of the variant."""
    fd = os.open(source, os.O_RDONLY)
    out = io.BytesIO()
    try:
        make_variant(fd, recipe, out)
    finally:
        os.close(fd)
    path = folder / "variant"
    path.write_bytes(out.getvalue())
    return os.open(path, os.O_RDONLY)


def _frame(fd: int, seconds: float) -> NDArray[np.uint8]:
    frame = next(
        part
        for part in open_medium(fd).play(frames=True, sound=False)
        if isinstance(part, ClipFrame) and part.time_s >= Fraction(seconds)
    )
    return np.asarray(frame.rgb())


def test_a_cut_keeps_its_stretch_and_its_sound(sample_dir: Path, tmp_path: Path) -> None:
    source = sample_dir / "footage" / "box.mp4"
    medium = open_medium(_made(source, tmp_path, from_s=4.0, to_s=6.0, width_px=320)).medium
    assert medium.kind is MediaKind.CLIP
    assert medium.sound is not None
    assert medium.width_px == 320
    assert medium.duration_s == pytest.approx(2.0, abs=0.1)
    assert not any("vlc" in value for _, value in medium.tags)


def test_the_sound_of_a_cut_is_the_source_s(sample_dir: Path, tmp_path: Path) -> None:
    def loudness(fd: int, start_s: float) -> NDArray[np.float32]:
        """In 50 ms steps over 1.5 s."""
        heard = np.zeros(30)
        for block in open_medium(fd).play(frames=False, sound=True):
            assert isinstance(block, SoundBlock)
            at = float(block.start_s) - start_s
            step = int(at // 0.05)
            if 0 <= step < len(heard):
                heard[step] += float(np.square(block.samples).mean())
        return heard

    source = sample_dir / "footage" / "movie-hello.mpeg"
    made = loudness(_made(source, tmp_path, from_s=3.0, to_s=5.0, width_px=320), 0.0)
    original = loudness(os.open(source, os.O_RDONLY), 3.0)
    assert np.corrcoef(made, original)[0, 1] > 0.9


def test_mirroring_and_a_caption_bar(sample_dir: Path, tmp_path: Path) -> None:
    source = sample_dir / "footage" / "motorway.mp4"
    plain = _frame(_made(source, tmp_path, from_s=3.0, to_s=3.2, width_px=320), 0.0)
    changed = _frame(
        _made(source, tmp_path, from_s=3.0, to_s=3.2, width_px=320, mirrored=True, caption="Минск"),
        0.0,
    )
    bar = changed.shape[0] - plain.shape[0]
    assert bar > 0
    assert changed[:4].mean() > 240
    assert changed[:bar].min() < 100
    turned_back = cv2.flip(changed[bar:], 1)
    assert np.abs(turned_back.astype(int) - plain).mean() < 6


def test_a_still_is_one_picture_of_the_clip(sample_dir: Path, tmp_path: Path) -> None:
    source = sample_dir / "footage" / "motorway.mp4"
    fd = _made(source, tmp_path, from_s=9.5, still=True)
    still = np.asarray(open_medium(fd).picture().rgb())
    clip = _frame(os.open(source, os.O_RDONLY), 9.5)
    assert np.abs(still.astype(int) - clip).mean() < 4


def test_a_stretch_without_frames_is_a_fault_of_the_file(sample_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        _made(sample_dir / "footage" / "motorway.mp4", tmp_path, from_s=600.0)


def test_a_recipe_with_an_unknown_key_is_our_bug(sample_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        _made(sample_dir / "footage" / "motorway.mp4", tmp_path, mirored=True)


def test_the_story_names_only_what_is_there(sample_dir: Path) -> None:
    story = json.loads((sample_dir / "story.json").read_text(encoding="utf-8"))
    footage = {path.name for path in (sample_dir / "footage").iterdir()}
    variants = {variant["id"]: variant for variant in story["variants"]}
    assert {variant["source"] for variant in variants.values()} <= footage
    for item in story["items"]:
        assert item.get("variant") in variants or item["file"] in footage
    licences = (sample_dir / "LICENCES.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in licences for name in footage)
    assert sum(path.stat().st_size for path in sample_dir.rglob("*") if path.is_file()) < 12 << 20
