"""What the analyst makes of matches."""

from __future__ import annotations

from workbench.records.item import ItemId
from workbench.records.match import Decision, MatchDecision, MatchId
from workbench.store import matches
from workbench.store.rows import plain_text, reads
from workbench.store.sqlite import Reader, Row
from workbench.store.transaction import Transaction

_SELECT = "SELECT match_decision.match, decision, why FROM match_decision"


def save(tx: Transaction, decision: MatchDecision) -> None:
    """Raises `Refusal` NO_SUCH_RECORD."""
    matches.one(tx, decision.match)
    tx.execute(
        "INSERT INTO match_decision (match, decision, why) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET decision = excluded.decision, why = excluded.why",
        (decision.match, decision.decision, plain_text(decision.why)),
    )


def one(project: Reader, match: MatchId) -> MatchDecision:
    """UNDECIDED until something is decided. `Refusal` NO_SUCH_RECORD without such a match."""
    found = project.query(f"{_SELECT} WHERE match = ?", (match,))
    if not found:
        matches.one(project, match)
        return MatchDecision(match, Decision.UNDECIDED, "")
    return _decision(found[0])


def every(project: Reader) -> list[MatchDecision]:
    return [_decision(row) for row in project.query(f"{_SELECT} ORDER BY match")]


def of_item(project: Reader, item: ItemId) -> list[MatchDecision]:
    """Decisions on the matches in which the item is the query or the reference."""
    found = project.query(
        f"{_SELECT} JOIN match ON match.id = match_decision.match "
        "WHERE query = ?1 OR reference_item = ?1 ORDER BY match.id",
        (item,),
    )
    return [_decision(row) for row in found]


@reads("match_decision")
def _decision(row: Row) -> MatchDecision:
    match, decision, why = row
    return MatchDecision(match, Decision(decision), why)
