"""Frames extracted from items."""

from __future__ import annotations

import json
from datetime import datetime
from fractions import Fraction

from workbench.records.adjustment import Adjusted
from workbench.records.codec import from_json, time_from_text, time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.frame import DeepPicture, ExtractedFrame, ExtractId
from workbench.records.item import Digest, ItemId
from workbench.records.mediatime import Timestamp
from workbench.store.rows import fraction_text, json_or_null, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = (
    "SELECT id, item, frame_index, pts, time_base, time_s, width_px, height_px, planes_sha256, "
    "pixels_sha256, converter, file, taken, adjusted, deep FROM extracted_frame"
)


def insert(
    tx: Transaction,
    *,
    item: ItemId,
    index: int | None,
    at: Timestamp | None,
    time_s: Fraction | None,
    width_px: int,
    height_px: int,
    planes_sha256: str,
    pixels_sha256: str,
    converter: str,
    file: Digest,
    taken: datetime,
    adjusted: Adjusted | None = None,
    deep: DeepPicture | None = None,
) -> ExtractId:
    """Keep a frame whose PNG lies in the derived folder already."""
    frame = tx.insert(
        "INSERT INTO extracted_frame (item, frame_index, pts, time_base, time_s, width_px, "
        "height_px, planes_sha256, pixels_sha256, converter, file, taken, adjusted, deep) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item,
            index,
            None if at is None else at.pts,
            None if at is None else fraction_text(at.time_base),
            None if time_s is None else fraction_text(time_s),
            width_px,
            height_px,
            planes_sha256,
            pixels_sha256,
            plain_text(converter),
            file,
            time_text(taken),
            json_or_null(adjusted),
            json_or_null(deep),
        ),
    )
    return ExtractId(frame)


def one(project: Reader, frame: ExtractId) -> ExtractedFrame:
    """Raises `Refusal` NO_SUCH_RECORD."""
    found = project.query(f"{_SELECT} WHERE id = ?", (frame,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="frame", record=frame)
    return _frame(found[0])


def with_file(project: Reader, item: ItemId, file: Digest) -> ExtractedFrame | None:
    """The frame of an item whose PNG has this digest: citation and pixels are in it."""
    sql = f"{_SELECT} WHERE item = ? AND file = ? ORDER BY id LIMIT 1"
    found = project.query(sql, (item, file))
    return _frame(found[0]) if found else None


def every(project: Reader) -> list[ExtractedFrame]:
    return [_frame(row) for row in project.query(f"{_SELECT} ORDER BY id")]


def of_item(project: Reader, item: ItemId) -> list[ExtractedFrame]:
    """In the order in which they were taken."""
    return [_frame(row) for row in project.query(f"{_SELECT} WHERE item = ? ORDER BY id", (item,))]


@reads("extracted_frame")
def _frame(row: Row) -> ExtractedFrame:
    (
        id_,
        item,
        index,
        pts,
        base,
        time_s,
        width,
        height,
        planes,
        pixels,
        converter,
        file,
        taken,
        adjusted,
        deep,
    ) = row
    return ExtractedFrame(
        id=id_,
        item=item,
        index=index,
        at=None if pts is None else Timestamp(pts, Fraction(base)),
        time_s=None if time_s is None else Fraction(time_s),
        width_px=width,
        height_px=height,
        planes_sha256=planes,
        pixels_sha256=pixels,
        converter=converter,
        file=file,
        taken=time_from_text(taken),
        adjusted=None if adjusted is None else from_json(Adjusted, json.loads(adjusted)),
        deep=None if deep is None else from_json(DeepPicture, json.loads(deep)),
    )
