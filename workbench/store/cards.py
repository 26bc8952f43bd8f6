"""Item cards: an item with its state and the counts that a list shows beside it."""

from __future__ import annotations

from workbench.records.card import ItemCard
from workbench.records.errors import MediaFault
from workbench.records.item import Item, ItemId, MediaStatus
from workbench.store import items, runs
from workbench.store.sqlite import Reader

_COUNTS = """
SELECT
  (SELECT count(DISTINCT coalesce(
            library_reference ->> 'sha256', CASE query WHEN ?1 THEN reference_item ELSE query END))
   FROM match LEFT JOIN match_decision ON match_decision.match = match.id
   WHERE (query = ?1 OR reference_item = ?1) AND decision IS NOT 'rejected'),
  (SELECT count(*) FROM annotation WHERE item = ?1),
  (SELECT count(*) FROM extracted_frame WHERE item = ?1),
  (SELECT count(*) FROM run WHERE item = ?1 AND ended IS NULL)
"""
_LATEST = """
SELECT reason FROM run WHERE reason IS NOT NULL AND id IN
  (SELECT max(id) FROM run WHERE item = ? AND state IN ('done', 'failed') GROUP BY instrument)
"""


def one(project: Reader, item: ItemId) -> ItemCard:
    """Raises `Refusal` NO_SUCH_ITEM."""
    found = items.one(project, item)
    ((matches, annotations, frames, runs_left),) = project.query(_COUNTS, (item,))
    status, fault = _status(project, found)
    return ItemCard(
        item=found,
        sheet=items.sheet(project, item),
        status=status,
        reason=fault,
        matches=matches,
        annotations=annotations,
        frames=frames,
        runs_left=runs_left,
    )


def _status(project: Reader, item: Item) -> tuple[MediaStatus, MediaFault | None]:
    """The state of an item after the latest run of each instrument, and the fault behind it."""
    quarantine = runs.fault_of(items.quarantine_reason(project, item.id))
    if quarantine is not None:
        return MediaStatus.QUARANTINED, quarantine
    if item.medium.status is not MediaStatus.OK:
        return item.medium.status, item.medium.fault
    for (reason,) in project.query(_LATEST, (item.id,)):
        fault = runs.fault_of(reason)
        if fault is not None and fault is not MediaFault.BUG:  # that says nothing of the file
            return MediaStatus.PARTIAL, fault
    return MediaStatus.OK, None
