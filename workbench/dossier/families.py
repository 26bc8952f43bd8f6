"""Families: what a dossier says of copies that were made of each other, and whether that follows
from its matches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from workbench.i18n import lineage as said
from workbench.i18n.lineage import caution, mirror
from workbench.matching.lineage import Link, lineages
from workbench.records.codec import from_json, to_json
from workbench.records.dossier import Dossier
from workbench.records.item import ItemId
from workbench.records.lineage import Copy, Family, Lineage, Member, Tie
from workbench.records.match import Basis, Decision, LibraryReference, Match

__all__ = ["caution", "family", "follow", "links", "measures", "mirror", "reasons", "told", "tree"]


def family(one: Lineage) -> Family:
    """A lineage with plain records in place of its keys."""
    place = {copy.key: number for number, copy in enumerate(one.copies)}
    made = Family(
        members=tuple(_member(copy, best=copy.key in one.best) for copy in one.copies),
        ties=tuple(
            Tie(
                *(place[d.parent], place[d.child], d.told, d.reasons, d.against),
                mirrored=d.mirrored,
                rate=d.rate,
                drawn=one.parents.get(d.child) == d.parent,
            )
            for d in one.descents
        ),
    )
    return from_json(Family, to_json(made))  # as it is read again: 640 becomes 640.0


def _member(copy: Copy, *, best: bool) -> Member:
    library = copy.key if isinstance(copy.key, LibraryReference) else None
    return Member(
        item=None if library is not None else ItemId(int(str(copy.key))),
        reference=library,
        width_px=copy.width_px,
        height_px=copy.height_px,
        still=copy.still,
        length_s=copy.length_s,
        frame_rate_hz=copy.frame_rate_hz,
        box=copy.box,
        marks=copy.marks,
        generation=copy.generation,
        best=best,
    )


def links(found: Sequence[Match], rejected: Collection[int]) -> list[Link]:
    """Matches by the picture that were not rejected, of each query and pair the latest."""
    latest = {(match.query, match.pair): match for match in found}
    return [
        Link(match.query, match.reference, match.alignment)
        for match in latest.values()
        if match.alignment.basis is not Basis.SOUND
        and match.alignment.segments
        and match.id not in rejected
    ]


def follow(dossier: Dossier) -> bool:
    """Whether the families are those that the matches and the measures of the copies make."""
    if dossier.families is None:
        return True
    found = [match for section in dossier.items for match in section.matches]
    decisions = [one for section in dossier.items for one in section.decisions]
    rejected = {int(d.match) for d in decisions if d.decision is Decision.REJECTED}
    copies = [one.copy for known in dossier.families for one in known.members]
    made = lineages(copies, links(sorted(found, key=lambda match: match.id), rejected))
    return tuple(map(family, made)) == dossier.families


@dataclass(frozen=True, slots=True)
class Line:
    """A copy in a family tree: how deep, and whom it was likely made of."""

    depth: int
    member: Member


def tree(one: Family) -> Iterator[Line]:
    """The members, each under its likely parent."""
    parent = {tie.child: tie.parent for tie in one.ties if tie.drawn}
    waiting = [(0, n) for n in reversed(range(len(one.members))) if n not in parent]
    while waiting:
        depth, number = waiting.pop()
        yield Line(depth, one.members[number])
        children = [n for n in reversed(range(len(one.members))) if parent.get(n) == number]
        waiting += [(depth + 1, child) for child in children]


def measures(member: Member) -> str:
    return said.measures(member.copy)


def told(tie: Tie, parent: str, child: str) -> str:
    return said.told(tie.descent, parent, child)


def reasons(tie: Tie) -> list[tuple[bool, str]]:
    """What speaks for it (True) and against it."""
    found = [(True, said.reason(one)) for one in tie.reasons]
    return found + [(False, said.reason(one)) for one in tie.against]
