"""Project: one open case. Facts are recorded, judgements edited and undone; every write is chained
into the custody log and told to the observers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import apsw

from workbench.records.case import Case
from workbench.records.changes import Changes
from workbench.records.errors import Refusal, RefusalCode
from workbench.store import cases, custody, migrate, seal, sqlite
from workbench.store import undo as undo_steps
from workbench.store.holder import LOCK_FILE, Hold, holder_of
from workbench.store.rows import plain_text
from workbench.store.transaction import CHAINED, FACTS, JUDGEMENTS, Transaction

APPLICATION_ID = 0x46565731
"""`FVW1`."""
MIGRATIONS = files("workbench.store") / "migrations"
SUFFIX = ".fvw"

Observer = Callable[[Changes], None]


def media_dir_of(path: Path) -> Path:
    """The folder that belongs to a project file: `name.media` beside `name.fvw`."""
    name = path.stem if path.suffix == SUFFIX else path.name
    return path.with_name(f"{name}.media")


class Project:
    """One case, open. Usable from several threads; each write holds the connection to its end."""

    def __init__(
        self,
        path: Path,
        connection: apsw.Connection,
        actor: str,
        *,
        hold: Hold | None,
        holder: str | None,
    ) -> None:
        """Not for callers: see `create` and `open`."""
        self.path = path
        self.media_dir = media_dir_of(path)
        """Where the originals lie: `ab/<sha256>`."""
        self.derived_dir = self.media_dir / "derived"
        """Where extracted frames lie: `ab/<sha256>.png`."""
        self.actor = actor
        self.read_only = hold is None
        self.holder = holder
        """Who has the case open for writing, where that is somebody else and is known."""
        self._connection = connection
        self._hold = hold
        self._mutex = threading.RLock()
        self._writing = False
        self._open = True
        self._observers: list[Observer] = []

    @classmethod
    def create(cls, path: Path, case: Case, actor: str) -> Self:
        """A new case: its file, its media folder and its first custody entry.

        Raises `Refusal`: ALREADY_THERE, NOT_FOUND (the folder), or what the disk says.
        """
        path = path.absolute()
        media = media_dir_of(path)
        with sqlite.file_faults(path):
            if path.exists():
                raise Refusal(RefusalCode.ALREADY_THERE, path=str(path))
            if media.exists() and (not media.is_dir() or any(media.iterdir())):
                raise Refusal(RefusalCode.ALREADY_THERE, path=str(media))
        with ExitStack() as on_refusal:
            with sqlite.file_faults(path):
                media.mkdir(exist_ok=True)
                on_refusal.callback(_remove_made, media)
                hold = Hold.take(media, actor)
            if hold is not None:
                on_refusal.callback(hold.release)
            connection = _connect(path, create=True)
            on_refusal.callback(sqlite.remove, path)
            on_refusal.callback(connection.close)
            project = cls(path, connection, actor, hold=hold, holder=None)
            project._begin_case(case)
            on_refusal.pop_all()
        return project

    @classmethod
    def open(cls, path: Path, actor: str, *, read_only: bool = False) -> Self:
        """An existing case; `read_only` where asked, or where somebody else holds it.

        Runs that were under way when the program last ended become INTERRUPTED. Raises `Refusal`:
        NOT_FOUND, NOT_A_CASE, NEWER_VERSION, DAMAGED_CASE, READ_ONLY, or what the disk says.
        """
        path = path.absolute()
        version = sqlite.examine(
            path,
            application_id=APPLICATION_ID,
            migrations=MIGRATIONS,
            alien=RefusalCode.NOT_A_CASE,
        )
        media = media_dir_of(path)
        to_read = read_only or _lacks_folder(path, media)
        hold = None if to_read else _take_hold(media, actor)
        holder = holder_of(media) if hold is None else None
        with ExitStack() as on_refusal:
            if hold is not None:
                on_refusal.callback(hold.release)
            connection = _connect(path, read_only=hold is None)
            on_refusal.callback(connection.close)
            if hold is not None and sqlite.is_read_only(connection):
                hold.release()
                hold = None
            project = cls(path, connection, actor, hold=hold, holder=holder)
            project._after_open(version)
            on_refusal.pop_all()
        return project

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def case(self) -> Case:
        return cases.one(self)

    @property
    def lacks_folder(self) -> bool:
        """Whether the media folder is gone, and originals or frames of the case with it. A folder
        is not made in its place: the true one could not be put back then."""
        return not self.media_dir.is_dir() and bool(self.query(_KEEPS_FILES)[0][0])

    def why_read_only(self) -> Refusal | None:
        """What keeps the case from being written; None for one that is open for writing."""
        if not self.read_only:
            return None
        if self.lacks_folder:
            return Refusal(RefusalCode.FOLDER_MISSING, path=str(self.media_dir))
        return Refusal(RefusalCode.READ_ONLY, path=str(self.path), holder=self.holder)

    def query(self, sql: str, bindings: sqlite.Bindings = ()) -> list[sqlite.Row]:
        """All rows of a `SELECT`."""
        with self._mutex, sqlite.disk_faults(self.path, holder=self.holder):
            return self._connection.execute(sql, bindings).fetchall()

    @contextmanager
    def record(self, act: str, subject: dict[str, Any]) -> Iterator[Transaction]:
        """One transaction on facts, with its custody entry; all of it is kept, or nothing."""
        with self._write(frozenset(FACTS), act, subject) as tx:
            yield tx

    @contextmanager
    def edit(
        self, act: str, subject: dict[str, Any], merge_key: str | None = None
    ) -> Iterator[Transaction]:
        """One transaction on judgements, that can be undone; with its custody entry.

        Edits with the same `merge_key` within two seconds (typing, dragging) are undone as one.
        """
        with self._write(
            frozenset(JUDGEMENTS),
            act,
            subject,
            lambda tx: undo_steps.remember(tx, act, merge_key),
        ) as tx:
            yield tx

    def undo(self) -> str:
        """Take back the last edit, also one of an earlier process; its act."""
        return self._exchange("undo", undo_steps.next_undo, RefusalCode.NOTHING_TO_UNDO)

    def redo(self) -> str:
        """Make the edit again that was undone last; its act."""
        return self._exchange("redo", undo_steps.next_redo, RefusalCode.NOTHING_TO_REDO)

    @property
    def undo_label(self) -> str | None:
        """The act that `undo` would take back."""
        step = undo_steps.next_undo(self)
        return None if step is None else step[1]

    @property
    def redo_label(self) -> str | None:
        """The act that `redo` would make again."""
        step = undo_steps.next_redo(self)
        return None if step is None else step[1]

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call `observer` after each commit, in the thread that wrote; the way to end that."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer)

    def close(self) -> None:
        """Seal the file, if anything was written since the last seal, and let it go."""
        with self._mutex:
            if not self._open:
                return
            self._open = False
            try:
                seq, head = custody.head(self)
                self._connection.close()
                if not self.read_only and _seal_is_stale(self.media_dir, head):
                    seal.write(self.path, self.media_dir, seq, head)
            finally:
                self._connection.close()
                if self._hold is not None:
                    self._hold.release()

    @contextmanager
    def _write(
        self,
        may_touch: frozenset[str],
        act: str,
        subject: dict[str, Any],
        before_commit: Callable[[Transaction], None] = lambda tx: None,
    ) -> Iterator[Transaction]:
        with self._mutex, sqlite.disk_faults(self.path, holder=self.holder):
            refusal = self.why_read_only()
            if refusal is not None:
                raise refusal
            if self._writing:
                raise RuntimeError("a write inside a write")
            tx = Transaction(self._connection, may_touch)
            self._writing = True
            self._connection.preupdate_hook(tx.watch)
            try:
                with migrate.transaction(self._connection):
                    yield tx
                    tx.check_touched()
                    before_commit(tx)
                    custody.append(tx, self.actor, act, {**subject, "rows": tx.touched()})
            finally:
                self._connection.preupdate_hook(None)
                self._writing = False
        changes = Changes(tx.kinds)
        for observer in tuple(self._observers):
            observer(changes)

    def _exchange(
        self,
        act: str,
        choose: Callable[[sqlite.Reader], undo_steps.Step | None],
        none: RefusalCode,
    ) -> str:
        with self._mutex:
            step = choose(self)
            if step is None:
                raise Refusal(none)
            number, undone_act = step
            may_touch = frozenset({*JUDGEMENTS, "undo_entry"})
            with self._write(may_touch, act, {"act": undone_act}) as tx:
                try:
                    undo_steps.exchange(self._connection, tx, number)
                except (ValueError, apsw.ConstraintError) as foreign:
                    where = f"undo_entry/{number}"
                    raise Refusal(
                        RefusalCode.DAMAGED_CASE, path=str(self.path), detail=where
                    ) from foreign
        return undone_act

    def _begin_case(self, case: Case) -> None:
        subject = {"title": plain_text(case.title), "made_by": case.made_by}
        with self._write(frozenset({"case_info"}), "case.create", subject) as tx:
            cases.insert(tx, case)
        seal.write(self.path, self.media_dir, *custody.head(self))

    def _after_open(self, version: int) -> None:
        if self.read_only:
            return
        known = self._connection.pragma("user_version")
        if version != known:
            with self._write(CHAINED, "case.migrate", {"from": version, "to": known}) as tx:
                tx.account_for_everything()
        unfinished = [run for (run,) in self.query("SELECT id FROM run WHERE ended IS NULL")]
        if unfinished:
            with self.record("run.interrupt", {"runs": unfinished}) as tx:
                tx.execute(
                    "UPDATE run SET state = 'interrupted', "
                    "ended = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE ended IS NULL"
                )


def _connect(path: Path, *, create: bool = False, read_only: bool = False) -> apsw.Connection:
    return sqlite.connect(
        path,
        application_id=APPLICATION_ID,
        migrations=MIGRATIONS,
        create=create,
        read_only=read_only,
    )


_KEEPS_FILES = (
    "SELECT EXISTS (SELECT 1 FROM item WHERE NOT source ->> 'linked') "
    "OR EXISTS (SELECT 1 FROM extracted_frame)"
)


def _lacks_folder(path: Path, media: Path) -> bool:
    """`Project.lacks_folder`, before anybody may write: the lock lies in the folder itself."""
    with sqlite.file_faults(path):
        if media.is_dir():
            return False
    try:
        connection = _connect(path, read_only=True)
    except Refusal as refusal:
        if refusal.code is not RefusalCode.READ_ONLY:
            raise
        # Nothing of it can be read before a write that was cut off is rolled back.
        raise Refusal(RefusalCode.FOLDER_MISSING, path=str(media)) from refusal
    try:
        with sqlite.disk_faults(path):
            return bool(connection.execute(_KEEPS_FILES).fetchall()[0][0])
    finally:
        connection.close()


def _take_hold(media: Path, actor: str) -> Hold | None:
    """None where somebody has the case, and where its folder cannot be written."""
    try:
        media.mkdir(exist_ok=True)
        return Hold.take(media, actor)
    except OSError:
        return None


def _remove_made(media: Path) -> None:
    """Remove the folder of a case that could not be made: of its content only what we wrote."""
    with suppress(OSError):
        for name in (LOCK_FILE, seal.SEAL_FILE, seal.FRESH_FILE):
            (media / name).unlink(missing_ok=True)
        media.rmdir()


def _seal_is_stale(media: Path, head: str) -> bool:
    try:
        kept = seal.read(media)
    except ValueError:
        return True
    return kept is None or kept.custody_head != head
