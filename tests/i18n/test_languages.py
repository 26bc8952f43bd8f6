"""What a reader of each language gets: counts in the right form, and every refusal explained."""

from __future__ import annotations

import re

import pytest

from workbench import i18n
from workbench.i18n import ngettext, sentences
from workbench.records.errors import Fact, MediaError, MediaFault, Refusal, RefusalCode

LANGUAGES = [language for language in i18n.LANGUAGES if language != "en"]
CYRILLIC = re.compile(r"[а-яёіўїєґ]", re.IGNORECASE)

FRAMES = {
    "en": ("1 frame", "2 frames", "5 frames", "21 frames"),
    "ru": ("1 кадр", "2 кадра", "5 кадров", "21 кадр"),
    "be": ("1 кадр", "2 кадры", "5 кадраў", "21 кадр"),
    "uk": ("1 кадр", "2 кадри", "5 кадрів", "21 кадр"),
}
FACTS: dict[str, Fact] = {
    "path": "D1", "detail": "D2", "version": 7, "known": 3, "holder": "D5", "item": "D6",
    "kind": "finding", "record": 8, "finding": 9, "instrument": "D7", "value": "D8",
    "parameter": "D9", "at": "D10", "fault": "damaged", "codec": "D11", "name": "D12",
    "form": "D13", "entry": 14, "most": 15, "first": "D16", "last": "D17", "width_px": 18,
    "height_px": 19,
}  # fmt: skip


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_counts_take_the_form_of_their_number(language: str) -> None:
    with i18n.speaking(language):
        said = tuple(ngettext("{n} frame", "{n} frames", n).format(n=n) for n in (1, 2, 5, 21))
    assert said == FRAMES[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_is_explained(language: str, code: RefusalCode) -> None:
    refused = Refusal(code, **FACTS)
    english = sentences.refusal(refused)
    with i18n.speaking(language):
        said = sentences.refusal(refused)
    assert CYRILLIC.search(said)
    assert said != english
    assert "{" not in said
    assert "?" not in said
    assert set(re.findall(r"D\d+", said)) == set(re.findall(r"D\d+", english))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", MediaFault)
def test_every_fault_of_a_file_is_explained(language: str, fault: MediaFault) -> None:
    broken = MediaError(fault, codec="D11")
    english = sentences.media_error(broken)
    with i18n.speaking(language):
        said = sentences.media_error(broken)
    assert CYRILLIC.search(said)
    assert said != english
    assert "{" not in said
    assert ("D11" in said) == ("D11" in english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_of_record_is_named_in_the_language_of_the_sentence(language: str) -> None:
    with i18n.speaking(language):
        for kind in ("annotation", "claim", "entry", "finding", "frame", "match", "run", "search"):
            said = sentences.refusal(Refusal(RefusalCode.NO_SUCH_RECORD, kind=kind, record=4))
            assert kind not in said
            assert "4" in said


def test_a_dossier_speaks_its_own_language_and_then_the_users_again() -> None:
    i18n.choose("en")
    with i18n.speaking("be"):
        assert i18n._("clip") == "кліп"
        with i18n.speaking("uk"):
            assert i18n._("still") == "знімок"
        assert i18n._("still") == "здымак"
    assert i18n._("still") == "still"


def test_an_unknown_language_is_english() -> None:
    assert i18n.choose("xx") == "en"
    assert i18n._("clip") == "clip"
