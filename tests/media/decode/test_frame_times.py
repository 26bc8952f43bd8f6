"""Frames are those that a player shows, at the times that independent programs state."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.media.decode.clip_maker import (
    HEIGHT_PX,
    TIME_BASE,
    WIDTH_PX,
    Opener,
    frames_of,
    number_in,
    numbered,
    write_clip,
)
from workbench.media.decode import ClipSource
from workbench.records.errors import MediaError
from workbench.records.frame import FrameTable

# Clips with frames that this program does not let in (docs/frame-exactness.md says why).
NOT_ADMITTED = {"exiftool/t/images/Flash.flv"}
FFPROBE_ROUNDING_S = 2e-6


def _oracles(media_dir: Path) -> list[Path]:
    return sorted((media_dir / "_oracle").glob("*.ffprobe.json"))


def test_frames_of_every_clip_are_those_of_ffprobe(media_dir: Path, opened: Opener) -> None:
    compared = 0
    for oracle in _oracles(media_dir):
        for name, said in json.loads(oracle.read_text()).items():
            times = said.get("frame_pts_time")
            if not times or name in NOT_ADMITTED:
                continue
            try:
                source = opened(media_dir / name)
            except MediaError:
                pytest.fail(f"{name} has {len(times)} frames and was refused")
            if not isinstance(source, ClipSource):
                continue
            frames = frames_of(source)
            seconds = [float(f.pts * f.time_base) for f in frames]
            assert seconds == pytest.approx(times, abs=FFPROBE_ROUNDING_S), name
            assert [f.index for f in frames if f.key] == said["keyframe_index"], name
            types = "".join(f.type.value if f.type else "?" for f in frames)
            assert types == said["pict_types"], name
            compared += 1
    assert compared >= 70


def test_sound_files_have_no_frame(media_dir: Path, opened: Opener) -> None:
    for name in (
        "bbc-audio-offset-finder/tests/audio/timbl_1.mp3",
        "active_encode/spec/fixtures/fireworks.mp3",
    ):
        source = opened(media_dir / name)
        assert source.medium.kind.value == "sound"
        assert frames_of(source) == []


def test_times_and_durations_are_those_of_torchcodec(media_dir: Path, opened: Opener) -> None:
    folder = media_dir / "torchcodec/test/resources"
    said = json.loads((folder / "nasa_13013.mp4.stream0.all_frames_info.json").read_text())
    frames = frames_of(opened(folder / "nasa_13013.mp4"))
    assert [float(f.time_s) for f in frames] == pytest.approx(
        [float(one["pts_time"]) for one in said], abs=FFPROBE_ROUNDING_S
    )
    assert [float(f.duration * f.time_base) for f in frames] == pytest.approx(
        [float(one["duration_time"]) for one in said], abs=FFPROBE_ROUNDING_S
    )


# What ExoPlayer counts otherwise, by name: see docs/frame-exactness.md.
ANDROIDX_OFFSET_US = {"ts/sample_h264_mpeg_audio.ts": 1_400_000}
ANDROIDX_MORE_FRAMES = {"mp4/sample_with_invalid_nalu.mp4": 1}


def test_times_rotation_and_mirroring_are_those_of_androidx(
    media_dir: Path, opened: Opener
) -> None:
    dumps = media_dir / "androidx-media/extractordumps"
    compared = 0
    for dump in sorted(dumps.glob("*/*.0.dump")):
        name = str(dump.relative_to(dumps)).removesuffix(".0.dump")
        track = _video_track(dump.read_text())
        if track is None or not (media_dir / "androidx-media/media" / name).is_file():
            continue
        source = opened(media_dir / "androidx-media/media" / name)
        if not isinstance(source, ClipSource):
            continue
        times_us = sorted(int(t) for t in re.findall(r"sample \d+:\s+time = (-?\d+)", track))
        got_us = [int(f.pts * f.time_base * 1_000_000) for f in frames_of(source)]
        assert len(got_us) + ANDROIDX_MORE_FRAMES.get(name, 0) == len(times_us), name
        if name not in ANDROIDX_MORE_FRAMES:
            offset = ANDROIDX_OFFSET_US.get(name, 0)
            assert [t - offset for t in got_us] == pytest.approx(times_us, abs=1), name
        turned = re.search(r"rotationDegrees = (\d+)", track)
        if turned and dump.parent.name == "mp4":
            assert source.medium.rotation_deg == int(turned[1]), name
            assert source.medium.mirrored == ("mirrorHorizontal = true" in track), name
        compared += 1
    assert compared >= 15


def _video_track(dump: str) -> str | None:
    tracks = re.split(r"\ntrack \d+:", dump)[1:]
    return next((t for t in tracks if "sampleMimeType = video" in t), None)


def test_a_variable_rate_keeps_every_written_time(tmp_path: Path, opened: Opener) -> None:
    pts = [0, 20, 44, 45, 90, 91, 150, 151, 400, 424, 430, 1000]
    clip = write_clip(tmp_path / "c.mkv", pts, container="matroska", options={"bf": "3"})
    frames = frames_of(opened(clip))
    assert [round(f.time_s / TIME_BASE) for f in frames] == pytest.approx(pts, abs=1)
    assert [number_in(f.rgb()) for f in frames] == list(range(len(pts)))
    assert [f.index for f in frames] == list(range(len(pts)))


def test_time_in_a_transport_stream_counts_from_its_start(tmp_path: Path, opened: Opener) -> None:
    clip = write_clip(tmp_path / "c.ts", [24 * i for i in range(20)], container="mpegts")
    source = opened(clip)
    frames = frames_of(source)
    assert source.medium.start_offset_s > 0
    assert frames[0].time_s == 0
    assert frames[1].time_s == Fraction(1, 25)


def test_an_edit_list_moves_the_start_and_is_not_taken_away(
    media_dir: Path, opened: Opener
) -> None:
    clip = media_dir / "androidx-media/media/mp4/edit_list_positive_shift.mp4"
    first = next(iter(frames_of(opened(clip))))
    assert first.index == 0
    assert first.time_s > 0


@pytest.mark.parametrize(("edit_list", "hidden"), [("1", 7), ("0", 0)])
def test_frames_before_zero_are_shown_only_where_no_edit_list_hides_them(
    tmp_path: Path, opened: Opener, edit_list: str, hidden: int
) -> None:
    options = {"use_editlist": edit_list, "avoid_negative_ts": "disabled"}
    path = tmp_path / "c.mp4"
    with av.open(str(path), "w", format="mp4", options=options) as out:
        stream = out.add_stream("libx264", rate=25, options={"bf": "0", "g": "5"})
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        for number in range(20):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
            frame.pts, frame.time_base = number - 7, Fraction(1, 25)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    source = opened(path)
    frames = frames_of(source)
    assert [number_in(f.rgb()) for f in frames] == list(range(hidden, 20))
    assert [f.time_s for f in frames] == [Fraction(n, 25) for n in range(20 - hidden)]
    table = source.packet_table()
    assert isinstance(table, FrameTable)
    assert table.pts.tolist() == [f.pts for f in frames]
