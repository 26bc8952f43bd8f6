"""What was decided of two pieces of footage is remembered by their digests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.footage import texture, write_still
from workbench.records.known import EntryId, Sheet
from workbench.records.match import Decision, LibraryReference, Match
from workbench.session import Desk, Session


@pytest.fixture
def copy(tmp_path: Path, still: Path) -> Path:
    """The same picture at half the size: another digest."""
    return write_still(tmp_path / "copy.png", texture(7)[::2, ::2].copy())


@pytest.fixture
def library(desk: Desk, tmp_path: Path, still: Path) -> Path:
    return _library(desk, tmp_path / "known.fvl", still)


@pytest.fixture
def first(desk: Desk, tmp_path: Path, copy: Path) -> Iterator[Session]:
    with _case(desk, tmp_path / "first.fvw", copy) as case:
        yield case


def _library(desk: Desk, path: Path, still: Path) -> Path:
    library = desk.new_library(path)
    desk.library_add(library, [still], Sheet("Street"))
    library.close()
    return path


def _case(desk: Desk, path: Path, copy: Path) -> Session:
    case = desk.new_case(path)
    case.add_items([copy]).wait(60)
    return case


def _match(case: Session, *libraries: Path) -> Match:
    case.find_matches(libraries=libraries)
    return case.matches()[-1]


def test_in_the_next_case(
    desk: Desk, tmp_path: Path, copy: Path, library: Path, first: Session
) -> None:
    first.decide(_match(first, library).id, Decision.REJECTED, "another street")
    with _case(desk, tmp_path / "second.fvw", copy) as second:
        match = _match(second, library)
        assert second.decision(match.id).decision is Decision.REJECTED
        assert second.decision(match.id).why == "another street"
        second.undo()
        assert second.decision(match.id).decision is Decision.UNDECIDED
        again = _match(second, library)
        assert second.decision(again.id).decision is Decision.UNDECIDED, "taken back here"


def test_what_was_taken_back_is_not_remembered(
    desk: Desk, tmp_path: Path, copy: Path, library: Path, first: Session
) -> None:
    first.decide(_match(first, library).id, Decision.ACCEPTED, "the same")
    first.undo()
    with _case(desk, tmp_path / "second.fvw", copy) as second:
        assert second.decision(_match(second, library).id).decision is Decision.UNDECIDED
        second.decide(second.matches()[-1].id, Decision.REJECTED, "no")
    first.redo()
    first.decide(first.matches()[-1].id, Decision.UNDECIDED, "")
    with _case(desk, tmp_path / "third.fvw", copy) as third:
        assert third.decision(_match(third, library).id).decision is Decision.UNDECIDED


def test_a_case_does_not_take_back_what_another_decided(
    desk: Desk, tmp_path: Path, copy: Path, library: Path, first: Session
) -> None:
    first.decide(_match(first, library).id, Decision.ACCEPTED, "the same")
    with _case(desk, tmp_path / "second.fvw", copy) as second:
        match = _match(second, library)
        second.decide(match.id, Decision.UNDECIDED, "")
    with _case(desk, tmp_path / "third.fvw", copy) as third:
        assert third.decision(_match(third, library).id).decision is Decision.ACCEPTED


def test_in_another_library_that_has_the_same_file(
    desk: Desk, tmp_path: Path, still: Path, library: Path, first: Session
) -> None:
    first.decide(_match(first, library).id, Decision.ACCEPTED, "the same")
    other = _library(desk, tmp_path / "other.fvl", still)
    first.find_matches(libraries=[other])
    match = next(m for m in first.matches() if _library_of(m) == "other.fvl")
    assert first.decision(match.id).decision is Decision.ACCEPTED
    first.decide(match.id, Decision.REJECTED, "on reflection")
    decided = {_library_of(m): first.decision(m.id).decision for m in first.matches()}
    assert decided == {"known.fvl": Decision.REJECTED, "other.fvl": Decision.REJECTED}


def test_when_the_entry_was_removed_and_added_again(
    desk: Desk, still: Path, library: Path, first: Session
) -> None:
    first.decide(_match(first, library).id, Decision.REJECTED, "another street")
    opened = desk.open_library(library)
    opened.remove(EntryId(1))
    desk.library_add(opened, [still], Sheet("Street again"))
    opened.close()
    match = _match(first, library)
    assert isinstance(match.reference, LibraryReference) and match.reference.entry == "2"
    assert first.decision(match.id).why == "another street"


def test_when_the_file_of_the_entry_becomes_an_item(
    still: Path, library: Path, first: Session
) -> None:
    first.decide(_match(first, library).id, Decision.ACCEPTED, "the same")
    first.add_items([still]).wait(60)
    first.find_matches()
    match = next(m for m in first.matches() if not isinstance(m.reference, LibraryReference))
    assert first.decision(match.id).decision is Decision.ACCEPTED


def _library_of(match: Match) -> str | None:
    return match.reference.library if isinstance(match.reference, LibraryReference) else None
