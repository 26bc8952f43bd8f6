"""Judgements: what was decided of two pieces of footage, by their digests, in whichever case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import apsw

from workbench.records.codec import time_text
from workbench.records.item import Digest
from workbench.records.match import Decision
from workbench.store.sqlite import Reader


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision on a match of two digests."""

    query: Digest
    known: Digest
    decision: Decision
    why: str
    author: str
    origin: str
    """The case it was made in."""


def save(connection: apsw.Connection, judged: Judgement) -> None:
    """Keep it in place of an earlier one. UNDECIDED takes that away, if it was made in the same
    case."""
    two = (judged.query, judged.known)
    if judged.decision is Decision.UNDECIDED:
        connection.execute(
            "DELETE FROM judgement WHERE query = ? AND known = ? AND origin = ?",
            (*two, judged.origin),
        )
        return
    connection.execute(
        "INSERT OR REPLACE INTO judgement (query, known, decision, why, author, origin, decided) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(*two, judged.decision.value, judged.why, judged.author, judged.origin),
            time_text(datetime.now(UTC)),
        ),
    )


def one(library: Reader, query: Digest, known: Digest) -> Judgement | None:
    rows = library.query(
        "SELECT decision, why, author, origin FROM judgement WHERE query = ? AND known = ?",
        (query, known),
    )
    if not rows:
        return None
    decision, why, author, origin = rows[0]
    return Judgement(query, known, Decision(decision), why, author, origin)
