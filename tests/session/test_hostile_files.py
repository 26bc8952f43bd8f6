"""What hostile files say of themselves: each has a clear status, soon, and hurts nothing.

Every file of the corpora, and 20,000 files made from real heads by changing bytes, all through the
locked worker as `workbench inspect` asks it.
"""

from __future__ import annotations

import itertools
import os
import random
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from workbench.records.errors import Refusal
from workbench.records.item import MediaStatus
from workbench.session import Desk

MUTANTS = int(os.environ.get("WORKBENCH_MUTANTS", "20000"))
SEED = 4
MOST_S = 10.0
OFTEN = 0.99
HEAD_BYTES = 96 * 1024
WORKERS = 2
PARENTS = (
    "exif-samples/jpg/gps/DSCN0010.jpg",
    "exif-samples/jpg/Canon_PowerShot_S40.jpg",
    "exif-samples/heic/mobile/iphone_13_pro_max.HEIC",
    "immich-test-assets/formats/webp/denali.webp",
    "exiftool/t/images/XMP.jpg",
    "exiftool/t/images/ExtendedXMP.jpg",
    "exiftool/t/images/Photoshop.psd",
    "exiftool/t/images/ExifTool.tif",
    "exiftool/t/images/GIF.gif",
    "exiftool/t/images/PNG.png",
    "exiftool/t/images/DNG.dng",
    "exiftool/t/images/NikonD70.jpg",
    "exiftool/t/images/QuickTime.mov",
    "exiftool/t/images/Matroska.mkv",
    "exiftool/t/images/RIFF.avi",
    "exiftool/t/images/RIFF.wav",
    "exiftool/t/images/FLAC.flac",
    "exiftool/t/images/Vorbis.ogg",
    "exiftool/t/images/M2TS.mts",
    "exiftool/t/images/MP3.mp3",
    "exiftool/t/images/AFCP.jpg",
    "metadata-extractor-images/mov/with-gps.mov",
    "androidx-media/media/mp4/sample_fragmented.mp4",
    "c2pa-rs/fixtures/sample1.avif",
)


@dataclass(slots=True)
class Ends:
    """How files ended, and how long each took."""

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    def take(self, name: str, status: str, reason: str | None, took_s: float) -> None:
        self.statuses[status] += 1
        self.reasons[str(reason)] += 1
        self.seconds.append(took_s)
        self.slowest = max(self.slowest, (took_s, name))

    def said(self) -> str:
        ordered = sorted(self.seconds)
        return (
            f"{len(ordered)} files; median {ordered[len(ordered) // 2] * 1000:.0f} ms, "
            f"99 % {self.often_s * 1000:.0f} ms, slowest {self.slowest[0]:.2f} s "
            f"({self.slowest[1]}); {dict(self.statuses)}; {dict(self.reasons)}"
        )

    @property
    def often_s(self) -> float:
        return sorted(self.seconds)[int(len(self.seconds) * OFTEN) - 1]


def inspected(desk: Desk, files: Iterator[tuple[str, bytes]], folder: Path) -> Ends:
    """Every file asked once; a fault of the program's own is none of the ends, and raised."""
    ends = Ends()
    places = itertools.count()

    def ask(one: tuple[str, bytes]) -> tuple[str, str, str | None, float]:
        name, content = one
        path = folder / str(next(places))
        path.write_bytes(content)
        began_s = time.perf_counter()
        try:
            said = desk.inspect(path)
            status, reason = said["status"], said["reason"]
        except Refusal as refusal:
            raise AssertionError(f"{name}: {refusal}") from refusal
        finally:
            took_s = time.perf_counter() - began_s
            path.unlink()
        return name, status, reason, took_s

    with ThreadPoolExecutor(WORKERS) as pool:
        while batch := list(itertools.islice(files, 200)):
            for one in pool.map(ask, batch):
                ends.take(*one)
    return ends


def mutants(media_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Seeded changes of real heads: bytes, words that are sizes and counts, cuts."""
    chance = random.Random(SEED)
    parents = [(media_dir / name) for name in PARENTS if (media_dir / name).is_file()]
    heads = [(path.name, path.read_bytes()[:HEAD_BYTES]) for path in parents]
    for number in range(MUTANTS):
        name, head = chance.choice(heads)
        data = bytearray(head)
        front = min(len(data), 8192)
        for _ in range(chance.choice((1, 1, 2, 4, 8, 32))):
            at = chance.randrange(front)
            if chance.random() < 0.5:
                data[at] = chance.randrange(256)
            else:
                word = chance.choice((b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff", b"\0\1"))
                data[at : at + len(word)] = word
        if chance.random() < 0.1:
            del data[chance.randrange(16, len(data)) :]
        yield f"{number} of {name}", bytes(data)


def of_archive(archive: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content is not None and not member.name.endswith(("MANIFEST.tsv", "README.md")):
                yield member.name, content.read()


def check(ends: Ends) -> None:
    print(ends.said())
    assert set(ends.statuses) <= {status.value for status in MediaStatus}
    waiting = max(1.0, os.getloadavg()[1] / (os.cpu_count() or 1))
    assert ends.slowest[0] < MOST_S * waiting


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_file_of_the_corpora_has_a_status_soon(
    desk: Desk, corpora_dir: Path, tmp_path: Path
) -> None:
    check(inspected(desk, of_archive(corpora_dir / "malformed.tar.xz"), tmp_path))


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_mutants_of_real_files_have_a_status_soon(
    desk: Desk, media_dir: Path, tmp_path: Path
) -> None:
    check(inspected(desk, mutants(media_dir), tmp_path))
