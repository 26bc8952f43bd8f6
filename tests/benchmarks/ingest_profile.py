"""`python -m tests.benchmarks.ingest_profile [CLIP…]`: what each step of fingerprints costs.

Of each clip, once as it is and once at 1080p, every frame is decoded and given to the instruments
for fingerprints and features, with the clock of the processor stopped at each step. Times are of
one thread; bare decoding is in the same table.
"""

from __future__ import annotations

import io
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import av
import cv2

from tests.matching.footage import Footage, Shown, read_clip, write_clip
from tests.robustness.sources import SAMPLE
from workbench.instruments import features, fingerprint, pdq
from workbench.instruments.features import FEATURES, FeaturesParams
from workbench.instruments.fingerprint import FINGERPRINT, FingerprintParams

FULL_HD = 1920, 1080
FRAMES = 300
STEPS = (
    ("shrunk", Shown, "small_luma"),
    ("bars cut", fingerprint, "cut"),
    ("bars looked for", fingerprint, "look_at"),
    ("blocks", pdq, "block"),
    ("transform and median", pdq, "from_blocks"),
    ("features chosen", features, "_from_all_over"),
)
"""What it is called, and the function that does it."""


class Clock:
    """Seconds of the processor by step; a step inside another counts for itself alone."""

    def __init__(self) -> None:
        self.spent_s: Counter[str] = Counter()
        self._open: list[float] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        begun, inside = time.process_time(), len(self._open)
        self._open.append(0.0)
        try:
            yield
        finally:
            whole = time.process_time() - begun
            self.spent_s[name] += whole - self._open.pop()
            if inside:
                self._open[-1] += whole

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **named: Any) -> Any:
            with self.step(name):
                return work(*given, **named)

        return measured


def main(paths: list[str]) -> None:
    cv2.setNumThreads(1)
    for path in map(Path, paths or [str(SAMPLE / "space-needle.mp4")]):
        for name, data in ((path.name, path.read_bytes()), (f"{path.name} at 1080p", large(path))):
            report(name, data)


def large(path: Path) -> bytes:
    """The clip enlarged: what its fingerprints cost is as of any of that size."""
    read = read_clip(path, rgb=True, limit=FRAMES)
    assert read is not None
    return write_clip((cv2.resize(one.rgb(), FULL_HD) for one in read.frames), 30, 23, "ultrafast")


def report(name: str, data: bytes) -> None:
    clock = Clock()
    with clock.step("decoded"):
        read = read_clip(data, limit=FRAMES)
    assert read is not None
    with clock.step("decoded, bare"):
        bare(data)
    with ExitStack() as stack:
        for step, owner, function in STEPS:
            work = clock.timed(step, getattr(owner, function))
            stack.enter_context(patch.object(owner, function, work))
        with clock.step("fingerprints, the rest"):
            prints = fingerprints(read)
        with clock.step("features found and described"):
            frames = looked_at(read)
    print(f"\n{name}: {len(read.frames)} frames, {prints} fingerprints, {frames} with features\n")
    print("| step | CPU s | ms a frame decoded |\n|---|---|---|")
    for step, spent_s in clock.spent_s.most_common():
        print(f"| {step} | {spent_s:.3f} | {1000 * spent_s / len(read.frames):.2f} |")


def bare(data: bytes) -> None:
    with av.open(io.BytesIO(data)) as container:
        container.streams.video[0].thread_count = 1
        for count, _ in enumerate(container.decode(video=0)):
            if count + 1 == FRAMES:
                break


def fingerprints(footage: Footage) -> int:
    """How many, in all variants."""
    fold = FINGERPRINT.begin(FingerprintParams(), footage)
    for frame in footage.frames:
        fold.frame(frame)
    return sum(part.facts["n"] for part in fold.finish())


def looked_at(footage: Footage) -> int:
    fold = FEATURES.begin(FeaturesParams(), footage)
    for frame in footage.frames:
        fold.frame(frame)
    (measured,) = fold.finish()
    return int(measured.facts["frames"])


if __name__ == "__main__":
    main(sys.argv[1:])
