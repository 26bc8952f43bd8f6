"""Annotations on items."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from workbench.records.annotation import Annotation, AnnotationId
from workbench.records.codec import from_json, time_from_text, time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.finding import ExhibitKind
from workbench.records.frame import Region
from workbench.records.item import ItemId
from workbench.records.mediatime import Span
from workbench.store import findings, items
from workbench.store.rows import json_or_null, json_text, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = "SELECT id, item, span, region, text, tags, author, at FROM annotation"


def insert(
    tx: Transaction,
    *,
    item: ItemId,
    span: Span | None,
    region: Region | None,
    text: str,
    tags: Sequence[str],
    author: str,
    at: datetime,
) -> AnnotationId:
    """Raises `Refusal` NO_SUCH_ITEM."""
    items.one(tx, item)
    annotation = tx.insert(
        "INSERT INTO annotation (item, span, region, text, tags, author, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            item,
            json_or_null(span),
            json_or_null(region),
            plain_text(text),
            json_text(tuple(tags)),
            plain_text(author),
            time_text(at),
        ),
    )
    return AnnotationId(annotation)


def save(tx: Transaction, annotation: Annotation) -> None:
    """Raises `Refusal` NO_SUCH_RECORD."""
    one(tx, annotation.id)
    tx.execute(
        "UPDATE annotation SET span = ?, region = ?, text = ?, tags = ?, author = ?, at = ? "
        "WHERE id = ?",
        (
            json_or_null(annotation.span),
            json_or_null(annotation.region),
            plain_text(annotation.text),
            json_text(annotation.tags),
            plain_text(annotation.author),
            time_text(annotation.at),
            annotation.id,
        ),
    )


def remove(tx: Transaction, annotation: AnnotationId) -> None:
    """Raises `Refusal` NO_SUCH_RECORD, or CITED while a finding rests on it."""
    one(tx, annotation)
    findings.refuse_if_cited(tx, ExhibitKind.ANNOTATION, annotation)
    tx.execute("DELETE FROM annotation WHERE id = ?", (annotation,))


def one(project: Reader, annotation: AnnotationId) -> Annotation:
    """Raises `Refusal` NO_SUCH_RECORD."""
    found = project.query(f"{_SELECT} WHERE id = ?", (annotation,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="annotation", record=annotation)
    return _annotation(found[0])


def every(project: Reader) -> list[Annotation]:
    return [_annotation(row) for row in project.query(f"{_SELECT} ORDER BY id")]


def of_item(project: Reader, item: ItemId) -> list[Annotation]:
    sql = f"{_SELECT} WHERE item = ? ORDER BY id"
    return [_annotation(row) for row in project.query(sql, (item,))]


@reads("annotation")
def _annotation(row: Row) -> Annotation:
    id_, item, span, region, text, tags, author, at = row
    return Annotation(
        id=id_,
        item=item,
        span=None if span is None else from_json(Span, json.loads(span)),
        region=None if region is None else from_json(Region, json.loads(region)),
        text=text,
        tags=tuple(json.loads(tags)),
        author=author,
        at=time_from_text(at),
    )
