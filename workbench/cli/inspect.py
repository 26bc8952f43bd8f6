"""What files say about themselves, without a case."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import json_option, paths_argument
from workbench.cli.ending import code_of
from workbench.cli.item import print_described
from workbench.cli.waiting import progress
from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.i18n.sentences import fault_sentence
from workbench.records.errors import MediaFault, Refusal


@click.command(help=_("Metadata and structure of files, without a case."))
@paths_argument
@click.option(
    "--decode", is_flag=True, help=_("Decode every frame too: types of frames, repeated frames.")
)
@json_option
def inspect(paths: tuple[Path, ...], decode: bool, as_json: bool) -> int:
    found: list[dict[str, Any]] = []
    good = []
    with opening.desk() as desk, progress() as tell:
        for n, path in enumerate(paths):
            tell(os.fspath(path), n / len(paths))
            try:
                found.append({**desk.inspect(path, decode=decode), "path": os.fspath(path)})
                good.append(True)
            except Refusal as refusal:
                output.complain(refusal)
                found.append(forms.failed(os.fspath(path), refusal))
                good.append(False)
    if as_json and any(good):
        output.emit(found if len(paths) > 1 else found[0])
    for one, readable in zip(found, good, strict=True):
        if readable and one["reason"]:
            said = fault_sentence(MediaFault(one["reason"]))
            output.tell(_("“{path}”: {fault}").format(path=shown(one["path"]), fault=said))
        if readable and one["undecoded"]:
            output.tell(_("What is shown was read from its bytes; no decoder saw it."))
        if readable and not as_json:
            _print(one)
    return code_of(good)


def _print(one: dict[str, Any]) -> None:
    output.facts(
        [
            (_("File"), one["path"]),
            (_("SHA-256"), one["sha256"]),
            (_("Bytes"), one["size_bytes"]),
            (_("Kind"), f"{one['media']}, {one['format']}" if one["format"] else one["media"]),
            (_("Status"), one["status"]),
        ]
    )
    print_described(one)
    output.say("")
