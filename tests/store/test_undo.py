"""Judgements can be taken back, in order, by a later process too."""

from __future__ import annotations

import json
from dataclasses import replace

import apsw
import pytest

from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId, ItemSheet
from workbench.store import annotations, cases, claims, decisions, findings, items
from workbench.store import undo as undo_steps
from workbench.store.project import Project
from workbench.store.transaction import JUDGEMENTS


def retitle(project: Project, item: ItemId, title: str, merge_key: str | None = None) -> None:
    with project.edit("item.edit", {"item": item}, merge_key) as tx:
        items.save_sheet(tx, ItemSheet(item, title=title))


def judgements(project: Project) -> dict[str, list[tuple[object, ...]]]:
    return {table: project.query(f"SELECT * FROM {table}") for table in JUDGEMENTS}


def test_every_edit_of_a_case_is_undone_and_done_again(full: Project) -> None:
    states = [judgements(full)]
    labels = []
    while full.undo_label is not None:
        labels.append(full.undo())
        states.append(judgements(full))
    assert labels == [
        "finding.add",
        "claim.edit",
        "claim.add",
        "annotation.add",
        "match.decide",
        "source.edit",
        "item.edit",
        "stack.save",
    ]
    assert claims.every(full) == []
    assert findings.every(full) == []
    assert annotations.every(full) == []
    assert decisions.every(full) == []
    for label, state in zip(reversed(labels), reversed(states[:-1]), strict=True):
        assert full.redo_label == label
        assert full.redo() == label
        assert judgements(full) == state


def test_undo_works_in_a_later_process(full: Project) -> None:
    before = judgements(full)
    full.close()
    with Project.open(full.path, "tester") as again:
        again.undo()
        again.undo()
    with Project.open(full.path, "tester") as third:
        assert third.redo() == "claim.edit"
        assert third.redo() == "finding.add"
        assert judgements(third) == before


def test_removing_a_claim_keeps_its_findings_and_undo_joins_them_again(full: Project) -> None:
    before = judgements(full)
    (claim,) = claims.every(full)
    with full.edit("claim.remove", {"claim": claim.id}) as tx:
        claims.remove(tx, claim.id)
    assert findings.every(full)[0].claim is None
    full.undo()
    assert judgements(full) == before


def test_a_new_edit_ends_what_could_be_done_again(project: Project, item: ItemId) -> None:
    retitle(project, item, "one")
    project.undo()
    retitle(project, item, "two")
    assert project.redo_label is None
    with pytest.raises(Refusal) as refusal:
        project.redo()
    assert refusal.value.code is RefusalCode.NOTHING_TO_REDO
    project.undo()
    assert items.sheet(project, item).title is None
    with pytest.raises(Refusal) as refusal:
        project.undo()
    assert refusal.value.code is RefusalCode.NOTHING_TO_UNDO


def test_edits_with_one_key_are_one_step(project: Project, item: ItemId) -> None:
    for title in ("b", "br", "bri"):
        retitle(project, item, title, "title 1")
    retitle(project, item, "other", "title 2")
    project.undo()
    assert items.sheet(project, item).title == "bri"
    project.undo()
    assert items.sheet(project, item).title is None
    assert project.undo_label is None
    project.redo()
    assert items.sheet(project, item).title == "bri"


def test_an_edit_after_an_undo_does_not_join_the_step_before(
    project: Project, item: ItemId
) -> None:
    retitle(project, item, "one", "key")
    project.undo()
    project.redo()
    retitle(project, item, "two", "key")
    project.undo()
    assert items.sheet(project, item).title == "one"


def test_the_last_200_edits_can_be_undone(project: Project, item: ItemId) -> None:
    for n in range(undo_steps.KEPT_STEPS + 5):
        retitle(project, item, str(n))
    undone = 0
    while project.undo_label is not None:
        project.undo()
        undone += 1
    assert undone == undo_steps.KEPT_STEPS
    assert items.sheet(project, item).title == "4"


def test_the_title_of_a_case_is_a_judgement_and_its_making_is_not(project: Project) -> None:
    assert project.undo_label is None
    with project.edit("case.edit", {}) as tx:
        cases.save_title(tx, "New")
    project.undo()
    assert project.case.title == "Мост"


def test_an_edit_of_many_rows_is_one_step(full: Project) -> None:
    (mark,) = annotations.every(full)
    before = judgements(full)
    with full.edit("annotation.add", {}) as tx:
        for n in range(2000):
            annotations.insert(
                tx,
                item=mark.item,
                span=None,
                region=None,
                text=f"n'{n}\n;x\0y",
                tags=("ё",),
                author="a",
                at=mark.at,
            )
        annotations.save(tx, replace(mark, text="changed"))
    after = judgements(full)
    full.undo()
    assert judgements(full) == before
    full.redo()
    assert judgements(full) == after


def test_facts_are_not_edited_and_judgements_not_recorded(project: Project, item: ItemId) -> None:
    with pytest.raises(RuntimeError), project.record("item.edit", {}) as tx:
        items.save_sheet(tx, ItemSheet(item, title="x"))
    held = items.one(project, item)
    with pytest.raises(RuntimeError), project.edit("item.add", {}) as tx:
        items.insert(tx, held.digest[::-1], held.medium, held.source, held.received)  # type: ignore[arg-type]
    assert items.every(project) == [item]
    assert items.sheet(project, item).title is None


def test_an_id_is_never_given_twice(full: Project) -> None:
    (mark,) = annotations.every(full)
    (finding,) = findings.every(full)
    with full.edit("finding.remove", {}) as tx:
        findings.remove(tx, finding.id)
        annotations.remove(tx, mark.id)
        again = annotations.insert(
            tx, item=mark.item, span=None, region=None, text="", tags=(), author="a", at=mark.at
        )
    assert again > mark.id


@pytest.mark.parametrize(
    "steps",
    [
        [["item", 1, None]],
        [["custody", 1, None]],
        [["sqlite_schema", 1, None]],
        [["claim; DROP TABLE claim", 1, None]],
        [["claim", 1, {"id": 1, "text": "x"}]],
        [["claim", "1", None]],
        [["claim", 1, None]],
        [["item_sheet", 99, {"item": 99, "title": "x", "status": "to_do", "tags": "[]"}]],
        [["item_sheet", 1, {"item": 1, "title": "x", "status": "odd", "tags": "[]"}]],
        [["case_info"]],
        {"a": 1},
        7,
    ],
)
def test_undo_steps_of_a_received_case_reach_whole_judgements_only(
    full: Project, steps: object
) -> None:
    full.close()
    hostile = apsw.Connection(str(full.path))
    hostile.execute(
        "UPDATE undo_entry SET rows = ? WHERE id = (SELECT max(id) FROM undo_entry)",
        (json.dumps(steps),),
    )
    hostile.close()
    with Project.open(full.path, "tester") as again:
        before = judgements(again)
        with pytest.raises(Refusal) as refusal:
            again.undo()
        assert refusal.value.code is RefusalCode.DAMAGED_CASE
        assert judgements(again) == before
        assert len(items.every(again)) == 2
