"""A frame table from packets is the one that decoding gives, or it is not given at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.decode.clip_maker import Opener, frames_of, write_clip
from workbench.media.decode import ClipSource, Source
from workbench.records.errors import MediaError
from workbench.records.frame import TYPE_CODES, FrameTable, TableOrigin, Unproven

Row = tuple[int, int, bool, int]

X264 = {
    "b-pyramid": "bframes=6:b-pyramid=normal:keyint=48",
    "open-gop": "open-gop=1:bframes=3:keyint=12",
    "intra-refresh": "intra-refresh=1:keyint=20",
    "slices": "slices=4:bframes=2:keyint=30",
    "no-b": "bframes=0:keyint=250",
    "weighted": "bframes=16:b-adapt=2:ref=8:keyint=100",
}
CLIPS = {
    **{f"h264 {name}": ("libx264", "mp4", {"x264-params": p}) for name, p in X264.items()},
    "h264 matroska": ("libx264", "matroska", {"bf": "2"}),
    "h264 baseline": ("libx264", "3gp", {"profile": "baseline"}),
    "hevc": ("libx265", "mp4", {"x265-params": "log-level=none:bframes=4:keyint=30"}),
    "hevc open": ("libx265", "mp4", {"x265-params": "log-level=none:open-gop=1:keyint=12"}),
    "hevc layers": ("libx265", "mov", {"x265-params": "log-level=none:temporal-layers=1"}),
    "hevc slices": ("libx265", "mp4", {"x265-params": "log-level=none:slices=2"}),
    "vp8": ("libvpx", "webm", {"auto-alt-ref": "1", "lag-in-frames": "16"}),
    "vp9": ("libvpx-vp9", "webm", {"auto-alt-ref": "1", "lag-in-frames": "25", "cpu-used": "8"}),
    "vp9 mp4": ("libvpx-vp9", "mp4", {"auto-alt-ref": "6", "lag-in-frames": "25"}),
    "av1": ("libsvtav1", "mp4", {"preset": "12"}),
    "av1 matroska": ("libsvtav1", "matroska", {"preset": "10", "g": "20"}),
    "mpeg4": ("mpeg4", "mp4", {"bf": "2", "g": "24"}),
    "mjpeg": ("mjpeg", "mov", {}),
    "prores": ("prores_ks", "mov", {}),
}
NOT_PROVEN = {
    "h264 ts": ("libx264", "mpegts", {}),
    "mpeg2": ("mpeg2video", "mpeg", {"bf": "2"}),
}
MOST_UNPROVEN = 10
"""Of the clips in the media collection, those whose packets prove nothing."""


def rows(table: FrameTable) -> list[Row]:
    columns = (table.pts, table.duration, table.key, table.type)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def decoded_rows(source: Source) -> list[Row]:
    return [(f.pts, f.duration, f.key, TYPE_CODES[f.type]) for f in frames_of(source)]


def assert_same(table: FrameTable, decoded: list[Row]) -> None:
    """Equal, but for a picture type that the packets leave open."""
    got = rows(table)
    assert [row[:3] for row in got] == [row[:3] for row in decoded]
    assert all(row[3] in (0, other[3]) for row, other in zip(got, decoded, strict=True))


@pytest.mark.parametrize("name", CLIPS)
def test_packets_prove_what_decoding_gives(tmp_path: Path, opened: Opener, name: str) -> None:
    codec, container, options = CLIPS[name]
    times = [24 * i for i in range(70)]
    source = opened(write_clip(tmp_path / "clip", times, codec, container, options))
    table = source.packet_table()
    assert isinstance(table, FrameTable), table
    assert table.origin is TableOrigin.PACKETS
    assert_same(table, decoded_rows(source))


@pytest.mark.parametrize("name", NOT_PROVEN)
def test_where_packets_prove_nothing_no_table_is_given(
    tmp_path: Path, opened: Opener, name: str
) -> None:
    codec, container, options = NOT_PROVEN[name]
    times = [24 * i for i in range(30)]
    source = opened(write_clip(tmp_path / "clip", times, codec, container, options))
    assert isinstance(source.packet_table(), Unproven)


def test_interlaced_fields_and_frames_are_told_apart(tmp_path: Path, opened: Opener) -> None:
    options = {"flags": "+ildct+ilme", "x264-params": "tff=1:bframes=2"}
    source = opened(write_clip(tmp_path / "c.mp4", [24 * i for i in range(40)], options=options))
    table = source.packet_table()
    assert isinstance(table, FrameTable), table
    assert_same(table, decoded_rows(source))


def test_a_clip_that_is_cut_short_is_not_proven(tmp_path: Path, opened: Opener) -> None:
    for container in ("mp4", "matroska"):
        options = {"movflags": "faststart"} if container == "mp4" else {}
        whole = write_clip(
            tmp_path / container, [24 * i for i in range(60)], container=container, options=options
        )
        cut = tmp_path / f"{container}-cut"
        cut.write_bytes(whole.read_bytes()[: whole.stat().st_size * 2 // 3])
        source = opened(cut)
        table = source.packet_table()
        if isinstance(table, FrameTable):
            assert_same(table, decoded_rows(source))


def test_tables_of_the_media_collection_are_those_of_decoding(
    media_dir: Path, opened: Opener
) -> None:
    proven = unproven = 0
    for path in sorted(media_dir.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in SUFFIXES:
            continue
        try:
            source = opened(path)
        except MediaError:
            continue
        if not isinstance(source, ClipSource) or source.medium.width_px is None:
            continue
        table = source.packet_table()
        if isinstance(table, FrameTable):
            assert_same(table, decoded_rows(source))
            proven += 1
        else:
            unproven += 1
    assert proven >= 65
    assert unproven <= MOST_UNPROVEN


SUFFIXES = frozenset(
    {
        ".mp4",
        ".mov",
        ".m4v",
        ".mkv",
        ".webm",
        ".avi",
        ".3gp",
        ".ts",
        ".mts",
        ".m2ts",
        ".ogg",
        ".flv",
    }
)
