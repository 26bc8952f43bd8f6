"""Verifying a case: its file, its custody log, every row and every file against what was recorded.

What this proves: nothing was changed, removed or added without the log saying so. A log that was
rewritten whole, or cut and sealed again, shows only against a `checkpoint` kept outside the case.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import apsw

from workbench.records.codec import from_json
from workbench.records.custody import GENESIS, canonical_json, entry_digest
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Source
from workbench.records.verification import Checked, Mismatch, Problem, Verification
from workbench.store import rows, seal, sqlite
from workbench.store.project import APPLICATION_ID, MIGRATIONS, media_dir_of
from workbench.store.transaction import CHAINED

_CHUNK_BYTES = 1024 * 1024

OnBytes = Callable[[int], None]


def verify(
    path: Path, *, checkpoint: str | None = None, on_bytes: OnBytes = lambda done: None
) -> Verification:
    """Check a case that may be open. Nothing is written, but for a write that the end of its
    process cut off: SQLite rolls that back before anything can be read.

    `checkpoint` is the digest of a custody entry that was written down outside the case.
    `on_bytes` hears how many bytes of files were read; it may raise to give up. Raises `Refusal`
    where there is no case: NOT_FOUND, NO_PERMISSION, NOT_A_CASE (and no seal beside it).
    """
    path = path.absolute()
    media = media_dir_of(path)
    check = _Check(path, media, on_bytes)
    try:
        connection = _connect(path)
    except Refusal as refusal:
        if refusal.code is RefusalCode.NOT_FOUND or not check.broken_since_sealed(refusal):
            raise
        return check.outcome()
    try:
        check.everything(connection, checkpoint)
    finally:
        connection.close()
    return check.outcome()


def _connect(path: Path) -> apsw.Connection:
    """The file as it was written: a case of an older version is checked in its own form."""
    sqlite.examine(
        path, application_id=APPLICATION_ID, migrations=MIGRATIONS, alien=RefusalCode.NOT_A_CASE
    )
    try:
        return _open(path, read_only=True)
    except Refusal as refusal:
        cut_off = path.with_name(f"{path.name}-journal").exists()
        if refusal.code is not RefusalCode.READ_ONLY or not cut_off:
            raise
        return _open(path, read_only=False)


def _open(path: Path, *, read_only: bool) -> apsw.Connection:
    return sqlite.connect(
        path,
        application_id=APPLICATION_ID,
        migrations=MIGRATIONS,
        read_only=read_only,
        as_written=True,
    )


class _Check:
    """One verification under way."""

    def __init__(self, path: Path, media: Path, on_bytes: OnBytes) -> None:
        self.path = path
        self.media = media
        self.on_bytes = on_bytes
        self.problems: list[Problem] = []
        self.items = self.entries = self.files = self.bytes = 0

    def outcome(self) -> Verification:
        checked = Checked(self.items, self.entries, self.files, self.bytes)
        return Verification(not self.problems, checked, tuple(self.problems))

    def problem(self, what: Mismatch, where: str, expected: str | None, found: str | None) -> None:
        self.problems.append(Problem(what, where, expected, found))

    def broken_since_sealed(self, refusal: Refusal) -> bool:
        """Whether a file that is refused was a case when it was sealed; then that is a problem."""
        try:
            kept = seal.read(self.media)
        except (OSError, ValueError):
            return False
        if kept is None:
            return False
        found, _ = sqlite.file_digest(self.path)
        if found == kept.sha256:
            return False
        detail = str(refusal.facts.get("detail", refusal.code))
        self.problem(Mismatch.CASE_FILE, self.path.name, None, detail)
        self.problem(Mismatch.SEAL, self.path.name, kept.sha256, found)
        return True

    def everything(self, connection: apsw.Connection, checkpoint: str | None) -> None:
        """Everything inside the case file from one snapshot of it; then the files beside it."""
        try:
            with sqlite.disk_faults(self.path):
                connection.execute("BEGIN")
                if not self.holds_together(connection):
                    return
                digests, accounted = self.chain(connection)
                self.seal(digests)
                if checkpoint is not None and checkpoint not in digests:
                    self.problem(Mismatch.CHECKPOINT, "custody", checkpoint, None)
                self.every_row(connection, accounted)
                files = list(self.expected_files(connection))
                connection.execute("COMMIT")
        except Refusal as refusal:
            if refusal.code is not RefusalCode.DAMAGED_CASE:
                raise
            detail = str(refusal.facts.get("detail"))
            self.problem(Mismatch.CASE_FILE, self.path.name, None, detail)
            return
        except ValueError as unreadable:  # Text that is no UTF-8, JSON that is no record of ours.
            self.problem(Mismatch.CASE_FILE, self.path.name, None, str(unreadable))
            return
        for what, where, file, digest in files:
            self.file(what, where, file, digest)

    def holds_together(self, connection: apsw.Connection) -> bool:
        """SQLite's own checks. Where structure, types or CHECKs are broken, no row can be read."""
        broken = [row for row in connection.execute("PRAGMA integrity_check") if row != ("ok",)]
        for (what,) in broken:
            self.problem(Mismatch.CASE_FILE, self.path.name, "ok", str(what))
        if broken:
            return False
        for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            self.problem(Mismatch.CASE_FILE, f"{table}/{row}", str(parent), None)
        return True

    def chain(
        self, connection: apsw.Connection
    ) -> tuple[list[str], dict[tuple[str, int], str | None]]:
        """Digests of all entries, and the last digest that the log gives for every row."""
        digests: list[str] = []
        accounted: dict[tuple[str, int], str | None] = {}
        previous = GENESIS
        for seq, at, actor, act, subject, stated_previous, digest in connection.execute(
            "SELECT seq, at, actor, act, subject, previous, digest FROM custody ORDER BY seq"
        ):
            where = f"custody/{seq}"
            parsed = _plain_json(subject)
            if seq != len(digests) + 1:
                self.problem(Mismatch.CHAIN, where, f"custody/{len(digests) + 1}", where)
            if stated_previous != previous:
                self.problem(Mismatch.CHAIN, where, previous, str(stated_previous))
            wanted = entry_digest(
                seq=seq,
                at=at,
                actor=actor,
                act=act,
                subject=parsed,
                previous=stated_previous,
            )
            if digest != wanted or canonical_json(parsed) != subject.encode():
                self.problem(Mismatch.CHAIN, where, wanted, digest)
            accounted.update(_rows_of(parsed))
            digests.append(digest)
            previous = digest
        self.entries = len(digests)
        if not digests:
            self.problem(Mismatch.CHAIN, "custody", "custody/1", None)
        return digests, accounted

    def seal(self, digests: list[str]) -> None:
        try:
            kept = seal.read(self.media)
        except ValueError:
            kept = None
        if kept is None:
            self.problem(Mismatch.SEAL, seal.SEAL_FILE, None, None)
            return
        sealed = digests[kept.custody_seq - 1] if 0 < kept.custody_seq <= len(digests) else None
        if sealed != kept.custody_head:
            self.problem(Mismatch.SEAL, f"custody/{kept.custody_seq}", kept.custody_head, sealed)
        elif kept.custody_seq == len(digests):
            found, size_bytes = sqlite.file_digest(self.path)
            self._count(size_bytes)
            if (found, size_bytes) != (kept.sha256, kept.size_bytes):
                self.problem(Mismatch.SEAL, self.path.name, kept.sha256, found)

    def every_row(
        self, connection: apsw.Connection, accounted: dict[tuple[str, int], str | None]
    ) -> None:
        """Each row there is was accounted for, and each row accounted for is there."""
        missing = {key for key, digest in accounted.items() if digest is not None}
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        for table in sorted(CHAINED & tables):
            names = rows.columns_of(connection, table)
            for row, *values in connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid"):
                missing.discard((table, row))
                expected = accounted.get((table, row))
                found = rows.digest(dict(zip(names, values, strict=True)))
                if found != expected:
                    self.problem(Mismatch.ROW, f"{table}/{row}", expected, found)
        for table, row in sorted(missing):
            self.problem(Mismatch.ROW, f"{table}/{row}", accounted[table, row], None)

    def expected_files(
        self, connection: apsw.Connection
    ) -> Iterator[tuple[Mismatch, str, Path, str]]:
        for item, digest, source in connection.execute("SELECT id, digest, source FROM item"):
            self.items += 1
            received = from_json(Source, json.loads(source))
            file = Path(received.path) if received.linked else self.media / digest[:2] / digest
            yield Mismatch.ORIGINAL, f"item/{item}", file, digest
        has_sidecars = "SELECT 1 FROM sqlite_schema WHERE name = 'sidecar'"
        if connection.execute(has_sidecars).fetchone():
            for sidecar, digest in connection.execute("SELECT id, digest FROM sidecar"):
                file = self.media / digest[:2] / digest
                yield Mismatch.SIDECAR, f"sidecar/{sidecar}", file, digest
        for frame, digest in connection.execute("SELECT id, file FROM extracted_frame"):
            file = self.media / "derived" / digest[:2] / f"{digest}.png"
            yield Mismatch.DERIVED, f"extracted_frame/{frame}", file, digest

    def file(self, what: Mismatch, where: str, file: Path, digest: str) -> None:
        try:
            with file.open("rb") as opened:
                found = hashlib.sha256()
                while chunk := opened.read(_CHUNK_BYTES):
                    found.update(chunk)
                    self.bytes += len(chunk)
                    self.on_bytes(self.bytes)
        except (OSError, ValueError) as fault:
            unreadable = None if isinstance(fault, FileNotFoundError) else str(fault)
            self.problem(what, where, digest, unreadable)
            return
        self.files += 1
        if found.hexdigest() != digest:
            self.problem(what, where, digest, found.hexdigest())

    def _count(self, size_bytes: int) -> None:
        self.files += 1
        self.bytes += size_bytes
        self.on_bytes(self.bytes)


def _plain_json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _rows_of(subject: dict[str, Any]) -> Iterator[tuple[tuple[str, int], str | None]]:
    """The rows that a custody entry accounts for; what is malformed shows as a broken chain."""
    listed = subject.get("rows")
    for entry in listed if isinstance(listed, list) else []:
        match entry:
            case [str(table), int(row), None | str() as digest] if table in CHAINED:
                yield (table, row), digest
