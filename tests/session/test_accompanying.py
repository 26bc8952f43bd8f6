"""Sidecars come into the case with their footage, sealed, and never as items."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests import sidecars as made
from workbench.dossier import verify as dossier_verify
from workbench.ingest import originals
from workbench.jobs import accompany
from workbench.records.dossier import DossierVariant
from workbench.records.errors import MediaFault, Refusal, RefusalCode
from workbench.records.item import ItemId
from workbench.records.outcome import Outcome, OutcomeState
from workbench.records.provenance import NoticeCode
from workbench.records.sidecar import SidecarForm
from workbench.records.summary import Topic
from workbench.session import Desk, Session


def add(case: Session, *paths: Path, **options: object) -> list[Outcome]:
    return case.add_items(list(paths), recursive=True, **options).wait(120)  # type: ignore[arg-type]


@pytest.fixture
def taken(tmp_path: Path, still: Path) -> Path:
    """A still of Takeout and its JSON, in a folder."""
    folder = tmp_path / "Takeout"
    folder.mkdir()
    shutil.copy(still, folder / "still.png")
    made.write_json(folder / "still.png.supplemental-metadata.json", made.TAKEOUT)
    return folder


def test_a_sidecar_is_sealed_with_a_custody_entry(case: Session, taken: Path) -> None:
    states = {Path(o.path or "").name: o.state for o in add(case, taken)}
    name = "still.png.supplemental-metadata.json"
    assert states == {"still.png": OutcomeState.ADDED, name: OutcomeState.SIDECAR}
    (item,) = case.item_ids()
    (sidecar,) = case.sidecars(item)
    content = (taken / name).read_bytes()
    assert sidecar.file.digest == hashlib.sha256(content).hexdigest()
    assert (sidecar.file.name, sidecar.file.path) == (name, str(taken / name))
    assert sidecar.file.content.form is SidecarForm.TAKEOUT
    place = originals.place_of(sidecar.file.digest, case.project.media_dir)
    assert place.read_bytes() == content
    assert place.stat().st_mode & 0o222 == 0
    entry = next(one for one in case.custody() if one.act == "sidecar.add")
    assert entry.subject["sha256"] == sidecar.file.digest
    assert case.desk.verify_case(case.path).ok
    place.chmod(0o600)
    place.write_bytes(b"{}")
    problems = case.desk.verify_case(case.path).problems
    assert [(p.what.value, p.where) for p in problems] == [("sidecar", f"sidecar/{sidecar.id}")]


def test_what_it_says_fills_what_the_analyst_left_empty(case: Session, taken: Path) -> None:
    add(case, taken, uploader="@somebody")
    said = case.said_source(case.item_ids()[0])
    name = "still.png.supplemental-metadata.json"
    assert [(w.value, w.sidecar) for w in said.url] == [
        ("https://photos.google.com/photo/AF1Qip0", name)
    ]
    assert [(w.value, w.sidecar) for w in said.uploader] == [("@somebody", None)]
    assert [w.sidecar for w in said.uploaded] == [name]
    answer = case.testimony(case.item_ids()[0]).summary.answer(Topic.WHERE)
    assert (answer.statements[0].text, answer.statements[0].place) == ("53.904500, 27.561500", name)


def test_what_the_analyst_wrote_stands_and_the_contradiction_is_a_notice(
    case: Session, taken: Path
) -> None:
    add(case, taken, url="https://t.me/kanal/1", uploaded="2020-08-01")
    item = case.item_ids()[0]
    assert case.said_source(item).url[0].value == "https://t.me/kanal/1"
    assert case.item(item).source.uploaded == "2020-08-01"
    differing = [n for n in case.testimony(item).notices if n.code is NoticeCode.SOURCE_DIFFERS]
    assert [n.facts["field"] for n in differing] == ["url", "uploaded"]


def test_a_time_of_upload_that_is_no_time_is_refused(case: Session, still: Path) -> None:
    with pytest.raises(Refusal) as refused:
        add(case, still, uploaded="yesterday")
    assert refused.value.code is RefusalCode.NOT_A_MOMENT


def test_a_broken_sidecar_is_said_and_the_footage_is_added(
    case: Session, tmp_path: Path, still: Path
) -> None:
    shutil.copy(still, tmp_path / "a.png")
    (tmp_path / "a.info.json").write_text('{"title": "x')
    (outcome,) = add(case, tmp_path / "a.png")
    assert outcome.state is OutcomeState.ADDED
    (remark,) = outcome.remarks
    assert remark.code is RefusalCode.SIDECAR_BROKEN
    (sidecar,) = case.sidecars(case.item_ids()[0])
    assert sidecar.file.content.fault is MediaFault.DAMAGED
    codes = {n.code for n in case.testimony(case.item_ids()[0]).notices}
    assert NoticeCode.SIDECAR_UNREADABLE in codes


def test_a_sidecar_alone_is_no_item(case: Session, tmp_path: Path) -> None:
    alone = made.write_json(tmp_path / "clip.info.json", made.YT_DLP)
    (outcome,) = add(case, alone)
    assert outcome.state is OutcomeState.REFUSED
    assert isinstance(outcome.reason, Refusal)
    assert outcome.reason.code is RefusalCode.SIDECAR_ALONE
    assert case.item_ids() == []


def test_a_sidecar_that_comes_later_joins_its_footage(case: Session, taken: Path) -> None:
    name = "still.png.supplemental-metadata.json"
    kept = (taken / name).read_bytes()
    (taken / name).unlink()
    add(case, taken)
    item = case.item_ids()[0]
    assert case.sidecars(item) == []
    (taken / name).write_bytes(kept)
    (outcome,) = add(case, taken / name)
    assert (outcome.state, outcome.item) == (OutcomeState.SIDECAR, item)
    add(case, taken / name)
    add(case, taken)
    assert len(case.sidecars(item)) == 1


def test_an_export_is_read_once_for_all_of_its_files(
    case: Session, tmp_path: Path, clip: Path, still: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "ChatExport"
    (folder / "video_files").mkdir(parents=True)
    (folder / "photos").mkdir()
    shutil.copy(clip, folder / "video_files" / "v.mp4")
    shutil.copy(still, folder / "photos" / "p.png")
    export = made.chat(made.message(7, "video_files/v.mp4"), made.message(8, "photos/p.png"))
    made.write_json(folder / "result.json", export)
    reads: list[object] = []
    read = accompany.read

    def counted(*asked: object) -> accompany.Read:
        reads.append(asked)
        return read(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(accompany, "read", counted)
    add(case, folder)
    said = {s.file.said.message for item in case.item_ids() for s in case.sidecars(item)}
    assert said == {"7", "8"}
    assert len(reads) == 1
    assert len({s.file.digest for item in case.item_ids() for s in case.sidecars(item)}) == 1


@pytest.mark.parametrize("form", ["csv", "page", "wacz"])
def test_archives_are_joined_to_the_files_that_they_name(
    case: Session, tmp_path: Path, still: Path, form: str
) -> None:
    shutil.copy(still, tmp_path / "a1.png")
    digest = hashlib.sha256(still.read_bytes()).hexdigest()
    if form == "csv":
        (tmp_path / "db.csv").write_text(made.auto_archiver_csv("a1.png", digest))
    elif form == "page":
        (tmp_path / "f00.html").write_text(made.auto_archiver_page("a1.png"))
        (tmp_path / "other.html").write_text("<html>somebody's page</html>")
    else:
        made.write_wacz(tmp_path / "a1.wacz")
    folder = tmp_path
    states = [o.state for o in add(case, *sorted(folder.glob("*.*")))]
    # The case itself lies in the folder and is refused, as any file that is no footage.
    assert states.count(OutcomeState.SIDECAR) == 1
    assert states.count(OutcomeState.ADDED) == 1
    (sidecar,) = case.sidecars(ItemId(1))
    assert (sidecar.file.said.url or "").startswith("https://")
    codes = {n.code for n in case.testimony(ItemId(1)).notices}
    assert NoticeCode.SIDECAR_DIGEST_DIFFERS not in codes


def test_inspect_reads_what_lies_beside(desk: Desk, taken: Path) -> None:
    found = desk.inspect(taken / "still.png")
    (sidecar,) = found["sidecars"]
    assert sidecar["form"] == "takeout"
    assert sidecar["said"]["description"] == "Мост"
    assert sidecar["tree"] == made.TAKEOUT
    assert found["said_source"]["url"][0]["value"].startswith("https://photos.google.com/")
    assert json.loads(json.dumps(found)) == found


def test_a_dossier_shows_sidecars_and_the_public_one_does_not_say_what_they_say(
    case: Session, taken: Path, tmp_path: Path
) -> None:
    add(case, taken, claim="Minsk, 52.0976, 23.7341, on 2019-01-01")
    for variant, shown in ((DossierVariant.INTERNAL, True), (DossierVariant.PUBLIC, False)):
        out = tmp_path / variant.value
        page = case.write_dossier(out, variant=variant).read_text("utf-8")
        assert ("AF1Qip0" in page) is shown
        assert ("53.904500" in page) is shown
        # 328 km from Minsk to Brest.
        assert (" km from the claimed place" in page) is shown
        sealed = case.sidecars(case.item_ids()[0])[0].file.digest
        assert sealed in page
        outcome, standing = dossier_verify.verify(out)
        assert outcome.problems == ()
        assert standing == 0


def test_a_changed_sidecar_in_a_dossier_is_named(
    case: Session, taken: Path, tmp_path: Path
) -> None:
    add(case, taken)
    dossier = case.dossier()
    out = tmp_path / "out"
    case.write_dossier(out)
    records = out / "dossier.json"
    records.write_text(records.read_text("utf-8").replace("AF1Qip0", "AF1Qip1"), "utf-8")
    outcome, _standing = dossier_verify.verify(out)
    sidecar = (dossier.items[0].sidecars or ())[0]
    assert f"sidecar/{sidecar.id}" in {problem.where for problem in outcome.problems}
