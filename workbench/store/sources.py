"""Sources of items, as the analyst says by now."""

from __future__ import annotations

from workbench.records.item import Item, ItemId, ItemSource, Source
from workbench.store.rows import plain_text
from workbench.store.sqlite import Reader
from workbench.store.transaction import Transaction


def written(project: Reader, item: ItemId) -> ItemSource | None:
    """What was written since the item was added; None where nothing was."""
    sql = "SELECT url, uploader, uploaded FROM item_source WHERE item = ?"
    found = project.query(sql, (item,))
    return ItemSource(item, *found[0]) if found else None


def standing(project: Reader, item: Item) -> Source:
    """Where the item came from, with what stands of its being found."""
    later = written(project, item.id)
    return item.source if later is None else later.over(item.source)


def save(tx: Transaction, source: ItemSource) -> None:
    said = (source.url, source.uploader, source.uploaded)
    tx.execute(
        "INSERT INTO item_source (item, url, uploader, uploaded) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET "
        "url = excluded.url, uploader = excluded.uploader, uploaded = excluded.uploaded",
        (source.item, *(None if one is None else plain_text(one) for one in said)),
    )
