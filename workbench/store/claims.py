"""Claims about items, and the answers that test them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from workbench.records.claim import (
    Answer,
    Assessment,
    Claim,
    ClaimId,
    Confidence,
    Falsehood,
)
from workbench.records.codec import from_json, time_from_text, time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.item import ItemId
from workbench.store import items
from workbench.store.rows import json_text, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = (
    "SELECT id, text, claimant, items, answers, assessment, confidence, falsehood, at FROM claim"
)


def insert(
    tx: Transaction,
    *,
    text: str,
    claimant: str | None = None,
    items: Sequence[ItemId] = (),
    at: datetime,
) -> ClaimId:
    """A claim that nothing is answered to yet. Raises `Refusal` NO_SUCH_ITEM."""
    claim = tx.insert(
        "INSERT INTO claim (text, claimant, items, answers, at) VALUES (?, ?, ?, '[]', ?)",
        (plain_text(text), _text_or_null(claimant), _known(tx, items), time_text(at)),
    )
    return ClaimId(claim)


def save(tx: Transaction, claim: Claim) -> None:
    """Raises `Refusal` NO_SUCH_RECORD or NO_SUCH_ITEM."""
    one(tx, claim.id)
    tx.execute(
        "UPDATE claim SET text = ?, claimant = ?, items = ?, answers = ?, assessment = ?, "
        "confidence = ?, falsehood = ?, at = ? WHERE id = ?",
        (
            plain_text(claim.text),
            _text_or_null(claim.claimant),
            _known(tx, claim.items),
            json_text(claim.answers),
            claim.assessment,
            claim.confidence,
            claim.falsehood,
            time_text(claim.at),
            claim.id,
        ),
    )


def remove(tx: Transaction, claim: ClaimId) -> None:
    """Its findings stay, about no claim. Raises `Refusal` NO_SUCH_RECORD."""
    one(tx, claim)
    tx.execute("UPDATE finding SET claim = NULL WHERE claim = ?", (claim,))
    tx.execute("DELETE FROM claim WHERE id = ?", (claim,))


def one(project: Reader, claim: ClaimId) -> Claim:
    """Raises `Refusal` NO_SUCH_RECORD."""
    found = project.query(f"{_SELECT} WHERE id = ?", (claim,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="claim", record=claim)
    return _claim(found[0])


def every(project: Reader) -> list[Claim]:
    return [_claim(row) for row in project.query(f"{_SELECT} ORDER BY id")]


def of_item(project: Reader, item: ItemId) -> list[Claim]:
    sql = f"{_SELECT} WHERE ? IN (SELECT value FROM json_each(items)) ORDER BY id"
    return [_claim(row) for row in project.query(sql, (item,))]


def _known(tx: Transaction, about: Sequence[ItemId]) -> str:
    for item in about:
        items.one(tx, item)
    return json_text(tuple(about))


def _text_or_null(text: str | None) -> str | None:
    return None if text is None else plain_text(text)


@reads("claim")
def _claim(row: Row) -> Claim:
    id_, text, claimant, about, answers, assessment, confidence, falsehood, at = row
    return Claim(
        id=id_,
        text=text,
        claimant=claimant,
        items=tuple(json.loads(about)),
        answers=from_json(tuple[Answer, ...], json.loads(answers)),
        assessment=None if assessment is None else Assessment(assessment),
        confidence=None if confidence is None else Confidence(confidence),
        falsehood=None if falsehood is None else Falsehood(falsehood),
        at=time_from_text(at),
    )
