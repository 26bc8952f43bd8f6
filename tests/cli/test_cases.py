"""Verbs on a case: what one process writes, the next one reads."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Furnished, Program
from tests.footage import moving, write_clip
from workbench.session import Desk


def test_adding_gives_a_status_for_each_path(
    process: Program, footage: Furnished, tmp_path: Path
) -> None:
    case, text = tmp_path / "case.fvw", tmp_path / "text.txt"
    text.write_text("no footage")
    process("case", "new", case)
    ended = process("item", "add", case, text, footage.still, "--json", code=3)
    refused, added = ended.json
    assert set(added) == {"path", "status", "item", "sha256", "reason", "code", "remarks"}
    assert (refused["path"], refused["status"], refused["item"]) == (str(text), "refused", None)
    assert refused["code"] == "not_media"
    assert (added["path"], added["status"], added["item"]) == (str(footage.still), "added", 1)
    (again,) = process("item", "add", case, footage.still, "--json").json
    assert (again["status"], again["item"]) == ("known", 1)
    process("item", "add", case, text, code=1)


def test_a_folder_is_added_with_a_claim(
    program: Program, footage: Furnished, tmp_path: Path
) -> None:
    case, folder = tmp_path / "case.fvw", tmp_path / "folder"
    (folder / "below").mkdir(parents=True)
    (folder / "one.png").write_bytes(footage.still.read_bytes())
    (folder / "below" / "two.mp4").write_bytes(footage.clip.read_bytes())
    program("case", "new", case)
    program("item", "add", case, folder, "--recursive", "--claim", "Минск", "--source-url", "u")
    (claim,) = program("claim", "list", case, "--json").json
    assert claim["text"] == "Минск"
    assert sorted(claim["items"]) == [1, 2]
    item = program("item", "show", case, "two.mp4", "--json").json
    assert item["source"]["url"] == "u"


def test_items_are_listed_and_shown(program: Program, case: Path, footage: Furnished) -> None:
    clip, still = program("item", "list", case, "--json").json
    assert (clip["name"], clip["kind"], clip["status"]) == ("clip.mp4", "clip", "ok")
    assert (clip["duration_s"], clip["width_px"], clip["height_px"]) == (4.0, 320, 240)
    assert (still["kind"], still["duration_s"], still["work_status"]) == ("still", None, "to_do")
    shown = program("item", "show", case, clip["sha256"][:8], "--json").json
    assert shown["source"]["path"] == str(footage.clip)
    assert shown["metadata"]["streams"][0]["codec"] == "h264"
    assert {run["state"] for run in shown["runs"]} == {"done"}
    assert len(shown["shots"]) == 2
    ended = program("item", "show", case, "7", code=1)
    assert ended.err == "The case has no item “7”. List the items to see their numbers and names.\n"


def test_a_source_is_shown_changed_and_undone(program: Program, case: Path) -> None:
    url = "https://t.me/kanal/1"
    program("item", "source", case, "1", "--url", url, "--uploader", "@kanal")
    said = program("item", "source", case, "1", "--json").json
    assert said["url"] == [{"value": url, "sidecar": None}]
    assert url in program("item", "source", case, "1").out.decode()
    assert program("item", "show", case, "1", "--json").json["source"]["uploader"] == "@kanal"
    program("item", "source", case, "1", "--uploader", "")
    assert program("item", "source", case, "1", "--json").json["uploader"] == []
    assert program("undo", case, "--json").json == {"act": "source.edit"}
    ended = program("item", "source", case, "1", "--uploaded", "soon", code=1)
    assert "soon" in ended.err


def test_a_sheet_is_edited_and_undone_in_another_process(process: Program, case: Path) -> None:
    process("item", "edit", case, "1", "--title", "Van", "--status", "completed", "--tag", "a")
    assert process("item", "list", case, "--json").json[0]["title"] == "Van"
    assert process("undo", case, "--json").json == {"act": "item.edit"}
    assert process("item", "list", case, "--json").json[0]["title"] is None
    process("redo", case)
    assert process("item", "list", case, "--json").json[0]["tags"] == ["a"]
    acts = [entry["act"] for entry in process("log", case, "--json").json]
    assert acts[-3:] == ["item.edit", "undo", "redo"]
    assert process("redo", case, code=1).err == "There is nothing to redo.\n"


def test_extracted_frames_are_those_that_were_asked_for(
    program: Program, case: Path, tmp_path: Path
) -> None:
    def taken(*options: str) -> list[int]:
        found = program("frames", "extract", case, "1", *options, "--json").json["frames"]
        return [frame["index"] for frame in found]

    assert taken("--at", "2.05", "--at", "f3", "--at", "00:00:01") == [3, 25, 51]
    assert taken("--every", "1.5") == [0, 37, 75]
    assert taken("--shots") == [24, 74]
    assert taken("--shots", "first") == [0, 50]
    assert len(taken("--shots", "sharpest", "--range", "f0", "f4")) == 1
    assert taken("--every-frames", "40", "--range", "0.4", "f90") == [10, 50, 90]
    assert taken("--range", "f3", "f5") == [3, 4, 5]
    assert "none of the frames" in program("frames", "extract", case, "1", "--annotations").err
    program("annotate", "add", case, "1", "--at", "f8")
    assert taken("--annotations") == [8]
    assert 0 in taken("--keyframes")
    assert taken("--range", "f3", "f5", "--skip-blurred", "100", "--skip-alike") == []
    program("frames", "extract", case, "1", "--at", "1", "--keyframes", code=2)
    program("frames", "extract", case, "1", "--at", "1", "--format", "jpeg", code=2)
    program("frames", "extract", case, "1", "--at", "1", "--quality", "50", code=2)
    sheet = ("frames", "sheet", case, "1", "--keyframes", "--out", "s.jpg")
    assert ".pdf" in program(*sheet, code=2).err
    program("frames", "extract", case, "1", code=2)
    program("frames", "extract", case, "1", "--at", "99", code=1)


def test_a_frame_is_copied_out_with_its_citation(
    program: Program, case: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    frame = program(
        *("frames", "extract", case, "clip.mp4", "--at", "f10", "--out", out, "--json")
    ).json["frames"][0]
    assert Path(frame["file"]).parent == out
    assert Path(frame["file"]).read_bytes().startswith(b"\x89PNG")
    assert frame["time_s"] == 0.4
    assert frame["pixels_sha256"] in frame["citation"]
    assert f"frame 10 pts {frame['pts']} " in frame["citation"]
    still = program("frames", "extract", case, "still.png", "--json").json["frames"][0]
    assert (still["index"], still["pts"], still["time_s"]) == (None, None, None)
    assert Path(still["file"]).is_file()


def test_annotations_lie_on_frames(program: Program, case: Path) -> None:
    box = program(
        *("annotate", "add", case, "1", "--at", "1.0", "--box", "10,20,30.5,40"),
        *("--text", "a van", "--tag", "vehicle", "--json"),
    ).json
    assert (box["start_s"], box["end_s"]) == (1.0, 1.04)
    assert box["region"] == {"left_px": 10, "top_px": 20, "width_px": 30.5, "height_px": 40}
    stretch = program("annotate", "add", case, "1", "--from", "f25", "--to", "2", "--json").json
    assert (stretch["start_s"], stretch["end_s"]) == (1.0, 2.04)
    point = program("annotate", "add", case, "2", "--point", "5,6", "--json").json
    assert point["span"] is None
    program("annotate", "edit", case, "1", "--text", "a lorry", "--at", "f0")
    listed = program("annotate", "list", case, "--item", "1", "--json").json
    assert [(one["text"], one["start_s"]) for one in listed] == [("a lorry", 0.0), ("", 1.0)]
    program("annotate", "remove", case, "2")
    assert len(program("annotate", "list", case, "--json").json) == 2
    for wrong in (
        ["1", "--at", "1", "--from", "1"],
        ["1", "--from", "1"],
        ["2", "--at", "1"],
        ["1", "--at", "1", "--box", "1,2,3"],
        ["1", "--at", "1", "--box", "1,2,0,4"],
    ):
        program("annotate", "add", case, *wrong, code=2)
    program("annotate", "add", case, "1", "--from", "2", "--to", "1", code=1)


def test_claims_are_answered_and_judged(program: Program, case: Path) -> None:
    program("frames", "extract", case, "1", "--at", "0")
    program("claim", "add", case, "Filmed in Minsk", "--claimant", "A channel", "--item", "1")
    program(
        *("claim", "answer", case, "1", "date", "--text", "2018"),
        *("--assessment", "likely", "--confidence", "low"),
    )
    claim = program(
        *("claim", "edit", case, "1", "--assessment", "contradicted", "--confidence", "high"),
        *("--falsehood", "misdated", "--json"),
    ).json
    assert (claim["assessment"], claim["falsehood"]) == ("contradicted", "misdated")
    assert claim["answers"] == [
        {"question": "date", "text": "2018", "assessment": "likely", "confidence": "low"}
    ]
    assert (
        program("claim", "edit", case, "1", "--falsehood", "none", "--json").json["falsehood"]
        is None
    )
    finding = program(
        *("finding", "add", case, "--claim", "1", "--question", "date", "--text", "It is older"),
        *("--assessment", "contradicted", "--frame", "1", "--item", "still.png", "--json"),
    ).json
    assert finding["exhibits"] == [{"kind": "frame", "record": 1}, {"kind": "item", "record": 2}]
    program("finding", "add", case, "--text", "nothing", "--match", "9", code=1)
    program("finding", "edit", case, "1", "--claim", "none", "--text", "It is much older")
    (listed,) = program("finding", "list", case, "--json").json
    assert (listed["claim"], listed["text"]) == (None, "It is much older")
    program("finding", "remove", case, "1")
    program("claim", "remove", case, "1")
    counts = program("case", "show", case, "--json").json
    assert (counts["claims"], counts["findings"], counts["items"]) == (0, 0, 2)


def test_matches_are_found_and_decided(
    program: Program, case: Path, footage: Furnished, tmp_path: Path
) -> None:
    part = write_clip(tmp_path / "part.mp4", moving(2, 50))
    library = tmp_path / "known.fvl"
    program("item", "add", case, part)
    program("library", "new", library)
    program("library", "add", library, footage.still)
    found = program(
        *("match", "find", case, "--item", "part.mp4", "--library", library, "--json")
    ).json
    (search,) = found["searches"]
    assert (search["item"], search["entries"], search["libraries"]) == (3, 3, ["known.fvl"])
    (match,) = found["matches"]
    assert (match["query"]["name"], match["reference"]["name"]) == ("part.mp4", "clip.mp4")
    assert abs(match["segments"][0]["reference_start_s"] - 2.0) < 0.2
    program("match", "decide", case, str(match["id"]), "accept", code=2)
    program("match", "decide", case, str(match["id"]), "accept", "--why", "the same pan")
    (listed,) = program("match", "list", case, "--item", "clip.mp4", "--json").json
    assert (listed["decision"], listed["why"]) == ("accepted", "the same pan")


def test_runs_take_parameters_of_their_own_types(program: Program, case: Path) -> None:
    program("run", "start", case, "shots", "1", "--param", "min_length_s=0.5")
    run = program("run", "list", case, "--item", "1", "--json").json[-1]
    assert (run["instrument"], run["state"]) == ("shots", "done")
    assert run["params"]["min_length_s"] == 0.5
    assert program("run", "resume", case, "--json").json == []
    for wrong in ("min_length_s=soon", "colour=red", "min_length_s=1e9"):
        program("run", "start", case, "shots", "1", "--param", wrong, code=1)
    program("run", "start", case, "shots", "1", "--param", "min_length_s", code=2)
    program("run", "start", case, "nonsense", code=1)


def test_a_changed_byte_is_found(program: Program, case: Path) -> None:
    assert program("case", "verify", case, "--json").json["ok"]
    sha256 = program("item", "list", case, "--json").json[1]["sha256"]
    original = case.with_suffix(".media") / sha256[:2] / sha256
    original.chmod(0o600)
    content = bytearray(original.read_bytes())
    content[100] ^= 1
    original.write_bytes(content)
    ended = program("case", "verify", case, "--json", code=1)
    (problem,) = ended.json["problems"]
    assert (problem["what"], problem["expected"]) == ("original", sha256)


def test_a_case_is_not_overwritten(program: Program, case: Path) -> None:
    assert "exists already" in program("case", "new", case, code=1).err


def test_what_is_no_case_is_refused(program: Program, footage: Furnished, tmp_path: Path) -> None:
    assert "is not a case" in program("item", "list", footage.still, code=1).err
    assert "is not there" in program("item", "list", tmp_path / "no.fvw", code=1).err


def test_ctrl_c_keeps_what_is_finished(
    environment: dict[str, str], program: Program, footage: Furnished, tmp_path: Path
) -> None:
    case = tmp_path / "case.fvw"
    program("case", "new", case)
    frames = moving(20, 200)
    clips = [write_clip(tmp_path / f"{n}.mp4", frames, rate=20 + n) for n in range(6)]
    adding = subprocess.Popen(
        [sys.executable, "-m", "workbench", "item", "add", case, footage.still, *clips],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while not list(case.with_suffix(".media").glob("??/*")):
        assert adding.poll() is None
        time.sleep(0.05)
    # As a terminal does it: to every process of the program.
    os.killpg(adding.pid, signal.SIGINT)
    out, err = adding.communicate(timeout=60)
    assert adding.returncode == 130, err
    assert b"Traceback" not in err
    assert b"cancelled" in out
    assert program("case", "verify", case, "--json").json["ok"]
    assert program("case", "show", case, "--json").json["interrupted"] == 0


def test_a_dossier_is_written_and_checked(program: Program, case: Path, tmp_path: Path) -> None:
    program("frames", "extract", case, "1", "--at", "f10")
    written = program(
        *("dossier", "write", case, tmp_path / "out", "--variant", "public", "--language", "ru"),
        "--json",
    ).json
    page = Path(written["file"])
    assert page.is_file()
    assert program("dossier", "verify", page.parent, "--json").json["ok"]
    again = ("dossier", "write", case, tmp_path / "out")
    assert "--replace" in program(*again, code=1).err
    program(*again, "--replace")
    page.write_bytes(page.read_bytes() + b" ")
    assert not program("dossier", "verify", page.parent, "--json", code=1).json["ok"]
    assert "could not be run" in program("dossier", "verify", tmp_path / "none", code=3).err
    assert program("log", case, "--json").json[-1]["act"] == "dossier.write"


@pytest.mark.long
def test_the_sample_goes_from_import_to_dossier(program: Program, tmp_path: Path) -> None:
    made = program("sample", tmp_path / "sample", "--json").json
    assert program("case", "verify", made["case"], "--json").json["ok"]
    assert program("dossier", "verify", Path(made["dossier"]).parent, "--json").json["ok"]
    assert len(program("library", "list", made["library"], "--json").json) == 3
    assert program("sample", tmp_path / "sample", code=1).err.strip().endswith("another name.")


def test_a_case_is_titled_anew_and_that_is_undone(program: Program, case: Path) -> None:
    before = program("case", "show", case, "--json").json["title"]
    assert program("case", "edit", case, "--title", "Мост", "--json").json["title"] == "Мост"
    program("undo", case)
    assert program("case", "show", case, "--json").json["title"] == before


def test_a_case_without_its_folder_says_what_is_missing(program: Program, case: Path) -> None:
    folder = case.with_suffix(".media")
    folder.rename(case.with_name("away"))
    shown = program("item", "list", case, "--json").json
    assert {one["original"] for one in shown} == {"missing"}
    assert "is missing. Put it back" in program("case", "show", case).err
    assert folder.name in program("claim", "add", case, "x", code=1).err
    assert not folder.exists()


def test_a_case_that_is_open_elsewhere_gives_its_dossier(
    program: Program, case: Path, tmp_path: Path
) -> None:
    with Desk() as desk, desk.open_case(case) as held:
        assert not held.read_only
        said = program("dossier", "write", case, tmp_path / "out").err
        assert "custody log does not name this dossier" in said
        assert "dossier.write" not in [entry.act for entry in held.custody()]
    assert program("dossier", "verify", tmp_path / "out", "--json").json["ok"]


def test_frames_are_extracted_through_adjustments_of_a_file_or_by_name(
    program: Program, case: Path, tmp_path: Path
) -> None:
    file = tmp_path / "night.json"
    file.write_text('{"steps": [{"kind": "gamma", "gamma": 2}, {"kind": "mirror", "on": false}]}')
    saved = program("adjust", "save", case, "night", file, "--json").json
    assert [(s["kind"], s["on"]) for s in saved["steps"]] == [("gamma", True), ("mirror", False)]
    assert saved["steps"][0]["says"] == "Gamma 2; black and white stay."
    frames = [
        program("frames", "extract", case, "1", "--at", "f3", "--adjust", given, "--json").json
        for given in (file, "night")
    ]
    (one,), (other,) = (answer["frames"] for answer in frames)
    assert one["file"] == other["file"] and one["adjusted"] == other["adjusted"]
    assert [s["kind"] for s in one["adjusted"]["steps"]] == ["gamma"]
    assert one["adjusted"]["pixels_sha256"] != one["pixels_sha256"]
    again = tmp_path / "again.json"
    again.write_bytes(program("adjust", "show", case, "night").out)
    program("adjust", "save", case, "copy", again)
    assert [s["name"] for s in program("adjust", "list", case, "--json").json] == ["copy", "night"]
    program("adjust", "remove", case, "night")
    program("frames", "extract", case, "1", "--at", "f3", "--adjust", "night", code=1)
    file.write_text('{"steps": [{"kind": "rotate", "degrees": "x"}]}')
    said = program("adjust", "save", case, "bad", file, code=1).err
    assert "not a number" in said


def test_a_citation_is_opened_again(
    program: Program, case: Path, footage: Furnished, tmp_path: Path
) -> None:
    (taken,) = program("frames", "extract", case, "1", "--at", "f61", "--json").json["frames"]
    other, out = tmp_path / "other.fvw", tmp_path / "again.png"
    program("case", "new", other)
    missing = program("frames", "open", other, taken["citation"], "--json", code=1)
    assert (missing.json["state"], missing.json["item"]) == ("no_such_item", None)
    assert "No item of this case" in missing.err
    program("item", "add", other, footage.clip)
    opened = program("frames", "open", other, taken["citation"], "--out", out, "--json").json
    assert (opened["identical"], opened["index"], opened["item"]) == (True, 61, 1)
    assert opened["pixels_sha256"] == taken["pixels_sha256"]
    assert opened["file"] == str(out)
    assert out.read_bytes().startswith(b"\x89PNG")
    changed = taken["citation"].replace(taken["planes_sha256"], "0" * 64)
    ended = program("frames", "open", other, changed, code=1)
    assert "not identical" in ended.err
    program("frames", "open", other, "f61", code=1)
