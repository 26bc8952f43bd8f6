"""Verbs on libraries: what a script gets, and what it is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Furnished, Program
from tests.footage import texture, write_still
from workbench.cli.library import print_segments

A = "d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22"


@pytest.fixture
def library(program: Program, tmp_path: Path) -> Path:
    program("library", "new", tmp_path / "known.fvl")
    return tmp_path / "known.fvl"


def test_an_entry_is_written_found_and_shown(
    program: Program, library: Path, footage: Furnished
) -> None:
    program(
        *(
            "library",
            "add",
            library,
            footage.still,
            "--keep",
            "--title",
            "Площа",
            "--place",
            "Мінск",
        ),
        *("--precision", "exact", "--at", "53.9,27.56", "--date", "2020-08", "--source", "K."),
        *("--licence", "CC0", "--notes", "from a roof", "--reliability", "C", "--credibility", "3"),
    )
    program("library", "add", library, footage.clip)
    (found,) = program(
        *("library", "search", library, "roof", "площа", "--date", "2020", "--json")
    ).json
    shown = program("library", "show", library, "1", "--json").json
    for form in (found, shown):
        assert form["precision"] == "exact" and form["notes"] == "from a roof" and form["kept"]
        assert (form["latitude_deg"], form["longitude_deg"]) == (53.9, 27.56)
        assert (form["reliability"], form["credibility"]) == ("C", "3")
        assert form["known_by"] == "footage" and len(form["sha256"]) == 64
    assert shown["fingerprints"]["pdq raw"] == 1
    assert "exact, ±10 m" in program("library", "show", library, "1").text
    assert program("library", "list", library, "--status", "pending", "--json").json == []
    listed = program("library", "list", library, "--sort", "-added", "--json").json
    assert [one["entry"] for one in listed] == ["2", "1"]
    program("library", "edit", library, "1", "--at", "", "--notes", "", "--reliability", "A")
    edited = program("library", "show", library, "1", "--json").json
    assert (edited["latitude_deg"], edited["notes"], edited["reliability"]) == (None, None, "A")
    program("library", "edit", library, "1", "--at", "91,0", code=1)
    program("library", "edit", library, "1", "--at", "north", code=2)
    program("library", "list", library, "--sort", "colour", code=2)


def test_two_entries_are_made_one(
    program: Program, library: Path, footage: Furnished, tmp_path: Path
) -> None:
    write_still(tmp_path / "other.png", texture(12))
    program("library", "add", library, footage.still, "--title", "One", "--place", "here")
    program("library", "add", library, tmp_path / "other.png", "--title", "Two", "--place", "there")
    made = program("library", "merge", library, "1", "2", "--take", "place", "--json")
    assert (made.json["title"], made.json["place"]) == ("One", "there")
    assert "title" in made.err
    assert [c["file"] for c in program("library", "show", library, "1", "--json").json["copies"]]
    program("library", "merge", library, "1", "2", code=1)
    assert [c["title"] for c in program("library", "separate", library, "1", "--json").json] == [
        "Two"
    ]
    program("library", "separate", library, "1", code=1)
    program("library", "merge", library, "1", "1", "--take", "colour", code=2)


def test_a_list_is_put_in_and_each_refused_row_is_told(
    program: Program, library: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.txt").write_text(f"pdq {A}\npdq {A[:10]}\nmd5 00\n")
    done = program("library", "import", library, tmp_path / "list.txt", "--json", code=3)
    assert (done.json["added"], done.json["refused"]) == (1, 2)
    assert done.json["rows"][0]["line"] == 2
    assert "Row 2:" in done.err and "Row 3:" in done.err
    (entry,) = program("library", "list", library, "--known-by", "hashes", "--json").json
    assert entry["sha256"] is None and entry["received"] == "list.txt"
    program("library", "export", library, tmp_path / "out.txt")
    assert (tmp_path / "out.txt").read_text() == f"pdq {A}\n"
    program("library", "export", library, tmp_path / "out.txt", code=1)
    (tmp_path / "bad.txt").write_text("nothing\n")
    program("library", "import", library, tmp_path / "bad.txt", code=1)


def test_a_copy_is_handed_on(
    program: Program, library: Path, footage: Furnished, tmp_path: Path
) -> None:
    program("library", "thumbnails", library, "on")
    program("library", "add", library, footage.still, footage.clip, "--place", "Минск")
    done = program("library", "share", library, tmp_path / "out.fvl", "--json").json
    assert done["entries"] == 2
    program("library", "new", tmp_path / "other.fvl")
    taken = program("library", "import", tmp_path / "other.fvl", tmp_path / "out.fvl", "--json")
    assert (taken.json["form"], taken.json["added"]) == ("library", 2)
    found = program("library", "match", tmp_path / "other.fvl", footage.clip, "--json").json
    assert len(found["matches"]) == 1


def test_iscc_codes_are_written_and_what_has_none_is_told(
    program: Program, library: Path, footage: Furnished, tmp_path: Path
) -> None:
    program("library", "add", library, footage.still, footage.clip, "--place", "Минск")
    export = ("library", "export", library, tmp_path / "codes.csv", "--format", "iscc")
    said = program(*export).text
    assert "1 still written to" in said and "1 clip has no ISCC code." in said
    assert "by fingerprints" not in said and "no code yet" not in said
    assert "ISCC:EEA" in (tmp_path / "codes.csv").read_text("utf-8")
    program(*export, code=1)
    (tmp_path / "codes.csv").unlink()
    told = program(*export, "--json").json
    without = {"clips": 1, "sounds": 0, "only_fingerprints": 0, "unmeasured": 0}
    assert (told["entries"], told["without_code"]) == (1, without)
    program("library", "share", library, tmp_path / "out.fvl", "--with-iscc")
    program("library", "new", tmp_path / "other.fvl")
    program("library", "import", tmp_path / "other.fvl", tmp_path / "out.fvl")
    theirs = ("library", "export", tmp_path / "other.fvl", tmp_path / "theirs.csv")
    assert program(*theirs, "--format", "iscc", "--json").json["without_code"] == without


def test_what_is_left_over_is_told_and_can_be_forgotten(
    program: Program, library: Path, footage: Furnished
) -> None:
    from workbench.library.intake import Expected
    from workbench.library.library import Library
    from workbench.records.known import Sheet

    opened = Library.open(library)
    opened.expect([Expected(footage.still, Sheet(""), keep=False)])
    opened.close()
    assert "library resume" in program("library", "list", library).err
    assert program("library", "resume", library, "--json").json[0]["status"] == "added"
    assert program("library", "list", library).err == ""
    assert program("library", "resume", library, "--forget", "--json").json == {"forgotten": 0}


def test_what_parts_of_pictures_found_has_no_distance(capsys: pytest.CaptureFixture[str]) -> None:
    segment: dict[str, Any] = {
        **{f"{side}_{end}_s": 1.0 for side in ("query", "reference") for end in ("start", "end")},
        "rate": 1.0,
        "mirrored": False,
        "basis": "picture",
        "hearing": None,
        "frames": 3,
    }
    for bits in (128.0, 17.0):
        print_segments([(1, "Bridge", {"segments": [segment | {"distance_median": bits}]})])
    shown = capsys.readouterr().out
    assert "by parts" in shown and "128/256" not in shown and "17/256" in shown
