"""Known footage: a file is the one of an entry by its digest, wherever it lies and is called."""

from __future__ import annotations

import dataclasses
import shutil
from contextlib import closing
from fractions import Fraction
from pathlib import Path

import pytest

from tests.footage import texture, write_still
from workbench.records.item import ItemId, MediaKind
from workbench.records.known import Sheet
from workbench.records.match import (
    Alignment,
    Basis,
    LibraryReference,
    Match,
    MatchId,
    SearchId,
    Segment,
)
from workbench.session import Desk, Session
from workbench.settings import Settings


@pytest.fixture
def session(tmp_path: Path, sample_dir: Path) -> Session:
    with Desk(Settings(author="tester")) as desk:
        library = desk.new_library(tmp_path / "known.fvl")
        shutil.copyfile(sample_dir / "footage" / "leuvenA.jpg", tmp_path / "street.jpg")
        desk.library_add(library, [tmp_path / "street.jpg"], Sheet("Street"))
        library.close()
        with desk.new_case(tmp_path / "case.fvw") as one:
            yield one


@pytest.fixture
def reference(session: Session, tmp_path: Path) -> LibraryReference:
    library = session.desk.open_library(tmp_path / "known.fvl")
    (entry,) = library.entries()
    made = library.reference(entry)
    library.close()
    return made


def test_it_is_found_beside_its_library_and_one_folder_down(
    session: Session, reference: LibraryReference, tmp_path: Path
) -> None:
    found = session.known_file(reference)
    assert found is not None
    assert found.path == tmp_path / "street.jpg"
    assert found.medium.kind is MediaKind.STILL
    (tmp_path / "footage").mkdir()
    shutil.move(found.path, tmp_path / "footage" / "street.jpg")
    found = session.known_file(reference)
    assert found is not None
    assert found.path == tmp_path / "footage" / "street.jpg"


def test_another_file_of_its_name_is_not_it(
    session: Session, reference: LibraryReference, tmp_path: Path
) -> None:
    path = tmp_path / "street.jpg"
    changed = bytearray(path.read_bytes())
    changed[-3] ^= 1
    path.write_bytes(changed)
    assert session.known_file(reference) is None
    assert session.known_file(reference, path) is None


def test_a_chosen_file_may_have_any_name(
    session: Session, reference: LibraryReference, tmp_path: Path
) -> None:
    kept = tmp_path / "elsewhere.bin"
    shutil.move(tmp_path / "street.jpg", kept)
    assert session.known_file(reference) is None
    found = session.known_file(reference, kept)
    assert found is not None
    assert found.path == kept


def test_the_item_that_is_the_same_file_is_known(
    session: Session, reference: LibraryReference, tmp_path: Path
) -> None:
    assert session.item_of(reference.sha256) is None
    session.add_items([tmp_path / "street.jpg"]).wait(60)
    assert session.item_of(reference.sha256) == session.item_ids()[0]


PART = (0.1, 0.2, 0.9, 0.8)


def found_in(session: Session, reference: LibraryReference | ItemId, turned: int = 0) -> Match:
    segment = Segment(0.0, 0.0, 0.0, 0.0, 1.0, False, turned, PART, 1, 6.0, 40, 0.05)
    alignment = Alignment((segment,), Basis.PICTURE, True, 1.0)
    return Match(MatchId(1), SearchId(1), session.item_ids()[0], reference, alignment)


def aspect(session: Session, match: Match) -> float:
    return session.reference_aspect(match, match.alignment.segments[0])


def test_a_match_knows_the_form_of_the_picture_it_was_found_in(
    session: Session, tmp_path: Path
) -> None:
    upright = write_still(tmp_path / "upright.png", texture(3, 240, 400))
    session.add_items([write_still(tmp_path / "part.png", texture(4, 300, 200))]).wait(60)
    with closing(session.desk.open_library(tmp_path / "known.fvl")) as library:
        session.desk.library_add(library, [upright], Sheet("Upright"))
        entry = library.named("upright.png")
        reference = library.reference(entry)
    assert reference.aspect == Fraction(3, 5)
    assert aspect(session, found_in(session, reference)) == pytest.approx(0.6)
    unknown = dataclasses.replace(reference, aspect=None)
    # The part is 0.8 of the width and 0.6 of the height, and 3 : 2: so the whole is 9 : 8.
    assert aspect(session, found_in(session, unknown)) == pytest.approx(9 / 8)
    assert aspect(session, found_in(session, unknown, 90)) == pytest.approx(1 / 2)
    session.add_items([upright]).wait(60)
    assert aspect(session, found_in(session, unknown)) == pytest.approx(0.6)
    assert aspect(session, found_in(session, session.item_ids()[1])) == pytest.approx(0.6)
