"""The page says all of the case and can do nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest

from tests.dossier.conftest import Words, make_case
from tests.dossier.page_reader import PageReader
from workbench import i18n
from workbench.dossier import bundle, compose
from workbench.gui.panels import dossier_summary
from workbench.records.dossier import DossierVariant
from workbench.store import custody, frames
from workbench.store.project import Project

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "' onmouseover='alert(1)' style='x",
    "</style><style>*{background:url(https://evil.example)}</style>",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% include '/etc/passwd' %}",
    "javascript:alert(1)",
    "<!-- --><iframe src=//evil.example></iframe>",
    "&lt;b&gt; &amp;amp;",
)


def written(project: Project, out: Path, variant: DossierVariant = DossierVariant.INTERNAL) -> str:
    dossier = compose.compose(project, variant=variant, language="en")
    return bundle.write(dossier, project, out).read_text("utf-8")


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("variant", list(DossierVariant))
def test_words_of_others_never_become_markup(
    tmp_path: Path, payload: str, variant: DossierVariant
) -> None:
    texts = {field.name: f"{n} {payload}" for n, field in enumerate(fields(Words))}
    with make_case(tmp_path, Words(**texts)) as project:
        page = written(project, tmp_path / "out", variant)
    reader = PageReader(page)
    assert not reader.foreign
    assert f"8 {payload}" not in page or payload.startswith(("{{", "javascript"))
    if "{{" not in payload or variant is DossierVariant.INTERNAL:
        assert re.sub(r"\s+", " ", payload) in reader.text


def test_text_that_turns_around_is_written_out(tmp_path: Path) -> None:
    words = Words(name="evil\u202e4pm.exe\x07.mp4", claim="two\u2066 lines\nof text\u200b")
    with make_case(tmp_path, words) as project:
        page = written(project, tmp_path / "out")
    assert "evil‹U+202E›4pm.exe‹U+0007›.mp4" in page
    assert "two‹U+2066› lines\nof text‹U+200B›" in page
    assert not set(page) & set("\u202e\u2066\u200b\x07")


def test_the_policy_lets_nothing_in_but_its_own_style(case: Project, tmp_path: Path) -> None:
    page = written(case, tmp_path / "out")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert policy
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1] == (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_every_link_leads_to_something_on_the_page(case: Project, tmp_path: Path) -> None:
    reader = PageReader(written(case, tmp_path / "out"))
    assert reader.links
    assert set(reader.links) <= reader.anchors


def test_the_page_says_all_of_the_case(case: Project, tmp_path: Path) -> None:
    page = written(case, tmp_path / "out")
    reader = PageReader(page)
    for text in Words().all():
        if text != Words().container_tag:
            assert text in reader.text, text
    assert reader.pictures == 2
    for said in (
        "The claim is contradicted: the footage is misdated.",
        "3.2–9.8 s of item 1 “The bridge” = 41.0–47.6 s of “Bridge 2013”, mirrored left to right",
        "Searched 12 pieces of footage (known.fvl; 3\u202f481 fingerprints, no sound): nothing ",
        "This does not show that the footage is original",
        "2020-08-09 20:14:03, zone unknown",
        "Claim 1, Location: Nobody has answered this question.",
        "shots: failed. It ends before its content does",
        "Cannot tell about 0.0–1.4 s",
        "7, from 53.902312°, 27.561934° to 53.902312°, 27.561934°",
        "From 3.25 s on the picture stands still for 1.367 s: 41 frames",
    ):
        assert said.replace("\u202f", " ") in reader.text.replace("\u202f", " "), said
    for entry in custody.every(case):
        assert entry.digest in page
    for frame in frames.every(case):
        assert f"pixels sha256:{frame.pixels_sha256} ({frame.converter})" in reader.text


def test_likelihood_and_confidence_are_never_in_one_sentence(case: Project, tmp_path: Path) -> None:
    text = PageReader(written(case, tmp_path / "out")).text
    likelihood = re.compile(r"\b(confirmed|likely|not established|contradicted)\b")
    sentences = re.split(r"(?<=[.!?])\s", text)
    sure = [s for s in sentences if "confidence in this judgement is" in s]
    assert sure and any(likelihood.search(s) for s in sentences)
    assert not any(likelihood.search(s) for s in sure)


def test_nothing_is_called_genuine(case: Project, tmp_path: Path) -> None:
    text = PageReader(written(case, tmp_path / "out")).text.lower()
    assert not re.search(r"authentic|genuine|\breal\b|\bfake\b|\bprove[sn]?\b|\bproof\b", text)


def test_a_case_without_anything_makes_a_page(tmp_path: Path) -> None:
    with make_case(tmp_path, pictures=0) as project:
        assert PageReader(written(project, tmp_path / "out")).pictures == 0


@pytest.mark.parametrize("language", list(i18n.LANGUAGES))
def test_the_language_is_the_dossiers_and_not_the_users(
    case: Project, tmp_path: Path, language: str
) -> None:
    dossier = compose.compose(case, variant=DossierVariant.INTERNAL, language=language)
    one = bundle.write(dossier, case, tmp_path / "one").read_bytes()
    try:
        i18n.choose("ru" if language != "ru" else "en")
        two = bundle.write(dossier, case, tmp_path / "two").read_bytes()
    finally:
        i18n.choose("en")
    assert one == two
    assert f'<html lang="{language}">'.encode() in one


def section(page: str, anchor: str) -> str:
    """The text of one part of the page."""
    found = re.search(f'<section id="{anchor}">.*?</section>', page, re.DOTALL)
    assert found is not None
    return " ".join(PageReader(found[0]).text.split())


def test_the_summary_names_the_known_footage_that_was_accepted(
    case: Project, tmp_path: Path
) -> None:
    composed = compose.compose(case, variant=DossierVariant.INTERNAL, language="en")
    without = replace(composed, claims=(), findings=())
    summary = section(bundle.write(without, case, tmp_path / "out").read_text("utf-8"), "summary")
    assert "holds no claim" in summary
    said = (
        "Item 1 “The bridge”: “Bridge 2013” · Minsk · 2013. "
        "3.2–9.8 s of item 1 “The bridge” = 41.0–47.6 s of “Bridge 2013”."
    )
    assert said in summary
    assert said.split(": ")[1] in dossier_summary.summary(without)
    assert "Known footage, accepted" in section(written(case, tmp_path / "all"), "summary")
    undecided = tuple(replace(one, decisions=()) for one in without.items)
    other = replace(without, items=undecided)
    page = bundle.write(other, case, tmp_path / "other").read_text("utf-8")
    assert "Bridge 2013" not in section(page, "summary")
    assert "ACCEPTED" not in dossier_summary.summary(other)
