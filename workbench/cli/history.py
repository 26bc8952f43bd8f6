"""Undo, redo, and the custody log."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from workbench.cli import opening, output
from workbench.cli.arguments import NUMBER, case_argument, json_option
from workbench.i18n import _
from workbench.records.codec import to_json


@click.command(help=_("Take back the latest edit of a case."))
@case_argument
@json_option
def undo(case: Path, as_json: bool) -> None:
    with opening.case_to_write(case) as session:
        act = session.undo()
    _print_act(_("Taken back: {act}"), act, as_json)


@click.command(help=_("Make the edit again that was taken back last."))
@case_argument
@json_option
def redo(case: Path, as_json: bool) -> None:
    with opening.case_to_write(case) as session:
        act = session.redo()
    _print_act(_("Made again: {act}"), act, as_json)


def _print_act(message: str, act: str, as_json: bool) -> None:
    if as_json:
        output.emit({"act": act})
    else:
        output.say(message.format(act=act))


@click.command(help=_("The custody log of a case: who did what, and when."))
@case_argument
@click.option("--after", type=NUMBER, default=0, help=_("Only entries after this number."))
@json_option
def log(case: Path, after: int, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        entries = [to_json(one) for one in session.custody(after)]
    if as_json:
        output.emit(entries)
        return
    output.table(
        (_("No."), _("When"), _("Who"), _("Act"), _("What"), _("Digest")),
        [
            (e["seq"], e["at"], e["actor"], e["act"], _subject(e["subject"]), e["digest"][:16])
            for e in entries
        ],
    )


def _subject(subject: dict[str, Any]) -> str:
    """What an act was done to, without the digests of the rows that it touched."""
    named = {name: value for name, value in subject.items() if name != "rows"}
    return json.dumps(named, ensure_ascii=False) if named else ""
