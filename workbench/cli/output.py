"""Output: one JSON document or short tables to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from workbench.i18n import _
from workbench.i18n.safe import shown
from workbench.i18n.sentences import sentence
from workbench.records.errors import MediaError, Refusal


def emit(document: Any) -> None:
    """Print the one JSON document. A name that is no Unicode keeps its bytes as `\\udcxx`."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    # A lone surrogate cannot be UTF-8; written by backslashreplace it is a JSON escape.
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """A line for a person, or for the next program, to stdout."""
    click.echo(text)


def tell(text: str) -> None:
    """A message, to stderr."""
    click.echo(text, err=True)


def complain(error: Refusal | MediaError, path: str | None = None) -> None:
    """The sentence of an error, to stderr; with the name of the file where it says none."""
    named = isinstance(error, Refusal) and path in [str(v) for v in error.facts.values()]
    if path is None or named:
        tell(sentence(error))
    else:
        tell(_("“{path}”: {fault}").format(path=shown(path), fault=sentence(error)))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table with one line a row where it is not for a screen. What comes from outside is made
    safe to show; None is left blank."""
    cells = [[cell(value) for value in row] for row in rows]
    if not sys.stdout.isatty():
        _plain_table([list(heads), *cells])
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    drawn = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
    for head in heads:
        drawn.add_column(Text(head), overflow="fold")
    for row in cells:
        drawn.add_row(*map(Text, row))
    with console.capture() as capture:
        console.print(drawn)
    for line in capture.get().splitlines():
        say(line.rstrip())


def _plain_table(lines: list[list[str]]) -> None:
    """For a file or another program: nothing is cut, and ten thousand lines take no minute."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (f"{value:<{wide}}" for value, wide in zip(line, widths, strict=True))
        say("  ".join(padded).rstrip())


def facts(pairs: Iterable[tuple[str, object]]) -> None:
    """A table of names and values, without those that are not known."""
    known = [(name, cell(value)) for name, value in pairs if value not in (None, "", (), [])]
    wide = max((len(name) for name, _value in known), default=0)
    for name, value in known:
        say(f"{name:<{wide}}  {value}")


def cell(value: object) -> str:
    """A value as a table shows it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, list | tuple):
        return ", ".join(cell(one) for one in value)
    return shown(str(value))
