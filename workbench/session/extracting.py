"""Extracting frames of an item: which ones, their PNG files, and their rows."""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import workbench
from workbench.ingest import originals
from workbench.jobs import extract
from workbench.jobs.extract import ExactPicture
from workbench.jobs.queue import Control
from workbench.media import png
from workbench.media.sandbox import Sandbox
from workbench.records.adjustment import Stack
from workbench.records.citation import Citation
from workbench.records.codec import to_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import (
    ExtractedFrame,
    FrameTable,
    Moment,
    MomentKind,
)
from workbench.records.item import Item
from workbench.records.mediatime import Span, Timestamp, clock_text
from workbench.records.selection import Every, KeyFrames, PerShot, Selection
from workbench.records.shot import Shot
from workbench.session import adjusting
from workbench.store import frames
from workbench.store.project import Project


def indices(selection: Selection, table: FrameTable, shots: Sequence[Shot], name: str) -> list[int]:
    """The frames that a selection means, in presentation order, each once.

    Refusal(NO_SUCH_FRAME) for a moment that the clip does not have; `name` names it then.
    """
    if isinstance(selection, KeyFrames):
        return [int(i) for i in np.flatnonzero(table.key)]
    if isinstance(selection, PerShot):
        return sorted({(s.first_index + s.last_index) // 2 for s in shots})
    if isinstance(selection, Every):
        return _every(selection.seconds, table)
    return sorted({index_of(moment, table, name) for moment in selection.moments})


def _every(step_s: Fraction, table: FrameTable) -> list[int]:
    if step_s <= 0:
        raise Refusal(RefusalCode.BAD_PARAMETER, parameter="every", value=str(float(step_s)))
    if not len(table):
        return []
    first = max(math.ceil(table.time_s(0) / step_s), 0)
    count = max(math.ceil(table.end_s / step_s), first + 1)
    if count - first > len(table):
        # So short a step hits most frames many times: ask each frame instead of each step.
        ends = [table.time_s(i) for i in range(1, len(table))] + [table.end_s]
        begins = (max(math.ceil(table.time_s(i) / step_s), 0) for i in range(len(table)))
        return [i for i, (n, end) in enumerate(zip(begins, ends, strict=True)) if n * step_s < end]
    return sorted({table.index_at(n * step_s) for n in range(first, count)})


def index_of(moment: Moment, table: FrameTable, name: str) -> int:
    """The frame at a moment of the clip `name`. Refusal(NO_SUCH_FRAME)."""
    if moment.kind is MomentKind.INDEX:
        if moment.value < len(table):
            return int(moment.value)
        raise Refusal(RefusalCode.NO_SUCH_FRAME, item=name, at=f"f{moment.value}")
    if moment.kind is MomentKind.PTS:
        found = table.index_of_pts(int(moment.value))
        if found is None:
            raise Refusal(RefusalCode.NO_SUCH_FRAME, item=name, at=f"@{moment.value}")
        return found
    if not len(table) or moment.value > table.end_s:
        raise Refusal(RefusalCode.NO_SUCH_FRAME, item=name, at=f"{float(moment.value)} s")
    return table.index_at(moment.value)


def span_of(first: Moment, last: Moment, table: FrameTable, name: str) -> Span:
    """From where one frame begins to where another ends. Refusal(NO_SUCH_FRAME)."""
    begins, ends = (index_of(moment, table, name) for moment in (first, last))
    if ends < begins:
        raise Refusal(RefusalCode.NO_SUCH_FRAME, item=name, at=f"f{ends} – f{begins}")
    pts = int(table.pts[ends])
    lasts = int(table.duration[ends])
    if ends + 1 < len(table):
        lasts = int(table.pts[ends + 1]) - pts
    end = pts + max(lasts, 1)
    return Span(Timestamp(int(table.pts[begins]), table.time_base), Timestamp(end, table.time_base))


def stretch_of(first: Moment, last: Moment, item: Item) -> Span:
    """From one time to another where no frames are counted. Refusal(NO_SUCH_FRAME)."""
    base = item.medium.time_base
    assert base is not None
    places = []
    for moment in (first, last):
        if moment.kind is MomentKind.INDEX:
            raise Refusal(RefusalCode.NO_SUCH_FRAME, item=item.name, at=f"f{moment.value}")
        seconds = (moment.value + item.medium.start_offset_s) / base
        places.append(int(moment.value if moment.kind is MomentKind.PTS else seconds))
    begins, ends = places
    if ends < begins:
        raise Refusal(RefusalCode.NO_SUCH_FRAME, item=item.name, at=f"@{ends}")
    return Span(Timestamp(begins, base), Timestamp(max(ends, begins + 1), base))


def take(
    project: Project,
    sandbox: Sandbox,
    item: Item,
    original: Path,
    wanted: Sequence[tuple[int | None, int | None]],
    table: FrameTable | None,
    control: Control,
    stack: Stack | None = None,
) -> list[ExtractedFrame]:
    """Extract the frames `(index, PTS)`: a PNG file and a row each, through a stack where there is
    one. What is there stays when the work is cancelled in the middle. Refusal(ORIGINAL_CHANGED),
    Refusal(CANNOT_ADJUST)."""
    taken = []

    def check(_done: int, _of: int) -> None:
        control.check()

    with originals.unchanged(original, item, check) as opened:
        for picture in extract.extract(sandbox, opened.fd, wanted, control):
            opened.assure(check)
            taken.append(_keep(project, item, picture, table, stack))
    return taken


def _keep(
    project: Project,
    item: Item,
    picture: ExactPicture,
    table: FrameTable | None,
    stack: Stack | None,
) -> ExtractedFrame:
    height, width, _ = picture.rgb.shape
    base = item.medium.time_base
    at, time_s = _place(picture, base, table)
    citation = _cited(item, picture, at, time_s)
    texts = _texts(citation)
    made, done = adjusting.through(stack, picture.rgb, item)
    subject = {"item": item.id, "citation": citation}
    if done is not None:
        texts += adjusting.texts(done)
        subject["adjusted"] = to_json(done)
    digest, _ = originals.store_bytes(png.encode(made, texts), project.derived_dir, ".png")
    with project.record("frame.extract", subject) as tx:
        frame = frames.insert(
            tx,
            item=item.id,
            index=picture.index if at else None,
            at=at,
            time_s=time_s,
            width_px=width,
            height_px=height,
            planes_sha256=picture.planes_sha256,
            pixels_sha256=picture.pixels_sha256,
            converter=picture.converter,
            file=digest,
            taken=datetime.now(UTC),
            adjusted=done,
        )
    return frames.one(project, frame)


def _cited(item: Item, picture: ExactPicture, at: Timestamp | None, time_s: Fraction | None) -> str:
    return Citation(
        item=item.digest,
        index=picture.index if at else None,
        pts=at.pts if at else None,
        time_base=at.time_base if at else None,
        time_s=time_s,
        planes_sha256=picture.planes_sha256,
        pixels_sha256=picture.pixels_sha256,
        converter=picture.converter,
    ).text()


def write_picture(rgb: NDArray[np.uint8], citation: str, out: Path) -> None:
    """Write a frame as PNG that carries its citation. Refusal(ALREADY_THERE)."""
    encoded = png.encode(rgb, _texts(citation))
    with originals.refusing(out):
        try:
            with out.open("xb") as file:
                file.write(encoded)
        except FileExistsError as there:
            raise Refusal(RefusalCode.ALREADY_THERE, path=originals.name_of(out)) from there


def _texts(citation: str) -> list[tuple[str, str]]:
    """What the PNG of a frame says of itself."""
    program = f"Footage Verification Workbench {workbench.__version__}"
    return [("Citation", citation), ("Software", program)]


def _place(
    picture: ExactPicture, base: Fraction | None, table: FrameTable | None
) -> tuple[Timestamp | None, Fraction | None]:
    """Where the frame lies in its clip; nowhere for a still."""
    if picture.pts is None or picture.index is None or base is None or table is None:
        return None, None
    return Timestamp(picture.pts, base), table.time_s(picture.index)


def copy_out(frame: ExtractedFrame, file: Path, item: Item, folder: Path) -> Path:
    """Copy an extracted frame into a folder, under a name that says what it is."""
    stem = re.sub(r"[^\w.-]+", "_", Path(item.name).stem)[:80] or "item"
    if frame.time_s is not None:
        clock = clock_text(frame.time_s).replace(":", "-")
        stem = f"{stem}_{clock}_f{frame.index:06d}"
    if frame.adjusted is not None:
        stem = f"{stem}_adjusted_{frame.adjusted.pixels_sha256[:8]}"
    place = folder / f"{stem}.png"
    with originals.refusing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
    return place
