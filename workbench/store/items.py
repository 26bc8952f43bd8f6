"""Items of a case, and what the analyst says of them."""

from __future__ import annotations

import json
import re
from datetime import datetime

from workbench.records.codec import from_json, time_from_text, time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import (
    Digest,
    Item,
    ItemId,
    ItemSheet,
    Medium,
    Source,
    WorkStatus,
)
from workbench.store import runs
from workbench.store.rows import json_text, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = "SELECT id, digest, medium, source, received FROM item"
_ORDERS = {
    "received": "item.id",
    "name": "folded(source ->> 'name')",
    "kind": "medium ->> 'kind'",
    "duration": "seconds(medium ->> 'duration_s')",
    "status": "coalesce(status, 'to_do')",
}
MIN_DIGEST_PREFIX = 6


def insert(
    tx: Transaction, digest: Digest, medium: Medium, source: Source, received: datetime
) -> ItemId:
    sql = "INSERT INTO item (digest, medium, source, received) VALUES (?, ?, ?, ?)"
    kept = (digest, json_text(medium), json_text(source), time_text(received))
    return ItemId(tx.insert(sql, kept))


def every(project: Reader, *, search: str | None = None, order: str = "received") -> list[ItemId]:
    """Ids of the items; `search` is looked for in name, title, tags and digest, any case.

    `order`: received, name, kind, duration, status; `-name` is descending.
    """
    column = _ORDERS[order.removeprefix("-")]
    direction = "DESC" if order.startswith("-") else "ASC"
    found = project.query(
        "SELECT item.id FROM item LEFT JOIN item_sheet ON item_sheet.item = item.id "
        "WHERE ?1 IS NULL OR instr(folded(concat_ws(char(10), "
        "  source ->> 'name', title, tags, digest)), folded(?1)) "
        f"ORDER BY {column} {direction}, item.id",
        (None if search is None else plain_text(search),),
    )
    return [ItemId(item) for (item,) in found]


def one(project: Reader, item: ItemId) -> Item:
    """Raises `Refusal` NO_SUCH_ITEM."""
    found = project.query(f"{_SELECT} WHERE id = ?", (item,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_ITEM, item=str(item))
    return _item(found[0])


def with_digest(project: Reader, digest: Digest) -> Item | None:
    found = project.query(f"{_SELECT} WHERE digest = ?", (digest,))
    return _item(found[0]) if found else None


def places(project: Reader) -> list[tuple[ItemId, str]]:
    """Where the file of each item lay when it was received."""
    found = project.query("SELECT id, source ->> 'path' FROM item ORDER BY id")
    return [(ItemId(item), str(place)) for item, place in found]


def named(project: Reader, text: str) -> Item:
    """The item that a person names by id, digest prefix or file name, in this order.

    Raises `Refusal` NO_SUCH_ITEM or AMBIGUOUS_ITEM.
    """
    found: list[Row] = []
    if re.fullmatch(r"[0-9]{1,18}", text):
        found = project.query(f"{_SELECT} WHERE id = ?", (int(text),))
    if not found and re.fullmatch(rf"[0-9A-Fa-f]{{{MIN_DIGEST_PREFIX},64}}", text):
        found = project.query(f"{_SELECT} WHERE digest GLOB ? || '*'", (text.lower(),))
    if not found:
        found = project.query(f"{_SELECT} WHERE source ->> 'name' = ?", (plain_text(text),))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_ITEM, item=text)
    if len(found) > 1:
        raise Refusal(RefusalCode.AMBIGUOUS_ITEM, item=text)
    return _item(found[0])


def sheet(project: Reader, item: ItemId) -> ItemSheet:
    """What the analyst says of an item; a blank sheet until something is said."""
    found = project.query("SELECT title, status, tags FROM item_sheet WHERE item = ?", (item,))
    if not found:
        return ItemSheet(item)
    title, status, tags = found[0]
    return ItemSheet(item, title, WorkStatus(status), tuple(json.loads(tags)))


def save_sheet(tx: Transaction, sheet: ItemSheet) -> None:
    title = None if sheet.title is None else plain_text(sheet.title)
    tx.execute(
        "INSERT INTO item_sheet (item, title, status, tags) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET "
        "title = excluded.title, status = excluded.status, tags = excluded.tags",
        (sheet.item, title, sheet.status, json_text(sheet.tags)),
    )


def quarantine_reason(project: Reader, item: ItemId) -> str | None:
    """Why the item is not read again by itself: the reason of the last run that tells, or of its
    probe; None where it may be read."""
    told = project.query(
        "SELECT state, reason FROM run WHERE item = ? AND state IN ('done', 'failed') "
        "ORDER BY id DESC LIMIT 1",
        (item,),
    )
    if told:
        fault = runs.fault_of(told[0][1])
        return str(told[0][1]) if fault is not None and fault.quarantines else None
    fault = one(project, item).medium.fault
    return runs.reason_text(fault) if fault is not None and fault.quarantines else None


@reads("item")
def _item(row: Row) -> Item:
    item, digest, medium, source, received = row
    return Item(
        id=item,
        digest=digest,
        medium=from_json(Medium, json.loads(medium)),
        source=from_json(Source, json.loads(source)),
        received=time_from_text(received),
    )
