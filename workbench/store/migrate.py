"""Numbered migrations: `0001_name.sql`, `0002_name.sql`; `user_version` is the number of the last.

Each runs in one transaction together with the record of its having run.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import apsw

Schema = frozenset[tuple[str, str, str, str | None]]


def numbered(migrations: Traversable) -> list[tuple[int, str]]:
    """Every migration: its number and its SQL, in order and without gaps from 1."""
    files = sorted(
        (file for file in migrations.iterdir() if file.name.endswith(".sql")),
        key=lambda file: file.name,
    )
    numbers = [int(file.name.split("_")[0]) for file in files]
    if numbers != list(range(1, len(files) + 1)):
        raise RuntimeError(f"migrations are not numbered 1, 2, 3: {numbers}")
    return [(n, file.read_text("utf-8")) for n, file in zip(numbers, files, strict=True)]


def latest(migrations: Traversable) -> int:
    return len(numbered(migrations))


def apply(connection: apsw.Connection, migrations: Traversable) -> None:
    """Bring the file up to the latest version; each step is done whole or not at all."""
    version = connection.pragma("user_version")
    for number, sql in numbered(migrations):
        if number <= version:
            continue
        with transaction(connection):
            connection.execute(sql)
            connection.execute(f"PRAGMA user_version = {number}")


@contextmanager
def transaction(connection: apsw.Connection) -> Iterator[None]:
    """All of the block is kept, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def schema_of(connection: apsw.Connection) -> Schema:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    return frozenset(
        (str(t), str(n), str(of), None if sql is None else str(sql)) for t, n, of, sql in rows
    )


def expected_schema(migrations: Traversable, version: int | None = None) -> Schema:
    """What `schema_of` gives for a file that the migrations, up to a version, have just made."""
    return _schema_after(tuple(numbered(migrations)[:version]))


@cache
def _schema_after(steps: tuple[tuple[int, str], ...]) -> Schema:
    connection = apsw.Connection(":memory:")
    try:
        for _, sql in steps:
            connection.execute(sql)
        return schema_of(connection)
    finally:
        connection.close()


def schema_text(migrations: Traversable) -> str:
    """The whole schema as SQL, for reading: tables, then indexes, then triggers."""
    order = ("table", "index", "trigger")
    rows = sorted(
        (row for row in expected_schema(migrations) if row[3] is not None),
        key=lambda row: (order.index(row[0]), row[2], row[1]),
    )
    return "".join(f"{sql};\n\n" for _, name, _, sql in rows if not name.startswith("sqlite_"))


if __name__ == "__main__":
    here = files("workbench.store")
    Path(str(here / "schema.sql")).write_text(schema_text(here / "migrations"), "utf-8")
