"""Claim: what somebody says an item shows, and the five questions that test it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from workbench.records.item import ItemId

ClaimId = NewType("ClaimId", int)


class Question(StrEnum):
    """The five questions of verification."""

    PROVENANCE = "provenance"
    """Is this the original piece of footage?"""
    SOURCE = "source"
    """Who recorded it?"""
    DATE = "date"
    """When was it recorded?"""
    LOCATION = "location"
    """Where was it recorded?"""
    MOTIVATION = "motivation"
    """Why was it recorded and shared?"""


class Assessment(StrEnum):
    """The verdict on a claim, or the answer to one question."""

    CONFIRMED = "confirmed"
    LIKELY = "likely"
    NOT_ESTABLISHED = "not_established"
    CONTRADICTED = "contradicted"


class Confidence(StrEnum):
    """How sure the analyst is; never in one sentence with a likelihood."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Falsehood(StrEnum):
    """How a contradicted claim is false."""

    MODIFIED = "modified"
    MISDATED = "misdated"
    MISLOCATED = "mislocated"
    MISREPRESENTED = "misrepresented"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question about a claim. Unknown is an answer: `assessment` is then None."""

    question: Question
    text: str
    assessment: Assessment | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says about items of the case, and what the analyst makes of it."""

    id: ClaimId
    text: str
    claimant: str | None
    """Who says so."""
    items: tuple[ItemId, ...]
    answers: tuple[Answer, ...]
    """At most one for each question, in the order of the questions."""
    assessment: Assessment | None
    confidence: Confidence | None
    falsehood: Falsehood | None
    at: datetime
