"""What verbs on libraries share: the fields of a sheet, and which entries are wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from workbench.i18n import _
from workbench.records.known import (
    Credibility,
    EntryBasis,
    EntryStatus,
    PlacePrecision,
    Reliability,
    Sheet,
    Wanted,
)

F = TypeVar("F", bound=Callable[..., Any])

_SHEET = (
    click.option("--title", help=_("What it is; the name of the file where there is none.")),
    click.option("--place", help=_("Where it was recorded.")),
    click.option(
        "--precision",
        type=click.Choice(["", *(one.value for one in PlacePrecision)]),
        help=_("How exactly the place is known: exact ±10 m, vicinity ±100 m, locality ±1 km."),
    ),
    click.option("--at", metavar="LAT,LON", help=_("Where that is, in degrees.")),
    click.option(
        "--date",
        help=_("When: 2013, 2013-05, 2013-05-04, two of them with a slash, or words in quotes."),
    ),
    click.option("--source", help=_("Who recorded or published it.")),
    click.option("--url", help=_("Where it was published.")),
    click.option("--licence", help=_("Under which terms it may be shown.")),
    click.option("--notes", help=_("Whatever else is known of it.")),
    click.option(
        "--reliability",
        type=click.Choice(["", *(one.value for one in Reliability)]),
        help=_("The source, A to F: completely reliable to cannot be judged."),
    ),
    click.option(
        "--credibility",
        type=click.Choice(["", *(one.value for one in Credibility)]),
        help=_("What the source says, 1 to 6: confirmed to cannot be judged."),
    ),
)
_WANTED = (
    click.option("--status", type=click.Choice([one.value for one in EntryStatus])),
    click.option(
        "--known-by",
        type=click.Choice([one.value for one in EntryBasis]),
        help=_("Whether footage stands behind it, or only fingerprints that were handed on."),
    ),
    click.option("--place", default="", help=_("Only entries with this in their place.")),
    click.option("--date", help=_("Only entries whose dates touch this one.")),
    click.option(
        "--sort",
        default="title",
        help=_("title, place, date, file, added, status or source; -title for downwards."),
    ),
)
ORDERS = ("title", "place", "date", "file", "added", "status", "source", "reliability")


def sheet_options(verb: F) -> F:
    """The fields of a sheet; what is given empty is taken away."""
    for option in reversed(_SHEET):
        verb = option(verb)
    return verb


def wanted_options(verb: F) -> F:
    """Which entries, and in which order."""
    for option in reversed(_WANTED):
        verb = option(verb)
    return verb


def sheet_changes(said: dict[str, str | None]) -> dict[str, Any]:
    """The fields of a sheet that were given; None for what is given empty."""
    given = {name: value or None for name, value in said.items() if value is not None}
    changes: dict[str, Any] = dict(given)
    if "at" in given:
        latitude, longitude = _place(changes.pop("at"))
        changes |= {"latitude_deg": latitude, "longitude_deg": longitude}
    if "notes" in given:
        changes["remarks"] = changes.pop("notes")
    kinds = (
        ("precision", PlacePrecision),
        ("reliability", Reliability),
        ("credibility", Credibility),
    )
    for name, kind in kinds:
        if changes.get(name):
            changes[name] = kind(changes[name])
    return changes


def sheet_of(said: dict[str, str | None]) -> Sheet:
    """The sheet that was given; untitled where it has no title."""
    changes = sheet_changes(said)
    return Sheet(changes.pop("title", None) or "", **changes)


def wanted_of(
    words: str, status: str | None, known_by: str | None, place: str, date: str | None
) -> Wanted:
    return Wanted(
        words=words,
        status=None if status is None else EntryStatus(status),
        basis=None if known_by is None else EntryBasis(known_by),
        place=place,
        date=date,
    )


def checked_order(sort: str) -> str:
    if sort.removeprefix("-") not in ORDERS:
        raise click.BadParameter(
            _("“{value}” is not an order.").format(value=sort), param_hint="--sort"
        )
    return sort


def _place(text: str | None) -> tuple[float | None, float | None]:
    if text is None:
        return None, None
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        raise click.BadParameter(
            _("“{value}” is not a latitude and a longitude.").format(value=text), param_hint="--at"
        ) from None
    return latitude, longitude
