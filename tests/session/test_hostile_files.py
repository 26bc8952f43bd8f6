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

from workbench.jobs.measure import Surveyed
from workbench.library.known_structures import shipped
from workbench.records.errors import MediaFault
from workbench.records.item import MediaStatus
from workbench.session import Desk
from workbench.session.inspecting import inspection, status_of

MUTANTS = int(os.environ.get("WORKBENCH_MUTANTS", "20000"))
SEED = 4
MOST_S = 10.0
OFTEN_S = 0.5
OFTEN = 0.99
MOST_BYTES = 768 << 20
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
    """How files ended, how long each took, and what its workers cost."""

    statuses: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    costliest: tuple[float, str] = (0.0, "")
    largest: tuple[int, str] = (0, "")
    quarantined: list[str] = field(default_factory=list)

    def take(self, name: str, surveyed: Surveyed, took_s: float) -> None:
        status, reason = status_of(surveyed)
        self.statuses[status.value] += 1
        self.reasons[str(reason)] += 1
        self.seconds.append(took_s)
        self.slowest = max(self.slowest, (took_s, name))
        if surveyed.cpu_s is not None:
            self.cpu_seconds.append(surveyed.cpu_s)
            self.costliest = max(self.costliest, (surveyed.cpu_s, name))
        self.largest = max(self.largest, (surveyed.peak_bytes or 0, name))
        if status is MediaStatus.QUARANTINED:
            self.quarantined.append(f"{name}: {surveyed.fault}")

    def said(self) -> str:
        return (
            f"{len(self.seconds)} files; processor: median {at(self.cpu_seconds, 0.5):.3f} s, "
            f"99 % {at(self.cpu_seconds, OFTEN):.3f} s, most {self.costliest[0]:.2f} s "
            f"({self.costliest[1]}); wall: median {at(self.seconds, 0.5):.3f} s, "
            f"99 % {at(self.seconds, OFTEN):.3f} s, most {self.slowest[0]:.2f} s "
            f"({self.slowest[1]}); largest worker {self.largest[0] >> 20} MB ({self.largest[1]}); "
            f"{dict(self.statuses)}; {dict(self.reasons)}; quarantined: {self.quarantined}"
        )


def at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[max(int(len(ordered) * share) - 1, 0)]


def inspected(desk: Desk, files: Iterator[tuple[str, bytes]], folder: Path) -> Ends:
    """Every file asked once; a fault of the program's own is none of the ends, and raised."""
    ends = Ends()
    places = itertools.count()

    def ask(one: tuple[str, bytes]) -> tuple[str, Surveyed, float]:
        name, content = one
        path = folder / str(next(places))
        path.write_bytes(content)
        began_s = time.perf_counter()
        try:
            surveyed = desk.survey(path, "metadata", "structure", "credentials")
            took_s = time.perf_counter() - began_s
            # What the rules and the comparison of structures make of it belongs to it.
            inspection(path, len(content), "", surveyed, (), shipped())
        finally:
            path.unlink()
        assert surveyed.fault is None or surveyed.fault.fault is not MediaFault.BUG, name
        return name, surveyed, took_s

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
    # Processor time is that of the file; how long one waits is that of the machine.
    assert at(ends.cpu_seconds, OFTEN) < OFTEN_S
    assert ends.costliest[0] < MOST_S
    assert ends.largest[0] < MOST_BYTES
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


def test_a_reader_that_finds_no_end_is_ended_and_what_others_read_is_shown(
    desk: Desk, media_dir: Path, tmp_path: Path
) -> None:
    """A directory of EXIF that states more entries than there are: ExifRead takes each."""
    whole = bytearray((media_dir / "exif-samples/jpg/Canon_PowerShot_S40.jpg").read_bytes())
    at = whole.index(b"II*\0")
    first = at + int.from_bytes(whole[at + 4 : at + 8], "little")
    assert whole[first : first + 2] == b"\x08\0" or whole[first + 1] == 0
    whole[first + 1] = 0xFF
    path = tmp_path / "many.jpg"
    path.write_bytes(whole)
    found = desk.inspect(path)
    assert found["status"] == "ok"
    assert "reader_ended" in {one["code"] for one in found["notices"]}
    assert found["tags"]["File:ImageWidth"] == 480
    assert len(found["boxes"]) > 5
