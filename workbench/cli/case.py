"""Verbs on a case as a whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import opening, output
from workbench.cli.arguments import case_argument, json_option
from workbench.cli.ending import DONE, FAILED
from workbench.i18n import _
from workbench.records.codec import to_json
from workbench.records.errors import RefusalCode

if TYPE_CHECKING:
    from workbench.records.verification import Verification
    from workbench.session import Session


@click.group(help=_("Make, look at and check cases."))
def case() -> None:
    """The group."""


@case.command("new", help=_("Make a case: one file, and a folder beside it for the originals."))
@case_argument
@click.option("--title", help=_("Title of the case; the name of the file where there is none."))
@json_option
def new(case: Path, title: str | None, as_json: bool) -> None:
    with opening.desk() as desk, desk.new_case(case, title) as session:
        if as_json:
            output.emit({"path": os.fspath(case), **to_json(session.case)})
        else:
            output.say(_("Made “{title}”.").format(title=output.cell(session.case.title)))


@case.command("edit", help=_("Change the title of a case."))
@case_argument
@click.option("--title", required=True, help=_("The new title; empty, the name of the file."))
@json_option
def edit(case: Path, title: str, as_json: bool) -> None:
    with opening.case_to_write(case) as session:
        session.edit_title(title)
        if as_json:
            output.emit({"path": os.fspath(case), **to_json(session.case)})


@case.command("show", help=_("What a case holds."))
@case_argument
@json_option
def show(case: Path, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        counts = _counts(session)
        about = {"path": os.fspath(case), **to_json(session.case), **counts}
        about |= {"undo": session.undo_label, "redo": session.redo_label}
        if as_json:
            output.emit({**about, "holder": session.holder})
        refusal = session.why_read_only()
        if refusal is not None and refusal.code is RefusalCode.FOLDER_MISSING:
            output.complain(refusal)
        if as_json:
            return
    output.facts([(_("Title"), about["title"]), (_("Created"), about["created"])])
    output.facts(counts.items())


def _counts(session: Session) -> dict[str, int]:
    return {
        "items": len(session.item_ids()),
        "runs": len(session.runs()),
        "interrupted": len(session.interrupted()),
        "unfinished": len(session.unfinished()),
        "frames": len(session.frames()),
        "searches": len(session.searches()),
        "matches": len(session.matches()),
        "annotations": len(session.annotations()),
        "claims": len(session.claims()),
        "findings": len(session.findings()),
        "custody": len(session.custody()),
    }


@case.command("verify", help=_("Check every digest of a case, and its custody log."))
@case_argument
@json_option
def verify(case: Path, as_json: bool) -> int:
    with opening.desk() as desk:
        found = desk.verify_case(case)
    print_verification(found, as_json)
    if not found.ok:
        output.tell(_("Something does not hold."))
    return DONE if found.ok else FAILED


def print_verification(found: Verification, as_json: bool) -> None:
    """What was checked, and what did not hold."""
    if as_json:
        output.emit(to_json(found))
        return
    checked = found.checked
    output.say(
        _("Checked {items} items, {entries} custody entries, {files} files, {bytes} bytes.").format(
            items=checked.items, entries=checked.entries, files=checked.files, bytes=checked.bytes
        )
    )
    if found.ok:
        output.say(_("All of it holds."))
        return
    output.table(
        (_("What"), _("Where"), _("Expected"), _("Found")),
        [(p.what.value, p.where, p.expected, p.found) for p in found.problems],
    )
