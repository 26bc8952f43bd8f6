"""Undo and redo: the rows of the last edits as they were, kept in the project file.

An entry holds the rows that applying it puts back, as values and never as SQL, so that a file from
somebody else can make nothing run. Applying one exchanges its rows for those it found.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import apsw

from workbench.records.codec import time_from_text, time_text
from workbench.store import rows
from workbench.store.sqlite import Reader
from workbench.store.transaction import JUDGEMENTS, Transaction

KEPT_STEPS = 200
MERGE_WITHIN = timedelta(seconds=2)

Step = tuple[int, str]
"""Id and act of an entry."""


def remember(tx: Transaction, act: str, merge_key: str | None) -> None:
    """Make the judgements that `tx` touched one step, or part of the last with the same key."""
    changed = tx.judgements_before()
    if not changed:
        return
    tx.execute("DELETE FROM undo_entry WHERE undone = 1")
    now = datetime.now(UTC)
    if merge_key is not None and _merge(tx, merge_key, changed, now):
        return
    tx.execute(
        "INSERT INTO undo_entry (act, at, merge_key, rows) VALUES (?, ?, ?, ?)",
        (act, time_text(now), merge_key, rows.json_text(changed)),
    )
    tx.execute(
        "DELETE FROM undo_entry WHERE id <= "
        "(SELECT id FROM undo_entry ORDER BY id DESC LIMIT 1 OFFSET ?)",
        (KEPT_STEPS,),
    )


def _merge(tx: Transaction, merge_key: str, changed: list[Any], now: datetime) -> bool:
    last = tx.query("SELECT id, at, merge_key, rows FROM undo_entry ORDER BY id DESC LIMIT 1")
    if not last:
        return False
    step, at, key, known = last[0]
    if key != merge_key or not timedelta(0) <= now - time_from_text(at) <= MERGE_WITHIN:
        return False
    kept = json.loads(known)
    held = {(table, row) for table, row, _ in kept}
    kept += [change for change in changed if (change[0], change[1]) not in held]
    tx.execute(
        "UPDATE undo_entry SET at = ?, rows = ? WHERE id = ?",
        (time_text(now), rows.json_text(kept), step),
    )
    return True


def next_undo(reader: Reader) -> Step | None:
    found = reader.query("SELECT max(id), act FROM undo_entry WHERE undone = 0")
    return None if found[0][0] is None else (found[0][0], found[0][1])


def next_redo(reader: Reader) -> Step | None:
    found = reader.query("SELECT min(id), act FROM undo_entry WHERE undone = 1")
    return None if found[0][0] is None else (found[0][0], found[0][1])


def exchange(connection: apsw.Connection, tx: Transaction, step: int) -> None:
    """Put back the rows of a step, last touched first, and keep those found for the way back.

    Raises `ValueError` or `apsw.ConstraintError` for a step that we did not write.
    """
    ((kept, undone),) = tx.query("SELECT rows, undone FROM undo_entry WHERE id = ?", (step,))
    wanted = _checked(connection, json.loads(kept))
    found = [[table, row, rows.read(connection, table, row)] for table, row, _ in wanted]
    tx.execute("PRAGMA defer_foreign_keys = ON")
    for table, row, image in reversed(wanted):
        rows.write(connection, table, row, image)
    for table in JUDGEMENTS:
        if tx.query("SELECT 1 FROM pragma_foreign_key_check(?)", (table,)):
            raise ValueError(f"a row of {table} is about nothing")
    tx.execute(
        "UPDATE undo_entry SET undone = ?, merge_key = NULL, rows = ? WHERE id = ?",
        (1 - undone, rows.json_text(found[::-1]), step),
    )


def _checked(connection: apsw.Connection, steps: Any) -> list[tuple[str, int, rows.Image | None]]:
    checked: list[tuple[str, int, rows.Image | None]] = []
    for step in steps if isinstance(steps, list) else [None]:
        match step:
            case [str(table), int(row), None | dict() as image] if table in JUDGEMENTS:
                if image is None or sorted(image) == sorted(rows.columns_of(connection, table)):
                    checked.append((table, row, image))
                    continue
        raise ValueError(f"not a row of a judgement: {step}")
    return checked
