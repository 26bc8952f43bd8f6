"""The sample case."""

from __future__ import annotations

import os
from pathlib import Path

import click

from workbench.cli import opening, output
from workbench.cli.arguments import FILE, json_option
from workbench.cli.waiting import progress
from workbench.i18n import _


@click.command(help=_("Make the sample case in a folder: case, library and dossier."))
@click.argument("folder", type=FILE, metavar="DIR")
@json_option
def sample(folder: Path, as_json: bool) -> None:
    with opening.desk() as desk, progress() as tell:
        made = desk.make_sample(folder, tell)
    paths = {"case": made.case, "library": made.library, "dossier": made.dossier}
    if as_json:
        output.emit({name: os.fspath(path) for name, path in paths.items()})
    else:
        output.facts((name, os.fspath(path)) for name, path in paths.items())
