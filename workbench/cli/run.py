"""Verbs on runs of instruments."""

from __future__ import annotations

import dataclasses
import json
import typing
from pathlib import Path
from typing import Any

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import case_argument, item_argument, json_option
from workbench.cli.ending import DONE
from workbench.cli.item import end_of
from workbench.i18n import _
from workbench.records.codec import from_json
from workbench.records.errors import Refusal, RefusalCode


@click.group(help=_("Run instruments on items."))
def run() -> None:
    """The group."""


@run.command("start", help=_("Run an instrument on items, or on all items."))
@case_argument
@click.argument("instrument")
@click.argument("items", nargs=-1, metavar="[ITEM]...")
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help=_("A parameter."))
@json_option
def start(
    case: Path, instrument: str, items: tuple[str, ...], given: tuple[str, ...], as_json: bool
) -> int:
    with opening.case_to_write(case) as session:
        known = session.desk.instruments.get(instrument)
        if known is None:
            raise Refusal(RefusalCode.NO_SUCH_INSTRUMENT, instrument=instrument)
        params = _params(known.params, given)
        wanted = [session.item_named(one).id for one in items] or session.item_ids()
        return end_of(session, session.start_runs(instrument, wanted, params), None, as_json)


@run.command("again", help=_("Measure once more what failed of an item, as after a quarantine."))
@case_argument
@item_argument
@json_option
def again(case: Path, item: str, as_json: bool) -> int:
    with opening.case_to_write(case) as session:
        wanted = session.item_named(item).id
        batch = session.measure_again(wanted)
        if not batch.count:
            output.tell(_("Nothing is to be measured again: no run of this item failed."))
            return DONE
        return end_of(session, batch, None, as_json)


@run.command("resume", help=_("Begin again every run that was cut off or cancelled."))
@case_argument
@json_option
def resume(case: Path, as_json: bool) -> int:
    with opening.case_to_write(case) as session:
        return end_of(session, session.resume_unfinished(), None, as_json)


@run.command("list", help=_("Every run of a case: what was measured, how, and how it ended."))
@case_argument
@click.option("--item", help=_("Only of this item."))
@json_option
def list_runs(case: Path, item: str | None, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        of = None if item is None else session.item_named(item).id
        rows = [forms.run(one) for one in session.runs(of)]
    if as_json:
        output.emit(rows)
        return
    heads = (_("Run"), _("Item"), _("Instrument"), _("Version"), _("State"), _("Started"))
    output.table(
        (*heads, _("Sandbox"), _("Reason")),
        [
            [
                *(r["id"], r["item"], r["instrument"], r["version"], r["state"], r["started"]),
                *(r["sandbox"], r["reason"]),
            ]
            for r in rows
        ],
    )


@run.command("instruments", help=_("The instruments there are, and their parameters."))
@json_option
def instruments(as_json: bool) -> None:
    with opening.desk() as desk:
        known = list(desk.instruments.values())
    listed: list[dict[str, Any]] = [
        {
            "name": one.name,
            "version": one.version,
            "media": sorted(kind.value for kind in one.media),
            "params": [
                {"name": f.name, "default": f.default, "help": f.metadata.get("help")}
                for f in dataclasses.fields(one.params)
            ],
        }
        for one in known
    ]
    if as_json:
        output.emit(listed)
        return
    output.table(
        (_("Instrument"), _("Version"), _("Measures"), _("Parameters")),
        [
            (
                i["name"],
                i["version"],
                i["media"],
                [f"{p['name']}={p['default']}" for p in i["params"]],
            )
            for i in listed
        ],
    )


def _params(kind: type, given: tuple[str, ...]) -> dict[str, Any]:
    """`NAME=VALUE` options as values of the parameters' own types. Refusal(BAD_PARAMETER)."""
    hints = typing.get_type_hints(kind)
    params = {}
    for one in given:
        name, sign, text = one.partition("=")
        if not sign:
            raise click.BadParameter(_("Write NAME=VALUE."), param_hint="--param")
        if name not in hints:
            raise Refusal(RefusalCode.BAD_PARAMETER, parameter=name, value=text)
        params[name] = _value(hints[name], name, text)
    return params


def _value(hint: Any, name: str, text: str) -> Any:
    """A number, truth value or list as JSON writes it; anything else is text."""
    try:
        plain = json.loads(text)
    except ValueError:
        plain = text
    for candidate in (plain, text):
        try:
            return from_json(hint, candidate)
        except (ValueError, KeyError):
            continue
    raise Refusal(RefusalCode.BAD_PARAMETER, parameter=name, value=text)
