"""Summary: what a file says of when, where, with what and through whom; each with its basis."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.records.provenance import Strength


class Topic(StrEnum):
    """What the analyst wants to know first."""

    WHEN = "when"
    WHERE = "where"
    DEVICE = "device"
    SOFTWARE = "software"
    PLATFORM = "platform"


class Trust(StrEnum):
    """How far what stands in a file carries. None of these is proof."""

    AGREED = "agreed"
    """Several places, written by different parts of a device or program, agree."""
    STATED = "stated"
    """One place states it; whoever has the file can change it."""
    INFERRED = "inferred"
    """Nothing states it; it follows from a name or a habit."""
    CONTRADICTED = "contradicted"
    """Places contradict each other."""
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the file says, and where."""

    text: str
    """A time as ISO 8601, a place as `latitude, longitude` in degrees, or the words themselves."""
    place: str
    """The tag or part that says it, or `name`."""
    meaning: str = ""
    """Of a time: capture, gps, encode, modify, upload, name, or what the writer of a name means by
    it: name_downloaded, name_received, …"""
    strength: Strength | None = None
    """Of a mark of origin."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file says on one topic, the first statement being the one to read."""

    topic: Topic
    trust: Trust
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """An answer for every topic, also where nothing is stated."""

    answers: tuple[Answer, ...]

    def answer(self, topic: Topic) -> Answer:
        return next(one for one in self.answers if one.topic is topic)
