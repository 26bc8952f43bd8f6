"""Verbs that bring hash lists and libraries of others in, and hand ours on."""

from __future__ import annotations

import os
from pathlib import Path

import click

from workbench.cli import library_forms, opening, output
from workbench.cli.arguments import FILE, json_option, library_argument
from workbench.cli.ending import DONE, FAILED, INTERRUPTED, PARTLY
from workbench.cli.library import library
from workbench.cli.waiting import cancelling, progress
from workbench.i18n import _, libraries, ngettext
from workbench.records.known import Exported

FORMS = ("pdq", "vpdq", "vpdq-json", "threatexchange", "iscc")


@library.command(
    "import", help=_("Put in a hash list (PDQ, vPDQ, threatexchange), or somebody's library.")
)
@library_argument
@click.argument("file", type=FILE)
@json_option
def import_file(library: Path, file: Path, as_json: bool) -> int:
    from workbench.jobs.queue import Control

    with opening.library_at(library) as (desk, opened), progress() as tell:
        control = Control(lambda done, _item: tell(os.fspath(file), done))
        with cancelling(control.cancel):
            done = desk.library_import(opened, file, control)
    for row in done.refused:
        output.tell(libraries.refused_row(row))
    more = done.refused_count - len(done.refused)
    if more > 0:
        said = ngettext("{n} more row was refused.", "{n} more rows were refused.", more)
        output.tell(said.format(n=more))
    if as_json:
        output.emit({**library_forms.imported(done), "path": os.fspath(file)})
    else:
        output.say(libraries.imported(done))
    if done.cancelled:
        return INTERRUPTED
    if not done.refused_count:
        return DONE
    return PARTLY if done.added or done.known else FAILED


@library.command("export", help=_("Write fingerprints for other programs; no picture is in them."))
@library_argument
@click.argument("file", type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="threatexchange",
    help=_(
        "threatexchange: a signal a line; pdq: bits,quality,title a line; vpdq and vpdq-json: one "
        "clip a file, or a folder of them; iscc: the ISCC code of each still, as CSV."
    ),
)
@click.option("--entry", "named", multiple=True, help=_("Only this entry; all where none is."))
@json_option
def export(library: Path, file: Path, form: str, named: tuple[str, ...], as_json: bool) -> int:
    from workbench.jobs.queue import Cancelled, Control
    from workbench.library.exporting import HashForm

    with opening.library_at(library) as (desk, opened), progress() as tell:
        chosen = [opened.named(one).id for one in named]
        control = Control(lambda done, _item: tell(os.fspath(file), done))
        with cancelling(control.cancel):
            try:
                done = desk.library_export(opened, file, HashForm(form), chosen, control)
            except Cancelled:
                return INTERRUPTED
    if as_json:
        output.emit(library_forms.exported(os.fspath(file), done))
    else:
        output.say(libraries.exported(os.fspath(file), done))
    return DONE


@library.command("share", help=_("Write a copy of the library to hand on, without pictures."))
@library_argument
@click.argument("out", type=FILE)
@click.option("--with-thumbnails", "thumbnails", is_flag=True, help=_("With small pictures."))
@click.option("--with-notes", "remarks", is_flag=True, help=_("With the notes on entries."))
@click.option(
    "--with-features",
    "features",
    is_flag=True,
    help=_("With local features, which prove matches and find parts, and give more away."),
)
@click.option("--with-file-names", "file_names", is_flag=True, help=_("With names of files."))
@click.option("--with-iscc", "iscc_codes", is_flag=True, help=_("With the ISCC codes of stills."))
@json_option
def share(library: Path, out: Path, as_json: bool, **choices: bool) -> int:
    from workbench.jobs.queue import Cancelled, Control
    from workbench.library.exporting import Shared

    with opening.library_at(library) as (desk, opened), progress() as tell:
        control = Control(lambda done, _item: tell(os.fspath(out), done))
        with cancelling(control.cancel):
            try:
                count = desk.library_share(opened, out, Shared(**choices), control)
            except Cancelled:
                return INTERRUPTED
    if as_json:
        output.emit({"path": os.fspath(out), "entries": count})
    else:
        output.say(libraries.exported(os.fspath(out), Exported(count)))
    return DONE
