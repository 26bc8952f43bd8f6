"""Finding: one thing that the analyst has established, with the exhibits it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from workbench.records.claim import Assessment, ClaimId, Confidence, Question

FindingId = NewType("FindingId", int)


class ExhibitKind(StrEnum):
    """What a finding can rest on."""

    FRAME = "frame"
    """An extracted frame, by its ExtractId."""
    MATCH = "match"
    ANNOTATION = "annotation"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A reference to a record that a finding rests on."""

    kind: ExhibitKind
    record: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence, what it means for a claim's question, and its exhibits."""

    id: FindingId
    claim: ClaimId | None
    question: Question | None
    text: str
    assessment: Assessment | None
    confidence: Confidence | None
    exhibits: tuple[Exhibit, ...]
    at: datetime
