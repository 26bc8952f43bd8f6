"""Searches for items, also those that found nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from workbench.records.codec import from_json, time_from_text, time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId
from workbench.records.match import Search, SearchId, Unclear
from workbench.store.rows import json_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = (
    "SELECT id, item, at, libraries, entries, fingerprints, unclear, matches, sounds, landmarks "
    "FROM search LEFT JOIN search_sound ON search_sound.search = search.id"
)


def insert(
    tx: Transaction,
    *,
    item: ItemId,
    at: datetime,
    libraries: Sequence[str],
    entries: int,
    fingerprints: int,
    unclear: Sequence[Unclear],
    matches: int,
    sounds: int | None = None,
    landmarks: int | None = None,
) -> SearchId:
    """Keep a search; its matches follow, in the same transaction."""
    search = tx.insert(
        "INSERT INTO search (item, at, libraries, entries, fingerprints, unclear, matches) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            item,
            time_text(at),
            json_text(tuple(libraries)),
            entries,
            fingerprints,
            json_text(tuple(unclear)),
            matches,
        ),
    )
    if sounds is not None and landmarks is not None:
        tx.execute("INSERT INTO search_sound VALUES (?, ?, ?)", (search, sounds, landmarks))
    return SearchId(search)


def one(project: Reader, search: SearchId) -> Search:
    """Raises `Refusal` NO_SUCH_RECORD."""
    found = project.query(f"{_SELECT} WHERE id = ?", (search,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="search", record=search)
    return _search(found[0])


def every(project: Reader) -> list[Search]:
    return [_search(row) for row in project.query(f"{_SELECT} ORDER BY id")]


def of_item(project: Reader, item: ItemId) -> list[Search]:
    return [_search(row) for row in project.query(f"{_SELECT} WHERE item = ? ORDER BY id", (item,))]


@reads("search")
def _search(row: Row) -> Search:
    id_, item, at, libraries, entries, fingerprints, unclear, matches, sounds, landmarks = row
    return Search(
        id=id_,
        item=item,
        at=time_from_text(at),
        libraries=tuple(json.loads(libraries)),
        entries=entries,
        fingerprints=fingerprints,
        unclear=from_json(tuple[Unclear, ...], json.loads(unclear)),
        matches=matches,
        sounds=sounds,
        landmarks=landmarks,
    )
