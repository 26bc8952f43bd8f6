"""Case file: somebody else's case or library, opened from its bytes. For the locked child only.

Nothing of the file is run: its schema must be, byte for byte, what the request says, and what is
asked of it is what the request says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import apsw

from workbench.records.errors import MediaError, MediaFault

MAX_FILE_BYTES = 384 << 20
"""It lies in memory while it is read, twice for a moment."""
_HEAD_BYTES = 100
_MAGIC = b"SQLite format 3\0"
_MAX_ROW_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """A row of an answer; at most one of its cells is a blob, which stands in `blob`."""

    of: str
    cells: list[Any]
    blob: bytes


def version_of(media_fd: int, application_id: int) -> int:
    """The version of the file. MediaError(UNSUPPORTED) for another kind of file."""
    head = os.pread(media_fd, _HEAD_BYTES, 0)
    if not head.startswith(_MAGIC) or int.from_bytes(head[68:72]) != application_id:
        raise MediaError(MediaFault.UNSUPPORTED)
    return int.from_bytes(head[60:64])


def rows(media_fd: int, schema: list[list[str]], queries: dict[str, str]) -> Iterator[Received]:
    """The rows of some queries, in order. MediaError: TOO_LARGE, DAMAGED with a `detail`."""
    size_bytes = os.lseek(media_fd, 0, os.SEEK_END)
    if size_bytes > MAX_FILE_BYTES:
        raise MediaError(MediaFault.TOO_LARGE, bytes=size_bytes, most_bytes=MAX_FILE_BYTES)
    connection = _opened(media_fd, size_bytes)
    try:
        found = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
        wanted = {tuple(row) for row in schema}
        if {tuple("" if v is None else v for v in row) for row in found} != wanted:
            raise MediaError(MediaFault.DAMAGED, detail="schema")
        for of, sql in queries.items():
            for row in connection.execute(sql):
                yield _received(of, row)
    except (apsw.Error, UnicodeDecodeError) as wrong:
        raise MediaError(MediaFault.DAMAGED, detail=str(wrong)[:200]) from wrong
    finally:
        connection.close()


def _opened(media_fd: int, size_bytes: int) -> apsw.Connection:
    connection = apsw.Connection(":memory:")
    for option, value in (
        (apsw.SQLITE_DBCONFIG_DEFENSIVE, 1),
        (apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
        (apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0),
    ):
        connection.config(option, value)
    connection.limit(apsw.SQLITE_LIMIT_LENGTH, _MAX_ROW_BYTES)
    connection.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
    try:
        connection.deserialize("main", _whole(media_fd, size_bytes))
        connection.execute("PRAGMA cell_size_check = 1")
        connection.execute("PRAGMA temp_store = 2")
        connection.execute("PRAGMA query_only = 1")
    except apsw.Error as wrong:
        connection.close()
        raise MediaError(MediaFault.DAMAGED, detail=str(wrong)[:200]) from wrong
    return connection


def _whole(media_fd: int, size_bytes: int) -> bytes:
    whole = bytearray()
    while len(whole) < size_bytes:
        piece = os.pread(media_fd, min(1 << 20, size_bytes - len(whole)), len(whole))
        if not piece:
            break
        whole += piece
    return bytes(whole)


def _received(of: str, row: tuple[Any, ...]) -> Received:
    blobs = [cell for cell in row if isinstance(cell, bytes)]
    if len(blobs) > 1:
        raise MediaError(MediaFault.DAMAGED, detail="blobs")
    cells = [None if isinstance(cell, bytes) else cell for cell in row]
    return Received(of, cells, blobs[0] if blobs else b"")
