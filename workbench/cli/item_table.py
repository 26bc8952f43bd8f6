"""What the files of several items say of themselves: as a table, and side by side."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli import opening, output
from workbench.cli.arguments import case_argument, json_option
from workbench.i18n import _
from workbench.records.codec import to_json


@click.command("table", help=_("What the files of all items say, with any tag as a column."))
@case_argument
@click.option(
    "--column",
    "wanted",
    multiple=True,
    help=_("A column, one option each: name, when, device, … or a tag as IFD0:Model."),
)
@click.option("--search", default="", help=_("Only items with this in name, title, tags, digest."))
@click.option("--csv", "as_csv", is_flag=True, help=_("Print CSV instead of a table."))
@json_option
def table(case: Path, wanted: tuple[str, ...], search: str, as_csv: bool, as_json: bool) -> None:
    from workbench.session import columns, listing

    names = wanted or columns.DEFAULT
    with opening.case_to_read(case) as session:
        made = session.file_table(session.item_ids(search), names)
    if as_json:
        rows = [dict(zip(names, (c.text for c in row.cells), strict=True)) for row in made.rows]
        output.emit([{"item": row.item, **said} for row, said in zip(made.rows, rows, strict=True)])
        return
    heads = [columns.title(name) for name in names]
    cells = [[cell.text for cell in row.cells] for row in made.rows]
    if as_csv:
        output.say(listing.csv_text(heads, cells).removesuffix("\r\n"))
    else:
        output.table(heads, cells)


@click.command("compare", help=_("What the files of several items say, side by side."))
@case_argument
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@click.option("--all", "everything", is_flag=True, help=_("Also what is the same."))
@click.option("--csv", "as_csv", is_flag=True, help=_("Print CSV instead of a table."))
@json_option
def compare(
    case: Path, items: tuple[str, ...], everything: bool, as_csv: bool, as_json: bool
) -> None:
    from workbench.session import side_by_side

    with opening.case_to_read(case) as session:
        wanted = [session.item_named(one) for one in items]
        pairings = session.compare_files([one.id for one in wanted])
    kept = [one for one in pairings if everything or one.differs]
    if as_json:
        output.emit([{**to_json(one), "differs": one.differs} for one in kept])
        return
    names = [one.name for one in wanted]
    if as_csv:
        output.say(side_by_side.as_csv(names, kept).removesuffix("\r\n"))
        return
    rows = [side_by_side.cells(one) for one in kept]
    output.table((*side_by_side.heads(), *names), rows)
