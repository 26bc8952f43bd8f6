"""One write: what it may touch, and which rows it touched.

SQLite itself says which rows change (its pre-update hook), cascades and triggers included, so
neither the custody log nor undo can miss one.
"""

from __future__ import annotations

from typing import Any

import apsw

from workbench.records.changes import Kind
from workbench.store import rows
from workbench.store.sqlite import Bindings, Row

FACTS = {
    "item": Kind.ITEM,
    "sidecar": Kind.SIDECAR,
    "run": Kind.RUN,
    "measurement": Kind.MEASUREMENT,
    "extracted_frame": Kind.FRAME,
    "search": Kind.SEARCH,
    "search_sound": Kind.SEARCH,
    "match": Kind.MATCH,
}
JUDGEMENTS = {
    "case_info": Kind.CASE,
    "item_sheet": Kind.ITEM_SHEET,
    "item_source": Kind.ITEM_SOURCE,
    "match_decision": Kind.MATCH_DECISION,
    "annotation": Kind.ANNOTATION,
    "claim": Kind.CLAIM,
    "finding": Kind.FINDING,
    "adjustment_stack": Kind.STACK,
}
KINDS = FACTS | JUDGEMENTS | {"custody": Kind.CUSTODY, "undo_entry": Kind.UNDO}
CHAINED = frozenset(KINDS) - {"custody"}
"""The tables whose every row the custody log accounts for."""


class Transaction:
    """What a `with project.record(…)` or `edit(…)` block writes through."""

    def __init__(self, connection: apsw.Connection, may_touch: frozenset[str]) -> None:
        self._connection = connection
        self._may_touch = may_touch
        self._before: dict[tuple[str, int], Row | None] = {}
        """Every row touched, as it was at the start; None where there was none, and for a fact."""

    def execute(self, sql: str, bindings: Bindings = ()) -> list[Row]:
        """Run one statement; the rows of a `RETURNING` clause, if any."""
        return self._connection.execute(sql, bindings).fetchall()

    query = execute

    def insert(self, sql: str, bindings: Bindings) -> int:
        """Run an `INSERT` of one row; its id."""
        self._connection.execute(sql, bindings)
        return self._connection.last_insert_rowid()

    def watch(self, update: apsw.PreUpdate) -> None:
        """SQLite's pre-update hook, called before each row changes; it may run no SQL itself."""
        table = update.table_name
        key = (table, update.rowid_new if update.op == "INSERT" else update.rowid)
        if table in KINDS and key not in self._before:
            self._before[key] = update.old if table in JUDGEMENTS else None

    def check_touched(self) -> None:
        """A fact is only recorded and a judgement only edited: undo depends on it."""
        for table, _ in self._before:
            if table not in self._may_touch:
                raise RuntimeError(f"{table} may not be written in this transaction")

    def judgements_before(self) -> list[list[Any]]:
        """`[table, row, image]` of every judgement touched, as it was at the start."""
        return [
            [
                table,
                row,
                None if old is None else rows.image(self._connection, table, old),
            ]
            for (table, row), old in self._before.items()
            if table in JUDGEMENTS
        ]

    def touched(self) -> list[list[Any]]:
        """`[table, row, digest]` of every row touched, as it is now; None where it is gone."""
        return [
            [table, row, rows.digest_of(self._connection, table, row)]
            for table, row in sorted(self._before)
            if table in CHAINED
        ]

    def account_for_everything(self) -> None:
        """Count every row as touched: after a migration, which may have changed all of them."""
        for table in CHAINED:
            for (row,) in self.query(f"SELECT rowid FROM {table}"):
                self._before.setdefault((table, row), None)

    @property
    def kinds(self) -> frozenset[Kind]:
        return frozenset(KINDS[table] for table, _ in self._before) | {Kind.CUSTODY}
