"""Queries on the entries of a known footage library."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from operator import attrgetter
from pathlib import Path

import apsw
import numpy as np
from numpy.typing import NDArray

from workbench.records.codec import from_json, time_from_text, time_text, to_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, Medium
from workbench.records.known import (
    Credibility,
    Entry,
    EntryBasis,
    EntryId,
    EntryStatus,
    PlacePrecision,
    Reliability,
    Sheet,
    Wanted,
)
from workbench.records.known_date import days_of, is_known_date
from workbench.records.run import Measurement
from workbench.store.sqlite import Reader, Row

SHEET_COLUMNS = (
    *("title", "place", "date", "source", "url", "precision", "latitude_deg", "longitude_deg"),
    *("licence", "remarks", "reliability", "credibility"),
)
_SHEET = ", ".join(SHEET_COLUMNS)
_COLUMNS = (
    "id, digest, file, medium, status, reason, added, basis, received, kept, merged_into, " + _SHEET
)
NEW_COLUMNS = (
    *("id", "digest", "file", "medium", "basis", "received", "path", "kept", "status", "added"),
    *SHEET_COLUMNS,
)
TRACK_COLUMNS = ("entry", "kind", "variant", "facts", "blob")
_INSERT = (
    f"INSERT INTO entry ({', '.join(NEW_COLUMNS)}) VALUES ({', '.join('?' * len(NEW_COLUMNS))})"
)
_SEARCHED = ("title", "place", "date", "file", "source", "url", "licence", "remarks", "received")
_FOLDED = ("title", "place", "source", "file")
"""Ordered without regard to case, in every script."""
_ORDERS = (*_FOLDED, "date", "added", "status", "reliability")
MIN_DIGEST_PREFIX = 6
MAX_TEXT_CHARS = 100_000
"""Of one field of a sheet."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What a new entry begins with."""

    digest: Digest
    file: str
    """Name of the file as added, or of the list."""
    medium: Medium
    sheet: Sheet
    basis: EntryBasis = EntryBasis.FOOTAGE
    received: str | None = None
    path: bytes | None = None
    """Where the file lies, as the system names it."""
    kept: bool = False


def ids(library: Reader, wanted: Wanted, order: str) -> list[EntryId]:
    column = order.removeprefix("-")
    if column not in _ORDERS:
        raise ValueError(f"no such order: {order}")
    by = f"folded({column})" if column in _FOLDED else column
    direction = "DESC" if order.startswith("-") else "ASC"
    conditions, bindings = ["merged_into IS NULL"], []
    if wanted.status is not None:
        conditions.append("status = ?")
        bindings.append(wanted.status.value)
    if wanted.basis is not None:
        conditions.append("basis = ?")
        bindings.append(wanted.basis.value)
    simple = not (wanted.words or wanted.place or wanted.date)
    columns = "id" if simple else f"id, digest, {', '.join(_SEARCHED)}"
    rows = library.query(
        f"SELECT {columns} FROM entry "
        f"WHERE {' AND '.join(conditions)} ORDER BY {by} {direction} NULLS LAST, id",
        bindings,
    )
    if simple:
        return [EntryId(row[0]) for row in rows]
    ask = _Asked.of(wanted)
    return [EntryId(row[0]) for row in rows if ask.meets(row[1], row[2:])]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The part of what is asked for that SQLite cannot answer: it folds the case of Latin letters
    only, and titles are Cyrillic as often as not."""

    words: tuple[str, ...]
    place: str
    days: tuple[date, date] | None

    @classmethod
    def of(cls, wanted: Wanted) -> _Asked:
        check_date(wanted.date)
        days = None if wanted.date is None else days_of(wanted.date)
        return cls(tuple(wanted.words.casefold().split()), wanted.place.casefold(), days)

    def meets(self, digest: str, fields: Sequence[str | None]) -> bool:
        named = dict(zip(_SEARCHED, fields, strict=True))
        if self.place not in (named["place"] or "").casefold():
            return False
        if self.days is not None:
            lasted = days_of(named["date"] or "")
            if lasted is None or lasted[0] > self.days[1] or lasted[1] < self.days[0]:
                return False
        text = "\n".join(value for value in fields if value).casefold()
        return all(
            word in text or (len(word) >= MIN_DIGEST_PREFIX and digest.startswith(word))
            for word in self.words
        )


def one(library: Reader, entry: EntryId) -> Entry:
    rows = library.query(f"SELECT {_COLUMNS} FROM entry WHERE id = ?", (entry,))
    if not rows:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="entry", record=entry)
    return _entry(rows[0])


def every(library: Reader) -> list[Entry]:
    """All entries; not the copies that were merged into them."""
    return [
        _entry(row)
        for row in library.query(
            f"SELECT {_COLUMNS} FROM entry WHERE merged_into IS NULL ORDER BY id"
        )
    ]


def revisions(library: Reader) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What a search can find, copies too: the numbers of the entries, and the revisions of their
    fingerprints."""
    rows = library.query("SELECT id, revision FROM entry WHERE status = 'ready' ORDER BY id")
    both = np.array(rows, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def revision(library: Reader, entry: EntryId) -> int | None:
    """Of the fingerprints of an entry; None where a search cannot find it any more."""
    sql = "SELECT revision FROM entry WHERE id = ? AND status = 'ready'"
    rows = library.query(sql, (entry,))
    return rows[0][0] if rows else None


def copies(library: Reader, entry: EntryId) -> list[Entry]:
    """The copies that were merged into an entry."""
    rows = library.query(
        f"SELECT {_COLUMNS} FROM entry WHERE merged_into = ? ORDER BY id", (entry,)
    )
    return [_entry(row) for row in rows]


def with_digest(library: Reader, digest: Digest) -> Entry | None:
    """The entry, or the copy of one, with this digest."""
    rows = library.query(f"SELECT {_COLUMNS} FROM entry WHERE digest = ?", (digest,))
    return _entry(rows[0]) if rows else None


def with_digests(library: Reader, digests: Sequence[Digest]) -> list[Entry]:
    """The entries, and the copies of some, with any of these digests."""
    rows = library.query(
        f"SELECT {_COLUMNS} FROM entry WHERE digest IN (SELECT value FROM json_each(?))",
        (json.dumps(digests),),
    )
    return [_entry(row) for row in rows]


def path_of(library: Reader, entry: EntryId) -> bytes | None:
    """Where the file of an entry lay when it was added."""
    rows = library.query("SELECT path FROM entry WHERE id = ?", (entry,))
    return rows[0][0] if rows else None


def named(library: Reader, text: str) -> Entry:
    if text.isascii() and text.isdigit() and len(text) < 18:
        rows = library.query(
            f"SELECT {_COLUMNS} FROM entry WHERE id = ? AND merged_into IS NULL", (int(text),)
        )
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


def insert(connection: apsw.Connection, begun: Begun) -> EntryId:
    check_sheet(begun.sheet)
    added = time_text(datetime.now(UTC))
    row = cells(begun, medium_text(begun.medium), EntryStatus.PENDING, added)
    connection.execute(_INSERT, (None, *row))
    return EntryId(connection.last_insert_rowid())


def cells(begun: Begun, medium: str, status: EntryStatus, added: str) -> tuple[object, ...]:
    """A new entry as `NEW_COLUMNS` take it, after its number; `medium` and `added` as text."""
    return (
        *(begun.digest, begun.file, medium, begun.basis.value, begun.received),
        *(begun.path, begun.kept, status.value, added),
        *_values(begun.sheet),
    )


def check_date(text: str | None) -> None:
    """Refusal(NOT_A_DATE) for what is no known date."""
    if text is not None and not is_known_date(text):
        raise Refusal(RefusalCode.NOT_A_DATE, value=text)


def check_sheet(sheet: Sheet, stored_date: object = None) -> None:
    """Refusal(NOT_A_DATE), Refusal(NOT_A_PLACE), Refusal(TEXT_TOO_LONG). The date that is stored
    may stay as it is."""
    if sheet.date != stored_date:
        check_date(sheet.date)
    at = (sheet.latitude_deg, sheet.longitude_deg)
    if at != (None, None):
        latitude, longitude = at
        if latitude is None or longitude is None or not is_place(latitude, longitude):
            raise Refusal(RefusalCode.NOT_A_PLACE, value=f"{latitude}, {longitude}")
    for value in (sheet.title, sheet.place, sheet.source, sheet.url, sheet.licence, sheet.remarks):
        if value is not None and len(value) > MAX_TEXT_CHARS:
            raise Refusal(RefusalCode.TEXT_TOO_LONG, most=MAX_TEXT_CHARS)


def is_place(latitude_deg: float, longitude_deg: float) -> bool:
    """Whether there is such a place on Earth."""
    finite = math.isfinite(latitude_deg) and math.isfinite(longitude_deg)
    return finite and abs(latitude_deg) <= 90 and abs(longitude_deg) <= 180


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
        "UPDATE entry SET status = ?, reason = ?, revision = revision + 1 WHERE id = ?",
        (status.value, reason, entry),
    )


def add_track(
    connection: apsw.Connection, entry: EntryId, kind: str, measurement: Measurement
) -> None:
    connection.execute(
        f"INSERT INTO track ({', '.join(TRACK_COLUMNS)}) VALUES (?, ?, ?, ?, ?)",
        (entry, kind, measurement.part, json.dumps(measurement.facts), measurement.blob),
    )


def mark_changed(connection: apsw.Connection, entry: EntryId) -> None:
    """Let the next search read its fingerprints again."""
    connection.execute("UPDATE entry SET revision = revision + 1 WHERE id = ?", (entry,))


def save_sheet(connection: apsw.Connection, entry: EntryId, sheet: Sheet) -> None:
    stored = connection.execute("SELECT date FROM entry WHERE id = ?", (entry,)).fetchall()
    if not stored:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="entry", record=entry)
    check_sheet(sheet, stored[0][0])
    assigned = ", ".join(f"{column} = ?" for column in SHEET_COLUMNS)
    connection.execute(f"UPDATE entry SET {assigned} WHERE id = ?", (*_values(sheet), entry))


def merge(
    connection: apsw.Connection, kept: EntryId, other: EntryId, *, fingerprints_of_both: bool
) -> None:
    """Make `other`, and its copies, copies of `kept`; without its fingerprints, if so wished."""
    gone = "entry = ?1 OR entry IN (SELECT id FROM entry WHERE merged_into = ?1)"
    if not fingerprints_of_both:
        connection.execute(f"DELETE FROM track WHERE {gone}", (other,))
    connection.execute(
        "UPDATE entry SET merged_into = ?1, revision = revision + 1 "
        "WHERE id = ?2 OR merged_into = ?2",
        (kept, other),
    )


def separate(connection: apsw.Connection, entry: EntryId) -> None:
    """Make the copies of an entry entries of their own. One without fingerprints is measured again
    where its file is known."""
    connection.execute(
        "UPDATE entry SET merged_into = NULL, revision = revision + 1, status = CASE "
        "WHEN EXISTS (SELECT 1 FROM track WHERE track.entry = entry.id) THEN status "
        "WHEN path IS NOT NULL THEN 'pending' ELSE 'failed' END WHERE merged_into = ?",
        (entry,),
    )


_read_sheet = attrgetter(*SHEET_COLUMNS)


def _values(sheet: Sheet) -> tuple[object, ...]:
    *plain, precision, latitude, longitude, licence, remarks, reliability, credibility = (
        _read_sheet(sheet)
    )
    return (
        *plain,
        precision and precision.value,
        *(latitude, longitude, licence, remarks),
        reliability and reliability.value,
        credibility and credibility.value,
    )


def file_path(path: bytes | None) -> Path | None:
    """A stored path as one that can be opened."""
    return None if not path else Path(os.fsdecode(path))


def _entry(row: Row) -> Entry:
    number, digest, file, medium, status, reason, added, basis, received, kept, into = row[:11]
    return Entry(
        id=EntryId(number),
        digest=Digest(digest),
        file=file,
        medium=_medium(medium),
        sheet=_sheet(row[11:]),
        status=EntryStatus(status),
        reason=reason,
        added=time_from_text(added),
        basis=EntryBasis(basis),
        received=received,
        kept=bool(kept),
        merged_into=None if into is None else EntryId(into),
    )


def medium_text(medium: Medium) -> str:
    """A medium as it is stored."""
    return json.dumps(to_json(medium), ensure_ascii=False)


@lru_cache(maxsize=4096)
def _medium(text: str) -> Medium:
    """Entries of one list have one medium between them."""
    return from_json(Medium, json.loads(text))


def _sheet(row: Row) -> Sheet:
    title, place, known_date, source, url, precision, latitude, longitude, *rest = row
    licence, remarks, reliability, credibility = rest
    return Sheet(
        title=title,
        place=place,
        date=known_date,
        source=source,
        url=url,
        precision=None if precision is None else PlacePrecision(precision),
        latitude_deg=latitude,
        longitude_deg=longitude,
        licence=licence,
        remarks=remarks,
        reliability=None if reliability is None else Reliability(reliability),
        credibility=None if credibility is None else Credibility(credibility),
    )
