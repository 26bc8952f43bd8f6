"""Opening, holding, recording and observing a case."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from workbench.records.case import Case
from workbench.records.changes import Changes, Kind
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId, ItemSheet
from workbench.records.run import JobState
from workbench.store import custody, items, migrate, runs
from workbench.store import project as store_project
from workbench.store.project import Project

CASE = Case("Bridge", datetime(2026, 3, 1, tzinfo=UTC), "tests")


def refused(code: RefusalCode) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda refusal: refusal.code is code)


def raw(path: Path) -> apsw.Connection:
    return apsw.Connection(str(path))


def test_a_new_case_is_one_file_and_one_folder(tmp_path: Path) -> None:
    with Project.create(tmp_path / "bridge.fvw", CASE, "tester") as project:
        assert project.case == CASE
        assert project.media_dir == tmp_path / "bridge.media"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bridge.fvw", "bridge.media"]


def test_the_file_says_what_it_is(project: Project) -> None:
    project.close()
    head = project.path.read_bytes()[:100]
    assert head[68:72] == b"FVW1"
    assert int.from_bytes(head[60:64]) == migrate.latest(store_project.MIGRATIONS)
    assert head[18:20] == b"\x01\x01", "no write-ahead log: one file at rest"


def test_a_new_case_overwrites_nothing(project: Project, tmp_path: Path) -> None:
    with refused(RefusalCode.ALREADY_THERE):
        Project.create(project.path, CASE, "tester")
    (tmp_path / "old.media").mkdir()
    (tmp_path / "old.media" / "left").write_bytes(b"original")
    with refused(RefusalCode.ALREADY_THERE):
        Project.create(tmp_path / "old.fvw", CASE, "tester")
    assert not (tmp_path / "old.fvw").exists()


def test_a_case_in_no_folder_is_refused(tmp_path: Path) -> None:
    with refused(RefusalCode.NOT_FOUND):
        Project.create(tmp_path / "nowhere" / "case.fvw", CASE, "tester")
    with refused(RefusalCode.NOT_FOUND):
        Project.open(tmp_path / "case.fvw", "tester")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content", [b"", b"not a case", b"SQLite format 3\0" + b"x" * 4096, bytes(100_000)]
)
def test_what_is_not_a_case_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.fvw"
    path.write_bytes(content)
    with refused(RefusalCode.NOT_A_CASE):
        Project.open(path, "tester")
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path], "no folder is made beside it"


def test_another_program_s_file_and_a_folder_are_not_cases(tmp_path: Path) -> None:
    raw(tmp_path / "other.fvw").execute("CREATE TABLE a (b)")
    with refused(RefusalCode.NOT_A_CASE):
        Project.open(tmp_path / "other.fvw", "tester")
    (tmp_path / "folder.fvw").mkdir()
    with refused(RefusalCode.NOT_A_CASE):
        Project.open(tmp_path / "folder.fvw", "tester")


def test_a_case_of_a_newer_version_is_refused_unchanged(project: Project) -> None:
    project.close()
    raw(project.path).execute("PRAGMA user_version = 99")
    before = project.path.read_bytes()
    with pytest.raises(Refusal) as refusal:
        Project.open(project.path, "tester")
    assert refusal.value.code is RefusalCode.NEWER_VERSION
    assert refusal.value.facts["version"] == 99
    assert project.path.read_bytes() == before


@pytest.mark.parametrize(
    "foreign",
    [
        "CREATE VIEW spy AS SELECT 1",
        "CREATE TABLE extra (a)",
        "CREATE TRIGGER spy AFTER INSERT ON item BEGIN DELETE FROM claim; END",
        "DROP TRIGGER item_is_kept",
    ],
)
def test_a_case_with_a_foreign_schema_is_refused(project: Project, foreign: str) -> None:
    project.close()
    raw(project.path).execute(foreign)
    with refused(RefusalCode.DAMAGED_CASE):
        Project.open(project.path, "tester")


def test_a_cut_case_is_refused(full: Project) -> None:
    full.close()
    whole = full.path.read_bytes()
    full.path.write_bytes(whole[: len(whole) // 2])
    with refused(RefusalCode.DAMAGED_CASE), Project.open(full.path, "tester") as project:
        runs.every(project)
        items.every(project)
        custody.every(project)


def test_whoever_opens_second_reads_only_and_is_told_who_holds_it(
    project: Project, item: ItemId
) -> None:
    with Project.open(project.path, "second") as second:
        assert second.read_only
        assert second.holder is not None
        assert second.holder.startswith("tester @ ")
        assert items.every(second) == [item]
        with refused(RefusalCode.READ_ONLY), second.record("item.add", {}):
            pass
    project.close()
    with Project.open(project.path, "third") as third:
        assert not third.read_only


def test_the_holder_of_another_process_is_seen_and_its_death_frees_the_case(
    project: Project,
) -> None:
    project.close()
    holding = _python(
        """
        import sys; from pathlib import Path
        from workbench.store.project import Project
        project = Project.open(Path(sys.argv[1]), "other")
        print("held", flush=True); sys.stdin.read()
        """,
        project.path,
    )
    assert holding.stdout is not None
    assert holding.stdout.readline() == "held\n"
    with Project.open(project.path, "tester") as second:
        assert second.read_only
        assert f"other @ {os.uname().nodename}, {holding.pid}" == second.holder
    holding.kill()
    holding.communicate()
    with Project.open(project.path, "tester") as third:
        assert not third.read_only


def test_a_case_is_opened_for_reading_where_that_is_asked(project: Project) -> None:
    project.close()
    before = project.path.read_bytes()
    with Project.open(project.path, "tester", read_only=True) as reader:
        assert reader.read_only
        assert reader.holder is None
    assert project.path.read_bytes() == before


def test_observers_hear_what_each_commit_touched(project: Project, item: ItemId) -> None:
    heard: list[Changes] = []
    stop = project.observe(heard.append)
    with project.edit("item.edit", {"item": item}) as tx:
        items.save_sheet(tx, ItemSheet(item, title="x"))
        assert heard == [], "nothing is told before it is kept"
    project.undo()
    stop()
    project.redo()
    expected = Changes(frozenset({Kind.ITEM_SHEET, Kind.UNDO, Kind.CUSTODY}))
    assert heard == [expected, expected]


def test_a_write_that_fails_leaves_nothing(project: Project, item: ItemId) -> None:
    entries = len(custody.every(project))
    heard: list[Changes] = []
    project.observe(heard.append)
    with pytest.raises(Refusal), project.edit("item.edit", {"item": item}) as tx:  # noqa: PT012
        items.save_sheet(tx, ItemSheet(item, title="lost"))
        items.one(tx, ItemId(99))
    assert items.sheet(project, item).title is None
    assert len(custody.every(project)) == entries
    assert heard == []


def test_an_error_of_the_caller_s_own_files_is_not_taken_for_the_case_s(project: Project) -> None:
    with pytest.raises(OSError, match="somewhere else"), project.record("item.add", {}):
        raise OSError("somewhere else")


def test_every_act_is_a_custody_entry_chained_to_the_last(project: Project, item: ItemId) -> None:
    with project.edit("item.edit", {"item": item}) as tx:
        items.save_sheet(tx, ItemSheet(item, title="x"))
    project.undo()
    entries = custody.every(project)
    assert [e.act for e in entries] == ["case.create", "item.add", "item.edit", "undo"]
    assert [e.seq for e in entries] == [1, 2, 3, 4]
    assert [e.previous for e in entries[1:]] == [e.digest for e in entries[:-1]]
    assert entries[3].subject["act"] == "item.edit"
    assert custody.head(project) == (4, entries[3].digest)
    assert custody.every(project, after=3) == entries[3:]


def test_runs_that_were_under_way_are_interrupted_at_the_next_opening(
    project: Project, item: ItemId
) -> None:
    with project.record("run.begin", {}) as tx:
        running = runs.begin(tx, item, "shots", "1", {})
        queued = runs.begin(tx, item, "sound", "1", {}, state=JobState.QUEUED)
    project.close()
    with Project.open(project.path, "tester", read_only=True) as reader:
        assert runs.one(reader, running).state is JobState.RUNNING
    with Project.open(project.path, "tester") as again:
        assert [r.id for r in runs.interrupted(again)] == [running, queued]
        assert runs.one(again, running).ended is not None
        assert custody.every(again)[-1].act == "run.interrupt"
        with again.record("run.begin", {}) as tx:
            runs.begin(tx, item, "shots", "1", {})
        assert [r.id for r in runs.interrupted(again)] == [queued]


def test_a_case_that_was_only_looked_at_is_not_written(full: Project) -> None:
    full.close()
    before = full.path.read_bytes(), (full.media_dir / "seal.json").read_bytes()
    Project.open(full.path, "tester").close()
    assert (full.path.read_bytes(), (full.media_dir / "seal.json").read_bytes()) == before


def test_threads_write_one_after_the_other_and_read_between(project: Project, item: ItemId) -> None:
    def work(number: int) -> None:
        for n in range(10):
            with project.record("run.begin", {}) as tx:
                run = runs.begin(tx, item, f"instrument {number}", str(n), {})
                assert runs.one(tx, run).version == str(n)
            assert runs.one(project, run).instrument == f"instrument {number}"

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(runs.every(project)) == 40
    assert [entry.seq for entry in custody.every(project)] == list(range(1, 43))


def test_a_write_inside_a_write_is_our_bug(project: Project) -> None:
    with pytest.raises(RuntimeError), project.record("a", {}), project.record("b", {}):
        pass
    with project.record("c", {}):
        pass


def test_what_a_child_sees_is_what_was_kept(project: Project, item: ItemId) -> None:
    child = _python(
        """
        import sys; from pathlib import Path
        from workbench.store.project import Project
        from workbench.store import items
        with Project.open(Path(sys.argv[1]), "other") as project:
            print(items.one(project, items.every(project)[0]).name)
        """,
        project.path,
    )
    out, _ = child.communicate(timeout=60)
    assert out == "мост.mp4\n"


def _python(code: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1"},
    )


def test_a_folder_that_was_moved_away_is_not_replaced_by_an_empty_one(full: Project) -> None:
    full.close()
    away = full.media_dir.rename(full.path.with_name("away"))
    with Project.open(full.path, "tester") as reader:
        refusal = reader.why_read_only()
        assert refusal is not None and refusal.code is RefusalCode.FOLDER_MISSING
        assert refusal.facts["path"] == str(full.media_dir)
        assert items.every(reader)
        with pytest.raises(Refusal) as refused, reader.record("item.add", {}):
            pass
        assert refused.value.code is RefusalCode.FOLDER_MISSING
    assert not full.media_dir.exists()
    away.rename(full.media_dir)
    with Project.open(full.path, "tester") as writer:
        assert writer.why_read_only() is None


def test_a_case_that_keeps_no_file_yet_gets_its_folder_again(project: Project) -> None:
    project.close()
    shutil.rmtree(project.media_dir)
    with Project.open(project.path, "tester") as again:
        assert not again.read_only and again.media_dir.is_dir()
