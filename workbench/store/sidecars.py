"""Sidecars of items: what other programs left beside the files."""

from __future__ import annotations

import json
from datetime import datetime

from workbench.records.codec import from_json, time_from_text, time_text
from workbench.records.item import Digest, ItemId
from workbench.records.sidecar import Sidecar, SidecarContent, SidecarFile, SidecarId
from workbench.store.rows import json_text, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = "SELECT id, item, digest, size_bytes, name, path, content, received FROM sidecar"


def insert(tx: Transaction, item: ItemId, file: SidecarFile, received: datetime) -> SidecarId:
    kept = (plain_text(file.name), plain_text(file.path), json_text(file.content))
    return SidecarId(
        tx.insert(
            "INSERT INTO sidecar (item, digest, size_bytes, name, path, content, received) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (item, file.digest, file.size_bytes, *kept, time_text(received)),
        )
    )


def of_item(project: Reader, item: ItemId) -> list[Sidecar]:
    """In the order in which they were found."""
    found = project.query(f"{_SELECT} WHERE item = ? ORDER BY id", (item,))
    return [_sidecar(row) for row in found]


def is_known(project: Reader, item: ItemId, digest: Digest, name: str) -> bool:
    """Whether the item has this sidecar already."""
    sql = "SELECT 1 FROM sidecar WHERE item = ? AND digest = ? AND name = ?"
    return bool(project.query(sql, (item, digest, plain_text(name))))


@reads("sidecar")
def _sidecar(row: Row) -> Sidecar:
    id_, item, digest, size_bytes, name, path, content, received = row
    read = from_json(SidecarContent, json.loads(content))
    file = SidecarFile(name, path, digest, size_bytes, read)
    return Sidecar(id_, item, file, time_from_text(received))
