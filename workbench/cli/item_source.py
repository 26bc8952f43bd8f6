"""Where an item was found, who put it there and when: shown and changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from workbench.cli import opening, output
from workbench.cli.arguments import case_argument, item_argument, json_option
from workbench.i18n import _
from workbench.i18n.notices import who_word
from workbench.records.codec import to_json


@click.command(
    "source", help=_("Where an item was found; with options, change what is said of it.")
)
@case_argument
@item_argument
@click.option("--url", help=_("Where the footage was found; empty takes it away."))
@click.option("--uploader", help=_("Who put it there; empty takes it away."))
@click.option(
    "--uploaded",
    help=_("When, as 2020-08-09 or 2020-08-09T20:14:03+03:00; empty takes it away."),
)
@json_option
def source(
    case: Path,
    item: str,
    url: str | None,
    uploader: str | None,
    uploaded: str | None,
    as_json: bool,
) -> None:
    given = {"url": url, "uploader": uploader, "uploaded": uploaded}
    changes: dict[str, Any] = {
        name: value.strip() or None for name, value in given.items() if value is not None
    }
    opened = opening.case_to_write(case) if changes else opening.case_to_read(case)
    with opened as session:
        one = session.item_named(item).id
        if changes:
            session.edit_source(one, **changes)
        said = to_json(session.said_source(one))
    if as_json:
        output.emit(said)
    else:
        output.facts(words(said))


def words(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Where it was found, by whom and when it was put there, each with who says so."""
    names = {"url": _("Found at"), "uploader": _("Uploader"), "uploaded": _("Uploaded")}
    for field, name in names.items():
        for one in said[field]:
            yield name, f"{one['value']} ({who_word(one['sidecar'])})"
