"""Taking frames out, against what it cannot be quicker than: making the PNG files, and decoding."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.benchmarks import bare
from tests.benchmarks.figures import Figure, Figures
from tests.benchmarks.material import Material
from workbench.ingest import originals
from workbench.media import png
from workbench.records.item import ItemId
from workbench.records.selection import Every, EveryFrame, Within, moment_from_text
from workbench.session import Desk
from workbench.session.extracting import ENCODERS

CLIP = ItemId(1)
FRAMES = 60
SLOWDOWN, SAMPLING = 1.35, 1.1


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@pytest.mark.benchmark
def test_every_frame_waits_for_the_making_of_png_files(
    figures: Figures, footage: Material, desk: Desk, tmp_path: Path
) -> None:
    """The same pictures, encoded and written by as many threads, with nothing else to do."""
    with desk.new_case(tmp_path / "case.fvw") as case:
        case.add_items([footage.hd_30]).wait(300)
        within = Within(moment_from_text("f0"), moment_from_text(f"f{FRAMES - 1}"))
        taking_s = _timed(lambda: case.extract(CLIP, EveryFrame(), within=within))
        files = [case.frame_file(frame).read_bytes() for frame in case.frames(CLIP)]
    assert len(files) == FRAMES
    pictures = [png.decode(file, 10**8) for file in files[:: max(FRAMES // 12, 1)]]

    def make(rgb: np.ndarray) -> object:
        return originals.store_bytes(png.encode(rgb), tmp_path / "alone", ".png")

    with ThreadPoolExecutor(ENCODERS) as encoders:
        alone_s = _timed(lambda: list(encoders.map(make, pictures))) * FRAMES / len(pictures)
    what = f"every frame to PNG, {FRAMES} frames of 1080p"
    figures.add(Figure(what, taking_s, "s", "making the PNG", alone_s, most=SLOWDOWN * alone_s))


@pytest.mark.benchmark
def test_one_frame_a_second_costs_little_more_than_decoding(
    figures: Figures, footage: Material, desk: Desk, tmp_path: Path
) -> None:
    with desk.new_case(tmp_path / "case.fvw") as case:
        case.add_items([footage.hd_30]).wait(300)
        decoding_s = bare.clips(footage.hd_30).wall_s
        sampling_s = _timed(lambda: case.extract(CLIP, Every(Fraction(1))))
    what, most = "a frame a second, 20 s of 1080p30", SAMPLING * decoding_s
    figures.add(Figure(what, sampling_s, "s", "bare decoding", decoding_s, most=most))
