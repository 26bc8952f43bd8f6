"""Intake: the files that are to be added to a library and are not yet.

They stand in the library before the first of them is read, so that a crash loses none.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from workbench.records.codec import from_json, time_text, to_json
from workbench.records.known import Sheet
from workbench.store.holder import Hold
from workbench.store.sqlite import Reader


@dataclass(frozen=True, slots=True)
class Expected:
    """One file that is to be added."""

    path: Path
    sheet: Sheet
    keep: bool
    """Whether a sealed copy of it is to lie beside the library."""


def insert(connection: apsw.Connection, expected: Sequence[Expected]) -> None:
    now = time_text(datetime.now(UTC))
    connection.executemany(
        "INSERT INTO intake (path, sheet, keep, added) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (path) DO UPDATE SET sheet = excluded.sheet, keep = excluded.keep",
        [
            (
                os.fsencode(one.path.absolute()),
                json.dumps(to_json(one.sheet), ensure_ascii=False),
                *(one.keep, now),
            )
            for one in expected
        ],
    )


def delete(connection: apsw.Connection, path: Path) -> None:
    connection.execute("DELETE FROM intake WHERE path = ?", (os.fsencode(path.absolute()),))


def clear(connection: apsw.Connection) -> None:
    connection.execute("DELETE FROM intake")


def every(library: Reader) -> list[Expected]:
    """Files in the order in which they were given; those of entries that were begun last."""
    rows = library.query("SELECT path, sheet, keep FROM intake ORDER BY id")
    rows += library.query(
        "SELECT path, json_object('title', title), kept FROM entry "
        "WHERE status = 'pending' AND path IS NOT NULL "
        "AND path NOT IN (SELECT path FROM intake) ORDER BY id"
    )
    return [
        Expected(Path(os.fsdecode(path)), from_json(Sheet, json.loads(sheet)), bool(keep))
        for path, sheet, keep in rows
    ]


@contextlib.contextmanager
def adding(library: Path, actor: str) -> Iterator[None]:
    """While files are added: nobody offers to go on with what goes on already."""
    lock = _lock_name(library)
    hold = None
    with contextlib.suppress(OSError):
        hold = Hold.take(library.parent, actor, lock)
    try:
        yield
    finally:
        if hold is not None:
            with contextlib.suppress(OSError):
                (library.parent / lock).unlink(missing_ok=True)
            hold.release()


def is_adding(library: Path) -> bool:
    """Whether some process adds files to it now."""
    if not (library.parent / _lock_name(library)).exists():
        return False
    try:
        hold = Hold.take(library.parent, "", _lock_name(library))
    except OSError:
        return False
    if hold is not None:
        hold.release()
    return hold is None


def _lock_name(library: Path) -> str:
    return f"{library.name}-adding"
