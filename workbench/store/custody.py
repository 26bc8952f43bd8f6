"""The custody log: appended in every transaction, read in order."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from workbench.records.codec import time_from_text, time_text
from workbench.records.custody import GENESIS, CustodyEntry, entry_digest
from workbench.store.rows import json_text, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_COLUMNS = "seq, at, actor, act, subject, previous, digest"


def append(tx: Transaction, actor: str, act: str, subject: dict[str, Any]) -> None:
    """Chain one entry to the last. `subject` must be plain JSON."""
    last, previous = head(tx)
    kept = json_text(subject)
    at, actor = time_text(datetime.now(UTC)), plain_text(actor)
    digest = entry_digest(
        seq=last + 1,
        at=at,
        actor=actor,
        act=act,
        subject=json.loads(kept),
        previous=previous,
    )
    tx.execute(
        f"INSERT INTO custody ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (last + 1, at, actor, act, kept, previous, digest),
    )


def head(reader: Reader) -> tuple[int, str]:
    """Number and digest of the last entry; 0 and `GENESIS` before the first."""
    found = reader.query("SELECT seq, digest FROM custody ORDER BY seq DESC LIMIT 1")
    return (found[0][0], found[0][1]) if found else (0, GENESIS)


def every(reader: Reader, after: int = 0) -> list[CustodyEntry]:
    """The entries with numbers above `after`, in order."""
    sql = f"SELECT {_COLUMNS} FROM custody WHERE seq > ? ORDER BY seq"
    return [_entry(row) for row in reader.query(sql, (after,))]


@reads("custody")
def _entry(row: Row) -> CustodyEntry:
    seq, at, actor, act, subject, previous, digest = row
    return CustodyEntry(
        seq=seq,
        at=time_from_text(at),
        actor=actor,
        act=act,
        subject=json.loads(subject),
        previous=previous,
        digest=digest,
    )
