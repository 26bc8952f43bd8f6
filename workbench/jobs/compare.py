"""Comparing: items against each other and against known footage libraries; what was searched is
recorded, also when nothing was found."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from workbench.jobs.queue import Control
from workbench.library.library import Library
from workbench.library.search import KnownFootage, known_footage
from workbench.matching.find import Footage, References
from workbench.matching.identity import identical
from workbench.matching.proof import feature_track
from workbench.matching.search import Found
from workbench.matching.sound_join import heard_track
from workbench.matching.track import variant_track
from workbench.records.item import Item, ItemId, Medium
from workbench.records.match import (
    Decision,
    LibraryReference,
    Match,
    MatchDecision,
    Search,
    SearchId,
)
from workbench.store import decisions, items, matches, runs, searches
from workbench.store.project import Project


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that a query can be found in."""

    reference: ItemId | LibraryReference
    sha256: str
    footage: Footage


def footage_of(project: Project, item: Item) -> Footage:
    """Fingerprints, features and landmarks of an item, as far as they are measured."""
    features = runs.part(project, item.id, "features", "features")
    run = runs.latest(project, item.id, "fingerprint")
    measured = runs.measurements(project, run.id) if run is not None else ()
    return Footage(
        tuple(variant_track(m, item.medium) for m in measured),
        feature_track(features, item.medium) if features is not None else None,
        heard_track(runs.part(project, item.id, "sound_landmarks", "landmarks"), item.medium),
    )


def compare(
    project: Project, wanted: Sequence[ItemId], libraries: Sequence[Library], control: Control
) -> list[Search]:
    """Search each of `wanted` in the other items of the case and in `libraries`; one search record
    each, with its matches. What is recorded stays when it is cancelled in the middle."""
    every = [items.one(project, i) for i in items.every(project)]
    footage = {item.id: footage_of(project, item) for item in every}
    candidates = [
        _Candidate(item.id, item.digest, footage[item.id])
        for item in every
        if footage[item.id].can_be_found
    ]
    known = known_footage(libraries)
    candidates += [_Candidate(one.reference, one.reference.sha256, one.footage) for one in known]
    references = References([c.footage for c in candidates])
    places: dict[object, list[int]] = {}
    for number, one in enumerate(candidates):
        places.setdefault(one.reference, []).append(number)
        places.setdefault(one.sha256, []).append(number)
    made, asked = [], set(wanted)
    for n, item in enumerate(one for one in every if one.id in asked):
        control.check()
        skip = places.get(item.id, [])
        found = references.find(footage[item.id], skip)
        same = [number for number in places.get(item.digest, []) if number not in skip]
        found = with_identical(found, same, item.medium)
        made.append(_keep(project, item, found, candidates, libraries, len(skip)))
        control.progress((n + 1) / len(wanted), item.id)
    return made


def _keep(
    project: Project,
    item: Item,
    found: Found,
    candidates: Sequence[_Candidate],
    libraries: Sequence[Library],
    skipped: int,
) -> Search:
    with project.record("match.find", {"item": item.id}) as tx:
        made = searches.insert(
            tx,
            item=item.id,
            at=datetime.now(UTC),
            libraries=[library.name for library in libraries],
            entries=len(candidates) - skipped,
            fingerprints=found.fingerprints,
            unclear=found.unclear,
            matches=len(found.alignments),
        )
        for number, alignment in found.alignments:
            matches.insert(
                tx,
                search=made,
                query=item.id,
                reference=candidates[number].reference,
                alignment=alignment,
            )
    _carry_over(project, made, libraries)
    return searches.one(project, made)


def _carry_over(project: Project, search: SearchId, libraries: Sequence[Library]) -> None:
    """What was decided of two pieces of footage holds when they are found again; the first time in
    this case, what was decided in another one, which the library remembers."""
    carried = []
    for match in matches.of_search(project, search):
        alike = [m for m in matches.of_same_two(project, match) if m.search != search]
        earlier = [decisions.one(project, m.id) for m in alike]
        decided = [d for d in earlier if d.decision is not Decision.UNDECIDED]
        if decided:
            carried.append(dataclasses.replace(decided[-1], match=match.id))
        elif not alike:
            carried += _remembered(project, match, libraries)
    if not carried:
        return
    with project.edit("match.carry", {"matches": [d.match for d in carried]}) as tx:
        for decision in carried:
            decisions.save(tx, decision)


def _remembered(
    project: Project, match: Match, libraries: Sequence[Library]
) -> list[MatchDecision]:
    query, known = matches.digests_of(project, match)
    found = [library.remembered(query, known) for library in libraries]
    return [MatchDecision(match.id, one.decision, one.why) for one in found if one is not None][:1]


def find_known(
    query: Footage, known: Sequence[KnownFootage], medium: Medium, sha256: str
) -> tuple[Found, list[tuple[LibraryReference, int]]]:
    """Search one query, which is in no case, in known footage: what was found, and for each
    alignment the entry and its place in `found.alignments`."""
    found = References([one.footage for one in known]).find(query)
    same = [n for n, one in enumerate(known) if one.reference.sha256 == sha256]
    found = with_identical(found, same, medium)
    named = [(known[number].reference, n) for n, (number, _) in enumerate(found.alignments)]
    return found, named


def with_identical(found: Found, same: Sequence[int], medium: Medium) -> Found:
    """`found`, and before it the references `same` that have the very bytes of the query."""
    others = tuple(one for one in found.alignments if one[0] not in same)
    exact = tuple((number, identical(medium)) for number in same)
    return dataclasses.replace(found, alignments=exact + others)
