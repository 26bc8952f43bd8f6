"""Damage is noted and never raised; hostile files end in a `MediaError` or a status."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.media.decode.clip_maker import Opener, frames_of, number_in, write_clip
from workbench.records.errors import MediaError, MediaFault
from workbench.records.frame import Unproven
from workbench.records.item import MediaStatus

PTS = [24 * i for i in range(100)]
SAMPLE = 500
ENDS = {"ok", "partial", "damaged", "unsupported", "empty", "out_of_memory", "too_large"}


def test_a_clip_cut_short_gives_the_frames_before_the_cut(tmp_path: Path, opened: Opener) -> None:
    whole = write_clip(tmp_path / "w.mp4", PTS, options={"movflags": "faststart", "g": "10"})
    # Without the index in front nothing can be read; with it, all up to the cut.
    clip = _with_index_in_front(whole, tmp_path / "f.mp4")
    clip.write_bytes(clip.read_bytes()[: int(clip.stat().st_size * 0.7)])
    source = opened(clip)
    assert source.medium.status is MediaStatus.PARTIAL
    assert source.medium.fault is MediaFault.TRUNCATED
    numbers = [number_in(f.rgb()) for f in frames_of(source)]
    assert 20 < len(numbers) < 100
    assert numbers[:20] == list(range(20))


def test_a_matroska_that_is_cut_short_is_read_in_part(tmp_path: Path, opened: Opener) -> None:
    clip = write_clip(tmp_path / "w.mkv", PTS, container="matroska", options={"g": "10"})
    whole = clip.read_bytes()
    assert opened(clip).medium.status is MediaStatus.OK
    clip.write_bytes(whole[: int(len(whole) * 0.7)])
    source = opened(clip)
    assert source.medium.status is MediaStatus.PARTIAL
    assert source.medium.fault is MediaFault.TRUNCATED
    assert isinstance(source.packet_table(), Unproven)
    assert 20 < len(frames_of(source)) < 100
    # What a live recorder writes states no size, and may end anywhere.
    at = whole.index(b"\x18\x53\x80\x67") + 4
    clip.write_bytes(whole[:at] + b"\x01" + b"\xff" * 7 + whole[at + 8 : len(whole) * 7 // 10])
    assert whole[at] == 1, "the size takes eight bytes"
    assert opened(clip).medium.status is MediaStatus.OK


def _with_index_in_front(clip: Path, to: Path) -> Path:
    import av

    with (
        av.open(str(clip)) as source,
        av.open(str(to), "w", format="mp4", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    return to


def test_damage_in_the_middle_is_noted_and_the_rest_is_read(tmp_path: Path, opened: Opener) -> None:
    clip = write_clip(tmp_path / "c.mp4", PTS, options={"g": "10"})
    content = bytearray(clip.read_bytes())
    middle = len(content) // 3
    content[middle : middle + 2500] = random.Random(3).randbytes(2500)
    clip.write_bytes(content)
    source = opened(clip)
    frames = frames_of(source)
    assert source.medium.status is MediaStatus.PARTIAL
    assert source.fault is not None
    numbers = [number_in(f.rgb()) for f in frames]
    assert numbers[:10] == list(range(10))
    assert numbers[-1] == 99
    assert [f.pts for f in frames] == sorted(f.pts for f in frames)


def test_a_container_without_an_index_gives_nothing(tmp_path: Path, opened: Opener) -> None:
    clip = write_clip(tmp_path / "c.mp4", PTS)
    clip.write_bytes(clip.read_bytes()[:4000])
    source = opened(clip)
    assert source.medium.status is MediaStatus.DAMAGED
    assert frames_of(source) == []
    assert source.peek(3) == []
    for ask in (source.picture, source.forward, lambda: source.frame_at_pts(0)):
        with pytest.raises(MediaError):
            ask()


def test_a_codec_that_is_not_let_in_is_named(tmp_path: Path, opened: Opener) -> None:
    clip = write_clip(tmp_path / "c.mkv", PTS[:5], codec="ffv1", container="matroska")
    source = opened(clip)
    assert source.medium.status is MediaStatus.UNSUPPORTED
    assert source.medium.fault is MediaFault.UNSUPPORTED_CODEC
    assert frames_of(source) == []


def test_hostile_files_end_in_a_status_within_limits(corpora_dir: Path, tmp_path: Path) -> None:
    files = _unpacked(corpora_dir / "malformed.tar.xz", tmp_path)
    chosen = random.Random(20).sample(files, min(SAMPLE, len(files)))
    done = subprocess.run(
        [sys.executable, "-m", "tests.media.decode.hostile_reader"],
        input="".join(f"{path}\n" for path in chosen),
        capture_output=True,
        text=True,
        cwd=CHECKOUT,
        timeout=240,
        check=False,
    )
    said = [json.loads(line) for line in done.stdout.splitlines()]
    last = said[-1]["path"] if said else None
    assert done.returncode == 0, f"{last}\n{done.stderr[-2000:]}"
    ends = Counter(one["end"] for one in said if "end" in one)
    assert sum(ends.values()) == len(chosen)
    assert set(ends) <= ENDS
    assert max(one["s"] for one in said if "s" in one) < 10


def _unpacked(archive: Path, to: Path) -> list[Path]:
    """Members as numbered files: their names are data of strangers."""
    files = []
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content is not None and not member.name.endswith(("MANIFEST.tsv", "README.md")):
                path = to / str(len(files))
                path.write_bytes(content.read())
                files.append(path)
    return files


@pytest.mark.parametrize("index_in_front", [False, True])
def test_a_clip_that_ends_too_early_is_called_cut_off_and_not_damaged(
    tmp_path: Path, opened: Opener, index_in_front: bool
) -> None:
    whole = write_clip(tmp_path / "w.mp4", PTS)
    if index_in_front:
        whole = _with_index_in_front(whole, tmp_path / "f.mp4")
    content = whole.read_bytes()
    cuts = [len(content) * part // 12 for part in range(1, 12)]
    for cut in cuts:
        whole.write_bytes(content[:cut])
        source = opened(whole)
        assert source.medium.fault is MediaFault.TRUNCATED, cut
        assert source.medium.status in (MediaStatus.DAMAGED, MediaStatus.PARTIAL)
    whole.write_bytes(content[:40] + random.Random(4).randbytes(5000))
    assert opened(whole).medium.fault in (MediaFault.DAMAGED, MediaFault.NO_STREAMS)
