"""Verbs on known structures: what files of known origin are built like."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import FILE, json_option, path_argument, paths_argument
from workbench.cli.ending import PARTLY, code_of
from workbench.i18n import _
from workbench.records.codec import to_json
from workbench.records.errors import Refusal
from workbench.records.known_structure import KnownStructure, Writer, known_form
from workbench.records.structure_print import print_form

if TYPE_CHECKING:
    from workbench.session.known_origin import Compared


@click.group(help=_("Structures of files of known origin: collect, compare."))
def origin() -> None:
    """The group."""


@origin.command("add", help=_("Remember how files are built as that of files of known origin."))
@paths_argument
@click.option("--known-as", required=True, help=_("What wrote the files, as “Apple iPhone 12”."))
@click.option(
    "--writer",
    type=click.Choice([one.value for one in Writer]),
    default=Writer.DEVICE.value,
    show_default=True,
    help=_("What kind of thing that is."),
)
@click.option("--source", required=True, help=_("How that is known."))
@json_option
def add(paths: tuple[Path, ...], known_as: str, writer: str, source: str, as_json: bool) -> int:
    rows: list[dict[str, Any]] = []
    good = []
    with opening.desk() as desk:
        for path in paths:
            try:
                one = desk.remember_structure(path, known_as, Writer(writer), source)
                rows.append({"path": os.fspath(path), **_form(one)})
                good.append(True)
            except Refusal as refusal:
                output.complain(refusal, os.fspath(path))
                rows.append(forms.failed(os.fspath(path), refusal))
                good.append(False)
    if as_json:
        output.emit(rows if len(paths) > 1 else rows[0])
    return code_of(good)


@origin.command("list", help=_("The known structures."))
@click.option("--own", is_flag=True, help=_("Only those that you added yourself."))
@json_option
def list_structures(own: bool, as_json: bool) -> None:
    with opening.desk() as desk:
        known = desk.known_structures.own() if own else desk.known_structures.every()
    if as_json:
        output.emit([_form(one) for one in known])
        return
    heads = (_("Number"), _("Known as"), _("Kind"), _("Files"), _("Parts"), _("Known from"))
    rows = [
        (o.id, o.known_as, o.writer.value, len(o.files), len(o.print.lines), o.source)
        for o in known
    ]
    output.table(heads, rows)


@origin.command("show", help=_("The parts of a known structure, with what its writer chose."))
@click.argument("entry")
@json_option
def show(entry: str, as_json: bool) -> None:
    with opening.desk() as desk:
        one = desk.known_structures.named(entry)
    if as_json:
        output.emit({"entry": one.id, "shipped": one.shipped, **known_form(one)})
        return
    for line in one.print.lines:
        output.say(output.cell(" ".join((line.path, *(f"{n}={v}" for n, v in line.values)))))


@origin.command("remove", help=_("Forget known structures that you added."))
@click.argument("entries", nargs=-1, required=True)
@json_option
def remove(entries: tuple[str, ...], as_json: bool) -> None:
    with opening.desk() as desk:
        found = [desk.known_structures.named(entry) for entry in entries]
        for one in found:
            desk.known_structures.remove(one)
    if as_json:
        output.emit({"removed": [one.id for one in found]})


@origin.command("import", help=_("Take in known structures that somebody shares."))
@path_argument
@json_option
def take_in(path: Path, as_json: bool) -> int:
    from workbench.i18n import structures

    with opening.desk() as desk:
        taken = desk.known_structures.take_in(path)
    for row in taken.refused:
        output.tell(structures.refused(row))
    if as_json:
        output.emit({"added": taken.added, "refused": to_json(taken.refused)})
    else:
        output.say(_("{n} taken in, {refused} refused").format(
            n=taken.added, refused=len(taken.refused)
        ))  # fmt: skip
    if not taken.refused:
        return 0
    return PARTLY if taken.added else code_of([False])


@origin.command("export", help=_("Write known structures into a file that can be shared."))
@path_argument
@click.argument("entries", nargs=-1)
@json_option
def write_out(path: Path, entries: tuple[str, ...], as_json: bool) -> None:
    with opening.desk() as desk:
        known = desk.known_structures
        wanted = [known.named(entry) for entry in entries] if entries else known.own()
        count = known.write_out(path, wanted)
    if as_json:
        output.emit({"path": os.fspath(path), "written": count})


@origin.command("compare", help=_("Which known structures files are built like."))
@paths_argument
@click.option("--with", "other", type=FILE, help=_("Compare with this file alone."))
@json_option
def compare(paths: tuple[Path, ...], other: Path | None, as_json: bool) -> int:
    rows: list[dict[str, Any]] = []
    good = []
    with opening.desk() as desk:
        for path in paths:
            try:
                found = desk.compare_structure(path, other)
                rows.append(_compared(path, found))
                good.append(True)
                if not as_json:
                    _print(path, found)
            except Refusal as refusal:
                output.complain(refusal, os.fspath(path))
                rows.append(forms.failed(os.fspath(path), refusal))
                good.append(False)
    if as_json and any(good):
        output.emit(rows if len(paths) > 1 else rows[0])
    return code_of(good)


def _form(one: KnownStructure) -> dict[str, Any]:
    return {
        "entry": one.id,
        "known_as": one.known_as,
        "writer": one.writer.value,
        "source": one.source,
        "added": one.added.isoformat(),
        "files": len(one.files),
        "kind": one.print.kind,
        "parts": len(one.print.lines),
        "print_sha256": one.print.digest,
        "shipped": one.shipped,
    }


def _compared(path: Path, found: Compared) -> dict[str, Any]:
    return {
        "path": os.fspath(path),
        "sha256": found.digest,
        "print_sha256": found.print.digest,
        "print": print_form(found.print),
        "compared_with": found.known,
        "likenesses": [{**to_json(one), "same_structure": one.exact} for one in found.likenesses],
    }


def _print(path: Path, found: Compared) -> None:
    from workbench.i18n import structures

    output.say(
        _("{path}: {n} parts, held against {known} known structures of its kind").format(
            path=output.cell(os.fspath(path)), n=len(found.print.lines), known=found.known
        )
    )
    for one in found.likenesses:
        output.say(f"~ {structures.says(one)} {structures.sources(one)}")
        for difference in one.differences:
            output.say(f"    {structures.differs(difference)}")
    output.say(structures.caution() if found.likenesses else structures.unknown())
