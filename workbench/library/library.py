"""Library: known footage that somebody vouches for, in a file that can be shared.

It holds what is known of each piece and its fingerprints. The footage stays where it is, or is
kept, sealed, in `name.media/` beside the library; a picture is in it only where that was asked for.
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
from workbench.library import batch, entries, intake, judgements
from workbench.library.entries import Begun
from workbench.library.intake import Expected
from workbench.library.judgements import Judgement
from workbench.records.codec import time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest
from workbench.records.known import Entry, EntryBasis, EntryId, Sheet, Wanted
from workbench.records.match import LibraryReference
from workbench.records.packed import Thumbnail, count_of, unpack_thumbnails
from workbench.records.run import Measurement
from workbench.store import sqlite
from workbench.store.migrate import transaction

APPLICATION_ID = 0x46564C31
"""`FVL1`."""
SUFFIX = ".fvl"
Stamp = sqlite.Stamp
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
    def create(cls, path: Path, *, thumbnails: bool = False) -> Self:
        """A new, empty library; with small pictures only where they are asked for. Raises Refusal:
        ALREADY_THERE, NOT_FOUND, or what the disk says."""
        connection = _connect(path, create=True)
        made_by = f"Footage Verification Workbench {workbench.__version__}"
        try:
            with sqlite.disk_faults(path):
                connection.execute(
                    "INSERT INTO library_info (id, identity, created, made_by, thumbnails) "
                    "VALUES (1, ?, ?, ?, ?)",
                    (str(uuid.uuid4()), time_text(datetime.now(UTC)), made_by, thumbnails),
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
        # Not `with connection`: that waits for a reader without letting go of the interpreter, and
        # so for a reader in this process until time is up, while all its threads stand still.
        with self._mutex, sqlite.disk_faults(self.path), transaction(self._connection):
            yield self._connection
        for observer in list(self._observers):
            observer()

    def stamp(self) -> Stamp | None:
        """Another whenever something was written to the file, by whomever, or it is another file;
        None of the copy in memory of an older one, whose file does not change."""
        if not self._connection.db_filename("main"):
            return None
        return sqlite.stamp(self.path)

    @property
    def media_dir(self) -> Path:
        """Where footage lies that is kept with the library."""
        return self.path.with_suffix(".media")

    @property
    def thumbnails(self) -> bool:
        """Whether small pictures of entries are kept."""
        return bool(self.query("SELECT thumbnails FROM library_info")[0][0])

    def keep_thumbnails(self, keep: bool) -> None:
        """Keep small pictures of what is added from now on; or none, and take away those that
        there are."""
        with self._write() as connection:
            connection.execute("UPDATE library_info SET thumbnails = ?", (keep,))
            if not keep:
                connection.execute("DELETE FROM poster")

    def entry_ids(self, search: str | Wanted = "", order: str = "title") -> list[EntryId]:
        """Entries with all words of `search` in what is known of them, or those that are wanted;
        order: title, place, date, file, added, status, source, reliability; `-title` is
        descending. Refusal(NOT_A_DATE)."""
        wanted = Wanted(search) if isinstance(search, str) else search
        return entries.ids(self, wanted, order)

    def entry(self, entry: EntryId) -> Entry:
        return entries.one(self, entry)

    def entries(self) -> list[Entry]:
        return entries.every(self)

    def named(self, text: str) -> Entry:
        """The entry with this number, digest prefix, or file name."""
        return entries.named(self, text)

    def with_digest(self, digest: Digest) -> Entry | None:
        return entries.with_digest(self, digest)

    def with_digests(self, digests: Sequence[Digest]) -> list[Entry]:
        """Those of these digests that are there, in one question."""
        return entries.with_digests(self, digests)

    def reference(self, entry: Entry, head: Entry | None = None) -> LibraryReference:
        """An entry as it stands now, for a match or a comparison; with `head`, of which it is a
        copy, under the name of that."""
        head = head or entry
        return LibraryReference(
            library=self.name,
            library_id=self.id,
            entry=str(head.id),
            title=head.sheet.title,
            place=head.sheet.place,
            date=head.sheet.date,
            source=head.sheet.source,
            url=head.sheet.url,
            sha256=entry.digest,
            kind=entry.medium.kind,
            basis=None if entry.basis is EntryBasis.FOOTAGE else entry.basis,
            aspect=entry.medium.upright_aspect,
        )

    def fingerprint_counts(self, entry: EntryId) -> dict[str, int]:
        """How many fingerprints an entry is found by, by kind and variant; its copies' too."""
        rows = self.query(
            "SELECT kind, variant, blob FROM track JOIN entry ON entry.id = track.entry "
            "WHERE entry.id = ?1 OR entry.merged_into = ?1 ORDER BY track.id",
            (entry,),
        )
        counts: dict[str, int] = {}
        for kind, variant, blob in rows:
            name = f"{kind} {variant}"
            counts[name] = counts.get(name, 0) + count_of(blob)
        return counts

    def poster(self, entry: EntryId) -> Thumbnail | None:
        found = self.query("SELECT blob FROM poster WHERE entry = ?", (entry,))
        if not found:
            return None
        try:
            return next(iter(unpack_thumbnails(found[0][0])), None)
        except ValueError:
            return None

    def begin(self, begun: Begun) -> EntryId:
        """A new entry, pending until its fingerprints are there. It must not exist yet."""
        with self._write() as connection:
            return entries.insert(connection, begun)

    def put(self, several: Sequence[batch.New]) -> list[EntryId]:
        """New entries with their fingerprint `(kind, measurement)`s and posters, all or none; those
        whose digests are there already must be left out. A poster is left out where the library
        keeps none. Refusal: NOT_A_DATE, NOT_A_PLACE, TEXT_TOO_LONG, or what the disk says."""
        pictures = self.thumbnails
        with self._mutex, sqlite.disk_faults(self.path):
            batch.make_room(self._connection)
        with self._write() as connection:
            return batch.insert(connection, several, pictures=pictures)

    def complete(
        self,
        entry: EntryId,
        tracks: Sequence[tuple[str, Measurement]],
        poster: bytes | None,
        reason: str | None,
    ) -> None:
        """Make an entry ready, with its fingerprint `(kind, measurement)`s; or failed, with the
        reason, when there are none. A poster is left out where the library keeps none."""
        pictures = self.thumbnails
        with self._write() as connection:
            entries.complete(connection, entry, tracks, poster if pictures else None, reason)

    def has_track(self, entry: EntryId, kind: str) -> bool:
        """Whether fingerprints of this kind are kept of an entry."""
        sql = "SELECT 1 FROM track WHERE entry = ? AND kind = ? LIMIT 1"
        return bool(self.query(sql, (entry, kind)))

    def add_track(self, entry: EntryId, kind: str, measurement: Measurement) -> None:
        """Keep further fingerprints of an entry that is ready."""
        with self._write() as connection:
            entries.add_track(connection, entry, kind, measurement)
            entries.mark_changed(connection, entry)

    def edit(self, entry: EntryId, sheet: Sheet) -> None:
        """Replace what is known of an entry."""
        with self._write() as connection:
            entries.save_sheet(connection, entry, sheet)

    def merge(
        self, kept: EntryId, other: EntryId, sheet: Sheet, *, fingerprints_of_both: bool = True
    ) -> None:
        """Make one entry of two: `kept`, with this sheet. `other` is a copy of it from then on: its
        digest is known, and what is found by its fingerprints, where they are kept, is `kept`.
        Refusal(SAME_ENTRY)."""
        if kept == other:
            raise Refusal(RefusalCode.SAME_ENTRY, entry=int(kept))
        for one in (kept, other):
            self._head(one)
        with self._write() as connection:
            entries.save_sheet(connection, kept, sheet)
            entries.merge(connection, kept, other, fingerprints_of_both=fingerprints_of_both)

    def separate(self, entry: EntryId) -> list[EntryId]:
        """Take merging back: the copies of an entry are entries of their own again, each with what
        was known of it before. What was merged into the entry itself stays there, to be edited.
        One whose fingerprints were not kept is to be measured again. Refusal(NO_COPIES)."""
        copies = [copy.id for copy in self.copies(entry)]
        if not copies:
            raise Refusal(RefusalCode.NO_COPIES, entry=int(entry))
        with self._write() as connection:
            entries.separate(connection, entry)
        return copies

    def _head(self, entry: EntryId) -> Entry:
        found = self.entry(entry)
        if found.merged_into is not None:
            raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="entry", record=entry)
        return found

    def copies(self, entry: EntryId) -> list[Entry]:
        """The other copies of its footage, which were merged into it."""
        return entries.copies(self, entry)

    def remove(self, entry: EntryId) -> None:
        """Remove an entry with its copies and fingerprints, and the footage that is kept of it."""
        gone = [self.entry(entry), *self.copies(entry)]
        with self._write() as connection:
            connection.execute("DELETE FROM entry WHERE id = ?", (entry,))
        for one in gone:
            if one.kept:
                self._kept_file(one).unlink(missing_ok=True)

    def _kept_file(self, entry: Entry) -> Path:
        return self.media_dir / entry.digest[:2] / entry.digest

    def file_of(self, entry: Entry) -> Path | None:
        """Where the file of an entry should lie: the sealed copy that is kept of it, or where it
        lay when it was added; None where that is not known."""
        return self._kept_file(entry) if entry.kept else self.path_of(entry.id)

    def mark_kept(self, entry: EntryId) -> None:
        """Say that a sealed copy of the file lies in `media_dir`."""
        with self._write() as connection:
            connection.execute("UPDATE entry SET kept = 1 WHERE id = ?", (entry,))

    def path_of(self, entry: EntryId) -> Path | None:
        """Where the file lay when it was added; None where that is not known."""
        return entries.file_path(entries.path_of(self, entry))

    def expect(self, expected: Sequence[Expected]) -> None:
        """Remember files that are about to be added, until `arrived` says of each that it was."""
        with self._write() as connection:
            intake.insert(connection, expected)

    def arrived(self, path: Path) -> None:
        with self._write() as connection:
            intake.delete(connection, path)

    def expected(self) -> list[Expected]:
        """Files that were about to be added, and the ones of entries without fingerprints."""
        return intake.every(self)

    def give_up_expected(self) -> None:
        """Forget files that were about to be added, and entries that were only begun."""
        with self._write() as connection:
            intake.clear(connection)
            connection.execute("DELETE FROM entry WHERE status = 'pending'")

    def remember(self, several: Sequence[Judgement]) -> None:
        """Keep what was decided of matches, for the next case."""
        with self._write() as connection:
            for judged in several:
                judgements.save(connection, judged)

    def remembered(self, query: Digest, known: Digest) -> Judgement | None:
        """What was decided of a match of these two, in whichever case."""
        return judgements.one(self, query, known)


def _connect(path: Path, *, create: bool = False, read_only: bool = False) -> apsw.Connection:
    return sqlite.connect(
        path,
        application_id=APPLICATION_ID,
        migrations=MIGRATIONS,
        create=create,
        read_only=read_only,
        alien=RefusalCode.NOT_A_LIBRARY,
    )
