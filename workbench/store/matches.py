"""Matches that searches found."""

from __future__ import annotations

import json

from workbench.records.codec import from_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, ItemId
from workbench.records.match import (
    Alignment,
    LibraryReference,
    Match,
    MatchId,
    SearchId,
)
from workbench.store.rows import json_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = "SELECT id, search, query, reference_item, library_reference, alignment FROM match"


def insert(
    tx: Transaction,
    *,
    search: SearchId,
    query: ItemId,
    reference: ItemId | LibraryReference,
    alignment: Alignment,
) -> MatchId:
    in_library = isinstance(reference, LibraryReference)
    match = tx.insert(
        "INSERT INTO match (search, query, reference_item, library_reference, alignment) "
        "VALUES (?, ?, ?, ?, ?)",
        (
            search,
            query,
            None if in_library else reference,
            json_text(reference) if in_library else None,
            json_text(alignment),
        ),
    )
    return MatchId(match)


def one(project: Reader, match: MatchId) -> Match:
    """Raises `Refusal` NO_SUCH_RECORD."""
    found = project.query(f"{_SELECT} WHERE id = ?", (match,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="match", record=match)
    return _match(found[0])


def every(project: Reader) -> list[Match]:
    return [_match(row) for row in project.query(f"{_SELECT} ORDER BY id")]


def of_item(project: Reader, item: ItemId) -> list[Match]:
    """Matches in which the item is the query or the reference."""
    sql = f"{_SELECT} WHERE query = ?1 OR reference_item = ?1 ORDER BY id"
    return [_match(row) for row in project.query(sql, (item,))]


def of_same_two(project: Reader, match: Match) -> list[Match]:
    """All matches of the same two digests, oldest first: whichever was searched for, and whether
    the other is an item of the case or an entry of one library or another."""
    digests: dict[int, Digest] = dict(project.query("SELECT id, digest FROM item"))
    two = _digests(match, digests)
    several = {
        one.id: one
        for item, digest in digests.items()
        if digest in two
        for one in of_item(project, ItemId(item))
        if _digests(one, digests) == two
    }
    return [several[number] for number in sorted(several)]


def digests_of(project: Reader, match: Match) -> tuple[Digest, Digest]:
    """The digests of query and reference."""
    digests: dict[int, Digest] = dict(project.query("SELECT id, digest FROM item"))
    return digests[match.query], _digest_of(match.reference, digests)


def _digests(match: Match, digests: dict[int, Digest]) -> frozenset[str]:
    return frozenset((digests[match.query], _digest_of(match.reference, digests)))


def _digest_of(footage: ItemId | LibraryReference, digests: dict[int, Digest]) -> Digest:
    return Digest(footage.sha256) if isinstance(footage, LibraryReference) else digests[footage]


def of_search(project: Reader, search: SearchId) -> list[Match]:
    return [_match(r) for r in project.query(f"{_SELECT} WHERE search = ? ORDER BY id", (search,))]


@reads("match")
def _match(row: Row) -> Match:
    id_, search, query, item, library, alignment = row
    return Match(
        id=id_,
        search=search,
        query=query,
        reference=item if library is None else from_json(LibraryReference, json.loads(library)),
        alignment=from_json(Alignment, json.loads(alignment)),
    )
