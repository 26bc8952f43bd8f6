"""Verbs on known footage libraries and their entries."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import forms, library_forms, library_options, opening, output
from workbench.cli.arguments import (
    json_option,
    library_argument,
    paths_argument,
    recursive_option,
)
from workbench.cli.ending import DONE, INTERRUPTED, code_of
from workbench.cli.waiting import cancelling, progress
from workbench.i18n import _, libraries, matches, ngettext
from workbench.i18n.matches import searched_by
from workbench.ingest.originals import is_folder
from workbench.records.errors import MediaError, Refusal
from workbench.records.match import Basis

if TYPE_CHECKING:
    from workbench.records.known import Wanted
    from workbench.records.outcome import Outcome


@click.group(help=_("Known footage: collect it, search in it."))
def library() -> None:
    """The group."""


@library.command("new", help=_("Make an empty library."))
@library_argument
@click.option("--thumbnails", is_flag=True, help=_("Keep small pictures of what is added."))
@json_option
def new(library: Path, thumbnails: bool, as_json: bool) -> None:
    with opening.desk() as desk:
        made = desk.new_library(library, thumbnails=thumbnails)
        name, identity = made.name, made.id
        made.close()
    if as_json:
        output.emit({"path": os.fspath(library), "id": identity})
    else:
        output.say(_("Made “{name}”.").format(name=output.cell(name)))


@library.command("add", help=_("Add footage; its fingerprints are kept, the files stay."))
@library_argument
@paths_argument
@library_options.sheet_options
@click.option("--keep", is_flag=True, help=_("Keep a sealed copy of each file beside the library."))
@recursive_option
@json_option
def add(
    library: Path,
    paths: tuple[Path, ...],
    keep: bool,
    recursive: bool,
    as_json: bool,
    **said: str | None,
) -> int:
    given = None if any(map(is_folder, paths)) else [os.fspath(path) for path in paths]
    sheet = library_options.sheet_of(said)
    with (
        opening.library_at(library) as (desk, opened),
        progress() as tell,
        cancelling() as interruption,
    ):
        outcomes = desk.library_add(
            *(opened, paths, sheet),
            recursive=recursive,
            keep=keep,
            on_progress=tell,
            cancelled=lambda: interruption.pressed,
        )
    return _added(outcomes, given, as_json=as_json, cancelled=interruption.pressed)


def _added(
    outcomes: Sequence[Outcome], given: list[str] | None, *, as_json: bool, cancelled: bool
) -> int:
    names = given or [one.path or "" for one in outcomes]
    rows = [forms.outcome(one, name) for one, name in zip(outcomes, names, strict=True)]
    if as_json:
        output.emit(rows)
    elif rows:
        output.table((_("File"), _("Status")), [(row["path"], row["status"]) for row in rows])
    for one in outcomes:
        if one.reason is not None:
            output.complain(one.reason, one.path)
        for near in one.near:
            said = _("“{path}”: {fault}")
            output.tell(said.format(path=output.cell(one.path), fault=libraries.near(near)))
    if cancelled:
        output.tell(_("Cancelled. What was finished is kept; `library resume` goes on."))
        return INTERRUPTED
    return code_of([one.state.good for one in outcomes])


@library.command("resume", help=_("Go on with files that a crash or Ctrl-C left over."))
@library_argument
@click.option("--forget", is_flag=True, help=_("Do not go on with them, and forget them."))
@json_option
def resume(library: Path, forget: bool, as_json: bool) -> int:
    if not forget:
        with (
            opening.library_at(library) as (desk, opened),
            progress() as tell,
            cancelling() as interruption,
        ):
            outcomes = desk.library_resume(
                opened, on_progress=tell, cancelled=lambda: interruption.pressed
            )
        return _added(outcomes, None, as_json=as_json, cancelled=interruption.pressed)
    with opening.library_at(library) as (_desk, opened):
        left = len(opened.expected())
        opened.give_up_expected()
    if as_json:
        output.emit({"forgotten": left})
    else:
        output.say(_said_left(left))
    return DONE


def _said_left(count: int) -> str:
    return ngettext("{n} file was not added.", "{n} files were not added.", count).format(n=count)


@library.command("list", help=_("What a library holds."))
@library_argument
@click.option("--search", default="", help=_("Only entries with these words in any field."))
@library_options.wanted_options
@json_option
def list_entries(library: Path, search: str, sort: str, as_json: bool, **said: Any) -> None:
    _list(library, library_options.wanted_of(search, **said), sort, as_json=as_json)


@library.command("search", help=_("Entries that have these words in what is known of them."))
@library_argument
@click.argument("words", nargs=-1)
@library_options.wanted_options
@json_option
def search(library: Path, words: tuple[str, ...], sort: str, as_json: bool, **said: Any) -> None:
    _list(library, library_options.wanted_of(" ".join(words), **said), sort, as_json=as_json)


def _list(library: Path, wanted: Wanted, sort: str, *, as_json: bool) -> None:
    order = library_options.checked_order(sort)
    with opening.library_at(library) as (_desk, opened):
        several = [opened.entry(one) for one in opened.entry_ids(wanted, order)]
        left = len(opened.expected())
    rows = [library_forms.entry(one) for one in several]
    if as_json:
        output.emit(rows)
    else:
        heads = (_("Entry"), _("Title"), _("Place"), _("Date"), _("Source"), _("File"))
        names = ("entry", "title", "place", "date", "source", "file", "status", "known_by")
        output.table(
            (*heads, _("Status"), _("Known by")), [[row[name] for name in names] for row in rows]
        )
    if left:
        output.tell(_said_left(left) + " " + _("`library resume` goes on with them."))


@library.command("show", help=_("All that is known of an entry."))
@library_argument
@click.argument("entry")
@json_option
def show(library: Path, entry: str, as_json: bool) -> None:
    with opening.library_at(library) as (_desk, opened):
        one = opened.named(entry)
        copies, counts = opened.copies(one.id), opened.fingerprint_counts(one.id)
    form = library_forms.whole_entry(one, copies, counts)
    if as_json:
        output.emit(form)
        return
    output.facts(library_forms.facts(one, copies, counts))


@library.command("edit", help=_("Change what is known of an entry; empty takes it away."))
@library_argument
@click.argument("entry")
@library_options.sheet_options
@json_option
def edit(library: Path, entry: str, as_json: bool, **said: str | None) -> None:
    changes = library_options.sheet_changes(said)
    if not changes:
        raise click.UsageError(_("Say what is to be changed."))
    with opening.library_at(library) as (_desk, opened):
        one = opened.named(entry)
        changes["title"] = changes.get("title", one.sheet.title) or one.file
        opened.edit(one.id, dataclasses.replace(one.sheet, **changes))
        if as_json:
            output.emit(library_forms.entry(opened.entry(one.id)))


@library.command("merge", help=_("Make one entry of two; the first stays."))
@library_argument
@click.argument("entry")
@click.argument("other")
@click.option(
    "--take", multiple=True, metavar="FIELD", help=_("A field of which the other's value stays.")
)
@click.option(
    "--fingerprints",
    type=click.Choice(["both", "one"]),
    default="both",
    help=_("Be found by the fingerprints of both, or of the first alone."),
)
@json_option
def merge(
    library: Path, entry: str, other: str, take: tuple[str, ...], fingerprints: str, as_json: bool
) -> None:
    from workbench.library import merging

    taken = {{"notes": "remarks"}.get(name, name) for name in take}
    if not taken <= set(merging.names()):
        raise click.BadParameter(
            _("The fields are: {names}.").format(
                names=", ".join(library_forms.outside(n) for n in merging.names())
            ),
            param_hint="--take",
        )
    with opening.library_at(library) as (_desk, opened):
        kept, gone = opened.named(entry), opened.named(other)
        disputed = [n for n in merging.disputed(kept.sheet, gone.sheet) if n not in taken]
        sheet = merging.merged(kept.sheet, gone.sheet, taken)
        both = fingerprints == "both"
        opened.merge(kept.id, gone.id, sheet, fingerprints_of_both=both)
        made = library_forms.entry(opened.entry(kept.id))
    if disputed:
        names = ", ".join(map(library_forms.outside, disputed))
        output.tell(_("The first entry's value was kept of: {names}.").format(names=names))
    if as_json:
        output.emit(made)


@library.command("separate", help=_("Take merging back: copies are entries again."))
@library_argument
@click.argument("entry")
@json_option
def separate(library: Path, entry: str, as_json: bool) -> None:
    with opening.library_at(library) as (_desk, opened):
        copies = opened.separate(opened.named(entry).id)
        made = [library_forms.entry(opened.entry(copy)) for copy in copies]
    if as_json:
        output.emit(made)


@library.command("thumbnails", help=_("Keep small pictures from now on, or take all away."))
@library_argument
@click.argument("keep", type=click.Choice(["on", "off"]))
@json_option
def thumbnails(library: Path, keep: str, as_json: bool) -> None:
    with opening.library_at(library) as (_desk, opened):
        opened.keep_thumbnails(keep == "on")
    if as_json:
        output.emit({"thumbnails": keep == "on"})


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
                found.append(library_forms.library_matches(os.fspath(path), matches))
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
        _("{path}: searched {entries} entries ({by}), {n} found").format(
            path=output.cell(one["path"]),
            entries=searched["entries"],
            by=searched_by(searched["fingerprints"], searched["sounds"], searched["landmarks"]),
            n=len(matches),
        )
    )
    if matches:
        print_segments([(m["entry"], m["title"], m) for m in matches])
        if any(m["sha256"] is None for m in matches):
            numbers = ", ".join(m["entry"] for m in matches if m["sha256"] is None)
            said = _("Entry {numbers}: {what}.")
            output.say(said.format(numbers=numbers, what=libraries.only_hashes()))
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
            rows.append(
                [
                    *(number, title, query, reference, s["rate"], mirrored),
                    *(
                        _distance(s) if seen else None,
                        s["frames"] if seen else None,
                        *matches.heard_words(s),
                    ),
                    one.get("decision"),
                ]
            )
    output.table(
        (*heads, _("Distance"), _("Frames"), _("Picture"), _("Sound"), _("Decision")), rows
    )


def _distance(segment: dict[str, Any]) -> str:
    """Of whole frames; where none were near, parts of the picture were."""
    bits: float = segment["distance_median"]
    return _("by parts") if bits >= matches.CHANCE_BITS else f"{bits:.0f}/256"
