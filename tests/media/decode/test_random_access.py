"""A frame reached by seeking is the frame that decoding from the start gives, to the bit."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from tests.media.decode.clip_maker import TIME_BASE, Opener, frames_of, number_in, write_clip
from workbench.media.decode import ClipFrame, ClipSource, Source

CLIPS = {
    "b-pyramid": ("libx264", "mp4", {"g": "48", "bf": "6", "x264-params": "b-pyramid=normal"}),
    "open-gop": ("libx264", "mp4", {"g": "12", "bf": "3", "x264-params": "open-gop=1"}),
    "intra-refresh": ("libx264", "mp4", {"g": "20", "x264-params": "intra-refresh=1"}),
    "matroska": ("libx264", "matroska", {"g": "30", "bf": "2"}),
    "hevc": ("libx265", "mp4", {"g": "30", "x265-params": "log-level=none:temporal-layers=1"}),
    "mpeg4-avi": ("mpeg4", "avi", {"g": "24", "bf": "2"}),
    "mpeg2-ts": ("mpeg2video", "mpegts", {"g": "15", "bf": "2"}),
    "mpeg2-ps": ("mpeg2video", "mpeg", {"g": "15", "bf": "2"}),
    "h264-ts": ("libx264", "mpegts", {"g": "25", "bf": "3"}),
    "vp9": ("libvpx-vp9", "webm", {"g": "40", "cpu-used": "8", "deadline": "realtime"}),
    "mjpeg": ("mjpeg", "avi", {}),
}
FRAMES = 150


def _written(path: Path, name: str) -> Path:
    codec, container, options = CLIPS[name]
    return write_clip(path / name, [24 * i for i in range(FRAMES)], codec, container, options)


@pytest.mark.parametrize("name", CLIPS)
def test_random_access_gives_the_same_frame(tmp_path: Path, opened: Opener, name: str) -> None:
    source = opened(_written(tmp_path, name))
    in_order = [(f.pts, f.planes_sha256()) for f in frames_of(source)]
    assert len(in_order) >= FRAMES - 1  # MPEG-2 in a stream has no time for its last frame
    chosen = random.Random(7)
    for _ in range(40):
        at = chosen.randrange(len(in_order))
        frame = source.frame_at_pts(in_order[at][0])
        assert _named(frame) == in_order[at]
        for step in range(1, chosen.randrange(4)):
            expected = in_order[at + step] if at + step < len(in_order) else None
            assert _named(source.forward()) == expected


@pytest.mark.parametrize("name", ["b-pyramid", "h264-ts", "vp9"])
def test_stepping_back_gives_the_same_frames(tmp_path: Path, opened: Opener, name: str) -> None:
    source = opened(_written(tmp_path, name))
    in_order = [(f.pts, f.planes_sha256()) for f in frames_of(source)]
    for at in range(len(in_order) - 1, 60, -1):
        assert _named(source.frame_at_pts(in_order[at][0])) == in_order[at]
        if at % 7 == 0 and at + 1 < len(in_order):
            assert _named(source.forward()) == in_order[at + 1]


@pytest.mark.parametrize("name", CLIPS)
def test_the_first_frame_at_hand_is_the_one_that_decoding_gives(
    tmp_path: Path, opened: Opener, name: str
) -> None:
    clip = _written(tmp_path, name)
    first, second = frames_of(opened(clip))[:2]
    source = opened(clip)
    assert isinstance(source, ClipSource)
    at_hand = source.first_at_hand(first.pts)
    assert at_hand is not None
    assert _named(at_hand) == _named(first)
    assert (at_hand.index, at_hand.duration, at_hand.key) == (0, first.duration, first.key)
    assert source.first_at_hand(first.pts) is None
    assert opened(clip).first_at_hand(second.pts) is None  # type: ignore[attr-defined]


def _named(frame: object) -> tuple[int, str] | None:
    return (frame.pts, frame.planes_sha256()) if isinstance(frame, ClipFrame) else None


@pytest.fixture
def uneven(tmp_path: Path, opened: Opener) -> tuple[Source, list[int]]:
    pts = [0, 24, 48, 60, 100, 101, 300, 324, 600, 1200]
    return opened(write_clip(tmp_path / "c.mp4", pts, options={"bf": "2"})), pts


def test_the_frame_on_screen_is_the_last_that_has_begun(
    uneven: tuple[Source, list[int]],
) -> None:
    source, pts = uneven
    for units in (0, 23, 24, 59, 60, 99, 100, 101, 299, 300, 599, 1199, 1200, 99_000):
        frame = source.frame_shown_at(units * TIME_BASE)
        assert frame is not None
        expected = max(i for i, at in enumerate(pts) if at <= units)
        assert number_in(frame.rgb()) == expected, units
        following = source.forward()
        assert (following is None) == (expected == len(pts) - 1)
        if following is not None:
            assert number_in(following.rgb()) == expected + 1
    before = source.frame_shown_at(Fraction(-5))
    assert before is not None
    assert before.index == 0


def test_a_pts_that_no_frame_has_gives_nothing(uneven: tuple[Source, list[int]]) -> None:
    source, _ = uneven
    table = [f.pts for f in frames_of(source)]
    assert source.frame_at_pts(table[3] + 1) is None
    assert source.frame_at_pts(-1) is None
    assert source.frame_at_pts(table[-1] + 1000) is None
    source.number(table)
    assert source.frame_at_pts(table[3] + 1) is None
    frame = source.frame_at_pts(table[3])
    assert frame is not None
    assert frame.index == 3


def test_a_frame_that_was_sought_knows_its_index(uneven: tuple[Source, list[int]]) -> None:
    source, _ = uneven
    table = [f.pts for f in frames_of(source)]
    frame = source.frame_at_pts(table[7])
    assert frame is not None
    assert frame.index == 7
    assert [f.index for f in source.frames_at([table[2], table[2] + 1, table[5]])] == [2, 5]


def test_a_look_around_decodes_nothing_but_key_frames(tmp_path: Path, opened: Opener) -> None:
    clip = write_clip(tmp_path / "c.mp4", [24 * i for i in range(120)], options={"g": "999"})
    numbers = [number_in(f.rgb()) for f in opened(clip).peek(6)]
    assert numbers == [0]


def test_a_look_around_takes_the_key_frames_where_there_are_enough(
    tmp_path: Path, opened: Opener
) -> None:
    options = {"g": "25", "keyint_min": "25", "sc_threshold": "0", "bf": "3"}
    clip = write_clip(tmp_path / "c.mp4", [24 * i for i in range(200)], options=options)
    frames = opened(clip).peek(8)
    assert [number_in(f.rgb()) for f in frames] == [0, 25, 50, 75, 100, 125, 150, 175]
    assert all(f.key for f in frames)
    assert frames[3].index == 75


def test_a_joined_stream_whose_clock_starts_again_keeps_all_frames(
    tmp_path: Path, opened: Opener
) -> None:
    parts = [
        write_clip(tmp_path / f"{i}.ts", [24 * n for n in range(30)], container="mpegts")
        for i in range(2)
    ]
    joined = tmp_path / "joined.ts"
    joined.write_bytes(b"".join(p.read_bytes() for p in parts))
    source = opened(joined)
    frames = frames_of(source)
    assert [number_in(f.rgb()) for f in frames] == [*range(30), *range(30)]
    times = [f.pts for f in frames]
    assert times == sorted(times)
    for at in (5, 29, 31, 45, 59):
        assert _named(source.frame_at_pts(times[at])) == (times[at], frames[at].planes_sha256())
