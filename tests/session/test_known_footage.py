"""Known footage: a file is the one of an entry by its digest, wherever it lies and is called."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbench.records.item import MediaKind
from workbench.records.known import Sheet
from workbench.records.match import LibraryReference
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
