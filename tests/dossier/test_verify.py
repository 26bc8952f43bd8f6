"""Whatever is changed in a dossier is found, and named; hostile dossiers end in an answer."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.dossier.conftest import NOW, make_case
from tests.footage import texture
from workbench import i18n
from workbench.dossier import bundle, compose, manifest, page, verify
from workbench.media import png
from workbench.records.codec import from_json
from workbench.records.dossier import Dossier, DossierVariant
from workbench.records.verification import Mismatch, Verification
from workbench.store import matches, searches

Tamper = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module", params=list(DossierVariant))
def sealed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier as it was written. Tests copy it."""
    folder = tmp_path_factory.mktemp("sealed")
    with make_case(folder) as project:
        dossier = compose.compose(project, variant=request.param, language="en")
        return bundle.write(dossier, project, folder / "dossier").parent


@pytest.fixture(scope="module")
def internal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("internal")
    with make_case(folder) as project:
        dossier = compose.compose(project, variant=DossierVariant.INTERNAL, language="ru")
        return bundle.write(dossier, project, folder / "dossier").parent


@pytest.fixture
def copy(internal: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(internal, tmp_path / "copy"))


def places(checked: Verification) -> set[str]:
    return {problem.where for problem in checked.problems}


def reseal(folder: Path) -> None:
    """What a forger does who knows the format: page, manifest and seal made to fit the records."""
    records = (folder / "dossier.json").read_bytes()
    dossier = from_json(Dossier, json.loads(records))
    shown = {}
    for file in bundle.exhibits_of(dossier):
        smaller = folder / bundle.preview_path(file)
        full = folder / bundle.exhibit_path(file)
        if full.exists():
            shown[file] = (smaller if smaller.exists() else full).read_bytes()
    (folder / "dossier.html").write_bytes(page.render(dossier, shown))
    relist(folder, dossier)


def relist(folder: Path, dossier: Dossier | None = None) -> None:
    """The manifest and the seal made to fit the files."""
    dossier = dossier or from_json(Dossier, json.loads((folder / "dossier.json").read_bytes()))
    apart = {manifest.MANIFEST_FILE, manifest.SEAL_FILE}
    digests = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in apart
    }
    listed = manifest.manifest_bytes(digests)
    (folder / manifest.MANIFEST_FILE).write_bytes(listed)
    (folder / manifest.SEAL_FILE).write_bytes(manifest.seal_bytes(dossier, listed))


def rewrite(folder: Path, tamper: Tamper) -> None:
    """Change the records, and everything else to fit them."""
    value = json.loads((folder / "dossier.json").read_bytes())
    tamper(value)
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    (folder / "dossier.json").write_text(text, "utf-8")
    reseal(folder)


def test_what_was_written_holds(sealed: Path) -> None:
    checked, standing = verify.verify(sealed)
    assert (checked.ok, checked.problems, standing) == (True, (), 0)
    assert checked.checked.items == 2
    assert checked.checked.entries > 5
    assert checked.checked.bytes == sum(p.stat().st_size for p in sealed.rglob("*") if p.is_file())
    assert verify.verify(sealed / "dossier.html") == (checked, standing)


def _positions(size: int) -> Iterator[int]:
    yield from {0, 1, size // 3, size // 2, size - 2, size - 1}


def test_one_changed_byte_in_any_file_is_found_and_named(sealed: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sealed, tmp_path / "copy"))
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole = file.read_bytes()
        for at in _positions(len(whole)):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
            checked, standing = verify.verify(folder)
            assert standing == 1, (file, at)
            assert file.relative_to(folder).as_posix() in places(checked), (file, at)
        file.write_bytes(whole)
    assert verify.verify(folder)[1] == 0


def test_a_missing_and_a_foreign_file_are_named(copy: Path) -> None:
    gone = next((copy / "exhibits").iterdir())
    gone.unlink()
    (copy / "extra.txt").write_text("x")
    (copy / "link.txt").symlink_to("/etc/passwd")
    (copy / "exhibits" / "folder").symlink_to("/etc")
    checked, standing = verify.verify(copy)
    assert standing == 1
    assert {
        f"exhibits/{gone.name}",
        "extra.txt",
        "link.txt",
        "exhibits/folder",
    } <= places(checked)
    assert not any("passwd" in place for place in places(checked))


@pytest.mark.parametrize("name", ["manifest-sha256.txt", "seal.json"])
def test_without_its_manifest_or_seal_it_could_not_be_proven(copy: Path, name: str) -> None:
    (copy / name).unlink()
    checked, standing = verify.verify(copy)
    assert standing == 2
    assert not checked.ok
    assert places(checked) == {name}


def test_what_is_no_dossier_cannot_be_verified(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"x")
    for path in (tmp_path, tmp_path / "photo.jpg", tmp_path / "nowhere"):
        checked, standing = verify.verify(path)
        assert (checked.ok, standing) == (False, 3)


def test_a_page_that_says_more_than_the_records_is_found(copy: Path) -> None:
    told = copy / "dossier.html"
    told.write_bytes(told.read_bytes().replace(b"misdated", b"original"))
    told.write_bytes(told.read_bytes().replace(b"2020", b"2013", 1))
    relist(copy)
    checked, standing = verify.verify(copy)
    assert (places(checked), standing) == ({"dossier.html"}, 1)


@pytest.mark.parametrize("rendering", ["0" * 64, None])
def test_a_page_made_with_other_templates_or_words_could_not_be_proven(
    copy: Path, rendering: str | None
) -> None:
    def older(value: dict[str, Any]) -> None:
        del value["rendering"]
        value.update({"rendering": rendering} if rendering else {})

    rewrite(copy, older)
    assert verify.verify(copy)[1] == 0  # It says the same, whoever wrote it.
    told = copy / "dossier.html"
    told.write_bytes(told.read_bytes().replace(b"</main>", b"</main >"))
    relist(copy)
    checked, standing = verify.verify(copy)
    assert (places(checked), standing) == ({"dossier.html"}, 2)


def _entry(value: dict[str, Any]) -> Any:
    return value["custody"][3]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda v: _entry(v).update(actor="Somebody else"),
        lambda v: _entry(v).update(at="2020-01-01T00:00:00.000Z"),
        lambda v: _entry(v).update(act="item.remove"),
        lambda v: _entry(v)["subject"].update(item=7),
        lambda v: _entry(v).update(previous="0" * 64),
        lambda v: _entry(v).update(digest="0" * 64),
        lambda v: v["custody"].pop(3),
        lambda v: v["custody"].pop(0),
        lambda v: v["custody"].pop(),
        lambda v: v["custody"].insert(3, v["custody"][3]),
        lambda v: v.update(custody_head="0" * 64),
    ],
)
def test_a_forged_custody_log_is_found_by_its_chain(copy: Path, tamper: Tamper) -> None:
    rewrite(copy, tamper)
    checked, standing = verify.verify(copy)
    assert standing == 1
    assert Mismatch.CHAIN in {problem.what for problem in checked.problems}
    assert {problem.what for problem in checked.problems} <= {Mismatch.CHAIN, Mismatch.ROW}


@pytest.mark.parametrize(
    ("tamper", "where"),
    [
        (lambda v: v["case"].update(title="Another"), "case_info/1"),
        (lambda v: v["items"][0]["item"].update(digest="0" * 64), "item/1"),
        (lambda v: v["items"][1]["item"]["source"].update(name="other.mp4"), "item/2"),
        (lambda v: v["items"][0]["sheet"].update(title="Other"), "item_sheet/1"),
        (lambda v: v["items"][0]["frames"][1].update(index=7), "extracted_frame/2"),
        (lambda v: v["items"][1].update(searches=[]), "search/2"),
        (lambda v: v["items"][0]["searches"][0].update(entries=4211), "search/1"),
        (lambda v: v["items"][0]["matches"].pop(), "match/2"),
        (lambda v: v["items"][0]["decisions"][0].update(decision="rejected"), "match_decision/1"),
        (lambda v: v["items"][0].update(annotations=[]), "annotation/1"),
        (lambda v: v["items"][0]["runs"].pop(1), "run/2"),
        (lambda v: v["claims"][0].update(assessment="confirmed"), "claim/1"),
        (lambda v: v["claims"].append({**v["claims"][0], "id": 2}), "claim/2"),
        (lambda v: v["findings"][0].update(text="The footage is of 2020"), "finding/1"),
        (lambda v: v["items"].pop(), "item/2"),
    ],
)
def test_a_forged_record_is_found_by_the_custody_log(
    copy: Path, tamper: Tamper, where: str
) -> None:
    """Page, manifest and seal are made to fit; the log was not written anew."""
    rewrite(copy, tamper)
    checked, standing = verify.verify(copy)
    assert standing == 1
    assert {problem.what for problem in checked.problems} == {Mismatch.ROW}
    assert where in places(checked)


def test_records_of_a_case_that_an_older_version_began_could_not_be_proven(
    tmp_path: Path,
) -> None:
    with make_case(tmp_path, made_by="Footage Verification Workbench 0.0.1") as project:
        dossier = compose.compose(project, variant=DossierVariant.INTERNAL, language="en")
        folder = bundle.write(dossier, project, tmp_path / "out").parent
    assert verify.verify(folder)[1] == 0
    rewrite(folder, lambda v: v["claims"][0].update(assessment="confirmed"))
    checked, standing = verify.verify(folder)
    assert (places(checked), standing) == ({"claim/1"}, 2)


def test_an_exhibit_with_other_pixels_is_found_by_its_citation(copy: Path) -> None:
    """Picture, records, page, manifest and seal are all forged; the cited pixels are not there."""
    value = json.loads((copy / "dossier.json").read_bytes())
    frame = value["items"][0]["frames"][1]
    forged = png.encode(texture(9, frame["width_px"], frame["height_px"]))
    digest = hashlib.sha256(forged).hexdigest()
    (copy / "exhibits" / f"{frame['file']}.png").unlink()
    (copy / "exhibits" / f"{digest}.png").write_bytes(forged)
    rewrite(copy, lambda v: v["items"][0]["frames"][1].update(file=digest))
    checked, standing = verify.verify(copy)
    assert standing == 1
    assert [(p.what, p.where) for p in checked.problems] == [
        (Mismatch.ROW, "extracted_frame/2"),
        (Mismatch.CONTENT, f"exhibits/{digest}.png"),
    ]


def test_a_preview_that_is_not_of_its_exhibit_is_found(copy: Path) -> None:
    (smaller,) = (copy / "previews").iterdir()
    old = png.decode(smaller.read_bytes(), 10**8)
    smaller.write_bytes(png.encode(255 - old))
    reseal(copy)
    checked, standing = verify.verify(copy)
    assert (places(checked), standing) == ({f"previews/{smaller.name}"}, 1)


def test_previews_packed_by_another_zlib_still_hold(copy: Path) -> None:
    """Pixels are compared, not their compression: two builds of zlib pack differently."""
    (smaller,) = (copy / "previews").iterdir()
    smaller.write_bytes(png.encode(png.decode(smaller.read_bytes(), 10**8), [("other", "bytes")]))
    reseal(copy)
    assert verify.verify(copy)[1] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        b"\xff\xfe",
        b'{"case": NaN}',
        b"1" * 100_000,
    ],
)
@pytest.mark.parametrize("name", ["dossier.json", "seal.json", "manifest-sha256.txt"])
def test_a_hostile_file_ends_in_an_answer(copy: Path, name: str, content: bytes) -> None:
    (copy / name).write_bytes(content)
    checked, standing = verify.verify(copy)
    assert standing == 1
    assert name in places(checked)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda v: v["items"][0]["metadata"].update(tags=[1, 2]),
        lambda v: v["items"][0]["metadata"].update(tags="x", times={"a": 1}, location=[3]),
        lambda v: v["items"][0]["metadata"].update(times=[1, None, "x"]),
        lambda v: v["items"][0]["moments"].update(flow=[1], repeats="x", telemetry=3),
        lambda v: v["items"][0]["moments"]["flow"].update(streams=[{"kind": 1}], cadence=[1]),
        lambda v: v["items"][0]["moments"]["repeats"].update(exact={"runs": [{"at_s": "nan"}]}),
        lambda v: v["items"][0]["item"]["medium"].update(duration_s="1e999999999"),
        lambda v: v["items"][0]["item"]["medium"].update(size_bytes=-(10**3000)),
        lambda v: v["items"][0]["item"].update(received="0001-01-01T00:00:00+23:59"),
        lambda v: v["items"][0]["frames"][0].update(item=99),
        lambda v: v["items"][0]["frames"][0].update(file="../../../etc/passwd"),
        lambda v: v["items"][0]["frames"][0].update(index=10**1000),
        lambda v: v["items"][0]["matches"][0].update(query=99, reference=98),
        lambda v: v["items"][0]["matches"][0]["alignment"]["segments"][0].update(rate=1e308),
        lambda v: v["items"][0]["runs"][1].update(reason='{"fault": "truncated", "a": {}}'),
        lambda v: v["items"][0]["runs"][1].update(params={"items": 1, "update": {"x": []}}),
        lambda v: v["items"].append(v["items"][0]),
        lambda v: v.update(language='../../x" onload="y'),
        lambda v: v.update(custody=[]),
        lambda v: v["findings"][0]["exhibits"].append({"kind": "frame", "record": 10**30}),
        lambda v: v.update(variant="public"),
    ],
)
def test_hostile_records_end_in_an_answer(copy: Path, tamper: Tamper) -> None:
    value = json.loads((copy / "dossier.json").read_bytes())
    tamper(value)
    text = json.dumps(value, indent=1, ensure_ascii=False) + "\n"
    (copy / "dossier.json").write_text(text, "utf-8")
    _, standing = verify.verify(copy)
    assert standing == 1


def test_what_a_page_is_made_with_tells_languages_apart() -> None:
    assert len({page.rendering(language) for language in i18n.LANGUAGES}) == len(i18n.LANGUAGES)
    assert page.rendering("be") == page.rendering("be")


def test_a_dossier_from_before_a_field_came_reads_and_writes_alike(copy: Path) -> None:
    rewrite(copy, lambda v: v.pop("rendering"))
    checked, standing = verify.verify(copy)
    assert checked.ok and standing == 0


def test_a_dossier_after_a_second_search_holds_and_shows_what_was_found_last(
    tmp_path: Path,
) -> None:
    with make_case(tmp_path) as project:
        older = matches.every(project)[1]
        with project.record("match.find", {"item": older.query}) as tx:
            search = searches.insert(
                tx, item=older.query, at=NOW, libraries=(), entries=1, fingerprints=1,
                unclear=(), matches=1,
            )  # fmt: skip
            again = matches.insert(
                tx,
                search=search,
                query=older.query,
                reference=older.reference,
                alignment=older.alignment,
            )
        dossier = compose.compose(project, variant=DossierVariant.INTERNAL, language="en")
        written = bundle.write(dossier, project, tmp_path / "dossier")
    checked, _proof = verify.verify(written.parent)
    assert checked.ok, checked.problems
    shown = written.read_text("utf-8")
    assert f'id="match-{again}"' in shown and f'id="match-{older.id}"' not in shown
