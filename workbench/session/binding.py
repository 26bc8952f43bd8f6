"""Binding: the items of one batch are bound to one new claim."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from workbench.records.claim import ClaimId
from workbench.records.item import ItemId

if TYPE_CHECKING:
    from workbench.session.session import Session


class Binding:
    """Binds the items of one batch to one claim, which is made with the first of them."""

    def __init__(self, session: Session, text: str) -> None:
        self._session = session
        self._text = text
        self._lock = threading.Lock()
        self._claim: ClaimId | None = None

    def bind(self, item: ItemId) -> None:
        with self._lock:
            if self._claim is None:
                self._claim = self._session.add_claim(self._text, items=[item])
                return
            bound = self._session.claim(self._claim).items
            if item not in bound:
                self._session.edit_claim(self._claim, items=[*bound, item])
