"""How many of ExifTool's tags the metadata instrument gives, group by group.

`python -m tests.benchmarks.tags_report [folder of real media] [--misses | --page]` prints the
table, with `--misses` every tag that is missing or has another value; `--page` lists those of the
wanted groups and of the maker notes for `docs/tags.md`. The instrument runs in this process.
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.instruments.metadata import METADATA
from workbench.media.decode import open_medium
from workbench.media.sniff import HEAD_BYTES, sniff
from workbench.records.errors import MediaError

RELATIVE, ABSOLUTE = 1e-4, 1e-4
EXIF_GROUPS = ("IFD0", "IFD1", "ExifIFD", "GPS", "InteropIFD")
WANTED_GROUPS = (
    *EXIF_GROUPS, "XMP", "IPTC", "JFIF", "ICC-header", "File", "QuickTime", "Track", "ItemList",
    "UserData", "Keys",
)  # fmt: skip
"""Groups that are to agree in nearly all tags."""
FURTHER_GROUPS = (
    "ICC_Profile", "Photoshop", "Adobe", "PNG", "PNG-pHYs", "GIF", "RIFF", "Matroska", "Vorbis",
    "FLAC", "ID3", "MPF", "MPImage", "SubIFD", "Meta", "Theora", "MPEG", "Flash",
)  # fmt: skip
MAKERS = ("Apple", "Samsung", "Canon", "Nikon", "Sony")
_TIMED = "Canon CR3"
_NOT_STATED = re.compile(r"(?:SourceFile|ExifTool:|System:|Composite:)")


@dataclass(slots=True)
class Miss:
    path: str
    tag: str
    theirs: Any
    ours: Any


@dataclass(slots=True)
class Coverage:
    """Tags that agree and tags that were wanted, by group, and each that does not agree."""

    agreeing: Counter[str] = field(default_factory=Counter)
    wanted: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    fuller: list[Miss] = field(default_factory=list)
    """Ours are lists of which ExifTool keeps one value. They count as agreeing."""
    files: int = 0
    not_let_in: Counter[str] = field(default_factory=Counter)
    """Files of formats that the program does not take in, by ExifTool's name of the format."""

    def share(self, group: str) -> float:
        return self.agreeing[group] / self.wanted[group] if self.wanted[group] else 1.0

    def table(self) -> str:
        groups = [*WANTED_GROUPS, *FURTHER_GROUPS, *MAKERS, _TIMED]
        lines = [
            f"{self.files} files compared; {sum(self.not_let_in.values())} of formats not let in"
        ]
        lines.append(f"{'group':12} {'ours':>6} {'ExifTool':>9} {'share':>8}")
        for group in groups:
            if self.wanted[group]:
                share = f"{100 * self.share(group):.2f} %"
                lines.append(
                    f"{group:12} {self.agreeing[group]:6} {self.wanted[group]:9} {share:>8}"
                )
        return "\n".join(lines)


def _of_raw_track(one: dict[str, Any], tag: str) -> bool:
    """Canon's raw files keep a maker note for each moment in their last tracks."""
    return one["File:FileType"] == "CR3" and tag.startswith(("Track3:", "Track4:"))


def group_of(tag: str) -> str:
    """ExifTool's family 1 group, numbered ones and schemas of XMP taken together."""
    group = tag.partition(":")[0]
    for start in ("Track", "XMP", "ID3", "MPF", "MPImage", "SubIFD", "IPTC", "Nikon"):
        if re.fullmatch(rf"{start}(?:\d+|-.*|v\d.*|Capture|Custom)?", group):
            return start
    if group.startswith("ICC-header"):
        return "ICC-header"
    return "ICC_Profile" if re.match(r"ICC[-_]", group) else group


def same(ours: Any, theirs: Any) -> bool:
    """Equal but for the form: ExifTool writes digits as numbers, binary values as a remark, and a
    list as a list only where it has more than one; long texts are cut in what was kept of it."""
    if isinstance(theirs, str) and theirs.startswith("(Binary data"):
        return isinstance(ours, dict) and ours.get("bytes") == int(theirs.split()[2])
    cut = re.fullmatch(r"<(\d+) chars cut>", theirs) if isinstance(theirs, str) else None
    if cut:
        size = ours.get("bytes") if isinstance(ours, dict) else len(str(ours))
        return abs(int(size or 0) - int(cut[1])) <= 2
    if isinstance(theirs, list) or isinstance(ours, list):
        one = ours if isinstance(ours, list) else [ours]
        other = theirs if isinstance(theirs, list) else [theirs]
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(theirs, bool) or isinstance(ours, bool):
        return str(ours).lower() == str(theirs).lower()
    one, other = str(ours).split(), str(theirs).split()
    return len(one) == len(other) and all(map(_word_same, one, other))


def holds(ours: Any, theirs: Any) -> bool:
    """Whether ours are all values of a property that is repeated, of which ExifTool's output keeps
    the first or the last."""
    return (
        isinstance(ours, list)
        and not isinstance(theirs, list)
        and (same(ours[0], theirs) or same(ours[-1], theirs))
    )


def _word_same(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        a, b = float(one), float(other)
    except ValueError:
        return False
    return abs(a - b) <= max(ABSOLUTE * min(1.0, abs(b)), RELATIVE * abs(b))


def tags_of(path: Path) -> dict[str, Any] | None:
    """What the instrument gives; None for a format that is not let in."""
    fd = os.open(path, os.O_RDONLY)
    try:
        if sniff(os.pread(fd, HEAD_BYTES, 0)) is None:
            return None
        try:
            source = open_medium(fd)
        except MediaError:
            return {}
        measuring = METADATA.begin(METADATA.params(), source)
        tags: dict[str, Any] = next(iter(measuring.finish())).facts["tags"]
        return tags
    finally:
        os.close(fd)


def stated(media_dir: Path) -> Iterator[dict[str, Any]]:
    """What ExifTool says of each file, one after another."""
    for oracle in sorted((media_dir / "_oracle").glob("*.exiftool.json")):
        for one in json.loads(oracle.read_text()):
            if "File:FileType" in one and (media_dir / one["SourceFile"]).is_file():
                yield one


def compare(media_dir: Path) -> Coverage:
    coverage = Coverage()
    for one in stated(media_dir):
        ours = tags_of(media_dir / one["SourceFile"])
        if ours is None:
            coverage.not_let_in[one["File:FileType"]] += 1
            continue
        coverage.files += 1
        for tag, theirs in one.items():
            if _NOT_STATED.match(tag):
                continue
            group = _TIMED if _of_raw_track(one, tag) else group_of(tag)
            coverage.wanted[group] += 1
            if tag in ours and same(ours[tag], theirs):
                coverage.agreeing[group] += 1
            elif tag in ours and holds(ours[tag], theirs):
                coverage.agreeing[group] += 1
                coverage.fuller.append(Miss(one["SourceFile"], tag, theirs, ours[tag]))
            else:
                coverage.misses.append(Miss(one["SourceFile"], tag, theirs, ours.get(tag)))
    return coverage


def frequent(misses: list[Miss]) -> str:
    """How often each tag is missed: where to look first."""
    counts = Counter(miss.tag for miss in misses)
    by_group: dict[str, list[str]] = defaultdict(list)
    for tag, count in counts.most_common():
        by_group[group_of(tag)].append(f"{tag} {count}")
    return "\n".join(f"{group}: {', '.join(found[:25])}" for group, found in by_group.items())


def page(misses: list[Miss]) -> str:
    """Every miss of the wanted groups, file by file, and those of the maker notes by tag."""
    lines = ["| group | file | absent | another value |", "|---|---|---|---|"]
    for group in WANTED_GROUPS:
        files: dict[str, list[Miss]] = defaultdict(list)
        for miss in misses:
            raw = miss.path.endswith(".cr3") and miss.tag.startswith(("Track3:", "Track4:"))
            if group_of(miss.tag) == group and not raw:
                files[miss.path].append(miss)
        for path, found in sorted(files.items()):
            lines.append(f"| {group} | `{path}` | {_named(found, True)} | {_named(found, False)} |")
    for maker in MAKERS:
        counts = Counter(m.tag.partition(":")[2] for m in misses if group_of(m.tag) == maker)
        if counts:
            named = ", ".join(f"{tag} {n}" if n > 1 else tag for tag, n in sorted(counts.items()))
            lines += ["", f"**{maker}**, {sum(counts.values())}: {named}."]
    return "\n".join(lines)


def _named(misses: list[Miss], absent: bool) -> str:
    of_one = len({miss.tag.partition(":")[0] for miss in misses}) == 1
    tags = sorted(miss.tag for miss in misses if (miss.ours is None) == absent)
    return ", ".join(tag.partition(":")[2] if of_one else tag for tag in tags)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", default="../shared/media", type=Path)
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--page", action="store_true")
    chosen = parser.parse_args()
    coverage = compare(chosen.folder)
    print(coverage.table())
    print("lists of which ExifTool keeps one value:", len(coverage.fuller))
    print("not let in:", dict(coverage.not_let_in))
    if chosen.page:
        print(page(coverage.misses))
    if chosen.misses:
        for miss in sorted(coverage.misses, key=lambda one: (group_of(one.tag), one.tag)):
            theirs, ours = str(miss.theirs)[:160], str(miss.ours)[:160]
            print(f"{miss.tag}\t{miss.path}\t{theirs!r}\t{ours!r}")


if __name__ == "__main__":
    main()
