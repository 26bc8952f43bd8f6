"""Import with every instrument against bare decoding of the same footage; memory of the worker."""

from __future__ import annotations

import statistics
from pathlib import Path

import pytest

from tests.benchmarks import bare
from tests.benchmarks.figures import Figure, Figures
from tests.benchmarks.importing import Import, fingerprint, take_in
from tests.benchmarks.material import PHONE_CLIP, SAMPLE, Material
from workbench.session import Desk

REPEATS = 3
SLOWDOWN, FINGERPRINTS_SLOWDOWN = 1.5, 1.6
FINGERPRINTED_MS, DECODED_MS = 2.0, 0.2
WORKER_MB, WORKER_UHD_MB = 768, 1200

Places = pytest.TempPathFactory


def pairs(desk: Desk, places: Places, clip: Path, count: int) -> list[tuple[bare.Taken, Import]]:
    """Bare decoding and import, one after the other, so that both meet the same load."""
    return [(bare.clips(clip), take_in(desk, places.mktemp("case"), [clip])) for _ in range(count)]


def compare(
    figures: Figures, what: str, found: list[tuple[bare.Taken, Import]], most: float = SLOWDOWN
) -> None:
    """Two figures: by the clock, and by the processor, which other work on the machine disturbs
    less."""
    cpu = statistics.median(i.cpu_s for _, i in found), statistics.median(b.cpu_s for b, _ in found)
    wall = statistics.median(i.wall_s / b.wall_s for b, i in found)
    figures.add(Figure(f"{what}: CPU", cpu[0], "s", "bare decoding", cpu[1], most=most * cpu[1]))
    figures.add(Figure(f"{what}: time", wall, "×", "bare decoding", 1.0, most=most))


@pytest.mark.parametrize("rate", [30, 60])
def test_hd_clips(
    rate: int, figures: Figures, footage: Material, desk: Desk, tmp_path_factory: Places
) -> None:
    clip = {30: footage.hd_30, 60: footage.hd_60}[rate]
    found = pairs(desk, tmp_path_factory, clip, REPEATS)
    peak_mb = max(i.peak_bytes for _, i in found) / 1e6
    what = f"import, 20 s of 1080p{rate}"
    figures.add(Figure(f"{what}: worker", peak_mb, "MB", "its limit", WORKER_MB, most=WORKER_MB))
    compare(figures, what, found)


def test_a_clip_of_a_phone_of_one_second_and_a_half(
    figures: Figures, desk: Desk, tmp_path_factory: Places
) -> None:
    """The worker, the disk and the looks for bars weigh more than in a longer clip: no target."""
    found = pairs(desk, tmp_path_factory, PHONE_CLIP, REPEATS)
    wall = statistics.median(i.wall_s for _, i in found)
    decoding = statistics.median(b.wall_s for b, _ in found)
    figures.add(Figure("import, 1.5 s of 1080p27", wall, "s", "bare decoding", decoding))


@pytest.mark.parametrize("name", ["motorway.mp4", "box.mp4", "space-needle.mp4"])
def test_smaller_clips(name: str, figures: Figures, desk: Desk, tmp_path_factory: Places) -> None:
    found = pairs(desk, tmp_path_factory, SAMPLE / name, REPEATS)
    extra_ms = statistics.median((i.cpu_s - b.cpu_s) * 1000 for b, i in found)
    _, one = found[0]
    allowed = FINGERPRINTED_MS * one.fingerprinted + DECODED_MS * one.frames
    what = f"import, {name}: CPU over decoding"
    figures.add(Figure(what, extra_ms, "ms", "what is allowed", allowed, most=allowed))


@pytest.mark.parametrize("rate", [30, 60])
def test_fingerprints_of_hd_clips(
    rate: int, figures: Figures, footage: Material, desk: Desk
) -> None:
    """Ten a second, and four of the mirrored picture, in all variants, against bare decoding of
    the pictures."""
    clip = {30: footage.hd_30, 60: footage.hd_60}[rate]
    found = [(bare.pictures(clip), fingerprint(desk, clip)) for _ in range(REPEATS)]
    compare(figures, f"fingerprints, 20 s of 1080p{rate}", found, FINGERPRINTS_SLOWDOWN)


@pytest.mark.parametrize("name", ["motorway.mp4", "box.mp4", "space-needle.mp4"])
def test_fingerprints_of_smaller_clips(name: str, figures: Figures, desk: Desk) -> None:
    clip = SAMPLE / name
    found = [(bare.pictures(clip), fingerprint(desk, clip)) for _ in range(REPEATS)]
    extra_ms = statistics.median((i.cpu_s - b.cpu_s) * 1000 for b, i in found)
    each_ms = extra_ms / found[0][1].fingerprinted
    what, against = f"fingerprints, {name}: CPU for each frame", "what is allowed"
    allowed = FINGERPRINTED_MS
    figures.add(Figure(what, each_ms, "ms", against, allowed, most=allowed))


def test_4k_of_10_bits(
    figures: Figures, footage: Material, desk: Desk, tmp_path_factory: Places
) -> None:
    ((decoded, imported),) = pairs(desk, tmp_path_factory, footage.uhd, 1)
    peak_mb, what = imported.peak_bytes / 1e6, "import, 5 s of 2160p30 in 10 bits"
    limit = WORKER_UHD_MB
    figures.add(Figure(f"{what}: CPU", imported.cpu_s, "s", "bare decoding", decoded.cpu_s))
    figures.add(Figure(f"{what}: worker", peak_mb, "MB", "its limit", limit, most=limit))


@pytest.mark.parametrize(("size", "least"), [("1280 × 960", 40), ("4000 × 3000", 12)])
def test_stills(
    size: str,
    least: int,
    figures: Figures,
    footage: Material,
    desk: Desk,
    tmp_path_factory: Places,
) -> None:
    """Copied, digested, synced, sniffed, decoded and measured; as many at a time as the program
    takes on."""
    folder = {"1280 × 960": footage.small_stills, "4000 × 3000": footage.large_stills}[size]
    stills = sorted(folder.iterdir())
    found = [
        (bare.stills(*stills), take_in(desk, tmp_path_factory.mktemp("case"), stills))
        for _ in range(REPEATS)
    ]
    rate = statistics.median(i.items / i.wall_s for _, i in found)
    decoding = statistics.median(b.count / b.wall_s for b, _ in found)
    worker_mb = max(i.peak_bytes for _, i in found) / 1e6
    what = f"import, stills of {size}"
    figures.add(Figure(f"{what}: worker", worker_mb, "MB", "its limit", WORKER_MB, most=WORKER_MB))
    figures.add(Figure(what, rate, "/s", "bare decoding", decoding, least=least))
