"""Matches that searches found."""

from __future__ import annotations

import json

from workbench.records.codec import from_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId
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


def of_pair(project: Reader, pair: tuple[object, ...]) -> list[Match]:
    """All matches of the same two pieces of footage, oldest first."""
    return [match for match in of_item(project, ItemId(int(str(pair[0])))) if match.pair == pair]


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
