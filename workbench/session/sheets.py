"""Contact sheets: the chosen frames of an item on pages, small, each with its time and index.

A sheet is for looking over and for print. It is made anew from the original, goes to where the user
says, and is cited by nothing; the custody log keeps its digest. The same choice gives the same
bytes: nothing in it depends on the day or on the fonts of the machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

import workbench
from workbench.i18n import _, adjustments, ngettext
from workbench.ingest import originals
from workbench.jobs.extract import ExactPicture
from workbench.media import drawing, pdf, png
from workbench.media.drawing import BOLD, PLAIN, Rgb
from workbench.records.adjustment import Stack
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.extraction import Reason
from workbench.records.item import Item
from workbench.records.mediatime import clock_text

WIDTH_PX, HEIGHT_PX = 1240, 1754
"""A4 at 150 pixels to the inch."""
WIDTH_PT = 595.276
_MARGIN, _GAP, _LINE = 64, 16, 22
_TITLE, _TEXT, _SMALL = 26, 15, 13
_INK, _FAINT, _RULE = (20, 20, 20), (96, 96, 96), (200, 200, 200)
_CAPTION = 3 * 19 + 6
MOST_PX = 32_000
"""Of the sides of a sheet in one picture."""
MOST_COLUMNS = 10
SUFFIXES = (".png", ".pdf")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A frame on the sheet."""

    rgb: Rgb
    index: int | None
    pts: int | None
    time_s: Fraction | None


@dataclass(frozen=True, slots=True)
class Table:
    """What stands above the frames: names and values, one to a line."""

    title: str
    rows: tuple[tuple[str, str], ...]


def cell_of(
    picture: ExactPicture, rgb: Rgb, aspect: Fraction, columns: int, time_s: Fraction | None
) -> Cell:
    """A frame at the size that it has on the sheet, its pixels made square. `rgb` is what is shown
    of it, `aspect` the width of a pixel over its height there."""
    import cv2

    height, width, _ = rgb.shape
    wide, room = width * float(aspect), _cell_width(columns)
    scale = min(room / wide, 1.4 * room / height, 1.0)
    size = max(round(wide * scale), 1), max(round(height * scale), 1)
    small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    in_time = time_s is not None
    return Cell(small, picture.index if in_time else None, picture.pts, time_s)


def table_of(
    item: Item, chosen: str, shown: int, left_out: dict[Reason, int], stack: Stack
) -> Table:
    """Item, digest, format, and what the sheet shows of it."""
    medium, size = item.medium, item.medium.upright_size_px
    form = [medium.format]
    if size is not None:
        form.append(f"{size[0]} × {size[1]}")
    if medium.duration_s is not None:
        form.append(clock_text(medium.duration_s))
    rows = [
        ("SHA-256", item.digest),
        (_("Format"), " · ".join(form)),
        (_("Chosen"), chosen),
        (_("Shown"), ngettext("{n} frame", "{n} frames", shown).format(n=shown)),
    ]
    if stack.active.steps:
        rows.append((_("Adjusted"), adjustments.summary(stack)))
    words = {Reason.BLURRED: _("blurred: {n}"), Reason.ALIKE: _("like the one before: {n}")}
    said = [words[reason].format(n=n) for reason, n in left_out.items() if n]
    if said:
        rows.append((_("Left out"), " · ".join(said)))
    rows.append((_("Made by"), f"Footage Verification Workbench {workbench.__version__}"))
    return Table(item.name, tuple(rows))


def write(path: Path, cells: Sequence[Cell], table: Table, item: Item, columns: int) -> str:
    """Write the sheet, as PNG or PDF after the name's ending; its SHA-256.

    Refusal(BAD_PARAMETER) for another ending, or for more frames than one picture holds.
    """
    if path.suffix.lower() == ".pdf":
        pages = [page.done() for page in _pages(cells, table, item, columns, HEIGHT_PX)]
        content = pdf.encode(pages, WIDTH_PT)
    else:
        height = _height_of(cells, table, columns)
        if height > MOST_PX:
            raise Refusal(RefusalCode.BAD_PARAMETER, parameter="frames", value=len(cells))
        (page,) = _pages(cells, table, item, columns, height)
        content = png.encode(page.rgb, [("Title", item.name), ("Source", f"sha256:{item.digest}")])
    originals.write_whole(path, content)
    return hashlib.sha256(content).hexdigest()


def check(path: Path, columns: int) -> None:
    """Refusal(BAD_PARAMETER) for what no sheet can be written to, before any work."""
    if path.suffix.lower() not in SUFFIXES:
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter="out", value=path.name)
    if not 1 <= columns <= MOST_COLUMNS:
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter="columns", value=columns)


class _Page:
    """One page being drawn; what is written on it is kept for the PDF's text."""

    def __init__(self, height_px: int) -> None:
        self.rgb = drawing.page(WIDTH_PX, height_px)
        self.lines: list[pdf.Line] = []

    def write(
        self,
        text: str,
        left: int,
        baseline: int,
        size: int,
        most: int,
        ink: drawing.Colour = _INK,
        weight: int = PLAIN,
    ) -> None:
        shown = drawing.elided(text, most, size, weight)
        drawing.write(self.rgb, shown, left, baseline, size, ink, weight)
        self.lines.append(pdf.Line(drawing.drawable(text), left, baseline, size))

    def done(self) -> pdf.Page:
        return pdf.Page(self.rgb, self.lines)


def _pages(
    cells: Sequence[Cell], table: Table, item: Item, columns: int, height_px: int
) -> Iterator[_Page]:
    page = _Page(height_px)
    top = _head(page, table)
    number = 1
    for row in _rows(cells, columns):
        height = _row_height(row)
        if top + height > height_px - _MARGIN and top > 2 * _MARGIN:
            yield page
            page, number, top = _Page(height_px), number + 1, _MARGIN
            most = WIDTH_PX - 2 * _MARGIN
            page.write(f"{number} · {table.title}", _MARGIN, top, _SMALL, most, _FAINT)
            top += _GAP
        for column, cell in enumerate(row):
            _draw(page, cell, item, _MARGIN + column * (_cell_width(columns) + _GAP), top, columns)
        top += height
    yield page


def _head(page: _Page, table: Table) -> int:
    """Title and table; where the frames begin."""
    room = WIDTH_PX - 2 * _MARGIN
    page.write(table.title, _MARGIN, _MARGIN + _TITLE, _TITLE, room, _INK, BOLD)
    top = _MARGIN + _TITLE + 2 * _LINE
    names = max(drawing.width_of(name, _TEXT, PLAIN) for name, _value in table.rows) + 2 * _GAP
    for name, value in table.rows:
        page.write(name, _MARGIN, top, _TEXT, names, _FAINT)
        page.write(value, _MARGIN + names, top, _TEXT, room - names)
        top += _LINE
    drawing.frame(page.rgb, (_MARGIN, top - _LINE // 2, room, 1), _RULE)
    return top + _GAP


def _draw(page: _Page, cell: Cell, item: Item, left: int, top: int, columns: int) -> None:
    height, width, _ = cell.rgb.shape
    room = _cell_width(columns)
    drawing.paste(page.rgb, cell.rgb, left, top)
    drawing.frame(page.rgb, (left, top, width, height), _RULE)
    baseline = top + height + 19
    if cell.index is not None and cell.time_s is not None:
        words = f"{clock_text(cell.time_s)} · f{cell.index}"
        page.write(words, left, baseline, _TEXT, room, _INK, BOLD)
        page.write(f"PTS {cell.pts}", left, baseline + 19, _SMALL, room, _FAINT)
        baseline += 38
    page.write(f"{item.name} · {item.digest[:8]}", left, baseline, _SMALL, room, _FAINT)


def _rows(cells: Sequence[Cell], columns: int) -> Iterator[Sequence[Cell]]:
    for begin in range(0, len(cells), columns):
        yield cells[begin : begin + columns]


def _row_height(row: Sequence[Cell]) -> int:
    return max(int(cell.rgb.shape[0]) for cell in row) + _CAPTION + _GAP


def _height_of(cells: Sequence[Cell], table: Table, columns: int) -> int:
    head = _MARGIN + _TITLE + 2 * _LINE + len(table.rows) * _LINE + _GAP
    return head + sum(map(_row_height, _rows(cells, columns))) + _MARGIN


def _cell_width(columns: int) -> int:
    return (WIDTH_PX - 2 * _MARGIN - (columns - 1) * _GAP) // columns
