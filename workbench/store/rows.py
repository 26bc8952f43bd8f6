"""Rows of the project file as plain values: their images for undo, their digests for custody."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import wraps
from typing import Any, TypeVar

import apsw

from workbench.records.codec import to_json
from workbench.records.custody import canonical_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.store.sqlite import Row

T = TypeVar("T")

_NO_UNICODE = re.compile("[\ud800-\udfff]")

Image = dict[str, Any]
"""One row: value by column name."""


def json_text(value: Any) -> str:
    """A record, or any nest of records, as the text of a JSON column.

    What is no Unicode (half a surrogate pair from a command line) becomes U+FFFD, because SQLite
    keeps UTF-8.
    """
    return plain_text(canonical_json(to_json(value)).decode("utf-8", "surrogatepass"))


def reads(table: str) -> Callable[[Callable[[Row], T]], Callable[[Row], T]]:
    """For functions that make a record of a row, whose first column is its number: a row that is
    no record of ours, in a file that was damaged past SQLite's checks, is refused by its number."""

    def guard(read_row: Callable[[Row], T]) -> Callable[[Row], T]:
        @wraps(read_row)
        def guarded(row: Row) -> T:
            try:
                return read_row(row)
            except (ValueError, TypeError) as wrong:
                where = f"{table}/{row[0]}"
                raise Refusal(RefusalCode.DAMAGED_CASE, path=where, detail=str(wrong)) from wrong

        return guarded

    return guard


def json_or_null(value: Any) -> str | None:
    """The same for a column that may be NULL."""
    return None if value is None else json_text(value)


def fraction_text(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def plain_text(text: str) -> str:
    """`text` as SQLite can keep it: what is no Unicode becomes U+FFFD."""
    return _NO_UNICODE.sub("\ufffd", text)


def columns_of(connection: apsw.Connection, table: str) -> list[str]:
    found = connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
    return [str(name) for (name,) in found]


def image(connection: apsw.Connection, table: str, values: Sequence[Any]) -> Image:
    return dict(zip(columns_of(connection, table), values, strict=True))


def read(connection: apsw.Connection, table: str, row: int) -> Image | None:
    cursor = connection.execute(f"SELECT * FROM {table} WHERE rowid = ?", (row,))
    for found in cursor:
        names = (str(column[0]) for column in cursor.getdescription())
        return dict(zip(names, found, strict=True))
    return None


def write(connection: apsw.Connection, table: str, row: int, wanted: Image | None) -> None:
    """Make the row what `wanted` says; without it, remove the row."""
    if wanted is None:
        connection.execute(f"DELETE FROM {table} WHERE rowid = ?", (row,))
        return
    names = columns_of(connection, table)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)}) "
        f"ON CONFLICT DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in names)}",
        [wanted[name] for name in names],
    )


def digest_of(connection: apsw.Connection, table: str, row: int) -> str | None:
    found = read(connection, table, row)
    return None if found is None else digest(found)


def digest(row: Image) -> str:
    """SHA-256 of the canonical JSON of a row, in which a blob stands as its own SHA-256."""
    plain = {
        name: {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes) else value
        for name, value in row.items()
    }
    return hashlib.sha256(canonical_json(plain)).hexdigest()
