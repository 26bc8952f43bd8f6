"""Changes: what one write touched, so that each view can tell whether to look again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of record that a view can depend on."""

    CASE = "case"
    ITEM = "item"
    ITEM_SHEET = "item_sheet"
    ITEM_SOURCE = "item_source"
    SIDECAR = "sidecar"
    RUN = "run"
    MEASUREMENT = "measurement"
    FRAME = "frame"
    SEARCH = "search"
    MATCH = "match"
    MATCH_DECISION = "match_decision"
    ANNOTATION = "annotation"
    CLAIM = "claim"
    FINDING = "finding"
    STACK = "stack"
    CUSTODY = "custody"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Changes:
    """The kinds of record that one commit touched."""

    kinds: frozenset[Kind]
