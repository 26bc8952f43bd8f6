"""Known structures: the own set keeps what was added, and each row of a received one is judged."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from workbench.library.known_structures import MAX_ROW_BYTES, KnownStructures, shipped
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.known_structure import KnownStructure, RowFault, Writer, known_form
from workbench.records.structure_print import PRINT_VERSION, PrintLine, StructurePrint

MADE = StructurePrint("iso", (PrintLine("ftyp", (("major_brand", "isom"),)), PrintLine("moov")))


def known(known_as: str = "Phone", file: str = "a", version: int = PRINT_VERSION) -> KnownStructure:
    made = StructurePrint(MADE.kind, MADE.lines, version)
    return KnownStructure(known_as, Writer.DEVICE, "mine", date(2026, 1, 2), (file * 64,), made)


@pytest.fixture
def own(tmp_path: Path) -> KnownStructures:
    return KnownStructures(tmp_path / "folder" / "known.jsonl")


def row(one: KnownStructure) -> str:
    return json.dumps(known_form(one))


def test_what_is_added_is_there_for_the_next_who_opens_it(own: KnownStructures) -> None:
    own.add(known())
    own.add(known("Other"))
    assert [one.known_as for one in KnownStructures(own.path).own()] == ["Phone", "Other"]
    assert len(own.every()) == len(shipped()) + 2


def test_a_second_file_of_the_same_origin_is_counted_there(own: KnownStructures) -> None:
    own.add(known(file="a"))
    assert own.add(known(file="b")).files == ("a" * 64, "b" * 64)
    assert own.add(known(file="b")).files == ("a" * 64, "b" * 64)
    assert len(own.own()) == 1


def test_removing_takes_all_rows_of_one_and_keeps_what_cannot_be_read(own: KnownStructures) -> None:
    own.add(known(file="a"))
    own.add(known(file="b"))
    own.add(known("Other"))
    with own.path.open("a", encoding="utf-8") as file:
        file.write("what is this\n")
    own.remove(own.named(known().id[:6]))
    assert [one.known_as for one in own.own()] == ["Other"]
    assert "what is this" in own.path.read_text("utf-8")


def test_what_came_with_the_program_stays(own: KnownStructures) -> None:
    with pytest.raises(Refusal) as refused:
        own.remove(shipped()[0])
    assert refused.value.code is RefusalCode.SHIPPED_STRUCTURE


def test_a_set_that_was_written_out_is_taken_in_elsewhere(
    own: KnownStructures, tmp_path: Path
) -> None:
    own.add(known())
    own.add(known("Other"))
    assert own.write_out(tmp_path / "shared.jsonl", own.own()) == 2
    with pytest.raises(Refusal) as refused:
        own.write_out(tmp_path / "shared.jsonl", own.own())
    assert refused.value.code is RefusalCode.ALREADY_THERE
    other = KnownStructures(tmp_path / "other.jsonl")
    taken = other.take_in(tmp_path / "shared.jsonl")
    assert (taken.added, taken.refused) == (2, ())
    assert other.own() == own.own()


def test_each_row_that_cannot_be_used_is_refused_by_its_number(
    own: KnownStructures, tmp_path: Path
) -> None:
    form = known_form(known())
    rows = [
        row(known("Good")),
        "{",
        json.dumps([1]),
        json.dumps({**form, "files": ["xyz"]}),
        json.dumps({**form, "known_as": "a\nb"}),
        json.dumps({**form, "writer": "angel"}),
        json.dumps({**form, "more": 1}),
        row(known(version=PRINT_VERSION + 1)),
        "x" * (MAX_ROW_BYTES + 5),
        row(known("Good")),
        row(known("Good too")),
        "[" * 100_000,
    ]
    received = tmp_path / "received.jsonl"
    received.write_text("\n".join(rows), encoding="utf-8")
    taken = own.take_in(received)
    assert taken.added == 2
    assert [(one.line, one.fault) for one in taken.refused] == [
        (2, RowFault.NOT_JSON),
        *((n, RowFault.NOT_A_ROW) for n in (3, 4, 5, 6, 7)),
        (8, RowFault.OTHER_VERSION),
        (9, RowFault.TOO_LONG),
        (10, RowFault.KNOWN_ALREADY),
        (12, RowFault.NOT_JSON),
    ]
    assert [one.known_as for one in own.own()] == ["Good", "Good too"]


def test_a_file_whose_last_line_was_cut_is_added_to_on_a_line_of_its_own(
    own: KnownStructures,
) -> None:
    own.add(known())
    own.path.write_bytes(own.path.read_bytes()[:-20])
    own.add(known("Other"))
    assert [one.known_as for one in own.own()] == ["Other"]


def test_every_shipped_structure_names_its_source_and_is_of_this_version() -> None:
    assert len({one.id for one in shipped()}) == len(shipped()) > 60
    assert {one.print.version for one in shipped()} == {PRINT_VERSION}
    assert all(one.source and one.files for one in shipped())
    kinds = {one.print.kind for one in shipped()}
    assert {"iso", "jpeg", "png", "riff", "matroska", "gif", "tiff"} <= kinds
