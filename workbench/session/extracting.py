"""Extracting frames of an item: their PNG files, and their rows."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import workbench
from workbench.i18n.taking import chosen_words
from workbench.ingest import originals
from workbench.jobs import extract
from workbench.jobs.extract import ExactPicture, Wanted
from workbench.jobs.queue import Control
from workbench.media import jpeg, png
from workbench.media.limits import MAX_STILL_PIXELS
from workbench.media.sandbox import Sandbox
from workbench.records.adjustment import Adjusted, Stack
from workbench.records.citation import Citation
from workbench.records.codec import to_json
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.extraction import Extraction, LeftOut, PngBits, Reason
from workbench.records.frame import (
    DeepPicture,
    ExtractedFrame,
    FrameTable,
    Moment,
    MomentKind,
)
from workbench.records.item import Digest, Item
from workbench.records.mediatime import Span, Timestamp, clock_text
from workbench.records.selection import NO_FILTERS, Filters, Moments, Selection, Within
from workbench.session import adjusting, sheets
from workbench.session.choosing import index_of
from workbench.store import frames
from workbench.store.project import Project

ENCODERS = max(min(os.cpu_count() or 1, 4), 1)
"""PNG files that are made at a time, beside the child that decodes and converts."""


def span_of(first: Moment, last: Moment, table: FrameTable, name: str) -> Span:
    """From where one frame begins to where another ends. Refusal(NO_SUCH_FRAME, BACKWARD_RANGE)."""
    begins, ends = (index_of(moment, table, name) for moment in (first, last))
    if ends < begins:
        raise Refusal(RefusalCode.BACKWARD_RANGE, first=f"f{begins}", last=f"f{ends}")
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


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for, as the custody log keeps it."""

    selection: Selection
    within: Within | None = None
    filters: Filters = NO_FILTERS
    adjust: Stack | None = None
    """What is done to each; the frame that is cited stays what it is."""
    bits: PngBits = PngBits.AS_SOURCE

    @property
    def deep(self) -> bool:
        """Whether all the bits are wanted; the steps of a stack are defined for 8."""
        adjusts = self.adjust is not None and bool(self.adjust.active.steps)
        return self.bits is PngBits.AS_SOURCE and not adjusts

    @property
    def is_many(self) -> bool:
        """Whether more was asked for than frames that were named one by one."""
        named = isinstance(self.selection, Moments) and self.within is None
        return not named or self.filters != NO_FILTERS


def take(
    project: Project,
    sandbox: Sandbox,
    item: Item,
    original: Path,
    wanted: Sequence[Wanted],
    table: FrameTable | None,
    order: Order,
    control: Control,
) -> Extraction:
    """Extract the frames `(index, PTS)`: a PNG file and a row each. What is there stays when the
    work is cancelled in the middle. Refusal(ORIGINAL_CHANGED), Refusal(CANNOT_ADJUST).

    A frame that the case has already, the same pixels in the same file, is not put down twice: the
    fact is one, however often it is asked for. The custody log says each time what was asked for.
    """
    taken: list[tuple[ExtractedFrame, bool]] = []
    left_out: list[LeftOut] = []
    check = _checking(control)
    with (
        originals.unchanged(original, item, check) as opened,
        ThreadPoolExecutor(ENCODERS) as encoders,
        ThreadPoolExecutor(1) as recorder,
    ):
        recording: deque[Future[tuple[ExtractedFrame, bool]]] = deque()
        try:
            for one in extract.extract(
                sandbox, opened.fd, wanted, control, order.filters, deep=order.deep
            ):
                opened.assure(check)
                if isinstance(one, LeftOut):
                    left_out.append(one)
                    continue
                making = encoders.submit(_make, project, item, one, table, order.adjust)
                recording.append(recorder.submit(_keep, project, item, one, making, table))
                while len(recording) > ENCODERS + 1:
                    taken.append(recording.popleft().result())
        finally:  # what is being written when the work is cancelled has its row, too
            taken += [one.result() for one in recording]
    known = sum(not new for _, new in taken)
    extraction = Extraction(tuple(frame for frame, _ in taken), tuple(left_out), known)
    if order.is_many:
        with project.record("frame.extract_many", _account(item, order, extraction)):
            pass
    return extraction


def _checking(control: Control) -> Callable[[int, int], None]:
    """For `originals`: what to call while a file is read."""
    return lambda _done, _of: control.check()


def ranked(
    sandbox: Sandbox, item: Item, original: Path, wanted: Sequence[Wanted], control: Control
) -> dict[int, int]:
    """How sharp each of the frames is, by its index. Refusal(ORIGINAL_CHANGED)."""
    with originals.unchanged(original, item, _checking(control)) as opened:
        return extract.sharpness(sandbox, opened.fd, wanted, control)


def write_sheet(
    project: Project,
    sandbox: Sandbox,
    item: Item,
    original: Path,
    wanted: Sequence[Wanted],
    table: FrameTable | None,
    order: Order,
    path: Path,
    columns: int,
    control: Control,
) -> tuple[int, tuple[LeftOut, ...]]:
    """Write a contact sheet of the frames `(index, PTS)`; how many are on it, and what was left
    out. Refusal(ORIGINAL_CHANGED), Refusal(NO_SUCH_FRAME) where nothing is left to show."""
    cells: list[sheets.Cell] = []
    left_out: list[LeftOut] = []
    check = _checking(control)
    with originals.unchanged(original, item, check) as opened:
        for one in extract.extract(sandbox, opened.fd, wanted, control, order.filters):
            opened.assure(check)
            if isinstance(one, LeftOut):
                left_out.append(one)
                continue
            _, time_s = _place(one, item.medium.time_base, table)
            rgb, done = adjusting.through(order.adjust, one.rgb, item)
            aspect = adjusting.aspect_of(done, item)
            cells.append(sheets.cell_of(one, rgb, aspect, columns, time_s))
    if not cells:
        raise Refusal(RefusalCode.NO_SUCH_FRAME, item=item.name, at=chosen_words(order.selection))
    counts = {reason: sum(one.reason is reason for one in left_out) for reason in Reason}
    chosen, stack = chosen_words(order.selection, order.within), order.adjust or Stack()
    head = sheets.table_of(item, chosen, len(cells), counts, stack)
    digest = sheets.write(path, cells, head, item, columns)
    account = {"item": item.id, "file": path.name, "sha256": digest, "frames": len(cells)}
    with project.record("frame.sheet", {**account, **_asked(order)}):
        pass
    return len(cells), tuple(left_out)


def _asked(order: Order) -> dict[str, Any]:
    return {
        "way": {"kind": type(order.selection).__name__, **to_json(order.selection)},
        "within": to_json(order.within),
        "filters": to_json(order.filters),
        "adjust": None if order.adjust is None else to_json(order.adjust.active),
        "bits": order.bits.value,
    }


def _account(item: Item, order: Order, extraction: Extraction) -> dict[str, Any]:
    """What the custody log says of an extraction."""
    left_out = extraction.left_out
    return {
        "item": item.id,
        **_asked(order),
        "frames": [frame.id for frame in extraction.frames],
        "known": extraction.known,
        **{
            reason.value: [[one.index, one.measured] for one in left_out if one.reason is reason]
            for reason in Reason
        },
    }


_Made = tuple[Digest, Adjusted | None]


def _make(
    project: Project,
    item: Item,
    picture: ExactPicture,
    table: FrameTable | None,
    stack: Stack | None,
) -> _Made:
    """Write the PNG of a frame; the same frame gives the same bytes, whenever that is."""
    texts = _texts(_citation(item, picture, table))
    made, done = adjusting.through(stack, picture.rgb, item)
    if done is not None:
        texts += adjusting.texts(done)
    if picture.deep is not None:
        texts.append(("Pixels", _deep_text(picture.deep)))
    content = png.encode(made if picture.deep_rgb is None else picture.deep_rgb, texts)
    digest, _ = originals.store_bytes(content, project.derived_dir, ".png")
    return digest, done


def _deep_text(deep: DeepPicture) -> str:
    """What the picture in the file is, where it is not the one of 8 bits that is cited."""
    return f"16 bits of {deep.bits}, pixels sha256:{deep.pixels_sha256} ({deep.converter})"


def _citation(item: Item, picture: ExactPicture, table: FrameTable | None) -> str:
    at, time_s = _place(picture, item.medium.time_base, table)
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


def _keep(
    project: Project,
    item: Item,
    picture: ExactPicture,
    making: Future[_Made],
    table: FrameTable | None,
) -> tuple[ExtractedFrame, bool]:
    """The row of a frame, and whether it is new."""
    height, width, _ = picture.rgb.shape
    at, time_s = _place(picture, item.medium.time_base, table)
    file, done = making.result()
    before = frames.with_file(project, item.id, file)
    if before is not None:
        return before, False
    citation = _citation(item, picture, table)
    subject = {"item": item.id, "citation": citation}
    if done is not None:
        subject["adjusted"] = to_json(done)
    if picture.deep is not None:
        subject["deep"] = to_json(picture.deep)
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
            file=file,
            taken=datetime.now(UTC),
            adjusted=done,
            deep=picture.deep,
        )
    return frames.one(project, frame), True


def write_picture(rgb: NDArray[np.uint8], citation: str, out: Path) -> None:
    """Write a frame as PNG that carries its citation. Refusal(ALREADY_THERE)."""
    originals.write_whole(out, png.encode(rgb, _texts(citation)), replace=False)


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


def copy_out(
    frame: ExtractedFrame,
    file: Path,
    item: Item,
    folder: Path,
    citation: str,
    jpeg_quality: int | None = None,
) -> Path:
    """Copy an extracted frame into a folder, under a name that says what it is."""
    place = folder / f"{stem_of(frame, item)}{'.png' if jpeg_quality is None else '.jpg'}"
    with originals.refusing(file):
        content = file.read_bytes()
    if jpeg_quality is not None:
        rgb = png.narrowed(png.decode(content, MAX_STILL_PIXELS))
        content = jpeg.encode(rgb, jpeg_quality, citation)
    originals.write_whole(place, content)
    return place


def stem_of(frame: ExtractedFrame, item: Item) -> str:
    """Item, time and index of a frame, as a name for a file."""
    stem = re.sub(r"[^\w.-]+", "_", Path(item.name).stem)[:80] or "item"
    if frame.time_s is not None:
        stem = f"{stem}_{clock_text(frame.time_s).replace(':', '-')}_f{frame.index:06d}"
    if frame.adjusted is not None:
        stem = f"{stem}_adjusted_{frame.adjusted.pixels_sha256[:8]}"
    return stem
