"""What the files of several items say of themselves: as a table, and side by side."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli import opening, output
from workbench.cli.arguments import case_argument, item_argument, json_option
from workbench.cli.ending import code_of
from workbench.i18n import _, csv_table
from workbench.i18n.safe import shown
from workbench.records.codec import to_json


@click.command("positions", help=_("Where the camera says it was, moment by moment."))
@case_argument
@item_argument
@click.option("--csv", "as_csv", is_flag=True, help=_("Print CSV instead of a table."))
@click.option("--gpx", "as_gpx", is_flag=True, help=_("Print GPX, for other programs."))
@json_option
def positions(case: Path, item: str, as_csv: bool, as_gpx: bool, as_json: bool) -> int:
    from workbench.session import listing

    with opening.case_to_read(case) as session:
        one = session.item_named(item)
        found = session.positions(one.id)
    if found is None:
        output.tell(_("“{item}” has no track of positions.").format(item=shown(one.name)))
        return code_of([False])
    if as_json:
        output.emit(list(found.rows()))
    elif as_gpx:
        output.say(listing.positions_gpx(found, one.name).removesuffix("\n"))
    elif as_csv:
        output.say(listing.positions_csv(found).removesuffix("\r\n"))
    else:
        heads = (_("Seconds"), _("Time"), _("Latitude"), _("Longitude"), _("Altitude"))
        names = ("time_s", "at", "latitude_deg", "longitude_deg", "altitude_m", "speed_mps")
        rows = [[row[name] for name in names] for row in found.rows()]
        output.table((*heads, _("Speed, m/s")), rows)
    return code_of([True])


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
    from workbench.session import columns

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
        output.say(csv_table.csv_text(heads, cells).removesuffix("\r\n"))
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
