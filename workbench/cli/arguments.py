"""Arguments and options that many verbs share, and the values that people write in them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.records.frame import Moment, Region

FILE = click.Path(path_type=Path, readable=False)
"""Any path; whether it can be used is said by a sentence, not by the parser."""

case_argument = click.argument("case", type=FILE)
library_argument = click.argument("library", type=FILE, metavar="LIB")
item_argument = click.argument("item")
path_argument = click.argument("path", type=FILE)
paths_argument = click.argument("paths", type=FILE, nargs=-1, required=True, metavar="PATH...")
json_option = click.option(
    "--json", "as_json", is_flag=True, help=_("Print one JSON document to standard output.")
)
recursive_option = click.option(
    "--recursive", is_flag=True, help=_("Take the folders inside a folder, too.")
)


def moments(values: Sequence[str], option: str) -> tuple[Moment, ...]:
    """Times as they are written on the command line."""
    from workbench.i18n.sentences import sentence
    from workbench.records.errors import Refusal
    from workbench.records.selection import moment_from_text

    try:
        return tuple(moment_from_text(value) for value in values)
    except Refusal as refusal:
        raise click.BadParameter(sentence(refusal), param_hint=option) from refusal


def seconds(value: str, option: str) -> Fraction:
    """A length of time, more than nothing."""
    try:
        found = Fraction(value)
    except (ValueError, ZeroDivisionError):
        found = Fraction(0)
    if found <= 0:
        raise click.BadParameter(
            _("“{value}” is not a length of time in seconds.").format(value=value),
            param_hint=option,
        )
    return found


def region(box: str | None, point: str | None) -> Region | None:
    """A box `left,top,width,height` or a point `x,y`, in pixels of the upright picture."""
    from workbench.records.frame import Region

    if box is not None and point is not None:
        raise click.UsageError(_("Give --box or --point, not both."))
    if box is not None:
        found = Region(*_numbers(box, 4, "--box"))
        if found.width_px <= 0 or found.height_px <= 0:
            raise click.BadParameter(_("A box has a width and a height."), param_hint="--box")
        return found
    if point is not None:
        return Region(*_numbers(point, 2, "--point"))
    return None


def _numbers(text: str, count: int, option: str) -> list[float]:
    try:
        found = [float(Fraction(part)) for part in text.split(",")]
    except (ValueError, ZeroDivisionError, OverflowError):
        found = []
    if len(found) != count or min(found) < 0:
        message = _("“{value}” is not {count} numbers with commas between them.")
        raise click.BadParameter(message.format(value=text, count=count), param_hint=option)
    return found
