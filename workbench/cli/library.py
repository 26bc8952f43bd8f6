"""Verbs on known footage libraries."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import (
    json_option,
    library_argument,
    paths_argument,
    recursive_option,
)
from workbench.cli.ending import INTERRUPTED, code_of
from workbench.cli.waiting import cancelling, progress
from workbench.i18n import _, matches
from workbench.ingest.originals import is_folder
from workbench.records.errors import MediaError, Refusal
from workbench.records.known import Sheet
from workbench.records.match import Basis


@click.group(help=_("Known footage: collect it, search in it."))
def library() -> None:
    """The group."""


@library.command("new", help=_("Make an empty library."))
@library_argument
@json_option
def new(library: Path, as_json: bool) -> None:
    with opening.desk() as desk:
        made = desk.new_library(library)
        name, identity = made.name, made.id
        made.close()
    if as_json:
        output.emit({"path": os.fspath(library), "id": identity})
    else:
        output.say(_("Made “{name}”.").format(name=output.cell(name)))


_title = click.option("--title", help=_("What it is; the name of the file where there is none."))
_place = click.option("--place", help=_("Where it was recorded."))
_date = click.option(
    "--date",
    help=_("When: 2013, 2013-05, 2013-05-04, two of them with a slash, or words in quotes."),
)
_source = click.option("--source", help=_("Who recorded or published it."))
_url = click.option("--url", help=_("Where it was published."))


@library.command("add", help=_("Add footage; its fingerprints are kept, the files stay."))
@library_argument
@paths_argument
@_title
@_place
@_date
@_source
@_url
@recursive_option
@json_option
def add(
    library: Path, paths: tuple[Path, ...], recursive: bool, as_json: bool, **sheet: str | None
) -> int:
    given = None if any(map(is_folder, paths)) else [os.fspath(path) for path in paths]
    with (
        opening.library_at(library) as (desk, opened),
        progress() as tell,
        cancelling() as interruption,
    ):
        outcomes = desk.library_add(
            opened,
            paths,
            Sheet(sheet.pop("title") or "", **sheet),
            recursive=recursive,
            on_progress=tell,
            cancelled=lambda: interruption.pressed,
        )
    names = given or [one.path or "" for one in outcomes]
    rows = [forms.outcome(one, name) for one, name in zip(outcomes, names, strict=True)]
    if as_json:
        output.emit(rows)
    else:
        output.table((_("File"), _("Status")), [(row["path"], row["status"]) for row in rows])
    for one in outcomes:
        if one.reason is not None:
            output.complain(one.reason, one.path)
    if interruption.pressed:
        output.tell(_("Cancelled. What was finished is kept."))
        return INTERRUPTED
    return code_of([one.state.good for one in outcomes])


@library.command("list", help=_("What a library holds."))
@library_argument
@click.option("--search", default="", help=_("Only entries with this in what is known of them."))
@json_option
def list_entries(library: Path, search: str, as_json: bool) -> None:
    with opening.library_at(library) as (_desk, opened):
        rows = [forms.entry(opened.entry(one)) for one in opened.entry_ids(search)]
    if as_json:
        output.emit(rows)
        return
    heads = (_("Entry"), _("Title"), _("Place"), _("Date"), _("Source"), _("File"), _("Status"))
    names = ("entry", "title", "place", "date", "source", "file", "status")
    output.table(heads, [[row[name] for name in names] for row in rows])


@library.command("edit", help=_("Change what is known of an entry; empty takes it away."))
@library_argument
@click.argument("entry")
@_title
@_place
@_date
@_source
@_url
@json_option
def edit(library: Path, entry: str, as_json: bool, **changes: str | None) -> None:
    with opening.library_at(library) as (_desk, opened):
        one = opened.named(entry)
        said: dict[str, Any] = {n: v or None for n, v in changes.items() if v is not None}
        if not said:
            raise click.UsageError(_("Say what is to be changed."))
        sheet = dataclasses.replace(one.sheet, **said)
        opened.edit(one.id, dataclasses.replace(sheet, title=sheet.title or one.file))
        if as_json:
            output.emit(forms.entry(opened.entry(one.id)))


@library.command("remove", help=_("Remove an entry and its fingerprints."))
@library_argument
@click.argument("entry")
@json_option
def remove(library: Path, entry: str, as_json: bool) -> None:
    with opening.library_at(library) as (_desk, opened):
        one = opened.named(entry).id
        opened.remove(one)
    if as_json:
        output.emit({"removed": str(one)})


@library.command("match", help=_("Search files in a library, without a case."))
@library_argument
@paths_argument
@json_option
def match(library: Path, paths: tuple[Path, ...], as_json: bool) -> int:
    found: list[dict[str, Any]] = []
    good = []
    with opening.library_at(library) as (desk, opened), progress() as tell:
        for n, path in enumerate(paths):
            tell(os.fspath(path), n / len(paths))
            try:
                matches = desk.library_match(opened, path)
                found.append(forms.library_matches(os.fspath(path), matches))
                good.append(True)
            except (Refusal, MediaError) as error:
                output.complain(error, os.fspath(path))
                found.append(forms.failed(os.fspath(path), error))
                good.append(False)
    if as_json and any(good):
        output.emit(found if len(paths) > 1 else found[0])
    elif not as_json:
        for one in (f for f, well in zip(found, good, strict=True) if well):
            _print(one)
    return code_of(good)


def _print(one: dict[str, Any]) -> None:
    searched, matches = one["searched"], one["matches"]
    output.say(
        _("{path}: searched {entries} entries ({fingerprints} fingerprints), {n} found").format(
            path=output.cell(one["path"]),
            entries=searched["entries"],
            fingerprints=searched["fingerprints"],
            n=len(matches),
        )
    )
    if matches:
        print_segments([(m["entry"], m["title"], m) for m in matches])
    for part in one["cannot_tell"]:
        span = f"{part['start_s']:.1f}–{part['end_s']:.1f} s"
        output.say(_("cannot tell about {span}: {why}").format(span=span, why=part["why"]))


def print_segments(named: list[tuple[object, object, dict[str, Any]]]) -> None:
    """Which seconds equal which seconds: a line a segment, with number and title of each match."""
    heads = (_("No."), _("Known as"), _("Seconds"), _("Are seconds"), _("Speed"), _("Mirrored"))
    rows = []
    for number, title, one in named:
        for s in one["segments"]:
            query = f"{s['query_start_s']:.2f}–{s['query_end_s']:.2f}"
            reference = f"{s['reference_start_s']:.2f}–{s['reference_end_s']:.2f}"
            mirrored = _("mirrored") if s["mirrored"] else None
            seen = s["basis"] != Basis.SOUND
            distance = f"{s['distance_median']:.0f}/256" if seen else None
            rows.append(
                [
                    *(number, title, query, reference, s["rate"], mirrored),
                    *(distance, s["frames"] if seen else None, *matches.heard_words(s)),
                    one.get("decision"),
                ]
            )
    output.table(
        (*heads, _("Distance"), _("Frames"), _("Picture"), _("Sound"), _("Decision")), rows
    )
