"""Frame table: from packets against decoding; and two hours of full HD."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.benchmarks.figures import Figure, Figures
from tests.media.decode.clip_maker import pixels_of
from workbench.media.decode import ClipSource, open_medium
from workbench.records.frame import FrameTable
from workbench.session import Desk

SIZES = {"480p": (854, 480), "720p": (1280, 720), "1080p": (1920, 1080)}
RATE, SECONDS = 30, 10
HOURS_2_FRAMES = 2 * 3600 * RATE
REPEATS = 3
SMALL_CRF = 51
"""Coarse enough that two hours fit into a few hundred megabytes."""
LEAST_TIMES = 20


def encoded(path: Path, size: tuple[int, int], crf: int = 23) -> Path:
    options = {"preset": "veryfast", "bf": "2", "crf": str(crf)}
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(RATE * SECONDS):
            # Two pictures, so that two hours of them do not fill the disk.
            picture = pixels_of(number if crf < SMALL_CRF else number % 2, *size)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def repeated(path: Path, clip: Path, frames: int) -> Path:
    """The clip again and again, its packets copied, until there are so many frames."""
    with av.open(str(clip)) as source, av.open(str(path), "w", format="mp4") as out:
        stream = source.streams.video[0]
        copy = out.add_stream_from_template(stream)
        packets = [(bytes(p), p.pts, p.dts, p.is_keyframe) for p in source.demux(stream) if p.size]
        step = int(1 / (RATE * Fraction(stream.time_base or 1)))
        for turn in range(frames // len(packets)):
            for data, pts, dts, key in packets:
                packet = av.Packet(data)
                packet.pts = (pts or 0) + turn * len(packets) * step
                packet.dts = (dts or 0) + turn * len(packets) * step
                packet.duration, packet.is_keyframe = step, key
                packet.time_base, packet.stream = stream.time_base, copy
                out.mux(packet)
    return path


def median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        began_s = time.perf_counter()
        work()
        times.append((time.perf_counter() - began_s) * 1000)
    return statistics.median(times)


@pytest.mark.parametrize("name", SIZES)
def test_packets_are_much_quicker_than_decoding(
    tmp_path: Path, figures: Figures, name: str
) -> None:
    path = encoded(tmp_path / "clip.mp4", SIZES[name])
    fds = [os.open(path, os.O_RDONLY) for _ in range(REPEATS)]
    # A source reads its packets once, and each of these has not read them yet.
    sources = [open_medium(fd) for fd in fds]
    unread = iter(sources)
    packets = median_ms(lambda: next(unread).packet_table())
    assert isinstance(sources[0], ClipSource)
    assert isinstance(sources[0].packet_table(), FrameTable)
    decoding = median_ms(lambda: sum(1 for _ in sources[0].play()))
    for fd in fds:
        os.close(fd)
    what = f"frame table of {RATE * SECONDS} frames of {name}, times as quick"
    times = decoding / packets
    figures.add(Figure(what, times, "x", "decoding them with two threads", 1.0, least=LEAST_TIMES))


def test_two_hours_are_counted_in_seconds(tmp_path: Path, figures: Figures, desk: Desk) -> None:
    short = encoded(tmp_path / "short.mp4", SIZES["1080p"], SMALL_CRF)
    long = repeated(tmp_path / "long.mp4", short, HOURS_2_FRAMES)
    found = median_ms(lambda: desk.frame_table(long))
    _medium, table = desk.frame_table(long)
    assert len(table) == HOURS_2_FRAMES
    with av.open(str(long)) as container:
        bare = median_ms(lambda: [container.seek(0), sum(1 for _ in container.demux(video=0))])
    what = f"frame table of two hours of 1080p, {HOURS_2_FRAMES} frames, in a locked worker"
    figures.add(Figure(what, found, "ms", "bare demuxing by PyAV", bare))
