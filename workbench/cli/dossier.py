"""Verbs on dossiers."""

from __future__ import annotations

import os
from pathlib import Path

import click

from workbench.cli import opening, output
from workbench.cli.arguments import FILE, case_argument, json_option, path_argument
from workbench.cli.case import print_verification
from workbench.cli.waiting import progress
from workbench.i18n import LANGUAGES, _
from workbench.records.dossier import DossierVariant


@click.group(help=_("Write and check dossiers."))
def dossier() -> None:
    """The group."""


@dossier.command("write", help=_("Write the dossier of a case into a new folder."))
@case_argument
@click.argument("out", type=FILE)
@click.option(
    "--variant",
    type=click.Choice([v.value for v in DossierVariant]),
    default=DossierVariant.INTERNAL.value,
    help=_("public leaves out what could lead to people."),
)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en")
@click.option("--replace", is_flag=True, help=_("Write in place of a dossier that is in OUT."))
@json_option
def write(case: Path, out: Path, variant: str, language: str, replace: bool, as_json: bool) -> None:
    with opening.case_to_use(case) as session, progress() as tell:
        page = session.write_dossier(
            out,
            variant=DossierVariant(variant),
            language=language,
            replace=replace,
            on_progress=lambda done: tell(os.fspath(out), done),
        )
        read_only = session.read_only
    if read_only:
        output.tell(_("The case can only be read: its custody log does not name this dossier."))
    if as_json:
        output.emit({"file": os.fspath(page), "variant": variant, "language": language})
    else:
        output.say(output.cell(os.fspath(page)))


@dossier.command("verify", help=_("Check every digest of a dossier."))
@path_argument
@json_option
def verify(path: Path, as_json: bool) -> int:
    with opening.desk() as desk:
        found, code = desk.verify_dossier(path)
    print_verification(found, as_json)
    if code in _SAYS:
        output.tell(_SAYS[code]())
    return code


_SAYS = {
    1: lambda: _("Something does not hold."),
    2: lambda: _("What could be checked holds; part of it could not be proven."),
    3: lambda: _("The check could not be run: choose the folder of a dossier."),
}
