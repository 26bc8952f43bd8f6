"""Verbs on items."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import forms, item_source, opening, output
from workbench.cli.arguments import (
    case_argument,
    item_argument,
    json_option,
    paths_argument,
    recursive_option,
)
from workbench.cli.ending import INTERRUPTED, code_of
from workbench.cli.item_table import compare, positions, table
from workbench.cli.waiting import wait_for
from workbench.i18n import _, matches
from workbench.i18n import sidecars as sidecar_words
from workbench.i18n.frame_tables import table_difference_sentence
from workbench.i18n.notices import origin_caution
from workbench.i18n.sentences import fault_sentence
from workbench.i18n.summary import name_time_word
from workbench.ingest.originals import is_folder
from workbench.records.codec import from_json, to_json
from workbench.records.errors import MediaFault
from workbench.records.item import ItemId, WorkStatus
from workbench.records.outcome import OutcomeState
from workbench.records.sidecar import SidecarContent

if TYPE_CHECKING:
    from workbench.jobs.queue import Batch
    from workbench.records.outcome import Outcome
    from workbench.session import Session


@click.group(help=_("Add footage to a case, list it, look at it."))
def item() -> None:
    """The group."""


@item.command("add", help=_("Add files, or the files of folders, and measure them."))
@case_argument
@paths_argument
@click.option("--claim", help=_("What is said of this footage: makes one claim for all of it."))
@click.option("--source-url", help=_("Where the footage was found."))
@click.option("--uploader", help=_("Who put it there."))
@click.option("--uploaded", help=_("When, as 2020-08-09 or 2020-08-09T20:14:03+03:00."))
@click.option("--link", is_flag=True, help=_("Leave the originals where they are."))
@click.option("--match", is_flag=True, help=_("Then search the new items for known footage."))
@recursive_option
@json_option
def add(
    case: Path,
    paths: tuple[Path, ...],
    claim: str | None,
    source_url: str | None,
    uploader: str | None,
    uploaded: str | None,
    link: bool,
    match: bool,
    recursive: bool,
    as_json: bool,
) -> int:
    # Asked before the work: a folder may be gone after it.
    given = None if any(map(is_folder, paths)) else [os.fspath(path) for path in paths]
    with opening.case_to_write(case) as session:
        batch = session.add_items(
            paths,
            recursive=recursive,
            link=link,
            claim=claim,
            url=source_url,
            uploader=uploader,
            uploaded=uploaded,
        )
        code = end_of(session, batch, given, as_json)
        if match and code != INTERRUPTED:
            return max(code, _search(session, batch.outcomes))
        return code


def _search(session: Session, added: Sequence[Outcome]) -> int:
    """Search what was added, and tell what was found."""
    wanted = [one.item for one in added if one.state is OutcomeState.ADDED and one.item is not None]
    if not wanted:
        return 0
    before = len(session.searches())
    outcomes, interrupted = wait_for(session, session.start_matching(wanted, session.libraries()))
    for search in session.searches()[before:]:
        output.tell(f"{session.item(search.item).name}: {matches.searched(search)}.")
    for one in outcomes:
        if one.reason is not None:
            output.complain(one.reason, one.path)
    return INTERRUPTED if interrupted else code_of([one.state.good for one in outcomes])


@item.command("unfold", help=_("Add the clip inside a still (motion photo) as an item."))
@case_argument
@item_argument
@json_option
def unfold(case: Path, item: str, as_json: bool) -> int:
    with opening.case_to_write(case) as session:
        still = session.item_named(item)
        return end_of(session, session.unfold(still.id), [still.name], as_json)


def end_of(session: Session, batch: Batch, paths: Sequence[str] | None, as_json: bool) -> int:
    """Wait for jobs on paths or items, print how each fared; the exit code."""
    outcomes, interrupted = wait_for(session, batch)
    if not outcomes:
        output.tell(_("There was nothing to do: no file and no item was found."))
    names = paths or [one.path or "" for one in outcomes]
    rows = [
        {**forms.outcome(one, name), "item": one.item, "sha256": _digest(session, one)}
        for one, name in zip(outcomes, names, strict=True)
    ]
    if as_json:
        output.emit(rows)
    else:
        output.table(
            (_("File"), _("Status"), _("Item"), _("SHA-256")),
            [(row["path"], row["status"], row["item"], row["sha256"]) for row in rows],
        )
    for one in outcomes:
        if one.reason is not None:
            output.complain(one.reason, one.path)
        for remark in one.remarks:
            output.complain(remark)
    if interrupted:
        output.tell(_("Cancelled. What was finished is kept."))
        return INTERRUPTED
    return code_of([one.state.good for one in outcomes])


def _digest(session: Session, outcome: Outcome) -> str | None:
    return None if outcome.item is None else session.item(outcome.item).digest


@item.command("list", help=_("The items of a case."))
@case_argument
@click.option("--search", default="", help=_("Only items with this in name, title, tags, digest."))
@click.option("--order", default="received", help=_("How they are sorted; -name is descending."))
@json_option
def list_items(case: Path, search: str, order: str, as_json: bool) -> None:
    orders = ("received", "name", "kind", "duration", "status")
    if order.removeprefix("-") not in orders:
        raise click.BadParameter(", ".join(orders), param_hint="--order")
    with opening.case_to_read(case) as session:
        cards = [session.card(one) for one in session.item_ids(search, order)]
    if as_json:
        output.emit([forms.card(card) for card in cards])
        return
    rows = []
    for card in cards:
        form = forms.card(card)
        name = f"{card.sheet.title} ({card.item.name})" if card.sheet.title else card.item.name
        size = f"{form['width_px']} x {form['height_px']}" if form["width_px"] else None
        state = form["status"] if card.original_there else _("original missing")
        rows.append(
            [
                *(form["id"], name, form["kind"], form["duration_s"], size, state),
                *(form["work_status"], form["matches"], form["tags"], form["sha256"][:12]),
            ]
        )
    heads = (_("No."), _("Name"), _("Kind"), _("Seconds"), _("Pixels"), _("Status"), _("Work"))
    output.table((*heads, _("Matches"), _("Tags"), _("SHA-256")), rows)


@item.command("show", help=_("All that a case knows of one item."))
@case_argument
@item_argument
@json_option
def show(case: Path, item: str, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        form = _whole(session, session.item_named(item).id)
    if as_json:
        output.emit(form)
    else:
        _print(form)


def _whole(session: Session, item: ItemId) -> dict[str, Any]:
    """The card, the source, what the file says of itself, and all that was derived from it."""
    from workbench.session.inspecting import described

    card, testimony = session.card(item), session.testimony(item)
    medium = card.item.medium
    return {
        **forms.card(card),
        "size_bytes": medium.size_bytes,
        "format": medium.format,
        "received": to_json(card.item.received),
        "source": to_json(session.source(item)),
        "summary": to_json(testimony.summary.answers),
        "metadata": described(testimony.facts, testimony.likenesses),
        "table_difference": to_json(session.table_difference(item)),
        "shots": [forms.shot(s, medium.start_offset_s) for s in session.shots(item) or ()],
        "runs": [forms.run(run) for run in session.runs(item)],
        "extracted": [
            forms.frame(session, frame, os.fspath(session.frame_file(frame)))
            for frame in session.frames(item)
        ],
        "found": [forms.match(session, match) for match in session.matches(item)],
        "searches": [to_json(search) for search in session.searches(item)],
        "annotated": [forms.annotation(session, one) for one in session.annotations(item)],
    }


def _print(form: dict[str, Any]) -> None:
    source, status = form["source"], form["status"]
    if form["reason"]:
        status = f"{status}: {fault_sentence(MediaFault(form['reason']))}"
    output.facts(
        [
            (_("Item"), f"{form['id']}  {form['name']}"),
            (_("Title"), form["title"]),
            (_("SHA-256"), form["sha256"]),
            (_("Bytes"), form["size_bytes"]),
            (_("Kind"), f"{form['kind']}, {form['format']}"),
            (_("Seconds"), form["duration_s"]),
            (_("Status"), status),
            (_("Work"), form["work_status"]),
            (_("Tags"), form["tags"]),
            (_("Received"), form["received"]),
            (_("Received as"), source["path"]),
            *item_source.words(form["metadata"]["said_source"]),
        ]
    )
    if form["table_difference"]:
        from workbench.records.frame import TableDifference

        output.say(table_difference_sentence(TableDifference(**form["table_difference"])))
    print_described(form["metadata"])
    heads = (_("Run"), _("Instrument"), _("Version"), _("State"), _("Reason"))
    rows = [(r["id"], r["instrument"], r["version"], r["state"], r["reason"]) for r in form["runs"]]
    output.table(heads, rows)
    for frame in form["extracted"]:
        output.say(frame["citation"])


def print_described(described: dict[str, Any]) -> None:
    """Streams, times, place, notices, origin and tags of a file."""
    heads = (_("Stream"), _("Kind"), _("Codec"), _("Pixels"), _("Seconds"), _("Rate"))
    rows = []
    for one in described["streams"]:
        size = f"{one['width_px']} x {one['height_px']}" if one["width_px"] else None
        rate = one["average_rate"] or one["sample_rate_hz"]
        rows.append((one["index"], one["kind"], one["codec"], size, one["duration_s"], rate))
    if rows:
        output.table(heads, rows)
    place = described["location"]
    if place:
        where = f"{place['latitude_deg']}, {place['longitude_deg']} ({place['from']})"
        output.facts([(_("Place"), where)])
    for time in described["times"]:
        zone = "" if time["zone_known"] else _(" (zone unknown)")
        named = f", {name_time_word(time['named'])}" if "named" in time else ""
        output.facts([(time["meaning"], f"{time['at']}{zone}, {time['from']}{named}")])
    for one in described["sidecars"]:
        output.say("")
        output.facts([(_("Sidecar"), one["name"]), (_("SHA-256"), one["sha256"])])
        output.facts(sidecar_words.facts(_content(one)))
        output.say("")
    for notice in described["notices"]:
        output.say(f"! {notice['says']}")
    for mark in described["origin"]:
        output.say(f"~ {mark['platform']} ({mark['strength']}): {mark['says']} {mark['indicator']}")
    if described["origin"]:
        output.say(origin_caution())
    output.facts((name, value) for name, value in described["tags"].items())


def _content(one: dict[str, Any]) -> SidecarContent:
    read = {"form": one["form"], "fault": one["reason"], "said": one["said"]}
    return from_json(SidecarContent, read)


item.add_command(table)
item.add_command(item_source.source)
item.add_command(compare)
item.add_command(positions)


@item.command("edit", help=_("Change the title, the work status or the tags of an item."))
@case_argument
@item_argument
@click.option("--title", help=_("The new title; empty takes it away."))
@click.option("--status", type=click.Choice([s.value for s in WorkStatus]))
@click.option("--tag", "tags", multiple=True, help=_("The tags, one option each; empty for none."))
@json_option
def edit(
    case: Path,
    item: str,
    title: str | None,
    status: str | None,
    tags: tuple[str, ...],
    as_json: bool,
) -> None:
    changes: dict[str, Any] = {}
    if title is not None:
        changes["title"] = title or None
    if status is not None:
        changes["status"] = WorkStatus(status)
    if tags:
        changes["tags"] = [tag for tag in tags if tag]
    if not changes:
        raise click.UsageError(_("Say what is to be changed."))
    with opening.case_to_write(case) as session:
        one = session.item_named(item).id
        session.edit_sheet(one, **changes)
        if as_json:
            output.emit(forms.card(session.card(one)))
