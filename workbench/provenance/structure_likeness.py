"""Comparing prints: which known files are built like this one, and what differs in the nearest.

What it gives are counts of parts. How seldom a structure is, nobody knows, so there is no score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from workbench.records.known_structure import KnownStructure, Likeness
from workbench.records.structure_print import (
    DifferenceKind,
    PrintDifference,
    PrintLine,
    StructurePrint,
)

NEAR_SHARE = 0.15
"""Of its lines a print may differ in, to be called near. In the set that comes with the program the
nearest two of makers that have nothing to do with each other differ in 19 %."""
LEAST_DIFFERENCES = 2
LEAST_NEAR_LINES = 8
"""Of fewer lines no print is near: all that hold them are."""
MAX_NEAR = 5


def likenesses(
    here: StructurePrint, known: Iterable[KnownStructure], digest: str | None = None
) -> list[Likeness]:
    """The known structures that are equal to this one, those of most files first, then the
    nearest. `digest` is that of the file itself, which is not counted; where no other file is known
    to be like it, `files` is 0."""
    groups = _grouped(here, known, digest)
    exact = [g.likeness(len(here.lines)) for g in groups if g.print.lines == here.lines]
    exact.sort(key=lambda one: (-one.files, one.known_as))
    said = {one.known_as for one in exact}
    near = []
    for group in groups:
        if group.known_as in said or not _may_be_near(here, group.print):
            continue
        same, differences = compare(here, group.print)
        if differences and len(differences) <= _most_differences(here, group.print):
            near.append(group.likeness(same, differences))
    near.sort(key=lambda one: (len(one.differences), -one.files, one.known_as))
    nearest = {one.known_as: one for one in reversed(near)}
    return [*exact, *(one for one in near if nearest[one.known_as] is one)][: len(exact) + MAX_NEAR]


def compare(here: StructurePrint, known: StructurePrint) -> tuple[int, tuple[PrintDifference, ...]]:
    """How many lines are equal in both, and every difference in the order of the file."""
    mine, its = ([line.path for line in one.lines] for one in (here, known))
    matcher = SequenceMatcher(None, mine, its, autojunk=False)
    moved = _moved(matcher, here.lines, known.lines)
    same = 0
    differences: list[PrintDifference] = []
    for operation, first, last, other, end in matcher.get_opcodes():
        ours, theirs = here.lines[first:last], known.lines[other:end]
        if operation == "equal":
            for one, known_one in zip(ours, theirs, strict=True):
                changed = list(_values(one, known_one))
                same += not changed
                differences += changed
        else:
            differences += _unpaired(ours, theirs, moved)
    return same, tuple(differences)


@dataclass(slots=True)
class _Group:
    """All that is known of one structure under one name."""

    known_as: str
    print: StructurePrint
    of: list[KnownStructure]
    digest: str | None

    def likeness(self, same: int, differences: tuple[PrintDifference, ...] = ()) -> Likeness:
        files = {file for one in self.of for file in one.files if file != self.digest}
        sources = tuple(dict.fromkeys(one.source for one in self.of))
        return Likeness(
            *(self.known_as, self.of[0].writer, sources, len(files)),
            *(len(self.print.lines), same, differences),
        )


def _grouped(
    here: StructurePrint, known: Iterable[KnownStructure], digest: str | None
) -> list[_Group]:
    groups: dict[tuple[str, str], _Group] = {}
    for one in known:
        built = one.print
        if built.kind != here.kind or built.version != here.version:
            continue
        key = (one.known_as, built.digest)
        group = groups.setdefault(key, _Group(one.known_as, built, [], digest))
        group.of.append(one)
    return list(groups.values())


def _most_differences(here: StructurePrint, known: StructurePrint) -> int:
    least = min(len(here.lines), len(known.lines))
    return max(LEAST_DIFFERENCES, int(NEAR_SHARE * least)) if least >= LEAST_NEAR_LINES else 0


def _may_be_near(here: StructurePrint, known: StructurePrint) -> bool:
    """A bound that costs little: parts that only one of them has cannot be made equal."""
    mine, its = (Counter(line.path for line in one.lines) for one in (here, known))
    apart = sum(((mine - its) + (its - mine)).values())
    return apart <= _most_differences(here, known)


def _unpaired(
    here: Sequence[PrintLine], known: Sequence[PrintLine], moved: Counter[str]
) -> Iterator[PrintDifference]:
    """Lines that stand in no common order; one that both have is told once, where it is known."""
    for line in here:
        if not moved[line.path]:
            yield PrintDifference(DifferenceKind.ONLY_HERE, line.path)
    for line in known:
        elsewhere = moved[line.path] > 0
        kind = DifferenceKind.ELSEWHERE if elsewhere else DifferenceKind.ONLY_KNOWN
        yield PrintDifference(kind, line.path)


def _moved(
    matcher: SequenceMatcher[str], here: Sequence[PrintLine], known: Sequence[PrintLine]
) -> Counter[str]:
    """Paths that both have outside of what stands in the same order."""
    mine: Counter[str] = Counter()
    its: Counter[str] = Counter()
    for operation, first, last, other, end in matcher.get_opcodes():
        if operation != "equal":
            mine.update(line.path for line in here[first:last])
            its.update(line.path for line in known[other:end])
    return mine & its


def _values(here: PrintLine, known: PrintLine) -> Iterator[PrintDifference]:
    mine, its = dict(here.values), dict(known.values)
    for name in dict.fromkeys((*its, *mine)):
        if mine.get(name) != its.get(name):
            yield PrintDifference(
                DifferenceKind.VALUE, here.path, name, mine.get(name), its.get(name)
            )
