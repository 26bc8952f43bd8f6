"""Bare decoding, to compare with: a program that does nothing else, and says what it took.

Loading the codecs is not counted.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def environment(**more: str) -> dict[str, str]:
    """As users have it: Python keeps what it has compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | more


@dataclass(frozen=True, slots=True)
class Taken:
    """What some work took."""

    wall_s: float
    cpu_s: float
    count: int


def clips(*paths: Path) -> Taken:
    """Every frame and all sound of clips, with two threads, as PyAV gives them."""
    return _run("clips", paths)


def pictures(*paths: Path) -> Taken:
    """Every frame of clips, without their sound, with two threads."""
    return _run("pictures", paths)


def stills(*paths: Path) -> Taken:
    """Stills as Pillow decodes them, two at a time."""
    return _run("stills", paths)


def _run(what: str, paths: tuple[Path, ...]) -> Taken:
    command = [sys.executable, "-m", "tests.benchmarks.bare", what, *map(str, paths)]
    done = subprocess.run(
        command, check=True, cwd=CHECKOUT, env=environment(), stdout=subprocess.PIPE
    )
    return Taken(**json.loads(done.stdout))


def _pictures(paths: list[str]) -> Callable[[], int]:
    return _clips(paths, sound=False)


def _clips(paths: list[str], sound: bool = True) -> Callable[[], int]:
    import av

    def decode() -> int:
        frames = 0
        for path in paths:
            with av.open(path) as container:
                picture = container.streams.video[0]
                picture.thread_count, picture.thread_type = 2, "AUTO"
                wanted = [picture, *container.streams.audio[: int(sound)]]
                for frame in container.decode(wanted):
                    frames += isinstance(frame, av.VideoFrame)
        return frames

    return decode


def _stills(paths: list[str]) -> Callable[[], int]:
    from PIL import Image

    Image.preinit()

    def load(path: str) -> None:
        with Image.open(path) as image:
            image.load()

    def decode() -> int:
        with ThreadPoolExecutor(2) as pool:
            return len(list(pool.map(load, paths)))

    return decode


def main(what: str, paths: list[str]) -> None:
    decode = {"clips": _clips, "pictures": _pictures, "stills": _stills}[what](paths)
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    count = decode()
    taken = Taken(time.perf_counter() - wall_s, time.process_time() - cpu_s, count)
    print(json.dumps(asdict(taken)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
