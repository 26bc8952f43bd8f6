"""Verbs on frames: the frame table of a file, and frames taken out of an item."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from workbench.i18n.taking import left_out_sentence
from workbench.records.codec import to_json
from workbench.records.extraction import Extraction, PngBits
from workbench.records.item import MediaKind
from workbench.records.selection import (
    ALIKE_BELOW,
    BLURRED_BELOW,
    Annotated,
    Every,
    EveryFrame,
    EveryNth,
    Filters,
    KeyFrames,
    Moments,
    PerShot,
    Selection,
    ShotFrame,
    Within,
)

if TYPE_CHECKING:
    from workbench.jobs.queue import Control
    from workbench.records.item import Item
    from workbench.session import Session


_JPEG_QUALITY = 92
_Choice = tuple[Selection | None, Within | None, Filters]


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


_CHOOSING = (
    click.option(
        "--at", "times", multiple=True, metavar="TIME", help=_("12.48, f374 or @1149952.")
    ),
    click.option("--every", "step", metavar="SECONDS", help=_("A frame each so many seconds.")),
    click.option(
        "--every-frames",
        "step_frames",
        metavar="N",
        type=click.IntRange(1, 1_000_000_000),
        help=_("Each so many frames."),
    ),
    click.option(
        "--shots",
        "per_shot",
        is_flag=False,
        flag_value="middle",
        type=click.Choice(["first", "middle", "sharpest"]),
        help=_("One frame of each shot: the first, the middle one or the sharpest."),
    ),
    click.option("--keyframes", is_flag=True, help=_("Every key frame.")),
    click.option("--annotations", is_flag=True, help=_("The frames of the annotations.")),
    click.option(
        "--range",
        "stretch",
        nargs=2,
        metavar="TIME TIME",
        help=_("Only from one frame to another; without any other choice, all of these."),
    ),
    click.option(
        "--skip-blurred",
        "sharpness",
        is_flag=False,
        flag_value=str(BLURRED_BELOW),
        type=click.IntRange(1, 100),
        help=_("Leave out frames with less than this sharpness, 0 to 100; 30 if not given."),
    ),
    click.option(
        "--skip-alike",
        "distance",
        is_flag=False,
        flag_value=str(ALIKE_BELOW),
        type=click.IntRange(1, 256),
        help=_(
            "Leave out frames whose fingerprint differs from the last one kept by fewer bits of "
            "256; 32 if not given."
        ),
    ),
)


def choosing(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say which frames."""
    for option in reversed(_CHOOSING):
        command = option(command)
    return command


_adjusting = click.option(
    "--adjust",
    "through",
    metavar="FILE.json|NAME",
    help=_("Through these adjustments: of a JSON file, or of the case by their name."),
)


@frames.command("extract", help=_("Take frames out of an item as PNG, each with its citation."))
@case_argument
@item_argument
@choosing
@_adjusting
@click.option(
    "--bits",
    type=click.Choice(["source", "8"]),
    default="source",
    help=_("Of a value in the PNG: 16 where the source has more than 8, or always 8."),
)
@click.option("--out", type=FILE, help=_("Put copies into this folder."))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["png", "jpeg"]),
    default="png",
    help=_("What the copies are; the case keeps PNG."),
)
@click.option("--quality", type=click.IntRange(1, 100), help=_("Of JPEG copies; 92 if not given."))
@json_option
def extract(
    case: Path,
    item: str,
    through: str | None,
    bits: str,
    out: Path | None,
    kind: str,
    quality: int | None,
    as_json: bool,
    **choice: Any,
) -> None:
    if kind == "jpeg" and out is None:
        raise click.UsageError(_("Say with --out where the JPEG copies go."))
    if kind == "png" and quality is not None:
        raise click.UsageError(_("--quality is of JPEG copies. Give --format jpeg with it."))
    wanted = _choice(**choice)
    with opening.case_to_write(case) as session:
        png_bits = PngBits.EIGHT if bits == "8" else PngBits.AS_SOURCE
        found = _extracted(session, item, through, wanted, png_bits)
        jpeg = (quality or _JPEG_QUALITY) if kind == "jpeg" else None
        files = [
            session.frame_file(f) if out is None else session.copy_frame(f, out, jpeg)
            for f in found.frames
        ]
        listed = [
            forms.frame(session, frame, os.fspath(file))
            for frame, file in zip(found.frames, files, strict=True)
        ]
    if as_json:
        output.emit({"frames": listed, "left_out": to_json(found.left_out), "known": found.known})
        return
    for frame in listed:
        output.say(output.cell(frame["file"]))
        output.say(frame["citation"])
    said = left_out_sentence(found)
    if said:
        output.tell(said)
    elif not listed:
        output.tell(_("The item has none of the frames that were asked for."))


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


@frames.command("sheet", help=_("A contact sheet of frames, PNG or PDF; nothing is kept."))
@case_argument
@item_argument
@choosing
@_adjusting
@click.option("--out", type=FILE, required=True, help=_("Where to write it: NAME.png or NAME.pdf."))
@click.option(
    "--columns", type=click.IntRange(1, 10), default=4, help=_("Frames beside each other.")
)
@json_option
def sheet(
    case: Path,
    item: str,
    through: str | None,
    out: Path,
    columns: int,
    as_json: bool,
    **choice: Any,
) -> None:
    if out.suffix.lower() not in (".png", ".pdf"):
        raise click.UsageError(_("A contact sheet is NAME.png or NAME.pdf."))
    selection, within, filters = _choice(**choice)
    with opening.case_to_write(case) as session:
        one = session.item_named(item)
        chosen = _of_item(one, selection)
        stack = None if through is None else stack_given(session, through)
        with _control(one) as control:
            shown, left_out = session.write_sheet(
                one.id,
                chosen,
                out,
                control,
                within=within,
                filters=filters,
                adjust=stack,
                columns=columns,
            )
    if as_json:
        output.emit({"file": os.fspath(out), "frames": shown, "left_out": to_json(left_out)})
        return
    output.say(output.cell(os.fspath(out)))
    said = left_out_sentence(Extraction((), left_out))
    if said:
        output.tell(said)


def _extracted(
    session: Session, item: str, through: str | None, wanted: _Choice, bits: PngBits
) -> Extraction:
    """What the options that say which frames mean, extracted."""
    one = session.item_named(item)
    selection, within, filters = wanted
    chosen = _of_item(one, selection)
    stack = None if through is None else stack_given(session, through)
    with _control(one) as control:
        return session.extract(
            *(one.id, chosen, None, control, stack), within=within, filters=filters, bits=bits
        )


@contextmanager
def _control(item: Item) -> Iterator[Control]:
    """With a bar, and ended by Ctrl-C."""
    from workbench.jobs.queue import Control

    with progress() as tell:
        control = Control(lambda done, _item: tell(item.name, done))
        with cancelling(control.cancel):
            yield control


def _choice(
    times: tuple[str, ...] = (),
    step: str | None = None,
    step_frames: int | None = None,
    per_shot: str | None = None,
    keyframes: bool = False,
    annotations: bool = False,
    stretch: tuple[str, str] | None = None,
    sharpness: int | None = None,
    distance: int | None = None,
) -> _Choice:
    """What the options mean together; no selection where none was given."""
    ways: list[Selection] = []
    if times:
        ways.append(Moments(moments(times, "--at")))
    if step is not None:
        ways.append(Every(seconds(step, "--every")))
    if step_frames is not None:
        ways.append(EveryNth(step_frames))
    if per_shot is not None:
        ways.append(PerShot(ShotFrame(per_shot)))
    if keyframes:
        ways.append(KeyFrames())
    if annotations:
        ways.append(Annotated())
    if len(ways) > 1:
        raise click.UsageError(
            _("Give one of --at, --every, --every-frames, --shots, --keyframes and --annotations.")
        )
    within = Within(*moments(stretch, "--range")) if stretch else None
    if within is not None and not ways:
        ways.append(EveryFrame())
    return ways[0] if ways else None, within, Filters(sharpness, distance)


def _of_item(item: Item, selection: Selection | None) -> Selection:
    """What was chosen; a still has one picture, whatever that is."""
    if selection is not None:
        return selection
    if item.kind is MediaKind.STILL:
        return EveryFrame()
    raise click.UsageError(
        _(
            "Say which frames: --at, --every, --every-frames, --shots, --keyframes, "
            "--annotations or --range."
        )
    )
