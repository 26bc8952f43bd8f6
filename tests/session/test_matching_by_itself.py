"""What comes in is searched by itself, where the user wants that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.instruments.features import FEATURES
from workbench.records.item import ItemId
from workbench.records.known import Sheet
from workbench.records.match import LibraryReference
from workbench.records.outcome import Outcome
from workbench.records.run import JobState
from workbench.session import Desk, Session
from workbench.settings import Settings


@pytest.fixture
def unwilling(desk: Desk) -> Iterator[None]:
    before: Settings = desk.settings
    desk.settings = dataclasses.replace(before, match_automatically=False)
    yield
    desk.settings = before


def copied(clip: Path, folder: Path) -> Path:
    """The same footage as other bytes."""
    folder.mkdir()
    path = folder / "copy.mp4"
    path.write_bytes(clip.read_bytes() + b"\x00\x00\x00\x08free")
    return path


def test_a_new_item_is_searched_in_the_case(case: Session, clip: Path, tmp_path: Path) -> None:
    first = case.add_items([clip]).wait(60)
    batch = case.match_added(first)
    assert batch is not None
    batch.wait(60)
    second = case.add_items([copied(clip, tmp_path / "in")]).wait(60)
    again = case.match_added(second)
    assert again is not None
    again.wait(60)
    assert [search.item for search in case.searches()] == [1, 2]
    (match,) = case.matches()
    assert (match.query, match.reference) == (2, 1)


def test_nothing_is_searched_where_nothing_new_came_in(case: Session, clip: Path) -> None:
    case.add_items([clip]).wait(60)
    assert case.match_added(case.add_items([clip]).wait(60)) is None


def test_a_library_that_grew_is_searched_for_all_items(
    case: Session, desk: Desk, clip: Path, tmp_path: Path
) -> None:
    case.add_items([clip]).wait(60)
    path = tmp_path / "known.fvl"
    desk.new_library(path).close()
    outcomes: list[Outcome] = []
    files = [copied(clip, tmp_path / "in")]
    case.start_collecting(path, files, Sheet("Street race"), outcomes.append).wait(60)
    batch = case.match_grown(path, outcomes)
    assert batch is not None
    batch.wait(60)
    (match,) = case.matches()
    assert isinstance(match.reference, LibraryReference)
    again: list[Outcome] = []
    case.start_collecting(path, files, None, again.append).wait(60)
    assert case.match_grown(path, again) is None, "the same bytes are no growth"


@pytest.mark.usefixtures("unwilling")
def test_nothing_is_searched_where_the_user_does_not_want_it(case: Session, clip: Path) -> None:
    assert case.match_added(case.add_items([clip]).wait(60)) is None


def test_the_frames_of_both_sides_of_a_match_are_paired(
    case: Session, clip: Path, tmp_path: Path
) -> None:
    case.add_items([clip, copied(clip, tmp_path / "in")]).wait(60)
    case.find_matches()
    match = case.matches()[0]
    pairs = case.frame_pairs(match)
    assert pairs is not None
    on_line = abs(pairs.query_s - pairs.reference_s) < 1e-6
    assert on_line.sum() >= 15
    assert not pairs.distance[on_line].any()


def test_what_an_earlier_version_measured_is_said_and_measured_again(
    case: Session, still: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case.add_items([still]).wait(60)
    assert case.outdated_items() == []
    case.find_matches()
    assert case.outdated_items() == []
    before = [run for run in case.runs(ItemId(1)) if run.instrument == "features"]
    later = dataclasses.replace(FEATURES, version="99")
    monkeypatch.setattr("workbench.session.session.FEATURES", later)
    assert case.outdated_items() == [1]
    case.find_matches()
    after = [run for run in case.runs(ItemId(1)) if run.instrument == "features"]
    assert (len(before), len(after)) == (1, 2)
    assert after[-1].state is JobState.DONE
