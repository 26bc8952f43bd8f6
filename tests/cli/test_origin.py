"""Verbs on structures of known origin: collect, share, compare."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Furnished, Program


def test_a_structure_is_collected_shared_and_compared(
    program: Program, footage: Furnished, tmp_path: Path
) -> None:
    words = ("--known-as", "My phone", "--source", "recorded by me", "--json")
    added = program("origin", "add", footage.clip, *words).json
    listed = program("origin", "list", "--own", "--json").json
    assert [(one["known_as"], one["shipped"]) for one in listed] == [("My phone", False)]
    assert added["entry"] == listed[0]["entry"]
    assert len(program("origin", "list", "--json").json) > 60
    shared = tmp_path / "shared.jsonl"
    assert program("origin", "export", shared, "--json").json["written"] == 1
    assert "footage" not in shared.read_text("utf-8")
    program("origin", "remove", added["entry"])
    assert program("origin", "list", "--own", "--json").json == []
    shared.write_text(shared.read_text("utf-8") + "nonsense\n", "utf-8")
    taken = program("origin", "import", shared, "--json", code=3)
    assert taken.json == {
        "added": 1,
        "refused": [{"line": 2, "fault": "not_json", "detail": None}],
    }
    assert "Row 2 is not JSON." in taken.err
    program("origin", "remove", added["entry"])


def test_two_files_are_compared_part_by_part(program: Program, footage: Furnished) -> None:
    found = program("origin", "compare", footage.clip, "--with", footage.clip, "--json").json
    (likeness,) = found["likenesses"]
    assert likeness["same_structure"]
    assert found["print"]["lines"][0][0] == "ftyp"
    text = program("origin", "compare", footage.clip).text
    assert "Same structure as" in text
    assert "not whether the scene is real" in text


def test_a_known_structure_shows_its_parts(program: Program) -> None:
    one = program("origin", "list", "--json").json[0]
    lines = program("origin", "show", one["entry"]).text.splitlines()
    assert len(lines) == one["parts"]
    assert json.dumps(program("origin", "show", one["entry"], "--json").json["print"])


def test_what_cannot_be_is_refused(program: Program, tmp_path: Path) -> None:
    shipped = program("origin", "list", "--json").json[0]["entry"]
    assert "came with the program" in program("origin", "remove", shipped, code=1).err
    assert "names no known structure" in program("origin", "show", "zz", code=1).err
    assert "is not there" in program("origin", "import", tmp_path / "nowhere", code=1).err
