"""Verifying finds whatever was changed past the custody log, down to one byte."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import apsw
import pytest

from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import Digest, ItemSheet, MediaKind, MediaStatus, Medium, Source
from workbench.records.verification import Mismatch, Verification
from workbench.store import custody, items
from workbench.store.project import Project
from workbench.store.seal import SEAL_FILE
from workbench.store.transaction import CHAINED, FACTS
from workbench.store.verify import verify

CHANGES = {
    "case_info": "title = 'Other'",
    "item": "received = '2020-01-01T00:00:00.000Z'",
    "run": "sandbox = 'none'",
    "sidecar": "content = '{}'",
    "measurement": "blob = x'00'",
    "extracted_frame": "pts = pts + 1",
    "search": "entries = 0",
    "search_sound": "landmarks = 0",
    "match": "alignment = replace(alignment, '41.0', '42.0')",
    "item_sheet": "title = 'Other'",
    "item_source": "url = 'https://example.org/other'",
    "match_decision": "decision = 'rejected'",
    "annotation": "text = text || '.'",
    "claim": "assessment = 'confirmed'",
    "finding": "exhibits = '[]'",
    "adjustment_stack": "stack = '{}'",
    "undo_entry": "rows = '[]'",
    "custody": "actor = 'somebody'",
}


def tamper(path: Path, *statements: str, sealed: bool = False) -> None:
    """Write past the triggers and the log; with `sealed`, as somebody who seals again would."""
    connection = apsw.Connection(str(path))
    kept = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
    ).fetchall()
    for name, _ in kept:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        connection.execute(statement)
    for _, sql in kept:
        connection.execute(str(sql))
    connection.close()
    if sealed:
        media = path.with_suffix(".media")
        (media / SEAL_FILE).unlink()
        Project.open(path, "forger").close()


def found(outcome: Verification) -> set[tuple[Mismatch, str]]:
    return {(problem.what, problem.where) for problem in outcome.problems}


def test_a_case_that_nobody_touched_holds(full: Project) -> None:
    full.close()
    outcome = verify(full.path)
    assert outcome.problems == ()
    assert outcome.ok
    size = full.path.stat().st_size + len("мост.mp4".encode()) + len("bridge.mp4") + len("png")
    size += len("{}")
    checked = outcome.checked
    assert (checked.items, checked.entries, checked.files) == (2, 13, 5)
    assert checked.bytes == size


def test_a_case_holds_also_while_it_is_open_and_after_undo(full: Project) -> None:
    assert verify(full.path).ok
    full.undo()
    full.redo()
    full.undo()
    assert verify(full.path).ok
    with full.edit("case.edit", {}) as tx:
        tx.execute("DELETE FROM item_sheet")
    full.close()
    assert verify(full.path).ok


def test_verifying_writes_nothing(full: Project) -> None:
    full.close()
    before = {p: p.read_bytes() for p in full.path.parent.rglob("*") if p.is_file()}
    verify(full.path)
    assert {p: p.read_bytes() for p in full.path.parent.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("table", CHANGES)
def test_a_changed_row_of_any_table_is_named(full: Project, table: str) -> None:
    assert set(CHANGES) == CHAINED | {"custody"}
    full.close()
    where = f"WHERE rowid = (SELECT max(rowid) FROM {table})"
    tamper(full.path, f"UPDATE {table} SET {CHANGES[table]} {where}", sealed=True)
    outcome = verify(full.path)
    assert not outcome.ok
    row = apsw.Connection(str(full.path)).execute(f"SELECT max(rowid) FROM {table}").fetchone()
    assert row is not None
    if table == "custody":
        assert (Mismatch.CHAIN, f"custody/{row[0]}") in found(outcome)
    else:
        assert found(outcome) == {(Mismatch.ROW, f"{table}/{row[0]}")}


@pytest.mark.parametrize("table", sorted(CHAINED - {"case_info"}))
def test_a_removed_row_of_any_table_is_named(full: Project, table: str) -> None:
    full.close()
    last = apsw.Connection(str(full.path)).execute(f"SELECT max(rowid) FROM {table}").fetchall()
    tamper(full.path, f"DELETE FROM {table} WHERE rowid = {last[0][0]}", sealed=True)
    assert (Mismatch.ROW, f"{table}/{last[0][0]}") in found(verify(full.path))


def test_a_row_from_nowhere_is_named(full: Project) -> None:
    full.close()
    tamper(
        full.path,
        "INSERT INTO claim (text, items, answers, at) "
        "VALUES ('planted', '[]', '[]', '2026-01-01T00:00:00.000Z')",
        sealed=True,
    )
    (problem,) = verify(full.path).problems
    assert (problem.what, problem.where, problem.expected) == (Mismatch.ROW, "claim/2", None)


@pytest.mark.parametrize(
    "forgery",
    [
        ["DELETE FROM custody WHERE seq = 3"],
        ["UPDATE custody SET subject = '{\"rows\":[]}' WHERE seq = 4"],
        ["UPDATE custody SET subject = replace(subject, ':', ': ') WHERE seq = 4"],
        ["UPDATE custody SET at = '2020-01-01T00:00:00.000Z' WHERE seq = 2"],
        [
            # Two entries change places.
            "CREATE TEMP TABLE held AS SELECT * FROM custody WHERE seq IN (4, 5)",
            "DELETE FROM custody WHERE seq IN (4, 5)",
            "UPDATE held SET seq = 9 - seq",
            "INSERT INTO custody SELECT * FROM held",
        ],
    ],
)
def test_a_log_with_an_entry_changed_removed_or_moved_is_found(
    full: Project, forgery: list[str]
) -> None:
    full.close()
    tamper(full.path, *forgery, sealed=True)
    assert Mismatch.CHAIN in {problem.what for problem in verify(full.path).problems}


def test_a_cut_log_shows_against_the_seal_and_against_a_checkpoint(full: Project) -> None:
    seq, head = custody.head(full)
    assert verify(full.path, checkpoint=head).ok
    full.close()
    tamper(
        full.path,
        "DELETE FROM finding",
        "DELETE FROM undo_entry WHERE id = (SELECT max(id) FROM undo_entry)",
        f"DELETE FROM custody WHERE seq = {seq}",
    )
    assert (Mismatch.SEAL, f"custody/{seq}") in found(verify(full.path))
    (full.media_dir / SEAL_FILE).unlink()
    Project.open(full.path, "forger").close()
    assert verify(full.path).ok, "a tail cut and sealed again cannot show from inside"
    outcome = verify(full.path, checkpoint=head)
    assert found(outcome) == {(Mismatch.CHECKPOINT, "custody")}


def test_an_older_copy_put_in_place_shows_against_the_seal(full: Project) -> None:
    full.close()
    older = full.path.read_bytes()
    with Project.open(full.path, "tester") as project:
        project.undo()
    full.path.write_bytes(older)
    assert found(verify(full.path)) == {(Mismatch.SEAL, "custody/14")}


@pytest.mark.parametrize("what", ["original", "derived"])
@pytest.mark.parametrize("how", ["changed", "cut", "missing", "folder"])
def test_a_file_that_is_not_what_was_received_is_named(full: Project, what: str, how: str) -> None:
    item = items.one(full, items.every(full)[0])
    (file,) = full.derived_dir.rglob("*.png")
    if what == "original":
        file = full.media_dir / item.digest[:2] / item.digest
    full.close()
    content = file.read_bytes()
    file.unlink()
    if how == "changed":
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    elif how == "cut":
        file.write_bytes(content[:-1])
    elif how == "folder":
        file.mkdir()
    (problem,) = verify(full.path).problems
    where = "item/1" if what == "original" else "extracted_frame/1"
    assert (problem.what, problem.where) == (Mismatch(what), where)
    assert (problem.found is None) == (how == "missing")


def test_a_seal_that_is_gone_or_spoiled_is_a_problem(full: Project) -> None:
    full.close()
    seal = full.media_dir / SEAL_FILE
    kept = json.loads(seal.read_text())
    for spoiled in ("", "{}", "[1]", json.dumps(kept | {"sha256": "0" * 64}), "\0" * 10_000):
        seal.write_text(spoiled)
        assert {p.what for p in verify(full.path).problems} == {Mismatch.SEAL}
    seal.unlink()
    assert found(verify(full.path)) == {(Mismatch.SEAL, SEAL_FILE)}
    Project.open(full.path, "tester").close()
    assert verify(full.path).ok


def test_one_changed_byte_anywhere_in_the_case_file_is_found(full: Project) -> None:
    full.close()
    whole = full.path.read_bytes()
    choice = random.Random(4)
    places = sorted({*range(100), *choice.sample(range(len(whole)), 400)})
    missed = []
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << choice.randrange(8)
        full.path.write_bytes(changed)
        if verify(full.path).ok:
            missed.append(place)
    assert missed == []


def test_what_is_no_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        verify(tmp_path / "none.fvw")
    assert refusal.value.code is RefusalCode.NOT_FOUND
    (tmp_path / "text.fvw").write_text("text")
    with pytest.raises(Refusal) as refusal:
        verify(tmp_path / "text.fvw")
    assert refusal.value.code is RefusalCode.NOT_A_CASE


def test_a_linked_original_is_checked_where_it_lies(project: Project, tmp_path: Path) -> None:
    original = tmp_path / "linked.mp4"
    original.write_bytes(b"x")
    digest = Digest("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")
    medium = Medium(MediaKind.CLIP, "mp4", MediaStatus.OK, None, 1)
    with project.record("item.add", {}) as tx:
        source = Source(str(original), original.name, linked=True)
        item = items.insert(tx, digest, medium, source, project.case.created)
    with project.edit("item.edit", {}) as tx:
        items.save_sheet(tx, ItemSheet(item, "linked"))
    assert verify(project.path).ok
    original.write_bytes(b"y")
    assert found(verify(project.path)) == {(Mismatch.ORIGINAL, f"item/{item}")}


def test_every_fact_is_accounted_for(full: Project) -> None:
    listed = {row[0] for entry in custody.every(full) for row in entry.subject["rows"]}
    assert listed >= set(FACTS)


@pytest.mark.parametrize("change", [None, b"{ }"])
def test_a_sidecar_that_was_changed_or_removed_is_named(
    full: Project, change: bytes | None
) -> None:
    full.close()
    digest = hashlib.sha256(b"{}").hexdigest()
    place = full.media_dir / digest[:2] / digest
    place.unlink()
    if change is not None:
        place.write_bytes(change)
    assert found(verify(full.path)) == {(Mismatch.SIDECAR, "sidecar/1")}
