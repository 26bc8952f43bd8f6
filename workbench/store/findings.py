"""Findings, and the exhibits they rest on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from workbench.records.claim import Assessment, ClaimId, Confidence, Question
from workbench.records.codec import from_json, time_from_text, time_text
from workbench.records.errors import Refusal, RefusalCode
from workbench.records.finding import Exhibit, ExhibitKind, Finding, FindingId
from workbench.store.rows import json_text, plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = "SELECT id, claim, question, text, assessment, confidence, exhibits, at FROM finding"
_TABLES = {
    ExhibitKind.FRAME: "extracted_frame",
    ExhibitKind.MATCH: "match",
    ExhibitKind.ANNOTATION: "annotation",
    ExhibitKind.ITEM: "item",
}


def insert(
    tx: Transaction,
    *,
    text: str,
    claim: ClaimId | None = None,
    question: Question | None = None,
    assessment: Assessment | None = None,
    confidence: Confidence | None = None,
    exhibits: Sequence[Exhibit] = (),
    at: datetime,
) -> FindingId:
    """Raises `Refusal` NO_SUCH_RECORD for an exhibit or a claim that does not exist."""
    _check(tx, claim, exhibits)
    finding = tx.insert(
        "INSERT INTO finding (claim, question, text, assessment, confidence, exhibits, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            claim,
            question,
            plain_text(text),
            assessment,
            confidence,
            json_text(tuple(exhibits)),
            time_text(at),
        ),
    )
    return FindingId(finding)


def save(tx: Transaction, finding: Finding) -> None:
    """Raises `Refusal` NO_SUCH_RECORD for it, an exhibit, or a claim that does not exist."""
    one(tx, finding.id)
    _check(tx, finding.claim, finding.exhibits)
    tx.execute(
        "UPDATE finding SET claim = ?, question = ?, text = ?, assessment = ?, confidence = ?, "
        "exhibits = ?, at = ? WHERE id = ?",
        (
            finding.claim,
            finding.question,
            plain_text(finding.text),
            finding.assessment,
            finding.confidence,
            json_text(finding.exhibits),
            time_text(finding.at),
            finding.id,
        ),
    )


def remove(tx: Transaction, finding: FindingId) -> None:
    """Raises `Refusal` NO_SUCH_RECORD."""
    one(tx, finding)
    tx.execute("DELETE FROM finding WHERE id = ?", (finding,))


def one(project: Reader, finding: FindingId) -> Finding:
    """Raises `Refusal` NO_SUCH_RECORD."""
    found = project.query(f"{_SELECT} WHERE id = ?", (finding,))
    if not found:
        raise Refusal(RefusalCode.NO_SUCH_RECORD, kind="finding", record=finding)
    return _finding(found[0])


def every(project: Reader) -> list[Finding]:
    return [_finding(row) for row in project.query(f"{_SELECT} ORDER BY id")]


def of_claim(project: Reader, claim: ClaimId) -> list[Finding]:
    sql = f"{_SELECT} WHERE claim = ? ORDER BY id"
    return [_finding(row) for row in project.query(sql, (claim,))]


def citing(project: Reader, exhibit: ExhibitKind, record: int) -> list[Finding]:
    """The findings that rest on a record."""
    sql = (
        f"{_SELECT} WHERE EXISTS (SELECT 1 FROM json_each(exhibits) "
        "WHERE value ->> 'kind' = ? AND value ->> 'record' = ?) ORDER BY id"
    )
    return [_finding(row) for row in project.query(sql, (exhibit, record))]


def refuse_if_cited(tx: Transaction, kind: ExhibitKind, record: int) -> None:
    """Raises `Refusal` CITED while a finding rests on the record."""
    resting = citing(tx, kind, record)
    if resting:
        raise Refusal(RefusalCode.CITED, kind=kind, record=record, finding=resting[0].id)


def _check(tx: Transaction, claim: ClaimId | None, exhibits: Sequence[Exhibit]) -> None:
    wanted = [(exhibit.kind.value, _TABLES[exhibit.kind], exhibit.record) for exhibit in exhibits]
    if claim is not None:
        wanted.append(("claim", "claim", claim))
    for kind, table, record in wanted:
        if not tx.query(f"SELECT 1 FROM {table} WHERE id = ?", (record,)):
            raise Refusal(RefusalCode.NO_SUCH_RECORD, kind=kind, record=record)


@reads("finding")
def _finding(row: Row) -> Finding:
    id_, claim, question, text, assessment, confidence, exhibits, at = row
    return Finding(
        id=id_,
        claim=claim,
        question=None if question is None else Question(question),
        text=text,
        assessment=None if assessment is None else Assessment(assessment),
        confidence=None if confidence is None else Confidence(confidence),
        exhibits=from_json(tuple[Exhibit, ...], json.loads(exhibits)),
        at=time_from_text(at),
    )
