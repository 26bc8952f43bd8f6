"""What this program says of frames, against what others say of them: counted, for a table.

`python -m tests.media.decode.truth MEDIA` prints the rows that stand in docs/frame-exactness.md.
Each function compares with one oracle; a frame differs unless it is equal, or its likeness is what
the same frame through another conversion has.
"""

from __future__ import annotations

import bisect
import json
import os
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from tests.media.decode.clip_maker import frames_of
from workbench.media.decode import ClipSource, Source, open_medium
from workbench.media.decode.colour import Converters
from workbench.records.errors import MediaError
from workbench.records.frame import TYPE_CODES, FrameTable

Rgb = NDArray[np.uint8]
ROUNDING_S = 2e-6
SAME_FRAME_DB = 30
"""Of two conversions of one frame, at least; the next frame is much less like it."""
NOT_ADMITTED = frozenset({"exiftool/t/images/Flash.flv"})
OFFSET_US = {"ts/sample_h264_mpeg_audio.ts": 1_400_000}
"""ExoPlayer's zero of the programme clock, by name: docs/frame-exactness.md."""
MORE_FRAMES = {"mp4/sample_with_invalid_nalu.mp4": 1}


@dataclass
class Tally:
    """How much was compared."""

    files: int = 0
    frames: int = 0
    differing: int = 0

    def add(self, differs: Iterator[bool]) -> None:
        found = list(differs)
        self.files += 1
        self.frames += len(found)
        self.differing += sum(found)


@contextmanager
def opened(path: Path) -> Iterator[Source | None]:
    """The source of a file; None for one that is not read."""
    fd = os.open(path, os.O_RDONLY)
    try:
        yield open_medium(fd)
    except MediaError:
        yield None
    finally:
        os.close(fd)


def likeness_db(a: Rgb, b: Rgb) -> float:
    error = np.mean((a.astype(float) - b) ** 2)
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


def ffprobe(media: Path) -> Tally:
    """Times, key frames and picture types of every frame."""
    tally = Tally()
    for oracle in sorted((media / "_oracle").glob("*.ffprobe.json")):
        for name, said in json.loads(oracle.read_text()).items():
            times = said.get("frame_pts_time")
            if not times or name in NOT_ADMITTED:
                continue
            with opened(media / name) as source:
                if not isinstance(source, ClipSource):
                    continue
                frames = frames_of(source)
                keys = set(said["keyframe_index"])
                rows = zip(frames, times, said["pict_types"], strict=False)
                tally.add(
                    abs(float(f.pts * f.time_base) - at) > ROUNDING_S
                    or f.key != (f.index in keys)
                    or (f.type.value if f.type else "?") != kind
                    for f, at, kind in rows
                )
                tally.differing += abs(len(frames) - len(times))
    return tally


def torchcodec_times(media: Path) -> Tally:
    """PTS and duration of every frame."""
    folder = media / "torchcodec/test/resources"
    said = json.loads((folder / "nasa_13013.mp4.stream0.all_frames_info.json").read_text())
    tally = Tally()
    with opened(folder / "nasa_13013.mp4") as source:
        assert source is not None
        frames = frames_of(source)
        tally.add(
            abs(float(f.time_s) - float(one["pts_time"])) > ROUNDING_S
            or abs(float(f.duration * f.time_base) - float(one["duration_time"])) > ROUNDING_S
            for f, one in zip(frames, said, strict=True)
        )
    return tally


def tensor(path: Path, height_px: int, width_px: int) -> Rgb:
    """The picture in a `.pt`: its raw storage, rows of RGB. Nothing is unpickled."""
    with zipfile.ZipFile(path) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith("/data/0"))
        raw = np.frombuffer(archive.read(name), np.uint8)
    return raw.reshape(height_px, width_px, 3)


def torchcodec_pictures(media: Path) -> Tally:
    """Frames by number and by time, also of a clip's second picture."""
    folder = media / "torchcodec/test/resources"
    tally = Tally()
    with opened(folder / "h265_video.mp4") as source:
        assert source is not None
        pictures = [f.upright_rgb() for f in frames_of(source)]
    expected = tensor(folder / "h265_video.mp4.stream0.frame000005.pt", 128, 128)
    tally.add(iter([most_like(pictures, expected) != 5]))
    pictures, times = second_picture(folder / "nasa_13013.mp4", 3)
    differs = []
    for path in sorted(folder.glob("nasa_13013.mp4.*.pt")):
        stated = path.name.removeprefix("nasa_13013.mp4.").removesuffix(".pt")
        if stated.startswith("time"):
            # They were made by `ffmpeg -ss`: the first frame that does not begin before.
            index = bisect.bisect_left(times, Fraction(stated[4:]))
        else:
            index = int(stated[-6:])
        expected = tensor(path, 270, 480)
        near = range(max(index - 3, 0), min(index + 4, len(pictures)))
        best = max(near, key=lambda n, e=expected: likeness_db(pictures[n], e))  # type: ignore[misc]
        differs.append(best != index or likeness_db(pictures[index], expected) < SAME_FRAME_DB)
    tally.add(iter(differs))
    return tally


def second_picture(path: Path, stream: int) -> tuple[list[Rgb], list[Fraction]]:
    """Every frame of another picture stream, converted as we convert."""
    converters = Converters()
    with av.open(str(path)) as container:
        frames = list(container.decode(container.streams[stream]))
    pictures = [converters.exact_rgb(f) for f in frames if isinstance(f, av.VideoFrame)]
    return pictures, [Fraction(f.pts or 0) * Fraction(f.time_base or 0) for f in frames]


def most_like(pictures: list[Rgb], expected: Rgb) -> int:
    likeness = [likeness_db(picture, expected) for picture in pictures]
    best = int(np.argmax(likeness))
    return best if likeness[best] >= SAME_FRAME_DB else -1


def androidx_times(media: Path) -> Tally:
    """Time of every sample."""
    dumps = media / "androidx-media/extractordumps"
    tally = Tally()
    for dump in sorted(dumps.glob("*/*.0.dump")):
        name = str(dump.relative_to(dumps)).removesuffix(".0.dump")
        tracks = re.split(r"\ntrack \d+:", dump.read_text())[1:]
        track = next((t for t in tracks if "sampleMimeType = video" in t), None)
        clip = media / "androidx-media/media" / name
        if track is None or not clip.is_file() or name in MORE_FRAMES:
            continue
        with opened(clip) as source:
            if not isinstance(source, ClipSource):
                continue
            said = sorted(int(t) for t in re.findall(r"sample \d+:\s+time = (-?\d+)", track))
            offset = OFFSET_US.get(name, 0)
            got = [int(f.pts * f.time_base * 1_000_000) - offset for f in frames_of(source)]
            tally.add(abs(a - b) > 1 for a, b in zip(got, said, strict=True))
    return tally


def androidx_pictures(media: Path) -> Tally:
    """Named frames as Android's FrameExtractor gives them."""
    folder = media / "androidx-media/media/mp4"
    golden = media / "androidx-media/test-generated-goldens/FrameExtractorTest/sample_0.000.png"
    tally = Tally()
    wanted = {
        folder / "testvid_1022ms.mp4": {
            int(p.stem[-3:]): p for p in folder.glob("testvid_1022ms_*.png")
        },
        folder / "sample.mp4": {0: golden},
    }
    for clip, pictures in wanted.items():
        _compare_pictures(clip, pictures, tally)
    return tally


def counter(media: Path) -> Tally:
    """Frames with their numbers burned in."""
    folder = media / "pyscenedetect/tests/resources"
    pictures = {int(p.stem[-3:]) - 1: p for p in (folder / "counter").glob("frame*.png")}
    tally = Tally()
    _compare_pictures(folder / "counter.mp4", pictures, tally)
    return tally


def _compare_pictures(clip: Path, pictures: dict[int, Path], tally: Tally) -> None:
    with opened(clip) as source:
        assert source is not None
        frames = [f.upright_rgb() for f in frames_of(source)]
    differs = []
    for index, path in pictures.items():
        with opened(path) as still:
            assert still is not None
            differs.append(most_like(frames, still.picture().upright_rgb()) != index)
    tally.add(iter(differs))


def packets(media: Path) -> Tally:
    """Our own table from packets, where they prove one, against decoding."""
    tally = Tally()
    for source in clips(media):
        table = source.packet_table()
        if isinstance(table, FrameTable):
            rows = zip(table.pts, table.duration, table.key, table.type, strict=True)
            decoded = frames_of(source)
            tally.add(
                (f.pts, f.duration, f.key) != (pts, duration, key)
                or kind not in (0, TYPE_CODES[f.type])
                for f, (pts, duration, key, kind) in zip(decoded, rows, strict=True)
            )
    return tally


def random_access(media: Path) -> Tally:
    """Frames sought from all over each clip, last first, against decoding from the start."""
    tally = Tally()
    for source in clips(media):
        frames = frames_of(source)
        if not frames or source.fault is not None:
            continue
        chosen = frames[:: max(len(frames) // 12, 1)][::-1]
        in_order = [(f.pts, f.planes_sha256()) for f in chosen]
        tally.add(
            (found := source.frame_at_pts(pts)) is None or found.planes_sha256() != digest
            for pts, digest in in_order
        )
        source.close()
    return tally


def clips(media: Path) -> Iterator[ClipSource]:
    """Every clip of the collection that has pictures."""
    for path in sorted(media.rglob("*")):
        if path.is_file() and path.suffix.lower() in SUFFIXES:
            with opened(path) as source:
                if isinstance(source, ClipSource) and source.medium.width_px is not None:
                    yield source


SUFFIXES = frozenset(
    {".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".3gp", ".ts", ".m2ts", ".ogg", ".flv"}
)
ORACLES: dict[str, Callable[[Path], Tally]] = {
    "ffprobe 5.1: times, key frames, picture types": ffprobe,
    "torchcodec: PTS and duration": torchcodec_times,
    "torchcodec: pictures by number and by time": torchcodec_pictures,
    "ExoPlayer (androidx): time of each sample": androidx_times,
    "Android's FrameExtractor: pictures": androidx_pictures,
    "PySceneDetect counter: burned-in numbers": counter,
    "packets against decoding": packets,
    "random access against decoding from the start": random_access,
}


def main(arguments: list[str]) -> None:
    print("| compared with | files | frames compared | differing |\n|---|---|---|---|")
    for name, compare in ORACLES.items():
        tally = compare(Path(arguments[0]))
        print(f"| {name} | {tally.files} | {tally.frames} | {tally.differing} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
