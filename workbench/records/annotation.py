"""Annotation: what the analyst points at in an item, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from workbench.records.frame import Region
from workbench.records.item import ItemId
from workbench.records.mediatime import Span

AnnotationId = NewType("AnnotationId", int)


@dataclass(frozen=True, slots=True)
class Annotation:
    """A mark on a frame (`region`, with a `span` of that frame), a range of time, or the item."""

    id: AnnotationId
    item: ItemId
    span: Span | None
    region: Region | None
    text: str
    tags: tuple[str, ...]
    author: str
    at: datetime
    """Aware, UTC: when it was last edited."""
