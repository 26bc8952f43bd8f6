"""Where packets and decoding disagree on the frames of a clip, whoever looks is told."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from workbench.instruments.frame_table import comparison
from workbench.records.frame import FrameTable, TableDifference
from workbench.records.item import ItemId
from workbench.records.packed import pack_frame_table
from workbench.records.run import JobState, Measurement
from workbench.session import Session
from workbench.store import runs

CLIP = ItemId(1)


def shortened(table: FrameTable) -> FrameTable:
    """As if the last frame were not in the packets."""
    arrays = {name: getattr(table, name)[:-1] for name in ("pts", "duration", "key", "type")}
    return dataclasses.replace(table, **arrays)


@pytest.fixture
def filled(case: Session, clip: Path) -> Session:
    case.add_items([clip]).wait(60)
    return case


def disagree(session: Session) -> None:
    """A run as it is stored when packets and decoding differ."""
    decoded = session.frame_table(CLIP)
    assert decoded is not None
    with session.project.record("measure", {"item": CLIP}) as tx:
        run = runs.begin(tx, CLIP, "frame_table", "1", {})
        runs.add(tx, run, Measurement("table", {}, pack_frame_table(decoded)))
        runs.add(tx, run, comparison(shortened(decoded), decoded))
        runs.complete(tx, run, JobState.DONE, None, "none")


def test_equal_tables_are_not_spoken_of(filled: Session) -> None:
    part = runs.part(filled.project, CLIP, "frame_table", "comparison")
    assert part is not None and part.facts["equal"]
    assert filled.table_difference(CLIP) is None


def test_a_difference_stands_in_the_case_and_in_the_dossier(
    filled: Session, tmp_path: Path
) -> None:
    disagree(filled)
    assert filled.table_difference(CLIP) == TableDifference(99, 100, 99)
    page = filled.write_dossier(tmp_path / "dossier").read_text("utf-8")
    assert "99 against 100 frames" in page
    assert filled.desk.verify_dossier(tmp_path / "dossier")[1] == 0
