"""A public dossier leads to nobody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.dossier.conftest import Words, make_case
from workbench.dossier import bundle, compose, verify
from workbench.records.dossier import WITHHELD, DossierVariant, OmissionKind
from workbench.records.item import ItemSource
from workbench.store import items, sources
from workbench.store.project import Project

PRIVATE = ("actor", "claimant", "path", "url", "serial", "container_tag")


def public(project: Project, out: Path) -> dict[str, bytes]:
    dossier = compose.compose(project, variant=DossierVariant.PUBLIC, language="en")
    bundle.write(dossier, project, out)
    return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def private_strings(words: Words) -> list[bytes]:
    texts = [str(getattr(words, name)) for name in PRIVATE]
    return [t.strip("@").encode() for t in [*texts, "53.90", "27.56", "tamara"]]


def test_no_private_string_is_in_any_file(case: Project, tmp_path: Path) -> None:
    files = public(case, tmp_path / "out")
    for name, content in files.items():
        for text in private_strings(Words()):
            assert text.lower() not in content.lower(), (name, text)


def test_private_strings_are_taken_out_of_other_texts_too(tmp_path: Path) -> None:
    plain = Words()
    said = f"by {plain.claimant}, seen by {plain.actor.upper()} at {plain.url} from {plain.path}."
    mentioning = replace(
        plain, title=said, name=said, item_title=said, tag=said, claim=said, answer=said,
        finding=said, annotation=said, why=said, entry=said, tag_value=said,
    )  # fmt: skip
    with make_case(tmp_path, mentioning) as project:
        files = public(project, tmp_path / "out")
    for name, content in files.items():
        for text in private_strings(plain):
            assert text.lower() not in content.lower(), (name, text)
    assert f"by @{WITHHELD}, seen by {WITHHELD} at {WITHHELD}".encode() in files["dossier.json"]


def test_what_is_said_in_public_stays(case: Project, tmp_path: Path) -> None:
    page = public(case, tmp_path / "out")["dossier.html"].decode()
    words = Words()
    for text in (words.title, words.name, words.claim, words.answer, words.finding, words.why):
        assert text in page
    for section in compose.compose(case, variant=DossierVariant.INTERNAL, language="en").items:
        assert section.item.digest in page
        for frame in section.frames:
            assert frame.pixels_sha256 in page


def test_rates_and_repeats_stay_and_positions_do_not(case: Project, tmp_path: Path) -> None:
    files = public(case, tmp_path / "out")
    page = files["dossier.html"].decode().replace("\u202f", " ")
    assert "2 520 kbit/s in the mean" in page
    assert "the picture stands still for 1.367 s" in page
    assert "Positions of the camera" not in page
    for name, content in files.items():
        assert b"27.56" not in content, name


def test_no_picture_is_in_it_and_the_page_says_why(case: Project, tmp_path: Path) -> None:
    files = public(case, tmp_path / "out")
    assert not any(name.endswith(".png") for name in files)
    assert b"data:image" not in files["dossier.html"]
    assert b"faces in it have not been covered" in files["dossier.html"]


def test_everything_left_out_is_counted(case: Project) -> None:
    dossier = compose.compose(case, variant=DossierVariant.PUBLIC, language="en")
    counted = {one.kind: one.count for one in dossier.omissions}
    assert counted == {
        OmissionKind.PICTURES: 2,
        OmissionKind.CLAIMANTS: 1,
        OmissionKind.ADDRESSES: 4,
        OmissionKind.AUTHORS: 1,
        OmissionKind.CUSTODY_CONTENT: len(dossier.custody),
        OmissionKind.LOCATIONS: 2,
        OmissionKind.TAGS: 4,
        OmissionKind.NOTICES: 1,  # the year of the known footage, against the time in the file
    }


def test_an_internal_dossier_leaves_nothing_out(case: Project) -> None:
    dossier = compose.compose(case, variant=DossierVariant.INTERNAL, language="en")
    assert dossier.omissions == ()
    assert dossier.items[0].item.source.path == Words().path


def test_the_links_of_its_custody_log_are_followed(case: Project, tmp_path: Path) -> None:
    public(case, tmp_path / "out")
    checked, standing = verify.verify(tmp_path / "out")
    assert (standing, checked.problems) == (0, ())
    assert checked.checked.entries > 5


def test_a_source_that_was_said_later_stands_and_is_left_out_of_a_public_one(
    case: Project, tmp_path: Path
) -> None:
    item = items.every(case)[0]
    with case.edit("source.edit", {"item": item}) as tx:
        said = ("https://t.me/kanal/17", "Kanal Seventeen (@kanal17)", "2020-08-09")
        sources.save(tx, ItemSource(item, *said))
    dossier = compose.compose(case, variant=DossierVariant.INTERNAL, language="en")
    assert dossier.items[0].said_source.url == said[0]
    assert dossier.items[0].item.source.url == Words().url
    for name, content in public(case, tmp_path / "out").items():
        assert b"kanal" not in content.lower(), name
        assert Words().url.encode() not in content, name
    _, standing = verify.verify(tmp_path / "out")
    assert standing == 0
