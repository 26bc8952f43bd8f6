"""Footage for the benchmarks of viewing, and OpenCV at the same work in a program of its own.

`make FOLDER` writes the footage; `opencv CLIP` prints what stepping and scrubbing take with
VideoCapture and POS_FRAMES; `wrong CLIP …` how many numbered frames it gets wrong that way.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from tests.benchmarks.bare import CHECKOUT, environment
from tests.benchmarks.material import PHONE_CLIP

GROUP, RATE = 250, 30
STEPS, SCRUBS = 60, 40
NUMBERED = 240


KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "constant rate": ("a.mp4", {"group": 250, "b_frames": 0}),
    "B-frames": ("b.mp4", {"group": 60, "b_frames": 3}),
    "variable rate": ("c.mp4", {"group": 60, "b_frames": 0, "uneven": True}),
    "B-frames in Matroska": ("d.mkv", {"group": 60, "b_frames": 3}),
    "B-frames at a variable rate": ("e.mkv", {"group": 60, "b_frames": 3, "uneven": True}),
    "an edit list that hides frames": ("f.mp4", {"group": 60, "b_frames": 3, "start_ms": -280}),
    "a start after zero": ("g.mkv", {"group": 60, "b_frames": 3, "start_ms": 5000}),
    "open groups": ("h.mp4", {"group": 24, "b_frames": 3, "open_groups": True}),
    "transport stream": ("i.ts", {"group": 60, "b_frames": 3}),
    "open groups in a transport stream": (
        "j.ts",
        {"group": 24, "b_frames": 3, "open_groups": True},
    ),
}
"""Clips in which each frame says its number, by what is special in them: file, and how it is
written."""


@dataclass(frozen=True, slots=True)
class Footage:
    """Where it was written."""

    folder: Path

    @property
    def long_groups(self) -> Path:
        return self.folder / "group-250.mp4"

    @property
    def two_hours(self) -> Path:
        return self.folder / "two-hours.mp4"

    @property
    def uhd(self) -> Path:
        return self.folder / "uhd.mp4"

    @property
    def numbered(self) -> dict[str, Path]:
        """Clips in which each frame says its number, by what is special in them."""
        return {name: self.folder / file for name, (file, _how) in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Steps:
    """What OpenCV took, in milliseconds; positions a second."""

    first_ms: float
    forward_ms: float
    back_ms: float
    scrubs_per_s: float


def make(folder: Path) -> Footage:
    _run("make", folder)
    return Footage(folder)


def opencv(clip: Path) -> Steps:
    return Steps(**json.loads(_run("opencv", clip)))


@dataclass(frozen=True, slots=True)
class Numbered:
    """A clip of numbered frames: the number of each that is shown, in order, as PyAV decodes them
    all; and how often OpenCV gave another one."""

    numbers: list[int]
    wrong: int


def opencv_wrong(*clips: Path) -> list[Numbered]:
    return [Numbered(**told) for told in json.loads(_run("wrong", *clips))]


def asked_for(numbers: list[int]) -> list[int]:
    """Indices in the order in which they are asked for: any."""
    return random.Random(2).sample(range(len(numbers)), len(numbers))


def _run(what: str, *paths: Path) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.viewing", what, *map(str, paths)]
    quiet = environment(OPENCV_FFMPEG_LOGLEVEL="-8")  # it complains of open groups, frame by frame
    return subprocess.run(
        command, check=True, cwd=CHECKOUT, env=quiet, stdout=subprocess.PIPE, text=True
    ).stdout


def _make(footage: Footage) -> None:
    from tests.footage import write_numbered

    footage.folder.mkdir(exist_ok=True)
    _encode(footage.long_groups, 600, 1, 8_000_000)
    _encode(footage.uhd, 90, 2, 32_000_000)
    once = footage.folder / "once.mp4"
    _encode(once, GROUP, 1, 400_000)
    _repeat(once, footage.two_hours, 2 * 3600)
    for file, how in KINDS.values():
        write_numbered(footage.folder / file, NUMBERED, **how)


def _encode(path: Path, count: int, scale: int, bit_rate: int) -> None:
    """The phone clip, there and back again, in groups of 250 with B-frames."""
    import av

    with av.open(str(PHONE_CLIP)) as clip:
        there = [f.reformat(f.width * scale, f.height * scale, "yuv420p")
                 for f in clip.decode(video=0)][: 60 // scale]  # fmt: skip
    frames = there + there[-2:0:-1]
    options = {"preset": "superfast", "g": str(GROUP), "keyint_min": str(GROUP), "bf": "2",
               "sc_threshold": "0", "threads": "2"}  # fmt: skip
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height, stream.pix_fmt = frames[0].width, frames[0].height, "yuv420p"
        stream.bit_rate = bit_rate
        for n in range(count):
            frame = frames[n % len(frames)]
            frame.pts, frame.time_base, frame.pict_type = n, Fraction(1, RATE), 0
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _repeat(once: Path, path: Path, seconds: int) -> None:
    """The packets of a clip, one time after another."""
    import av

    with av.open(str(once)) as first:
        source = first.streams.video[0]
        packets = [(bytes(p), p.pts, p.dts, p.is_keyframe, p.duration)
                   for p in first.demux(video=0) if p.size]  # fmt: skip
        assert source.duration is not None
        assert source.time_base is not None
        length, base = source.duration, source.time_base
        with av.open(str(path), "w") as out:
            stream = out.add_stream_from_template(source)
            for turn in range(math.ceil(seconds / (length * base))):
                for data, pts, dts, key, duration in packets:
                    assert pts is not None
                    assert dts is not None
                    packet: Any = av.Packet(data)
                    packet.pts, packet.dts = pts + turn * length, dts + turn * length
                    packet.duration, packet.time_base = duration, base
                    packet.is_keyframe, packet.stream = key, stream
                    out.mux(packet)


def _timed(work: Callable[[], object]) -> float:
    began_s = time.perf_counter()
    work()
    return (time.perf_counter() - began_s) * 1000


def _opencv(path: str) -> Steps:
    import cv2

    def opened() -> Any:
        clip = cv2.VideoCapture(path, cv2.CAP_FFMPEG)  # noqa: TID251  # the rival
        assert clip.read()[0]
        return clip

    def at(index: int) -> None:
        clip.set(cv2.CAP_PROP_POS_FRAMES, index)
        assert clip.read()[0]

    first = statistics.median(_timed(opened) for _ in range(5))
    clip = opened()
    count = int(clip.get(cv2.CAP_PROP_FRAME_COUNT))
    at(180)
    forward = statistics.median(_timed(clip.read) for _ in range(STEPS))
    back = statistics.median(_timed(lambda n=n: at(n)) for n in range(240, 240 - 12, -1))
    places = random.Random(1).sample(range(count), SCRUBS // 4)
    took_ms = sum(_timed(lambda n=n: at(n)) for n in places)
    return Steps(first, forward, back, 1000 * len(places) / took_ms)


def _wrong(path: str) -> Numbered:
    """Frames asked for in a random order, as a viewer asks."""
    import av
    import cv2

    from tests.footage import numbers_of

    with av.open(path) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    numbers = [numbers_of(rgb) for rgb in shown]
    clip = cv2.VideoCapture(path, cv2.CAP_FFMPEG)  # noqa: TID251  # the rival
    wrong = 0
    for index in asked_for(numbers):
        clip.set(cv2.CAP_PROP_POS_FRAMES, index)
        good, bgr = clip.read()
        wrong += not good or numbers_of(bgr) != numbers[index]
    return Numbered(numbers, wrong)


def main(what: str, *arguments: str) -> None:
    if what == "make":
        _make(Footage(Path(arguments[0])))
    elif what == "opencv":
        print(json.dumps(asdict(_opencv(arguments[0]))))
    else:
        print(json.dumps([asdict(_wrong(path)) for path in arguments]))


if __name__ == "__main__":
    main(*sys.argv[1:])
