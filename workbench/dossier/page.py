"""The page: a dossier as one HTML file that holds everything it shows and can do nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from workbench import i18n, resources
from workbench.dossier.outline import Outline
from workbench.i18n.safe import shown
from workbench.records.dossier import Dossier
from workbench.records.item import Digest


def render(dossier: Dossier, pictures: Mapping[Digest, bytes]) -> bytes:
    """The HTML of a dossier; `pictures` are PNG files by the digest of their exhibits."""
    css = resources.path("dossier", "page.css").read_text("utf-8")
    style_sha256 = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    with i18n.speaking(dossier.language):
        html = (
            _environment()
            .get_template("page.html")
            .render(
                dossier=dossier,
                outline=Outline(dossier),
                css=css,
                style_sha256=style_sha256,
                pictures={file: base64.b64encode(png).decode() for file, png in pictures.items()},
            )
        )
    return html.encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(resources.path("dossier")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(i18n._, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["shown"] = shown
    return environment
