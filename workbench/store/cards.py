"""Item cards: an item with the counts that a list shows beside it."""

from __future__ import annotations

from workbench.records.card import ItemCard
from workbench.records.item import ItemId, MediaStatus
from workbench.store import items, runs
from workbench.store.sqlite import Reader

_COUNTS = """
SELECT
  (SELECT count(*) FROM match LEFT JOIN match_decision ON match_decision.match = match.id
   WHERE (query = ?1 OR reference_item = ?1) AND decision IS NOT 'rejected'),
  (SELECT count(*) FROM annotation WHERE item = ?1),
  (SELECT count(*) FROM extracted_frame WHERE item = ?1),
  (SELECT count(*) FROM run WHERE item = ?1 AND ended IS NULL)
"""


def one(project: Reader, item: ItemId) -> ItemCard:
    """Raises `Refusal` NO_SUCH_ITEM."""
    found = items.one(project, item)
    reason = items.quarantine_reason(project, item)
    ((matches, annotations, frames, runs_left),) = project.query(_COUNTS, (item,))
    return ItemCard(
        item=found,
        sheet=items.sheet(project, item),
        status=found.medium.status if reason is None else MediaStatus.QUARANTINED,
        reason=found.medium.fault if reason is None else runs.fault_of(reason),
        matches=matches,
        annotations=annotations,
        frames=frames,
        runs_left=runs_left,
    )
