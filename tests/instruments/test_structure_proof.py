"""Structure, proven on all media: parts tile every file at every level or an oddity names each byte
that none covers; sample tables agree with ffprobe and with the dumps of another player."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.instruments.test_structure import read
from workbench.instruments.structure import _UNTILED, _WALKERS
from workbench.media.decode import open_medium
from workbench.media.sniff import sniff
from workbench.records.structure import Part, Structure

LARGEST_BYTES = 8 << 20


def sources(media_dir: Path) -> Iterator[tuple[Path, bytes, str]]:
    for path in sorted(media_dir.rglob("*")):
        if path.is_file() and "_oracle" not in path.parts:
            if path.stat().st_size > LARGEST_BYTES:
                continue
            data = path.read_bytes()
            format_name = sniff(data[:4096])
            if format_name in _WALKERS and format_name not in _UNTILED:
                yield path, data, format_name


def uncovered(parts: list[Part], start: int, end: int) -> list[tuple[int, int]]:
    """Where no part lies between two places. AssertionError where two overlap or one sticks out."""
    holes, at = [], start
    for one in parts:
        assert one.offset >= at, (one.path, "lies over the part before it")
        if one.offset > at:
            holes.append((at, one.offset - at))
        at = one.offset + one.size_bytes
    assert at <= end, "sticks out"
    return [*holes, (at, end - at)] if at < end else holes


def check(found: Structure, size_bytes: int) -> int:
    """How many bytes no part covers, each of them named by an oddity."""
    named = {(o.offset, o.size_bytes) for o in found.oddities if o.code in ("gap", "trailing")}
    inner: dict[str, list[Part]] = defaultdict(list)
    for one in found.parts:
        above = one.path.rpartition("/")[0] if one.level else ""
        inner[above].append(one)
    whole = uncovered(inner.pop(""), 0, size_bytes)
    by_path = {one.path: one for one in found.parts}
    for path, parts in inner.items():
        holder = by_path[path]
        # What the holder itself says comes before the first part in it.
        whole += uncovered(parts, parts[0].offset, holder.offset + holder.size_bytes)
    assert set(whole) <= named
    return sum(size for _, size in whole)


def test_every_byte_of_every_file_lies_in_one_part_or_is_named(media_dir: Path) -> None:
    files = spotless = levels = 0
    for path, data, format_name in sources(media_dir):
        found = read(data, format_name)
        try:
            odd = check(found, len(data))
        except AssertionError as wrong:
            raise AssertionError(f"{path}: {wrong}") from wrong
        files += 1
        spotless += odd == 0 and not found.oddities
        levels = max([levels, *(one.level for one in found.parts)])
    assert files > 450
    assert levels >= 6
    assert spotless / files > 0.6  # truncated and hostile files are the rest


def dumps(media_dir: Path) -> list[tuple[Path, str]]:
    base = media_dir / "androidx-media"
    found = []
    for dump in sorted((base / "extractordumps").rglob("*.0.dump")):
        path = next((base / "media").rglob(dump.name.removesuffix(".0.dump")), None)
        if path is not None and path.suffix not in (".jpg", ".heic"):
            found.append((path, dump.read_text()))
    return found


def tracks(dump: str) -> list[tuple[str, list[int]]]:
    """Kind and sizes of all samples of each track of a dump, in its order."""
    found = []
    for body in re.split(r"\ntrack \d+:", dump)[1:]:
        kind = re.search(r"sampleMimeType = (video|audio)/", body)
        sizes = [int(n) for n in re.findall(r"sample \d+:\n.*\n.*\n    data = length (\d+)", body)]
        if kind is not None:
            found.append(("video" if kind[1] == "video" else "sound", sizes))
    return found


def test_the_size_of_every_packet_is_that_of_another_player(media_dir: Path) -> None:
    compared = 0
    for path, dump in dumps(media_dir):
        fd = os.open(path, os.O_RDONLY)
        try:
            ours = {s.kind.value: s.size_bytes.tolist() for s in open_medium(fd).packets().streams}
        finally:
            os.close(fd)
        for kind, sizes in tracks(dump):
            assert ours[kind] == sizes, (path, kind)
            compared += len(sizes)
    assert compared > 1000


def test_sample_tables_hold_what_another_player_takes_out(media_dir: Path) -> None:
    compared = 0
    for path, dump in dumps(media_dir):
        if path.suffix != ".mp4":
            continue
        found = read(path.read_bytes(), "mp4")
        if any(one.type == "moof" for one in found.parts):
            continue
        theirs = sorted((len(sizes), sum(sizes)) for _, sizes in tracks(dump) if sizes)
        tables = [one.fields for one in found.parts if one.type == "stsz"]
        ours = [
            (t["sample_count"], t.get("total", t["sample_size"] * t["sample_count"]))
            for t in tables
        ]
        assert all(pair in ours for pair in theirs), path
        compared += len(theirs)
    assert compared > 10


def media_of(found: Structure, track: str) -> dict[str, Any]:
    """What one track says of itself, by the type of its boxes."""
    return {p.type: p.fields for p in found.parts if p.path.startswith(f"{track}/")}


@pytest.mark.parametrize("source", ["androidx-media", "gpmf-parser", "openmpf", "torchcodec"])
def test_tracks_say_what_ffprobe_reads(media_dir: Path, source: str) -> None:
    oracle = json.loads((media_dir / "_oracle" / f"{source}.ffprobe.json").read_text())
    compared = 0
    for name, stated in oracle.items():
        path = media_dir / name
        if stated["ffprobe_exit"] or not path.exists():
            continue
        data = path.read_bytes()
        if sniff(data[:4096]) not in ("mp4", "mov", "3gp"):
            continue
        found = read(data, sniff(data[:4096]))
        if any(one.type == "moof" for one in found.parts):
            continue
        by_id = {}
        for one in found.parts:
            if one.type == "tkhd":
                track = one.path.rpartition("/")[0]
                by_id[int(one.fields["track_id"])] = media_of(found, track)
        for stream in stated["streams"]:
            ours = by_id.get(int(str(stream.get("id", "0")), 16)) if stream.get("id") else None
            if ours is None or "nb_frames" not in stream or "stts" not in ours:
                continue
            assert ours["stts"]["samples"] == int(stream["nb_frames"]), (name, stream["index"])
            assert ours["mdhd"]["timescale"] == int(stream["time_base"].split("/")[1]), name
            compared += 1
    assert compared > 0
