"""Tags and structure: how many agree with ExifTool's, how fast they are read."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks import tags_report
from tests.benchmarks.figures import Figure, Figures
from tests.conftest import CHECKOUT
from workbench.instruments.metadata import METADATA
from workbench.media.decode import open_medium
from workbench.media.sniff import HEAD_BYTES, sniff
from workbench.records.errors import MediaError

LEAST_SHARE = 0.97
LEAST_MAKER_SHARE = 0.6
BIG_BYTES = 4 << 30
SAMPLES = 400_000
"""Two hours of frames and as many blocks of sound."""
BIG_MOST_S, BIG_MOST_MIB = 1.0, 200.0

_WALK = r"""
import json, os, re, sys, time
from workbench.instruments.structure import structure_in
path = sys.argv[1]
began_s = time.perf_counter()
with open(path, "rb") as file:
    structure = structure_in(file, os.path.getsize(path), "mp4")
took_s = time.perf_counter() - began_s
peak_mib = int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
print(json.dumps([took_s, peak_mib, [part.path for part in structure.parts]]))
"""


def test_tags_agree_with_those_of_exiftool(media_dir: Path, figures: Figures) -> None:
    coverage = tags_report.compare(media_dir)
    print(coverage.table())
    assert coverage.files > 400
    for group in tags_report.WANTED_GROUPS:
        wanted = float(coverage.wanted[group])
        share = 100 * coverage.share(group)
        figures.add(
            Figure(
                f"tags of {group}", share, "%", f"of {wanted:g} tags", 100, least=LEAST_SHARE * 100
            )
        )
    for maker in tags_report.MAKERS:
        if coverage.wanted[maker]:
            share = 100 * coverage.share(maker)
            figures.rows.append(
                Figure(f"maker notes of {maker}", share, "%", "all that ExifTool reads", 100,
                       least=LEAST_MAKER_SHARE * 100)
            )  # fmt: skip


def test_tags_are_read_faster_than_by_exiftool(media_dir: Path, figures: Figures) -> None:
    """Processor time on both sides, so that who else works on the machine does not count; ExifTool
    decodes no picture, so decoding is not counted here either."""
    exiftool = os.environ.get("WORKBENCH_EXIFTOOL") or shutil.which("exiftool")
    if exiftool is None:
        pytest.skip("needs exiftool: set WORKBENCH_EXIFTOOL, or install libimage-exiftool-perl")
    paths = [media_dir / one["SourceFile"] for one in tags_report.stated(media_dir)]
    paths = [path for path in paths if sniff(path.read_bytes()[:HEAD_BYTES])]
    ours_s = sum(_reading_s(path) for path in paths)
    before = os.times()
    subprocess.run(
        [exiftool, "-j", "-G1", "-n", "-@", "-"],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=False,
    )
    after = os.times()
    theirs_s = after.children_user + after.children_system
    theirs_s -= before.children_user + before.children_system
    times = theirs_s / ours_s
    what = f"tags of {len(paths)} files, times faster"
    figures.add(Figure(what, times, "", "ExifTool in one batch", 1.0, least=2.0))


def _reading_s(path: Path) -> float:
    fd = os.open(path, os.O_RDONLY)
    try:
        source = open_medium(fd)
        began_s = time.process_time()
        list(METADATA.begin(METADATA.params(), source).finish())
        return time.process_time() - began_s
    except MediaError:
        return 0.0
    finally:
        os.close(fd)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def test_the_structure_of_a_large_clip_is_read_without_its_samples(
    tmp_path: Path, figures: Figures
) -> None:
    path = tmp_path / "big.mp4"
    head = box(b"ftyp", struct.pack(">4sI4s", b"isom", 512, b"isom"))
    sizes = box(b"stsz", struct.pack(">III", 0, 0, SAMPLES) + bytes(4 * SAMPLES))
    places = box(b"co64", struct.pack(">II", 0, SAMPLES) + bytes(8 * SAMPLES))
    table = box(b"stbl", sizes + places)
    track = box(b"trak", box(b"mdia", box(b"minf", table)))
    movie = box(b"moov", box(b"mvhd", bytes(100)) + track)
    with path.open("wb") as file:
        file.write(head + struct.pack(">I4sQ", 1, b"mdat", BIG_BYTES + 16))
        file.seek(BIG_BYTES, os.SEEK_CUR)
        file.write(movie)
    done = subprocess.run(
        [sys.executable, "-c", _WALK, path],
        capture_output=True,
        text=True,
        check=True,
        cwd=CHECKOUT,
    )
    took_s, peak_mib, parts = json.loads(done.stdout)
    assert parts[:3] == ["ftyp", "mdat", "moov"]
    assert parts[-1] == "moov/trak[0]/mdia/minf/stbl/co64"
    against = "reading all of it"
    figures.add(
        Figure("structure of a 4 GB clip", took_s, "s", against, float("nan"), most=BIG_MOST_S)
    )
    figures.add(
        Figure("memory for that", peak_mib, "MiB", against, float("nan"), most=BIG_MOST_MIB)
    )
