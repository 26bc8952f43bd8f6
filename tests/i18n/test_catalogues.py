"""Every sentence of the program is in every catalogue, translated, and compiled."""

from __future__ import annotations

import ast
import string
from collections import Counter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.architecture.sources import nodes
from tests.i18n.catalogues import script
from workbench import i18n

LANGUAGES = [language for language in i18n.LANGUAGES if language != "en"]
LETTERS_OF_OTHERS = {"ru": "іўїєґ", "be": "иищъїєґ", "uk": "ыэъёў"}


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    catalog = script().extracted()
    assert isinstance(catalog, Catalog)
    return catalog


def _messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def _forms(words: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [words] if isinstance(words, str) else list(words or ())


def _placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _sign in string.Formatter().parse(text) if name}


def test_there_is_a_catalogue_for_each_language_of_the_program() -> None:
    assert set(script().LANGUAGES) == set(LANGUAGES)


def test_the_template_holds_the_sentences_of_the_code(extracted: Catalog) -> None:
    with script().TEMPLATE.open("rb") as file:
        template = read_po(file)
    differing = {m.id for m in _messages(template)} ^ {m.id for m in _messages(extracted)}
    assert not differing, "run make translations"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str, extracted: Catalog) -> None:
    catalogue = script().catalogue(language)
    wanted = {m.id for m in _messages(extracted)}
    missing = wanted - {m.id for m in _messages(catalogue) if script().is_translated(m)}
    gone = {m.id for m in _messages(catalogue)} - wanted
    assert not missing
    assert not gone


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_kept(language: str) -> None:
    for message in _messages(script().catalogue(language)):
        wanted = _placeholders(_forms(message.id)[-1])
        for form in _forms(message.string):
            assert _placeholders(form) == wanted, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_edges_of_a_sentence_are_kept(language: str) -> None:
    """Spaces join, an ellipsis promises a question, and lines stay lines."""
    for message in _messages(script().catalogue(language)):
        said = _forms(message.id)[-1]
        for form in _forms(message.string):
            assert form[:1].isspace() == said[:1].isspace(), said
            assert form[-1:].isspace() == said[-1:].isspace(), said
            assert form.endswith("…") == said.endswith("…"), said
            assert form.count("\n") == said.count("\n"), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_own_letters(language: str) -> None:
    foreign = set(LETTERS_OF_OTHERS[language])
    for message in _messages(script().catalogue(language)):
        for form in _forms(message.string):
            assert not foreign & set(form.lower()), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_menus_have_keys_of_their_own(language: str) -> None:
    from workbench.gui import window_actions

    with i18n.speaking(language):
        keys = [
            title[title.index("&") + 1].lower()
            for _id, title in window_actions.menus()
            if "&" in title
        ]
    assert len(keys) == len(window_actions.menus())
    assert max(Counter(keys).values()) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_runs_is_what_was_written(language: str) -> None:
    compiled = script().po_path(language).with_suffix(".mo").read_bytes()
    assert compiled == script().compiled(script().catalogue(language)), "run make translations"


def test_only_whole_sentences_are_translated() -> None:
    """A marker around anything but a literal is never found by the extraction."""
    counted = {"_": 1, "ngettext": 2}
    for path, node in nodes():
        if path == "workbench/i18n/__init__.py" or not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in counted:
            texts = node.args[: counted[node.func.id]]
            assert all(
                isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts
            ), f"{path}:{node.lineno}"
