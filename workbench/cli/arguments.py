"""Arguments and options that many verbs share, and the values that people write in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.i18n import _

if TYPE_CHECKING:
    from workbench.records.frame import Moment, Region


class _Given(click.Path):
    """A path; an empty one, mostly a variable of a script that was not set, is not the folder one
    happens to be in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail(_("A path is empty."), param, ctx)
        return super().convert(value, param, ctx)


MOST_DIGITS = 18
NUMBER = click.IntRange(0, 10**MOST_DIGITS - 1)
"""The number of a record, as far as the case can count."""

FILE = _Given(path_type=Path, readable=False)
"""Any path; whether it can be used is said by a sentence, not by the parser."""

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?|\.[0-9]{1,12}")

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
    found = _number(value) or Fraction(0)
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


def _number(text: str) -> Fraction | None:
    """A number as people write it: an exponent could cost any amount of time."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def _numbers(text: str, count: int, option: str) -> list[float]:
    read = [_number(part.strip()) for part in text.split(",")]
    found = [float(number) for number in read if number is not None]
    if len(found) != count or len(read) != count:
        message = _("“{value}” is not {count} numbers with commas between them.")
        raise click.BadParameter(message.format(value=text, count=count), param_hint=option)
    return found
