"""Verbs on annotations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import (
    NUMBER,
    case_argument,
    item_argument,
    json_option,
    moments,
    region,
)
from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.records.annotation import AnnotationId
    from workbench.records.item import Item
    from workbench.records.mediatime import Span
    from workbench.session import Session


@click.group(help=_("Mark frames, places in them, and times."))
def annotate() -> None:
    """The group."""


_at = click.option("--at", metavar="TIME", help=_("One frame: 12.48, f374 or @1149952."))
_from = click.option("--from", "start", metavar="TIME", help=_("The first frame of a range."))
_to = click.option("--to", "end", metavar="TIME", help=_("The last frame of a range."))
_box = click.option("--box", metavar="L,T,W,H", help=_("A box, in pixels of the upright picture."))
_point = click.option("--point", metavar="X,Y", help=_("A point, in pixels."))
_tag = click.option("--tag", "tags", multiple=True, help=_("A tag."))
_number = click.argument("number", type=NUMBER)


@annotate.command("add", help=_("Mark an item, a range of it, or a place in one frame."))
@case_argument
@item_argument
@_at
@_from
@_to
@_box
@_point
@click.option("--text", default="", help=_("What there is to see."))
@_tag
@json_option
def add(
    case: Path,
    item: str,
    at: str | None,
    start: str | None,
    end: str | None,
    box: str | None,
    point: str | None,
    text: str,
    tags: tuple[str, ...],
    as_json: bool,
) -> None:
    with opening.case_to_write(case) as session:
        one = session.item_named(item)
        span = _span(session, one, at, start, end)
        number = session.add_annotation(
            one.id, span=span, region=region(box, point), text=text, tags=tags
        )
        _print_one(session, number, as_json)


def _print_one(session: Session, number: AnnotationId, as_json: bool) -> None:
    if as_json:
        output.emit(forms.annotation(session, session.annotation(number)))
    else:
        output.say(_("Annotation number {number}.").format(number=number))


def _span(
    session: Session, item: Item, at: str | None, start: str | None, end: str | None
) -> Span | None:
    """The frame at a time, or the frames from one to another, both included."""
    if at is not None and (start is not None or end is not None):
        raise click.UsageError(_("Give --at, or --from and --to."))
    if (start is None) != (end is None):
        raise click.UsageError(_("--from and --to belong together."))
    first = at if at is not None else start
    if first is None:
        return None
    last = at if at is not None else end
    assert last is not None
    (begins,), (ends,) = moments((first,), "--at"), moments((last,), "--to")
    found = session.span(item.id, begins, ends)
    if found is None:
        raise click.UsageError(_("A still has no time: leave --at, --from and --to out."))
    return found


@annotate.command("edit", help=_("Change what is given; the rest of the annotation stays."))
@case_argument
@_number
@_at
@_from
@_to
@_box
@_point
@click.option("--text")
@click.option("--tag", "tags", multiple=True, help=_("The tags, one option each; empty for none."))
@json_option
def edit(
    case: Path,
    number: int,
    at: str | None,
    start: str | None,
    end: str | None,
    box: str | None,
    point: str | None,
    text: str | None,
    tags: tuple[str, ...],
    as_json: bool,
) -> None:
    from workbench.records.annotation import AnnotationId

    annotation = AnnotationId(number)
    with opening.case_to_write(case) as session:
        old = session.annotation(annotation)
        changes: dict[str, Any] = {}
        if (span := _span(session, session.item(old.item), at, start, end)) is not None:
            changes["span"] = span
        if (place := region(box, point)) is not None:
            changes["region"] = place
        if text is not None:
            changes["text"] = text
        if tags:
            changes["tags"] = [tag for tag in tags if tag]
        if not changes:
            raise click.UsageError(_("Say what is to be changed."))
        session.edit_annotation(annotation, **changes)
        _print_one(session, annotation, as_json)


@annotate.command("list", help=_("The annotations of a case."))
@case_argument
@click.option("--item", help=_("Only of this item."))
@json_option
def list_annotations(case: Path, item: str | None, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        of = None if item is None else session.item_named(item).id
        rows = [forms.annotation(session, one) for one in session.annotations(of)]
    if as_json:
        output.emit(rows)
        return
    heads = (_("No."), _("Item"), _("From"), _("To"), _("Place"), _("Text"), _("Tags"), _("Author"))
    output.table(
        heads,
        [
            [
                *(r["id"], r["item"], r["start_s"], r["end_s"], _place(r["region"])),
                *(r["text"], r["tags"], r["author"]),
            ]
            for r in rows
        ],
    )


def _place(region: dict[str, float] | None) -> str | None:
    """A box or point as the options take it."""
    if region is None:
        return None
    values = [region["left_px"], region["top_px"]]
    if region["width_px"] or region["height_px"]:
        values += [region["width_px"], region["height_px"]]
    return ",".join(f"{value:g}" for value in values)


@annotate.command("remove", help=_("Remove an annotation; `undo` brings it back."))
@case_argument
@_number
@json_option
def remove(case: Path, number: int, as_json: bool) -> None:
    from workbench.records.annotation import AnnotationId

    with opening.case_to_write(case) as session:
        session.remove_annotation(AnnotationId(number))
    if as_json:
        output.emit({"removed": number})
