"""The page: a dossier as one HTML file that holds everything it shows and can do nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.abc import InspectLoader
from types import ModuleType
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench import i18n, resources
from workbench.dossier import families, outline, over_time, sentences, words
from workbench.dossier.outline import Outline
from workbench.i18n import (
    adjustments,
    credentials,
    matches,
    notices,
    numbers,
    safe,
    sidecars,
    structures,
    summary,
)
from workbench.i18n import lineage as lineage_words
from workbench.matching import lineage
from workbench.provenance import source
from workbench.records import citation, mediatime, placement
from workbench.records.dossier import Dossier
from workbench.records.item import Digest

if TYPE_CHECKING:
    from jinja2 import Environment


def render(dossier: Dossier, pictures: Mapping[Digest, bytes]) -> bytes:
    """The HTML of a dossier; `pictures` are PNG files by the digest of their exhibits.

    A language that the program does not speak, in a dossier from elsewhere, is read in English.
    """
    css = resources.path("dossier", "page.css").read_text("utf-8")
    style_sha256 = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    spoken = dossier.language if dossier.language in i18n.LANGUAGES else "en"
    with i18n.speaking(spoken):
        html = (
            _environment()
            .get_template("page.html")
            .render(
                dossier=dossier,
                outline=Outline(dossier),
                words=words,
                sentences=sentences,
                over_time=over_time,
                families=families,
                matches=matches,
                structures=structures,
                credentials=credentials,
                adjustments=adjustments,
                notices=notices,
                sidecars=sidecars,
                css=Markup(css),  # Our own file; the policy names its digest.
                style_sha256=style_sha256,
                pictures={file: base64.b64encode(png).decode() for file, png in pictures.items()},
            )
        )
    return html.encode()


def rendering(language: str) -> str:
    """Digest of what a page is made with: templates, catalogue and the code that fills them in."""
    digest = hashlib.sha256()
    spoken = language if language in i18n.LANGUAGES else "en"
    catalogue = resources.path("translations", spoken, "LC_MESSAGES", "workbench.mo")
    for place in (*sorted(resources.path("dossier").iterdir()), catalogue):
        if place.is_file():  # English has no catalogue: it is in the code.
            found = hashlib.sha256(place.read_bytes()).hexdigest()
            digest.update(f"{place.name}\n{found}\n".encode())
    for module in _RENDERERS:
        digest.update(f"{module.__name__}\n{_source(module)}\n".encode())
    return digest.hexdigest()


_RENDERERS = (
    *(outline, sentences, words, adjustments, matches, numbers, safe),
    *(over_time, families, lineage_words, lineage),
    *(structures, credentials),
    *(citation, mediatime, placement),
    *(notices, sidecars, summary, source),
)


def _source(module: ModuleType) -> str:
    """The code of a module; its name alone where the program was packed without it."""
    loader = module.__spec__.loader if module.__spec__ is not None else None
    source = loader.get_source(module.__name__) if isinstance(loader, InspectLoader) else None
    return source or module.__name__


def _finally(value: Any) -> Any:
    """Everything that is written passes here: what is invisible is shown before it is escaped."""
    return words.safe(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources.path("dossier")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finally,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["_"] = i18n._
    return environment
