"""Verbs on adjustments that the case keeps under names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import FILE, case_argument, json_option
from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.records.adjustment import NamedStack, Stack
    from workbench.session import Session


@click.group(help=_("Adjustments for looking closely, kept under names."))
def adjust() -> None:
    """The group."""


_name = click.argument("name")


def stack_given(session: Session, given: str) -> Stack:
    """The stack in a file that ends in .json, or the one of that name in the case."""
    from workbench.session import adjusting

    if given.lower().endswith(".json"):
        return adjusting.read_stack(Path(given))
    return session.stack_named(given).stack


@adjust.command("save", help=_("Keep the adjustments of a JSON file under a name."))
@case_argument
@_name
@click.argument("file", type=FILE)
@json_option
def save(case: Path, name: str, file: Path, as_json: bool) -> None:
    from workbench.session import adjusting

    with opening.case_to_write(case) as session:
        session.save_stack(name, adjusting.read_stack(file))
        _print(session.stack_named(name.strip()), as_json)


@adjust.command("show", help=_("One of them, as JSON that `--adjust` and `save` read."))
@case_argument
@_name
@json_option
def show(case: Path, name: str, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        found = session.stack_named(name)
    if as_json:
        output.emit(forms.stack(found))
    else:
        output.say(json.dumps(json.loads(found.stack.text()), indent=1))


@adjust.command("list", help=_("All of them, with what each step does."))
@case_argument
@json_option
def list_stacks(case: Path, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        kept = session.stacks()
    if as_json:
        output.emit([forms.stack(one) for one in kept])
        return
    for one in kept:
        _print(one, as_json=False)


@adjust.command("remove", help=_("Keep one of them no more; `undo` brings it back."))
@case_argument
@_name
@json_option
def remove(case: Path, name: str, as_json: bool) -> None:
    with opening.case_to_write(case) as session:
        session.remove_stack(name)
    if as_json:
        output.emit({"removed": name})


def _print(one: NamedStack, as_json: bool) -> None:
    from workbench.i18n import adjustments

    if as_json:
        output.emit(forms.stack(one))
        return
    output.say(output.cell(one.name))
    for step in one.stack.steps:
        said = adjustments.sentence(step)
        output.say("  " + (said if step.on else _("(off) {step}").format(step=said)))
