"""SQLite as this program uses it: one way to open a file, one translation of its errors.

Serves the project file and the known footage library alike. Nothing in a file is trusted: its
schema must be, byte for byte, what our migrations make.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from fractions import Fraction
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Protocol

import apsw

from workbench.records.errors import Refusal, RefusalCode
from workbench.store import migrate

Row = tuple[Any, ...]
Bindings = Sequence[Any] | Mapping[str, Any]

BUSY_TIMEOUT_MS = 5000
MAX_VALUE_BYTES = 256 * 1024 * 1024
_CHUNK_BYTES = 1024 * 1024
_MAGIC = b"SQLite format 3\0"
_HEAD_BYTES = 100
_FULL = (errno.ENOSPC, errno.EDQUOT)


class Reader(Protocol):
    """What can be asked: a project, or a transaction on it."""

    def query(self, sql: str, bindings: Bindings = ()) -> list[Row]: ...


def connect(
    path: Path,
    *,
    application_id: int,
    migrations: Traversable,
    create: bool = False,
    read_only: bool = False,
    as_written: bool = False,
    alien: RefusalCode = RefusalCode.NOT_A_CASE,
) -> apsw.Connection:
    """An open, guarded and migrated connection; with `create`, to a file that must not exist yet.

    `alien` is the refusal for a file of another kind. Raises `Refusal`: that, NOT_FOUND,
    ALREADY_THERE, NEWER_VERSION, DAMAGED_CASE, or what the disk says. Before a migration the file
    is copied to `<name>.v<version>`; an older file that is only read stays as it is, and what is
    read is a migrated copy in memory; with `as_written`, the file itself in its older form.
    """
    with ExitStack() as on_refusal:
        if create:
            _nameable(path)
            _claim(path)
            on_refusal.callback(remove, path)
        else:
            examine(path, application_id=application_id, migrations=migrations, alien=alien)
        with disk_faults(path, alien=alien):
            connection = _open(path, read_only=read_only)
            on_refusal.callback(connection.close)
            with _broken_head(path):
                _guard(connection)
            version = connection.pragma("user_version")
            if version != migrate.latest(migrations) and not as_written:
                if read_only or connection.readonly("main"):
                    connection = _in_memory(connection)
                    on_refusal.callback(connection.close)
                elif not create:
                    _copy(connection, path.with_name(f"{path.name}.v{version}"))
                migrate.apply(connection, migrations)
            connection.execute(f"PRAGMA query_only = {int(is_read_only(connection))}")
            with _broken_head(path):
                _check_schema(connection, path, migrations)
        on_refusal.pop_all()
    return connection


def examine(path: Path, *, application_id: int, migrations: Traversable, alien: RefusalCode) -> int:
    """The version of a file of ours, which is not changed; the refusals of `connect` for others."""
    _nameable(path)
    with file_faults(path):
        path.stat()
    if not path.is_file():
        raise Refusal(alien, path=str(path))
    # Not through a connection: SQLite reads nothing of a file whose last write was cut off before
    # it has rolled that back, which a reader may not.
    with _file(path) as file:
        head = file.xRead(_HEAD_BYTES, 0) if file.xFileSize() >= _HEAD_BYTES else b""
    if not head.startswith(_MAGIC) or int.from_bytes(head[68:72]) != application_id:
        raise Refusal(alien, path=str(path))
    version = int.from_bytes(head[60:64])
    known = migrate.latest(migrations)
    if version > known:
        raise Refusal(RefusalCode.NEWER_VERSION, path=str(path), version=version, known=known)
    if version < 1:
        raise Refusal(RefusalCode.DAMAGED_CASE, path=str(path), detail="user_version")
    return version


def _nameable(path: Path) -> None:
    """SQLite knows files by UTF-8 only. Refusal(UNUSABLE_NAME)."""
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError as undecodable:
        raise Refusal(RefusalCode.UNUSABLE_NAME, path=str(path)) from undecodable


def _claim(path: Path) -> None:
    """Make the empty file, so that nobody else's is ever overwritten."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except FileExistsError as there:
        raise Refusal(RefusalCode.ALREADY_THERE, path=str(path)) from there
    except FileNotFoundError as gone:
        raise Refusal(RefusalCode.NOT_FOUND, path=str(path.parent)) from gone
    except OSError as fault:
        raise refusal_of(fault, path) from fault


def remove(path: Path) -> None:
    """Remove a file that could not be made whole, with the journal beside it."""
    for left in (path, path.with_name(f"{path.name}-journal")):
        left.unlink(missing_ok=True)


def _open(path: Path, *, read_only: bool) -> apsw.Connection:
    flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
    return apsw.Connection(str(path), flags=flags)


def _guard(connection: apsw.Connection) -> None:
    """Settings of every connection, each read back: a setting that did not take is a bug."""
    connection.set_busy_timeout(BUSY_TIMEOUT_MS)
    for option, wanted in (
        (apsw.SQLITE_DBCONFIG_DEFENSIVE, 1),
        (apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        (apsw.SQLITE_DBCONFIG_ENABLE_VIEW, 0),
        (apsw.SQLITE_DBCONFIG_DQS_DML, 0),
        (apsw.SQLITE_DBCONFIG_DQS_DDL, 0),
    ):
        if connection.config(option, wanted) != wanted:
            raise RuntimeError(f"SQLite did not take configuration {option}")
    connection.limit(apsw.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES)
    connection.limit(apsw.SQLITE_LIMIT_ATTACHED, 0)
    connection.create_scalar_function("folded", _folded, 1, deterministic=True)
    connection.create_scalar_function("seconds", _seconds, 1, deterministic=True)
    for pragma, wanted_value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {pragma} = {wanted_value}")
        found = connection.pragma(pragma)
        if pragma == "journal_mode" and connection.readonly("main"):
            continue
        if pragma in _OF_FILES and not connection.db_filename("main"):
            continue
        if found != wanted_value:
            raise RuntimeError(f"SQLite did not take {pragma}: {found}")


def _folded(*texts: apsw.SQLiteValue) -> str | None:
    """SQL function: text for comparing in any case, of every script (SQLite's own is ASCII)."""
    return texts[0].casefold() if isinstance(texts[0], str) else None


def _seconds(*texts: apsw.SQLiteValue) -> float | None:
    """SQL function: the number that a fraction `n/d` is, for sorting."""
    return float(Fraction(texts[0])) if isinstance(texts[0], str) else None


_OF_FILES = ("journal_mode", "mmap_size")
"""What a copy in memory does not have."""

_PRAGMAS: dict[str, int | str] = {
    "journal_mode": "delete",
    "synchronous": 3,  # EXTRA: the folder is synced after the journal is gone.
    "foreign_keys": 1,
    "cell_size_check": 1,
    "secure_delete": 1,
    "mmap_size": 0,
    "temp_store": 2,  # Memory: nothing of a case is left in a temporary folder.
    "fullfsync": int(sys.platform == "darwin"),
}


def _in_memory(connection: apsw.Connection) -> apsw.Connection:
    """A guarded copy of the whole file in memory, in place of the connection, which is closed."""
    copy = apsw.Connection(":memory:")
    try:
        with copy.backup("main", connection, "main") as backup:
            backup.step(-1)
        _guard(copy)
    except BaseException:
        copy.close()
        raise
    connection.close()
    return copy


def is_read_only(connection: apsw.Connection) -> bool:
    """Whether nothing can be kept: a file opened so, or the copy of an older one in memory."""
    return connection.readonly("main") or not connection.db_filename("main")


def _copy(connection: apsw.Connection, to: Path) -> None:
    """The whole file, as SQLite sees it, under another name; an older copy there is replaced."""
    to.unlink(missing_ok=True)
    copy = apsw.Connection(str(to))
    try:
        with copy.backup("main", connection, "main") as backup:
            backup.step(-1)
    finally:
        copy.close()


def _check_schema(connection: apsw.Connection, path: Path, migrations: Traversable) -> None:
    """Refuse any table, trigger or view that is not ours: opening a file must run nothing of it."""
    version = connection.pragma("user_version")
    if migrate.schema_of(connection) != migrate.expected_schema(migrations, version):
        raise Refusal(RefusalCode.DAMAGED_CASE, path=str(path), detail="schema")


@contextmanager
def _broken_head(path: Path) -> Iterator[None]:
    """While a file is opened our SQL is fixed: an SQL error then is in the file's own head."""
    try:
        yield
    except apsw.SQLError as wrong:
        raise Refusal(RefusalCode.DAMAGED_CASE, path=str(path), detail=str(wrong)) from wrong


@contextmanager
def disk_faults(
    path: Path, *, holder: str | None = None, alien: RefusalCode | None = None
) -> Iterator[None]:
    """Turn what SQLite says of the file or the disk into a `Refusal`; the rest is our bug.

    `alien` is for a file that SQLite does not know at all; DAMAGED_CASE without it.
    """
    try:
        yield
    except apsw.NotADBError as wrong:
        if alien is not None:
            raise Refusal(alien, path=str(path)) from wrong
        raise Refusal(RefusalCode.DAMAGED_CASE, path=str(path), detail=str(wrong)) from wrong
    except (apsw.CorruptError, apsw.FormatError, UnicodeDecodeError) as wrong:
        raise Refusal(RefusalCode.DAMAGED_CASE, path=str(path), detail=str(wrong)) from wrong
    except apsw.FullError as full:
        raise Refusal(RefusalCode.DISK_FULL, path=str(path)) from full
    except apsw.CantOpenError as wrong:
        raise Refusal(RefusalCode.NO_PERMISSION, path=str(path)) from wrong
    except (
        apsw.ReadOnlyError,
        apsw.PermissionsError,
        apsw.BusyError,
        apsw.LockedError,
    ) as wrong:
        raise Refusal(RefusalCode.READ_ONLY, path=str(path), holder=holder) from wrong
    except apsw.IOError as fault:
        raise Refusal(RefusalCode.DISK_FAULT, path=str(path), detail=str(fault)) from fault


@contextmanager
def file_faults(path: Path) -> Iterator[None]:
    """Turn what the system says of a file or folder into a `Refusal`."""
    try:
        yield
    except OSError as fault:
        raise refusal_of(fault, path) from fault


def refusal_of(fault: OSError, path: Path) -> Refusal:
    """The refusal that says what the system said of `path`."""
    if isinstance(fault, FileNotFoundError | NotADirectoryError) or fault.errno == errno.ELOOP:
        return Refusal(RefusalCode.NOT_FOUND, path=str(path))
    if fault.errno == errno.ENAMETOOLONG:
        return Refusal(RefusalCode.UNUSABLE_NAME, path=str(path))
    if isinstance(fault, PermissionError):
        return Refusal(RefusalCode.NO_PERMISSION, path=str(path))
    if fault.errno in _FULL:
        return Refusal(RefusalCode.DISK_FULL, path=str(path))
    return Refusal(RefusalCode.DISK_FAULT, path=str(path), detail=fault.strerror or str(fault))


Stamp = tuple[int, ...]


def stamp(path: Path) -> Stamp:
    """Which file it is, and how often SQLite has written to it: its change counter goes up with
    every transaction (sqlite.org/fileformat.html, 1.3.6)."""
    with file_faults(path):
        found = path.stat()
    with _file(path) as file:
        counter = int.from_bytes(file.xRead(4, 24))
    return counter, found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def file_digest(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a SQLite file."""
    digest = hashlib.sha256()
    with _file(path) as file:
        size_bytes = file.xFileSize()
        for offset in range(0, size_bytes, _CHUNK_BYTES):
            digest.update(file.xRead(min(_CHUNK_BYTES, size_bytes - offset), offset))
    return digest.hexdigest(), size_bytes


@contextmanager
def _file(path: Path) -> Iterator[apsw.VFSFile]:
    """The bytes of a SQLite file, through SQLite's own file layer.

    POSIX drops all locks of a process on a file when it closes any descriptor of it; SQLite's
    layer knows, an `open` of ours beside a running transaction would not
    (sqlite.org/howtocorrupt.html, 2.2).
    """
    flags = [apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_MAIN_DB, 0]
    with disk_faults(path):
        file = apsw.VFSFile("", str(path.absolute()), flags)
        try:
            yield file
        finally:
            file.xClose()
