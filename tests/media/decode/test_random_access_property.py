"""Whatever the codec, the container, the distance of key frames, the B-frames and the times: a
frame reached by seeking is the frame that decoding from the start gives, and packets that prove a
frame table prove the one that decoding gives."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.media.decode.clip_maker import PIXEL_FORMATS, frames_of, pixels_of
from tests.media.decode.test_packet_table import assert_same, decoded_rows
from workbench.media.decode import ClipFrame, ClipSource, open_medium
from workbench.records.frame import FrameTable

FIXED_RATE = frozenset({"avi", "mpegts", "mpeg"})
HOMES = {
    "libx264": ("mp4", "mov", "matroska", "avi", "mpegts", "3gp"),
    "libx265": ("mp4", "mov", "matroska", "mpegts"),
    "libvpx": ("webm", "matroska", "avi"),
    "libvpx-vp9": ("webm", "mp4", "matroska"),
    "libsvtav1": ("mp4", "webm", "matroska"),
    "mpeg4": ("mp4", "mov", "matroska", "avi", "3gp"),
    "mpeg2video": ("mpegts", "mpeg", "matroska", "avi"),
    "mjpeg": ("avi", "mov", "matroska"),
    "prores_ks": ("mov", "matroska"),
}
"""Encoder → containers."""


@dataclass(frozen=True)
class Plan:
    """A clip to be made."""

    codec: str
    container: str
    steps: tuple[int, ...]
    """Distances between frames, in thirtieths of a second."""
    start: int
    options: dict[str, str]
    targets: tuple[int, ...]
    """Frames to be sought, modulo how many there are, and then steps forward by the remainder."""


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    codec = draw(st.sampled_from(sorted(HOMES)))
    container = draw(st.sampled_from(HOMES[codec]))
    count = draw(st.integers(2, 45))
    even = container in FIXED_RATE or codec == "mpeg2video"
    step = st.just(1) if even else st.sampled_from((1, 1, 1, 2, 3, 15, 90))
    steps = tuple(draw(st.lists(step, min_size=count, max_size=count)))
    start = 0 if even else draw(st.sampled_from((0, 0, 1, 100)))
    options = {"g": str(draw(st.integers(1, 50)))}
    if codec in ("libx264", "libx265", "mpeg4", "mpeg2video"):
        options["bf"] = str(draw(st.integers(0, 3)))
    if codec == "libx264":
        gop = draw(st.sampled_from(("open-gop=1", "intra-refresh=1", "b-pyramid=strict", "ref=5")))
        options["x264-params"] = gop
    if codec == "libx265":
        gop = draw(st.sampled_from(("open-gop=1", "open-gop=0", "temporal-layers=1")))
        options["x265-params"] = f"log-level=none:pools=1:frame-threads=1:{gop}"
    if codec.startswith("libvpx"):
        options |= {"cpu-used": "8", "lag-in-frames": str(draw(st.sampled_from((0, 16))))}
        options["auto-alt-ref"] = draw(st.sampled_from(("0", "1")))
    if codec == "libsvtav1":
        options["preset"] = "12"
    targets = draw(st.lists(st.integers(0, 10_000), min_size=3, max_size=8))
    return Plan(codec, container, steps, start, options, tuple(targets))


@contextlib.contextmanager
def made(plan: Plan) -> Iterator[ClipSource]:
    base = Fraction(1, 30)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip"
        with av.open(str(path), "w", format=plan.container) as out:
            stream = out.add_stream(plan.codec, rate=30, options=plan.options)
            stream.width, stream.height = 96, 64
            stream.pix_fmt = PIXEL_FORMATS.get(plan.codec, "yuv420p")
            stream.codec_context.time_base = base
            stream.codec_context.thread_count = 1
            at = plan.start
            for number, step in enumerate(plan.steps):
                frame = av.VideoFrame.from_ndarray(pixels_of(number, 96, 64), format="rgb24")
                frame.pts, frame.time_base = at, base
                at += step
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        fd = os.open(path, os.O_RDONLY)
        try:
            source = open_medium(fd)
            assert isinstance(source, ClipSource)
            yield source
        finally:
            os.close(fd)


def _named(frame: ClipFrame | None) -> tuple[int, str] | None:
    return None if frame is None else (frame.pts, frame.planes_sha256())


def bare_count(source: ClipSource) -> int:
    """Frames that PyAV gives of the file when nothing else is asked."""
    source.file.seek(0)
    with av.open(io.BytesIO(source.file.read())) as container:
        return sum(1 for _ in container.decode(video=0))


def keeps_the_rule(plan: Plan) -> None:
    with made(plan) as source:
        in_order = [(frame.pts, frame.planes_sha256()) for frame in frames_of(source)]
        # An encoder may leave out frames that come too soon after one another, or its last ones.
        assert len(in_order) == bare_count(source) > 0
        table = source.packet_table()
        if isinstance(table, FrameTable):
            assert_same(table, decoded_rows(source))
        times = [pts for pts, _ in in_order]
        for target in plan.targets:
            at = target % len(in_order)
            if times.count(times[at]) > 1:
                continue
            assert _named(source.frame_at_pts(times[at])) == in_order[at]
            for step in range(1, target % 4):
                expected = in_order[at + step] if at + step < len(in_order) else None
                assert _named(source.forward()) == expected
        taken_in_order(plan, source, in_order)


def taken_in_order(plan: Plan, source: ClipSource, in_order: Sequence[tuple[int, str]]) -> None:
    """What lies between two frames that are taken is not decoded whole."""
    times = [pts for pts, _ in in_order]
    chosen = sorted(one for one in in_order[:: 1 + plan.targets[0] % 9] if times.count(one[0]) == 1)
    assert [_named(frame) for frame in source.frames_at([pts for pts, _ in chosen])] == chosen


UNHURRIED = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(UNHURRIED, max_examples=40, derandomize=True)
@given(plans())
def test_random_access_is_sequential_decoding(plan: Plan) -> None:
    keeps_the_rule(plan)


@pytest.mark.long
@settings(UNHURRIED, max_examples=1500)
@given(plans())
def test_random_access_is_sequential_decoding_for_many_clips(plan: Plan) -> None:
    keeps_the_rule(plan)


@pytest.mark.parametrize(
    ("codec", "container"), [(codec, home) for codec, homes in HOMES.items() for home in homes]
)
def test_every_codec_in_every_container(codec: str, container: str) -> None:
    options = {"g": "12", "bf": "2"} if codec in ("libx264", "libx265", "mpeg4") else {"g": "12"}
    if codec == "libx265":
        options["x265-params"] = "log-level=none:pools=1"
    if codec == "libsvtav1":
        options["preset"] = "12"
    keeps_the_rule(Plan(codec, container, (1,) * 30, 0, options, (29, 3, 17, 18, 11, 0, 25)))


@pytest.mark.parametrize(("frames", "distance", "sought"), [(9, 3, (6, 0, 15)), (6, 2, (3, 0, 0))])
def test_times_that_are_guessed_are_guessed_from_the_start(
    frames: int, distance: int, sought: tuple[int, ...]
) -> None:
    """AVI has decoding times alone; what FFmpeg makes of them depends on where decoding began."""
    options = {"g": str(distance), "bf": "1", "x264-params": "open-gop=1"}
    keeps_the_rule(Plan("libx264", "avi", (1,) * frames, 0, options, sought))
