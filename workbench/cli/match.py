"""Verbs on matches."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli import forms, opening, output
from workbench.cli.arguments import FILE, NUMBER, case_argument, json_option
from workbench.cli.ending import DONE, INTERRUPTED
from workbench.cli.library import print_segments
from workbench.cli.waiting import cancelling, progress
from workbench.i18n import _, lineage, ngettext
from workbench.i18n.safe import shown
from workbench.records.codec import to_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.match import Decision, MatchId


@click.group(help=_("Find the same footage, and judge what was found."))
def match() -> None:
    """The group."""


@match.command("find", help=_("Search items in the rest of the case and in libraries."))
@case_argument
@click.option("--library", "libraries", type=FILE, multiple=True, metavar="LIB")
@click.option("--item", "items", multiple=True, help=_("Only this item; all where there is none."))
@json_option
def find(case: Path, libraries: tuple[Path, ...], items: tuple[str, ...], as_json: bool) -> int:
    from workbench.jobs.queue import Cancelled, Control

    with opening.case_to_write(case) as session:
        wanted = [session.item_named(one).id for one in items]
        _tell_outdated(len(session.outdated_items()))
        with progress() as tell:
            control = Control(lambda done, _item: tell(_("Matching"), done))
            with cancelling(control.cancel):
                try:
                    searches = session.find_matches(wanted, libraries, control)
                except Cancelled:
                    output.tell(_("Cancelled. What was finished is kept."))
                    return INTERRUPTED
        names = {one.item: session.item(one.item).name for one in searches}
        made = {one.id for one in searches}
        found = [m for m in session.matches() if m.search in made]
        listed = [forms.match(session, one) for one in found]
    if as_json:
        output.emit({"searches": to_json(searches), "matches": listed})
        return DONE
    heads: tuple[str, ...] = (_("Item"), _("Name"), _("Searched"), _("Fingerprints"))
    heads += (_("Sounds"), _("Landmarks"), _("Found"), _("Libraries"))
    output.table(
        heads,
        [
            (
                *(s.item, names[s.item], s.entries, s.fingerprints),
                *(s.sounds, s.landmarks, s.matches, s.libraries),
            )
            for s in searches
        ],
    )
    _print(listed)
    return DONE


def _tell_outdated(count: int) -> None:
    said = ngettext(
        "{n} item was measured by an earlier version and is measured again.",
        "{n} items were measured by an earlier version and are measured again.",
        count,
    )
    if count:
        output.tell(said.format(n=count))


@match.command("list", help=_("The matches of a case, of each pair the latest."))
@case_argument
@click.option("--item", help=_("Only of this item."))
@json_option
def list_matches(case: Path, item: str | None, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        of = None if item is None else session.item_named(item).id
        listed = [forms.match(session, one) for one in session.matches(of)]
    if as_json:
        output.emit(listed)
    else:
        _print(listed)


def _print(listed: list[forms.Form]) -> None:
    rows: list[tuple[object, object, forms.Form]] = []
    for one in listed:
        known = one["reference"].get("title") or one["reference"].get("name")
        rows.append((one["id"], f"{shown(one['query']['name'])} = {shown(known)}", one))
    if rows:
        print_segments(rows)


@match.command("pairs", help=_("Which frames of the two sides of a match look alike."))
@case_argument
@click.argument("number", type=NUMBER, metavar="ID")
@json_option
def pairs(case: Path, number: int, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        found = session.frame_pairs(session.match(MatchId(number)))
    if found is None:
        raise Refusal(RefusalCode.NOT_AT_HAND, record=number)
    rows = list(
        zip(
            found.query_s.tolist(),
            found.reference_s.tolist(),
            found.distance.tolist(),
            found.mirrored.tolist(),
            strict=True,
        )
    )
    if as_json:
        names = ("query_s", "reference_s", "distance", "mirrored")
        output.emit([dict(zip(names, row, strict=True)) for row in rows])
    else:
        output.table((_("This, s"), _("That, s"), _("Distance"), _("Mirrored")), rows)


@match.command("lineage", help=_("Which copies were likely made of which, and why."))
@case_argument
@json_option
def show_lineage(case: Path, as_json: bool) -> None:
    with opening.case_to_read(case) as session:
        families = session.lineages()
        if as_json:
            output.emit([forms.lineage(session, one) for one in families])
            return
        for family in families:
            names = {one.key: shown(forms.copy_name(session, one.key)) for one in family.copies}
            for one in family.copies:
                best = _("best copy at hand") if one.key in family.best else ""
                output.say(f"{names[one.key]}  {lineage.measures(one)}  {best}".rstrip())
            for told in family.descents:
                output.say(lineage.told(told, names[told.parent], names[told.child]))
                for sign, reasons in (("+", told.reasons), ("−", told.against)):
                    for reason in reasons:
                        output.say(f"  {sign} {lineage.reason(reason)}")
                if told.mirrored:
                    output.say(f"  · {lineage.mirror()}")
    output.tell(lineage.caution())


@match.command("decide", help=_("Accept or reject a match, with the reason."))
@case_argument
@click.argument("number", type=NUMBER, metavar="ID")
@click.argument("decision", type=click.Choice(["accept", "reject", "undecide"]))
@click.option("--why", default="", help=_("The reason; it stands in the dossier."))
@json_option
def decide(case: Path, number: int, decision: str, why: str, as_json: bool) -> None:
    if decision != "undecide" and not why:
        raise click.UsageError(_("Give the reason with --why."))
    with opening.case_to_write(case) as session:
        session.decide(MatchId(number), _DECISIONS[decision], why)
        if as_json:
            output.emit(to_json(session.decision(MatchId(number))))


_DECISIONS = {
    "accept": Decision.ACCEPTED,
    "reject": Decision.REJECTED,
    "undecide": Decision.UNDECIDED,
}
