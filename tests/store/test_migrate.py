"""Older files are brought up to date, whole or not at all, after a copy was made."""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw
import pytest

from tests.store.conftest import NOW
from workbench.records.case import Case
from workbench.records.codec import to_json
from workbench.records.item import Source
from workbench.records.verification import Mismatch
from workbench.store import custody, frames, migrate, sqlite
from workbench.store import project as project_module
from workbench.store import verify as verify_module
from workbench.store.project import MIGRATIONS, Project
from workbench.store.rows import json_text

APPLICATION_ID = 0x54455354
FIRST = f"PRAGMA application_id = {APPLICATION_ID}; CREATE TABLE a (x TEXT) STRICT;"
SECOND = "ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = x;"


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    return folder


@pytest.fixture
def old(tmp_path: Path, steps: Path) -> Path:
    """A file of version 1 with one row."""
    path = tmp_path / "old.db"
    connection = connect(path, steps, create=True)
    connection.execute("INSERT INTO a VALUES ('kept')")
    connection.close()
    return path


def connect(path: Path, steps: Path, *, create: bool = False, read_only: bool = False):  # type: ignore[no-untyped-def]
    return sqlite.connect(
        path,
        application_id=APPLICATION_ID,
        migrations=steps,
        create=create,
        read_only=read_only,
    )


def test_an_older_file_is_copied_then_migrated(old: Path, steps: Path) -> None:
    (steps / "0002_second.sql").write_text(SECOND)
    connection = connect(old, steps)
    assert connection.execute("SELECT * FROM a").fetchall() == [("kept", "kept")]
    assert connection.pragma("user_version") == 2
    connection.close()
    copy = apsw.Connection(str(old.with_name("old.db.v1")))
    assert copy.execute("SELECT * FROM a").fetchall() == [("kept",)]
    assert copy.pragma("user_version") == 1


def test_a_migration_that_fails_changes_nothing(old: Path, steps: Path) -> None:
    (steps / "0002_second.sql").write_text(SECOND + "INSERT INTO nowhere VALUES (1);")
    with pytest.raises(apsw.SQLError):
        connect(old, steps)
    (steps / "0002_second.sql").unlink()
    connection = connect(old, steps)
    assert connection.pragma("user_version") == 1
    assert connection.execute("SELECT * FROM a").fetchall() == [("kept",)]


def test_an_older_file_is_not_migrated_by_somebody_who_only_reads(old: Path, steps: Path) -> None:
    (steps / "0002_second.sql").write_text(SECOND)
    before = old.read_bytes()
    connection = connect(old, steps, read_only=True)
    assert connection.execute("SELECT * FROM a").fetchall() == [("kept", "kept")]
    with pytest.raises(apsw.ReadOnlyError):
        connection.execute("INSERT INTO a VALUES ('lost', 'lost')")
    assert sqlite.is_read_only(connection)
    connection.close()
    assert old.read_bytes() == before
    assert not old.with_name("old.db.v1").exists()


def test_a_migrated_case_is_accounted_for_again(
    full: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full.close()
    newer = tmp_path / "newer"
    shutil.copytree(str(MIGRATIONS), newer)
    version = migrate.latest(MIGRATIONS)
    (newer / f"{version + 1:04d}_place.sql").write_text("ALTER TABLE claim ADD COLUMN place TEXT;")
    monkeypatch.setattr(project_module, "MIGRATIONS", newer)
    monkeypatch.setattr(verify_module, "MIGRATIONS", newer)
    with Project.open(full.path, "tester") as project:
        assert custody.every(project)[-1].act == "case.migrate"
    assert verify_module.verify(full.path).ok
    assert full.path.with_name(f"case.fvw.v{version}").exists()


@pytest.fixture
def first_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case of version 1 with one extracted frame."""
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(str(MIGRATIONS / "0001_case.sql"), first)
    case = Case("Мост", NOW, "tests")
    with monkeypatch.context() as earlier:
        earlier.setattr(project_module, "MIGRATIONS", first)
        old = Project.create(tmp_path / "case.fvw", case, "tester")
        with old.record("item.add", {}) as tx:
            tx.insert(
                "INSERT INTO item VALUES (1, ?, '{}', ?, '')",
                ("a" * 64, json_text(to_json(Source("/x/a.mp4", "a.mp4")))),
            )
            tx.insert(
                "INSERT INTO extracted_frame VALUES "
                "(1, 1, NULL, NULL, NULL, NULL, 4, 2, ?, ?, 'c', ?, '2026-01-01T00:00:00Z')",
                ("a" * 64, "b" * 64, "c" * 64),
            )
        old.close()
    return tmp_path / "case.fvw"


@pytest.mark.parametrize("read_only", [False, True])
def test_a_case_of_the_first_version_is_opened_and_keeps_its_frames(
    first_version: Path, read_only: bool
) -> None:
    before = first_version.read_bytes()
    with Project.open(first_version, "tester", read_only=read_only) as project:
        (frame,) = frames.every(project)
        assert frame.adjusted is None
        assert frame.file_pixels_sha256 == "b" * 64
        assert project.read_only is read_only
    assert (first_version.read_bytes() == before) is read_only


def test_a_case_of_the_first_version_is_verified_in_its_own_form(first_version: Path) -> None:
    before = first_version.read_bytes()
    assert {problem.what for problem in verify_module.verify(first_version).problems} == {
        Mismatch.ORIGINAL,
        Mismatch.DERIVED,
    }
    assert first_version.read_bytes() == before


def test_migrations_are_numbered_without_gaps(steps: Path) -> None:
    (steps / "0003_third.sql").write_text("")
    with pytest.raises(RuntimeError):
        migrate.latest(steps)


def test_the_schema_for_reading_is_the_one_that_the_migrations_make() -> None:
    """Write it again with `python -m workbench.store.migrate` after a new migration."""
    written = Path(migrate.__file__).with_name("schema.sql").read_text("utf-8")
    assert written == migrate.schema_text(MIGRATIONS)


def test_every_connection_is_guarded(old: Path, steps: Path) -> None:
    connection = connect(old, steps)
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "mmap_size": 0,
    }
    assert {name: connection.pragma(name) for name in wanted} == wanted
    with pytest.raises(apsw.SQLError):
        connection.execute("ATTACH ':memory:' AS other")
    connection.execute("PRAGMA writable_schema = ON")
    with pytest.raises(apsw.SQLError):
        connection.execute("DELETE FROM sqlite_schema")
