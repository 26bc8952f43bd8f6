"""Measurements of files that are in no case: shots and fingerprints."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import json_option, path_argument, paths_argument
from workbench.cli.ending import code_of
from workbench.cli.waiting import progress
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.records.errors import Refusal
from workbench.records.fingerprint import Variant

if TYPE_CHECKING:
    from workbench.matching.track import VariantTrack
    from workbench.records.frame import FrameTable

LINE_FORMATS = ("pdq", "vpdq")


@click.command(help=_("The shots of a clip, without a case."))
@path_argument
@json_option
def shots(path: Path, as_json: bool) -> None:
    with opening.desk() as desk:
        medium, table, found = desk.shots(path)
    rows = [forms.shot(shot, table.start_offset_s) for shot in found]
    if as_json:
        output.emit({**forms.stream_head(os.fspath(path), medium, table), "shots": rows})
        return
    output.table(
        (_("First frame"), _("Last frame"), _("From"), _("To"), _("Begins with")),
        [
            (r["first_index"], r["last_index"], r["start_s"], r["end_s"], r["begins_with"])
            for r in rows
        ],
    )


@click.command(help=_("Perceptual fingerprints (PDQ) of files, without a case."))
@paths_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", *LINE_FORMATS]),
    default="json",
    help=_("json; pdq: bits,quality,path a line; vpdq: frame,quality,bits,seconds a line."),
)
@click.option("--json", "as_json", is_flag=True, help=_("The same as --format json."))
def fingerprint(paths: tuple[Path, ...], form: str, as_json: bool) -> int:
    if as_json and form in LINE_FORMATS:
        raise click.UsageError(_("Give --json or another --format, not both."))
    found: list[dict[str, Any]] = []
    good = []
    with opening.desk() as desk, progress() as tell:
        for n, path in enumerate(paths):
            tell(os.fspath(path), n / len(paths))
            try:
                _medium, tracks = desk.fingerprints(path)
                one = _fingerprints(os.fspath(path), tracks[Variant.RAW])
                if form == "vpdq" and not tracks[Variant.RAW].still:
                    _number(one, desk.frame_table(path)[1])
                found.append(one)
                good.append(True)
            except Refusal as refusal:
                output.complain(refusal)
                found.append(forms.failed(os.fspath(path), refusal))
                good.append(False)
    if form in LINE_FORMATS:
        for one in (f for f, readable in zip(found, good, strict=True) if readable):
            _print_lines(one, form)
    elif any(good):
        output.emit(found if len(paths) > 1 else found[0])
    return code_of(good)


def _fingerprints(path: str, track: VariantTrack) -> dict[str, Any]:
    rows = zip(
        track.times_s.tolist(),
        track.track.pts.tolist(),
        track.track.quality.tolist(),
        track.track.bits,
        strict=True,
    )
    return {
        "path": path,
        "kind": "pdq",
        "frames": [
            {
                "time_s": None if track.still else time_s,
                "pts": None if track.still else pts,
                "quality": quality,
                "hash": bits.tobytes().hex(),
            }
            for time_s, pts, quality, bits in rows
        ],
    }


def _number(one: dict[str, Any], table: FrameTable) -> None:
    """Give each fingerprint the index of its frame in the clip."""
    for frame in one["frames"]:
        frame["index"] = table.index_of_pts(frame["pts"])


def _print_lines(one: dict[str, Any], form: str) -> None:
    """The lines of the exchange formats. A name cannot break out of its line: what is invisible
    in it is written out."""
    for frame in one["frames"]:
        if form == "pdq":
            output.say(f"{frame['hash']},{frame['quality']},{shown(one['path'])}")
        else:
            index, at_s = frame.get("index") or 0, frame["time_s"] or 0.0
            output.say(f"{index},{frame['quality']},{frame['hash']},{at_s:.3f}")
