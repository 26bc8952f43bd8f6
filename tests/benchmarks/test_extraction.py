"""Taking frames out, against making PNG files of pictures that are there already, and decoding."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

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
SAMPLING = 1.1


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@pytest.mark.benchmark
def test_every_frame_waits_for_the_making_of_png_files(
    figures: Figures, footage: Material, desk: Desk, tmp_path: Path
) -> None:
    """Decoding, exact conversion, digests, PNG and rows take no longer than Pillow at its quickest
    takes for the PNG files alone, with as many threads; our own encoder alone stands beside."""
    with desk.new_case(tmp_path / "case.fvw") as case:
        case.add_items([footage.hd_30]).wait(300)
        within = Within(moment_from_text("f0"), moment_from_text(f"f{FRAMES - 1}"))
        taking_s = _timed(lambda: case.extract(CLIP, EveryFrame(), within=within))
        files = [case.frame_file(frame).read_bytes() for frame in case.frames(CLIP)]
    assert len(files) == FRAMES
    pictures = [png.decode(file, 10**8) for file in files[:: max(FRAMES // 12, 1)]]

    def timed_for_all(encode: Callable[[np.ndarray], bytes]) -> float:
        def make(rgb: np.ndarray) -> object:
            return originals.store_bytes(encode(rgb), tmp_path / encode.__name__, ".png")

        with ThreadPoolExecutor(ENCODERS) as encoders:
            return _timed(lambda: list(encoders.map(make, pictures))) * FRAMES / len(pictures)

    usual_s, own_s = timed_for_all(_pillow), timed_for_all(png.encode)
    what = f"every frame to PNG, {FRAMES} frames of 1080p"
    figures.add(Figure(what, taking_s, "s", "Pillow's quickest PNG alone", usual_s, most=usual_s))
    figures.add(Figure("the same", taking_s, "s", "our PNG alone", own_s))


def _pillow(rgb: np.ndarray) -> bytes:
    """As Pillow writes it when asked to be quick."""
    file = io.BytesIO()
    Image.fromarray(rgb).save(file, "PNG", compress_level=1)
    return file.getvalue()


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
