"""Facts are appended: the file itself refuses anything else."""

from __future__ import annotations

import apsw
import pytest

from workbench.records.item import ItemId
from workbench.records.run import JobState
from workbench.store import runs
from workbench.store.project import Project
from workbench.store.transaction import FACTS

CHANGES = {
    "item": "digest = replace(digest, 'a', 'b')",
    "sidecar": "name = 'other'",
    "run": "reason = 'other'",
    "measurement": "facts = '{}'",
    "extracted_frame": "file = planes_sha256",
    "search": "entries = 0",
    "search_sound": "landmarks = 0",
    "match": "alignment = '{}'",
    "custody": "act = 'other'",
}


@pytest.mark.parametrize("table", CHANGES)
def test_a_fact_is_neither_changed_nor_removed(full: Project, table: str) -> None:
    assert set(CHANGES) == {*FACTS, "custody"}
    before = full.query(f"SELECT * FROM {table}")
    assert before
    for sql in (f"UPDATE {table} SET {CHANGES[table]}", f"DELETE FROM {table}"):
        with (
            pytest.raises(apsw.ConstraintError, match="append-only"),
            full.record("x", {}) as tx,
        ):
            tx.execute(sql)
    assert full.query(f"SELECT * FROM {table}") == before


def test_the_file_refuses_also_those_who_come_past_us(full: Project) -> None:
    full.close()
    other = apsw.Connection(str(full.path))
    with pytest.raises(apsw.ConstraintError, match="append-only"):
        other.execute("DELETE FROM custody")
    other.close()


def test_a_run_is_completed_once(project: Project, item: ItemId) -> None:
    with project.record("run.begin", {}) as tx:
        run = runs.begin(tx, item, "shots", "1", {}, state=JobState.QUEUED)
    with project.record("run.start", {}) as tx:
        runs.start(tx, run)
    with project.record("run.done", {}) as tx:
        runs.complete(tx, run, JobState.DONE, sandbox="rlimits")
    done = runs.one(project, run)
    assert (done.state, done.sandbox, done.reason) == (JobState.DONE, "rlimits", None)
    for late in (JobState.FAILED, JobState.DONE):
        with pytest.raises(apsw.ConstraintError), project.record("run.done", {}) as tx:
            runs.complete(tx, run, late, "late")
    with pytest.raises(apsw.ConstraintError), project.record("run.start", {}) as tx:
        runs.start(tx, run)
    assert runs.one(project, run) == done


@pytest.mark.parametrize(
    "change",
    ["instrument = 'pdq'", "params = '{\"a\":1}'", "item = item + 1", "started = 'x'", "id = 99"],
)
def test_what_a_run_was_asked_is_not_changed_while_it_runs(full: Project, change: str) -> None:
    (first, *_) = runs.every(full)
    with full.record("run.begin", {}) as tx:
        run = runs.begin(tx, first.item, "shots", "1", {})
    with pytest.raises(apsw.ConstraintError), full.record("x", {}) as tx:
        tx.execute(f"UPDATE run SET {change} WHERE id = ?", (run,))


def test_a_measured_part_is_kept_once(full: Project) -> None:
    (run, *_) = runs.every(full)
    (table,) = runs.measurements(full, run.id)
    with pytest.raises(apsw.ConstraintError), full.record("x", {}) as tx:
        runs.add(tx, run.id, table)
