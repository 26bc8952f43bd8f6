"""Brings the catalogues of resources/translations up to date with the sentences in the code.

The template is made anew, sentences that are gone leave the catalogues, new ones enter them
untranslated, and what the program reads (.mo) is compiled. Says what is left to translate.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parents[1]
FOLDER = CHECKOUT / "resources" / "translations"
TEMPLATE = FOLDER / "workbench.pot"
LANGUAGES = ("ru", "be", "uk")
PROJECT = "Footage Verification Workbench"
SOURCES = (("workbench", "**.py", "python"), ("resources/dossier", "**.html", "jinja2"))
KEYWORDS = {"_": None, "ngettext": (1, 2)}


def extracted() -> Catalog:
    """Every sentence in the code and in the pages of the dossier, with the files it stands in."""
    catalog = _empty(None)
    for folder, pattern, method in SOURCES:
        found = extract_from_dir(
            CHECKOUT / folder, method_map=[(pattern, method)], keywords=KEYWORDS
        )
        for name, _line, message, _comments, _context in sorted(found, key=lambda one: one[:2]):
            catalog.add(message, locations=[(f"{folder}/{name}", 0)])
    for meaning in _meanings():
        catalog.add(meaning, locations=[("resources/rules/origin.json", 0)])
    return catalog


def _meanings() -> list[str]:
    """What the marks of platforms and programs mean: data, but read by people."""
    rules = json.loads((CHECKOUT / "resources" / "rules" / "origin.json").read_text("utf-8"))
    return sorted({rule["meaning"] for rule in rules["rules"]})


def _empty(language: str | None) -> Catalog:
    return Catalog(
        locale=language,
        header_comment=f"# Sentences of the {PROJECT}; GPL-3.0-or-later.",
        project=PROJECT,
        version="1",
        msgid_bugs_address="none",
        last_translator=PROJECT,
        language_team=PROJECT,
        fuzzy=False,
        charset="utf-8",
    )


def po_path(language: str) -> Path:
    """The catalogue of one language, as translators edit it."""
    return FOLDER / language / "LC_MESSAGES" / "workbench.po"


def catalogue(language: str) -> Catalog:
    """The catalogue of one language as it lies in the checkout, or an empty one."""
    path = po_path(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    """The .mo of a catalogue."""
    binary = io.BytesIO()
    write_mo(binary, catalog)
    return binary.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of a message has a translation that nobody doubts."""
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(forms) and not message.fuzzy


def _text(catalog: Catalog) -> bytes:
    text = io.BytesIO()
    write_po(text, catalog, width=100, include_lineno=False, sort_output=True, ignore_obsolete=True)
    return text.getvalue()


def _write(path: Path, content: bytes) -> None:
    """Write what has changed and nothing else."""
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _template() -> Catalog:
    template = extracted()
    if TEMPLATE.exists():
        # The date is that of the first template: a run that finds nothing new changes no file.
        with TEMPLATE.open("rb") as file:
            template.creation_date = read_po(file).creation_date
    return template


def main() -> int:
    """Update all catalogues; 1 where something is left to translate."""
    template = _template()
    _write(TEMPLATE, _text(template))
    missing = 0
    for language in LANGUAGES:
        catalog = catalogue(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        _write(po_path(language), _text(catalog))
        _write(po_path(language).with_suffix(".mo"), compiled(catalog))
        left = [message.id for message in catalog if message.id and not is_translated(message)]
        sys.stdout.write(f"{language}: {len(catalog)} sentences, {len(left)} untranslated\n")
        missing += len(left)
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
