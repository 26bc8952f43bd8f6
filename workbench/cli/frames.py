"""Verbs on frames: the frame table of a file, and frames taken out of an item."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import forms, opening, output
from workbench.cli.adjust import stack_given
from workbench.cli.arguments import (
    FILE,
    case_argument,
    item_argument,
    json_option,
    moments,
    path_argument,
    seconds,
)
from workbench.cli.ending import DONE, FAILED
from workbench.cli.waiting import cancelling, progress
from workbench.i18n import _
from workbench.records.item import MediaKind

if TYPE_CHECKING:
    from workbench.records.selection import Selection


@click.group(help=_("List and extract frames, exact to the pixel."))
def frames() -> None:
    """The group."""


@frames.command("list", help=_("Every frame of a clip that a player would show, without a case."))
@path_argument
@json_option
def list_frames(path: Path, as_json: bool) -> None:
    with opening.desk() as desk:
        medium, table = desk.frame_table(path)
    head = forms.stream_head(os.fspath(path), medium, table)
    rows = forms.frame_rows(table)
    if as_json:
        output.emit({**head, "frames": rows})
        return
    output.table(
        (_("Frame"), _("PTS"), _("Seconds"), _("Lasts"), _("Key"), _("Type")),
        [
            [
                *(r["index"], r["pts"], f"{r['time_s']:.6f}", f"{r['duration_s']:.6f}"),
                *(_("key") if r["key"] else None, r["type"]),
            ]
            for r in rows
        ],
    )


@frames.command("extract", help=_("Take frames out of an item as PNG, each with its citation."))
@case_argument
@item_argument
@click.option("--at", "times", multiple=True, metavar="TIME", help=_("12.48, f374 or @1149952."))
@click.option("--every", "step", metavar="SECONDS", help=_("A frame each so many seconds."))
@click.option("--shots", "per_shot", is_flag=True, help=_("The middle frame of each shot."))
@click.option("--keyframes", is_flag=True, help=_("Every key frame."))
@click.option(
    "--adjust",
    "through",
    metavar="FILE.json|NAME",
    help=_("Through these adjustments: of a JSON file, or of the case by their name."),
)
@click.option("--out", type=FILE, help=_("Put copies into this folder."))
@json_option
def extract(
    case: Path,
    item: str,
    times: tuple[str, ...],
    step: str | None,
    per_shot: bool,
    keyframes: bool,
    through: str | None,
    out: Path | None,
    as_json: bool,
) -> None:
    from workbench.jobs.queue import Control
    from workbench.records.selection import KeyFrames

    selection = _selection(times, step, per_shot, keyframes)
    with opening.case_to_write(case) as session:
        one = session.item_named(item)
        if selection is None and one.kind is not MediaKind.STILL:
            raise click.UsageError(_("Say which frames: --at, --every, --shots or --keyframes."))
        stack = None if through is None else stack_given(session, through)
        with progress() as tell:
            control = Control(lambda done, _item: tell(one.name, done))
            with cancelling(control.cancel):
                taken = session.extract(one.id, selection or KeyFrames(), None, control, stack)
        files = [
            session.frame_file(f) if out is None else session.copy_frame(f, out) for f in taken
        ]
        listed = [
            forms.frame(session, frame, os.fspath(file))
            for frame, file in zip(taken, files, strict=True)
        ]
    if as_json:
        output.emit({"frames": listed})
        return
    for frame in listed:
        output.say(output.cell(frame["file"]))
        output.say(frame["citation"])


@frames.command("open", help=_("Open a citation again: are its pixels still identical?"))
@case_argument
@click.argument("citation", metavar="CITATION")
@click.option("--out", type=FILE, metavar="FILE", help=_("Write the frame as PNG into this file."))
@json_option
def open_citation(case: Path, citation: str, out: Path | None, as_json: bool) -> None:
    from workbench.i18n.citations import citation_sentence

    with opening.case_to_read(case) as session:
        opened = session.open_citation(citation, out)
    if as_json:
        output.emit(forms.opened_citation(opened, out))
    elif opened.identical:
        output.say(citation_sentence(opened))
    if not opened.identical:
        output.tell(citation_sentence(opened))
    raise click.exceptions.Exit(DONE if opened.identical else FAILED)


def _selection(
    times: tuple[str, ...],
    step: str | None = None,
    per_shot: bool = False,
    keyframes: bool = False,
) -> Selection | None:
    """What the options mean together; None when none was given."""
    from workbench.records.selection import Every, KeyFrames, Moments, PerShot

    if sum((bool(times), step is not None, per_shot, keyframes)) > 1:
        raise click.UsageError(_("Give one of --at, --every, --shots and --keyframes."))
    if step is not None:
        return Every(seconds(step, "--every"))
    if per_shot:
        return PerShot()
    if keyframes:
        return KeyFrames()
    return Moments(moments(times, "--at")) if times else None
