"""Library: known footage that somebody vouches for, in a file that can be shared.

It holds what is known of each piece and its fingerprints; the footage itself stays where it is.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Self

import apsw

import workbench
from workbench.library import entries
from workbench.records.codec import time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, Medium
from workbench.records.known import Entry, EntryId, Sheet
from workbench.records.match import LibraryReference
from workbench.records.packed import Thumbnail, unpack_thumbnails
from workbench.records.run import Measurement
from workbench.store import sqlite

APPLICATION_ID = 0x46564C31
"""`FVL1`."""
SUFFIX = ".fvl"
MIGRATIONS = files("workbench.library") / "migrations"


class Library:
    """One open known footage library. Usable from several threads."""

    def __init__(self, path: Path, connection: apsw.Connection) -> None:
        """Not for callers: see `create` and `open`."""
        self.path = path
        self.read_only = sqlite.is_read_only(connection)
        self._connection = connection
        self._mutex = threading.RLock()
        self._observers: list[Callable[[], None]] = []
        ((self.id,),) = self.query("SELECT identity FROM library_info")

    @classmethod
    def create(cls, path: Path) -> Self:
        """A new, empty library. Raises Refusal: ALREADY_THERE, NOT_FOUND, or what the disk says."""
        connection = _connect(path, create=True)
        made_by = f"Footage Verification Workbench {workbench.__version__}"
        try:
            with sqlite.disk_faults(path):
                connection.execute(
                    "INSERT INTO library_info (id, identity, created, made_by) VALUES (1, ?, ?, ?)",
                    (str(uuid.uuid4()), time_text(datetime.now(UTC)), made_by),
                )
        except Refusal:
            connection.close()
            path.unlink(missing_ok=True)
            raise
        return cls(path.absolute(), connection)

    @classmethod
    def open(cls, path: Path) -> Self:
        """An existing library; read-only where its file is. Raises Refusal: NOT_FOUND,
        NOT_A_LIBRARY, NEWER_VERSION, DAMAGED_CASE, or what the disk says."""
        try:
            connection = _connect(path)
        except Refusal as refusal:
            if refusal.code is not RefusalCode.NO_PERMISSION or not path.is_file():
                raise
            connection = _connect(path, read_only=True)
        try:
            return cls(path.absolute(), connection)
        except ValueError as empty:
            connection.close()
            raise Refusal(
                RefusalCode.DAMAGED_CASE, path=str(path), detail="library_info"
            ) from empty

    @property
    def name(self) -> str:
        """File name, as searches record it."""
        return self.path.name

    def close(self) -> None:
        with self._mutex:
            self._connection.close()

    def observe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Tell `callback` after every change; returns what stops it."""
        self._observers.append(callback)

        def stop() -> None:
            if callback in self._observers:
                self._observers.remove(callback)

        return stop

    def query(self, sql: str, bindings: sqlite.Bindings = ()) -> list[sqlite.Row]:
        with self._mutex, sqlite.disk_faults(self.path):
            return self._connection.execute(sql, bindings).fetchall()

    @contextmanager
    def _write(self) -> Iterator[apsw.Connection]:
        with self._mutex, sqlite.disk_faults(self.path), self._connection:
            yield self._connection
        for observer in list(self._observers):
            observer()

    def entry_ids(self, search: str = "", order: str = "title") -> list[EntryId]:
        """Entries with `search` in what is known of them; order: title, place, date, file, added,
        status; `-title` is descending."""
        return entries.ids(self, search, order)

    def entry(self, entry: EntryId) -> Entry:
        return entries.one(self, entry)

    def entries(self) -> list[Entry]:
        return entries.every(self)

    def named(self, text: str) -> Entry:
        """The entry with this number, digest prefix, or file name."""
        return entries.named(self, text)

    def with_digest(self, digest: Digest) -> Entry | None:
        return entries.with_digest(self, digest)

    def reference(self, entry: Entry) -> LibraryReference:
        """An entry as it stands now, for a match or a comparison."""
        return LibraryReference(
            library=self.name,
            library_id=self.id,
            entry=str(entry.id),
            title=entry.sheet.title,
            place=entry.sheet.place,
            date=entry.sheet.date,
            source=entry.sheet.source,
            url=entry.sheet.url,
            sha256=entry.digest,
            kind=entry.medium.kind,
        )

    def poster(self, entry: EntryId) -> Thumbnail | None:
        found = self.query("SELECT blob FROM poster WHERE entry = ?", (entry,))
        if not found:
            return None
        try:
            return next(iter(unpack_thumbnails(found[0][0])), None)
        except ValueError:
            return None

    def begin(self, digest: Digest, file: str, medium: Medium, sheet: Sheet) -> EntryId:
        """A new entry, pending until its fingerprints are there. It must not exist yet."""
        with self._write() as connection:
            return entries.insert(connection, digest, file, medium, sheet)

    def complete(
        self,
        entry: EntryId,
        tracks: Sequence[tuple[str, Measurement]],
        poster: bytes | None,
        reason: str | None,
    ) -> None:
        """Make an entry ready, with its fingerprint `(kind, measurement)`s; or failed, with the
        reason, when there are none."""
        with self._write() as connection:
            entries.complete(connection, entry, tracks, poster, reason)

    def has_track(self, entry: EntryId, kind: str) -> bool:
        """Whether fingerprints of this kind are kept of an entry."""
        sql = "SELECT 1 FROM track WHERE entry = ? AND kind = ? LIMIT 1"
        return bool(self.query(sql, (entry, kind)))

    def add_track(self, entry: EntryId, kind: str, measurement: Measurement) -> None:
        """Keep further fingerprints of an entry that is ready."""
        with self._write() as connection:
            entries.add_track(connection, entry, kind, measurement)

    def edit(self, entry: EntryId, sheet: Sheet) -> None:
        """Replace what is known of an entry."""
        with self._write() as connection:
            entries.save_sheet(connection, entry, sheet)

    def remove(self, entry: EntryId) -> None:
        """Remove an entry and its fingerprints."""
        self.entry(entry)
        with self._write() as connection:
            connection.execute("DELETE FROM entry WHERE id = ?", (entry,))


def _connect(path: Path, *, create: bool = False, read_only: bool = False) -> apsw.Connection:
    return sqlite.connect(
        path,
        application_id=APPLICATION_ID,
        migrations=MIGRATIONS,
        create=create,
        read_only=read_only,
        alien=RefusalCode.NOT_A_LIBRARY,
    )
