"""Verbs on files that are in no case."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Furnished, Program

INSPECT_KEYS = {
    *("path", "size_bytes", "sha256", "status", "reason", "media", "format", "tags", "streams"),
    *("location", "times", "thumbnails", "boxes", "origin", "notices", "credentials"),
    *("flow", "repeats", "telemetry", "sidecars", "said_source", "claimed", "undecoded"),
}


def test_inspect_says_what_a_file_says_of_itself(program: Program, sample_dir: Path) -> None:
    photo = sample_dir / "footage" / "IMG_20200608_111614.jpg"
    found = program("inspect", "--json", photo).json
    assert set(found) == INSPECT_KEYS
    assert found["path"] == str(photo)
    assert found["sha256"] == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert found["tags"]["IFD0:Make"] == "Xiaomi"
    assert found["location"]["latitude_deg"] == pytest.approx(-15.834949, abs=1e-6)


def test_several_paths_give_a_list_in_order_with_a_status_each(
    process: Program, footage: Furnished, tmp_path: Path
) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("no footage")
    paths = [footage.still, tmp_path / "nowhere.mp4", text, footage.clip]
    ended = process("inspect", "--json", *paths, code=3)
    assert [one["path"] for one in ended.json] == [str(path) for path in paths]
    assert [one["status"] for one in ended.json] == ["ok", "refused", "unsupported", "ok"]
    assert "nowhere.mp4” is not there" in ended.err


def test_a_whole_failure_prints_no_document(program: Program, tmp_path: Path) -> None:
    for verb in (["inspect"], ["frames", "list"], ["shots"], ["fingerprint"]):
        ended = program(*verb, "--json", tmp_path / "nowhere.mp4", code=1)
        assert ended.out == b""
        assert "nowhere.mp4” is not there" in ended.err


def test_the_frame_table_has_every_frame(program: Program, footage: Furnished) -> None:
    found = program("frames", "list", "--json", footage.clip).json
    frames = found.pop("frames")
    assert found["path"] == str(footage.clip)
    assert found["sample_aspect_ratio"] == "1:1"
    assert found["rotation_deg"] == 0
    assert [f["index"] for f in frames] == list(range(100))
    assert [f["time_s"] for f in frames] == [n / 25 for n in range(100)]
    assert {f["duration_s"] for f in frames} == {0.04}
    assert frames[0]["key"]
    assert frames[0]["type"] == "I"


def test_shots_have_frames_and_times(program: Program, footage: Furnished) -> None:
    shots = program("shots", "--json", footage.clip).json["shots"]
    assert [(s["first_index"], s["last_index"]) for s in shots] == [(0, 49), (50, 99)]
    assert [s["begins_with"] for s in shots] == ["start", "cut"]
    assert shots[1]["start_s"] == 2.0


def test_fingerprints_of_a_still_have_no_time(program: Program, footage: Furnished) -> None:
    found = program("fingerprint", footage.still).json
    (frame,) = found["frames"]
    assert found["kind"] == "pdq"
    assert frame["time_s"] is None
    assert frame["pts"] is None
    assert re.fullmatch("[0-9a-f]{64}", frame["hash"])
    pdq = program("fingerprint", "--format", "pdq", footage.still).text
    assert pdq == f"{frame['hash']},{frame['quality']},{footage.still}\n"


def test_vpdq_lines_name_the_frame(program: Program, footage: Furnished) -> None:
    frames = program("fingerprint", footage.clip).json["frames"]
    lines = program("fingerprint", "--format", "vpdq", footage.clip).text.splitlines()
    assert len(lines) == len(frames) > 30
    for line, frame in zip(lines, frames, strict=True):
        index, quality, bits, seconds = line.split(",")
        assert (int(quality), bits) == (frame["quality"], frame["hash"])
        assert seconds == f"{frame['time_s']:.3f}" == f"{int(index) / 25:.3f}"


@pytest.mark.parametrize(
    "name", [b"caf\xe9.png", b'a\nb,"c".png', b"-dash.png", "a\u202egnp.png".encode()]
)
def test_any_name_is_data(
    name: bytes, process: Program, footage: Furnished, tmp_path: Path
) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    Path(os.fsdecode(path)).write_bytes(footage.still.read_bytes())
    ended = process("inspect", "--json", b"--", name, cwd=tmp_path)
    assert os.fsencode(ended.json["path"]) == name
    assert len(process("fingerprint", "--format", "pdq", path).text.splitlines()) == 1
    shown = process("inspect", path).text
    assert not any(c in shown for c in "\u202e\udce9")


def test_a_reader_that_goes_away_is_no_error(
    environment: dict[str, str], footage: Furnished
) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "frames", "list", "--json", str(footage.clip)],
        env=environment,
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(write)
    assert done.returncode == 1
    assert done.stderr == b""


def test_library_match_says_which_seconds_equal_which(
    program: Program, footage: Furnished, tmp_path: Path
) -> None:
    library = tmp_path / "known.fvl"
    program("library", "new", library)
    added = program(
        *("library", "add", library, footage.clip, tmp_path / "no.mp4", "--json"),
        *("--title", "Pan", "--place", "Минск", "--date", "2013-05"),
        code=3,
    ).json
    assert [(one["status"], one["code"]) for one in added] == [
        ("added", None),
        ("refused", "not_found"),
    ]
    (entry,) = program("library", "list", library, "--json").json
    assert (entry["title"], entry["file"], entry["status"]) == ("Pan", "clip.mp4", "ready")
    found = program("library", "match", library, footage.clip, "--json").json
    assert set(found) == {"path", "status", "searched", "matches", "cannot_tell"}
    assert found["searched"]["entries"] == 1
    (match,) = found["matches"]
    assert (match["entry"], match["title"], match["basis"]) == (entry["entry"], "Pan", "picture")
    segment = match["segments"][0]
    assert segment["query_start_s"] == pytest.approx(segment["reference_start_s"], abs=0.1)
    assert not segment["mirrored"]
    several = program("library", "match", library, footage.still, footage.clip, "--json").json
    assert [len(one["matches"]) for one in several] == [0, 1]
    program("library", "edit", library, "1", "--title", "Other", "--place", "")
    (entry,) = program("library", "list", library, "--json").json
    assert (entry["title"], entry["place"], entry["date"]) == ("Other", None, "2013-05")
    program("library", "remove", library, "1")
    assert json.loads(program("library", "list", library, "--json").out) == []
