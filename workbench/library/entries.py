"""Queries on the entries of a known footage library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import apsw

from workbench.records.codec import from_json, time_from_text, time_text, to_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, Medium
from workbench.records.known import Entry, EntryId, EntryStatus, Sheet
from workbench.records.known_date import is_known_date
from workbench.records.run import Measurement
from workbench.store.sqlite import Reader, Row

_COLUMNS = "id, digest, file, medium, title, place, date, source, url, status, reason, added"
_ORDERS = ("title", "place", "date", "file", "added", "status", "source")
MIN_DIGEST_PREFIX = 6


def ids(library: Reader, search: str, order: str) -> list[EntryId]:
    column = order.removeprefix("-")
    if column not in _ORDERS:
        raise ValueError(f"no such order: {order}")
    direction = "DESC" if order.startswith("-") else "ASC"
    wanted = search.casefold()
    rows = library.query(
        "SELECT id, title, place, date, file, source, url FROM entry "
        f"ORDER BY {column} {direction}, id"
    )
    # SQLite folds the case of Latin letters only; titles are Cyrillic as often as not.
    return [
        EntryId(row[0])
        for row in rows
        if not wanted or any(wanted in str(v).casefold() for v in row[1:] if v is not None)
    ]


def one(library: Reader, entry: EntryId) -> Entry:
    rows = library.query(f"SELECT {_COLUMNS} FROM entry WHERE id = ?", (entry,))
    if not rows:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="entry", record=entry)
    return _entry(rows[0])


def every(library: Reader) -> list[Entry]:
    return [_entry(row) for row in library.query(f"SELECT {_COLUMNS} FROM entry ORDER BY id")]


def with_digest(library: Reader, digest: Digest) -> Entry | None:
    rows = library.query(f"SELECT {_COLUMNS} FROM entry WHERE digest = ?", (digest,))
    return _entry(rows[0]) if rows else None


def named(library: Reader, text: str) -> Entry:
    if text.isascii() and text.isdigit() and len(text) < 18:
        rows = library.query(f"SELECT {_COLUMNS} FROM entry WHERE id = ?", (int(text),))
        if rows:
            return _entry(rows[0])
    found = [
        e
        for e in every(library)
        if e.file == text or (len(text) >= MIN_DIGEST_PREFIX and e.digest.startswith(text))
    ]
    if len(found) != 1:
        code = RefusalCode.AMBIGUOUS_ITEM if found else RefusalCode.NO_SUCH_ENTRY
        raise Refusal(code, item=text)
    return found[0]


def insert(
    connection: apsw.Connection, digest: Digest, file: str, medium: Medium, sheet: Sheet
) -> EntryId:
    check_date(sheet.date)
    connection.execute(
        "INSERT INTO entry (digest, file, medium, title, place, date, source, url, status, added)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?)",
        (
            digest,
            file,
            json.dumps(to_json(medium), ensure_ascii=False),
            sheet.title,
            sheet.place,
            sheet.date,
            sheet.source,
            sheet.url,
            time_text(datetime.now(UTC)),
        ),
    )
    return EntryId(connection.last_insert_rowid())


def check_date(date: str | None) -> None:
    """Refusal(NOT_A_DATE) for what is no known date."""
    if date is not None and not is_known_date(date):
        raise Refusal(RefusalCode.NOT_A_DATE, value=date)


def complete(
    connection: apsw.Connection,
    entry: EntryId,
    tracks: Sequence[tuple[str, Measurement]],
    poster: bytes | None,
    reason: str | None,
) -> None:
    connection.execute("DELETE FROM track WHERE entry = ?", (entry,))
    for kind, measurement in tracks:
        add_track(connection, entry, kind, measurement)
    if poster is not None:
        connection.execute(
            "INSERT INTO poster (entry, blob) VALUES (?, ?) "
            "ON CONFLICT (entry) DO UPDATE SET blob = excluded.blob",
            (entry, poster),
        )
    status = EntryStatus.READY if tracks else EntryStatus.FAILED
    connection.execute(
        "UPDATE entry SET status = ?, reason = ? WHERE id = ?", (status.value, reason, entry)
    )


def add_track(
    connection: apsw.Connection, entry: EntryId, kind: str, measurement: Measurement
) -> None:
    connection.execute(
        "INSERT INTO track (entry, kind, variant, facts, blob) VALUES (?, ?, ?, ?, ?)",
        (entry, kind, measurement.part, json.dumps(measurement.facts), measurement.blob),
    )


def save_sheet(connection: apsw.Connection, entry: EntryId, sheet: Sheet) -> None:
    stored = connection.execute("SELECT date FROM entry WHERE id = ?", (entry,)).fetchall()
    if stored != [(sheet.date,)]:
        check_date(sheet.date)
    connection.execute(
        "UPDATE entry SET title = ?, place = ?, date = ?, source = ?, url = ? WHERE id = ?",
        (sheet.title, sheet.place, sheet.date, sheet.source, sheet.url, entry),
    )
    if not connection.changes():
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="entry", record=entry)


def _entry(row: Row) -> Entry:
    number, digest, file, medium, title, place, date, source, url, status, reason, added = row
    return Entry(
        id=EntryId(number),
        digest=Digest(digest),
        file=file,
        medium=from_json(Medium, json.loads(medium)),
        sheet=Sheet(title=title, place=place, date=date, source=source, url=url),
        status=EntryStatus(status),
        reason=reason,
        added=time_from_text(added),
    )
