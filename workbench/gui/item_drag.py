"""Item drag: an item of the case carried by the pointer from one panel to another."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData

from workbench.records.item import ItemId

MIME = "application/x-workbench-item"


def packed(item: ItemId) -> QMimeData:
    """An item, for a drag. It means something only in this window."""
    data = QMimeData()
    data.setData(MIME, QByteArray(str(int(item)).encode("ascii")))
    return data


def item_in(data: QMimeData) -> ItemId | None:
    """The item that is dragged, or None for anything else. Another program may offer any bytes
    under this name: whether there is such an item is for the case to say."""
    number = bytes(data.data(MIME).data()).decode("ascii", "replace")
    return (
        ItemId(int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
    )
