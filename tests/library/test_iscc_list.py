"""Codes are kept of stills alone, are missed by nobody who has none, and tell what is left out."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.footage import moving, texture, write_clip, write_still
from workbench.library.exporting import HashForm, Shared
from workbench.library.library import Library
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.iscc import pack_image_code
from workbench.records.known import EntryId, RowFault, Sheet, WithoutCode
from workbench.records.outcome import OutcomeState
from workbench.session import Desk

CODED = "SELECT entry FROM track WHERE kind = 'iscc-image'"
ALL_OF_STILL = WithoutCode(clips=0, sounds=0, only_fingerprints=0, unmeasured=0)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as desk:
        yield desk


@pytest.fixture
def still(tmp_path: Path) -> Path:
    return write_still(tmp_path / "still.png", texture(7))


@pytest.fixture
def library(desk: Desk, tmp_path: Path, still: Path) -> Iterator[Library]:
    """A still, a clip, and a fingerprint that somebody handed on."""
    library = desk.new_library(tmp_path / "known.fvl")
    clip = write_clip(tmp_path / "clip.mp4", moving(1, 30))
    sheet = Sheet("=Square,\nnorth", place="Мінск", date="2020-08-09", source="K. “B”")
    desk.library_add(library, [still], sheet)
    desk.library_add(library, [clip])
    (tmp_path / "list.txt").write_text(f"pdq {'d8f8f0cee0f4a84f' * 4}\n")
    desk.library_import(library, tmp_path / "list.txt")
    yield library
    library.close()


def changed(library: Library, sql: str, *values: object) -> None:
    """As another program would."""
    other = sqlite3.connect(library.path)
    with other:
        other.execute(sql, values)
    other.close()


def test_a_still_has_a_line_and_what_has_none_is_counted(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    assert library.query(CODED) == [(1,)]
    done = desk.library_export(library, tmp_path / "codes.csv", HashForm.ISCC)
    assert done.entries == 1
    assert done.without_code == WithoutCode(clips=1, sounds=0, only_fingerprints=1, unmeasured=0)
    with (tmp_path / "codes.csv").open(encoding="utf-8", newline="") as file:
        heads, row = csv.reader(file)
    assert heads == ["iscc", "sha256", "title", "place", "date", "source"]
    assert row[0].startswith("ISCC:EEA") and len(row[0]) == 21
    assert row[1] == library.entry(EntryId(1)).digest
    assert row[2:] == ["'=Square, north", "Мінск", "2020-08-09", "K. “B”"], "and no formula"


def test_a_still_that_was_added_before_there_were_codes_gets_one_with_its_file(
    desk: Desk, library: Library, tmp_path: Path, still: Path
) -> None:
    before = library.query("SELECT blob FROM track WHERE kind = 'iscc-image'")
    changed(library, "DELETE FROM track WHERE kind = 'iscc-image'")
    with pytest.raises(Refusal) as refused:
        desk.library_export(library, tmp_path / "none.csv", HashForm.ISCC)
    assert refused.value.code is RefusalCode.NO_ISCC_CODE
    (outcome,) = desk.library_add(library, [still])
    assert outcome.state is OutcomeState.KNOWN
    assert library.query("SELECT blob FROM track WHERE kind = 'iscc-image'") == before
    done = desk.library_export(library, tmp_path / "one.csv", HashForm.ISCC, [EntryId(1)])
    assert (done.entries, done.without_code) == (1, ALL_OF_STILL)


def test_codes_are_shared_only_if_chosen_and_received_again(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    for codes, name in ((False, "bare.fvl"), (True, "coded.fvl")):
        desk.library_share(library, tmp_path / name, Shared(iscc_codes=codes))
        mine = desk.new_library(tmp_path / f"mine-{name}")
        desk.library_import(mine, tmp_path / name)
        assert len(mine.query(CODED)) == codes
        mine.close()


@pytest.mark.parametrize("what", ["cut", "of a clip", "alone"])
def test_a_code_of_somebody_else_is_checked(
    desk: Desk, library: Library, tmp_path: Path, what: str
) -> None:
    insert = "INSERT INTO track (entry, kind, variant, facts, blob) VALUES (2, ?, ?, '{}', ?)"
    match what:
        case "cut":
            changed(library, "UPDATE track SET blob = substr(blob, 1, 9) WHERE kind = 'iscc-image'")
        case "of a clip":
            changed(library, insert, "iscc-image", "image", pack_image_code(bytes(8)))
        case "alone":
            changed(library, "DELETE FROM track WHERE kind <> 'iscc-image' AND entry = 1")
    mine = desk.new_library(tmp_path / "mine.fvl")
    done = desk.library_import(mine, library.path)
    assert [row.fault for row in done.refused] == [RowFault.ENTRY]
    assert done.added == 2
    mine.close()


def test_what_a_newer_program_keeps_of_an_entry_is_left_out_and_the_entry_taken(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    changed(library, "UPDATE track SET kind = 'of-the-future' WHERE kind = 'iscc-image'")
    mine = desk.new_library(tmp_path / "mine.fvl")
    done = desk.library_import(mine, library.path)
    assert (done.added, done.refused_count) == (3, 0)
    assert mine.query("SELECT 1 FROM track WHERE kind = 'of-the-future'") == []
    mine.close()


def test_in_a_folder_each_still_has_a_file(desk: Desk, library: Library, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    desk.library_export(library, tmp_path / "out", HashForm.ISCC)
    (file,) = (tmp_path / "out").iterdir()
    assert file.suffix == ".csv" and file.read_text("utf-8").startswith("iscc,sha256,")
