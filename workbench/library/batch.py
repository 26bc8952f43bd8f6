"""Batch: many new entries with their fingerprints, written as one.

A list of somebody else has hundreds of thousands. One statement takes many rows: SQLite makes what
it compares columns with once for each statement, and that costs more than the rows. What is written
is not written again: the numbers of entries are counted here, and each comes with the status that
it ends with.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TypeVar

import apsw

from workbench.library import entries
from workbench.library.entries import Begun
from workbench.records.codec import time_text
from workbench.records.known import EntryId, EntryStatus
from workbench.records.run import Measurement

T = TypeVar("T")
New = tuple[Begun, Sequence[tuple[str, Measurement]], bytes | None]
"""What an entry begins with, its fingerprint `(kind, measurement)`s, and its poster."""
Cells = tuple[object, ...]
CACHE_KIB = 64 * 1024
"""Digests come in no order, so each row falls on another page of their index. Pages that find no
room are written in between, each time with the journal before them."""
ROWS_AT_ONCE = 100
AT_ONCE, AT_ONCE_BYTES = 4096, 32 << 20
"""New entries that are written together: so many, or so much of fingerprints and pictures."""
POSTER_COLUMNS = ("entry", "blob")


def make_room(connection: apsw.Connection) -> None:
    """Let the pages of a batch stay in memory until it is written. Not within a transaction."""
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def size_bytes(new: New) -> int:
    """Of the fingerprints and the poster of a new entry."""
    _begun, tracks, poster = new
    return sum(len(m.blob or b"") for _, m in tracks) + len(poster or b"")


def insert(connection: apsw.Connection, several: Sequence[New], *, pictures: bool) -> list[EntryId]:
    """The numbers of new entries, in order, each ready, or failed where it has no fingerprint.
    Without `pictures` posters are left out. Refusals of `entries.check_sheet`."""
    for begun, _, _ in several:
        entries.check_sheet(begun.sheet)
    first = _next(connection)
    made = [EntryId(first + n) for n in range(len(several))]
    _insert(connection, "entry", entries.NEW_COLUMNS, _entries(made, several))
    _insert(connection, "track", entries.TRACK_COLUMNS, _tracks(made, several))
    if pictures:
        posters = (
            (number, poster)
            for number, (_, _, poster) in zip(made, several, strict=True)
            if poster is not None
        )
        _insert(connection, "poster", POSTER_COLUMNS, posters)
    return made


def _next(connection: apsw.Connection) -> int:
    """The number of the next new entry: greater than any that there ever was."""
    last = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'entry'"
    number = connection.execute(last).get
    assert isinstance(number, int)
    return 1 + number


def _insert(
    connection: apsw.Connection, table: str, columns: Sequence[str], rows: Iterable[Cells]
) -> None:
    one = f"({', '.join('?' * len(columns))})"
    into = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    coming = iter(rows)
    while several := list(islice(coming, ROWS_AT_ONCE)):
        connection.execute(
            into + ", ".join([one] * len(several)), tuple(chain.from_iterable(several))
        )


def _entries(made: Sequence[EntryId], several: Sequence[New]) -> Iterator[Cells]:
    added = time_text(datetime.now(UTC))
    medium = _once(entries.medium_text)
    for number, (begun, tracks, _) in zip(made, several, strict=True):
        status = EntryStatus.READY if tracks else EntryStatus.FAILED
        yield (number, *entries.cells(begun, medium(begun.medium), status, added))


def _tracks(made: Sequence[EntryId], several: Sequence[New]) -> Iterator[Cells]:
    facts = _once(json.dumps)
    for number, (_, tracks, _) in zip(made, several, strict=True):
        for kind, one in tracks:
            yield (number, kind, one.part, facts(one.facts), one.blob)


def _once(text_of: Callable[[T], str]) -> Callable[[T], str]:
    """`text_of`, asked once for each object while the batch holds it: the stills of a list have
    one medium between them."""
    made: dict[int, str] = {}

    def text(value: T) -> str:
        key = id(value)
        if key not in made:
            made[key] = text_of(value)
        return made[key]

    return text
