"""Frames taken out of an item: which ones, which are left out, and the same bytes each time."""

from __future__ import annotations

import errno
import os
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.footage import moving, write_clip
from workbench.media import png
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.extraction import Reason
from workbench.records.item import ItemId
from workbench.records.selection import (
    Annotated,
    Every,
    EveryFrame,
    EveryNth,
    Filters,
    KeyFrames,
    Moments,
    PerShot,
    Selection,
    ShotFrame,
    Within,
    moment_from_text,
)
from workbench.session import Session

CLIP = ItemId(1)
BLURRED = range(55, 75)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two shots of 50 frames at 25 a second; in the second, 20 frames are out of focus, and the
    last 25 stand still."""
    pictures = moving(1, 50) + moving(2, 50)
    for place in BLURRED:
        pictures[place] = np.asarray(cv2.GaussianBlur(pictures[place], (0, 0), 4), np.uint8)
    pictures[75:] = [pictures[75]] * 25
    return write_clip(tmp_path_factory.mktemp("footage") / "clip.mp4", pictures)


@pytest.fixture
def filled(case: Session, clip: Path) -> Session:
    case.add_items([clip]).wait(60)
    return case


def within(first: str, last: str) -> Within:
    return Within(moment_from_text(first), moment_from_text(last))


def taken(session: Session, selection: Selection, stretch: Within | None = None) -> list[int]:
    found = session.extract(CLIP, selection, within=stretch)
    return [frame.index for frame in found.frames if frame.index is not None]


def test_each_way_in_the_whole_clip_and_in_a_range(filled: Session) -> None:
    some = within("f20", "f60")
    assert taken(filled, EveryNth(30)) == [0, 30, 60, 90]
    assert taken(filled, EveryNth(30), some) == [20, 50]
    assert taken(filled, Every(Fraction(1)), some) == [20, 45]
    assert taken(filled, PerShot(ShotFrame.FIRST)) == [0, 50]
    assert taken(filled, PerShot(ShotFrame.FIRST), some) == [20, 50]
    assert taken(filled, PerShot(ShotFrame.MIDDLE), some) == [34, 55]
    assert taken(filled, EveryFrame(), within("f97", "3.96")) == [97, 98, 99]
    assert set(taken(filled, KeyFrames(), some)) <= set(range(20, 61))
    moments = Moments((moment_from_text("f3"), moment_from_text("f30")))
    assert taken(filled, moments, some) == [30]


def test_the_sharpest_of_a_shot_is_none_of_the_blurred(filled: Session) -> None:
    first, second = taken(filled, PerShot(ShotFrame.SHARPEST))
    assert first < 50 <= second and second not in BLURRED
    assert taken(filled, PerShot(ShotFrame.SHARPEST), within("f54", "f74")) == [54]


def test_frames_of_annotations_are_taken(filled: Session) -> None:
    for first, last in (("f12", "f12"), ("f40", "f60"), ("f12", "f12")):
        moments = moment_from_text(first), moment_from_text(last)
        filled.add_annotation(CLIP, span=filled.span(CLIP, *moments), text="a van")
    filled.add_annotation(CLIP, text="of the whole item")
    assert taken(filled, Annotated()) == [12, 40]


def test_blurred_frames_are_left_out_and_the_log_says_which(filled: Session) -> None:
    found = filled.extract(CLIP, EveryNth(5), filters=Filters(least_sharpness=60))
    left_out = [one.index for one in found.left_out]
    assert left_out == [55, 60, 65, 70]
    assert found.count(Reason.BLURRED) == 4 and found.count(Reason.ALIKE) == 0
    assert all(one.measured < 60 for one in found.left_out)
    assert [f.index for f in found.frames] == [i for i in range(0, 100, 5) if i not in left_out]
    said = next(entry for entry in filled.custody() if entry.act == "frame.extract_many")
    assert said.subject["blurred"] == [[one.index, one.measured] for one in found.left_out]
    assert said.subject["way"] == {"kind": "EveryNth", "frames": 5}
    assert said.subject["filters"] == {"least_sharpness": 60, "least_distance": None}


def test_what_is_like_the_last_one_kept_is_left_out(filled: Session) -> None:
    found = filled.extract(
        CLIP, EveryFrame(), within=within("f70", "f99"), filters=Filters(least_distance=20)
    )
    assert [frame.index for frame in found.frames if (frame.index or 0) >= 75] == [75]
    assert found.count(Reason.ALIKE) == 30 - len(found.frames)


def test_taking_again_gives_the_same_bytes_and_no_second_row(
    filled: Session, tmp_path: Path
) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    first, second = (filled.extract(CLIP, EveryNth(40), folder) for folder in folders)
    assert (first.known, second.known) == (0, 3)
    assert second.frames == first.frames and len(filled.frames(CLIP)) == 3
    for place in folders[0].iterdir():
        assert place.read_bytes() == (folders[1] / place.name).read_bytes()
    acts = [entry.act for entry in filled.custody()]
    assert acts.count("frame.extract_many") == 2 and acts.count("frame.extract") == 3


def test_a_jpeg_is_a_copy_outside_the_case(filled: Session, tmp_path: Path) -> None:
    (frame,) = filled.extract(CLIP, Moments((moment_from_text("f7"),))).frames
    place = filled.copy_frame(frame, tmp_path, 95)
    assert place.name == "clip_00-00-00.280_f000007.jpg"
    content = place.read_bytes()
    assert content.startswith(b"\xff\xd8") and filled.citation(frame).encode() in content
    exact = png.decode(filled.frame_file(frame).read_bytes(), 10**6)
    shown = np.asarray(Image.open(place).convert("RGB"))
    assert float(cv2.norm(exact, shown, cv2.NORM_L1)) / exact.size < 4
    assert not list(filled.project.media_dir.rglob("*.jpg"))


def test_a_range_that_is_none_is_refused(filled: Session) -> None:
    for first, last, code in (
        ("f9", "f3", RefusalCode.BACKWARD_RANGE),
        ("f0", "f100", RefusalCode.NO_SUCH_FRAME),
    ):
        with pytest.raises(Refusal) as refused:
            filled.extract(CLIP, EveryFrame(), within=within(first, last))
        assert refused.value.code is code


def test_sound_has_no_frames_to_take_and_is_told_so(case: Session, tmp_path: Path) -> None:
    path = tmp_path / "heard.wav"
    with wave.open(os.fspath(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\x10" * 8000)
    case.add_items([path]).wait(60)
    with pytest.raises(Refusal) as refused:
        case.extract(CLIP, EveryFrame())
    assert refused.value.code is RefusalCode.NOT_A_CLIP


@pytest.mark.parametrize("way", ["png", "jpeg", "sheet", "citation"])
def test_a_full_disk_leaves_no_part_of_a_picture(
    filled: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (frame,) = filled.extract(CLIP, Moments((moment_from_text("f7"),))).frames
    ways: dict[str, Callable[[], object]] = {
        "png": lambda: filled.copy_frame(frame, out),
        "jpeg": lambda: filled.copy_frame(frame, out, 95),
        "sheet": lambda: filled.write_sheet(CLIP, EveryNth(40), out / "sheet.pdf"),
        "citation": lambda: filled.open_citation(filled.citation(frame), out / "again.png"),
    }
    fill_disk(monkeypatch, out)
    with pytest.raises(Refusal) as refused:
        ways[way]()
    monkeypatch.undo()
    assert refused.value.code is RefusalCode.DISK_FULL
    assert list(out.iterdir()) == []
    ways[way]()
    assert len(list(out.iterdir())) == 1


def fill_disk(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """What is written into the folder ends after 40 bytes, as on a full disk."""
    opening = Path.open

    def narrow(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
        file = opening(path, mode, *rest, **more)
        if folder not in path.parents or mode not in ("wb", "xb"):
            return file

        class Full:
            def __enter__(self) -> Full:
                return self

            def __exit__(self, *_wrong: object) -> None:
                file.close()

            def write(self, content: bytes) -> int:
                file.write(content[:40])
                raise OSError(errno.ENOSPC, "No space left on device")

        return Full()

    monkeypatch.setattr(Path, "open", narrow)
