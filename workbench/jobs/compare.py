"""Comparing: items against each other and against known footage libraries; what was searched is
recorded, also when nothing was found."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime

from workbench.jobs.queue import Control
from workbench.library.library import Library
from workbench.library.shelf import Shelf
from workbench.matching.find import Footage, References, find_in
from workbench.matching.identity import identical
from workbench.matching.proof import feature_track
from workbench.matching.search import Found
from workbench.matching.sound_join import heard_track
from workbench.matching.track import variant_track
from workbench.records.item import Digest, Item, ItemId, Medium
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


class _Candidates:
    """What queries can be found in: the items of a case, and known footage; numbered one
    collection after the other."""

    def __init__(self, items: Sequence[Item], footage: Sequence[Footage], shelves: Sequence[Shelf]):
        self._items, self._shelves = items, shelves
        self.references = [References.listed(footage), *(one.references for one in shelves)]

    def __len__(self) -> int:
        return len(self._items) + sum(len(one) for one in self._shelves)

    def find(self, query: Footage, medium: Medium, digest: Digest) -> tuple[Found, int]:
        """Where a query lies in them, and how many of them were searched: not the item that has its
        digest, which is itself. An entry that has the very bytes comes first."""
        itself = [number for number, one in enumerate(self._items) if one.digest == digest]
        asked = [(one, itself if n == 0 else ()) for n, one in enumerate(self.references)]
        found = find_in(query, asked)
        return with_identical(found, self._same(digest), medium), len(self) - len(itself)

    def _same(self, digest: Digest) -> list[int]:
        same, first = [], len(self._items)
        for shelf in self._shelves:
            number = shelf.with_digest(digest)
            same += [] if number is None else [first + number]
            first += len(shelf.references)
        return same

    def reference(self, number: int) -> ItemId | LibraryReference:
        if number < len(self._items):
            return self._items[number].id
        number -= len(self._items)
        for shelf in self._shelves:
            if number < len(shelf.references):
                return shelf.reference(number)
            number -= len(shelf.references)
        raise IndexError(number)


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
    findable = [item for item in every if footage[item.id].can_be_found]
    candidates = _Candidates(
        findable, [footage[item.id] for item in findable], [Shelf(one) for one in libraries]
    )
    made, asked = [], set(wanted)
    for n, item in enumerate(one for one in every if one.id in asked):
        control.check()
        found, entries = candidates.find(footage[item.id], item.medium, item.digest)
        made.append(_keep(project, item, found, candidates, libraries, entries))
        control.progress((n + 1) / len(wanted), item.id)
    return made


def _keep(
    project: Project,
    item: Item,
    found: Found,
    candidates: _Candidates,
    libraries: Sequence[Library],
    entries: int,
) -> Search:
    with project.record("match.find", {"item": item.id}) as tx:
        made = searches.insert(
            tx,
            item=item.id,
            at=datetime.now(UTC),
            libraries=[library.name for library in libraries],
            entries=entries,
            fingerprints=found.fingerprints,
            unclear=found.unclear,
            matches=len(found.alignments),
            sounds=found.sounds,
            landmarks=found.landmarks,
        )
        for number, alignment in found.alignments:
            matches.insert(
                tx,
                search=made,
                query=item.id,
                reference=candidates.reference(number),
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
    query: Footage, shelf: Shelf, medium: Medium, digest: Digest
) -> tuple[Found, list[LibraryReference]]:
    """Search one query, which is in no case, in known footage: what was found, and the entry of
    each alignment."""
    candidates = _Candidates([], [], [shelf])
    found, _ = candidates.find(query, medium, digest)
    return found, [shelf.reference(number) for number, _ in found.alignments]


def with_identical(found: Found, same: Sequence[int], medium: Medium) -> Found:
    """`found`, and before it the references `same` that have the very bytes of the query."""
    others = tuple(one for one in found.alignments if one[0] not in same)
    exact = tuple((number, identical(medium)) for number in same)
    return dataclasses.replace(found, alignments=exact + others)
